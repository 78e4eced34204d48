# SPDX-License-Identifier: EUPL-1.2
"""The rows of the state, by what each is known, and how one changed."""

from collections.abc import Mapping
from typing import assert_never

import msgspec

from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel

Rij = Toewijzing | Levering | Verzoek | Wijzigingsdeel | Declaratie | Prestatie

Lagenrij = Toewijzing | Levering | Verzoek
"""What can be voorlopig."""

Sleutel = tuple[object, ...]
"""Kind and key of a row."""

Plek = tuple[str, str, int | None]
"""Where a levering is: gemeente, aanbieder and ToewijzingNummer (None: without one)."""


class Wijziging(msgspec.Struct, frozen=True):
    """From ledger position `positie` on, `nieuw` is true; `oud` was true until then. None: there is nothing.

    `is_bevestigd`: of what is confirmed, beneath a row that is voorlopig.
    """

    positie: int
    oud: Rij | None
    nieuw: Rij | None
    is_bevestigd: bool = False

    @property
    def rij(self) -> Rij:
        """Either of the two: they are of one type and have one key."""
        rij = self.nieuw or self.oud
        assert rij is not None, "something changed"
        return rij


def plek_van(levering: Levering) -> Plek:
    """Where it is."""
    return levering.gemeente, levering.aanbieder, levering.toewijzing_nummer


def plaats_van(prestatie: Prestatie) -> tuple[str, int, bytes]:
    """What it was for: gemeente, ToewijzingNummer and client."""
    return prestatie.gemeente, prestatie.toewijzing_nummer, prestatie.client


def gemerkt(rij: Rij, zeker: Mapping[Sleutel, Rij]) -> Rij:
    """The row, marked as voorlopig when nothing confirmed says the same."""
    if isinstance(rij, Toewijzing | Levering | Verzoek):
        return msgspec.structs.replace(rij, is_voorlopig=zeker.get(sleutel_van(rij)) != rij)
    return rij


def sleutel_van(rij: Rij) -> Sleutel:
    """By what it is known."""
    match rij:
        case Toewijzing():
            return "toewijzing", rij.gemeente, rij.nummer
        case Levering():
            return "levering", rij.sleutel
        case Verzoek():
            return "verzoek", rij.aanbieder, rij.referentie
        case Wijzigingsdeel():
            return "wijzigingsdeel", rij.aanbieder, rij.referentie, rij.volgnr
        case Declaratie():
            return "declaratie", rij.aanbieder, rij.nummer
        case Prestatie():
            return "prestatie", rij.aanbieder, rij.referentie, rij.dubbel_in
        case _:
            assert_never(rij)
