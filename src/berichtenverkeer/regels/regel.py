# SPDX-License-Identifier: EUPL-1.2
"""One declaration for each rule of the standard: code, berichten, level, retourcode, text and a small pure function.

What the schema holds, and what cannot run yet, is declared without a function.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import msgspec

from berichtenverkeer.berichten import Bericht, Class
from berichtenverkeer.core.bevinding import Bevinding, Consequence, Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.standaard.codes import Retourcode

Plekken = Iterable[str]
"""The element paths at which a rule is broken (see berichten.plekken); empty when it holds."""

Examine = Callable[[Any, History], Plekken]
"""What a rule function is: (bericht, history) -> places. Pure: no clock, no database."""

EXAMINED = (Niveau.BERICHT, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)
"""The levels whose rules are functions."""


class Staat(StrEnum):
    """What becomes of a rule of the standard here."""

    LOOPT = "loopt"
    """A function judges everything that the rule names."""
    DEELS = "deels"
    """A function judges a part; `wacht_op` says what the rest needs."""
    SCHEMA = "schema"
    """The XSD holds it."""
    WACHT = "wacht"
    """No function yet; `wacht_op` says why not, and what it needs."""


def consequence_of_regel(niveau: Niveau) -> Consequence:
    """What breaking a rule of this level means, in any release: what is wrong within itself, nobody can book."""
    return Consequence.ONBOEKBAAR if niveau is Niveau.BERICHT else Consequence.AFKEURING


class Verklaring(msgspec.Struct, frozen=True, kw_only=True):
    """What is declared of every rule. `tekst` and `actie` are for the sender, in plain Dutch and our own words.

    `retourcode` is None where the standard has none: level XSD, and rules that no retourbericht can report.
    `wacht_op` says what a rule still lacks to judge everything it names (empty when it judges all);
    `lezing` says which reading of an oddity in the sources was chosen.
    """

    code: str
    berichten: frozenset[str]
    niveau: Niveau
    retourcode: str | None
    tekst: str
    actie: str
    wacht_op: str = ""
    lezing: str = ""

    @property
    def staat(self) -> Staat:
        """Without a function: held by the schema, or waiting."""
        return Staat.SCHEMA if self.niveau is Niveau.XSD else Staat.WACHT

    @property
    def gevolg(self) -> Consequence:
        """What breaking it means."""
        return consequence_of_regel(self.niveau)

    def at(self, pad: str, line_number: int | None = None) -> Bevinding:
        """The finding that it is broken at one place."""
        return Bevinding(
            code=self.code,
            niveau=self.niveau,
            pad=pad,
            regelnummer=line_number,
            tekst=self.tekst,
            actie=self.actie,
            retourcode=self.retourcode,
        )


class Regel(Verklaring, frozen=True, kw_only=True):
    """A rule that runs."""

    examine: Examine

    @property
    def staat(self) -> Staat:
        """Judged whole or in part."""
        return Staat.DEELS if self.wacht_op else Staat.LOOPT


class Registry:
    """All rules that run, by code; `explained` has those without a function too (decision 053).

    A duplicate code, an unknown bericht or a missing text fails at import.
    """

    def __init__(self) -> None:
        self._explained: dict[str, Verklaring] = {}
        self._regels: dict[str, Regel] = {}
        self._per_question: dict[tuple[str, tuple[Niveau, ...]], tuple[Regel, ...]] = {}

    def add(self, verklaring: Verklaring) -> None:
        """Add one rule; AssertionError when the declaration is not whole."""
        code = verklaring.code
        assert code not in self._explained, f"{code} is declared twice"
        assert verklaring.berichten, code
        assert verklaring.tekst, code
        assert verklaring.actie, code
        assert verklaring.retourcode != "", f"{code}: a rule without retourcode has None"
        if isinstance(verklaring, Regel):
            assert verklaring.niveau in EXAMINED, f"{code}: the schema holds what is on level XSD"
            self._regels[code] = verklaring
        else:
            assert (verklaring.staat is Staat.WACHT) == bool(verklaring.wacht_op), f"{code}: what does it wait for?"
        self._explained[code] = verklaring
        self._per_question.clear()

    def successor(self, *vervallen: str) -> "Registry":
        """The rules with which a next release begins: these, but for those that lapse or that it declares anew."""
        successor = Registry()
        assert self._explained.keys() >= set(vervallen), f"{set(vervallen) - self._explained.keys()} is no rule"
        for code, verklaring in self._explained.items():
            if code not in vervallen:
                successor.add(verklaring)
        return successor

    @property
    def explained(self) -> Mapping[str, Verklaring]:
        """Every rule of the standard that is accounted for, by code, in order of declaration."""
        return MappingProxyType(self._explained)

    def __getitem__(self, code: str) -> Regel:
        return self._regels[code]

    def __contains__(self, code: str) -> bool:
        return code in self._regels

    def __iter__(self) -> Iterator[Regel]:
        return iter(self._regels.values())

    def __len__(self) -> int:
        return len(self._regels)

    def for_bericht(self, berichtsoort: str, *niveaus: Niveau) -> tuple[Regel, ...]:
        """The rules of these levels that hold for a berichtsoort, in order of declaration."""
        question = (berichtsoort, niveaus)
        if question not in self._per_question:
            every = self._regels.values()
            self._per_question[question] = tuple(
                r for r in every if berichtsoort in r.berichten and r.niveau in niveaus
            )
        return self._per_question[question]


REGELS = Registry()
"""The rules of iJw 3.2."""


def regel(
    code: str,
    *berichten: type[Class],
    niveau: Niveau,
    action: str,
    retourcode: str | None = Retourcode.TECHNISCH,
    wait_for: str = "",
    lezing: str = "",
    registry: Registry = REGELS,
) -> Callable[[Examine], Examine]:
    """Declare a rule function in a registry; its docstring is the text of the rule.

    The function is called through the registry by name, so that a test can break it.
    """

    def explained(examine: Examine) -> Examine:
        registry.add(
            Regel(
                code=code,
                berichten=frozenset(bericht.__name__ for bericht in berichten),
                niveau=niveau,
                retourcode=retourcode,
                tekst=" ".join((examine.__doc__ or "").split()),
                actie=action,
                examine=examine,
                wacht_op=wait_for,
                lezing=lezing,
            )
        )
        return examine

    return explained


def explain(
    code: str,
    *berichten: type[Class],
    niveau: Niveau,
    text: str,
    action: str,
    retourcode: str | None = None,
    wait_for: str = "",
    lezing: str = "",
    registry: Registry = REGELS,
) -> None:
    """Declare a rule that has no function: the schema holds it, or it cannot run yet (then `wait_for` says why)."""
    registry.add(
        Verklaring(
            code=code,
            berichten=frozenset(bericht.__name__ for bericht in berichten),
            niveau=niveau,
            retourcode=retourcode,
            tekst=text,
            actie=action,
            wacht_op=wait_for,
            lezing=lezing,
        )
    )


def violations(regel: Regel, bericht: Bericht, history: History) -> list[str]:
    """The places at which `bericht` breaks `regel`, each once, in the order the rule gives them."""
    found = list(regel.examine(bericht, history))
    return found if len(found) < 2 else list(dict.fromkeys(found))
