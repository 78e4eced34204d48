# SPDX-License-Identifier: EUPL-1.2
"""The rows of the state, by what each is known, and how one changed."""

from collections.abc import Mapping
from typing import assert_never

import msgspec

from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel

Row = Toewijzing | Levering | Verzoek | Wijzigingsdeel | Declaratie | Prestatie

LayersRow = Toewijzing | Levering | Verzoek
"""What can be voorlopig."""

Key = tuple[object, ...]
"""Kind and key of a row."""

Plek = tuple[str, str, int | None]
"""Where a levering is: gemeente, aanbieder and ToewijzingNummer (None: without one)."""


class Wijziging(msgspec.Struct, frozen=True):
    """From ledger position `positie` on, `nieuw` is true; `oud` was true until then. None: there is nothing.

    `is_bevestigd`: of what is confirmed, beneath a row that is voorlopig.
    """

    positie: int
    oud: Row | None
    nieuw: Row | None
    is_bevestigd: bool = False

    @property
    def rij(self) -> Row:
        """Either of the two: they are of one type and have one key."""
        row = self.nieuw or self.oud
        assert row is not None, "something changed"
        return row


def plek_of(levering: Levering) -> Plek:
    """Where it is."""
    return levering.gemeente, levering.aanbieder, levering.toewijzing_nummer


def place_of(prestatie: Prestatie) -> tuple[str, int, bytes]:
    """What it was for: gemeente, ToewijzingNummer and client."""
    return prestatie.gemeente, prestatie.toewijzing_nummer, prestatie.client


def marked(row: Row, certain: Mapping[Key, Row]) -> Row:
    """The row, marked as voorlopig when nothing confirmed says the same."""
    if isinstance(row, Toewijzing | Levering | Verzoek):
        return msgspec.structs.replace(row, is_voorlopig=certain.get(key_of(row)) != row)
    return row


def key_of(row: Row) -> Key:
    """By what it is known."""
    match row:
        case Toewijzing():
            return "toewijzing", row.gemeente, row.nummer
        case Levering():
            return "levering", row.sleutel
        case Verzoek():
            return "verzoek", row.sleutel
        case Wijzigingsdeel():
            return "wijzigingsdeel", row.verzoek, row.volgnr
        case Declaratie():
            return "declaratie", row.aanbieder, row.nummer
        case Prestatie():
            return "prestatie", row.aanbieder, row.referentie, row.dubbel_in
        case _:
            assert_never(row)
