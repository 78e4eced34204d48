# SPDX-License-Identifier: EUPL-1.2
"""The address of alternatieven in the description of the API, and its shapes."""

import msgspec

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web.alternatieven import Alternatiefregel, Alternatievenlijst, Verzoekalternatieven, Wachttijd
from berichtenverkeer.web.derived_schemas import derived
from berichtenverkeer.web.openapi_parts import FOR_PARTIJ, Part, operation, parameter, success

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Alternatievenlijst: "Bij wie de jeugdige terechtkan, voor elk verzoek in het bericht dat niet past.",
    Verzoekalternatieven: "Van één verzoek: eerst hetzelfde product, dan hetzelfde perceel, dan dezelfde categorie.",
    Wachttijd: "Hoe lang er in de laatste 26 weken is gewacht op dit product, of anders op zijn perceel.",
    Alternatiefregel: "Een aanbieder met een contract, zonder stop voor deze jeugdige, en met ruimte voor deze zorg.",
}

_FIELDS = {
    "aantal": "Op hoeveel starts dat rust.",
    "aanbieders": "De aanbieders; binnen hetzelfde aanbod de kortste wachttijd eerst.",
    "aanbod": "`product`, `perceel` of `categorie`: hoe dicht het bij het gevraagde ligt. Niet voor een aanbieder.",
    "code": "AGB-code.",
    "definitieversie": "Versie van de definities waarmee de cijfers zijn gemaakt.",
    "k": "Positie in het grootboek waarvan dit de stand is; met deze `k` krijgt u dezelfde lijst nog eens.",
    "mediaan": "Mediaan van de wachttijd (W3) in de laatste 26 weken, in dagen.",
    "opnieuwBesloten": "De verzoeken die eerst niet pasten en waarop na een tenzij opnieuw is besloten.",
    "naam": "Naam in het register van de regio.",
    "referentie": "ReferentieAanbieder van het verzoek.",
    "regio": "De regio.",
    "registerVersie": "Positie in het grootboek van het register dat toen gold.",
    "verzoeken": "De verzoeken die niet passen; leeg als die er niet zijn.",
    "wachttijd": "Hoe lang anderen daar wachtten; leeg als daar niemand begon, en voor een aanbieder.",
}

ALTERNATIEF_SCHEMAS = derived(_EXPLANATION, _FIELDS)
"""By name, as `refer` points to them."""


def alternatieven() -> dict[str, Part]:
    """By path."""
    listing = operation("lijstAlternatieven", "Bekijk de alternatieven", "berichten", FOR_PARTIJ, (404, 410))
    listing["description"] = (
        "Van een bericht in uw postvak; een partij van de soort regio ziet elk bericht. Een aanbieder ziet namen. "
        "Met dezelfde `k` is het altijd dezelfde lijst: wat er toen te krijgen was."
    )
    listing["parameters"] = [
        parameter(
            "k",
            "Zoals bekend op deze positie in het grootboek; zonder `k` zoals nu bekend.",
            {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
        )
    ]
    listing["responses"]["200"] = success("De alternatieven.", "Alternatievenlijst")
    id_ = parameter("id", "Nummer van het bericht.", {"type": "string", "format": "uuid"}, "path")
    return {"/v1/berichten/{id}/alternatieven": {"parameters": [id_], "get": listing}}
