# SPDX-License-Identifier: EUPL-1.2
"""A second opinion on every bericht: libxml2, xmlschema on expat and `read` agree; the product is never laxer.

The same cases every time; `BV_TWEEDE_MENING=100` looks at that many times as many, others each time.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from itertools import islice
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bellers import administration
from berichtenverkeer.berichten import CLASSES, every
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger.booking import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import from_json, to_json
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN
from berichtenverkeer.regels.volume import maximum_in_periode, maximum_in_total
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Plafond, Product, Segment, Tarief
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, bouw, bsns, jw301, jw305, jw307
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received, stuur
from gatewaycijfers import cijfers
from generator import Datatype, complexe_typen
from tweede_mening.dwalen import dwaal, life
from tweede_mening.oordeel import vergelijk
from tweede_mening.spoil import BEDERF, Geval, andere_bytes, faulty_keys, met_randwaarden
from tweede_mening.tree import Stijl, make

KEREN = int(os.environ.get("BV_TWEEDE_MENING", "1"))
TOEVAL = st.integers(0, 2**63).map(Random)


JAREN = range(2025, 2028)
REGISTER: dict[str, Any] = {
    "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
    "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="a", geldig_van=date(1, 1, 2))],
    "segmenten": [Segment(segment="4", naam="S", financieringsvorm="pxq", gewicht=1, geldig_van=BEGIN)],
    "producten": [
        Product(categorie="45", code=code, omschrijving="P", segment="4", geldig_van=BEGIN)
        for code in ("45A04", "45A05", "45A06")
    ],
    "contracten": [
        Contract(aanbieder=AANBIEDER, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
    ],
    "tarieven": [
        Tarief(
            categorie="45",
            code="45A04",
            eenheid="04",
            tarief_cents=1_250,
            geldig_van=date(jaar, 1, 1),
            geldig_tot=date(jaar, 12, 31),
        )
        for jaar in JAREN
    ],
    "plafonds": [
        Plafond(
            aanbieder=AANBIEDER,
            jaar=jaar,
            bedrag_cents=100_000,
            geldig_van=date(jaar, 1, 1),
            geldig_tot=date(jaar, 12, 31),
        )
        for jaar in JAREN
    ],
}


def vaak(count: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """`count` seeds: always the same ones, unless a long run asks for more."""
    return settings(
        max_examples=count * KEREN,
        derandomize=KEREN == 1,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def oordeel(name: str, geval: Geval) -> bool:
    """Compare the judges; a disagreement shows the bericht."""
    try:
        return vergelijk(name, geval)
    except Exception as fault:
        fault.add_note(f"{name}, {geval.wat}: {geval.data!r}")
        raise


@pytest.mark.parametrize("name", CLASSES)
def test_a_valid_bericht_is_valid_to_all_in_whatever_style_it_is_written(name: str) -> None:
    @vaak(6)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        data = Stijl(rnd, name.lower()).schrijf(make(name, rnd))
        assert oordeel(name, Geval("goed", data, past=True))

    eens()


def test_all_agree_on_every_edge_of_every_simple_type() -> None:
    seen: set[Datatype] = set()
    for name in sorted(CLASSES, key=_omvang):
        for geval in met_randwaarden(name, Random(KEREN), seen):
            oordeel(name, geval)
    assert seen == {
        child.soort
        for prefix in ("ijw", *(name.lower() for name in CLASSES))
        for children in complexe_typen(prefix).values()
        for child in children
        if isinstance(child.soort, Datatype)
    }


def _omvang(name: str) -> int:
    """How many elements the fullest bericht has that repeats nothing."""
    return len(list(make(name, Random(0), full=1, times=1).alle()))


@pytest.mark.parametrize("name", CLASSES)
def test_all_agree_on_a_bericht_in_every_dress_of_bytes(name: str) -> None:
    oordelen = Counter(oordeel(name, geval) for geval in andere_bytes(name, Random(KEREN)))
    assert oordelen[True] > 5 < oordelen[False]


@pytest.mark.parametrize("name", CLASSES)
def test_all_agree_on_a_bericht_in_which_one_thing_is_changed(name: str) -> None:
    @vaak(3)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        for geval in faulty_keys(name, rnd, 12):
            oordeel(name, geval)

    eens()


def test_every_change_is_made_at_least_once() -> None:
    made = {geval.wat for name in ("JW305", "JW323") for geval in faulty_keys(name, Random(0), 300)}
    assert made == {spoil.wat for spoil in BEDERF}


DAY = date(2026, 6, 1)
GEBOEKT = ("JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325")


@pytest.mark.parametrize("name", GEBOEKT)
def test_what_level_bericht_approves_can_be_booked_kept_and_read_back(name: str) -> None:
    done = []

    @vaak(6)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        stand = Stand()
        for intake in dwaal(bouw(name), rnd, 25):
            clienten = {bsn: f"{bsn:>16}".encode() for pad, bsn in every(intake.bericht) if pad.endswith("/Bsn")}
            booked = gebeurtenissen(intake.bericht, clienten, DAY)
            assert booked
            for position, gebeurtenis in enumerate(booked):
                assert from_json(to_json(gebeurtenis)) == gebeurtenis
                stand.fold(position, gebeurtenis)
            done.append(intake)
        stand.rijen()

    eens()
    assert len(done) > 20


async def test_what_all_levels_approve_is_booked_and_all_that_is_sent_has_a_receipt(
    config: Settings,
) -> None:
    uitkomsten: Counter[tuple[str, Oordeel]] = Counter()
    clock = StaandeKlok(DAY)
    async with gateway_met_register(config, clock, **REGISTER) as gateway:

        async def leef(number: int, bsn: str) -> None:
            for step in life(bsn, number, Random(number * KEREN)):
                try:
                    receipt = await stuur(gateway, step.data, step.verzender)
                except Exception as fault:
                    fault.add_note(f"{step.naam}: {step.data!r}")
                    raise
                assert isinstance(receipt, Receipt), receipt
                uitkomsten[step.naam, receipt.oordeel] += 1

        for lives in _stapels(enumerate(islice(BSNS, 40 * KEREN), 1)):
            await asyncio.gather(*(leef(number, bsn) for number, bsn in lives))
        await _alles_klopt(gateway)
    assert {name for name, oordeel in uitkomsten if oordeel is Oordeel.GOEDGEKEURD} == set(GEBOEKT), uitkomsten


async def test_care_on_the_first_and_the_last_day_of_the_calendar_stops_nothing(config: Settings) -> None:
    begin, mei = date.min, date(2026, 5, 15)
    toewijzing, start, stop = (
        "Client/ToegewezenProducten/ToegewezenProduct[1]/",
        "Client/StartProducten/StartProduct[1]/",
        "Client/StopProducten/StopProduct[1]/",
    )
    always = {f"{toewijzing}{name}": begin for name in ("Toewijzingsdatum", "Ingangsdatum")}
    always |= {f"{toewijzing}Einddatum": date.max}
    last = {f"{toewijzing}Ingangsdatum": date(9999, 12, 1), f"{toewijzing}Einddatum": date.max}
    maandbedrag = {f"{toewijzing}Omvang/Eenheid": "83", f"{toewijzing}Omvang/Frequentie": "4"}
    gedagtekend = {"Header/BerichtIdentificatie/Dagtekening": mei}

    def same(number: int, part: str) -> dict[str, Any]:
        otherwise = {"Client/Bsn": BSNS[number], "Header/BerichtIdentificatie/Identificatie": f"B{number}"}
        return otherwise | {f"{part}ToewijzingNummer": number}

    story = (
        (jw301(always | same(1, toewijzing)), GEMEENTE),
        (jw305({f"{start}ToewijzingIngangsdatum": begin, **gedagtekend, **same(1, start)}), AANBIEDER),
        (jw301(always | same(2, toewijzing)), GEMEENTE),
        (
            jw305({f"{start}ToewijzingIngangsdatum": begin, f"{start}Begindatum": begin, **same(2, start)}),
            AANBIEDER,
        ),
        (
            jw307(
                {f"{stop}ToewijzingIngangsdatum": begin, f"{stop}Begindatum": begin, f"{stop}Einddatum": mei}
                | gedagtekend
                | same(2, stop)
            ),
            AANBIEDER,
        ),
        (jw301(last | maandbedrag | same(3, toewijzing)), GEMEENTE),
    )
    async with gateway_met_register(config, StaandeKlok(DAY), **REGISTER) as gateway:
        for bericht, verzender in story:
            receipt = await received(gateway, bericht, verzender)
            assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen
        await _alles_klopt(gateway)
        async with gateway.database.lees() as conn:
            saved = await conn.fetch(
                "select ingangsdatum::text, einddatum::text, einddatum as dag from toewijzing"
                " where regio = $1 order by nummer",
                gateway.regio,
            )
    assert [tuple(row) for row in saved] == [
        ("0001-01-01", "9999-12-31", date.max),
        ("0001-01-01", "9999-12-31", date.max),
        ("9999-12-01", "9999-12-31", date.max),
    ]


@pytest.mark.parametrize(("begin", "end"), [(date.min, date(1, 1, 3)), (date(9999, 12, 1), date.max)])
@pytest.mark.parametrize("frequentie", "1246")
@pytest.mark.parametrize("outputgericht", [True, False])
def test_volumes_are_counted_at_the_edges_of_the_calendar(
    begin: date, end: date, frequentie: str, outputgericht: bool
) -> None:
    toewijzing = Toewijzing(
        gemeente=GEMEENTE,
        nummer=1,
        client=b"",
        aanbieder=AANBIEDER,
        categorie="45",
        code="45A04",
        eerste_datum=begin,
        eerste_tijd=time(),
        toewijzingsdatum=begin,
        toewijzingstijd=time(),
        ingangsdatum=begin,
        einddatum=end,
        reden_wijziging=None,
        referentie_aanbieder=None,
        volume=1,
        eenheid="04",
        frequentie=frequentie,
        budget_cents=None,
    )
    assert (maximum_in_periode(toewijzing, begin, end, outputgericht=outputgericht) is None) == (frequentie == "6")
    assert maximum_in_total(toewijzing)


async def _alles_klopt(gateway: Gateway) -> None:
    """Every report can be made, the money adds up, and a rebuild changes nothing."""
    async with cijfers(gateway) as figures:
        for report in (STROMEN, WACHTTIJDEN):
            for presumed_end in (False, True):
                figures.ask(report, "2026-05", presumed_end=presumed_end)
    assert await gateway.plafonds.from_regio(administration(gateway), None)
    assert not await gateway.plafonds.recalculate(administration(gateway))
    herbouwd = await rebuild(gateway.database, gateway.regio)
    assert not any(herbouwd.verschillen.values()), herbouwd


T = TypeVar("T")


def _stapels(row: Iterable[T]) -> Iterator[list[T]]:
    """Ten at a time."""
    row = iter(row)
    while batch := list(islice(row, 10)):
        yield batch


BSNS = list(bsns())
