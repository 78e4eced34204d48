# SPDX-License-Identifier: EUPL-1.2
"""One declaration for each code of our own: how serious it is, what it says, what it means for the bericht.

A rule of the standard is declared in `regel.py`. Together they are all codes there are: a finding is made by its
declaration and in no other way, so a code that is not declared cannot be found (decision 108).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Consequence, Ernst, Niveau
from berichtenverkeer.regels.regel import consequence_of_regel

SIGNAAL = "SIGNAAL-"
"""With this the code of every signal begins, and of no fault: a promise to who reads the API, tested at declaration."""

_CODE = re.compile(r"[A-Z]+(?:-[A-Z0-9]+(?:x\d)?)+")
_FROM_ONE_SIGNAAL = frozenset({Consequence.GEEN, Consequence.ONBEZORGD, Consequence.ONBOEKBAAR, Consequence.AFWIJZING})
_FROM_ONE_FAULT = frozenset({Consequence.WEIGERING, Consequence.AFKEURING})


class Melding(msgspec.Struct, frozen=True, kw_only=True):
    """A code of our own. `tekst` and `actie` hold for every place; at one place a finding may say it more exactly."""

    code: str
    niveau: Niveau
    ernst: Ernst
    gevolg: Consequence
    tekst: str
    actie: str
    retourcode: str | None = None

    def at(self, pad: str = "", line_number: int | None = None, text: str = "", action: str = "") -> Bevinding:
        """The finding at one place, in the words of the declaration where no others are given."""
        return Bevinding(
            code=self.code,
            niveau=self.niveau,
            pad=pad,
            regelnummer=line_number,
            tekst=text or self.tekst,
            actie=action or self.actie,
            retourcode=self.retourcode,
            ernst=self.ernst,
        )


class Meldingen:
    """All of them, by code. One that is declared twice, or not whole, fails at import."""

    def __init__(self) -> None:
        self._per_code: dict[str, Melding] = {}

    def add(self, one: Melding) -> Melding:
        """Add one; AssertionError when the declaration is not whole."""
        code = one.code
        assert _CODE.fullmatch(code), code
        assert code not in self._per_code, f"{code} is declared twice"
        assert one.tekst, code
        assert one.actie, code
        is_signaal = one.ernst is Ernst.SIGNAAL
        assert code.startswith(SIGNAAL) == is_signaal, f"{code}: who reads the API knows a signal by its code"
        assert one.gevolg in (_FROM_ONE_SIGNAAL if is_signaal else _FROM_ONE_FAULT), f"{code}: {one.gevolg}"
        self._per_code[code] = one
        return one

    @property
    def explained(self) -> Mapping[str, Melding]:
        """All of them by code, in order of declaration."""
        return MappingProxyType(self._per_code)

    def __getitem__(self, code: str) -> Melding:
        return self._per_code[code]

    def __iter__(self) -> Iterator[Melding]:
        return iter(self._per_code.values())


MELDINGEN = Meldingen()


def fault(
    code: str,
    niveau: Niveau,
    text: str,
    action: str,
    *,
    consequence: Consequence = Consequence.WEIGERING,
    retourcode: str | None = None,
) -> Melding:
    """Declare a fault: the bericht is refused or, with AFKEURING, kept and rejected."""
    return MELDINGEN.add(
        Melding(
            code=code,
            niveau=niveau,
            ernst=Ernst.FOUT,
            gevolg=consequence,
            tekst=text,
            actie=action,
            retourcode=retourcode,
        )
    )


def signaal(
    code: str, niveau: Niveau, text: str, action: str, *, consequence: Consequence = Consequence.GEEN
) -> Melding:
    """Declare a signal: something that somebody should know of and that rejects nothing."""
    return MELDINGEN.add(
        Melding(code=code, niveau=niveau, ernst=Ernst.SIGNAAL, gevolg=consequence, tekst=text, actie=action)
    )


def gevolgen(bevindingen: Iterable[Bevinding]) -> frozenset[Consequence]:
    """What these findings mean for the bericht: a code of ours says so itself, that of a rule by its level."""
    explained = MELDINGEN.explained
    return frozenset(
        explained[one.code].gevolg if one.code in explained else consequence_of_regel(one.niveau) for one in bevindingen
    )
