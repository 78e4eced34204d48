# SPDX-License-Identifier: EUPL-1.2
"""A bericht of 16,000 parts on a client with 6,000 before, from bytes to receipt.

Four times the parts take about four times the work, here and in PostgreSQL.
"""

import asyncio
import os
import time
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from bouwers import AANBIEDER, GEMEENTE, bsns
from gateway.test_plafonds_in_de_gateway import rijen
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen
from regels.groei import gedeclareerd, gestart, gestopt, gevraagd, toegewezen

PRODUCT = {"product": CDT_Product(categorie="45", code="45A04")}
ZORG = PRODUCT | {"omvang": CDT_Omvang(volume=4, eenheid="04", frequentie="6")}
TE_VEEL = 8
"""Quadratic is sixteen."""


def dag(nummer: int) -> date:
    """A day for each toewijzing, so that none overlap."""
    return date(1960, 1, 1) + timedelta(days=nummer)


def berichten(aantal: int, eerste: int, kenmerk: str) -> dict[str, tuple[Bericht, str]]:
    """The life of one client in a few large berichten, with who sends them; numbers from `eerste` on."""

    def nummer(n: int) -> dict[str, Any]:
        return {"toewijzing_nummer": eerste + n}

    def periode(n: int) -> dict[str, Any]:
        return {"ingangsdatum": dag(n), "einddatum": dag(n), "toewijzingsdatum": date(2026, 4, 1)}

    def gevraagde(n: int) -> dict[str, Any]:
        dagen = {"toewijzing_ingangsdatum": dag(n), "toewijzing_einddatum": dag(n)}
        return ZORG | dagen | {"referentie_aanbieder": f"{kenmerk}{n}"}

    def start(n: int) -> dict[str, Any]:
        return PRODUCT | nummer(n) | {"begindatum": dag(n)}

    eerder = aantal * 3 // 8
    return {
        "JW301 before": (toegewezen(eerder, lambda n: ZORG | periode(n) | nummer(n)), GEMEENTE),
        "JW305 before": (gestart(eerder, start), AANBIEDER),
        "JW315": (gevraagd(aantal, lambda n: gevraagde(eerder + n)), AANBIEDER),
        "JW301": (
            toegewezen(
                aantal,
                lambda n: (
                    ZORG | periode(eerder + n) | nummer(eerder + n) | {"referentie_aanbieder": f"{kenmerk}{eerder + n}"}
                ),
            ),
            GEMEENTE,
        ),
        "JW305": (gestart(aantal, lambda n: start(eerder + n)), AANBIEDER),
        "JW305 again": (gestart(aantal, lambda n: start(n) | {"begindatum": dag(n + 1)}), AANBIEDER),
        "JW307": (gestopt(aantal, lambda n: start(n) | {"einddatum": date(2026, 4, 1)}), AANBIEDER),
        "JW323": (gedeclareerd(aantal, lambda n: nummer(n) | {"referentie": f"{kenmerk}{n}"}), AANBIEDER),
    }


def van(bericht: Bericht, identificatie: str, bsn: str) -> Bericht:
    """The same bericht with an Identificatie and a client of its own."""
    replace = msgspec.structs.replace
    anders = replace(bericht.header.bericht_identificatie, identificatie=identificatie)
    bericht = replace(bericht, header=replace(bericht.header, bericht_identificatie=anders))
    if (client := getattr(bericht, "client", None)) is not None:
        return replace(bericht, client=replace(client, bsn=bsn))
    declaratie: Any = bericht.declaratie  # type: ignore[union-attr]  # the only one without a client
    (client,) = declaratie.clienten.client
    bedrag = sum(een.ingediend_bedrag.bedrag for een in client.prestaties.prestatie)
    eigen = replace(
        declaratie,
        declaratie_nummer=identificatie,
        totaal_ingediend_bedrag=replace(declaratie.totaal_ingediend_bedrag, totaal_bedrag=bedrag),
        clienten=replace(declaratie.clienten, client=(replace(client, bsn=bsn),)),
    )
    return replace(bericht, declaratie=eigen)


async def in_postgres(gateway: Gateway) -> float:
    """CPU seconds of everybody who is connected to the database of this test."""
    async with gateway.database.lees() as conn:
        rijen_ = await conn.fetch("select pid from pg_stat_activity where datname = current_database()")
    return sum(_cpu(rij["pid"]) for rij in rijen_)


def _cpu(pid: int) -> float:
    stand = Path(f"/proc/{pid}/stat")
    if not stand.exists():
        return 0.0
    velden = stand.read_text().rpartition(")")[2].split()
    return (int(velden[11]) + int(velden[12])) / os.sysconf("SC_CLK_TCK")


async def leef(gateway: Gateway, aantal: int, eerste: int, bsn: str) -> dict[str, tuple[float, str]]:
    """What each bericht costs in CPU seconds, and what became of it."""
    kosten = {}
    for naam, (bericht, wie) in berichten(aantal, eerste, f"K{eerste}x").items():
        data = write(van(bericht, f"{naam[-3:]}{naam[2:5]}{eerste}", bsn))
        begin = time.process_time() + await in_postgres(gateway)
        bon = await ontvangen(gateway, data, wie)
        kosten[naam] = time.process_time() + await in_postgres(gateway) - begin, str(bon.oordeel)
    return kosten


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="CPU time of others is read from /proc")
def test_work_grows_with_the_bericht_and_its_client(instellingen: Instellingen) -> None:
    async def meet() -> list[dict[str, tuple[float, str]]]:
        klok = StaandeKlok(date(2026, 4, 15))
        clienten = list(islice(bsns(), 10))
        async with gateway_met_register(instellingen, klok, **rijen(plafond_cents=10**12)) as gateway:
            # Plans that were made for a young table must not be kept for a grown one.
            for beurt in range(6):
                await leef(gateway, 500, beurt * 1_000, clienten[beurt])
            return [
                await leef(gateway, aantal, 100_000 + aantal, clienten[plek])
                for plek, aantal in ((6, 4_000), (7, 16_000))
            ]

    klein, groot = asyncio.run(meet())
    goed = {"JW301 before", "JW305 before", "JW315", "JW301", "JW305", "JW307", "JW323"}
    assert {naam for naam, (_, oordeel) in groot.items() if oordeel == "goedgekeurd"} == goed
    te_veel = {
        naam: (klein[naam][0], seconden)
        for naam, (seconden, _) in groot.items()
        if seconden > TE_VEEL * max(klein[naam][0], 0.05)
    }
    assert te_veel == {}
