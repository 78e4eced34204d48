# SPDX-License-Identifier: EUPL-1.2
"""The SQL gives what the definitions say, read aloud by the oracle: thousands of lives, corrected twice, at every K."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import count
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.ledger.gebeurtenissen.care import (
    CareGebeurtenis,
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
)
from berichtenverkeer.ledger.gebeurtenissen.care import Product as Productfeit
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.projections import store
from berichtenverkeer.projections.herziening import Booked, layers
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.rapporten.periode import Periode, read_periods
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.loading import load
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Partij, Segment
from berichtenverkeer.register.rows import Product as Productrij
from berichtenverkeer.register.stand import RegisterStand, read_stand
from stromen import oracle
from stromen.lives import (
    AANBIEDERS,
    DATUM_K,
    DIMENSIES,
    GEMEENTEN,
    REDENEN,
    REGISTER,
    Life,
    hulpvorm,
    is_rand,
    lives,
    vele_levens,
)
from stromen.postgres.bewegingen import Movement, bewegingen
from stromen.postgres.figures import Periodecijfers, Plekcijfers
from stromen.postgres.order import Dimensie, Order
from stromen.postgres.stroomrapport import stroomrapport
from stromen.postgres.wait_figures import Measurements, Wachtklassen, Wachtperiode
from stromen.postgres.waiting import wachtrapport

K_REGISTER, K = 1, (1_000_000, 2_000_000, 3_000_000)
"""The register, and three states of knowledge: what was known on these positions never changes."""
BEGIN, HISTORIE_VANAF = date(2000, 1, 1), date(2020, 3, 1)
"""The five years before a start are known from March 2025 on."""
GEWICHT = {"1": 90, "2": 70, "3": 30, "4": 20}
TAAKGERICHT = ("99000102", oracle.Product("45", "45A02"))
"""Who delivers what for a lump sum."""
EVERYTHING = "2022-Q1..2026-Q2"
DAY = timedelta(days=1)


# --- a region out of lives ------------------------------------------------------------------------------------------


def register(regio: str) -> Content:
    """The products of `lives.REGISTER`, both gemeenten, and the one contract that is taakgericht."""
    regels = []
    for number, one in enumerate(REGISTER):
        following = next((other for other in REGISTER[number + 1 :] if other.product == one.product), None)
        categorie, code = one.product
        assert categorie
        assert code
        regels.append(
            Productrij(
                categorie=categorie,
                code=code,
                omschrijving=code,
                segment=one.segment,
                hulpvorm=one.hulpvorm,
                geldig_van=one.vanaf,
                geldig_tot=following.vanaf - DAY if following else None,
            )
        )
    aanbieder, (categorie, code) = TAAKGERICHT
    assert categorie
    assert code
    rows: dict[str, Sequence[Any]] = {
        "partijen": [
            *(Partij(soort="gemeente", code=one, naam=one, geldig_van=BEGIN) for one in GEMEENTEN),
            *(Partij(soort="aanbieder", code=one, naam=one, geldig_van=BEGIN) for one in AANBIEDERS),
        ],
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=one, gebied="hart", geldig_van=BEGIN) for one in GEMEENTEN],
        "segmenten": [
            Segment(segment=one, naam=one, financieringsvorm="pxq", gewicht=gewicht, geldig_van=BEGIN)
            for one, gewicht in GEWICHT.items()
        ],
        "producten": regels,
        "contracten": [
            Contract(
                aanbieder=aanbieder,
                categorie=categorie,
                code=code,
                uitvoeringsvariant="taakgericht",
                geldig_van=BEGIN,
            )
        ],
    }
    return Content(regio, rows)


def met_contract(life: Life) -> Life:
    """The same life, taakgericht where the contract says so."""
    new = [replace(t, is_taakgericht=(t.aanbieder, t.product) == TAAKGERICHT) for t in life.toewijzingen]
    return replace(life, toewijzingen=tuple(new))


def verbeterd(life: Life, chance: Random, rand: bool) -> Life:
    """What is known later: starts withdrawn, stops withdrawn, stops on another day or for another reason."""
    starts: list[oracle.Start] = []
    for start in life.starts:
        new: oracle.Start | None = start
        lot = chance.random()
        if lot < 0.1:
            new = None
        elif lot < 0.2:
            new = replace(start, einde=None, reden=None)
        elif lot < 0.35:
            day = start.begindatum + timedelta(chance.choice((0, 1, life.termijn, chance.randint(0, 200))))
            new = replace(start, einde=min(day, DATUM_K), reden=chance.choice(REDENEN))
        elif lot < 0.4:
            new = replace(start, tijdelijk_einde=None)
        if new and (rand or not is_rand([*starts, new])):
            starts.append(new)
    return replace(life, starts=tuple(starts))


Key = tuple[str, str, int | None, oracle.Product, date]


def _key(start: oracle.Start) -> Key:
    return start.gemeente, start.aanbieder, start.toewijzing_nummer, start.product, start.begindatum


def pseudonym(client: str) -> bytes:
    return client.encode().ljust(16, b"\0")


def gebeurtenissen(van: Life, to: Life) -> Iterator[CareGebeurtenis]:
    """What must be booked for a life that was known as `van` to be known as `to`; removals first."""
    old = {_key(start): start for start in van.starts}
    new = {_key(start): start for start in to.starts}
    for key, start in old.items():
        if key not in new:
            yield from (StopVerwijderd(**_fields(start), **stop) for stop in _alle_stops(start))
            yield StartVerwijderd(**_fields(start))
        else:
            yield from (StopVerwijderd(**_fields(start), **stop) for stop in _stops(start, new[key]))
    for key, start in new.items():
        if key not in old:
            yield LeveringGestart(**_fields(start), is_voorlopig=start.is_voorlopig)
        yield from (LeveringGestopt(**_fields(start), **stop) for stop in _stops(start, old.get(key)))
    for toewijzing in to.toewijzingen:
        if toewijzing not in van.toewijzingen:
            yield _vaststelling(toewijzing)


def _fields(start: oracle.Start) -> dict[str, Any]:
    return {
        "client": pseudonym(start.client),
        "gemeente": start.gemeente,
        "aanbieder": start.aanbieder,
        "toewijzing_nummer": start.toewijzing_nummer,
        "product": Productfeit(*start.product),
        "begindatum": start.begindatum,
    }


def _stops(start: oracle.Start, other: oracle.Start | None) -> list[dict[str, Any]]:
    """The stops of `start` that `other` does not have."""
    own = _alle_stops(start)
    return [stop for stop in own if other is None or stop not in _alle_stops(other)]


def _alle_stops(start: oracle.Start) -> list[dict[str, Any]]:
    stops = [(start.tijdelijk_einde, oracle.TIJDELIJK), (start.einde, start.reden)]
    return [{"einddatum": day, "reden": reden} for day, reden in stops if day]


def _vaststelling(toewijzing: oracle.Toewijzing) -> ToewijzingVastgesteld:
    return ToewijzingVastgesteld(
        client=pseudonym(toewijzing.client),
        aanbieder=toewijzing.aanbieder,
        gemeente=toewijzing.gemeente,
        nummer=toewijzing.toewijzing_nummer,
        toewijzingsdatum=toewijzing.eerste_datum,
        toewijzingstijd=time(9),
        product=Productfeit(*toewijzing.product),
        ingangsdatum=toewijzing.ingangsdatum,
        einddatum=toewijzing.einddatum,
        reden_wijziging="13" if toewijzing.is_verwijderd else None,
        ontvangen_op=DATUM_K,
    )


@dataclass(frozen=True)
class District:
    """A region in the database, and the lives in it as known at each of the three K's."""

    regio: str
    termijn: int
    bekend: Mapping[int, Sequence[Life]]


