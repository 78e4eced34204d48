# SPDX-License-Identifier: EUPL-1.2
"""Random lives in a peilbestand, corrected twice, with what the oracle reads in them at every K."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb

from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Partij, Product, Segment
from rapporten import oracle
from rapporten.bouw import region
from rapporten.recipe import AANBIEDERS, DATUM_K, DIMENSIES, GEMEENTEN, REDENEN, REGISTER, Life, hulpvorm, is_rand

KS = (100, 200, 300)
"""Three states of knowledge: what was known then never changes."""
BEGIN, HISTORIE_VANAF = date(2000, 1, 1), date(2020, 3, 1)
"""The five years before a start are known from March 2025 on."""
GEWICHT = {"1": 90, "2": 70, "3": 30, "4": 20}
TAAKGERICHT = ("99000102", oracle.Product("45", "45A02"))
"""Who delivers what for a lump sum."""
DAY = timedelta(days=1)


def _register() -> dict[str, Sequence[Any]]:
    """The products of `lives.REGISTER`, both gemeenten, and the one contract that is taakgericht."""
    regels = []
    for number, one in enumerate(REGISTER):
        following = next((other for other in REGISTER[number + 1 :] if other.product == one.product), None)
        regels.append(
            Product(
                categorie=one.product.categorie or "",
                code=one.product.code or "",
                omschrijving="x",
                segment=one.segment,
                hulpvorm=one.hulpvorm,
                geldig_van=one.vanaf,
                geldig_tot=following.vanaf - DAY if following else None,
            )
        )
    aanbieder, (categorie, code) = TAAKGERICHT
    return {
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
                categorie=categorie or "",
                code=code or "",
                uitvoeringsvariant="taakgericht",
                geldig_van=BEGIN,
            )
        ],
        "parameters": [Parameters(historie_vanaf=HISTORIE_VANAF, geldig_van=BEGIN)],
    }


def _corrected(life: Life, chance: Random, rand: bool) -> Life:
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


@dataclass(frozen=True)
class District:
    """A region, and the lives in it as known at each of the three K's. Client n of the file is `clients[n - 1]`."""

    connection: duckdb.DuckDBPyConnection
    termijn: int
    known: Mapping[int, Sequence[Life]]
    clients: Sequence[str]


def populate(first: Sequence[Life], seed: int = 1, rand: bool = False) -> District:
    """The lives, corrected twice. What waits for its receiver was never started in the layer beneath."""
    chance = Random(seed)
    lives = [_with_contract(life) for life in first]
    clients = sorted({start.client for life in lives for start in life.starts})
    numbers = {client: number for number, client in enumerate(clients, 1)}
    known: dict[int, Sequence[Life]] = {}
    leveringen, toewijzingen = [], []
    for k, tot in zip(KS, (*KS[1:], None), strict=True):
        known[k] = lives
        version = {"pos_van": k, "pos_tot": tot}
        leveringen += [_levering(s, numbers) | version for life in lives for s in life.starts]
        toewijzingen += [
            _toewijzing(t, numbers) | version for life in lives for t in life.toewijzingen if t.client in numbers
        ]
        lives = [_corrected(life, chance, rand) for life in lives]
    verzoeken = [_verzoek(t, numbers) for life in first for t in life.toewijzingen if t.client in numbers]
    connection = region(
        register=_register(), levering=leveringen, toewijzing=toewijzingen, verzoek=[one for one in verzoeken if one]
    )
    return District(connection, first[0].termijn, known, clients)


def _with_contract(life: Life) -> Life:
    new = [replace(t, is_taakgericht=(t.aanbieder, t.product) == TAAKGERICHT) for t in life.toewijzingen]
    return replace(life, toewijzingen=tuple(new))


def _levering(start: oracle.Start, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "client": numbers[start.client],
        "gemeente": start.gemeente,
        "aanbieder": start.aanbieder,
        "toewijzing_nummer": start.toewijzing_nummer,
        "categorie": start.product.categorie,
        "code": start.product.code,
        "begindatum": start.begindatum,
        "tijdelijk_einde": start.tijdelijk_einde,
        "einde": start.einde,
        "reden": start.reden,
        "is_voorlopig": start.is_voorlopig,
    }


def _toewijzing(one: oracle.Toewijzing, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "client": numbers[one.client],
        "gemeente": one.gemeente,
        "aanbieder": one.aanbieder,
        "nummer": one.toewijzing_nummer,
        "categorie": one.product.categorie,
        "code": one.product.code,
        "eerste_datum": one.eerste_datum,
        "ingangsdatum": one.ingangsdatum,
        "einddatum": one.einddatum,
        "reden_wijziging": "13" if one.is_verwijderd else None,
        "eerste_referentie": f"V{one.toewijzing_nummer}",
    }


def _verzoek(one: oracle.Toewijzing, numbers: Mapping[str, int]) -> dict[str, Any] | None:
    """The verzoek behind a toewijzing, if there was one."""
    verwijzer = _verwijzer(one)
    if not verwijzer:
        return None
    return {
        "client": numbers[one.client],
        "gemeente": one.gemeente,
        "aanbieder": one.aanbieder,
        "referentie": f"V{one.toewijzing_nummer}",
        "ingangsdatum": one.ingangsdatum,
        "verwijzer": verwijzer,
    }


