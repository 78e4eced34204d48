# SPDX-License-Identifier: EUPL-1.2
"""What money is booked under: the key of a plafond, the key of a claim, and the rekeningen (definitions.md 6)."""

from collections.abc import Mapping
from enum import StrEnum

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


NEVER_ABOVE_ZERO = frozenset({Rekening.PLAFOND, Rekening.OVERSCHRIJDING})
"""The others are never below it."""

CLAIM_REKENINGEN = frozenset({Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.REALISATIE})
"""On these something is held for a claim; the others are of the plafond itself."""

RekeningKey = tuple[PlafondKey, Rekening]
"""One rekening of one plafond."""

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
