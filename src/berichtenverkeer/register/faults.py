# SPDX-License-Identifier: EUPL-1.2
"""One fault in a register file."""

import msgspec


class RegisterFault(msgspec.Struct, frozen=True):
    """What is wrong and what to do, in Dutch.

    `regel` counts from 1; 0 is the file as a whole. `kolom` is empty when the whole line or file is meant.
    """

    bestand: str
    regel: int
    kolom: str
    tekst: str
    actie: str

    def __str__(self) -> str:
        place = self.bestand + (f", regel {self.regel}" if self.regel else "")
        return f"{place}{', kolom ' + self.kolom if self.kolom else ''}: {self.tekst} {self.actie}"
