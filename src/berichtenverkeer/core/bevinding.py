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


class Bevinding(msgspec.Struct, frozen=True, kw_only=True):
    """One fault in a bericht: a value, never an exception. Holds a place and a sentence, never a BSN or a name.

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
