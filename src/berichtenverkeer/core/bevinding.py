# SPDX-License-Identifier: EUPL-1.2
"""The one shape of a finding, from the CLI to the receipt and the ledger."""

from enum import StrEnum

import msgspec


class Niveau(StrEnum):
    """Control levels in the order in which a bericht passes them (berichtstromen.md, Control levels)."""

    TRANSPORT = "TRANSPORT"
    XSD = "XSD"
    BERICHT = "BERICHT"
    BERICHTOVERSTIJGEND = "BERICHTOVERSTIJGEND"
    EXTERN = "EXTERN"


class Ernst(StrEnum):
    """How serious a finding is."""

    FOUT = "fout"
    """The bericht is not right: it is refused or rejected."""
    SIGNAAL = "signaal"
    """Somebody should know of it; it rejects nothing."""


class Consequence(StrEnum):
    """What a finding means for the routing and booking of its bericht."""

    WEIGERING = "weigering"
    """It is not taken in: nothing of it is kept but that it was refused."""
    AFKEURING = "afkeuring"
    """It is kept and rejected. When its receiver answers himself, it is delivered and waits for his answer."""
    ONBOEKBAAR = "onboekbaar"
    """Nothing of it can be booked, whatever its receiver says of it."""
    ONBEZORGD = "onbezorgd"
    """It is kept and approved, but not delivered."""
    AFWIJZING = "afwijzing"
    """The request in it is turned down: it does not fit."""
    GEEN = "geen"
    """Nothing: it is told and that is all."""


class Bevinding(msgspec.Struct, frozen=True, kw_only=True):
    """One fault in a bericht, or one signal: a value, never an exception. Holds a place and a sentence, never a BSN or
    a name.

    Made by the declaration of its code and by nothing else (`regels/regel.py`, `regels/melding.py`).
    `pad` is the element path without namespaces, led by the berichtsoort: `JW305/Client/Naam`.
    An index (from 1) stands only where the element may repeat. It is empty where the bytes hold no element, and
    `?naam` for a parameter of a query.
    `regelnummer` counts from 1; None where there is no line. `retourcode` is None below level BERICHT.
    """

    code: str
    niveau: Niveau
    pad: str
    regelnummer: int | None
    tekst: str
    actie: str
    retourcode: str | None = None
    ernst: Ernst = Ernst.FOUT

    @property
    def is_signaal(self) -> bool:
        """Whether it rejects nothing."""
        return self.ernst is Ernst.SIGNAAL
