# SPDX-License-Identifier: EUPL-1.2
"""How much figures of a kind still move, beside the table that has them (band.py)."""

from typing import Any

from berichtenverkeer.rapporten.declaration import Table, Unit
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.grid import field_name
from berichtenverkeer.rapporten.result import Band, Result

NOT_THERE = "Er is geen band: van geen eerdere periode is bekend wat er op deze leeftijd stond."


def as_object(table: Table, result: Result) -> dict[str, Any]:
    """By column, under the name that it has in files."""
    return {
        field_name(table.column(band.column)): {"mediaan": band.median, "negentig": band.most, "van": band.of}
        for band in result.bands_of(table.name)
    }


def notes(result: Result) -> list[str]:
    """Of which period the bands are, and how old it is; nothing when they were not asked for."""
    if result.bands is None:
        return []
    last, dag_k = result.ground.periods[-1], result.ground.dag_k
    age = f"Band van {wording.period(last)}, {(dag_k - last.eind).days} dagen na het eind"
    told = f"{age}: hoeveel zulke cijfers van het jaar ervoor vanaf die leeftijd tot nu nog bewogen."
    return [told] if result.bands else [told, NOT_THERE]


def lines(table: Table, result: Result) -> list[tuple[str, str]]:
    """What is over a column, and how much it moved."""
    return [(wording.called(table.column(band.column)), _moved(band)) for band in result.bands_of(table.name)]


def _moved(band: Band) -> str:
    middle, most = (wording.shown(one, Unit.PERCENT) for one in (band.median, band.most))
    figures = "1 cijfer" if band.of == 1 else f"{band.of} cijfers"
    return f"mediaan {middle}, negen van de tien hooguit {most} (van {figures})"
