# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what will become of a plafond, as JSON Schema: derived from their types, told in Dutch."""

import msgspec

from berichtenverkeer.gateway.what_if import WatAlsOverzicht, WatAlsPlafond, WatAlsRegel
from berichtenverkeer.plafonds.prognose import Prognose, Terugblik
from berichtenverkeer.web.derived_schemas import derived

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Prognose: (
        "Wat er van een plafond wordt: wat nu bekend is, doorgerekend met hoe vergelijkbare plafonds in eerdere jaren "
        "vanaf dezelfde dag verder liepen. Zonder prognose zegt `onbekend` waarom."
    ),
    WatAlsOverzicht: "Een jaar met andere plafonds; wie het eerst niet paste, staat vooraan.",
    WatAlsRegel: "Eén aanbieder: wanneer het voor het eerst niet had gepast, en wat er vanaf die dag is gevraagd.",
    WatAlsPlafond: "Een plafond zoals het is, zoals het wordt, en wat er nu van bekend is.",
    Terugblik: "Wat dezelfde rekenwijze vorig jaar aan het eind van dezelfde maand zei, en wat het werd.",
}

_FIELDS = {
    "bekendCents": "Gereserveerd, beslag en realisatie samen, zoals nu bekend.",
    "jaareindeCents": "Wat daarvan op 31 december bekend is; na die dag wat toen bekend was.",
    "prognoseCents": "Wat het wordt als alles bekend is, tot en met `ontwikkeldTot`.",
    "laagCents": "Wat het wordt als het loopt zoals bij de aanbieder op het 10e percentiel.",
    "hoogCents": "Wat het wordt als het loopt zoals bij de aanbieder op het 90e percentiel.",
    "ontwikkeldTot": "Tot welke dag is doorgerekend: hooguit twaalf maanden na het jaar.",
    "bereiktOp": "De dag waarop het plafond vol is; leeg als het niet vol raakt. Is die dag voorbij, dan sindsdien.",
    "terugblik": "Hoe ver de rekenwijze er vorig jaar naast zat; leeg als dat niet te zeggen is.",
    "onbekend": "Waarom er geen prognose is; leeg als zij er is.",
    "maand": "Aan het eind van welke maand, 1 tot en met 23: 13 is januari van het jaar erna.",
    "aanbieder": "AGB-code.",
    "aanbieders": "De aanbieders met een plafond in dat jaar.",
    "dag": "De dag waarop voor het eerst iets niet had gepast; leeg als alles had gepast.",
    "definitieversie": "Versie van de definities.",
    "jaar": "Kalenderjaar.",
    "k": "Positie in het grootboek waarop alles rust. Met dezelfde `k` krijgt u hetzelfde antwoord.",
    "letOp": "Wat u hierbij moet weten.",
    "naam": "Naam in het register.",
    "nietPassend": "Hoeveel verzoeken vanaf die dag niet pasten naast wat er toen bekend was.",
    "nietPassendCents": "Hun bedrag in dat jaar.",
    "perceel": "Perceel waarover het plafond gaat; leeg als het niet over één perceel gaat.",
    "plafondCents": "Het plafond zoals het is.",
    "plafonds": "De plafonds.",
    "regio": "De regio.",
    "registerDag": "Dag waarop dat register is geladen.",
    "registerVersie": "Positie waarop het register is geladen dat toen gold.",
    "segment": "Segment waarover het plafond gaat; leeg als het niet over één segment gaat.",
    "verzoeken": "Hoeveel verzoeken er vanaf die dag kwamen, zonder wat nooit wordt geweigerd.",
    "verzoekenCents": "Hun bedrag in dat jaar.",
    "wordtCents": "Het plafond zoals het wordt.",
    "gewordenCents": "Wat nu bekend is van hetzelfde moment.",
    "afwijkingProcent": "Hoe ver de prognose ernaast zat, in hele procenten; boven 0: te hoog. Leeg als het 0 werd.",
}

PROGNOSE_SCHEMAS = derived(_EXPLANATION, _FIELDS)
"""By name, as `refer` points to them."""
