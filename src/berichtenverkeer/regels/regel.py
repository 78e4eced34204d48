# SPDX-License-Identifier: EUPL-1.2
"""One declaration for each rule of the standard: code, berichten, level, retourcode, text and a small pure function."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from berichtenverkeer.berichten import Bericht, Klasse
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History

Plekken = Iterable[str]
"""The element paths at which a rule is broken (see berichten.plekken); empty when it holds."""

Toets = Callable[[Any, History], Plekken]
"""What a rule function is: (bericht, history) -> places. Pure: no clock, no database."""


class Regel(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. `tekst` and `actie` are for the sender, in plain Dutch and our own words.

    `wacht_op` says what a rule still lacks to judge everything it names (empty when it judges all);
    `lezing` says which reading of an oddity in the sources was chosen.
    """

    code: str
    berichten: frozenset[str]
    niveau: Niveau
    retourcode: str
    tekst: str
    actie: str
    toets: Toets
    wacht_op: str = ""
    lezing: str = ""


class Registry:
    """All rules by code. A duplicate code, an unknown bericht or a missing text fails at import."""

    def __init__(self) -> None:
        self._regels: dict[str, Regel] = {}
        self._per_vraag: dict[tuple[str, tuple[Niveau, ...]], tuple[Regel, ...]] = {}

    def voeg_toe(self, regel: Regel) -> None:
        """Add one rule; AssertionError when the declaration is not whole."""
        assert regel.code not in self._regels, f"{regel.code} is declared twice"
        assert regel.berichten, regel.code
        assert regel.tekst, regel.code
        assert regel.actie, regel.code
        self._regels[regel.code] = regel
        self._per_vraag.clear()

    def __getitem__(self, code: str) -> Regel:
        return self._regels[code]

    def __contains__(self, code: str) -> bool:
        return code in self._regels

    def __iter__(self) -> Iterator[Regel]:
        return iter(self._regels.values())

    def __len__(self) -> int:
        return len(self._regels)

    def voor(self, berichtsoort: str, *niveaus: Niveau) -> tuple[Regel, ...]:
        """The rules of these levels that hold for a berichtsoort, in order of declaration."""
        vraag = (berichtsoort, niveaus)
        if vraag not in self._per_vraag:
            alle = self._regels.values()
            self._per_vraag[vraag] = tuple(r for r in alle if berichtsoort in r.berichten and r.niveau in niveaus)
        return self._per_vraag[vraag]


REGELS = Registry()


def regel(
    code: str,
    *berichten: type[Klasse],
    niveau: Niveau,
    actie: str,
    retourcode: str = "0001",
    wacht_op: str = "",
    lezing: str = "",
) -> Callable[[Toets], Toets]:
    """Declare a rule function; its docstring is the text of the rule.

    The function is called through the registry by name, so that a test can break it.
    """

    def verklaar(toets: Toets) -> Toets:
        REGELS.voeg_toe(
            Regel(
                code=code,
                berichten=frozenset(bericht.__name__ for bericht in berichten),
                niveau=niveau,
                retourcode=retourcode,
                tekst=" ".join((toets.__doc__ or "").split()),
                actie=actie,
                toets=toets,
                wacht_op=wacht_op,
                lezing=lezing,
            )
        )
        return toets

    return verklaar


def gebroken(regel: Regel, bericht: Bericht, history: History) -> list[str]:
    """The places at which `bericht` breaks `regel`, each once, in the order the rule gives them."""
    return list(dict.fromkeys(regel.toets(bericht, history)))
