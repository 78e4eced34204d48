# SPDX-License-Identifier: EUPL-1.2
"""6.4 read aloud: what the tenzij's cover of the claims of their clients.

Several claims share the maximum by year, then Ingangsdatum, then number. Of one claim in one year what was approved
goes first, then what is expected, by day. A year without a plafond uses nothing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from plafonds.orakel.feiten import Tenzij

Sleutel = tuple[str, str, str | int]
"""("verzoek", aanbieder, referentie) or ("toewijzing", gemeente, nummer)"""
Plek = tuple[str, int, str, str]
"""Aanbieder, year, perceel, segment of a plafond."""


@dataclass(frozen=True)
class Stuk:
    """A part of a claim that is covered as a whole or not: its days are all within a tenzij, or none is.

    `dag`: the first of them. `dekbaar`: the tenzij's that may cover it, each with how much of it.
    """

    sleutel: Sleutel
    jaar: int
    begin: date
    """Ingangsdatum of the claim."""
    is_realisatie: bool
    dag: date
    cents: int
    plekken: tuple[Plek, ...]
    dekbaar: dict[str, int] = field(default_factory=dict)

    @property
    def volgorde(self) -> tuple[object, ...]:
        """By year, Ingangsdatum, number; a verzoek of that day comes after, by its reference."""
        soort, partij, number = self.sleutel
        is_verzoek = soort == "verzoek"
        which = (is_verzoek, 0 if is_verzoek else number, str(number), partij)
        return (self.jaar, self.begin, *which, not self.is_realisatie, self.dag)


def geordend(tenzijs: Iterable[Tenzij]) -> list[Tenzij]:
    """The one that begins first, then that ends first, then by name."""
    return sorted(tenzijs, key=lambda one: (one.van, one.tot, one.naam))


def gedekt(
    stukken: Iterable[Stuk], tenzijs: Iterable[Tenzij], geheel: dict[Sleutel, Counter[Plek]]
) -> list[tuple[Stuk, Counter[str]]]:
    """Cents of each piece that each tenzij covers, as far as the maxima go.

    `geheel`: what a JW317 asks per plafond as a whole. Its products use no more of a maximum than that.
    """
    rest = {one.naam: one.maximum for one in geordend(tenzijs)}
    asks = {sleutel: dict(whole) for sleutel, whole in geheel.items()}
    result = []
    for stuk in sorted(stukken, key=lambda one: one.volgorde):
        covered: Counter[str] = Counter()
        for naam, most in stuk.dekbaar.items():
            cents = min(most, rest[naam], stuk.cents - covered.total())
            if stuk.sleutel in asks:
                own = asks[stuk.sleutel]
                cents = min(cents, max(own.get(where, 0) for where in stuk.plekken))
                own |= {where: max(0, own.get(where, 0) - cents) for where in stuk.plekken}
            if cents > 0:
                covered[naam] += cents
                rest[naam] -= cents
        result.append((stuk, covered))
    return result