async def bevolk(database: Database, regio: str, first: Sequence[Life], seed: int = 1, rand: bool = False) -> District:
    """Fold the lives into the state, in two layers, then correct them twice; what comes later is at later positions."""
    chance = Random(seed)
    now = [Life(life.termijn, (), ()) for life in first]
    known: dict[int, Sequence[Life]] = {}
    soon = [met_contract(life) for life in first]
    stand = Stand()
    booked: dict[int, list[Booked]] = defaultdict(list)
    previous = K_REGISTER
    for k in K:
        positions = count(previous + 1)
        for number, (van, to) in enumerate(zip(now, soon, strict=True)):
            new = [Booked(next(positions), None, gebeurtenis) for gebeurtenis in gebeurtenissen(van, to)]
            booked[number] += new
            if new:
                two = layers(booked[number])
                stand.revise(new[-1].positie, getattr(new[0].gebeurtenis, "client"), two.bevestigd, two.totaal)  # noqa: B009
        assert next(positions) <= k
        known[k], now, previous = soon, soon, k
        soon = [verbeterd(life, chance, rand) for life in now]
    async with database.transaction() as conn:
        await load(Grootboek(conn, regio), register(regio), K_REGISTER)
        await store.save(Grootboek(conn, regio), stand.wijzigingen)
    return District(regio, first[0].termijn if first else 0, known)


