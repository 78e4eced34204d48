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
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    Zorggebeurtenis,
)
from berichtenverkeer.ledger.gebeurtenissen.zorg import Product as Productfeit
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.herziening import Geboekt, lagen
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.laden import laad
from berichtenverkeer.register.rijen import Contract, Gebied, Gemeente, Partij, Segment
from berichtenverkeer.register.rijen import Product as Productrij
from berichtenverkeer.register.stand import RegisterStand, lees_stand
from berichtenverkeer.stromen.bewegingen import Beweging, bewegingen
from berichtenverkeer.stromen.cijfers import Periodecijfers, Plekcijfers
from berichtenverkeer.stromen.opdracht import Dimensie, Opdracht
from berichtenverkeer.stromen.periode import Periode, lees_perioden
from berichtenverkeer.stromen.stroomrapport import stroomrapport
from berichtenverkeer.stromen.wachtcijfers import Metingen, Wachtklassen, Wachtperiode
from berichtenverkeer.stromen.wachten import wachtrapport
from stromen import oracle
from stromen.levens import (
    AANBIEDERS,
    DATUM_K,
    DIMENSIES,
    GEMEENTEN,
    REDENEN,
    REGISTER,
    Leven,
    hulpvorm,
    is_rand,
    levens,
    vele_levens,
)

K_REGISTER, K = 1, (1_000_000, 2_000_000, 3_000_000)
"""The register, and three states of knowledge: what was known on these positions never changes."""
BEGIN, HISTORIE_VANAF = date(2000, 1, 1), date(2020, 3, 1)
"""The five years before a start are known from March 2025 on."""
GEWICHT = {"1": 90, "2": 70, "3": 30, "4": 20}
TAAKGERICHT = ("99000102", oracle.Product("45", "45A02"))
"""Who delivers what for a lump sum."""
ALLES = "2022-Q1..2026-Q2"
DAG = timedelta(days=1)


# --- a region out of lives ------------------------------------------------------------------------------------------


