# SPDX-License-Identifier: EUPL-1.2
"""A bericht of the simulation, with what the generator knows that must become of it."""

from datetime import date

import msgspec

from berichtenverkeer.berichten import Bericht, identificatie, soort, write


class Fout(msgspec.Struct, frozen=True):
    """A deliberate mistake: the one rule that it breaks, and the one retourcode that it must get."""

    regel: str
    code: str


Regelfouten = tuple[tuple[str, Fout], ...]
"""Of a declaratie: which prestaties are wrong, by ReferentieNummer."""


class Zending(msgspec.Struct, frozen=True, kw_only=True):
    """One bericht on its day. Without `fout` it must be approved; `is_herhaling`: the same bytes were sent before.

    `jeugd` is the youth that it is about; a declaratie is about more than one.
    """

    jeugd: int | None = None
    dag: date
    bericht: Bericht
    fout: Fout | None = None
    regelfouten: Regelfouten = ()
    is_herhaling: bool = False

    @property
    def data(self) -> bytes:
        """Its bytes: the same every time."""
        return write(self.bericht)

    @property
    def naam(self) -> str:
        """Its berichtsoort."""
        return soort(self.bericht).naam

    @property
    def identificatie(self) -> str:
        return identificatie(self.bericht)

    @property
    def verzender(self) -> str:
        """Who sends it: a heenbericht comes from its Afzender."""
        return self.bericht.header.afzender

    @property
    def fouten(self) -> list[Fout]:
        """All deliberate mistakes in it."""
        return [fout for fout in (self.fout, *(fout for _, fout in self.regelfouten)) if fout is not None]

    @property
    def oordeel(self) -> str:
        """What the receipt must say."""
        return "afgekeurd" if self.fout else "goedgekeurd"
