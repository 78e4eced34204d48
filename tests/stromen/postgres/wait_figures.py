# SPDX-License-Identifier: EUPL-1.2
"""The figures of a waiting report: distributions of whole days, and stocks (definitions.md 5)."""

from bisect import bisect_left
from collections import Counter

import msgspec

from berichtenverkeer.rapporten.periode import Periode
from stromen.postgres.order import UNKNOWN
from stromen.postgres.wachtlijst import Wachtregel


class Verdeling(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How long it took, in days or working days. `negatief` stand apart: they are in no other number.

    `mediaan` and `p90` are the shortest duration within which half, and 90 %, was done; None without `aantal`.
    `onbevestigd`: how many `aantal` has more, or (negative) less, than it would have without the berichten that
    receivers who answer themselves have not answered.
    """

    aantal: int = 0
    mediaan: int | None = None
    p90: int | None = None
    met_norm: int = 0
    binnen_norm: int = 0
    negatief: int = 0
    onbevestigd: int = 0


_CLASS_BOUNDS = [7 * weeks for weeks in (4, 6, 13, 26, 52)]
"""Up to how many days each class of a wachtlijst goes; the last class is longer."""


class Wachtklassen(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How many wait for so long: each in the first class that holds his days, so they add up to the whole."""

    tot_4_weken: int = 0
    tot_6_weken: int = 0
    tot_13_weken: int = 0
    tot_26_weken: int = 0
    tot_52_weken: int = 0
    langer: int = 0


class Wachtlijstcijfers(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How long those on the wachtlijst wait so far, in days; the fields of a Verdeling mean the same here."""

    aantal: int = 0
    mediaan: int | None = None
    p90: int | None = None
    langst: int | None = None
    met_norm: int = 0
    binnen_norm: int = 0
    negatief: int = 0
    onbevestigd: int = 0
    klassen: Wachtklassen = Wachtklassen()


class Measurements:
    """Durations as they are counted: how often each was seen, and what of it has a norm and meets it."""

    def __init__(self) -> None:
        self._durations: Counter[int] = Counter()
        self._with_norm = 0
        self._inside_norm = 0

    def count_up(self, duration: int, count: int, norm: int | None = None) -> None:
        """`count` times a duration, held against a norm if there is one."""
        self._durations[duration] += count
        if norm is not None and duration >= 0:
            self._with_norm += count
            self._inside_norm += count if duration <= norm else 0

    def distribution(self) -> Verdeling:
        """What they come to."""
        plain = sorted((duration, count) for duration, count in self._durations.items() if duration >= 0)
        total = sum(count for _, count in plain)
        return Verdeling(
            aantal=total,
            mediaan=_rank(plain, -(-total // 2)),
            p90=_rank(plain, -(-total * 9 // 10)),
            met_norm=self._with_norm,
            binnen_norm=self._inside_norm,
            negatief=sum(count for duration, count in self._durations.items() if duration < 0),
        )

    def wachtlijst(self) -> Wachtlijstcijfers:
        """What they come to, of those who wait still."""
        plain = {duration: count for duration, count in self._durations.items() if duration >= 0}
        classes = dict.fromkeys(Wachtklassen.__struct_fields__, 0)
        for duration, count in plain.items():
            classes[Wachtklassen.__struct_fields__[bisect_left(_CLASS_BOUNDS, duration)]] += count
        return Wachtlijstcijfers(
            **msgspec.structs.asdict(self.distribution()),
            langst=max(plain, default=None),
            klassen=Wachtklassen(**classes),
        )


def _rank(plain: list[tuple[int, int]], rank: int) -> int | None:
    """The duration of the one at place `rank`, counted from 1."""
    for duration, count in plain:
        rank -= count
        if rank <= 0:
            return duration
    return None


class Wachtcijfers(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One plek in one period, or the whole region.

    `antwoordtijd` (W1) is in working days; `antwoordtijd_gateway` are the answers that the gateway itself gave.
    `toewijzing_tot_start` is W2, `wachttijd` W3; `wachtenden` a stock on the last day, `wachtlijst` how long they wait
    so far. `vervallen`: toewijzingen whose Einddatum, in the period, came before any start; `vervallen_verwijderd`:
    those that were removed before any. `niet_te_meten`: leveringen without toewijzing (taakgericht), without waiting.
    Where there is nothing else, all that is about waiting is absent, and `reden_afwezig` says why. `crisis_te_lang`:
    trajecten in a crisis product that in this period had lasted longer than 28 days. `*_onbevestigd`: how many of them
    are not confirmed yet.
    """

    plek: str
    naam: str = ""
    antwoordtijd: Verdeling = Verdeling()
    antwoordtijd_gateway: Verdeling = Verdeling()
    toewijzing_tot_start: Verdeling | None = Verdeling()
    wachttijd: Verdeling | None = Verdeling()
    doorlooptijd: Verdeling = Verdeling()
    wachtenden: int | None = 0
    wachtenden_onbevestigd: int | None = 0
    wachtlijst: Wachtlijstcijfers | None = Wachtlijstcijfers()
    vervallen: int | None = 0
    vervallen_onbevestigd: int | None = 0
    vervallen_verwijderd: int | None = 0
    niet_te_meten: int = 0
    reden_afwezig: str | None = None
    crisis_te_lang: int = 0
    crisis_te_lang_onbevestigd: int = 0


TAAKGERICHT = "niet te meten: taakgerichte hulp heeft geen toewijzing"
"""Why a figure about waiting is absent."""

ABOUT_WAITING = tuple(
    name for name in Wachtcijfers.__struct_fields__ if name.startswith(("toewijzing", "wacht", "verv"))
)
"""The figures that are absent where there is only care without toewijzing."""


MAX_REGELS = 1000
"""How many lines one list holds."""


class Wachtperiode(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One period: the region, and its plekken, which add up to it; who waits on its last day, who lapsed in it.

    The lists hold the first MAX_REGELS, the longest wait first; the figures of the region say how many there are.
    """

    periode: Periode
    regio: Wachtcijfers
    plekken: list[Wachtcijfers]
    wachtlijst: list[Wachtregel] = []
    vervallen: list[Wachtregel] = []


def with_onbevestigd(periode: Wachtperiode, confirmed: Wachtperiode) -> Wachtperiode:
    """A period with, of every figure and line, what it has more than the same period of what is confirmed alone."""
    there = {one.plek: one for one in confirmed.plekken}
    only_there = [Wachtcijfers(plek=plek, naam=one.naam) for plek, one in there.items()]
    here = {one.plek: one for one in (*only_there, *periode.plekken)}
    names = sorted(here, key=lambda plek: (plek == UNKNOWN, plek))
    return msgspec.structs.replace(
        periode,
        regio=_difference(periode.regio, confirmed.regio),
        plekken=[_difference(here[plek], there.get(plek, Wachtcijfers(plek=plek))) for plek in names],
        wachtlijst=_marked(periode.wachtlijst, confirmed.wachtlijst),
        vervallen=_marked(periode.vervallen, confirmed.vervallen),
    )


def _difference(figures: Wachtcijfers, confirmed: Wachtcijfers) -> Wachtcijfers:
    new: dict[str, object] = {}
    for name in Wachtcijfers.__struct_fields__:
        here, there = getattr(figures, name), getattr(confirmed, name)
        if isinstance(here, Verdeling | Wachtlijstcijfers):
            new[name] = msgspec.structs.replace(here, onbevestigd=here.aantal - (there.aantal if there else 0))
        elif here is not None and f"{name}_onbevestigd" in Wachtcijfers.__struct_fields__:
            new[f"{name}_onbevestigd"] = here - (there or 0)
    return msgspec.structs.replace(figures, **new)


def _marked(regels: list[Wachtregel], confirmed: list[Wachtregel]) -> list[Wachtregel]:
    certain = set(confirmed)
    return [msgspec.structs.replace(regel, onbevestigd=regel not in certain) for regel in regels]
