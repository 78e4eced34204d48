# SPDX-License-Identifier: EUPL-1.2
"""K: an old report stays as it was to the byte, whatever comes later or was being written; the new one is right."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from bellers import beheer
from berichtenverkeer.cli import rapport
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.ledger import boek, watermerk
from berichtenverkeer.ledger.gebeurtenissen.zorg import LeveringGestart, Product
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rijen import Gebied, Gemeente, Segment
from berichtenverkeer.register.rijen import Product as Productrij
from berichtenverkeer.stromen.opdracht import Dimensie, PeriodeNaPeil
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, met
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen, register
from ledgerrijen import gebeurtenisrij

START, STOP = "Client/StartProducten/StartProduct", "Client/StopProducten/StopProduct"


def rijen(segment: str = "4") -> dict[str, Any]:
    """A region of one gemeente and one product, which lies in `segment`."""
    return {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
        "segmenten": [
            Segment(segment=een, naam=f"Segment {een}", financieringsvorm="pxq", gewicht=20, geldig_van=BEGIN)
            for een in "24"
        ],
        "producten": [Productrij(categorie="45", code="45A04", omschrijving="x", segment=segment, geldig_van=BEGIN)],
    }


@pytest_asyncio.fixture
async def gateway(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    """Care that began on 3 April 2026, and is running as far as anybody knows on 31 May."""
    klok = StaandeKlok(date(2026, 4, 1))
    async with gateway_met_register(instellingen, klok, **rijen()) as geopend:
        await lever_in(geopend, date(2026, 4, 1), jw301(), GEMEENTE)
        await lever_in(geopend, date(2026, 4, 7), jw305(), AANBIEDER)
        klok.zet(date(2026, 5, 31))
        yield geopend


async def lever_in(gateway: Gateway, wanneer: date, bericht: Any, verzender: str) -> None:
    """A bericht of that day, under an Identificatie of its own, that is approved."""
    klok: Any = gateway.klok
    klok.zet(wanneer)
    kop = "Header/BerichtIdentificatie"
    eigen = met(met(bericht, f"{kop}/Dagtekening", wanneer), f"{kop}/Identificatie", f"P{wanneer:%m%d}")
    bon = await ontvangen(gateway, eigen, verzender)
    assert bon.oordeel is Oordeel.GOEDGEKEURD, bon.bevindingen


async def laat_gestopt(gateway: Gateway) -> None:
    await lever_in(gateway, date(2026, 9, 1), jw307(), AANBIEDER)


async def start_ingetrokken(gateway: Gateway) -> None:
    await lever_in(gateway, date(2026, 10, 1), met(jw305(), f"{START}/StatusAanlevering", "3"), AANBIEDER)


async def register_verbeterd(gateway: Gateway) -> None:
    klok: Any = gateway.klok
    klok.zet(date(2026, 11, 1))
    await gateway.register.laad(beheer(gateway), register(gateway.regio, **rijen("2")))


# Of segment 4 and of segment 2 in April and May: stand on 31 May, in and uit in those months.
LATER = [
    (laat_gestopt, {"4": (0, 1, 1), "2": None}),
    (start_ingetrokken, {"4": None, "2": None}),
    (register_verbeterd, {"4": None, "2": (1, 1, 0)}),
]


async def figuren(gateway: Gateway) -> dict[str, tuple[int, int, int] | None]:
    """By segment, as known now; None for a segment in which nothing happened."""
    gevonden = await gateway.rapportages.stromen(beheer(gateway), Vraagstelling(perioden="2026-04..2026-05"))
    april, mei = ({een.plek: een for een in periode.plekken} for periode in gevonden.perioden)
    resultaat: dict[str, tuple[int, int, int] | None] = {}
    for plek in ("4", "2"):
        if plek not in mei:
            resultaat[plek] = None
            continue
        cijfers = (
            mei[plek].stand_eind,
            april[plek].in_totaal + mei[plek].in_totaal,
            april[plek].uit_totaal + mei[plek].uit_totaal,
        )
        resultaat[plek] = cijfers if any(cijfers) else None
    return resultaat


@pytest.fixture
def opdrachtregel(omgeving: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)
    return CliRunner()


async def uitvoer(opdrachtregel: CliRunner, k: int, dag_k: date) -> list[bytes]:
    """Both reports over April and May in JSON and CSV, as the command prints them; it runs a loop of its own."""
    uit = []
    for soort in ("stromen", "wachttijden"):
        for vorm in ("--json", "--csv"):
            delen = [soort, "2026-04..2026-05", vorm, "--k", str(k), "--dag-k", str(dag_k)]
            uitslag = await asyncio.to_thread(opdrachtregel.invoke, rapport.app, delen)
            assert uitslag.exit_code == 0, uitslag.output
            uit.append(uitslag.stdout_bytes)
    return uit


@pytest.mark.parametrize(("gebeurt", "verwacht"), LATER, ids=lambda een: getattr(een, "__name__", ""))
async def test_what_comes_later_changes_the_new_report_and_not_a_byte_of_the_old_one(
    gateway: Gateway, opdrachtregel: CliRunner, gebeurt: Any, verwacht: Any
) -> None:
    assert await figuren(gateway) == {"4": (1, 1, 0), "2": None}
    maak = gateway.rapportages
    toen = (await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-05"))).verantwoording
    oud = await uitvoer(opdrachtregel, toen.k, toen.dag_k)
    await gebeurt(gateway)
    assert await figuren(gateway) == verwacht
    assert await uitvoer(opdrachtregel, toen.k, toen.dag_k) == oud


async def boek_start(conn: Any, gateway: Gateway, client: bytes, begin: date) -> None:
    """What the gateway does with an approved start: draw positions, book, change the state."""
    (positie,) = await boek.reserveer(conn, 1)
    await boek.schrijf_gebeurtenissen(conn, [gebeurtenisrij(gateway.regio, positie, geboekt_op=gateway.klok())])
    stand = Stand()
    stand.vouw(
        positie,
        LeveringGestart(
            client=client,
            aanbieder=AANBIEDER,
            gemeente=GEMEENTE,
            product=Product("45", "45A04"),
            begindatum=begin,
        ),
    )
    await opslag.bewaar(Grootboek(conn, gateway.regio), stand.wijzigingen)


async def test_a_report_at_k_never_changes_by_a_transaction_that_was_open_while_others_committed(
    gateway: Gateway,
) -> None:
    maak = gateway.rapportages
    database = gateway.database
    gezien = []
    for dimensie in (Dimensie.SEGMENT, Dimensie.AANBIEDER):
        async with database.transactie() as langzaam:
            await watermerk.begin(Grootboek(langzaam, gateway.regio))
            await boek_start(langzaam, gateway, b"traag" + dimensie.encode(), date(2026, 5, 1))
            async with database.transactie() as snel:
                await watermerk.begin(Grootboek(snel, gateway.regio))
                await boek_start(snel, gateway, b"snel" + dimensie.encode(), date(2026, 5, 2))
            tijdens = await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-05", dimensie=dimensie))
            gezien.append(tijdens)
    na = await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-05"))
    assert [een.perioden[0].regio.instroom for een in (*gezien, na)] == [0, 2, 4]
    for een in gezien:
        waarop = een.verantwoording
        vraag = Vraagstelling(perioden="2026-05", dimensie=waarop.dimensie, k=waarop.k, dag_k=waarop.dag_k)
        assert await maak.stromen(beheer(gateway), vraag) == een


async def test_a_period_that_ends_after_the_day_of_k_is_refused(gateway: Gateway) -> None:
    maak = gateway.rapportages
    toen = (await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-05"))).verantwoording
    await laat_gestopt(gateway)
    for vraag in (
        Vraagstelling(perioden="2026-06", k=toen.k, dag_k=toen.dag_k),
        Vraagstelling(perioden="2026-Q2", k=toen.k, dag_k=toen.dag_k),
        Vraagstelling(perioden="2026-09"),
    ):
        with pytest.raises(PeriodeNaPeil):
            await maak.stromen(beheer(gateway), vraag)
    assert (await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-06..2026-08"))).perioden
