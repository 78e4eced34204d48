# SPDX-License-Identifier: EUPL-1.2
"""The addresses of termijnen."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.rapporten.periode import NOTATION
from berichtenverkeer.web import questions
from berichtenverkeer.web.openapi_parts import (
    FOR_PARTIJ,
    PEIL_DAY,
    Part,
    operation,
    parameter,
    success,
)
from berichtenverkeer.web.value_listings import refer


def termijnen() -> dict[str, Part]:
    """Those under /v1/termijnen."""
    listing = operation("lijstTermijnen", "Bekijk de termijnen", "termijnen", FOR_PARTIJ, (410,))
    listing["parameters"] = [*_TERMIJNEN, *_TERMIJN_PEIL]
    listing["responses"]["200"] = success("Wat niet kan wachten, dan de oudste deadline.", "Termijnpagina")
    tallies = operation("telTermijnen", "Tel de termijnen per partij en soort", "termijnen", FOR_PARTIJ, (410,))
    periode = "Over welke termijnen die zijn voldaan: 2026, 2026-Q1, 2026-03 of een reeks; anders het jaar van `op`."
    tallies["parameters"] = [
        parameter("periode", periode, _PERIODE),
        *_TERMIJN_PEIL,
    ]
    tallies["responses"]["200"] = success("De aantallen.", "Termijnsamenvatting")
    for effect in (listing, tallies):
        effect["description"] = (
            "Een aanbieder of gemeente ziet de termijnen waarin hij zelf partij of wederpartij is; "
            "een partij van de soort regio ziet alle. Zonder `k` en `op`: zoals nu bekend, op vandaag."
        )
    return {"/v1/termijnen": {"get": listing}, "/v1/termijnen/samenvatting": {"get": tallies}}


_CODE: Part = {"type": "string", "pattern": questions.PARTIJ, "examples": ["0363", "65656055", "opdrachtgever"]}
_PERIODE: Part = {"type": "string", "pattern": NOTATION, "examples": ["2026-01..2026-06"]}
_TERMIJN_PEIL = [
    parameter(
        "k",
        "Zoals bekend op deze positie in het grootboek. Met `k` en `op` krijgt u altijd hetzelfde antwoord.",
        {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
    ),
    parameter(
        "op", "Gerekend op deze dag; zonder `k`: zoals bekend aan het eind ervan. Niet voor de dag van `k`.", PEIL_DAY
    ),
]
_TERMIJNEN = [
    parameter(
        "limit",
        "Hoeveel termijnen op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": questions.MAX_LIMIT, "default": questions.LIMIT},
    ),
    parameter(
        "na",
        "Sla zoveel termijnen over. `volgende` noemt ook `k` en `op`, zodat er niets verschuift.",
        {"type": "integer", "minimum": 0, "maximum": MAX_POSITION, "default": 0},
    ),
    parameter("soort", "Alleen deze soort.", refer("KeuzeTermijnsoort")),
    parameter("partij", "Alleen wat deze partij moet doen: AGB-code, CBS-code of `opdrachtgever`.", _CODE),
    parameter("wederpartij", "Alleen wat tegenover deze partij moet gebeuren.", _CODE),
    parameter("status", "Alleen wat nog open is, of al voldaan.", refer("KeuzeTermijnstatus")),
    parameter("teLaat", "Alleen wat te laat is, of juist op tijd.", refer("KeuzeJaNee")),
    parameter("deadlineVan", "Alleen met een deadline op of na deze dag.", PEIL_DAY),
    parameter("deadlineTot", "Alleen met een deadline op of voor deze dag.", PEIL_DAY),
]