def order(district: District, k: int, perioden: str, dimension: Dimensie) -> Order:
    return Order(
        regio=district.regio,
        peil=Peil(k, DATUM_K),
        perioden=read_periods(perioden),
        dimensie=dimension,
        termijn=district.termijn,
        historie_vanaf=HISTORIE_VANAF,
    )


# --- the two readings, side by side ---------------------------------------------------------------------------------


class Gelezen:
    """The lives of a region at one K as the oracle reads them, for one dimension."""

    def __init__(self, district: District, k: int, dimension: Dimensie, *, only_certain: bool = False) -> None:
        self.termijn = district.termijn
        starts = [start for life in district.bekend[k] for start in life.starts]
        starts = [start for start in starts if not (only_certain and start.is_voorlopig)]
        self.leveringen = oracle.leveringen(starts)
        self.leven = oracle.aanwezigheden(self.leveringen, DIMENSIES[dimension], self.termijn)
        self.bewegingen = oracle.bewegingen(self.leven, self.termijn)
        self.overgangen = oracle.overgangen(self.leven, self.termijn)
        self.trajecten = oracle.trajecten(self.leveringen, hulpvorm)
        self._eigen = oracle.per(self.trajecten, lambda traject: traject.client)

    def regels(self, begin: date, ending: date) -> Counter[tuple[Any, ...]]:
        """Client, plek, in or uit, kind, day, other plek, beroep, reden, voorlopig."""
        return Counter(self._regel(b, a) for b, a in self.bewegingen.items() if begin <= b.datum <= ending)

    def _regel(self, b: oracle.Movement, a: oracle.Aanwezigheid) -> tuple[Any, ...]:
        beroep = oracle.beroep(self._eigen[b.client], b.datum, HISTORIE_VANAF) if b.soort == "instroom" else None
        reden = oracle.reden_van(a) if b.richting == "uit" and b.soort != "doorstroom" else None
        voorlopig = abs((DATUM_K - b.datum).days) <= self.termijn
        return pseudonym(b.client), b.plek, b.richting, b.soort, b.datum, b.ander, beroep, reden, voorlopig


def _schaling(van: str, to: str) -> int | None:
    if van not in GEWICHT or to not in GEWICHT:
        return None
    word = oracle.schaling(GEWICHT[van], GEWICHT[to])
    return {"opschaling": 1, "afschaling": -1, "zijwaarts": 0}[word]


def _regel(b: Movement) -> tuple[Any, ...]:
    return b.client, b.plek, b.richting, b.soort, b.datum, b.andere_plek, b.beroep, b.reden, b.voorlopig


async def vergelijk_bewegingen(database: Database, district: District, k: int, dimension: Dimensie) -> Counter[str]:
    """Every movement of every life, with all that is said of it. Gives how often each kind was seen."""
    what = order(district, k, EVERYTHING, dimension)
    was_read = Gelezen(district, k, dimension)
    certain = Gelezen(district, k, dimension, only_certain=True).regels(what.begin, what.eind)
    async with database.lees(snapshot=True) as conn:
        found = await bewegingen(conn, what)
    rows = Counter((_regel(b), b.onbevestigd) for b in found)
    oordeel = Counter((regel, regel not in certain) for regel in was_read.regels(what.begin, what.eind).elements())
    assert (rows - oordeel, oordeel - rows) == (Counter(), Counter())
    if dimension is Dimensie.SEGMENT:
        for b in found:
            if b.andere_plek is not None:
                van, to = (b.andere_plek, b.plek) if b.richting == "in" else (b.plek, b.andere_plek)
                assert b.schaling == _schaling(van, to)
    return Counter(f"{b.richting} {b.soort}" for b in found)


