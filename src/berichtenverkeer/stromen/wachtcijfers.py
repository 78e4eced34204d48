# SPDX-License-Identifier: EUPL-1.2
"""The figures of a waiting report: distributions of whole days, and stocks (definitions.md 5)."""

from bisect import bisect_left
from collections import Counter

import msgspec

from berichtenverkeer.stromen.opdracht import ONBEKEND
from berichtenverkeer.stromen.periode import Periode
from berichtenverkeer.stromen.wachtlijst import Wachtregel


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


_KLASSEGRENZEN = [7 * weken for weken in (4, 6, 13, 26, 52)]
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


class Metingen:
    """Durations as they are counted: how often each was seen, and what of it has a norm and meets it."""

    def __init__(self) -> None:
        self._duren: Counter[int] = Counter()
        self._met_norm = 0
        self._binnen_norm = 0

    def tel(self, duur: int, aantal: int, norm: int | None = None) -> None:
        """`aantal` times a duration, held against a norm if there is one."""
        self._duren[duur] += aantal
        if norm is not None and duur >= 0:
            self._met_norm += aantal
            self._binnen_norm += aantal if duur <= norm else 0

    def verdeling(self) -> Verdeling:
        """What they come to."""
        gewoon = sorted((duur, aantal) for duur, aantal in self._duren.items() if duur >= 0)
        totaal = sum(aantal for _, aantal in gewoon)
        return Verdeling(
            aantal=totaal,
            mediaan=_rang(gewoon, -(-totaal // 2)),
            p90=_rang(gewoon, -(-totaal * 9 // 10)),
            met_norm=self._met_norm,
            binnen_norm=self._binnen_norm,
            negatief=sum(aantal for duur, aantal in self._duren.items() if duur < 0),
        )

    def wachtlijst(self) -> Wachtlijstcijfers:
        """What they come to, of those who wait still."""
        gewoon = {duur: aantal for duur, aantal in self._duren.items() if duur >= 0}
        klassen = dict.fromkeys(Wachtklassen.__struct_fields__, 0)
        for duur, aantal in gewoon.items():
            klassen[Wachtklassen.__struct_fields__[bisect_left(_KLASSEGRENZEN, duur)]] += aantal
        return Wachtlijstcijfers(
            **msgspec.structs.asdict(self.verdeling()),
            langst=max(gewoon, default=None),
            klassen=Wachtklassen(**klassen),
        )


def _rang(gewoon: list[tuple[int, int]], rang: int) -> int | None:
    """The duration of the one at place `rang`, counted from 1."""
    for duur, aantal in gewoon:
        rang -= aantal
        if rang <= 0:
            return duur
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

OVER_WACHTEN = tuple(
    naam for naam in Wachtcijfers.__struct_fields__ if naam.startswith(("toewijzing", "wacht", "verv"))
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


def met_onbevestigd(periode: Wachtperiode, bevestigd: Wachtperiode) -> Wachtperiode:
    """A period with, of every figure and line, what it has more than the same period of what is confirmed alone."""
    daar = {een.plek: een for een in bevestigd.plekken}
    alleen_daar = [Wachtcijfers(plek=plek, naam=een.naam) for plek, een in daar.items()]
    hier = {een.plek: een for een in (*alleen_daar, *periode.plekken)}
    namen = sorted(hier, key=lambda plek: (plek == ONBEKEND, plek))
    return msgspec.structs.replace(
        periode,
        regio=_verschil(periode.regio, bevestigd.regio),
        plekken=[_verschil(hier[plek], daar.get(plek, Wachtcijfers(plek=plek))) for plek in namen],
        wachtlijst=_gemerkt(periode.wachtlijst, bevestigd.wachtlijst),
        vervallen=_gemerkt(periode.vervallen, bevestigd.vervallen),
    )


def _verschil(cijfers: Wachtcijfers, bevestigd: Wachtcijfers) -> Wachtcijfers:
    nieuw: dict[str, object] = {}
    for naam in Wachtcijfers.__struct_fields__:
        hier, daar = getattr(cijfers, naam), getattr(bevestigd, naam)
        if isinstance(hier, Verdeling | Wachtlijstcijfers):
            nieuw[naam] = msgspec.structs.replace(hier, onbevestigd=hier.aantal - (daar.aantal if daar else 0))
        elif hier is not None and f"{naam}_onbevestigd" in Wachtcijfers.__struct_fields__:
            nieuw[f"{naam}_onbevestigd"] = hier - (daar or 0)
    return msgspec.structs.replace(cijfers, **nieuw)


def _gemerkt(regels: list[Wachtregel], bevestigd: list[Wachtregel]) -> list[Wachtregel]:
    zeker = set(bevestigd)
    return [msgspec.structs.replace(regel, onbevestigd=regel not in zeker) for regel in regels]
