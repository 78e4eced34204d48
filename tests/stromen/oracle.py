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

ONBEKEND = "onbekend"
TIJDELIJK = "20"
DAG = timedelta(days=1)
T = TypeVar("T")
Sleutel = TypeVar("Sleutel", bound=Hashable)


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
        for eind in (self.tijdelijk_einde, self.einde):
            assert eind is None or eind >= self.begindatum, "the projection refuses an end before its begin"


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


class Beweging(NamedTuple):
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


def dagen(begin: date, eind: date) -> set[date]:
    """Every day from `begin` to `eind`, both included."""
    return {date.fromordinal(dag) for dag in range(begin.toordinal(), eind.toordinal() + 1)}


def blokken(aanwezig: set[date], termijn: int) -> list[tuple[date, date]]:
    """First and last day of every stay, once gaps of at most `termijn` days are closed (0: adjoining days only)."""
    stukken: list[tuple[date, date]] = []
    for dag in sorted(aanwezig):
        if stukken and (dag - stukken[-1][1]).days - 1 <= termijn:
            stukken[-1] = (stukken[-1][0], dag)
        else:
            stukken.append((dag, dag))
    return stukken


def jaren_eerder(dag: date, jaren: int) -> date:
    """The same day `jaren` years before; 29 February becomes 28 February."""
    try:
        return dag.replace(year=dag.year - jaren)
    except ValueError:
        return dag.replace(year=dag.year - jaren, day=28)


def maanden_later(dag: date, maanden: int) -> date:
    """The same day `maanden` months on, or the last day of that month."""
    jaar, maand = divmod(dag.year * 12 + dag.month - 1 + maanden, 12)
    laatste = (date(jaar + (maand == 11), (maand + 1) % 12 + 1, 1) - DAG).day
    return date(jaar, maand + 1, min(dag.day, laatste))


def per(zaken: Iterable[T], sleutel: Callable[[T], Sleutel]) -> dict[Sleutel, list[T]]:
    groepen: dict[Sleutel, list[T]] = defaultdict(list)
    for zaak in zaken:
        groepen[sleutel(zaak)].append(zaak)
    return dict(groepen)


# --- 2. leveringen, onderbrekingen, trajecten ---------------------------------------------------------------------


def is_onderbroken(start: Start, dag: date) -> bool:
    """A StartProduct on `dag` finds this one interrupted.

    "A later StartProduct" is read: later than the start, and not before the temporary Einddatum (care that stops
    and starts again on one day is resumed). A definitive stop always counts: such a levering has its own end.
    """
    gestopt = start.tijdelijk_einde is not None and start.tijdelijk_einde <= dag
    return gestopt and start.einde is None and start.begindatum < dag


def hervattingen(starts: Sequence[Start]) -> dict[Start, tuple[Start, ...]]:
    """Per interrupted StartProduct of one client: the StartProducten that ended it (several only on one day).

    A ToewijzingNummer is one of its gemeente; without a number the gemeente is the same too.
    """
    hervat: dict[Start, tuple[Start, ...]] = {}
    for dag, nieuwe in sorted(per(starts, lambda start: start.begindatum).items()):
        wachtend = [start for start in starts if is_onderbroken(start, dag) and start not in hervat]
        for oud in wachtend:
            zelfde_nummer = tuple(
                nieuw
                for nieuw in nieuwe
                if (nieuw.gemeente, nieuw.aanbieder) == (oud.gemeente, oud.aanbieder)
                and nieuw.toewijzing_nummer is not None
                and nieuw.toewijzing_nummer == oud.toewijzing_nummer
            )
            if zelfde_nummer:
                hervat[oud] = zelfde_nummer
        for nieuw in nieuwe:
            zelfde_product = [
                oud
                for oud in wachtend
                if nieuw.toewijzing_nummer is None
                and oud.toewijzing_nummer is None
                and (oud.gemeente, oud.aanbieder, oud.product) == (nieuw.gemeente, nieuw.aanbieder, nieuw.product)
            ]
            if zelfde_product:
                hervat[max(zelfde_product, key=lambda oud: oud.begindatum)] = (nieuw,)
    return hervat


