# SPDX-License-Identifier: EUPL-1.2
"""Definitions 2 to 5 read aloud: slow, day by day, and without the code that it judges.

Where the text leaves room, the comment at that place says which reading is taken. A date after the date of K (a
stop that announces its Einddatum) is a date like any other: care ends on it, it is no open end, and it can pair.
Only P may not end after the date of K.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

UNKNOWN = "onbekend"
TIJDELIJK = "20"
DAY = timedelta(days=1)
T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)


class Product(NamedTuple):
    """ProductCategorie and ProductCode as the bericht gives them; a toewijzing may leave one or both out."""

    categorie: str | None
    code: str | None = None


@dataclass(frozen=True)
class Start:
    """An accepted StartProduct that was not withdrawn, with the stops on its key that were not withdrawn.

    `tijdelijk_einde` is the Einddatum of the stop with reden 20, `einde` and `reden` those of the definitive one.
    `is_voorlopig`: its receiver, who answers himself, has still to do so.
    """

    client: str
    aanbieder: str
    gemeente: str
    toewijzing_nummer: int | None
    product: Product
    begindatum: date
    tijdelijk_einde: date | None = None
    einde: date | None = None
    reden: str | None = None
    is_voorlopig: bool = False

    def __post_init__(self) -> None:
        for ending in (self.tijdelijk_einde, self.einde):
            assert ending is None or ending >= self.begindatum, "the projection refuses an end before its begin"


@dataclass(frozen=True)
class Levering:
    """A StartProduct with what definitions 2 derive; `eind` and the end of the onderbreking are None while open."""

    start: Start
    eind: date | None
    reden: str | None
    onderbreking: tuple[date, date | None] | None = None
    hervat_door: tuple[Start, ...] = ()

    @property
    def client(self) -> str:
        return self.start.client

    @property
    def begin(self) -> date:
        return self.start.begindatum


@dataclass(frozen=True)
class Traject:
    client: str
    aanbieder: str
    hulpvorm: str
    begin: date
    eind: date | None
    leveringen: tuple[Levering, ...]


@dataclass(frozen=True)
class Aanwezigheid:
    client: str
    plek: str
    begin: date
    eind: date | None
    leveringen: tuple[Levering, ...]


class Movement(NamedTuple):
    """One in or uit. `datum` is the first day present (in) or the last day present (uit)."""

    client: str
    plek: str
    richting: str
    soort: str
    datum: date
    ander: str | None


class Overgang(NamedTuple):
    """One transfer. `vertrek` is the last day in `van`, `aankomst` the first in `naar`; they may overlap."""

    client: str
    van: str
    naar: str
    vertrek: date
    aankomst: date


Plek = Callable[[Levering], str]  # the dimension, already read on the Begindatum of the levering


# --- days -------------------------------------------------------------------------------------------------------


def dagen(begin: date, ending: date) -> set[date]:
    """Every day from `begin` to `ending`, both included."""
    return {date.fromordinal(day) for day in range(begin.toordinal(), ending.toordinal() + 1)}


def blokken(present: set[date], termijn: int) -> list[tuple[date, date]]:
    """First and last day of every stay, once gaps of at most `termijn` days are closed (0: adjoining days only)."""
    pieces: list[tuple[date, date]] = []
    for day in sorted(present):
        if pieces and (day - pieces[-1][1]).days - 1 <= termijn:
            pieces[-1] = (pieces[-1][0], day)
        else:
            pieces.append((day, day))
    return pieces


def jaren_eerder(day: date, years: int) -> date:
    """The same day `years` years before; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def maanden_later(day: date, months: int) -> date:
    """The same day `months` months on, or the last day of that month."""
    jaar, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(jaar + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    return date(jaar, month + 1, min(day.day, last))


def per(zaken: Iterable[T], key: Callable[[T], Key]) -> dict[Key, list[T]]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for zaak in zaken:
        groups[key(zaak)].append(zaak)
    return dict(groups)


# --- 2. leveringen, onderbrekingen, trajecten ---------------------------------------------------------------------


def is_onderbroken(start: Start, day: date) -> bool:
    """A StartProduct on `day` finds this one interrupted.

    "A later StartProduct" is read: later than the start, and not before the temporary Einddatum (care that stops
    and starts again on one day is resumed). A definitive stop always counts: such a levering has its own end.
    """
    stopped = start.tijdelijk_einde is not None and start.tijdelijk_einde <= day
    return stopped and start.einde is None and start.begindatum < day


def hervattingen(starts: Sequence[Start]) -> dict[Start, tuple[Start, ...]]:
    """Per interrupted StartProduct of one client: the StartProducten that ended it (several only on one day).

    A ToewijzingNummer is one of its gemeente; without a number the gemeente is the same too.
    """
    resume: dict[Start, tuple[Start, ...]] = {}
    for day, new_one in sorted(per(starts, lambda start: start.begindatum).items()):
        waiting = [start for start in starts if is_onderbroken(start, day) and start not in resume]
        for old in waiting:
            zelfde_nummer = tuple(
                new
                for new in new_one
                if (new.gemeente, new.aanbieder) == (old.gemeente, old.aanbieder)
                and new.toewijzing_nummer is not None
                and new.toewijzing_nummer == old.toewijzing_nummer
            )
            if zelfde_nummer:
                resume[old] = zelfde_nummer
        for new in new_one:
            same_product = [
                old
                for old in waiting
                if new.toewijzing_nummer is None
                and old.toewijzing_nummer is None
                and (old.gemeente, old.aanbieder, old.product) == (new.gemeente, new.aanbieder, new.product)
            ]
            if same_product:
                resume[max(same_product, key=lambda old: old.begindatum)] = (new,)
    return resume


def leveringen(starts: Sequence[Start]) -> list[Levering]:
    """The leveringen of any number of clients, in the order of `starts`."""
    assert len(set(starts)) == len(starts), "the ledger refuses the same StartProduct twice"
    found: dict[Start, Levering] = {}
    for own in per(starts, lambda start: start.client).values():
        resume = hervattingen(own)
        found |= {start: _levering(start, resume.get(start, ())) for start in own}
    return [found[start] for start in starts]


def _levering(start: Start, hervat_door: tuple[Start, ...]) -> Levering:
    if start.tijdelijk_einde is None:
        return Levering(start, start.einde, start.reden)
    gone = start.tijdelijk_einde + DAY
    if start.einde is not None:
        ending, reden, back = start.einde, start.reden, start.einde
    elif hervat_door:
        ending, reden, back = start.tijdelijk_einde, TIJDELIJK, hervat_door[0].begindatum - DAY
    else:
        return Levering(start, None, None, (gone, None))
    return Levering(start, ending, reden, (gone, back) if gone <= back else None, hervat_door)


def adjoin(one: Levering, other: Levering, together: Iterable[Levering]) -> bool:
    """They overlap, adjoin, or are joined by an onderbreking; `together` are those that a traject may be made of.

    Care that begins while the other is interrupted overlaps it, when it was resumed in the same hulpvorm.
    """
    first, later = sorted((one, other), key=lambda levering: levering.begin)
    is_hervat = any(levering.start in first.hervat_door for levering in together)
    tot = runs_until(first) if is_hervat else first.eind
    return tot is None or later.begin - DAY <= tot


def trajecten(every: Iterable[Levering], hulpvorm: Plek) -> list[Traject]:
    """All trajecten, by client, aanbieder, hulpvorm and begin."""
    found = []
    together = per(every, lambda levering: (levering.client, levering.start.aanbieder, hulpvorm(levering)))
    for (client, aanbieder, form), rest in sorted(together.items()):
        vorm_leveringen = tuple(rest)
        while rest:
            group = [rest.pop(0)]
            while besides := [new for new in rest if any(adjoin(new, member, vorm_leveringen) for member in group)]:
                group += besides
                rest = [levering for levering in rest if levering not in besides]
            group.sort(key=lambda levering: levering.begin)
            found.append(Traject(client, aanbieder, form, group[0].begin, _last(group), tuple(group)))
    return sorted(found, key=lambda traject: (traject.client, traject.aanbieder, traject.hulpvorm, traject.begin))


def _last(group: Iterable[Levering]) -> date | None:
    ends = [levering.eind for levering in group]
    dichte = [ending for ending in ends if ending is not None]
    return max(dichte) if len(dichte) == len(ends) else None


def beroep(own: Iterable[Traject], day: date, historie_vanaf: date | None) -> str:
    """`nieuw`, `herhaald` or `unknown` for a client with these trajecten who starts on `day`.

    An earlier traject that is known is known: `unknown` takes the place of `nieuw` only.
    """
    since = jaren_eerder(day, 5)
    if any(traject.eind is not None and since <= traject.eind <= day - 2 * DAY for traject in own):
        return "herhaald"
    return "nieuw" if historie_vanaf is not None and historie_vanaf <= since else UNKNOWN


def geen_nieuwe_start(traject: Traject, every: Iterable[Traject]) -> bool:
    """The ended traject was followed by no start of any traject of the client within 6 months."""
    assert traject.eind is not None
    bound = maanden_later(traject.eind, 6)
    return not any(
        other.client == traject.client and other is not traject and traject.eind < other.begin <= bound
        for other in every
    )


# --- 3. aanwezigheid ----------------------------------------------------------------------------------------------


def hele_regio(_levering: Levering) -> str:
    """The plek that holds everybody."""
    return "regio"


def _dagen_van(levering: Levering, verste_dag: date) -> set[date]:
    present = dagen(levering.begin, levering.eind or verste_dag)
    if levering.onderbreking:
        present |= dagen(levering.onderbreking[0], levering.onderbreking[1] or verste_dag)
    return present


def _verste_dag(every: Iterable[Levering]) -> date:
    """A day after every date in these leveringen: who is present on it is present for ever."""
    named = set[date | None]()
    for levering in every:
        named |= {levering.begin, levering.eind, *(levering.onderbreking or ())}
    return max(day for day in named if day) + DAY


def aanwezigheden(every: Sequence[Levering], plek: Plek, termijn: int) -> list[Aanwezigheid]:
    """Every aanwezigheid over the whole life, by client, plek and begin."""
    found = []
    for (client, where), own in sorted(per(every, lambda levering: (levering.client, plek(levering))).items()):
        verste = _verste_dag(own)
        present = set().union(*(_dagen_van(levering, verste) for levering in own))
        for begin, ending in blokken(present, termijn):
            into = tuple(levering for levering in own if begin <= levering.begin <= ending)
            found.append(Aanwezigheid(client, where, begin, None if ending == verste else ending, into))
    return found


def stand(every: Iterable[Aanwezigheid], day: date) -> Counter[str]:
    """Per plek the aanwezigheden begun on or before `day` and not ended on or before it."""
    return Counter(a.plek for a in every if a.begin <= day and (a.eind is None or a.eind > day))


# --- 4. movements -------------------------------------------------------------------------------------------------


def is_kandidaat(uit_x: Aanwezigheid, in_n: Aanwezigheid, termijn: int) -> bool:
    """The uit of X and the in of N can form a pair."""
    if uit_x.eind is None or uit_x.client != in_n.client or uit_x.plek == in_n.plek:
        return False
    begint_later = in_n.begin > uit_x.begin
    duurt_langer = in_n.eind is None or in_n.eind > uit_x.eind
    return begint_later and duurt_langer and _distance(uit_x, in_n) <= termijn


def _distance(uit_x: Aanwezigheid, in_n: Aanwezigheid) -> int:
    assert uit_x.eind is not None
    eerste_dag_weg = uit_x.eind + DAY
    return abs((in_n.begin - eerste_dag_weg).days)


def _volgorde(uit_x: Aanwezigheid, in_n: Aanwezigheid) -> tuple[int, date, str, str, date]:
    return (_distance(uit_x, in_n), in_n.begin, uit_x.plek, in_n.plek, uit_x.begin)


def pairs(own: Sequence[Aanwezigheid], termijn: int) -> list[tuple[Aanwezigheid, Aanwezigheid]]:
    """The (X, N) of one client that are each other's nearest candidate."""
    candidates = [(x, n) for x in own for n in own if is_kandidaat(x, n, termijn)]
    naaste_van_uit = {x: min((p for p in candidates if p[0] == x), key=lambda p: _volgorde(*p)) for x, _ in candidates}
    naaste_van_in = {n: min((p for p in candidates if p[1] == n), key=lambda p: _volgorde(*p)) for _, n in candidates}
    return [(x, n) for x, n in candidates if naaste_van_uit[x] == (x, n) and naaste_van_in[n] == (x, n)]


def _is_nergens(own: Iterable[Aanwezigheid], van: date, tot: date) -> bool:
    """The client of these aanwezigheden is present in no plek on any day from `van` to `tot`."""
    return not any(a.begin <= day and (a.eind is None or day <= a.eind) for day in sorted(dagen(van, tot)) for a in own)


def bewegingen(every: Iterable[Aanwezigheid], termijn: int) -> dict[Movement, Aanwezigheid]:
    """Every movement of every life, each with the aanwezigheid that it opens or closes."""
    found: dict[Movement, Aanwezigheid] = {}
    for client, own in per(every, lambda a: a.client).items():
        to = dict(pairs(own, termijn))
        van = {n: x for x, n in to.items()}
        for a in own:
            soort, other = _soort_in(a, van.get(a), own, termijn)
            found[Movement(client, a.plek, "in", soort, a.begin, other)] = a
            if a.eind is not None:
                soort, other = _soort_uit(a, to.get(a), own, termijn)
                found[Movement(client, a.plek, "uit", soort, a.eind, other)] = a
    return found


def _soort_in(
    a: Aanwezigheid, van: Aanwezigheid | None, own: Sequence[Aanwezigheid], termijn: int
) -> tuple[str, str | None]:
    if van is not None:
        return "doorstroom", van.plek
    s = a.begin
    return ("instroom" if _is_nergens(own, s - (termijn + 1) * DAY, s - DAY) else "stapeling"), None


def _soort_uit(
    a: Aanwezigheid, to: Aanwezigheid | None, own: Sequence[Aanwezigheid], termijn: int
) -> tuple[str, str | None]:
    if to is not None:
        return "doorstroom", to.plek
    assert a.eind is not None
    u = a.eind + DAY
    return ("uitstroom" if _is_nergens(own, u, u + termijn * DAY) else "afbouw"), None


def overgangen(every: Iterable[Aanwezigheid], termijn: int) -> list[Overgang]:
    found = []
    for client, own in per(every, lambda a: a.client).items():
        for x, n in pairs(own, termijn):
            assert x.eind is not None
            found.append(Overgang(client, x.plek, n.plek, x.eind, n.begin))
    return found


def reden_van(a: Aanwezigheid) -> str:
    """RedenBeeindiging of the levering of this aanwezigheid (so in this plek) that ended last; tie: lowest code.

    A levering that was resumed has none: 20 says why it paused, not why the client left.
    """
    last = max(levering.eind for levering in a.leveringen if levering.eind is not None)
    redenen = [levering.reden for levering in a.leveringen if levering.eind == last and levering.reden]
    redenen = [reden for reden in redenen if reden != TIJDELIJK]
    return min(redenen, default=UNKNOWN)


def schaling(van: int, to: int) -> str:
    """What a doorstroom between plekken of these weights is."""
    return "opschaling" if to > van else "afschaling" if to < van else "zijwaarts"


@dataclass(frozen=True)
class Rapport:
    """All flow figures of one period for one dimension.

    `matrix` counts arrivals in the period as (van, naar). Its column sums are the doorstroom in. Its row sums are the
    doorstroom uit once `elders_aangekomen` (left in the period, arrived `ervoor` or `after_it`) is added and
    `elders_vertrokken` (arrived in the period, left `ervoor` or `after_it`) is taken off.
    """

    stand_begin: Counter[str]
    stand_eind: Counter[str]
    bewegingen: tuple[Movement, ...]
    matrix: Counter[tuple[str, str]]
    elders_aangekomen: tuple[tuple[Overgang, str], ...]
    elders_vertrokken: tuple[tuple[Overgang, str], ...]
    instroom: Counter[tuple[str, str]]
    uitstroom: Counter[tuple[str, str]]
    voorlopig: frozenset[Movement]

    def aantal(self, plek: str, richting: str, *kinds: str) -> int:
        """Movements of `plek` in this direction, of these kinds (none named: of all kinds)."""
        return sum(b[1:3] == (plek, richting) and (not kinds or b.soort in kinds) for b in self.bewegingen)

    @property
    def plekken(self) -> set[str]:
        return {*self.stand_begin, *self.stand_eind, *(beweging.plek for beweging in self.bewegingen)}


def report(
    starts: Sequence[Start],
    plek: Plek,
    termijn: int,
    begin: date,
    ending: date,
    *,
    hulpvorm: Plek,
    historie_vanaf: date | None,
    datum_k: date,
) -> Rapport:
    """The figures of [begin, eind] with doorstroomtermijn `termijn`, as known on `datum_k`."""
    assert begin <= ending <= datum_k, "P may not end after the date of K"
    every = leveringen(starts)
    life = aanwezigheden(every, plek, termijn)
    counted = {b: a for b, a in bewegingen(life, termijn).items() if begin <= b.datum <= ending}
    steps = overgangen(life, termijn)
    aangekomen = [step for step in steps if begin <= step.aankomst <= ending]
    vertrokken = [step for step in steps if begin <= step.vertrek <= ending]
    own = per(trajecten(every, hulpvorm), lambda traject: traject.client)
    return Rapport(
        stand_begin=stand(life, begin - DAY),
        stand_eind=stand(life, ending),
        bewegingen=tuple(sorted(counted, key=lambda b: (b.client, b.datum, b.plek, b.richting))),
        matrix=Counter((step.van, step.naar) for step in aangekomen),
        elders_aangekomen=tuple(
            (step, "ervoor" if step.aankomst < begin else "erna") for step in vertrokken if step not in aangekomen
        ),
        elders_vertrokken=tuple(
            (step, "ervoor" if step.vertrek < begin else "erna") for step in aangekomen if step not in vertrokken
        ),
        instroom=Counter(
            (b.plek, beroep(own[b.client], b.datum, historie_vanaf)) for b in counted if b.soort == "instroom"
        ),
        uitstroom=Counter((b.plek, reden_van(a)) for b, a in counted.items() if b.soort == "uitstroom"),
        voorlopig=frozenset(b for b in counted if abs((datum_k - b.datum).days) <= termijn),
    )


# --- 5. waiting and duration --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Toewijzing:
    """`eerste_datum` is the Toewijzingsdatum of the first version; all else comes from the current one."""

    client: str
    aanbieder: str
    gemeente: str
    toewijzing_nummer: int
    product: Product
    eerste_datum: date
    ingangsdatum: date
    einddatum: date | None = None
    is_verwijderd: bool = False
    is_taakgericht: bool = False


class Wait(NamedTuple):
    """W2 and W3 in days: 0 when care begins on the very day, below 0 when it began before."""

    toewijzing_nummer: int
    start: date
    w2: int
    w3: int


def on_toewijzing(toewijzing: Toewijzing, every: Iterable[Levering]) -> list[Levering]:
    key = (toewijzing.client, toewijzing.aanbieder, toewijzing.gemeente, toewijzing.toewijzing_nummer)
    return [
        levering
        for levering in every
        if (levering.client, levering.start.aanbieder, levering.start.gemeente, levering.start.toewijzing_nummer) == key
    ]


def is_zelfde_product(toewijzing: Toewijzing, levering: Levering) -> bool:
    """What the toewijzing names of the product is what is delivered; the categorie alone when either has no code."""
    (categorie, code), (geleverd, geleverde_code) = toewijzing.product, levering.start.product
    return categorie in (None, geleverd) and (None in (code, geleverde_code) or code == geleverde_code)


def runs_until(levering: Levering) -> date:
    """The last day of a levering, its onderbreking included."""
    if levering.eind is None:
        return date.max
    return max(levering.eind, levering.onderbreking[1] or date.max) if levering.onderbreking else levering.eind


def eerste_begin(toewijzing: Toewijzing, every: Iterable[Levering]) -> date | None:
    """The first Begindatum on the toewijzing."""
    return min((levering.begin for levering in on_toewijzing(toewijzing, every)), default=None)


def zet_levering_voort(toewijzing: Toewijzing, every: Sequence[Levering], day: date, termijn: int) -> bool:
    """Another levering of the same product at the same aanbieder ran, or paused, on the day before the Ingangsdatum,
    and care did not break: the first Begindatum is at most D + 1 days after the end of that levering (its onderbreking
    included: who is away between two parts of one care is in it); or it has not started on `day`, which is at most D
    days after the Ingangsdatum. What is known of a later start tells of the days before it too.
    """
    ervoor = toewijzing.ingangsdatum - DAY
    own = on_toewijzing(toewijzing, every)
    begin = eerste_begin(toewijzing, every)
    for levering in every:
        runs = (
            (levering.client, levering.start.aanbieder) == (toewijzing.client, toewijzing.aanbieder)
            and levering not in own
            and is_zelfde_product(toewijzing, levering)
            and levering.begin <= ervoor
            and ervoor <= runs_until(levering)
        )
        if not runs:
            continue
        if begin is not None and (
            runs_until(levering) == date.max or (begin - runs_until(levering)).days <= termijn + 1
        ):
            return True
        if (begin is None or begin > day) and (day - toewijzing.ingangsdatum).days <= termijn:
            return True
    return False


def since(toewijzing: Toewijzing) -> date:
    """The "from" of W3."""
    return max(toewijzing.eerste_datum, toewijzing.ingangsdatum)


def wachttijden(
    toewijzingen: Iterable[Toewijzing], every: Sequence[Levering], begin: date, ending: date, termijn: int
) -> list[Wait]:
    """W2 and W3 of every toewijzing whose first levering begins in [begin, eind]; one that is removed has none.

    Nor has one that is taakgericht: that is not to be measured.
    """
    found = []
    for toewijzing in toewijzingen:
        start = eerste_begin(toewijzing, every)
        if start is None or toewijzing.is_verwijderd or toewijzing.is_taakgericht:
            continue
        if begin <= start <= ending and not zet_levering_voort(toewijzing, every, start, termijn):
            w2, w3 = (start - toewijzing.eerste_datum).days, (start - since(toewijzing)).days
            found.append(Wait(toewijzing.toewijzing_nummer, start, w2, w3))
    return found


def is_current(toewijzing: Toewijzing, day: date) -> bool:
    return not toewijzing.is_verwijderd and (toewijzing.einddatum is None or toewijzing.einddatum >= day)


def wachtenden(
    toewijzingen: Iterable[Toewijzing], every: Sequence[Levering], day: date, termijn: int
) -> list[tuple[Toewijzing, int]]:
    """Who waits on `day`, and how many days so far; a levering that begins after it is no levering yet."""
    return [
        (toewijzing, (day - since(toewijzing)).days)
        for toewijzing in toewijzingen
        if is_current(toewijzing, day)
        and toewijzing.ingangsdatum <= day
        and not toewijzing.is_taakgericht
        and not any(levering.begin <= day for levering in on_toewijzing(toewijzing, every))
        and not zet_levering_voort(toewijzing, every, day, termijn)
    ]


def class_(dagen: int) -> str:
    """The class of a wachtlijst that so many days are in."""
    for weeks in (4, 6, 13, 26, 52):
        if dagen <= 7 * weeks:
            return f"tot_{weeks}_weken"
    return "langer"


def vervallen(
    toewijzingen: Iterable[Toewijzing], every: Sequence[Levering], begin: date, ending: date
) -> list[Toewijzing]:
    """Whose Einddatum, in [begin, eind], came before any start; removed ones are another thing."""
    found = []
    for toewijzing in toewijzingen:
        einddatum, start = toewijzing.einddatum, eerste_begin(toewijzing, every)
        if einddatum is None or not begin <= einddatum <= ending or toewijzing.is_verwijderd:
            continue
        if not toewijzing.is_taakgericht and (start is None or start > einddatum):
            found.append(toewijzing)
    return found


def verwijderd_voor_de_start(
    toewijzingen: Iterable[Toewijzing], every: Sequence[Levering], begin: date, ending: date
) -> list[Toewijzing]:
    """Those that were removed, with their Einddatum in [begin, eind], and on which no care ever began."""
    return [
        toewijzing
        for toewijzing in toewijzingen
        if toewijzing.is_verwijderd and not toewijzing.is_taakgericht and not on_toewijzing(toewijzing, every)
        if toewijzing.einddatum is not None and begin <= toewijzing.einddatum <= ending
    ]


def doorlooptijden(every: Iterable[Traject], begin: date, ending: date) -> list[tuple[Traject, int]]:
    """Days of a traject, both its begin and its end (of one day: 1), for those that end in [begin, eind]."""
    return [
        (traject, (traject.eind - traject.begin).days + 1)
        for traject in every
        if traject.eind is not None and begin <= traject.eind <= ending
    ]


def per_plek(tallies: Mapping[tuple[str, str], int], plekken: Collection[str]) -> dict[str, int]:
    """Sum a split (`instroom`, `uitstroom` of a Rapport) over its second part."""
    return {plek: sum(count for (where, _), count in tallies.items() if where == plek) for plek in plekken}
