# SPDX-License-Identifier: EUPL-1.2
"""What money is booked under: the key of a plafond, the key of a claim, and the rekeningen (definitions.md 6)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel


class PlafondKey(msgspec.Struct, frozen=True, order=True):
    """One plafond within a regio; without perceel and segment it is about all that the aanbieder does in the year."""

    aanbieder: str
    jaar: int
    perceel: str = ""
    segment: str = ""


class Rekening(StrEnum):
    """Debit adds, credit takes away. One more is one line here, and its name in the sets below that it belongs to."""

    PLAFOND = "PLAFOND"
    VRIJ = "VRIJ"
    GERESERVEERD = "GERESERVEERD"
    BESLAG = "BESLAG"
    REALISATIE = "REALISATIE"
    OVERSCHRIJDING = "OVERSCHRIJDING"
    TENZIJ_RUIMTE = "TENZIJ_RUIMTE"
    TENZIJ_BESLAG = "TENZIJ_BESLAG"
    TENZIJ_REALISATIE = "TENZIJ_REALISATIE"


NEVER_ABOVE_ZERO = frozenset({Rekening.PLAFOND, Rekening.OVERSCHRIJDING, Rekening.TENZIJ_RUIMTE})
"""The others are never below it."""

IN_ROOM = frozenset({Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.REALISATIE})
"""On these something is held for a claim out of the room of the plafond."""

UNDER_TENZIJ = frozenset({Rekening.TENZIJ_BESLAG, Rekening.TENZIJ_REALISATIE})
"""On these something is held for a claim above the plafond, for a tenzij; TENZIJ_RUIMTE is their contra."""

FROM_CLAIMS = IN_ROOM | UNDER_TENZIJ
"""On these something is held for a claim; the others are of the plafond itself."""

COVERED_AT = {
    Rekening.GERESERVEERD: Rekening.TENZIJ_BESLAG,
    Rekening.BESLAG: Rekening.TENZIJ_BESLAG,
    Rekening.REALISATIE: Rekening.TENZIJ_REALISATIE,
}
"""Where the part of a rekening stands that a tenzij covers."""


class RekeningKey(NamedTuple):
    """One rekening of one plafond; of those under a tenzij the id of that tenzij."""

    plafond: PlafondKey
    rekening: Rekening
    tenzij: str = ""


Bedragen = Mapping[RekeningKey, int]
"""Cents per rekening: what is held for a claim, or should be."""

EXPECTED_ON = {Claimsoort.TOEWIJZING: Rekening.BESLAG, Claimsoort.VERZOEK: Rekening.GERESERVEERD}
"""On which rekening stands what a claim still expects, by its kind."""


def from_toewijzing(gemeente: str, number: int) -> Claimsleutel:
    """The key of the claim of a toewijzing."""
    return Claimsleutel(Claimsoort.TOEWIJZING, gemeente, nummer=number)


def from_verzoek(key: Verzoeksleutel) -> Claimsleutel:
    """The key of the claim of a verzoek."""
    return Claimsleutel(Claimsoort.VERZOEK, key.aanbieder, referentie=key.referentie)
