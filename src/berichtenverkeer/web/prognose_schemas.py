# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what will become of a plafond, as JSON Schema: derived from their types, told in Dutch."""

import msgspec

from berichtenverkeer.plafonds.prognose import Prognose, Terugblik
from berichtenverkeer.web.report_schemas import derived

_EXPLANATION: dict[type[msgspec.Struct], str] = {
    Prognose: (
        "Wat er van een plafond wordt: wat nu bekend is, doorgerekend met hoe vergelijkbare plafonds in eerdere jaren "
        "vanaf dezelfde dag verder liepen. Zonder prognose zegt `onbekend` waarom."
    ),
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
    "gewordenCents": "Wat nu bekend is van hetzelfde moment.",
    "afwijkingProcent": "Hoe ver de prognose ernaast zat, in hele procenten; boven 0: te hoog. Leeg als het 0 werd.",
}

PROGNOSE_SCHEMAS = derived(_EXPLANATION, _FIELDS)
"""By name, as `refer` points to them."""