async def vergelijk_cijfers(database: Database, district: District, k: int, dimension: Dimensie, perioden: str) -> None:
    """Stand, in, uit and matrix of every period and plek; and those of the region."""
    what = order(district, k, perioden, dimension)
    was_read, whole = Gelezen(district, k, dimension), Gelezen(district, k, Dimensie.REGIO)
    certain, heel_zeker = (Gelezen(district, k, one, only_certain=True) for one in (dimension, Dimensie.REGIO))
    async with database.lees(snapshot=True) as conn:
        figures = await stroomrapport(conn, what, await read_stand(Grootboek(conn, district.regio), k))
    for one in figures:
        for plek in one.plekken:
            _vergelijk_plek(one.periode, plek, was_read, certain, plek.plek)
        _vergelijk_plek(one.periode, one.regio, whole, heel_zeker, "regio")
        assert {a.plek for a in was_read.leven if a.begin <= one.periode.eind} <= {
            plek.plek for plek in one.plekken
        } | {a.plek for a in was_read.leven if a.eind and a.eind < what.begin}
        _vergelijk_matrix(one, was_read)


def _vergelijk_plek(periode: Periode, figures: Plekcijfers, was_read: Gelezen, certain: Gelezen, plek: str) -> None:
    everything, confirmed = (_tallies(periode, one, plek) for one in (was_read, certain))
    difference = tuple(a - b for a, b in zip(everything, confirmed, strict=True))
    for welke, oordeel in ((figures, everything), (figures.onbevestigd, difference)):
        sql = (
            welke.stand_begin,
            welke.instroom,
            welke.stapeling,
            welke.doorstroom_in,
            welke.uitstroom,
            welke.afbouw,
            welke.doorstroom_uit,
            welke.stand_eind,
        )
        assert sql == oordeel, (periode, plek)


def _tallies(periode: Periode, was_read: Gelezen, plek: str) -> tuple[int, ...]:
    counted = Counter(
        (b.richting, b.soort)
        for b in was_read.bewegingen
        if b.plek == plek and periode.begin <= b.datum <= periode.eind
    )
    return (
        oracle.stand(was_read.leven, periode.begin - DAY)[plek],
        counted["in", "instroom"],
        counted["in", "stapeling"],
        counted["in", "doorstroom"],
        counted["uit", "uitstroom"],
        counted["uit", "afbouw"],
        counted["uit", "doorstroom"],
        oracle.stand(was_read.leven, periode.eind)[plek],
    )


def _vergelijk_matrix(figures: Periodecijfers, was_read: Gelezen) -> None:
    begin, ending = figures.periode.begin, figures.periode.eind
    aankomsten: Counter[tuple[str, str]] = Counter()
    elders: Counter[tuple[str, str, str]] = Counter()
    for step in was_read.overgangen:
        kwam, ging = begin <= step.aankomst <= ending, begin <= step.vertrek <= ending
        aankomsten[step.van, step.naar] += kwam
        if kwam and not ging:
            elders[step.van, step.naar, "eerder vertrokken" if step.vertrek < begin else "later vertrokken"] += 1
        if ging and not kwam:
            elders[step.van, step.naar, "eerder aangekomen" if step.aankomst < begin else "later aangekomen"] += 1
    assert {(cell.van, cell.naar): cell.aankomsten for cell in figures.doorstroom if cell.aankomsten} == +aankomsten
    sql: Counter[tuple[str, str, str]] = Counter()
    for cell in figures.doorstroom:
        sql[cell.van, cell.naar, "eerder vertrokken"] = cell.eerder_vertrokken
        sql[cell.van, cell.naar, "later vertrokken"] = cell.later_vertrokken
        sql[cell.van, cell.naar, "eerder aangekomen"] = cell.eerder_aangekomen
        sql[cell.van, cell.naar, "later aangekomen"] = cell.later_aangekomen
    assert +sql == elders


_KLASSEN = tuple(Wachtklassen.__struct_fields__)


