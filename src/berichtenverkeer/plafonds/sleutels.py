# SPDX-License-Identifier: EUPL-1.2
"""What money is booked under: the key of a plafond, the key of a claim, and the rekeningen (definitions.md 6)."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort


class PlafondSleutel(msgspec.Struct, frozen=True, order=True):
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


NOOIT_BOVEN_NUL = frozenset({Rekening.PLAFOND, Rekening.OVERSCHRIJDING})
"""The others are never below it."""

VAN_CLAIMS = frozenset({Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.REALISATIE})
"""On these something is held for a claim; the others are of the plafond itself."""

Rekeningsleutel = tuple[PlafondSleutel, Rekening]
"""One rekening of one plafond."""

Bedragen = Mapping[Rekeningsleutel, int]
"""Cents per rekening: what is held for a claim, or should be."""

VERWACHT_OP = {Claimsoort.TOEWIJZING: Rekening.BESLAG, Claimsoort.VERZOEK: Rekening.GERESERVEERD}
"""On which rekening stands what a claim still expects, by its kind."""


def van_toewijzing(gemeente: str, nummer: int) -> Claimsleutel:
    """The key of the claim of a toewijzing."""
    return Claimsleutel(Claimsoort.TOEWIJZING, gemeente, nummer=nummer)


def van_verzoek(aanbieder: str, referentie: str) -> Claimsleutel:
    """The key of the claim of a verzoek."""
    return Claimsleutel(Claimsoort.VERZOEK, aanbieder, referentie=referentie)