def leveringen(starts: Sequence[Start]) -> list[Levering]:
    """The leveringen of any number of clients, in the order of `starts`."""
    assert len(set(starts)) == len(starts), "the ledger refuses the same StartProduct twice"
    gevonden: dict[Start, Levering] = {}
    for eigen in per(starts, lambda start: start.client).values():
        hervat = hervattingen(eigen)
        gevonden |= {start: _levering(start, hervat.get(start, ())) for start in eigen}
    return [gevonden[start] for start in starts]


def _levering(start: Start, hervat_door: tuple[Start, ...]) -> Levering:
    if start.tijdelijk_einde is None:
        return Levering(start, start.einde, start.reden)
    weg = start.tijdelijk_einde + DAG
    if start.einde is not None:
        eind, reden, terug = start.einde, start.reden, start.einde
    elif hervat_door:
        eind, reden, terug = start.tijdelijk_einde, TIJDELIJK, hervat_door[0].begindatum - DAG
    else:
        return Levering(start, None, None, (weg, None))
    return Levering(start, eind, reden, (weg, terug) if weg <= terug else None, hervat_door)


def sluiten_aan(een: Levering, ander: Levering, samen: Iterable[Levering]) -> bool:
    """They overlap, adjoin, or are joined by an onderbreking; `samen` are those that a traject may be made of.

    Care that begins while the other is interrupted overlaps it, when it was resumed in the same hulpvorm.
    """
    eerst, later = sorted((een, ander), key=lambda levering: levering.begin)
    is_hervat = any(levering.start in eerst.hervat_door for levering in samen)
    tot = loopt_tot(eerst) if is_hervat else eerst.eind
    return tot is None or later.begin - DAG <= tot


def trajecten(alle: Iterable[Levering], hulpvorm: Plek) -> list[Traject]:
    """All trajecten, by client, aanbieder, hulpvorm and begin."""
    gevonden = []
    samen = per(alle, lambda levering: (levering.client, levering.start.aanbieder, hulpvorm(levering)))
    for (client, aanbieder, vorm), rest in sorted(samen.items()):
        vorm_leveringen = tuple(rest)
        while rest:
            groep = [rest.pop(0)]
            while erbij := [nieuw for nieuw in rest if any(sluiten_aan(nieuw, lid, vorm_leveringen) for lid in groep)]:
                groep += erbij
                rest = [levering for levering in rest if levering not in erbij]
            groep.sort(key=lambda levering: levering.begin)
            gevonden.append(Traject(client, aanbieder, vorm, groep[0].begin, _laatste(groep), tuple(groep)))
    return sorted(gevonden, key=lambda traject: (traject.client, traject.aanbieder, traject.hulpvorm, traject.begin))


def _laatste(groep: Iterable[Levering]) -> date | None:
    einden = [levering.eind for levering in groep]
    dichte = [eind for eind in einden if eind is not None]
    return max(dichte) if len(dichte) == len(einden) else None


def beroep(eigen: Iterable[Traject], dag: date, historie_vanaf: date | None) -> str:
    """`nieuw`, `herhaald` or `onbekend` for a client with these trajecten who starts on `dag`.

    An earlier traject that is known is known: `onbekend` takes the place of `nieuw` only.
    """
    vanaf = jaren_eerder(dag, 5)
    if any(traject.eind is not None and vanaf <= traject.eind <= dag - 2 * DAG for traject in eigen):
        return "herhaald"
    return "nieuw" if historie_vanaf is not None and historie_vanaf <= vanaf else ONBEKEND


def geen_nieuwe_start(traject: Traject, alle: Iterable[Traject]) -> bool:
    """The ended traject was followed by no start of any traject of the client within 6 months."""
    assert traject.eind is not None
    grens = maanden_later(traject.eind, 6)
    return not any(
        ander.client == traject.client and ander is not traject and traject.eind < ander.begin <= grens
        for ander in alle
    )


# --- 3. aanwezigheid ----------------------------------------------------------------------------------------------


def hele_regio(_levering: Levering) -> str:
    """The plek that holds everybody."""
    return "regio"


