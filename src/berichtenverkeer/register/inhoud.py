# SPDX-License-Identifier: EUPL-1.2
"""A whole register, as it is loaded at once."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from berichtenverkeer.register.declaratie import Rij, Tabel
from berichtenverkeer.register.rijen import TABELLEN


class Inhoud(msgspec.Struct, frozen=True):
    """A whole register: the region it is for, and the rows of every tabel by name, in the order of key and date."""

    regio: str
    rijen: dict[str, tuple[Any, ...]]


def maak_inhoud(regio: str, rijen: Mapping[str, Iterable[Rij]]) -> Inhoud:
    """An Inhoud with its rows in order; a tabel that is not named is empty."""

    def volgorde(tabel: Tabel) -> tuple[Rij, ...]:
        eigen = rijen.get(tabel.naam, ())
        return tuple(sorted(eigen, key=lambda rij: (tabel.sleutel_van(rij), rij.geldig_van)))

    return Inhoud(regio, {tabel.naam: volgorde(tabel) for tabel in TABELLEN.values()})
