# SPDX-License-Identifier: EUPL-1.2
"""One declaration for each code of our own: how serious it is, what it says, what it means for the bericht.

A rule of the standard is declared in `regel.py`. Together they are all codes there are: a finding is made by its
declaration and in no other way, so a code that is not declared cannot be found (decision 108).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Ernst, Gevolg, Niveau
from berichtenverkeer.regels.regel import gevolg_van_regel

SIGNAAL = "SIGNAAL-"
"""With this the code of every signal begins, and of no fault: a promise to who reads the API, tested at declaration."""

_CODE = re.compile(r"[A-Z]+(?:-[A-Z0-9]+(?:x\d)?)+")
_VAN_EEN_SIGNAAL = frozenset({Gevolg.GEEN, Gevolg.ONBEZORGD, Gevolg.ONBOEKBAAR, Gevolg.AFWIJZING})
_VAN_EEN_FOUT = frozenset({Gevolg.WEIGERING, Gevolg.AFKEURING})


class Melding(msgspec.Struct, frozen=True, kw_only=True):
    """A code of our own. `tekst` and `actie` hold for every place; at one place a finding may say it more exactly."""

    code: str
    niveau: Niveau
    ernst: Ernst
    gevolg: Gevolg
    tekst: str
    actie: str
    retourcode: str | None = None

    def op(self, pad: str = "", regelnummer: int | None = None, tekst: str = "", actie: str = "") -> Bevinding:
        """The finding at one place, in the words of the declaration where no others are given."""
        return Bevinding(
            code=self.code,
            niveau=self.niveau,
            pad=pad,
            regelnummer=regelnummer,
            tekst=tekst or self.tekst,
            actie=actie or self.actie,
            retourcode=self.retourcode,
            ernst=self.ernst,
        )


class Meldingen:
    """All of them, by code. One that is declared twice, or not whole, fails at import."""

    def __init__(self) -> None:
        self._per_code: dict[str, Melding] = {}

    def voeg_toe(self, een: Melding) -> Melding:
        """Add one; AssertionError when the declaration is not whole."""
        code = een.code
        assert _CODE.fullmatch(code), code
        assert code not in self._per_code, f"{code} is declared twice"
        assert een.tekst, code
        assert een.actie, code
        is_signaal = een.ernst is Ernst.SIGNAAL
        assert code.startswith(SIGNAAL) == is_signaal, f"{code}: who reads the API knows a signal by its code"
        assert een.gevolg in (_VAN_EEN_SIGNAAL if is_signaal else _VAN_EEN_FOUT), f"{code}: {een.gevolg}"
        self._per_code[code] = een
        return een

    @property
    def verklaard(self) -> Mapping[str, Melding]:
        """All of them by code, in order of declaration."""
        return MappingProxyType(self._per_code)

    def __getitem__(self, code: str) -> Melding:
        return self._per_code[code]

    def __iter__(self) -> Iterator[Melding]:
        return iter(self._per_code.values())


MELDINGEN = Meldingen()


def fout(
    code: str,
    niveau: Niveau,
    tekst: str,
    actie: str,
    *,
    gevolg: Gevolg = Gevolg.WEIGERING,
    retourcode: str | None = None,
) -> Melding:
    """Declare a fault: the bericht is refused or, with AFKEURING, kept and rejected."""
    return MELDINGEN.voeg_toe(
        Melding(
            code=code,
            niveau=niveau,
            ernst=Ernst.FOUT,
            gevolg=gevolg,
            tekst=tekst,
            actie=actie,
            retourcode=retourcode,
        )
    )


def signaal(code: str, niveau: Niveau, tekst: str, actie: str, *, gevolg: Gevolg = Gevolg.GEEN) -> Melding:
    """Declare a signal: something that somebody should know of and that rejects nothing."""
    return MELDINGEN.voeg_toe(
        Melding(code=code, niveau=niveau, ernst=Ernst.SIGNAAL, gevolg=gevolg, tekst=tekst, actie=actie)
    )


def gevolgen(bevindingen: Iterable[Bevinding]) -> frozenset[Gevolg]:
    """What these findings mean for the bericht: a code of ours says so itself, that of a rule by its level."""
    verklaard = MELDINGEN.verklaard
    return frozenset(
        verklaard[een.code].gevolg if een.code in verklaard else gevolg_van_regel(een.niveau) for een in bevindingen
    )
