# SPDX-License-Identifier: EUPL-1.2
"""The rules of the registry against a bericht, and the report of what each level said (design.md 3)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, Self, cast

import msgspec

from berichtenverkeer.berichten import Bericht, volgorde
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.regels import Registry, gebroken
from berichtenverkeer.regels.history import History
from berichtenverkeer.validation.invoer import Invoer


def toets(
    registry: Registry,
    bericht: Bericht,
    regelnummers_van: Callable[[Collection[str]], Mapping[str, int | None]],
    history: History,
    *niveaus: Niveau,
) -> list[Bevinding]:
    """Every place at which the bericht breaks a rule of its release on these levels.

    In document order, then in order of declaration.

    `regelnummers_van` gives the lines of element paths and is asked once, about the broken places only.
    """
    regels = registry.voor(type(bericht).__name__, *niveaus)
    breuken = [(regel, pad) for regel in regels for pad in gebroken(regel, bericht, history)]
    if not breuken:
        return []
    regelnummers = regelnummers_van({pad for _, pad in breuken})
    bevindingen = [regel.op(pad, regelnummers.get(pad)) for regel, pad in breuken]
    return sorted(bevindingen, key=lambda bevinding: volgorde(bevinding.pad, type(bericht)))


def toets_bericht(invoer: Invoer) -> list[Bevinding]:
    """Level BERICHT: what can be seen in the bericht alone. A rule of this level that asks for History is a bug."""
    geen_history = cast("History", _GeenHistory())
    return toets(invoer.standaard.regels, invoer.bericht, invoer.regelnummers, geen_history, Niveau.BERICHT)


class _GeenHistory:
    def __getattr__(self, naam: str) -> Any:
        raise AssertionError(f"a rule of level BERICHT asks for History.{naam}")


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


_TRAP = {Niveau.TRANSPORT: 0, Niveau.XSD: 1, Niveau.BERICHT: 2, Niveau.BERICHTOVERSTIJGEND: 3, Niveau.EXTERN: 3}
"""A fault skips the levels on a higher step. The last two share one: a retourbericht reports both (IV028)."""


class Verslag(msgspec.Struct, frozen=True, kw_only=True):
    """The levels in order, each goed, fout or overgeslagen (shown, never hidden), and every finding."""

    niveaus: dict[Niveau, Uitkomst]
    bevindingen: tuple[Bevinding, ...]

    @classmethod
    def van(cls, bevindingen: Iterable[Bevinding], getoetst: Collection[Niveau] = tuple(Niveau)) -> Self:
        """The report of these findings; a level outside `getoetst` was not judged here and is overgeslagen."""
        bevindingen = tuple(bevindingen)
        fout = {bevinding.niveau for bevinding in bevindingen}
        laatste_trap = min((_TRAP[niveau] for niveau in fout), default=max(_TRAP.values()))

        def uitkomst(niveau: Niveau) -> Uitkomst:
            if niveau in fout:
                return Uitkomst.FOUT
            is_getoetst = niveau in getoetst and _TRAP[niveau] <= laatste_trap
            return Uitkomst.GOED if is_getoetst else Uitkomst.OVERGESLAGEN

        return cls(niveaus={niveau: uitkomst(niveau) for niveau in Niveau}, bevindingen=bevindingen)

    @property
    def oordeel(self) -> Oordeel:
        """One fault on any level rejects the whole bericht (IV032)."""
        return Oordeel.AFGEKEURD if self.bevindingen else Oordeel.GOEDGEKEURD