def _verwijzer(one: oracle.Toewijzing) -> str:
    """Who referred; of each third toewijzing nobody says."""
    return ("", "02", "04")[one.toewijzing_nummer % 3]


class Read:
    """What the oracle reads in the lives of a district at K; `only_certain`: without what waits for an answer."""

    def __init__(self, district: District, k: int, dimension: str, *, only_certain: bool = False) -> None:
        self.termijn = district.termijn
        starts = [start for life in district.known[k] for start in life.starts]
        starts = [start for start in starts if not (only_certain and start.is_voorlopig)]
        self._number = {client: number for number, client in enumerate(district.clients, 1)}
        self.leveringen = oracle.leveringen(starts)
        self.life = oracle.aanwezigheden(self.leveringen, DIMENSIES[dimension], self.termijn)
        self.movements = oracle.bewegingen(self.life, self.termijn)
        self.transfers = oracle.overgangen(self.life, self.termijn)
        self.trajecten = oracle.trajecten(self.leveringen, hulpvorm)
        self._own = oracle.per(self.trajecten, lambda traject: traject.client)
        self.toewijzingen = [one for life in district.known[k] for one in life.toewijzingen]

    def lines(self) -> Counter[tuple[Any, ...]]:
        """Client, plek, in or uit, kind, day, other plek, beroep, reden, voorlopig, verwijzer, schaling."""
        return Counter(self._line(b, a) for b, a in self.movements.items())

    def _line(self, b: oracle.Movement, a: oracle.Aanwezigheid) -> tuple[Any, ...]:
        beroep = oracle.beroep(self._own[b.client], b.datum, HISTORIE_VANAF) if b.soort == "instroom" else None
        reden = oracle.reden_van(a) if b.richting == "uit" and b.soort != "doorstroom" else None
        voorlopig = b.datum >= DATUM_K - self.termijn * DAY
        scaling = _scaling(*((b.ander, b.plek) if b.richting == "in" else (b.plek, b.ander)))
        who = self._number[b.client]
        referred = self._referred(a) if b.soort == "instroom" else None
        return who, b.plek, b.richting, b.soort, b.datum, b.ander, beroep, reden, voorlopig, referred, scaling

    def _referred(self, a: oracle.Aanwezigheid) -> str:
        """By whom the care came about with which it began; of several on that day the lowest code."""
        first = [one for one in a.leveringen if one.begin == a.begin]
        known = {_verwijzer(t) for t in self.toewijzingen if oracle.on_toewijzing(t, first)} - {""}
        return min(known, default=oracle.UNKNOWN)

    def steps_down(self, everywhere: Sequence[oracle.Aanwezigheid]) -> list[tuple[str, date, int]]:
        """Of each time that a client is in the region, the first transfer to a plek of less weight: to which, on what
        day, and how many days after that time began."""
        found = []
        for stay in everywhere:
            steps = [
                (one.aankomst, one.naar)
                for one in self.transfers
                if one.client == stay.client
                and _scaling(one.van, one.naar) == -1
                and stay.begin <= one.aankomst <= (stay.eind or date.max)
            ]
            found += [(plek, day, (day - stay.begin).days) for day, plek in sorted(steps)[:1]]
        return found

    def doubts(self, plek: str, day: date) -> Counter[str]:
        """Of the stand of a plek on a day: what holds for every levering that keeps somebody there."""
        there = [one for one in self.life if one.plek == plek and one.begin <= day < (one.eind or date.max)]
        counted: Counter[str] = Counter()
        for one in there:
            keeping = [
                self._doubts(each, day) for each in one.leveringen if each.begin <= day < oracle.runs_until(each)
            ]
            counted.update(set.intersection(*keeping) if keeping else ())
        return counted

    def _doubts(self, levering: oracle.Levering, day: date) -> set[str]:
        found = set()
        if levering.onderbreking and levering.start.tijdelijk_einde:
            begin, ending = levering.onderbreking
            is_long = oracle.maanden_later(levering.start.tijdelijk_einde, 6) < day
            if is_long and begin <= day <= (ending or date.max):
                found.add("langer_dan_6_maanden_onderbroken")
        for one in self.toewijzingen:
            if oracle.on_toewijzing(one, [levering]):
                if one.is_verwijderd:
                    found.add("zonder_toewijzing")
                elif levering.eind is None and (one.einddatum or date.max) < day:
                    found.add("zonder_stop_na_einddatum")
        return found

    def traject_lines(self) -> Counter[tuple[Any, ...]]:
        """Client, aanbieder, hulpvorm, begin, eind, whether it is herhaald, whether no new start came in 6 months."""
        return Counter(
            (
                self._number[one.client],
                one.aanbieder,
                one.hulpvorm,
                one.begin,
                one.eind,
                oracle.beroep(self._own[one.client], one.begin, HISTORIE_VANAF),
                one.eind and oracle.geen_nieuwe_start(one, self._own[one.client]),
            )
            for one in self.trajecten
        )


def _scaling(van: str | None, to: str | None) -> int | None:
    if van not in GEWICHT or to not in GEWICHT:
        return None
    return {"opschaling": 1, "afschaling": -1, "zijwaarts": 0}[oracle.schaling(GEWICHT[van], GEWICHT[to])]
