# SPDX-License-Identifier: EUPL-1.2
"""The address of wat-als, described."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web.openapi_parts import FOR_PARTIJ, Part, operation, parameter, success
from berichtenverkeer.web.value_listings import refer


def paths() -> dict[str, Part]:
    """By address."""
    post = operation(
        "rekenWatAls",
        "Bekijk wanneer andere plafonds vol waren geweest",
        "plafonds",
        FOR_PARTIJ,
        (403, 404, 408, 410, 413, 415),
    )
    post["description"] = (
        "Alleen voor een partij van de soort regio. Er wordt niets geboekt: de andere bedragen komen naast wat er is "
        "geboekt, zoals het kwam. Per aanbieder de dag waarop het voor het eerst niet paste, en de verzoeken vanaf "
        "die dag. De plafonds worden anders met een norm (op de basis die elk plafond heeft), met een basisjaar (norm "
        "maal wat in dat jaar is goedgekeurd, zoals bij `_voorstel`) of beide; met een verdeling (zoals bij "
        "`_verdeling`); of rij voor rij. Wat niet anders wordt, houdt zijn bedrag."
    )
    post["parameters"] = [
        parameter(
            "k",
            "Stand van deze positie in het grootboek; zonder `k` die van nu.",
            {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
        )
    ]
    post["requestBody"] = {
        "required": True,
        "description": "Hoe de plafonds anders worden, als JSON van hooguit 256 kB.",
        "content": {"application/json": {"schema": refer("WatAlsVraag")}},
    }
    post["responses"]["200"] = success("Wat het had gegeven.", "WatAlsOverzicht")
    jaar = parameter("jaar", "Kalenderjaar.", {"type": "string", "pattern": "^[0-9]{4}$"}, "path")
    return {"/v1/plafonds/{jaar}/_wat-als": {"parameters": [jaar], "post": post}}
