# SPDX-License-Identifier: EUPL-1.2
"""K: an old report stays as it was to the byte, whatever comes later or was being written; the new one is right."""

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
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.register.rows import Gebied, Gemeente, Segment
from berichtenverkeer.register.rows import Product as Productrij
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, with_
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received, register
from ledgerrijen import gebeurtenisrij
from stromen.postgres.order import Dimensie, PeriodeAfterPeil
from stromen.reports import Inquiry, reports_of

START, STOP = "Client/StartProducten/StartProduct", "Client/StopProducten/StopProduct"


def rows(segment: str = "4") -> dict[str, Any]:
    """A region of one gemeente and one product, which lies in `segment`."""
    return {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
        "segmenten": [
            Segment(segment=one, naam=f"Segment {one}", financieringsvorm="pxq", gewicht=20, geldig_van=BEGIN)
            for one in "24"
        ],
        "producten": [Productrij(categorie="45", code="45A04", omschrijving="x", segment=segment, geldig_van=BEGIN)],
    }


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    """Care that began on 3 April 2026, and is running as far as anybody knows on 31 May."""
    clock = StaandeKlok(date(2026, 4, 1))
    async with gateway_met_register(config, clock, **rows()) as geopend:
        await lever_in(geopend, date(2026, 4, 1), jw301(), GEMEENTE)
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
    await gateway.register.load(administration(gateway), register(gateway.regio, **rows("2")))


# Of segment 4 and of segment 2 in April and May: stand on 31 May, in and uit in those months.
LATER = [
    (laat_gestopt, {"4": (0, 1, 1), "2": None}),
    (start_ingetrokken, {"4": None, "2": None}),
    (register_verbeterd, {"4": None, "2": (1, 1, 0)}),
]


async def figuren(gateway: Gateway) -> dict[str, tuple[int, int, int] | None]:
    """By segment, as known now; None for a segment in which nothing happened."""
    found = await reports_of(gateway).stromen(administration(gateway), Inquiry(perioden="2026-04..2026-05"))
    april, mei = ({one.plek: one for one in periode.plekken} for periode in found.perioden)
    result: dict[str, tuple[int, int, int] | None] = {}
    for plek in ("4", "2"):
        if plek not in mei:
            result[plek] = None
            continue
        figures = (
            mei[plek].stand_eind,
            april[plek].in_totaal + mei[plek].in_totaal,
            april[plek].uit_totaal + mei[plek].uit_totaal,
        )
        result[plek] = figures if any(figures) else None
    return result


async def uitvoer(gateway: Gateway, k: int, dag_k: date) -> list[bytes]:
    """Both reports over April and May in JSON and CSV."""
    peil = [("periode", "2026-04..2026-05"), ("k", str(k)), ("dagK", str(dag_k))]
    ask = gateway.rapportages.report
    return [
        (await ask(administration(gateway), code, peil, vorm))[1]
        for code in ("stromen", "wachttijden")
        for vorm in (Vorm.JSON, Vorm.CSV)
    ]


@pytest.mark.parametrize(("gebeurt", "expected"), LATER, ids=lambda one: getattr(one, "__name__", ""))
async def test_what_comes_later_changes_the_new_report_and_not_a_byte_of_the_old_one(
    gateway: Gateway, gebeurt: Any, expected: Any
) -> None:
    assert await figuren(gateway) == {"4": (1, 1, 0), "2": None}
    make = reports_of(gateway)
    then = (await make.stromen(administration(gateway), Inquiry(perioden="2026-05"))).verantwoording
    old = await uitvoer(gateway, then.k, then.dag_k)
    await gebeurt(gateway)
    assert await figuren(gateway) == expected
    assert await uitvoer(gateway, then.k, then.dag_k) == old


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
    make = reports_of(gateway)
    database = gateway.database
    seen = []
    for dimension in (Dimensie.SEGMENT, Dimensie.AANBIEDER):
        async with database.transaction() as langzaam:
            await watermark.begin(Grootboek(langzaam, gateway.regio))
            await boek_start(langzaam, gateway, b"traag" + dimension.encode(), date(2026, 5, 1))
            async with database.transaction() as snel:
                await watermark.begin(Grootboek(snel, gateway.regio))
                await boek_start(snel, gateway, b"snel" + dimension.encode(), date(2026, 5, 2))
            tijdens = await make.stromen(administration(gateway), Inquiry(perioden="2026-05", dimensie=dimension))
            seen.append(tijdens)
    na = await make.stromen(administration(gateway), Inquiry(perioden="2026-05"))
    assert [one.perioden[0].regio.instroom for one in (*seen, na)] == [0, 2, 4]
    for one in seen:
        waarop = one.verantwoording
        question = Inquiry(perioden="2026-05", dimensie=waarop.dimensie, k=waarop.k, dag_k=waarop.dag_k)
        assert await make.stromen(administration(gateway), question) == one


async def test_a_period_that_ends_after_the_day_of_k_is_refused(gateway: Gateway) -> None:
    make = reports_of(gateway)
    then = (await make.stromen(administration(gateway), Inquiry(perioden="2026-05"))).verantwoording
    await laat_gestopt(gateway)
    for question in (
        Inquiry(perioden="2026-06", k=then.k, dag_k=then.dag_k),
        Inquiry(perioden="2026-Q2", k=then.k, dag_k=then.dag_k),
        Inquiry(perioden="2026-09"),
    ):
        with pytest.raises(PeriodeAfterPeil):
            await make.stromen(administration(gateway), question)
    assert (await make.stromen(administration(gateway), Inquiry(perioden="2026-06..2026-08"))).perioden
