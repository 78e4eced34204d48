# SPDX-License-Identifier: EUPL-1.2
"""The filter form of a report, from what it can be asked with (gateway/report_parameters.py)."""

from collections.abc import Sequence

import msgspec

from berichtenverkeer.gateway.report_parameters import Parameter, of_form
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.json_form import camel
from berichtenverkeer.rapporten.question import Dimension

LABELS = {
    "periode": "Periode",
    "per": "Uitgesplitst per",
    "per2": "en daarbinnen per",
    "termijn": "Doorstroomtermijn in dagen",
    "buitenOpdracht": "Hulp buiten de opdracht telt mee",
    "verondersteld": "Zorg zonder stop eindigt met de toewijzing",
    "kleineAantallen": "Kleine aantallen afgeschermd",
    "band": "Hoeveel de cijfers nog bewegen",
    "regiototaal": "Totalen van de hele regio",
}
"""What is over a field; of a dimension its name, of a threshold what it is called."""

MAIN = ("periode", "per", "per2")
_ELSEWHERE = frozenset({"k", "dagK", "op", "vorm", "deel"})
"""What the page asks at another place."""


class Field(msgspec.Struct, frozen=True):
    """One field: what to fill in, its choices (value and text) with what none of them means, if it has any; whether it
    holds a number."""

    name: str
    label: str
    hint: str
    choices: Sequence[tuple[str, str]]
    empty: str
    is_number: bool


def fields_of(report: Report) -> tuple[list[Field], list[Field]]:
    """Those that are asked most, and the others."""
    found = {name: _field(report, name, one) for name, one in of_form(report).items() if name not in _ELSEWHERE}
    return [one for name, one in found.items() if name in MAIN], [
        one for name, one in found.items() if name not in MAIN
    ]


def _field(report: Report, name: str, parameter: Parameter) -> Field:
    threshold = next((one for one in report.parameters if camel(one) == name), None)
    label = LABELS.get(name) or (wording.label(threshold) if threshold else name.capitalize())
    hint = "" if parameter.choices else parameter.sentence
    if threshold is not None:
        hint = f"{report.parameters[threshold].sentence} Leeg is {report.parameters[threshold].default}."
    elif name in list(Dimension):
        hint = "Codes met een komma ertussen."
    empty = _empty(report, name, parameter)
    choices = [(one, one) for one in parameter.choices if one != empty]
    return Field(name, label, hint, choices, empty, parameter.schema["type"] == "integer")


def _empty(report: Report, name: str, parameter: Parameter) -> str:
    """What a field is when nothing is chosen."""
    if name == "per":
        return str(report.dimension)
    if parameter.choices == ("ja",):
        return "nee"
    return "ja" if parameter.choices == ("ja", "nee") else "-"
