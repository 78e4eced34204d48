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
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from bouwers import AANBIEDER, GEMEENTE, bsns
from gateway.test_plafonds_in_de_gateway import rows
from gatewaybouw import StaandeKlok, gateway_met_register, received
from regels.groei import asked, gedeclareerd, gestart, stopped, toegewezen

PRODUCT = {"product": CDT_Product(categorie="45", code="45A04")}
ZORG = PRODUCT | {"omvang": CDT_Omvang(volume=4, eenheid="04", frequentie="6")}
TE_VEEL = 8
"""Quadratic is sixteen."""


def day(number: int) -> date:
    """A day for each toewijzing, so that none overlap."""
    return date(1960, 1, 1) + timedelta(days=number)


def berichten(count: int, first: int, mark: str) -> dict[str, tuple[Bericht, str]]:
    """The life of one client in a few large berichten, with who sends them; numbers from `first` on."""

    def number(n: int) -> dict[str, Any]:
        return {"toewijzing_nummer": first + n}

    def periode(n: int) -> dict[str, Any]:
        return {"ingangsdatum": day(n), "einddatum": day(n), "toewijzingsdatum": date(2026, 4, 1)}

    def gevraagde(n: int) -> dict[str, Any]:
        dagen = {"toewijzing_ingangsdatum": day(n), "toewijzing_einddatum": day(n)}
        return ZORG | dagen | {"referentie_aanbieder": f"{mark}{n}"}

    def start(n: int) -> dict[str, Any]:
        return PRODUCT | number(n) | {"begindatum": day(n)}

    earlier = count * 3 // 8
    return {
        "JW301 before": (toegewezen(earlier, lambda n: ZORG | periode(n) | number(n)), GEMEENTE),
        "JW305 before": (gestart(earlier, start), AANBIEDER),
        "JW315": (asked(count, lambda n: gevraagde(earlier + n)), AANBIEDER),
        "JW301": (
            toegewezen(
                count,
                lambda n: (
                    ZORG | periode(earlier + n) | number(earlier + n) | {"referentie_aanbieder": f"{mark}{earlier + n}"}
                ),
            ),
            GEMEENTE,
        ),
        "JW305": (gestart(count, lambda n: start(earlier + n)), AANBIEDER),
        "JW305 again": (gestart(count, lambda n: start(n) | {"begindatum": day(n + 1)}), AANBIEDER),
        "JW307": (stopped(count, lambda n: start(n) | {"einddatum": date(2026, 4, 1)}), AANBIEDER),
        "JW323": (gedeclareerd(count, lambda n: number(n) | {"referentie": f"{mark}{n}"}), AANBIEDER),
    }


def van(bericht: Bericht, identificatie: str, bsn: str) -> Bericht:
    """The same bericht with an Identificatie and a client of its own."""
    replace = msgspec.structs.replace
    otherwise = replace(bericht.header.bericht_identificatie, identificatie=identificatie)
    bericht = replace(bericht, header=replace(bericht.header, bericht_identificatie=otherwise))
    if (client := getattr(bericht, "client", None)) is not None:
        return replace(bericht, client=replace(client, bsn=bsn))
    declaratie: Any = bericht.declaratie  # type: ignore[union-attr]  # the only one without a client
    (client,) = declaratie.clienten.client
    bedrag = sum(one.ingediend_bedrag.bedrag for one in client.prestaties.prestatie)
    own = replace(
        declaratie,
        declaratie_nummer=identificatie,
        totaal_ingediend_bedrag=replace(declaratie.totaal_ingediend_bedrag, totaal_bedrag=bedrag),
        clienten=replace(declaratie.clienten, client=(replace(client, bsn=bsn),)),
    )
    return replace(bericht, declaratie=own)


async def in_postgres(gateway: Gateway) -> float:
    """CPU seconds of everybody who is connected to the database of this test."""
    async with gateway.database.lees() as conn:
        rijen_ = await conn.fetch("select pid from pg_stat_activity where datname = current_database()")
    return sum(_cpu(row["pid"]) for row in rijen_)


def _cpu(pid: int) -> float:
    stand = Path(f"/proc/{pid}/stat")
    if not stand.exists():
        return 0.0
    fields = stand.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def leef(gateway: Gateway, count: int, first: int, bsn: str) -> dict[str, tuple[float, str]]:
    """What each bericht costs in CPU seconds, and what became of it."""
    costs = {}
    for name, (bericht, who) in berichten(count, first, f"K{first}x").items():
        data = write(van(bericht, f"{name[-3:]}{name[2:5]}{first}", bsn))
        begin = time.process_time() + await in_postgres(gateway)
        receipt = await received(gateway, data, who)
        costs[name] = time.process_time() + await in_postgres(gateway) - begin, str(receipt.oordeel)
    return costs


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="CPU time of others is read from /proc")
def test_work_grows_with_the_bericht_and_its_client(config: Settings) -> None:
    async def meet() -> list[dict[str, tuple[float, str]]]:
        clock = StaandeKlok(date(2026, 4, 15))
        clienten = list(islice(bsns(), 10))
        async with gateway_met_register(config, clock, **rows(plafond_cents=10**12)) as gateway:
            # Plans that were made for a young table must not be kept for a grown one.
            for turn in range(6):
                await leef(gateway, 500, turn * 1_000, clienten[turn])
            return [
                await leef(gateway, count, 100_000 + count, clienten[plek]) for plek, count in ((6, 4_000), (7, 16_000))
            ]

    small, large = asyncio.run(meet())
    good = {"JW301 before", "JW305 before", "JW315", "JW301", "JW305", "JW307", "JW323"}
    assert {name for name, (_, oordeel) in large.items() if oordeel == "goedgekeurd"} == good
    too_much = {
        name: (small[name][0], seconds)
        for name, (seconds, _) in large.items()
        if seconds > TE_VEEL * max(small[name][0], 0.05)
    }
    assert too_much == {}
