# SPDX-License-Identifier: EUPL-1.2
"""What JSON shapes of the API are made of, for the OpenAPI document."""

from typing import Any

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.web.value_listings import Schema, refer


def text(explanation: str, **more: Any) -> Schema:
    """A text."""
    return {"type": "string", "description": explanation, **more}


def texts(explanation: str) -> Schema:
    """A list of texts."""
    return {"type": "array", "description": explanation, "items": {"type": "string"}}


def numeral(explanation: str) -> Schema:
    """A whole number."""
    return {"type": "integer", "description": explanation}


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def moment(explanation: str) -> Schema:
    """A moment."""
    return text(explanation, format="date-time", examples=["2026-04-15T08:30:00.123456Z"])


def datum(explanation: str) -> Schema:
    """A day."""
    return text(explanation, format="date")


def yes_no(explanation: str) -> Schema:
    """True or false."""
    return {"type": "boolean", "description": explanation}


def uuid_of(explanation: str) -> Schema:
    """A UUID."""
    return text(explanation, format="uuid")


def listing(explanation: str, van: str) -> Schema:
    """A list of one of SCHEMAS."""
    return {"type": "array", "description": explanation, "items": refer(van)}


def form(explanation: str, fields: dict[str, Schema]) -> Schema:
    """Every field is always there; what is not known is null. Fields may be added: no client may stumble over them."""
    return {
        "type": "object",
        "description": explanation,
        "properties": fields,
        "required": list(fields),
    }


KIND = refer("Berichtsoort")
IDENTIFICATIE = text("Identificatie uit de header van het bericht.")
OORDEEL = refer("Oordeel")
NIVEAUS = form(
    "Uitkomst per controleniveau.",
    {niveau: refer("Uitkomst", f"Uitkomst van het niveau {niveau}.") for niveau in Niveau},
)
VERSION_OF_FIGURES = numeral("Versie van de definities waarmee de cijfers zijn gemaakt.")
K = numeral("Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u dezelfde cijfers nog eens.")