def _dagen_van(levering: Levering, verste_dag: date) -> set[date]:
    aanwezig = dagen(levering.begin, levering.eind or verste_dag)
    if levering.onderbreking:
        aanwezig |= dagen(levering.onderbreking[0], levering.onderbreking[1] or verste_dag)
    return aanwezig


def _verste_dag(alle: Iterable[Levering]) -> date:
    """A day after every date in these leveringen: who is present on it is present for ever."""
    genoemd = set[date | None]()
    for levering in alle:
        genoemd |= {levering.begin, levering.eind, *(levering.onderbreking or ())}
    return max(dag for dag in genoemd if dag) + DAG


def aanwezigheden(alle: Sequence[Levering], plek: Plek, termijn: int) -> list[Aanwezigheid]:
    """Every aanwezigheid over the whole life, by client, plek and begin."""
    gevonden = []
    for (client, waar), eigen in sorted(per(alle, lambda levering: (levering.client, plek(levering))).items()):
        verste = _verste_dag(eigen)
        aanwezig = set().union(*(_dagen_van(levering, verste) for levering in eigen))
        for begin, eind in blokken(aanwezig, termijn):
            erin = tuple(levering for levering in eigen if begin <= levering.begin <= eind)
            gevonden.append(Aanwezigheid(client, waar, begin, None if eind == verste else eind, erin))
    return gevonden


def stand(alle: Iterable[Aanwezigheid], dag: date) -> Counter[str]:
    """Per plek the aanwezigheden begun on or before `dag` and not ended on or before it."""
    return Counter(a.plek for a in alle if a.begin <= dag and (a.eind is None or a.eind > dag))


# --- 4. movements -------------------------------------------------------------------------------------------------


def is_kandidaat(uit_x: Aanwezigheid, in_n: Aanwezigheid, termijn: int) -> bool:
    """The uit of X and the in of N can form a pair."""
    if uit_x.eind is None or uit_x.client != in_n.client or uit_x.plek == in_n.plek:
        return False
    begint_later = in_n.begin > uit_x.begin
    duurt_langer = in_n.eind is None or in_n.eind > uit_x.eind
    return begint_later and duurt_langer and _afstand(uit_x, in_n) <= termijn


def _afstand(uit_x: Aanwezigheid, in_n: Aanwezigheid) -> int:
    assert uit_x.eind is not None
    eerste_dag_weg = uit_x.eind + DAG
    return abs((in_n.begin - eerste_dag_weg).days)


def _volgorde(uit_x: Aanwezigheid, in_n: Aanwezigheid) -> tuple[int, date, str, str, date]:
    return (_afstand(uit_x, in_n), in_n.begin, uit_x.plek, in_n.plek, uit_x.begin)


def paren(eigen: Sequence[Aanwezigheid], termijn: int) -> list[tuple[Aanwezigheid, Aanwezigheid]]:
    """The (X, N) of one client that are each other's nearest candidate."""
    kandidaten = [(x, n) for x in eigen for n in eigen if is_kandidaat(x, n, termijn)]
    naaste_van_uit = {x: min((p for p in kandidaten if p[0] == x), key=lambda p: _volgorde(*p)) for x, _ in kandidaten}
    naaste_van_in = {n: min((p for p in kandidaten if p[1] == n), key=lambda p: _volgorde(*p)) for _, n in kandidaten}
    return [(x, n) for x, n in kandidaten if naaste_van_uit[x] == (x, n) and naaste_van_in[n] == (x, n)]


def _is_nergens(eigen: Iterable[Aanwezigheid], van: date, tot: date) -> bool:
    """The client of these aanwezigheden is present in no plek on any day from `van` to `tot`."""
    return not any(
        a.begin <= dag and (a.eind is None or dag <= a.eind) for dag in sorted(dagen(van, tot)) for a in eigen
    )


def bewegingen(alle: Iterable[Aanwezigheid], termijn: int) -> dict[Beweging, Aanwezigheid]:
    """Every movement of every life, each with the aanwezigheid that it opens or closes."""
    gevonden: dict[Beweging, Aanwezigheid] = {}
    for client, eigen in per(alle, lambda a: a.client).items():
        naar = dict(paren(eigen, termijn))
        van = {n: x for x, n in naar.items()}
        for a in eigen:
            soort, ander = _soort_in(a, van.get(a), eigen, termijn)
            gevonden[Beweging(client, a.plek, "in", soort, a.begin, ander)] = a
            if a.eind is not None:
                soort, ander = _soort_uit(a, naar.get(a), eigen, termijn)
                gevonden[Beweging(client, a.plek, "uit", soort, a.eind, ander)] = a
    return gevonden


