# SPDX-License-Identifier: EUPL-1.2
"""What a claim is made of: the care that a toewijzing or a verzoek says."""

from datetime import date
from operator import attrgetter
from typing import NamedTuple, Protocol

from berichtenverkeer.projections.toewijzingen import Toewijzing


class Care(Protocol):
    """What a toewijzing and a verzoek say alike about the care."""

    @property
    def gemeente(self) -> str: ...
    @property
    def aanbieder(self) -> str: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def ingangsdatum(self) -> date: ...
    @property
    def einddatum(self) -> date | None: ...
    @property
    def volume(self) -> int | None: ...
    @property
    def eenheid(self) -> str | None: ...
    @property
    def frequentie(self) -> str | None: ...
    @property
    def budget_cents(self) -> int | None: ...


class Content(NamedTuple):
    """All of its care that a claim depends on: the same care, of whichever client, has the same claim."""

    gemeente: str
    aanbieder: str
    categorie: str | None
    code: str | None
    ingangsdatum: date
    einddatum: date | None
    volume: int | None
    eenheid: str | None
    frequentie: str | None
    budget_cents: int | None
    is_toewijzing: bool = False
    is_verwijderd: bool = False


_said = attrgetter(*Content._fields[:10])


def content_of(care: Care) -> Content:
    """What the claim of a toewijzing or verzoek depends on."""
    is_verwijderd = isinstance(care, Toewijzing) and care.is_verwijderd
    return Content._make((*_said(care), isinstance(care, Toewijzing), is_verwijderd))
