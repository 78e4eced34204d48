# SPDX-License-Identifier: EUPL-1.2
"""What a standard and its release are made of, and which standard a bericht is of.

Who adds a release makes one `Standaard` and gives it to the gateway; what it takes over from the release before it, it
refers to (decision 111).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import get_args

import msgspec

from berichtenverkeer.berichten import JW325, Bericht, Retourbericht
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels import Registry
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.release import Release


class Afwijzing(msgspec.Struct, frozen=True, kw_only=True):
    """A verzoek that does not fit its plafond, to be rejected in the name of its gemeente."""

    gemeente: str
    aanbieder: str
    referentie: str
    identificatie: str
    dagtekening: date


KNOWN = get_args(Bericht)
"""The classes that each root class is one of, or made of."""

Classes = Mapping[str, type[Bericht]]
"""The root class of each bericht by its name."""

AntwoordMaker = Callable[[Bericht, Sequence[Bevinding], str, date, Classes], Retourbericht | JW325]
"""(heenbericht, findings, Identificatie, Dagtekening, classes) -> the answer in the same release."""

AfwijzingMaker = Callable[[Afwijzing, Classes], Bericht]
"""The JW319 that the gateway makes."""


class Standaard(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One release of a standard: what it has (`soorten` and `klassen` by the name of the bericht), what it demands
    (`regels`), and how it answers. Its schemas and code lists hang under `release`.
    """

    release: Release
    soorten: Mapping[str, Berichtsoort]
    klassen: Classes
    regels: Registry
    antwoordmaker: AntwoordMaker
    afwijzingmaker: AfwijzingMaker

    def __post_init__(self) -> None:
        assert self.soorten.keys() == self.klassen.keys(), f"{self.naam}: a class for each berichtsoort"
        for name, soort in self.soorten.items():
            assert soort.release is self.release, f"{name} is of {soort.release.naam}, not of {self.naam}"
            assert self.klassen[name].berichtsoort is soort, f"the class of {name} is not of {self.naam}"
            assert issubclass(self.klassen[name], KNOWN), f"{name} is made of no class that the ledger can read"

    @property
    def naam(self) -> str:
        """As people call it: `iJw 3.2`."""
        return self.release.naam

    def antwoord(
        self, heen: Bericht, bevindingen: Sequence[Bevinding], identificatie: str, dagtekening: date
    ) -> Retourbericht | JW325:
        """The answer to a heenbericht of this release, whose findings are all on level BERICHT or later."""
        return self.antwoordmaker(heen, bevindingen, identificatie, dagtekening, self.klassen)

    def afwijzing(self, afwijzing: Afwijzing) -> Bericht:
        """The rejection of a verzoek of this release."""
        return self.afwijzingmaker(afwijzing, self.klassen)


class Standaarden:
    """The standards and releases that are spoken beside each other. The namespace of a bericht says of which it is;
    its schema then sees to BerichtCode, BerichtVersie and BerichtSubversie."""

    def __init__(self, *every: Standaard) -> None:
        self._per_release = {standaard.release: standaard for standaard in every}
        kinds = [soort for standaard in every for soort in standaard.soorten.values()]
        self.per_namespace: Mapping[str, Berichtsoort] = {soort.namespace: soort for soort in kinds}
        self.per_tag: Mapping[str, type[Bericht]] = {soort.tag: self.van(soort).klassen[soort.naam] for soort in kinds}
        """The root class of every bericht by its tag."""
        assert every, "a gateway speaks a standard"
        assert len(self.per_namespace) == len(kinds), "two standards of one name"

    def __iter__(self) -> Iterator[Standaard]:
        return iter(self._per_release.values())

    @property
    def enumeration(self) -> str:
        """Their names in a sentence: `iJw 3.2 of iJw 3.3`."""
        *before, last = [standaard.naam for standaard in self]
        return f"{', '.join(before)} of {last}" if before else last

    def with_name(self, name: str) -> Standaard | None:
        """The one with this name (`iJw 3.2`)."""
        return next((standaard for standaard in self if standaard.naam == name), None)

    def is_retourbericht(self, name: str) -> bool:
        """Whether a berichtsoort of this name is one in any of them."""
        return any(name in standaard.soorten and standaard.soorten[name].is_retourbericht for standaard in self)

    def van(self, soort: Berichtsoort) -> Standaard:
        """The standard of a berichtsoort of `per_namespace`."""
        return self._per_release[soort.release]
