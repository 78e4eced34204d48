# SPDX-License-Identifier: EUPL-1.2
"""The addresses of signalen of plafonds in the description of the API, and their shapes."""

import msgspec

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.signals import Signaallijst, Signaalregel
from berichtenverkeer.web.derived_schemas import derived
from berichtenverkeer.web.openapi_parts import FOR_PARTIJ, Part, answer_headers, operation, parameter, success
from berichtenverkeer.web.value_listings import Schema, refer

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Signaallijst: "De signalen van een jaar: plafonds waarvan veel in gebruik is.",
    Signaalregel: "Eén signaal, met zijn twee termijnen van tien werkdagen: eerst een gesprek, dan een besluit.",
}

_FIELDS = {
    "aanbieder": "AGB-code.",
    "besluitOp": "De dag van het besluit.",
    "besluitVoor": "De laatste dag waarop het besluit op tijd is; leeg zolang er geen gesprek was.",
    "claimsCents": "Gereserveerd, beslag en realisatie samen, toen het begon.",
    "dag": "De dag waarop het begon.",
    "definitieversie": "Versie van de definities waarmee de cijfers zijn gemaakt.",
    "besluitToelichting": "Wat bij het besluit is geschreven; alleen voor de regio.",
    "gesprekToelichting": "Wat bij het gesprek is geschreven; alleen voor de regio.",
    "gesprekOp": "De dag van het gesprek.",
    "gesprekVoor": "De laatste dag waarop het gesprek op tijd is.",
    "isTeLaat": "Of een gesprek of besluit dat er nog moet komen, te laat is.",
    "jaar": "Kalenderjaar van het plafond.",
    "k": "Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u hetzelfde nog eens.",
    "naam": "Naam van de aanbieder.",
    "op": "De dag waarop de termijnen zijn bekeken.",
    "perceel": "Alleen dit perceel.",
    "plafondCents": "Het plafond, toen het begon.",
    "regio": "De regio.",
    "registerVersie": "Positie in het grootboek van het register dat toen gold.",
    "segment": "Alleen dit segment.",
    "signalen": "De signalen, op plafond en volgorde.",
    "stopVoorgesteld": "Of er niets meer vrij is en nog geen stop is gevraagd: het systeem stelt er een voor.",
    "tot": "De dag waarop het gebruik weer onder de drempel kwam; leeg als het signaal loopt.",
    "uitkomst": "Wat er is besloten.",
}

_STEP: dict[str, Schema] = {
    "aanbieder": {"type": "string", "pattern": "^[0-9]{8}$", "description": "AGB-code."},
    "jaar": {"type": "integer", "minimum": 2000, "maximum": 2099, "description": "Kalenderjaar van het plafond."},
    "perceel": {"type": ["string", "null"], "description": "Van het plafond van dit perceel."},
    "segment": {"type": ["string", "null"], "description": "Van het plafond van dit segment."},
    "dag": {"type": ["string", "null"], "format": "date", "description": "De dag; leeg: vandaag."},
    "toelichting": {"type": "string", "maxLength": 4000, "description": "Toelichting; verzegeld bewaard."},
}


def _coming_in(explanation: str, **more: Schema) -> Schema:
    required = ["aanbieder", "jaar", *more]
    return {"type": "object", "description": explanation, "properties": _STEP | more, "required": required}


SIGNAL_SCHEMAS = derived(_EXPLANATION, _FIELDS) | {
    "Signaalgesprek": _coming_in("Dat er over het lopende signaal van een plafond is gesproken."),
    "Signaalbesluit": _coming_in("Wat er daarna is besloten.", uitkomst=refer("KeuzeSignaaluitkomst")),
}
"""By name, as `refer` points to them."""


def plafondsignalen() -> dict[str, Part]:
    """By path."""
    listing = operation("lijstPlafondsignalen", "Bekijk de signalen", "plafonds", FOR_PARTIJ, (403, 404, 410))
    listing["description"] = (
        "Vanaf de boeking waarmee het gebruik op de drempel van de regio kwam, tot die waarmee het eronder kwam. "
        "Een aanbieder ziet zijn eigen signalen, een partij van de soort regio alle."
    )
    listing["parameters"] = [
        parameter(
            "k",
            "Zoals bekend op deze positie in het grootboek; zonder `k` zoals nu bekend.",
            {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
        ),
        parameter("jaar", "Van dit jaar; anders dat van `op`.", {"type": "integer", "minimum": 2000, "maximum": 2099}),
        parameter("aanbieder", "Alleen van deze aanbieder.", {"type": "string", "pattern": "^[0-9]{8}$"}),
    ]
    listing["responses"]["200"] = success("De signalen.", "Signaallijst")
    return {
        "/v1/plafondsignalen": {"get": listing},
        "/v1/plafondsignalen/gesprek": {"post": _step("legGesprekVast", "Leg het gesprek vast", "Signaalgesprek")},
        "/v1/plafondsignalen/besluit": {"post": _step("legBesluitVast", "Leg het besluit vast", "Signaalbesluit")},
    }


def _step(name: str, summary: str, form: str) -> Part:
    step = operation(name, summary, "plafonds", FOR_PARTIJ, (403, 408, 409, 413, 415))
    step["description"] = "Alleen voor een partij van de soort regio; over het signaal dat nu loopt."
    step["requestBody"] = {"required": True, "content": {"application/json": {"schema": refer(form)}}}
    step["responses"]["204"] = {"description": "Vastgelegd.", "headers": answer_headers()}
    return step
