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

from bellers import beheer
from berichtenverkeer.berichten import KLASSEN, alle
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.ledger.boeken import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import naar_json, van_json
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.regels.volume import maximum_in_periode, maximum_in_totaal
from berichtenverkeer.register.rijen import Contract, Gebied, Gemeente, Plafond, Product, Segment, Tarief
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, bouw, jw301, jw305, jw307
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen, stuur
from generator import Datatype, complexe_typen
from tweede_mening.bederf import BEDERF, Geval, andere_bytes, bedorven, met_randwaarden
from tweede_mening.boom import Stijl, maak
from tweede_mening.dwalen import dwaal, leven
from tweede_mening.oordeel import vergelijk

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
            jaar=jaar,
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


def vaak(aantal: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """`aantal` seeds: always the same ones, unless a long run asks for more."""
    return settings(
        max_examples=aantal * KEREN,
        derandomize=KEREN == 1,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def oordeel(naam: str, geval: Geval) -> bool:
    """Compare the judges; a disagreement shows the bericht."""
    try:
        return vergelijk(naam, geval)
    except Exception as fout:
        fout.add_note(f"{naam}, {geval.wat}: {geval.data!r}")
        raise


@pytest.mark.parametrize("naam", KLASSEN)
def test_a_valid_bericht_is_valid_to_all_in_whatever_style_it_is_written(naam: str) -> None:
    @vaak(10)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        data = Stijl(rnd, naam.lower()).schrijf(maak(naam, rnd))
        assert oordeel(naam, Geval("goed", data, past=True))

    eens()


def test_all_agree_on_every_edge_of_every_simple_type() -> None:
    gezien: set[Datatype] = set()
    for naam in sorted(KLASSEN, key=_omvang):
        for geval in met_randwaarden(naam, Random(KEREN), gezien):
            oordeel(naam, geval)
    assert gezien == {
        kind.soort
        for prefix in ("ijw", *(naam.lower() for naam in KLASSEN))
        for kinderen in complexe_typen(prefix).values()
        for kind in kinderen
        if isinstance(kind.soort, Datatype)
    }


def _omvang(naam: str) -> int:
    """How many elements the fullest bericht has that repeats nothing."""
    return len(list(maak(naam, Random(0), vol=1, keren=1).alle()))


@pytest.mark.parametrize("naam", KLASSEN)
def test_all_agree_on_a_bericht_in_every_dress_of_bytes(naam: str) -> None:
    oordelen = Counter(oordeel(naam, geval) for geval in andere_bytes(naam, Random(KEREN)))
    assert oordelen[True] > 5 < oordelen[False]


@pytest.mark.parametrize("naam", KLASSEN)
def test_all_agree_on_a_bericht_in_which_one_thing_is_changed(naam: str) -> None:
    @vaak(3)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        for geval in bedorven(naam, rnd, 12):
            oordeel(naam, geval)

    eens()


def test_every_change_is_made_at_least_once() -> None:
    gemaakt = {geval.wat for naam in ("JW305", "JW323") for geval in bedorven(naam, Random(0), 300)}
    assert gemaakt == {bederf.wat for bederf in BEDERF}


DAG = date(2026, 6, 1)
GEBOEKT = ("JW301", "JW305", "JW307", "JW315", "JW317", "JW319", "JW323", "JW325")


@pytest.mark.parametrize("naam", GEBOEKT)
def test_what_level_bericht_approves_can_be_booked_kept_and_read_back(naam: str) -> None:
    gedaan = []

    @vaak(6)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        stand = Stand()
        for invoer in dwaal(bouw(naam), rnd, 25):
            clienten = {bsn: f"{bsn:>16}".encode() for pad, bsn in alle(invoer.bericht) if pad.endswith("/Bsn")}
            feiten = gebeurtenissen(invoer.bericht, clienten, DAG)
            assert feiten
            for positie, feit in enumerate(feiten):
                assert van_json(naar_json(feit)) == feit
                stand.vouw(positie, feit)
            gedaan.append(invoer)
        stand.rijen()

    eens()
    assert len(gedaan) > 20


async def test_what_all_levels_approve_is_booked_and_all_that_is_sent_has_a_receipt(
    instellingen: Instellingen,
) -> None:
    uitkomsten: Counter[tuple[str, Oordeel]] = Counter()
    klok = StaandeKlok(DAG)
    async with gateway_met_register(instellingen, klok, **REGISTER) as gateway:

        async def leef(nummer: int, bsn: str) -> None:
            for stap in leven(bsn, nummer, Random(nummer * KEREN)):
                try:
                    bon = await stuur(gateway, stap.data, stap.verzender)
                except Exception as fout:
                    fout.add_note(f"{stap.naam}: {stap.data!r}")
                    raise
                assert isinstance(bon, Bon), bon
                uitkomsten[stap.naam, bon.oordeel] += 1

        for levens in _stapels(enumerate(islice(BSNS, 40 * KEREN), 1)):
            await asyncio.gather(*(leef(nummer, bsn) for nummer, bsn in levens))
        await _alles_klopt(gateway)
    assert {naam for naam, oordeel in uitkomsten if oordeel is Oordeel.GOEDGEKEURD} == set(GEBOEKT), uitkomsten


async def test_care_on_the_first_and_the_last_day_of_the_calendar_stops_nothing(instellingen: Instellingen) -> None:
    begin, mei = date.min, date(2026, 5, 15)
    toewijzing, start, stop = (
        "Client/ToegewezenProducten/ToegewezenProduct[1]/",
        "Client/StartProducten/StartProduct[1]/",
        "Client/StopProducten/StopProduct[1]/",
    )
    altijd = {f"{toewijzing}{naam}": begin for naam in ("Toewijzingsdatum", "Ingangsdatum")}
    altijd |= {f"{toewijzing}Einddatum": date.max}
    laatste = {f"{toewijzing}Ingangsdatum": date(9999, 12, 1), f"{toewijzing}Einddatum": date.max}
    maandbedrag = {f"{toewijzing}Omvang/Eenheid": "83", f"{toewijzing}Omvang/Frequentie": "4"}
    gedagtekend = {"Header/BerichtIdentificatie/Dagtekening": mei}

    def zelfde(nummer: int, deel: str) -> dict[str, Any]:
        anders = {"Client/Bsn": BSNS[nummer], "Header/BerichtIdentificatie/Identificatie": f"B{nummer}"}
        return anders | {f"{deel}ToewijzingNummer": nummer}

    verhaal = (
        (jw301(altijd | zelfde(1, toewijzing)), GEMEENTE),
        (jw305({f"{start}ToewijzingIngangsdatum": begin, **gedagtekend, **zelfde(1, start)}), AANBIEDER),
        (jw301(altijd | zelfde(2, toewijzing)), GEMEENTE),
        (
            jw305({f"{start}ToewijzingIngangsdatum": begin, f"{start}Begindatum": begin, **zelfde(2, start)}),
            AANBIEDER,
        ),
        (
            jw307(
                {f"{stop}ToewijzingIngangsdatum": begin, f"{stop}Begindatum": begin, f"{stop}Einddatum": mei}
                | gedagtekend
                | zelfde(2, stop)
            ),
            AANBIEDER,
        ),
        (jw301(laatste | maandbedrag | zelfde(3, toewijzing)), GEMEENTE),
    )
    async with gateway_met_register(instellingen, StaandeKlok(DAG), **REGISTER) as gateway:
        for bericht, verzender in verhaal:
            bon = await ontvangen(gateway, bericht, verzender)
            assert bon.oordeel is Oordeel.GOEDGEKEURD, bon.bevindingen
        await _alles_klopt(gateway)
        async with gateway.database.lees() as conn:
            bewaard = await conn.fetch(
                "select ingangsdatum::text, einddatum::text, einddatum as dag from toewijzing"
                " where regio = $1 order by nummer",
                gateway.regio,
            )
    assert [tuple(rij) for rij in bewaard] == [
        ("0001-01-01", "9999-12-31", date.max),
        ("0001-01-01", "9999-12-31", date.max),
        ("9999-12-01", "9999-12-31", date.max),
    ]


@pytest.mark.parametrize(("begin", "einde"), [(date.min, date(1, 1, 3)), (date(9999, 12, 1), date.max)])
@pytest.mark.parametrize("frequentie", "1246")
@pytest.mark.parametrize("outputgericht", [True, False])
def test_volumes_are_counted_at_the_edges_of_the_calendar(
    begin: date, einde: date, frequentie: str, outputgericht: bool
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
        einddatum=einde,
        reden_wijziging=None,
        referentie_aanbieder=None,
        volume=1,
        eenheid="04",
        frequentie=frequentie,
        budget_cents=None,
    )
    assert (maximum_in_periode(toewijzing, begin, einde, outputgericht=outputgericht) is None) == (frequentie == "6")
    assert maximum_in_totaal(toewijzing)


async def _alles_klopt(gateway: Gateway) -> None:
    """Every report can be made, the money adds up, and a rebuild changes nothing."""
    rapportages = gateway.rapportages
    for dimensie in (Dimensie.SEGMENT, Dimensie.REGIO):
        for vraag in (
            Vraagstelling(perioden="2026-05", dimensie=dimensie),
            Vraagstelling(perioden="2026-05", dimensie=dimensie, verondersteld=True),
        ):
            await rapportages.stromen(beheer(gateway), vraag)
            await rapportages.wachttijden(beheer(gateway), vraag)
            await rapportages.bewegingen(beheer(gateway), vraag)
    assert await gateway.plafonds.van_regio(beheer(gateway), None)
    assert not await gateway.plafonds.herbereken(beheer(gateway))
    herbouwd = await herbouw(gateway.database, gateway.regio)
    assert not any(herbouwd.verschillen.values()), herbouwd


T = TypeVar("T")


def _stapels(rij: Iterable[T]) -> Iterator[list[T]]:
    """Ten at a time."""
    rij = iter(rij)
    while stapel := list(islice(rij, 10)):
        yield stapel


_GEWICHTEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)
BSNS = [
    bsn
    for bsn in (f"9999{nummer:05}" for nummer in range(100_000))
    if not sum(gewicht * int(cijfer) for gewicht, cijfer in zip(_GEWICHTEN, bsn, strict=True)) % 11
]
"""Test BSNs: 9999 and five digits that pass the elfproef."""
