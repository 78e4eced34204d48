# SPDX-License-Identifier: EUPL-1.2
"""What is done about a plafond of which much is used (definitions.md 6.5): it is spoken of, and decided on."""

from datetime import date
from typing import Literal
from uuid import UUID

from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared
from berichtenverkeer.ledger.sealed import Sealed

SignalOutcome = Literal["ophogen", "niet ophogen", "cliëntenstop", "anders"]


class _AboutSignaal(Declared, frozen=True, kw_only=True):
    """About the signaal of a plafond that began at position `sinds`; it happened on `dag`.

    `tekst` is what was written about it, sealed under `stap_id`.
    """

    stap_id: UUID
    aanbieder: str
    jaar: int
    perceel: str = ""
    segment: str = ""
    sinds: int
    dag: date
    tekst: Sealed | None = None


class SignaalBesproken(_AboutSignaal, frozen=True, kw_only=True):
    """Opdrachtgever and aanbieder spoke of it: the gesprek."""


class SignaalBesloten(_AboutSignaal, frozen=True, kw_only=True):
    """The opdrachtgever decided what is done."""

    uitkomst: SignalOutcome


Signaalgebeurtenis = SignaalBesproken | SignaalBesloten
