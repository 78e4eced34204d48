# SPDX-License-Identifier: EUPL-1.2
"""The register file of people: who may log in, in whose name, and with which rollen (decision 142)."""

from collections.abc import Mapping
from typing import Annotated

from berichtenverkeer.register.declaratie import Column, Row
from berichtenverkeer.register.fields import CODE, PARTIJCODE, TEXT, WEB_ADDRESS, choice, several

ROLLEN: Mapping[str, frozenset[str]] = {
    "lezer": frozenset({"gemeente", "aanbieder", "regio"}),
    "backoffice": frozenset({"gemeente", "aanbieder"}),
    "contractmanager": frozenset({"regio"}),
    "controleur": frozenset({"gemeente", "aanbieder", "regio"}),
    "beheerder": frozenset({"regio"}),
}
"""Every rol of a person, and of what kinds of partij somebody can have it."""


class Gebruiker(Row, frozen=True, kw_only=True):
    """A person who may log in, in the name of one partij; without issuer only by a one-time link."""

    gebruiker: Annotated[str, Column(CODE, "a key of the region's own, never that of another later", "backoffice.0855")]
    issuer: Annotated[
        str,
        Column(WEB_ADDRESS, "the OpenID Connect provider that knows him; empty = none", "https://login.gemeente.nl"),
    ] = ""
    subject: Annotated[str, Column(TEXT, "`sub` that the provider gives him; with issuer, else empty", "8f1c02")] = ""
    partij: Annotated[str, Column(PARTIJCODE, "in whose name he acts", "0855")]
    rollen: Annotated[
        tuple[str, ...], Column(several(choice(*ROLLEN)), "what he may do, for that partij", "lezer backoffice")
    ]
    naam: Annotated[str, Column(TEXT, "what pages call him", "Backoffice Tilburg")]
