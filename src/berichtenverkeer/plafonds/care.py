# SPDX-License-Identifier: EUPL-1.2
"""What a claim is made of: the care that a toewijzing or a verzoek says."""

from datetime import date
from operator import attrgetter
from typing import Self

import msgspec

from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel


class RequestedCare(msgspec.Struct, frozen=True):
    """Care that is asked for: what a toewijzing and a verzoek say alike about it, by the same names."""

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

    @classmethod
    def like(cls, care: Toewijzing | Verzoek | Wijzigingsdeel, **changes: object) -> Self:
        """The same care, but for what is named."""
        fields = {field: getattr(care, field) for field in cls.__struct_fields__ if hasattr(care, field)}
        return cls(**(fields | changes))


class Content(RequestedCare, frozen=True):
    """All of its care that a claim depends on: the same care, of whichever client, has the same claim."""

    is_toewijzing: bool = False
    is_verwijderd: bool = False


Care = Toewijzing | Verzoek | RequestedCare

_said = attrgetter(*RequestedCare.__struct_fields__)


def content_of(care: Care) -> Content:
    """What the claim of a toewijzing or verzoek depends on."""
    is_verwijderd = isinstance(care, Toewijzing) and care.is_verwijderd
    return Content(*(*_said(care), isinstance(care, Toewijzing), is_verwijderd))
