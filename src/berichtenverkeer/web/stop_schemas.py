# SPDX-License-Identifier: EUPL-1.2
"""The shapes of cliëntenstops, as JSON Schema: what goes out is derived from its types, what comes in is told here."""

import msgspec

from berichtenverkeer.gateway.stop_forms import Stopregel, StopView
from berichtenverkeer.web.derived_schemas import derived
from berichtenverkeer.web.stops import Stoppagina
from berichtenverkeer.web.value_listings import Schema, refer

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Stoppagina: "Een bladzijde met cliëntenstops.",
    StopView: "Eén cliëntenstop, met wat er bij elke stap is geschreven.",
    Stopregel: (
        "Een cliëntenstop. Hij geldt vanaf `van` tot `opgehevenVanaf`; zonder perceel, segment of gemeente voor alle."
    ),
}

_FIELDS = {
    "aanbieder": "AGB-code van de aanbieder.",
    "aanvraag": "De toelichting bij de aanvraag; alleen voor de regio en de aanbieder zelf.",
    "beslotenOp": "De dag waarop is besloten.",
    "besluit": "De toelichting bij het besluit; alleen voor de regio en de aanbieder zelf.",
    "definitieversie": "Versie van de definities waarmee de cijfers zijn gemaakt.",
    "gemeente": "CBS-code; leeg: voor alle gemeenten.",
    "gevraagdOp": "De dag van de aanvraag.",
    "grond": "Waarom.",
    "id": "Nummer van de cliëntenstop.",
    "k": "Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u hetzelfde nog eens.",
    "naam": "Naam van de aanbieder.",
    "op": "De dag waarop de status is bekeken.",
    "opgehevenOp": "De dag waarop tot opheffing is besloten.",
    "opgehevenVanaf": "De eerste dag waarop hij niet meer geldt.",
    "opheffing": "De toelichting bij de opheffing; alleen voor de regio en de aanbieder zelf.",
    "perceel": "Alleen dit perceel.",
    "regio": "De regio.",
    "registerVersie": "Positie in het grootboek van het register dat toen gold.",
    "segment": "Alleen dit segment.",
    "status": "Hoe het ermee staat.",
    "stop": "De cliëntenstop.",
    "stops": "De cliëntenstops, op volgorde van aanvraag.",
    "van": "De eerste dag waarop hij geldt, of is gewenst.",
    "volgende": "Adres van de volgende bladzijde; leeg op de laatste.",
}

_DATE: Schema = {"type": "string", "format": "date"}
_TEXT: Schema = {"type": "string", "maxLength": 4000, "description": "Toelichting; verzegeld bewaard."}


def _or_all(what: str, **more: object) -> Schema:
    return {"type": ["string", "null"], "description": f"{what}; leeg: alle.", **more}


_SCOPE: dict[str, Schema] = {
    "perceel": _or_all("Alleen dit perceel"),
    "segment": _or_all("Alleen dit segment"),
    "gemeente": _or_all("Alleen voor deze gemeente: CBS-code", pattern="^[0-9]{4}$"),
}


def _coming_in(explanation: str, fields: dict[str, Schema], *required: str) -> Schema:
    return {"type": "object", "description": explanation, "properties": fields, "required": list(required)}


STOP_SCHEMAS = derived(_EXPLANATION, _FIELDS) | {
    "Stopaanvraag": _coming_in(
        "Een cliëntenstop die wordt gevraagd. Noem een perceel of een segment, of geen van beide.",
        {
            "aanbieder": {"type": "string", "pattern": "^[0-9]{8}$", "description": "AGB-code van de aanbieder."},
            **_SCOPE,
            "van": {**_DATE, "description": "De eerste dag waarop hij moet gelden; niet voor vandaag."},
            "grond": refer("KeuzeStopgrond"),
            "toelichting": _TEXT,
        },
        "aanbieder",
        "van",
        "grond",
    ),
    "Stopbeslissing": _coming_in(
        "Het besluit. Wat u bij een toekenning weglaat, is zoals het is gevraagd; null is uitdrukkelijk alle.",
        {
            "besluit": refer("KeuzeUitslag"),
            **_SCOPE,
            "van": {**_DATE, "description": "De eerste dag waarop hij geldt; niet voor vandaag."},
            "grond": refer("KeuzeStopgrond"),
            "toelichting": _TEXT,
        },
        "besluit",
    ),
    "Stopopheffing": _coming_in(
        "Vanaf welke dag de stop niet meer geldt.",
        {
            "vanaf": {**_DATE, "description": "De eerste dag waarop hij niet meer geldt; niet voor vandaag."},
            "toelichting": _TEXT,
        },
        "vanaf",
    ),
}
"""By name, as `refer` points to them."""