def register(regio: str) -> Inhoud:
    """The products of `levens.REGISTER`, both gemeenten, and the one contract that is taakgericht."""
    regels = []
    for nummer, een in enumerate(REGISTER):
        volgende = next((ander for ander in REGISTER[nummer + 1 :] if ander.product == een.product), None)
        categorie, code = een.product
        assert categorie
        assert code
        regels.append(
            Productrij(
                categorie=categorie,
                code=code,
                omschrijving=code,
                segment=een.segment,
                hulpvorm=een.hulpvorm,
                geldig_van=een.vanaf,
                geldig_tot=volgende.vanaf - DAG if volgende else None,
            )
        )
    aanbieder, (categorie, code) = TAAKGERICHT
    assert categorie
    assert code
    rijen: dict[str, Sequence[Any]] = {
        "partijen": [
            *(Partij(soort="gemeente", code=een, naam=een, geldig_van=BEGIN) for een in GEMEENTEN),
            *(Partij(soort="aanbieder", code=een, naam=een, geldig_van=BEGIN) for een in AANBIEDERS),
        ],
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=een, gebied="hart", geldig_van=BEGIN) for een in GEMEENTEN],
        "segmenten": [
            Segment(segment=een, naam=een, financieringsvorm="pxq", gewicht=gewicht, geldig_van=BEGIN)
            for een, gewicht in GEWICHT.items()
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
    return Inhoud(regio, rijen)


def met_contract(leven: Leven) -> Leven:
    """The same life, taakgericht where the contract says so."""
    nieuw = [replace(t, is_taakgericht=(t.aanbieder, t.product) == TAAKGERICHT) for t in leven.toewijzingen]
    return replace(leven, toewijzingen=tuple(nieuw))


def verbeterd(leven: Leven, kans: Random, rand: bool) -> Leven:
    """What is known later: starts withdrawn, stops withdrawn, stops on another day or for another reason."""
    starts: list[oracle.Start] = []
    for start in leven.starts:
        nieuw: oracle.Start | None = start
        lot = kans.random()
        if lot < 0.1:
            nieuw = None
        elif lot < 0.2:
            nieuw = replace(start, einde=None, reden=None)
        elif lot < 0.35:
            dag = start.begindatum + timedelta(kans.choice((0, 1, leven.termijn, kans.randint(0, 200))))
            nieuw = replace(start, einde=min(dag, DATUM_K), reden=kans.choice(REDENEN))
        elif lot < 0.4:
            nieuw = replace(start, tijdelijk_einde=None)
        if nieuw and (rand or not is_rand([*starts, nieuw])):
            starts.append(nieuw)
    return replace(leven, starts=tuple(starts))


Sleutel = tuple[str, str, int | None, oracle.Product, date]


def _sleutel(start: oracle.Start) -> Sleutel:
    return start.gemeente, start.aanbieder, start.toewijzing_nummer, start.product, start.begindatum


def pseudoniem(client: str) -> bytes:
    return client.encode().ljust(16, b"\0")


def feiten(van: Leven, naar: Leven) -> Iterator[Zorggebeurtenis]:
    """What must be booked for a life that was known as `van` to be known as `naar`; removals first."""
    oud = {_sleutel(start): start for start in van.starts}
    nieuw = {_sleutel(start): start for start in naar.starts}
    for sleutel, start in oud.items():
        if sleutel not in nieuw:
            yield from (StopVerwijderd(**_velden(start), **stop) for stop in _alle_stops(start))
            yield StartVerwijderd(**_velden(start))
        else:
            yield from (StopVerwijderd(**_velden(start), **stop) for stop in _stops(start, nieuw[sleutel]))
    for sleutel, start in nieuw.items():
        if sleutel not in oud:
            yield LeveringGestart(**_velden(start), is_voorlopig=start.is_voorlopig)
        yield from (LeveringGestopt(**_velden(start), **stop) for stop in _stops(start, oud.get(sleutel)))
    for toewijzing in naar.toewijzingen:
        if toewijzing not in van.toewijzingen:
            yield _vaststelling(toewijzing)


def _velden(start: oracle.Start) -> dict[str, Any]:
    return {
        "client": pseudoniem(start.client),
        "gemeente": start.gemeente,
        "aanbieder": start.aanbieder,
        "toewijzing_nummer": start.toewijzing_nummer,
        "product": Productfeit(*start.product),
        "begindatum": start.begindatum,
    }


def _stops(start: oracle.Start, ander: oracle.Start | None) -> list[dict[str, Any]]:
    """The stops of `start` that `ander` does not have."""
    eigen = _alle_stops(start)
    return [stop for stop in eigen if ander is None or stop not in _alle_stops(ander)]


def _alle_stops(start: oracle.Start) -> list[dict[str, Any]]:
    stops = [(start.tijdelijk_einde, oracle.TIJDELIJK), (start.einde, start.reden)]
    return [{"einddatum": dag, "reden": reden} for dag, reden in stops if dag]


def _vaststelling(toewijzing: oracle.Toewijzing) -> ToewijzingVastgesteld:
    return ToewijzingVastgesteld(
        client=pseudoniem(toewijzing.client),
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
class Streek:
    """A region in the database, and the lives in it as known at each of the three K's."""

    regio: str
    termijn: int
    bekend: Mapping[int, Sequence[Leven]]


async def bevolk(database: Database, regio: str, eerst: Sequence[Leven], zaad: int = 1, rand: bool = False) -> Streek:
    """Fold the lives into the state, in two layers, then correct them twice; what comes later is at later positions."""
    kans = Random(zaad)
    nu = [Leven(leven.termijn, (), ()) for leven in eerst]
    bekend: dict[int, Sequence[Leven]] = {}
    straks = [met_contract(leven) for leven in eerst]
    stand = Stand()
    geboekt: dict[int, list[Geboekt]] = defaultdict(list)
    vorige = K_REGISTER
    for k in K:
        posities = count(vorige + 1)
        for nummer, (van, naar) in enumerate(zip(nu, straks, strict=True)):
            nieuw = [Geboekt(next(posities), None, feit) for feit in feiten(van, naar)]
            geboekt[nummer] += nieuw
            if nieuw:
                twee = lagen(geboekt[nummer])
                stand.herzie(nieuw[-1].positie, getattr(nieuw[0].feit, "client"), twee.bevestigd, twee.totaal)  # noqa: B009
        assert next(posities) <= k
        bekend[k], nu, vorige = straks, straks, k
        straks = [verbeterd(leven, kans, rand) for leven in nu]
    async with database.transactie() as conn:
        await laad(Grootboek(conn, regio), register(regio), K_REGISTER)
        await opslag.bewaar(Grootboek(conn, regio), stand.wijzigingen)
    return Streek(regio, eerst[0].termijn if eerst else 0, bekend)


def opdracht(streek: Streek, k: int, perioden: str, dimensie: Dimensie) -> Opdracht:
    return Opdracht(
        regio=streek.regio,
        peil=Peil(k, DATUM_K),
        perioden=lees_perioden(perioden),
        dimensie=dimensie,
        termijn=streek.termijn,
        historie_vanaf=HISTORIE_VANAF,
    )


# --- the two readings, side by side ---------------------------------------------------------------------------------


class Gelezen:
    """The lives of a region at one K as the oracle reads them, for one dimension."""

    def __init__(self, streek: Streek, k: int, dimensie: Dimensie, *, alleen_zeker: bool = False) -> None:
        self.termijn = streek.termijn
        starts = [start for leven in streek.bekend[k] for start in leven.starts]
        starts = [start for start in starts if not (alleen_zeker and start.is_voorlopig)]
        self.leveringen = oracle.leveringen(starts)
        self.leven = oracle.aanwezigheden(self.leveringen, DIMENSIES[dimensie], self.termijn)
        self.bewegingen = oracle.bewegingen(self.leven, self.termijn)
        self.overgangen = oracle.overgangen(self.leven, self.termijn)
        self.trajecten = oracle.trajecten(self.leveringen, hulpvorm)
        self._eigen = oracle.per(self.trajecten, lambda traject: traject.client)

    def regels(self, begin: date, eind: date) -> Counter[tuple[Any, ...]]:
        """Client, plek, in or uit, kind, day, other plek, beroep, reden, voorlopig."""
        return Counter(self._regel(b, a) for b, a in self.bewegingen.items() if begin <= b.datum <= eind)

    def _regel(self, b: oracle.Beweging, a: oracle.Aanwezigheid) -> tuple[Any, ...]:
        beroep = oracle.beroep(self._eigen[b.client], b.datum, HISTORIE_VANAF) if b.soort == "instroom" else None
        reden = oracle.reden_van(a) if b.richting == "uit" and b.soort != "doorstroom" else None
        voorlopig = abs((DATUM_K - b.datum).days) <= self.termijn
        return pseudoniem(b.client), b.plek, b.richting, b.soort, b.datum, b.ander, beroep, reden, voorlopig


def _schaling(van: str, naar: str) -> int | None:
    if van not in GEWICHT or naar not in GEWICHT:
        return None
    woord = oracle.schaling(GEWICHT[van], GEWICHT[naar])
    return {"opschaling": 1, "afschaling": -1, "zijwaarts": 0}[woord]


def _regel(b: Beweging) -> tuple[Any, ...]:
    return b.client, b.plek, b.richting, b.soort, b.datum, b.andere_plek, b.beroep, b.reden, b.voorlopig


async def vergelijk_bewegingen(database: Database, streek: Streek, k: int, dimensie: Dimensie) -> Counter[str]:
    """Every movement of every life, with all that is said of it. Gives how often each kind was seen."""
    wat = opdracht(streek, k, ALLES, dimensie)
    gelezen = Gelezen(streek, k, dimensie)
    zeker = Gelezen(streek, k, dimensie, alleen_zeker=True).regels(wat.begin, wat.eind)
    async with database.lees(momentopname=True) as conn:
        gevonden = await bewegingen(conn, wat)
    rijen = Counter((_regel(b), b.onbevestigd) for b in gevonden)
    oordeel = Counter((regel, regel not in zeker) for regel in gelezen.regels(wat.begin, wat.eind).elements())
    assert (rijen - oordeel, oordeel - rijen) == (Counter(), Counter())
    if dimensie is Dimensie.SEGMENT:
        for b in gevonden:
            if b.andere_plek is not None:
                van, naar = (b.andere_plek, b.plek) if b.richting == "in" else (b.plek, b.andere_plek)
                assert b.schaling == _schaling(van, naar)
    return Counter(f"{b.richting} {b.soort}" for b in gevonden)


async def vergelijk_cijfers(database: Database, streek: Streek, k: int, dimensie: Dimensie, perioden: str) -> None:
    """Stand, in, uit and matrix of every period and plek; and those of the region."""
    wat = opdracht(streek, k, perioden, dimensie)
    gelezen, heel = Gelezen(streek, k, dimensie), Gelezen(streek, k, Dimensie.REGIO)
    zeker, heel_zeker = (Gelezen(streek, k, een, alleen_zeker=True) for een in (dimensie, Dimensie.REGIO))
    async with database.lees(momentopname=True) as conn:
        cijfers = await stroomrapport(conn, wat, await lees_stand(Grootboek(conn, streek.regio), k))
    for een in cijfers:
        for plek in een.plekken:
            _vergelijk_plek(een.periode, plek, gelezen, zeker, plek.plek)
        _vergelijk_plek(een.periode, een.regio, heel, heel_zeker, "regio")
        assert {a.plek for a in gelezen.leven if a.begin <= een.periode.eind} <= {plek.plek for plek in een.plekken} | {
            a.plek for a in gelezen.leven if a.eind and a.eind < wat.begin
        }
        _vergelijk_matrix(een, gelezen)


def _vergelijk_plek(periode: Periode, cijfers: Plekcijfers, gelezen: Gelezen, zeker: Gelezen, plek: str) -> None:
    alles, bevestigd = (_tellingen(periode, een, plek) for een in (gelezen, zeker))
    verschil = tuple(a - b for a, b in zip(alles, bevestigd, strict=True))
    for welke, oordeel in ((cijfers, alles), (cijfers.onbevestigd, verschil)):
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


def _tellingen(periode: Periode, gelezen: Gelezen, plek: str) -> tuple[int, ...]:
    geteld = Counter(
        (b.richting, b.soort) for b in gelezen.bewegingen if b.plek == plek and periode.begin <= b.datum <= periode.eind
    )
    return (
        oracle.stand(gelezen.leven, periode.begin - DAG)[plek],
        geteld["in", "instroom"],
        geteld["in", "stapeling"],
        geteld["in", "doorstroom"],
        geteld["uit", "uitstroom"],
        geteld["uit", "afbouw"],
        geteld["uit", "doorstroom"],
        oracle.stand(gelezen.leven, periode.eind)[plek],
    )


def _vergelijk_matrix(cijfers: Periodecijfers, gelezen: Gelezen) -> None:
    begin, eind = cijfers.periode.begin, cijfers.periode.eind
    aankomsten: Counter[tuple[str, str]] = Counter()
    elders: Counter[tuple[str, str, str]] = Counter()
    for stap in gelezen.overgangen:
        kwam, ging = begin <= stap.aankomst <= eind, begin <= stap.vertrek <= eind
        aankomsten[stap.van, stap.naar] += kwam
        if kwam and not ging:
            elders[stap.van, stap.naar, "eerder vertrokken" if stap.vertrek < begin else "later vertrokken"] += 1
        if ging and not kwam:
            elders[stap.van, stap.naar, "eerder aangekomen" if stap.aankomst < begin else "later aangekomen"] += 1
    assert {(cel.van, cel.naar): cel.aankomsten for cel in cijfers.doorstroom if cel.aankomsten} == +aankomsten
    sql: Counter[tuple[str, str, str]] = Counter()
    for cel in cijfers.doorstroom:
        sql[cel.van, cel.naar, "eerder vertrokken"] = cel.eerder_vertrokken
        sql[cel.van, cel.naar, "later vertrokken"] = cel.later_vertrokken
        sql[cel.van, cel.naar, "eerder aangekomen"] = cel.eerder_aangekomen
        sql[cel.van, cel.naar, "later aangekomen"] = cel.later_aangekomen
    assert +sql == elders


_KLASSEN = tuple(Wachtklassen.__struct_fields__)


async def vergelijk_wachten(database: Database, streek: Streek, k: int, perioden: str) -> Counter[str]:
    """All waiting, and doorlooptijd, of the region in every period. Gives how many of each there were."""
    wat = opdracht(streek, k, perioden, Dimensie.REGIO)
    gelezen = Gelezen(streek, k, Dimensie.REGIO)
    toewijzingen = [toewijzing for leven in streek.bekend[k] for toewijzing in leven.toewijzingen]
    per_client = oracle.per(gelezen.leveringen, lambda levering: levering.client)
    bevestigd = Gelezen(streek, k, Dimensie.REGIO, alleen_zeker=True)
    zeker = oracle.per(bevestigd.leveringen, lambda levering: levering.client)
    eigen = oracle.per(toewijzingen, lambda toewijzing: toewijzing.client)
    async with database.lees(momentopname=True) as conn:
        stand: RegisterStand = await lees_stand(Grootboek(conn, streek.regio), k)
        gevonden: list[Wachtperiode] = await wachtrapport(conn, wat, stand)
    geteld: Counter[str] = Counter()
    for een in gevonden:
        begin, eind = een.periode.begin, een.periode.eind
        w2, w3, doorloop, wacht_nog = Metingen(), Metingen(), Metingen(), Metingen()
        minder = Counter[str]()
        klassen: Counter[str] = Counter()
        lijst: Counter[tuple[int, int]] = Counter()
        afgelopen: Counter[int] = Counter()
        verwijderd = 0
        for client, rijen in eigen.items():
            alle = per_client.get(client, [])
            for wacht in oracle.wachttijden(rijen, alle, begin, eind, streek.termijn):
                w2.tel(wacht.w2, 1)
                w3.tel(wacht.w3, 1)
            for wacht in oracle.wachttijden(rijen, zeker.get(client, []), begin, eind, streek.termijn):
                minder["toewijzing_tot_start"] += wacht.w2 >= 0
                minder["wachttijd"] += wacht.w3 >= 0
            minder["wachtenden"] += len(oracle.wachtenden(rijen, zeker.get(client, []), eind, streek.termijn))
            minder["vervallen"] += len(oracle.vervallen(rijen, zeker.get(client, []), begin, eind))
            for toewijzing, dagen in oracle.wachtenden(rijen, alle, eind, streek.termijn):
                wacht_nog.tel(dagen, 1)
                lijst[toewijzing.toewijzing_nummer, dagen] += 1
                klassen[oracle.klasse(dagen)] += dagen >= 0
            afgelopen.update(t.toewijzing_nummer for t in oracle.vervallen(rijen, alle, begin, eind))
            verwijderd += len(oracle.verwijderd_voor_de_start(rijen, alle, begin, eind))
        for _, duur in oracle.doorlooptijden(gelezen.trajecten, begin, eind):
            doorloop.tel(duur, 1)
        minder["doorlooptijd"] = len(oracle.doorlooptijden(bevestigd.trajecten, begin, eind))
        regio = een.regio
        assert regio.wachtlijst is not None
        for naam, metingen in (("toewijzing_tot_start", w2), ("wachttijd", w3), ("doorlooptijd", doorloop)):
            verdeling = metingen.verdeling()
            onbevestigd = verdeling.aantal - minder[naam]
            oordeel = msgspec.structs.replace(verdeling, onbevestigd=onbevestigd)
            assert getattr(regio, naam) == oordeel, (een.periode, naam)
        assert (regio.wachtenden, regio.vervallen) == (lijst.total(), afgelopen.total()), een.periode
        assert regio.wachtenden_onbevestigd == lijst.total() - minder["wachtenden"], een.periode
        assert regio.vervallen_onbevestigd == afgelopen.total() - minder["vervallen"], een.periode
        assert regio.wachtlijst.mediaan == wacht_nog.verdeling().mediaan
        assert regio.wachtlijst.langst == max((dagen for _, dagen in lijst if dagen >= 0), default=None)
        assert msgspec.structs.asdict(regio.wachtlijst.klassen) == dict.fromkeys(_KLASSEN, 0) | klassen
        assert Counter((regel.toewijzing_nummer, regel.dagen) for regel in een.wachtlijst) == lijst, een.periode
        assert [regel.dagen for regel in een.wachtlijst] == sorted(
            (dagen for _, dagen in lijst.elements()), reverse=True
        )
        assert Counter(regel.toewijzing_nummer for regel in een.vervallen) == afgelopen, een.periode
        assert (regio.vervallen, regio.vervallen_verwijderd) == (afgelopen.total(), verwijderd), een.periode
        geteld += Counter({"starts": w2.verdeling().aantal, "trajecten": doorloop.verdeling().aantal})
        geteld += Counter({"wachtenden": lijst.total(), "vervallen": afgelopen.total()})
    return geteld


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
    streek = await bevolk(database, regio, vele_levens(250, termijn, zaad=termijn + 100 * rand, rand=rand), rand=rand)
    gezien: Counter[str] = Counter()
    for nummer, dimensie in enumerate(PLAATSEN):
        gezien += await vergelijk_bewegingen(database, streek, K[(nummer + termijn) % len(K)], dimensie)
    assert set(gezien) == SOORTEN


@pytest.mark.parametrize(
    ("termijn", "perioden", "dimensie"),
    [
        (0, "2024..2025", Dimensie.SEGMENT),
        (7, "2024-Q1..2026-Q2", Dimensie.AANBIEDER),
        (30, "2025-01..2025-12", Dimensie.SEGMENT),
        (30, "2025-01..2026-06", Dimensie.PRODUCTCATEGORIE),
        (60, "2023..2025", Dimensie.HULPVORM),
    ],
)
async def test_figures_of_every_period_and_k_are_those_of_the_definitions(
    database: Database, regio: str, termijn: int, perioden: str, dimensie: Dimensie
) -> None:
    streek = await bevolk(database, regio, vele_levens(200, termijn, zaad=7))
    for k in K:
        await vergelijk_cijfers(database, streek, k, dimensie, perioden)


@pytest.mark.parametrize(
    ("termijn", "perioden", "rand"),
    [(30, "2024-01..2026-06", False), (7, "2024-Q1..2026-Q2", True), (0, "2024-Q1..2026-Q2", False)],
)
async def test_waiting_and_duration_are_those_of_the_definitions(
    database: Database, regio: str, termijn: int, perioden: str, rand: bool
) -> None:
    streek = await bevolk(database, regio, vele_levens(300, termijn, zaad=11, rand=rand, vervolg=True), rand=rand)
    for k in K:
        geteld = await vergelijk_wachten(database, streek, k, perioden)
        assert min(geteld[wat] for wat in ("starts", "trajecten", "wachtenden", "vervallen")) > 50


async def test_in_and_uitstroom_of_a_plek_are_who_enters_and_who_leaves_the_region(
    database: Database, regio: str
) -> None:
    streek = await bevolk(database, regio, vele_levens(300, 14, zaad=5))
    over_de_grens = {}
    for dimensie in PLAATSEN:
        async with database.lees(momentopname=True) as conn:
            gevonden = await bewegingen(conn, opdracht(streek, K[1], ALLES, dimensie))
        over_de_grens[dimensie] = {
            (b.client, b.richting, b.datum) for b in gevonden if b.soort in ("instroom", "uitstroom")
        }
    assert over_de_grens[Dimensie.REGIO]
    assert all(een == over_de_grens[Dimensie.REGIO] for een in over_de_grens.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("rand", [False, True])
@given(gegeven=st.data(), dimensie=st.sampled_from(PLAATSEN), zaad=st.integers(0, 99))
async def test_no_life_can_be_thought_of_that_moves_otherwise(
    database: Database, rand: bool, gegeven: st.DataObject, dimensie: Dimensie, zaad: int
) -> None:
    """Hypothesis draws the life, and makes it small when it finds one."""
    leven = gegeven.draw(levens(rand))
    streek = await bevolk(database, str(nieuw_id()), [leven], zaad, rand)
    for k in K:
        await vergelijk_bewegingen(database, streek, k, dimensie)
    await vergelijk_cijfers(database, streek, K[-1], dimensie, "2024..2025")
