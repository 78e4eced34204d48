# SPDX-License-Identifier: EUPL-1.2
"""The addresses of sets of reports in the description of the API, and their shapes."""

import msgspec

from berichtenverkeer.gateway.set_folder import Mark
from berichtenverkeer.rapporten.forms import MEDIA_TYPES, Vorm
from berichtenverkeer.web.derived_schemas import derived
from berichtenverkeer.web.openapi_parts import (
    BYTES,
    FOR_PARTIJ,
    TEXT,
    Part,
    answer_headers,
    operation,
    parameter,
    success,
)
from berichtenverkeer.web.report_sets import FILE_FORMS, Rapportset, Setbestand, Setlijst
from berichtenverkeer.web.value_listings import refer

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Setlijst: "De sets van alle rapporten die de gateway zelf heeft gemaakt.",
    Rapportset: "De set van een maand. Later precies hetzelfde: vraag een rapport met deze `k` en `dagK`.",
    Setbestand: "Eén bestand van een set.",
}
_FIELDS = {
    "regio": "De regio.",
    "sets": "De sets, de nieuwste maand eerst.",
    "maand": "De maand waarover het gaat, zoals 2026-03.",
    "k": "Positie in het grootboek (K) waarop alle cijfers rusten.",
    "dagK": "De dag van K.",
    "gemaaktOp": "Wanneer de set klaar was.",
    "bestanden": "De bestanden die u mag ophalen.",
    "naam": "Naam van het bestand.",
    "href": "Adres van het bestand.",
}
_MARK = derived({Mark: "Welke set het is, zoals `set.json` zegt."}, _FIELDS)["Mark"]
SET_SCHEMAS = derived(_EXPLANATION, _FIELDS) | {"Setmerk": _MARK}
"""By name, as `refer` points to them."""

_CONTENT: dict[Vorm, Part] = {Vorm.XLSX: BYTES, Vorm.JSON: {"schema": refer("Setmerk")}}


def of_sets() -> dict[str, Part]:
    """By address."""
    listing = operation("lijstRapportsets", "Welke maandsets er zijn", "rapportages", FOR_PARTIJ, (403,))
    listing["description"] = (
        "Op de dag die het register noemt (`rapportdag`) maakt de gateway alle rapporten van de maand ervoor. De regio "
        "ziet ze alle, een gemeente alleen haar eigen raadsbrief."
    )
    listing["responses"]["200"] = success("De sets.", "Setlijst")
    file = operation(
        "haalRapportsetbestand", "Haal een bestand van een maandset", "rapportages", FOR_PARTIJ, (403, 404)
    )
    places = [
        parameter("maand", "De maand, zoals 2026-03.", {"type": "string"}, "path"),
        parameter("bestand", "Naam van het bestand, zoals de lijst die noemt.", {"type": "string"}, "path"),
    ]
    file["responses"]["200"] = {
        "description": "Het bestand.",
        "headers": answer_headers("Content-Disposition"),
        "content": {MEDIA_TYPES[vorm]: _CONTENT.get(vorm, TEXT) for vorm in FILE_FORMS},
    }
    return {
        "/v1/rapportages/sets": {"get": listing},
        "/v1/rapportages/sets/{maand}/{bestand}": {"parameters": places, "get": file},
    }
