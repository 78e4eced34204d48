# SPDX-License-Identifier: EUPL-1.2
"""The rules of the registry against a bericht, and the report of what each level said (design.md 3)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Self, cast

import msgspec

from berichtenverkeer.berichten import Bericht, volgorde
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.regels import Registry, violations
from berichtenverkeer.regels.history import History
from berichtenverkeer.validation.intake import Intake


def examine(
    registry: Registry,
    bericht: Bericht,
    line_numbers_of: Callable[[Collection[str]], Mapping[str, int | None]],
    history: History,
    *niveaus: Niveau,
) -> list[Bevinding]:
    """Every place at which the bericht breaks a rule of its release on these levels.

    In document order, then in order of declaration.

    `line_numbers_of` gives the lines of element paths and is asked once, about the broken places only.
    """
    regels = registry.for_bericht(type(bericht).__name__, *niveaus)
    broken = [(regel, pad) for regel in regels for pad in violations(regel, bericht, history)]
    if not broken:
        return []
    line_numbers = line_numbers_of({pad for _, pad in broken})
    bevindingen = [regel.at(pad, line_numbers.get(pad)) for regel, pad in broken]
    return sorted(bevindingen, key=lambda bevinding: volgorde(bevinding.pad, type(bericht)))


def examine_bericht(intake: Intake) -> list[Bevinding]:
    """Level BERICHT: what can be seen in the bericht alone. A rule of this level that asks for History is a bug."""
    no_history = cast("History", _NoHistory())
    return examine(intake.standaard.regels, intake.bericht, intake.line_numbers, no_history, Niveau.BERICHT)


class _NoHistory:
    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a rule of level BERICHT asks for History.{name}")


class Uitkomst(StrEnum):
    """What a level said."""

    GOED = "goed"
    FOUT = "fout"
    OVERGESLAGEN = "overgeslagen"


class Oordeel(StrEnum):
    """What becomes of the bericht."""

    GOEDGEKEURD = "goedgekeurd"
    AFGEKEURD = "afgekeurd"
    VOORLOPIG = "voorlopig"
    """Its receiver answers himself, and has still to do so."""


_STEP = {Niveau.TRANSPORT: 0, Niveau.XSD: 1, Niveau.BERICHT: 2, Niveau.BERICHTOVERSTIJGEND: 3, Niveau.EXTERN: 3}
"""A fault skips the levels on a higher step. The last two share one: a retourbericht reports both (IV028)."""


@cache
def _niveaus(fault: frozenset[Niveau], examined: frozenset[Niveau]) -> tuple[tuple[Niveau, Uitkomst], ...]:
    last_step = min((_STEP[niveau] for niveau in fault), default=max(_STEP.values()))

    def uitkomst(niveau: Niveau) -> Uitkomst:
        if niveau in fault:
            return Uitkomst.FOUT
        is_examined = niveau in examined and _STEP[niveau] <= last_step
        return Uitkomst.GOED if is_examined else Uitkomst.OVERGESLAGEN

    return tuple((niveau, uitkomst(niveau)) for niveau in Niveau)


class Verslag(msgspec.Struct, frozen=True, kw_only=True):
    """The levels in order, each goed, fout or overgeslagen (shown, never hidden), and every finding."""

    niveaus: dict[Niveau, Uitkomst]
    bevindingen: tuple[Bevinding, ...]

    @classmethod
    def van(cls, bevindingen: Iterable[Bevinding], examined: Collection[Niveau] = tuple(Niveau)) -> Self:
        """The report of these findings; a level outside `examined` was not judged here and is overgeslagen."""
        bevindingen = tuple(bevindingen)
        fault = frozenset(bevinding.niveau for bevinding in bevindingen)
        return cls(niveaus=dict(_niveaus(fault, frozenset(examined))), bevindingen=bevindingen)

    @property
    def oordeel(self) -> Oordeel:
        """One fault on any level rejects the whole bericht (IV032)."""
        return Oordeel.AFGEKEURD if self.bevindingen else Oordeel.GOEDGEKEURD
