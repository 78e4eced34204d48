# SPDX-License-Identifier: EUPL-1.2
"""The addresses of plafonds and what is booked under them."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web import openapi_amounts, questions
from berichtenverkeer.web.openapi_parts import (
    FOR_FIGURES,
    FOR_PARTIJ,
    Part,
    operation,
    parameter,
    success,
)
from berichtenverkeer.web.value_listings import refer


def plafonds() -> dict[str, Part]:
    """Those of a region, of an aanbieder, and what the region works out."""
    k = parameter(
        "k",
        "Stand van deze positie in het grootboek; zonder `k` die van nu. Dezelfde `k` geeft altijd dezelfde cijfers.",
        {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
    )
    every = operation("toonPlafondsVanRegio", "Bekijk alle plafonds van een jaar", "plafonds", FOR_FIGURES, (404,))
    every["description"] = "Alleen voor een partij van de soort regio."
    own = operation("toonPlafonds", "Bekijk de ruimte van een aanbieder", "plafonds", FOR_FIGURES, (404,))
    own["description"] = (
        "Voor de aanbieder zelf (een andere geeft 404) en voor een partij van de soort regio; een gemeente krijgt 403. "
        "Een plafond van een perceel of segment staat naast dat van de hele aanbieder: tel ze niet bij elkaar op."
    )
    every["parameters"] = own["parameters"] = [k]
    every["responses"]["200"] = success("De plafonds van dat jaar.", "Plafondoverzicht")
    own["responses"]["200"] = success("De ruimte in dat jaar, en wat erbij hoort.", "Ruimteoverzicht")
    boekingen = operation(
        "lijstBoekingen", "Bekijk de boekingen achter een plafond", "plafonds", FOR_PARTIJ, (403, 404, 410)
    )
    boekingen["description"] = (
        "Alles wat op de rekeningen is geboekt, in volgorde: debet erbij, credit eraf. Opgeteld is dat precies wat het "
        "overzicht met dezelfde `k` toont; PLAFOND staat er met een min."
    )
    boekingen["parameters"] = [k, *_BOEKINGEN]
    boekingen["responses"]["200"] = success("Een bladzijde met boekingen.", "Boekingenpagina")
    agb = parameter("agb", "AGB-code van de aanbieder.", {"type": "string"}, "path")
    jaar = parameter("jaar", "Kalenderjaar.", {"type": "string", "pattern": "^[0-9]{4}$"}, "path")
    return {
        "/v1/plafonds/{jaar}": {"parameters": [jaar], "get": every},
        "/v1/aanbieders/{agb}/plafonds/{jaar}": {"parameters": [agb, jaar], "get": own},
        "/v1/aanbieders/{agb}/plafonds/{jaar}/boekingen": {"parameters": [agb, jaar], "get": boekingen},
    } | openapi_amounts.paths()


_PART: Part = {"type": "string", "pattern": questions.PART}
_BOEKINGEN = [
    parameter(
        "limit",
        "Hoeveel boekingen op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": questions.MAX_LIMIT, "default": questions.LIMIT},
    ),
    parameter("na", "Begin na deze boeking, als `positie.volgnr`.", {"type": "string", "pattern": questions.BOEKING}),
    parameter("perceel", "Alleen van het plafond van dit perceel; leeg: van geen perceel.", _PART),
    parameter("segment", "Alleen van het plafond van dit segment; leeg: van geen segment.", _PART),
    parameter("rekening", "Alleen op deze rekening, debet of credit.", refer("KeuzeRekening")),
]
