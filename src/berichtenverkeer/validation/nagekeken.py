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
from berichtenverkeer.validation.examining import Uitkomst, Verslag, examine_bericht
from berichtenverkeer.validation.intake import read_intake

WITHOUT_HISTORY = (Niveau.TRANSPORT, Niveau.XSD, Niveau.BERICHT)
"""The levels that need nothing but the bericht itself."""

_NAME_CHARACTERS = 200


class Piece(msgspec.Struct, frozen=True):
    """The bytes of what should be one bericht, under the name that the user knows it by (see `printable_name`)."""

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
        examined: Collection[Niveau] = WITHOUT_HISTORY,
        *,
        reden: Bevinding | None = None,
    ) -> Self:
        """The report of these findings and signals; a level outside `examined` was not judged."""
        every = tuple(bevindingen)
        faults = tuple(one for one in every if not one.is_signaal)
        return cls(
            bestand=bestand,
            berichtsoort=berichtsoort,
            geldig=not faults,
            niveaus=Verslag.van(faults, examined).niveaus,
            bevindingen=faults,
            signalen=tuple(one for one in every if one.is_signaal),
            reden=reden,
        )

    def shortened(self, at_most: int) -> "Nagekeken":
        """The same with at most so many faults listed."""
        too_much = max(0, len(self.bevindingen) - at_most)
        return msgspec.structs.replace(
            self, bevindingen=self.bevindingen[:at_most], weggelaten=self.weggelaten + too_much
        )


class Judgement(msgspec.Struct, frozen=True):
    """What the bericht itself says; `verzender` is the code of the party that sends it, None below level BERICHT."""

    nagekeken: Nagekeken
    verzender: str | None = None


def judge(piece: Piece, standaarden: Standaarden = STANDAARDEN, op: date | None = None) -> Judgement:
    """Judge the levels TRANSPORT, XSD and BERICHT, as on that day if it matters."""
    intake = read_intake(piece.data, standaarden, op)
    if isinstance(intake, list):
        return Judgement(Nagekeken.van(piece.naam, intake[0].pad.partition("/")[0] or None, intake))
    name = soort(intake.bericht).naam
    header = intake.bericht.header
    verzender = header.ontvanger if soort(intake.bericht).is_retourbericht else header.afzender
    return Judgement(Nagekeken.van(piece.naam, name, examine_bericht(intake)), verzender)


def check(piece: Piece, standaarden: Standaarden = STANDAARDEN, op: date | None = None) -> Nagekeken:
    """The report of one file without History: the last two levels are overgeslagen."""
    return judge(piece, standaarden, op).nagekeken


def refused(bestand: str, bevinding: Bevinding) -> Nagekeken:
    """The report of a file that holds no bericht to look at, for this reason."""
    return Nagekeken.van(bestand, None, [bevinding])


def printable_name(name: str) -> str:
    """A file name as it can be shown: no control or direction signs, no broken characters; of a long one the end."""
    characters = "".join(sign if sign.isprintable() else "?" for sign in name[-_NAME_CHARACTERS:])
    return characters if len(name) <= _NAME_CHARACTERS else f"…{characters[1:]}"


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


class Gathering:
    """Takes in reports one by one. Counts all; lists at most `hoogstens` faults, and of each file at least one."""

    def __init__(self, *, historie: bool, at_most: int) -> None:
        self._history = historie
        self._space = at_most
        self._files: list[Nagekeken] = []
        self._codes: dict[str, tuple[Bevinding, int, int]] = {}

    def take_in(self, one: Nagekeken) -> None:
        """Count it, and list what there is room for."""
        places: dict[str, int] = {}
        for bevinding in (*one.bevindingen, *one.signalen):
            places[bevinding.code] = places.get(bevinding.code, 0) + 1
            self._codes.setdefault(bevinding.code, (bevinding, 0, 0))
        for code, count in places.items():
            first, berichten, total = self._codes[code]
            self._codes[code] = (first, berichten + 1, total + count)
        if len(one.bevindingen) > self._space:
            one = one.shortened(max(1, self._space))
        self._space = max(0, self._space - len(one.bevindingen))
        self._files.append(one)

    def verslag(self) -> Bundelverslag:
        """All that was taken in."""
        codes = [
            Codetelling(
                code=code,
                niveau=first.niveau,
                aantal_berichten=berichten,
                aantal_plaatsen=places,
                tekst=first.tekst,
            )
            for code, (first, berichten, places) in self._codes.items()
        ]
        return Bundelverslag(
            historie=self._history,
            aantal_bestanden=len(self._files),
            aantal_geldig=sum(one.geldig for one in self._files),
            codes=tuple(sorted(codes, key=lambda one: (-one.aantal_berichten, -one.aantal_plaatsen, one.code))),
            bestanden=tuple(self._files),
        )
