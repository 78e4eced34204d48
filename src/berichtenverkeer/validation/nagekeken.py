# SPDX-License-Identifier: EUPL-1.2
"""What was found in one file, and in many: the report of checking without sending, the same for CLI and HTTP.

Their JSON has camelCase names; web/schemas.py describes it under the names of these types.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Self

import msgspec

from berichtenverkeer.berichten import soort
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden
from berichtenverkeer.validation.invoer import lees_invoer
from berichtenverkeer.validation.toetsing import Uitkomst, Verslag, toets_bericht

ZONDER_HISTORIE = (Niveau.TRANSPORT, Niveau.XSD, Niveau.BERICHT)
"""The levels that need nothing but the bericht itself."""

_NAAM_TEKENS = 200


class Stuk(msgspec.Struct, frozen=True):
    """The bytes of what should be one bericht, under the name that the user knows it by (see `toonbare_naam`)."""

    naam: str
    data: bytes

    def __repr__(self) -> str:
        return f"<Stuk van {len(self.data)} bytes>"


class Nagekeken(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One file: what every level said, all faults, and signals that reject nothing.

    `berichtsoort` is None when unknown. `reden` says why levels were skipped that were asked for, when it is not a
    fault on an earlier level. `weggelaten` counts the faults that are not listed here.
    """

    bestand: str
    berichtsoort: str | None
    geldig: bool
    niveaus: dict[Niveau, Uitkomst]
    bevindingen: tuple[Bevinding, ...]
    signalen: tuple[Bevinding, ...] = ()
    reden: Bevinding | None = None
    weggelaten: int = 0

    @classmethod
    def van(
        cls,
        bestand: str,
        berichtsoort: str | None,
        bevindingen: Iterable[Bevinding],
        getoetst: Collection[Niveau] = ZONDER_HISTORIE,
        *,
        reden: Bevinding | None = None,
    ) -> Self:
        """The report of these findings and signals; a level outside `getoetst` was not judged."""
        alle = tuple(bevindingen)
        fouten = tuple(een for een in alle if not een.is_signaal)
        return cls(
            bestand=bestand,
            berichtsoort=berichtsoort,
            geldig=not fouten,
            niveaus=Verslag.van(fouten, getoetst).niveaus,
            bevindingen=fouten,
            signalen=tuple(een for een in alle if een.is_signaal),
            reden=reden,
        )

    def ingekort(self, hoogstens: int) -> "Nagekeken":
        """The same with at most so many faults listed."""
        te_veel = max(0, len(self.bevindingen) - hoogstens)
        return msgspec.structs.replace(
            self, bevindingen=self.bevindingen[:hoogstens], weggelaten=self.weggelaten + te_veel
        )


class Beoordeling(msgspec.Struct, frozen=True):
    """What the bericht itself says; `verzender` is the code of the party that sends it, None below level BERICHT."""

    nagekeken: Nagekeken
    verzender: str | None = None


def beoordeel(stuk: Stuk, standaarden: Standaarden = STANDAARDEN, op: date | None = None) -> Beoordeling:
    """Judge the levels TRANSPORT, XSD and BERICHT, as on that day if it matters."""
    invoer = lees_invoer(stuk.data, standaarden, op)
    if isinstance(invoer, list):
        return Beoordeling(Nagekeken.van(stuk.naam, invoer[0].pad.partition("/")[0] or None, invoer))
    naam = soort(invoer.bericht).naam
    header = invoer.bericht.header
    verzender = header.ontvanger if soort(invoer.bericht).is_retourbericht else header.afzender
    return Beoordeling(Nagekeken.van(stuk.naam, naam, toets_bericht(invoer)), verzender)


def kijk_na(stuk: Stuk, standaarden: Standaarden = STANDAARDEN, op: date | None = None) -> Nagekeken:
    """The report of one file without History: the last two levels are overgeslagen."""
    return beoordeel(stuk, standaarden, op).nagekeken


def geweigerd(bestand: str, bevinding: Bevinding) -> Nagekeken:
    """The report of a file that holds no bericht to look at, for this reason."""
    return Nagekeken.van(bestand, None, [bevinding])


def toonbare_naam(naam: str) -> str:
    """A file name as it can be shown: no control or direction signs, no broken characters; of a long one the end."""
    tekens = "".join(teken if teken.isprintable() else "?" for teken in naam[-_NAAM_TEKENS:])
    return tekens if len(naam) <= _NAAM_TEKENS else f"…{tekens[1:]}"


class Codetelling(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How often one code was found; `tekst` is that of the first place."""

    code: str
    niveau: Niveau
    aantal_berichten: int
    aantal_plaatsen: int
    tekst: str


class Bundelverslag(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The report of all files, with a count by code: the most widespread first. `historie`: were all levels asked."""

    historie: bool
    aantal_bestanden: int
    aantal_geldig: int
    codes: tuple[Codetelling, ...]
    bestanden: tuple[Nagekeken, ...]


class Verzameling:
    """Takes in reports one by one. Counts all; lists at most `hoogstens` faults, and of each file at least one."""

    def __init__(self, *, historie: bool, hoogstens: int) -> None:
        self._historie = historie
        self._ruimte = hoogstens
        self._bestanden: list[Nagekeken] = []
        self._codes: dict[str, tuple[Bevinding, int, int]] = {}

    def neem_op(self, een: Nagekeken) -> None:
        """Count it, and list what there is room for."""
        plaatsen: dict[str, int] = {}
        for bevinding in (*een.bevindingen, *een.signalen):
            plaatsen[bevinding.code] = plaatsen.get(bevinding.code, 0) + 1
            self._codes.setdefault(bevinding.code, (bevinding, 0, 0))
        for code, aantal in plaatsen.items():
            eerste, berichten, totaal = self._codes[code]
            self._codes[code] = (eerste, berichten + 1, totaal + aantal)
        if len(een.bevindingen) > self._ruimte:
            een = een.ingekort(max(1, self._ruimte))
        self._ruimte = max(0, self._ruimte - len(een.bevindingen))
        self._bestanden.append(een)

    def verslag(self) -> Bundelverslag:
        """All that was taken in."""
        codes = [
            Codetelling(
                code=code,
                niveau=eerste.niveau,
                aantal_berichten=berichten,
                aantal_plaatsen=plaatsen,
                tekst=eerste.tekst,
            )
            for code, (eerste, berichten, plaatsen) in self._codes.items()
        ]
        return Bundelverslag(
            historie=self._historie,
            aantal_bestanden=len(self._bestanden),
            aantal_geldig=sum(een.geldig for een in self._bestanden),
            codes=tuple(sorted(codes, key=lambda een: (-een.aantal_berichten, -een.aantal_plaatsen, een.code))),
            bestanden=tuple(self._bestanden),
        )
