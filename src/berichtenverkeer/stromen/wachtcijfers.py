# SPDX-License-Identifier: EUPL-1.2
"""The figures of a waiting report: distributions of whole days, and stocks (definitions.md 5)."""

from collections import Counter

import msgspec

from berichtenverkeer.stromen.periode import Periode


class Verdeling(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How long it took, in days or working days. `negatief` stand apart: they are in no other number.

    `mediaan` and `p90` are the shortest duration within which half, and 90 %, was done; None without `aantal`.
    `onbevestigd`: how many of `aantal` rest on a bericht that its receiver, who answers himself, has still to confirm.
    """

    aantal: int = 0
    mediaan: int | None = None
    p90: int | None = None
    met_norm: int = 0
    binnen_norm: int = 0
    negatief: int = 0
    onbevestigd: int = 0


class Metingen:
    """Durations as they are counted: how often each was seen, and what of it has a norm and meets it."""

    def __init__(self) -> None:
        self._duren: Counter[int] = Counter()
        self._met_norm = 0
        self._binnen_norm = 0
        self._onbevestigd = 0

    def tel(self, duur: int, aantal: int, norm: int | None = None, onbevestigd: int = 0) -> None:
        """`aantal` times a duration, held against a norm if there is one."""
        self._duren[duur] += aantal
        self._onbevestigd += onbevestigd if duur >= 0 else 0
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
            onbevestigd=self._onbevestigd,
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
    `toewijzing_tot_start` is W2, `wachttijd` W3, `wachtenden` a stock on the last day. `crisis_te_lang`: trajecten in a
    crisis product that in this period had lasted longer than 28 days. Of both stocks stands beside them what is not
    confirmed yet.
    """

    plek: str
    naam: str = ""
    antwoordtijd: Verdeling = Verdeling()
    antwoordtijd_gateway: Verdeling = Verdeling()
    toewijzing_tot_start: Verdeling = Verdeling()
    wachttijd: Verdeling = Verdeling()
    doorlooptijd: Verdeling = Verdeling()
    wachtenden: int = 0
    wachtenden_onbevestigd: int = 0
    crisis_te_lang: int = 0
    crisis_te_lang_onbevestigd: int = 0


class Wachtperiode(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One period: the region, and its plekken, which add up to it."""

    periode: Periode
    regio: Wachtcijfers
    plekken: list[Wachtcijfers]