async def vergelijk_wachten(database: Database, district: District, k: int, perioden: str) -> Counter[str]:
    """All waiting, and doorlooptijd, of the region in every period. Gives how many of each there were."""
    what = order(district, k, perioden, Dimensie.REGIO)
    was_read = Gelezen(district, k, Dimensie.REGIO)
    toewijzingen = [toewijzing for life in district.bekend[k] for toewijzing in life.toewijzingen]
    per_client = oracle.per(was_read.leveringen, lambda levering: levering.client)
    confirmed = Gelezen(district, k, Dimensie.REGIO, only_certain=True)
    certain = oracle.per(confirmed.leveringen, lambda levering: levering.client)
    own = oracle.per(toewijzingen, lambda toewijzing: toewijzing.client)
    async with database.lees(snapshot=True) as conn:
        stand: RegisterStand = await read_stand(Grootboek(conn, district.regio), k)
        found: list[Wachtperiode] = await wachtrapport(conn, what, stand)
    counted: Counter[str] = Counter()
    for one in found:
        begin, ending = one.periode.begin, one.periode.eind
        w2, w3, doorloop, wait_still = Measurements(), Measurements(), Measurements(), Measurements()
        minder = Counter[str]()
        classes: Counter[str] = Counter()
        listing: Counter[tuple[int, int]] = Counter()
        finished: Counter[int] = Counter()
        verwijderd = 0
        for client, rows in own.items():
            every = per_client.get(client, [])
            for wait in oracle.wachttijden(rows, every, begin, ending, district.termijn):
                w2.count_up(wait.w2, 1)
                w3.count_up(wait.w3, 1)
            for wait in oracle.wachttijden(rows, certain.get(client, []), begin, ending, district.termijn):
                minder["toewijzing_tot_start"] += wait.w2 >= 0
                minder["wachttijd"] += wait.w3 >= 0
            minder["wachtenden"] += len(oracle.wachtenden(rows, certain.get(client, []), ending, district.termijn))
            minder["vervallen"] += len(oracle.vervallen(rows, certain.get(client, []), begin, ending))
            for toewijzing, dagen in oracle.wachtenden(rows, every, ending, district.termijn):
                wait_still.count_up(dagen, 1)
                listing[toewijzing.toewijzing_nummer, dagen] += 1
                classes[oracle.class_(dagen)] += dagen >= 0
            finished.update(t.toewijzing_nummer for t in oracle.vervallen(rows, every, begin, ending))
            verwijderd += len(oracle.verwijderd_voor_de_start(rows, every, begin, ending))
        for _, duration in oracle.doorlooptijden(was_read.trajecten, begin, ending):
            doorloop.count_up(duration, 1)
        minder["doorlooptijd"] = len(oracle.doorlooptijden(confirmed.trajecten, begin, ending))
        regio = one.regio
        assert regio.wachtlijst is not None
        for name, measurements in (("toewijzing_tot_start", w2), ("wachttijd", w3), ("doorlooptijd", doorloop)):
            verdeling = measurements.distribution()
            onbevestigd = verdeling.aantal - minder[name]
            oordeel = msgspec.structs.replace(verdeling, onbevestigd=onbevestigd)
            assert getattr(regio, name) == oordeel, (one.periode, name)
        assert (regio.wachtenden, regio.vervallen) == (listing.total(), finished.total()), one.periode
        assert regio.wachtenden_onbevestigd == listing.total() - minder["wachtenden"], one.periode
        assert regio.vervallen_onbevestigd == finished.total() - minder["vervallen"], one.periode
        assert regio.wachtlijst.mediaan == wait_still.distribution().mediaan
        assert regio.wachtlijst.langst == max((dagen for _, dagen in listing if dagen >= 0), default=None)
        assert msgspec.structs.asdict(regio.wachtlijst.klassen) == dict.fromkeys(_KLASSEN, 0) | classes
        assert Counter((regel.toewijzing_nummer, regel.dagen) for regel in one.wachtlijst) == listing, one.periode
        assert [regel.dagen for regel in one.wachtlijst] == sorted(
            (dagen for _, dagen in listing.elements()), reverse=True
        )
        assert Counter(regel.toewijzing_nummer for regel in one.vervallen) == finished, one.periode
        assert (regio.vervallen, regio.vervallen_verwijderd) == (finished.total(), verwijderd), one.periode
        counted += Counter({"starts": w2.distribution().aantal, "trajecten": doorloop.distribution().aantal})
        counted += Counter({"wachtenden": listing.total(), "vervallen": finished.total()})
    return counted


