# SPDX-License-Identifier: EUPL-1.2
"""What a report is about: which region, as known at which K, over which periods, in which places."""

from datetime import date
from enum import StrEnum

import msgspec

from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.rapporten.periode import Periode, are_adjoining

CLIENT_CHARACTERS = 10
"""Hexadecimal digits of a pseudonym that a list shows: enough to tell clients apart in it."""

REGIO = "regio"
"""Plek of the region as a whole."""

UNKNOWN = "onbekend"
"""Plek of what the register cannot place, and whatever else is not known."""


class PeriodeAfterPeil(WrongQuestion):
    """De periode eindigt na de dag waarvan de stand bekend is."""

    actie = "Kies een periode die op die dag al voorbij is, of een later peil."
    parameter = "periode"


class Dimensie(StrEnum):
    """What a plek is one value of (definitions.md 3)."""

    SEGMENT = "segment"
    PERCEEL = "perceel"
    HULPVORM = "hulpvorm"
    PRODUCTCATEGORIE = "productcategorie"
    AANBIEDER = "aanbieder"
    GEMEENTE = "gemeente"
    GEBIED = "gebied"
    FINANCIERINGSVORM = "financieringsvorm"
    ZORGPROFIEL = "zorgprofiel"
    REGIO = "regio"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One report. `termijn` is D; `historie_vanaf` the first day of which the ledger knows all care.

    With `verondersteld` the Einddatum of a toewijzing ends a levering that got no stop; with `bevestigd` it is about
    what is confirmed alone. Raises PeriodeAfterPeil.
    """

    regio: str
    peil: Peil
    perioden: tuple[Periode, ...]
    dimensie: Dimensie = Dimensie.SEGMENT
    termijn: int = 30
    historie_vanaf: date | None = None
    verondersteld: bool = False
    bevestigd: bool = False

    def __post_init__(self) -> None:
        assert are_adjoining(self.perioden), "periods follow each other"
        assert self.termijn >= 0, "a number of days"
        if self.eind > self.peil.dag:
            raise PeriodeAfterPeil(f"De periode eindigt op {self.eind}, maar de stand is die van {self.peil.dag}.")

    @property
    def begin(self) -> date:
        """First day of the first period."""
        return self.perioden[0].begin

    @property
    def eind(self) -> date:
        """Last day of the last period."""
        return self.perioden[-1].eind
