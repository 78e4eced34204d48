# SPDX-License-Identifier: EUPL-1.2
"""The figures of a flow report, and the identity that every one of them must satisfy."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from berichtenverkeer.rapporten.periode import Periode
from berichtenverkeer.rapporten.redenen import TO_CBS
from stromen.postgres.bewegingen import Kind
from stromen.postgres.order import UNKNOWN

Tallies = dict[str, int]
"""Code -> number, by code, without zeros."""


class Imbalance(AssertionError):
    """A report that does not balance: a bug of ours, never a footnote (definitions.md 4)."""


class Volledigheid(msgspec.Struct, kw_only=True, rename="camel"):
    """How much the figures beside it rest on: numbers, and how many of those have what they need.

    `toewijzingen` past their Ingangsdatum in the period, `beeindigd` those that ended in it, `stops` in it.
    """

    toewijzingen: int = 0
    met_levering: int = 0
    beeindigd: int = 0
    met_stop: int = 0
    stops: int = 0
    met_reden: int = 0
    instroom: int = 0
    met_verwijzer: int = 0


class Onbevestigd(msgspec.Struct, kw_only=True, rename="camel"):
    """Of each figure of the same name beside it, or in its volledigheid: how much of it is not confirmed yet.

    It is what the figure has more, or (negative) less, than it would have without the berichten that receivers who
    answer themselves have not answered: a stop that waits makes one more uitstroom and one less in the stand. Another
    thing than what is voorlopig because it lies within D days of the day of K.
    """

    stand_begin: int = 0
    instroom: int = 0
    stapeling: int = 0
    doorstroom_in: int = 0
    in_totaal: int = 0
    uitstroom: int = 0
    afbouw: int = 0
    doorstroom_uit: int = 0
    verondersteld: int = 0
    uit_totaal: int = 0
    stand_eind: int = 0
    toewijzingen: int = 0
    met_levering: int = 0
    beeindigd: int = 0
    met_stop: int = 0
    stops: int = 0
    met_reden: int = 0


class Plekcijfers(msgspec.Struct, kw_only=True, rename="camel"):
    """One plek in one period. All count aanwezigheden, so a client counts once per plek that he is in.

    The kinds of in and uit add up to `in_totaal` and `uit_totaal`; nieuw, herhaald and `beroep_onbekend` to instroom;
    opschaling, afschaling, zijwaarts and `schaling_onbekend` to doorstroom_in (all 0 but for segmenten). `redenen`
    (JZ588) and `redenen_cbs` are those of uitstroom. What comes after them qualifies stand_eind and the movements.
    """

    plek: str
    naam: str = ""
    stand_begin: int = 0
    instroom: int = 0
    stapeling: int = 0
    doorstroom_in: int = 0
    in_totaal: int = 0
    uitstroom: int = 0
    afbouw: int = 0
    doorstroom_uit: int = 0
    verondersteld: int = 0
    uit_totaal: int = 0
    stand_eind: int = 0
    nieuw: int = 0
    herhaald: int = 0
    beroep_onbekend: int = 0
    opschaling: int = 0
    afschaling: int = 0
    zijwaarts: int = 0
    schaling_onbekend: int = 0
    redenen: Tallies = {}
    redenen_cbs: Tallies = {}
    verwijzers: Tallies = {}
    in_voorlopig: int = 0
    uit_voorlopig: int = 0
    zonder_stop_na_einddatum: int = 0
    langer_dan_6_maanden_onderbroken: int = 0
    zonder_toewijzing: int = 0
    onbevestigd: Onbevestigd = msgspec.field(default_factory=Onbevestigd)
    volledigheid: Volledigheid = msgspec.field(default_factory=Volledigheid)

    def count_up(self, name: str, count: int) -> None:
        """Add to a figure."""
        _more(self, name, count)

    def mark(self, name: str, count: int) -> None:
        """Add to a figure that qualifies the others, here or in `volledigheid`."""
        _more(self.volledigheid if name in Volledigheid.__struct_fields__ else self, name, count)

    def van(self, name: str) -> int:
        """A figure by its name, here or in `volledigheid`."""
        value: int = getattr(self if hasattr(self, name) else self.volledigheid, name)
        return value


def difference(figures: Plekcijfers, confirmed: Plekcijfers) -> Onbevestigd:
    """What `figures` have more than those of what is confirmed alone."""
    return Onbevestigd(**{name: figures.van(name) - confirmed.van(name) for name in Onbevestigd.__struct_fields__})


class Doorstroomcel(msgspec.Struct, kw_only=True, rename="camel"):
    """From one plek to another: `aankomsten` in the period, `eerder_vertrokken` those that left before it.

    Beside it the departures of the period that arrived in another one: `eerder_aangekomen`, `later_aangekomen`.
    """

    van: str
    naar: str
    aankomsten: int = 0
    eerder_vertrokken: int = 0
    later_vertrokken: int = 0
    eerder_aangekomen: int = 0
    later_aangekomen: int = 0

    @property
    def departures(self) -> int:
        """All that left for `naar` in the period, whenever they arrived."""
        here = self.aankomsten - self.eerder_vertrokken - self.later_vertrokken
        return here + self.eerder_aangekomen + self.later_aangekomen


class Periodecijfers(msgspec.Struct, kw_only=True, rename="camel"):
    """One period: the region's own figures, those of its plekken, and who went from where to where."""

    periode: Periode
    regio: Plekcijfers
    plekken: list[Plekcijfers]
    doorstroom: list[Doorstroomcel]


