# SPDX-License-Identifier: EUPL-1.2
"""What money is booked under: the key of a plafond, the key of a claim, and the rekeningen (definitions.md 6)."""

from enum import StrEnum

import msgspec


class PlafondSleutel(msgspec.Struct, frozen=True, order=True):
    """One plafond within a regio; without perceel and segment it is about all that the aanbieder does in the year."""

    aanbieder: str
    jaar: int
    perceel: str = ""
    segment: str = ""


class Rekening(StrEnum):
    """Debit adds, credit takes away. PLAFOND and OVERSCHRIJDING are never above zero, the others never below."""

    PLAFOND = "PLAFOND"
    VRIJ = "VRIJ"
    GERESERVEERD = "GERESERVEERD"
    BESLAG = "BESLAG"
    REALISATIE = "REALISATIE"
    OVERSCHRIJDING = "OVERSCHRIJDING"


class Soort(StrEnum):
    """On which rekening a claim is held: the reservation of a verzoek, the beslag of a toewijzing, or on none."""

    GERESERVEERD = "gereserveerd"
    BESLAG = "beslag"
    GEEN = "geen"


def van_toewijzing(gemeente: str, nummer: int) -> str:
    """The key of the claim of a toewijzing."""
    return f"toewijzing/{gemeente}/{nummer}"


def van_verzoek(aanbieder: str, referentie: str) -> str:
    """The key of the claim of a verzoek."""
    return f"verzoek/{aanbieder}/{referentie}"