# --- the claims -----------------------------------------------------------------------------------------------------

PLAATSEN = (
    Dimensie.SEGMENT,
    Dimensie.HULPVORM,
    Dimensie.PRODUCTCATEGORIE,
    Dimensie.AANBIEDER,
    Dimensie.GEMEENTE,
    Dimensie.REGIO,
)
SOORTEN = {"in instroom", "in stapeling", "in doorstroom", "uit uitstroom", "uit afbouw", "uit doorstroom"}
TERMIJNEN = (0, 1, 2, 7, 14, 30, 60)


@pytest.mark.parametrize("rand", [False, True])
@pytest.mark.parametrize("termijn", TERMIJNEN)
async def test_thousands_of_lives_move_as_the_definitions_say(
    database: Database, regio: str, termijn: int, rand: bool
) -> None:
    """At each K; `rand` are lives on which the definitions leave room: there docs/stromen.md has the reading."""
    district = await bevolk(database, regio, vele_levens(250, termijn, seed=termijn + 100 * rand, rand=rand), rand=rand)
    seen: Counter[str] = Counter()
    for number, dimension in enumerate(PLAATSEN):
        seen += await vergelijk_bewegingen(database, district, K[(number + termijn) % len(K)], dimension)
    assert set(seen) == SOORTEN


@pytest.mark.parametrize(
    ("termijn", "perioden", "dimension"),
    [
        (0, "2024..2025", Dimensie.SEGMENT),
        (7, "2024-Q1..2026-Q2", Dimensie.AANBIEDER),
        (30, "2025-01..2025-12", Dimensie.SEGMENT),
        (30, "2025-01..2026-06", Dimensie.PRODUCTCATEGORIE),
        (60, "2023..2025", Dimensie.HULPVORM),
    ],
)
async def test_figures_of_every_period_and_k_are_those_of_the_definitions(
    database: Database, regio: str, termijn: int, perioden: str, dimension: Dimensie
) -> None:
    district = await bevolk(database, regio, vele_levens(200, termijn, seed=7))
    for k in K:
        await vergelijk_cijfers(database, district, k, dimension, perioden)


@pytest.mark.parametrize(
    ("termijn", "perioden", "rand"),
    [(30, "2024-01..2026-06", False), (7, "2024-Q1..2026-Q2", True), (0, "2024-Q1..2026-Q2", False)],
)
async def test_waiting_and_duration_are_those_of_the_definitions(
    database: Database, regio: str, termijn: int, perioden: str, rand: bool
) -> None:
    district = await bevolk(database, regio, vele_levens(300, termijn, seed=11, rand=rand, sequel=True), rand=rand)
    for k in K:
        counted = await vergelijk_wachten(database, district, k, perioden)
        assert min(counted[what] for what in ("starts", "trajecten", "wachtenden", "vervallen")) > 50


async def test_in_and_uitstroom_of_a_plek_are_who_enters_and_who_leaves_the_region(
    database: Database, regio: str
) -> None:
    district = await bevolk(database, regio, vele_levens(300, 14, seed=5))
    over_de_grens = {}
    for dimension in PLAATSEN:
        async with database.lees(snapshot=True) as conn:
            found = await bewegingen(conn, order(district, K[1], EVERYTHING, dimension))
        over_de_grens[dimension] = {
            (b.client, b.richting, b.datum) for b in found if b.soort in ("instroom", "uitstroom")
        }
    assert over_de_grens[Dimensie.REGIO]
    assert all(one == over_de_grens[Dimensie.REGIO] for one in over_de_grens.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("rand", [False, True])
@given(handed=st.data(), dimension=st.sampled_from(PLAATSEN), seed=st.integers(0, 99))
async def test_no_life_can_be_thought_of_that_moves_otherwise(
    database: Database, rand: bool, handed: st.DataObject, dimension: Dimensie, seed: int
) -> None:
    """Hypothesis draws the life, and makes it small when it finds one."""
    life = handed.draw(lives(rand))
    district = await bevolk(database, str(new_id()), [life], seed, rand)
    for k in K:
        await vergelijk_bewegingen(database, district, k, dimension)
    await vergelijk_cijfers(database, district, K[-1], dimension, "2024..2025")