class MovementTally(msgspec.Struct, frozen=True, kw_only=True):
    """How many movements have all this in common.

    `verschil`: the other side is earlier (-1) or later (1).
    """

    periode: int
    is_regio: bool
    richting: str
    plek: str
    soort: str
    andere_plek: str | None
    verschil: int | None
    beroep: str | None
    verwijzer: str | None
    reden: str | None
    schaling: int | None
    voorlopig: bool
    aantal: int


_BEROEP = {"nieuw": "nieuw", "herhaald": "herhaald", UNKNOWN: "beroep_onbekend"}
_SCHALING = {1: "opschaling", -1: "afschaling", 0: "zijwaarts", None: "schaling_onbekend"}


def count_in(figures: Plekcijfers, tally: MovementTally) -> None:
    """Add movements into a plek to its figures."""
    for name in ("in_totaal", "doorstroom_in" if tally.soort == Kind.DOORSTROOM else tally.soort):
        figures.count_up(name, tally.aantal)
    if tally.voorlopig:
        _more(figures, "in_voorlopig", tally.aantal)
    if tally.soort == Kind.INSTROOM:
        _more(figures, _BEROEP[tally.beroep or UNKNOWN], tally.aantal)
        _more_of(figures.verwijzers, tally.verwijzer, tally.aantal)
    elif tally.soort == Kind.DOORSTROOM:
        _more(figures, _SCHALING[tally.schaling], tally.aantal)


def count_out(figures: Plekcijfers, tally: MovementTally) -> None:
    """Add movements out of a plek to its figures."""
    for name in ("uit_totaal", "doorstroom_uit" if tally.soort == Kind.DOORSTROOM else tally.soort):
        figures.count_up(name, tally.aantal)
    if tally.voorlopig:
        _more(figures, "uit_voorlopig", tally.aantal)
    if tally.soort == Kind.UITSTROOM:
        _more_of(figures.redenen, tally.reden, tally.aantal)
        _more_of(figures.redenen_cbs, TO_CBS.get(tally.reden or ""), tally.aantal)


def doorstroom_cells(tallies: Iterable[MovementTally]) -> list[Doorstroomcel]:
    """The matrix of one period, by plek; only cells in which something happened."""
    cells: dict[tuple[str, str], Doorstroomcel] = {}
    for tally in tallies:
        if tally.soort != Kind.DOORSTROOM:
            continue
        assert tally.andere_plek is not None, "a transfer has two sides"
        here, there = tally.plek, tally.andere_plek
        van, to = (there, here) if tally.richting == "in" else (here, there)
        cell = cells.setdefault((van, to), Doorstroomcel(van=van, naar=to))
        if tally.richting == "in":
            cell.aankomsten += tally.aantal
            cell.eerder_vertrokken += tally.aantal if tally.verschil == -1 else 0
            cell.later_vertrokken += tally.aantal if tally.verschil == 1 else 0
        else:
            cell.eerder_aangekomen += tally.aantal if tally.verschil == -1 else 0
            cell.later_aangekomen += tally.aantal if tally.verschil == 1 else 0
    return [cells[key] for key in sorted(cells)]


def check_balance(figures: Periodecijfers) -> None:
    """Raises Imbalance, naming plek and period, when anything does not add up."""
    for one in (figures.regio, *figures.plekken):
        for what, left, right in (*_sums(one), *_sums_of_stroom(one.onbevestigd)):
            _require(left == right, figures.periode, one.plek, what)
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for cell in figures.doorstroom:
        rows[cell.van] += cell.departures
        columns[cell.naar] += cell.aankomsten
    for one in figures.plekken:
        _require(rows.pop(one.plek, 0) == one.doorstroom_uit, figures.periode, one.plek, "row of the matrix")
        _require(columns.pop(one.plek, 0) == one.doorstroom_in, figures.periode, one.plek, "column of the matrix")
    _require(not rows and not columns, figures.periode, "", "matrix with a plek that has no figures")
    _require(not (figures.regio.doorstroom_in or figures.regio.stapeling), figures.periode, "regio", "only instroom")


def _sums_of_stroom(one: Plekcijfers | Onbevestigd) -> Iterator[tuple[str, int, int]]:
    """What holds for all, holds for those that are not confirmed."""
    yield "stand", one.stand_eind, one.stand_begin + one.in_totaal - one.uit_totaal
    yield "in", one.in_totaal, one.instroom + one.stapeling + one.doorstroom_in
    yield "uit", one.uit_totaal, one.uitstroom + one.afbouw + one.doorstroom_uit + one.verondersteld


def _sums(one: Plekcijfers) -> Iterator[tuple[str, int, int]]:
    yield from _sums_of_stroom(one)
    yield "beroep", one.instroom, one.nieuw + one.herhaald + one.beroep_onbekend
    yield (
        "schaling",
        one.doorstroom_in,
        one.opschaling + one.afschaling + one.zijwaarts + one.schaling_onbekend,
    )
    yield "redenen", one.uitstroom, sum(one.redenen.values())
    yield "cbs", one.uitstroom, sum(one.redenen_cbs.values())
    yield "verwijzers", one.instroom, sum(one.verwijzers.values())


def _require(is_right: bool, periode: Periode, plek: str, what: str) -> None:
    if not is_right:
        raise Imbalance(f"{what}: {plek} from {periode.begin} to {periode.eind}")


def _more(figures: msgspec.Struct, name: str, count: int) -> None:
    setattr(figures, name, getattr(figures, name) + count)


def _more_of(tallies: Tallies, code: str | None, count: int) -> None:
    tallies[code or UNKNOWN] = tallies.get(code or UNKNOWN, 0) + count
