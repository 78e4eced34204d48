# SPDX-License-Identifier: EUPL-1.2
"""A bericht of the simulation, with what the generator knows that must become of it."""

from datetime import date

import msgspec

from berichtenverkeer.berichten import Bericht, identificatie, soort, write


class Fault(msgspec.Struct, frozen=True):
    """A deliberate mistake: the one rule that it breaks, and the one retourcode that it must get."""

    regel: str
    code: str


RegelFaults = tuple[tuple[str, Fault], ...]
"""Of a declaratie: which prestaties are wrong, by ReferentieNummer."""


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """One bericht on its day. Without `fout` it must be approved; `is_herhaling`: the same bytes were sent before.

    `jeugd` is the youth that it is about; a declaratie is about more than one.
    """

    jeugd: int | None = None
    dag: date
    bericht: Bericht
    fout: Fault | None = None
    regelfouten: RegelFaults = ()
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
    def fouten(self) -> list[Fault]:
        """All deliberate mistakes in it."""
        return [fault for fault in (self.fout, *(fault for _, fault in self.regelfouten)) if fault is not None]

    @property
    def oordeel(self) -> str:
        """What the receipt must say."""
        return "afgekeurd" if self.fout else "goedgekeurd"
