# SPDX-License-Identifier: EUPL-1.2
"""What a report is asked: over which periods, in which places, as known at which K, in whose name."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.rapporten.periode import Periode, are_adjoining

UNKNOWN = "onbekend"
"""Plek of what the register cannot place, and whatever else is not known."""

REGIO = "regio"
"""The only plek of the region as a whole."""


class PeriodeAfterPeil(WrongQuestion):
    """De periode eindigt na de dag waarvan de stand bekend is."""

    actie = "Kies een periode die op die dag al voorbij is, of een later peil."
    parameter = "periode"


class Dimension(StrEnum):
    """What a plek is one value of (definitions.md 3); each is a column of every placed relation."""

    SEGMENT = "segment"
    PERCEEL = "perceel"
    HULPVORM = "hulpvorm"
    PRODUCTCATEGORIE = "productcategorie"
    PRODUCT = "product"
    AANBIEDER = "aanbieder"
    HOOFDAANNEMER = "hoofdaannemer"
    CONTRACTVORM = "contractvorm"
    GEMEENTE = "gemeente"
    GEBIED = "gebied"
    FINANCIERINGSVORM = "financieringsvorm"
    ZORGPROFIEL = "zorgprofiel"
    DOMEIN = "domein"
    VERWIJZER = "verwijzer"
    VERWIJZERGROEP = "verwijzergroep"
    REGIO = "regio"


class Own(NamedTuple):
    """Whose own rows a report is made from: those of one gemeente, or of one aanbieder."""

    soort: str
    code: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One report, asked. `k` and `dag_k` are its peil; `termijn` is D, None for that of the register at K.

    `filters`: of a dimension the plekken that count. `confirmed`: what is confirmed alone (decision 099). `own`: None
    for all of the region. `band`: with how much figures still move (band.py). `parameters` take the place of those that
    the report declares. `own_amounts`: cents that each gemeente puts in. Raises PeriodeAfterPeil.
    """

    regio: str
    k: int
    dag_k: date
    periods: tuple[Periode, ...]
    dimension: Dimension = Dimension.SEGMENT
    second: Dimension | None = None
    filters: Mapping[Dimension, tuple[str, ...]] = {}
    termijn: int | None = None
    outside_assignment: bool = True
    presumed_end: bool = False
    confirmed: bool = False
    own: Own | None = None
    small_cells: bool = False
    band: bool = False
    parameters: Mapping[str, int] = {}
    own_amounts: Mapping[str, int] = {}

    def __post_init__(self) -> None:
        assert are_adjoining(self.periods), "periods follow each other"
        if self.end > self.dag_k:
            raise PeriodeAfterPeil(
                f"De periode eindigt op {in_words(self.end)}, maar de stand is die van {in_words(self.dag_k)}."
            )

    @property
    def begin(self) -> date:
        """First day of the first period."""
        return self.periods[0].begin

    @property
    def end(self) -> date:
        """Last day of the last period."""
        return self.periods[-1].eind
