# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what an aanbieder sees of its own room, as JSON Schema: those of plafonds with what stands beside."""

from berichtenverkeer.gateway.own_room import Ruimtetenzij
from berichtenverkeer.web.derived_schemas import derived
from berichtenverkeer.web.schemas import SCHEMAS
from berichtenverkeer.web.value_listings import Schema, refer

_FIELDS = {
    "categorie": "Productcategorie (JZ020).",
    "code": "Productcode; leeg: de hele categorie.",
    "gebruiktCents": "Wat eronder is verwacht en goedgekeurd, over alle jaren.",
    "gemeente": "CBS-code van de gemeente.",
    "id": "Nummer van de tenzij.",
    "maximumCents": "Het maximum in centen.",
    "overCents": "Wat er van het maximum over is; leeg zolang er niets geldt.",
    "referentie": "De eigen referentie van de aanbieder; leeg als de gemeente de tenzij vroeg.",
    "status": "Hoe het ermee staat.",
    "tot": "De laatste dag.",
    "van": "De eerste dag.",
}


def _listing(form: str, explanation: str) -> Schema:
    return {"type": "array", "description": explanation, "items": refer(form)}


_BESIDE: dict[str, Schema] = {
    "op": {
        "type": "string",
        "format": "date",
        "description": "De dag van `k`: daarop zijn status en termijnen bekeken.",
    },
    "tenzijs": _listing("Ruimtetenzij", "De tenzij's met een dag in dat jaar, op volgorde van aanvraag."),
    "signalen": _listing("Signaalregel", "De signalen van dat jaar, met hun termijnen."),
    "clientenstops": _listing("Stopregel", "De cliëntenstops die gelden, komen of zijn gevraagd."),
}
_OVERVIEW: Schema = SCHEMAS["Plafondoverzicht"]

ROOM_SCHEMAS: dict[str, Schema] = derived(
    {Ruimtetenzij: "Een tenzij van de aanbieder: wat er geldt, of wat is gevraagd. Voor wie staat er niet in."}, _FIELDS
) | {
    "Ruimteoverzicht": _OVERVIEW
    | {
        "description": "De ruimte van een aanbieder: de plafonds van een jaar en wat er verder van hem is.",
        "properties": _OVERVIEW["properties"] | _BESIDE,
        "required": [*_OVERVIEW["required"], *_BESIDE],
    }
}
"""By name, as `refer` points to them."""
