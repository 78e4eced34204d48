# SPDX-License-Identifier: EUPL-1.2
"""K: an old report stays as it was, whatever comes later or was being written; the new one is right."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from bellers import administration
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger import book, watermark
from berichtenverkeer.ledger.gebeurtenissen.care import LeveringGestart, Product
from berichtenverkeer.projections import store
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN
from berichtenverkeer.rapporten.result import Level, Result
from berichtenverkeer.register.rows import Gebied, Gemeente, Segment
from berichtenverkeer.register.rows import Product as Productrij
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, with_
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received, register
from gatewaycijfers import cijfers
from ledgerrijen import gebeurtenisrij
from rapporten.bouw import rows

START = "Client/StartProducten/StartProduct"
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"
SPRING = "2026-04..2026-05"


def content(segment: str = "4") -> dict[str, Any]:
    """A region of one gemeente and one product, which lies in `segment`."""
    product: dict[str, Any] = {"categorie": "45", "code": "45A04", "omschrijving": "x", "wachtnorm_dagen": 42}
    return {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
        "segmenten": [
            Segment(segment=one, naam=f"Segment {one}", financieringsvorm="pxq", gewicht=20, geldig_van=BEGIN)
            for one in "24"
        ],
        "producten": [Productrij(**product, segment=segment, geldig_van=BEGIN)],
    }


REGISTER = content()


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    """Asked on 27 March 2026, granted on 1 April, begun on the 3rd; running as far as anybody knows on 31 May."""
    clock = StaandeKlok(date(2026, 3, 27))
    async with gateway_met_register(config, clock, **REGISTER) as geopend:
        await lever_in(geopend, date(2026, 3, 27), jw315(), AANBIEDER)
        await lever_in(geopend, date(2026, 4, 1), jw301({f"{TOEGEWEZEN}/ReferentieAanbieder": "VOT1"}), GEMEENTE)
        await lever_in(geopend, date(2026, 4, 7), jw305(), AANBIEDER)
        clock.zet(date(2026, 5, 31))
        yield geopend


async def lever_in(gateway: Gateway, when: date, bericht: Any, verzender: str) -> None:
    """A bericht of that day, under an Identificatie of its own, that is approved."""
    clock: Any = gateway.clock
    clock.zet(when)
    envelope = "Header/BerichtIdentificatie"
    own = with_(with_(bericht, f"{envelope}/Dagtekening", when), f"{envelope}/Identificatie", f"P{when:%m%d}")
    receipt = await received(gateway, own, verzender)
    assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen


async def laat_gestopt(gateway: Gateway) -> None:
    await lever_in(gateway, date(2026, 9, 1), jw307(), AANBIEDER)


async def start_ingetrokken(gateway: Gateway) -> None:
    await lever_in(gateway, date(2026, 10, 1), with_(jw305(), f"{START}/StatusAanlevering", "3"), AANBIEDER)


async def register_verbeterd(gateway: Gateway) -> None:
    clock: Any = gateway.clock
    clock.zet(date(2026, 11, 1))
    await gateway.register.load(administration(gateway), register(gateway.regio, **content("2")))


# Of segment 4 and of segment 2: in April and May in and uit, and the stand on 31 May.
LATER = [
    (laat_gestopt, {"4": (1, 1, 0)}),
    (start_ingetrokken, {}),
    (register_verbeterd, {"2": (1, 0, 1)}),
]


def figures_of(result: Result) -> dict[str, tuple[int, int, int]]:
    """By segment in which something happened."""
    april, mei = (rows(result, "stromen", periode=number) for number in (0, 1))
    found = {}
    for plek in april.keys() | mei.keys():
        months = [month[plek].values for month in (april, mei) if plek in month]
        figures = sum(one["erbij"] for one in months), sum(one["eraf"] for one in months), months[-1]["stand_eind"]
        if any(figures):
            found[plek] = figures
    return found


@pytest.mark.parametrize(("gebeurt", "expected"), LATER, ids=lambda one: getattr(one, "__name__", ""))
async def test_what_comes_later_changes_the_new_report_and_nothing_of_the_old_one(
    gateway: Gateway, gebeurt: Any, expected: Any
) -> None:
    async with cijfers(gateway) as then:
        old = then.ask(STROMEN, SPRING)
    assert figures_of(old) == {"4": (1, 0, 1)}
    await gebeurt(gateway)
    async with cijfers(gateway) as now:
        assert figures_of(now.ask(STROMEN, SPRING)) == expected
        assert now.ask(STROMEN, SPRING, k=old.ground.k, dag_k=old.ground.dag_k) == old, "of the newest peilbestand"
    async with cijfers(gateway, k=old.ground.k, dag_k=old.ground.dag_k) as again:
        assert again.ask(STROMEN, SPRING) == old


async def test_flows_and_waiting_are_those_of_the_story(gateway: Gateway) -> None:
    """Friday 27 March to Wednesday 1 April are 3 working days; it began 2 days after, and ran from the 3rd to the 10th
    of April, 8 days."""
    await laat_gestopt(gateway)
    async with cijfers(gateway) as figures:
        flows, waits = (figures.ask(report, "2026-04") for report in (STROMEN, WACHTTIJDEN))
    assert 0 < flows.ground.register_versie < flows.ground.k
    assert [row.cell.keys for row in flows.part("verwijzers").rows if row.values["instroom"]] == [("02",), ("02",)]
    assert {row.cell.keys[0] for row in flows.part("redenen").rows if row.values["uitstroom"]} == {"31"}
    starts, answers, ended = (
        rows(waits, table, Level.TOTAL)[None].values for table in ("starts", "antwoorden", "doorlooptijd")
    )
    assert (starts["starts"], starts["toewijzing_mediaan"], starts["binnen_norm"]) == (1, 2, 1)
    assert (answers["antwoorden"], answers["mediaan"], ended["mediaan"]) == (1, 3, 8)


async def boek_start(conn: Any, gateway: Gateway, client: bytes, begin: date) -> None:
    """What the gateway does with an approved start: draw positions, book, change the state."""
    (position,) = await book.reserve(conn, 1)
    await book.write_gebeurtenissen(conn, [gebeurtenisrij(gateway.regio, position, geboekt_op=gateway.clock())])
    stand = Stand()
    stand.fold(
        position,
        LeveringGestart(
            client=client,
            aanbieder=AANBIEDER,
            gemeente=GEMEENTE,
            product=Product("45", "45A04"),
            begindatum=begin,
        ),
    )
    await store.save(Grootboek(conn, gateway.regio), stand.wijzigingen)


async def test_a_report_at_k_never_changes_by_a_transaction_that_was_open_while_others_committed(
    gateway: Gateway,
) -> None:
    database = gateway.database
    async with database.transaction() as langzaam:
        await watermark.begin(Grootboek(langzaam, gateway.regio))
        await boek_start(langzaam, gateway, b"traag".ljust(16), date(2026, 5, 1))
        async with database.transaction() as snel:
            await watermark.begin(Grootboek(snel, gateway.regio))
            await boek_start(snel, gateway, b"snel".ljust(16), date(2026, 5, 2))
        async with cijfers(gateway) as meanwhile:
            seen = meanwhile.ask(STROMEN, "2026-05")
    async with cijfers(gateway) as later:
        after = later.ask(STROMEN, "2026-05")
        assert later.ask(STROMEN, "2026-05", k=seen.ground.k, dag_k=seen.ground.dag_k) == seen
    assert [rows(one, "stromen", Level.TOTAL)[None].values["instroom"] for one in (seen, after)] == [0, 2]