def _soort_in(
    a: Aanwezigheid, van: Aanwezigheid | None, eigen: Sequence[Aanwezigheid], termijn: int
) -> tuple[str, str | None]:
    if van is not None:
        return "doorstroom", van.plek
    s = a.begin
    return ("instroom" if _is_nergens(eigen, s - (termijn + 1) * DAG, s - DAG) else "stapeling"), None


def _soort_uit(
    a: Aanwezigheid, naar: Aanwezigheid | None, eigen: Sequence[Aanwezigheid], termijn: int
) -> tuple[str, str | None]:
    if naar is not None:
        return "doorstroom", naar.plek
    assert a.eind is not None
    u = a.eind + DAG
    return ("uitstroom" if _is_nergens(eigen, u, u + termijn * DAG) else "afbouw"), None


def overgangen(alle: Iterable[Aanwezigheid], termijn: int) -> list[Overgang]:
    gevonden = []
    for client, eigen in per(alle, lambda a: a.client).items():
        for x, n in paren(eigen, termijn):
            assert x.eind is not None
            gevonden.append(Overgang(client, x.plek, n.plek, x.eind, n.begin))
    return gevonden


def reden_van(a: Aanwezigheid) -> str:
    """RedenBeeindiging of the levering of this aanwezigheid (so in this plek) that ended last; tie: lowest code.

    A levering that was resumed has none: 20 says why it paused, not why the client left.
    """
    laatste = max(levering.eind for levering in a.leveringen if levering.eind is not None)
    redenen = [levering.reden for levering in a.leveringen if levering.eind == laatste and levering.reden]
    redenen = [reden for reden in redenen if reden != TIJDELIJK]
    return min(redenen, default=ONBEKEND)


def schaling(van: int, naar: int) -> str:
    """What a doorstroom between plekken of these weights is."""
    return "opschaling" if naar > van else "afschaling" if naar < van else "zijwaarts"


@dataclass(frozen=True)
class Rapport:
    """All flow figures of one period for one dimension.

    `matrix` counts arrivals in the period as (van, naar). Its column sums are the doorstroom in. Its row sums are the
    doorstroom uit once `elders_aangekomen` (left in the period, arrived `ervoor` or `erna`) is added and
    `elders_vertrokken` (arrived in the period, left `ervoor` or `erna`) is taken off.
    """

    stand_begin: Counter[str]
    stand_eind: Counter[str]
    bewegingen: tuple[Beweging, ...]
    matrix: Counter[tuple[str, str]]
    elders_aangekomen: tuple[tuple[Overgang, str], ...]
    elders_vertrokken: tuple[tuple[Overgang, str], ...]
    instroom: Counter[tuple[str, str]]
    uitstroom: Counter[tuple[str, str]]
    voorlopig: frozenset[Beweging]

    def aantal(self, plek: str, richting: str, *soorten: str) -> int:
        """Movements of `plek` in this direction, of these kinds (none named: of all kinds)."""
        return sum(b[1:3] == (plek, richting) and (not soorten or b.soort in soorten) for b in self.bewegingen)

    @property
    def plekken(self) -> set[str]:
        return {*self.stand_begin, *self.stand_eind, *(beweging.plek for beweging in self.bewegingen)}


