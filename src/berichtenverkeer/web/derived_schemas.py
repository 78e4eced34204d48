# SPDX-License-Identifier: EUPL-1.2
"""Shapes as JSON Schema, derived from their types and told in Dutch: of a period, of who caused something."""

import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.gateway.why_report import Answered
from berichtenverkeer.ledger.causer import Kanaal, Veroorzaker
from berichtenverkeer.ledger.gebeurtenissen.signals import SignalOutcome
from berichtenverkeer.ledger.gebeurtenissen.stops import Grond
from berichtenverkeer.ledger.gebeurtenissen.tenzij import Helft
from berichtenverkeer.plafonds.begroting import Kind as BudgetKind
from berichtenverkeer.plafonds.stops import Status
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.verrekening import Verrekeningstatus
from berichtenverkeer.plafonds.voorstel import Herkomst
from berichtenverkeer.rapporten.periode import Periode
from berichtenverkeer.web.value_listings import Schema, refer

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Periode: "Een periode; beide dagen horen erbij.",
    Veroorzaker: "Wie iets veroorzaakte. Zonder partij: wie de gateway beheert, of de gateway zelf.",
}

_FIELDS: dict[str, str] = {
    "begin": "Eerste dag.",
    "eind": "Laatste dag.",
    "kanaal": "Hoe iemand binnenkwam.",
    "naam": "Naam.",
    "partij": "Code van de partij, of namens wie de gateway het deed.",
    "persoon": "Wie het voor die partij deed; alleen voor die partij zelf, en leeg bij een koppeling.",
}

_KINDS: dict[Any, Schema] = {
    Helft: {"type": "integer"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    UUID: {"type": "string", "format": "uuid"},
}


_VALUE_LISTINGS: dict[Any, str] = {
    Answered: "Regeluitkomst",
    Niveau: "Niveau",
    Kanaal: "Kanaal",
    BudgetKind: "Begrotingssoort",
    Herkomst: "Herkomst",
    Status: "Stopstatus",
    Grond: "Stopgrond",
    SignalOutcome: "Signaaluitkomst",
    TenzijStatus: "Tenzijstatus",
    Verrekeningstatus: "Verrekeningstatus",
}


def _schema(soort: Any) -> Schema:
    """The schema of a type that a report uses."""
    if soort in _VALUE_LISTINGS:
        return refer(_VALUE_LISTINGS[soort])
    if soort in _KINDS:
        return dict(_KINDS[soort])
    if get_origin(soort) in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema(get_args(soort)[1])}
    if get_origin(soort) in (list, tuple):
        return {"type": "array", "items": _schema(get_args(soort)[0])}
    if isinstance(soort, types.UnionType) or get_origin(soort) is Union:  # a Literal makes another kind of it
        (one,) = (part for part in get_args(soort) if part is not types.NoneType)
        schema = _schema(one)
        if "$ref" in schema:
            return {"oneOf": [schema, {"type": "null"}]}
        return {**schema, "type": [schema["type"], "null"]}
    return refer(soort.__name__)


def derived(explanation: Mapping[type[msgspec.Struct], str], fields: Mapping[str, str]) -> dict[str, Schema]:
    """By name, as `refer` points to them; `fields` tells what each is, by its name in the JSON."""
    return {form.__name__: _form(form, text, fields) for form, text in explanation.items()}


def _form(form: type[msgspec.Struct], text: str, fields: Mapping[str, str]) -> Schema:
    properties = {}
    for field in msgspec.structs.fields(form):
        schema, name = _schema(field.type), field.encode_name
        properties[name] = schema if "$ref" in schema else {**schema, "description": fields[name]}
    return {"type": "object", "description": text, "properties": properties, "required": list(properties)}


def asked(
    forms: Sequence[type[msgspec.Struct]], explanation: Mapping[str, str], fields: Mapping[str, str]
) -> dict[str, Schema]:
    """The same of what comes in, with its bounds, and of what is in it. What is read strictly is told openly."""
    _, found = msgspec.json.schema_components(forms, ref_template="#/components/schemas/{name}")
    # the end of a text is `\\Z` to Python, and `$` to JSON Schema
    schemas: dict[str, Schema] = msgspec.json.decode(msgspec.json.encode(found).replace(rb"\\Z", b"$"))
    for name, schema in schemas.items():
        del schema["title"], schema["additionalProperties"]
        schema["description"] = explanation[name]
        for field, part in schema["properties"].items():
            part["description"] = fields[field]
    return schemas


DERIVED_SCHEMAS = derived(_EXPLANATION, _FIELDS)
"""By name, as `refer` points to them."""