def rapport(
    starts: Sequence[Start],
    plek: Plek,
    termijn: int,
    begin: date,
    eind: date,
    *,
    hulpvorm: Plek,
    historie_vanaf: date | None,
    datum_k: date,
) -> Rapport:
    """The figures of [begin, eind] with doorstroomtermijn `termijn`, as known on `datum_k`."""
    assert begin <= eind <= datum_k, "P may not end after the date of K"
    alle = leveringen(starts)
    leven = aanwezigheden(alle, plek, termijn)
    geteld = {b: a for b, a in bewegingen(leven, termijn).items() if begin <= b.datum <= eind}
    stappen = overgangen(leven, termijn)
    aangekomen = [stap for stap in stappen if begin <= stap.aankomst <= eind]
    vertrokken = [stap for stap in stappen if begin <= stap.vertrek <= eind]
    eigen = per(trajecten(alle, hulpvorm), lambda traject: traject.client)
    return Rapport(
        stand_begin=stand(leven, begin - DAG),
        stand_eind=stand(leven, eind),
        bewegingen=tuple(sorted(geteld, key=lambda b: (b.client, b.datum, b.plek, b.richting))),
        matrix=Counter((stap.van, stap.naar) for stap in aangekomen),
        elders_aangekomen=tuple(
            (stap, "ervoor" if stap.aankomst < begin else "erna") for stap in vertrokken if stap not in aangekomen
        ),
        elders_vertrokken=tuple(
            (stap, "ervoor" if stap.vertrek < begin else "erna") for stap in aangekomen if stap not in vertrokken
        ),
        instroom=Counter(
            (b.plek, beroep(eigen[b.client], b.datum, historie_vanaf)) for b in geteld if b.soort == "instroom"
        ),
        uitstroom=Counter((b.plek, reden_van(a)) for b, a in geteld.items() if b.soort == "uitstroom"),
        voorlopig=frozenset(b for b in geteld if abs((datum_k - b.datum).days) <= termijn),
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


class Wacht(NamedTuple):
    """W2 and W3 in days: 0 when care begins on the very day, below 0 when it began before."""

    toewijzing_nummer: int
    start: date
    w2: int
    w3: int


def op_toewijzing(toewijzing: Toewijzing, alle: Iterable[Levering]) -> list[Levering]:
    sleutel = (toewijzing.client, toewijzing.aanbieder, toewijzing.gemeente, toewijzing.toewijzing_nummer)
    return [
        levering
        for levering in alle
        if (levering.client, levering.start.aanbieder, levering.start.gemeente, levering.start.toewijzing_nummer)
        == sleutel
    ]


def is_zelfde_product(toewijzing: Toewijzing, levering: Levering) -> bool:
    """What the toewijzing names of the product is what is delivered; the categorie alone when either has no code."""
    (categorie, code), (geleverd, geleverde_code) = toewijzing.product, levering.start.product
    return categorie in (None, geleverd) and (None in (code, geleverde_code) or code == geleverde_code)


def loopt_tot(levering: Levering) -> date:
    """The last day of a levering, its onderbreking included."""
    if levering.eind is None:
        return date.max
    return max(levering.eind, levering.onderbreking[1] or date.max) if levering.onderbreking else levering.eind


def eerste_begin(toewijzing: Toewijzing, alle: Iterable[Levering]) -> date | None:
    """The first Begindatum on the toewijzing."""
    return min((levering.begin for levering in op_toewijzing(toewijzing, alle)), default=None)


def zet_levering_voort(toewijzing: Toewijzing, alle: Sequence[Levering], dag: date, termijn: int) -> bool:
    """Another levering of the same product at the same aanbieder ran, or paused, on the day before the Ingangsdatum,
    and care did not break: the first Begindatum is at most D + 1 days after the end of that levering (its onderbreking
    included: who is away between two parts of one care is in it); or it has not started on `dag`, which is at most D
    days after the Ingangsdatum. What is known of a later start tells of the days before it too.
    """
    ervoor = toewijzing.ingangsdatum - DAG
    eigen = op_toewijzing(toewijzing, alle)
    begin = eerste_begin(toewijzing, alle)
    for levering in alle:
        loopt = (
            (levering.client, levering.start.aanbieder) == (toewijzing.client, toewijzing.aanbieder)
            and levering not in eigen
            and is_zelfde_product(toewijzing, levering)
            and levering.begin <= ervoor
            and ervoor <= loopt_tot(levering)
        )
        if not loopt:
            continue
        if begin is not None and (loopt_tot(levering) == date.max or (begin - loopt_tot(levering)).days <= termijn + 1):
            return True
        if (begin is None or begin > dag) and (dag - toewijzing.ingangsdatum).days <= termijn:
            return True
    return False


def vanaf(toewijzing: Toewijzing) -> date:
    """The "from" of W3."""
    return max(toewijzing.eerste_datum, toewijzing.ingangsdatum)


def wachttijden(
    toewijzingen: Iterable[Toewijzing], alle: Sequence[Levering], begin: date, eind: date, termijn: int
) -> list[Wacht]:
    """W2 and W3 of every toewijzing whose first levering begins in [begin, eind]; one that is removed has none.

    Nor has one that is taakgericht: that is not to be measured.
    """
    gevonden = []
    for toewijzing in toewijzingen:
        start = eerste_begin(toewijzing, alle)
        if start is None or toewijzing.is_verwijderd or toewijzing.is_taakgericht:
            continue
        if begin <= start <= eind and not zet_levering_voort(toewijzing, alle, start, termijn):
            w2, w3 = (start - toewijzing.eerste_datum).days, (start - vanaf(toewijzing)).days
            gevonden.append(Wacht(toewijzing.toewijzing_nummer, start, w2, w3))
    return gevonden


def is_actueel(toewijzing: Toewijzing, dag: date) -> bool:
    return not toewijzing.is_verwijderd and (toewijzing.einddatum is None or toewijzing.einddatum >= dag)


def wachtenden(
    toewijzingen: Iterable[Toewijzing], alle: Sequence[Levering], dag: date, termijn: int
) -> list[tuple[Toewijzing, int]]:
    """Who waits on `dag`, and how many days so far; a levering that begins after it is no levering yet."""
    return [
        (toewijzing, (dag - vanaf(toewijzing)).days)
        for toewijzing in toewijzingen
        if is_actueel(toewijzing, dag)
        and toewijzing.ingangsdatum <= dag
        and not toewijzing.is_taakgericht
        and not any(levering.begin <= dag for levering in op_toewijzing(toewijzing, alle))
        and not zet_levering_voort(toewijzing, alle, dag, termijn)
    ]


def klasse(dagen: int) -> str:
    """The class of a wachtlijst that so many days are in."""
    for weken in (4, 6, 13, 26, 52):
        if dagen <= 7 * weken:
            return f"tot_{weken}_weken"
    return "langer"


def vervallen(
    toewijzingen: Iterable[Toewijzing], alle: Sequence[Levering], begin: date, eind: date
) -> list[Toewijzing]:
    """Whose Einddatum, in [begin, eind], came before any start; removed ones are another thing."""
    gevonden = []
    for toewijzing in toewijzingen:
        einddatum, start = toewijzing.einddatum, eerste_begin(toewijzing, alle)
        if einddatum is None or not begin <= einddatum <= eind or toewijzing.is_verwijderd:
            continue
        if not toewijzing.is_taakgericht and (start is None or start > einddatum):
            gevonden.append(toewijzing)
    return gevonden


def verwijderd_voor_de_start(
    toewijzingen: Iterable[Toewijzing], alle: Sequence[Levering], begin: date, eind: date
) -> list[Toewijzing]:
    """Those that were removed, with their Einddatum in [begin, eind], and on which no care ever began."""
    return [
        toewijzing
        for toewijzing in toewijzingen
        if toewijzing.is_verwijderd and not toewijzing.is_taakgericht and not op_toewijzing(toewijzing, alle)
        if toewijzing.einddatum is not None and begin <= toewijzing.einddatum <= eind
    ]


def doorlooptijden(alle: Iterable[Traject], begin: date, eind: date) -> list[tuple[Traject, int]]:
    """Days of a traject, both its begin and its end (of one day: 1), for those that end in [begin, eind]."""
    return [
        (traject, (traject.eind - traject.begin).days + 1)
        for traject in alle
        if traject.eind is not None and begin <= traject.eind <= eind
    ]


def per_plek(tellingen: Mapping[tuple[str, str], int], plekken: Collection[str]) -> dict[str, int]:
    """Sum a split (`instroom`, `uitstroom` of a Rapport) over its second part."""
    return {plek: sum(aantal for (waar, _), aantal in tellingen.items() if waar == plek) for plek in plekken}
