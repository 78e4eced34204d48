# SPDX-License-Identifier: EUPL-1.2
"""The addresses of tenzij's and of their half-yearly settlement in the description of the API."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web import questions
from berichtenverkeer.web.openapi_parts import FOR_PARTIJ, Part, operation, parameter, success
from berichtenverkeer.web.value_listings import refer

_K = parameter(
    "k",
    "Zoals bekend op deze positie in het grootboek; zonder `k` zoals nu bekend.",
    {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
)
_PAGE = [
    _K,
    parameter(
        "limit",
        "Hoeveel op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": questions.MAX_LIMIT, "default": questions.LIMIT},
    ),
    parameter(
        "na",
        "Sla er zoveel over. `volgende` noemt ook `k`, zodat er niets verschuift.",
        {"type": "integer", "minimum": 0, "maximum": MAX_POSITION, "default": 0},
    ),
    parameter("aanbieder", "Alleen van deze aanbieder.", {"type": "string", "pattern": "^[0-9]{8}$"}),
]
_WRITING = (403, 404, 408, 409, 413, 415)
_REGIO = "Alleen voor een partij van de soort regio."


def tenzijs() -> dict[str, Part]:
    """By path."""
    view = operation("toonTenzij", "Bekijk één tenzij", "tenzij", FOR_PARTIJ, (404, 410))
    view["description"] = "Met alle stappen en wat daarbij is geschreven. De jeugdige staat er niet in."
    view["parameters"] = [_K]
    view["responses"]["200"] = success("De tenzij.", "TenzijFile")
    four_eyes = f"{_REGIO} Boven de grens voor vier ogen geldt het pas na een bevestiging door een ander."
    own = "Alleen wie haar vroeg, zolang er niet is besloten."
    steps = (
        ("besluit", "besluitTenzij", "Besluit op een verzoek", "Tenzijbesluit", four_eyes),
        ("wijziging", "wijzigTenzij", "Wijzig het maximum of de laatste dag", "Tenzijwijziging", four_eyes),
        ("einde", "beeindigTenzij", "Beëindig een tenzij", "Tenzijeinde", _REGIO),
        ("bevestiging", "bevestigTenzij", "Bevestig een besluit als tweede", "Tenzijstap", _REGIO),
        ("intrekking", "trekTenzijIn", "Trek een verzoek in", "Tenzijstap", own),
    )
    one = "/v1/tenzij-verzoeken/{id}"
    id_ = parameter("id", "Nummer van de tenzij.", {"type": "string", "format": "uuid"}, "path")
    return {
        "/v1/tenzij-verzoeken": {"get": _tenzijs(), "post": _ask()},
        one: {"parameters": [id_], "get": view},
        **{
            f"{one}/{step}": {
                "parameters": [id_],
                "post": _step("tenzij", name, summary, form, explanation, "TenzijResult"),
            }
            for step, name, summary, form, explanation in steps
        },
    }


def verrekeningen() -> dict[str, Part]:
    """By path."""
    view = operation("toonVerrekening", "Bekijk één verrekening", "verrekeningen", FOR_PARTIJ, (404, 410))
    view["description"] = "Een gemeente ziet alleen de regels van haar eigen jeugdigen."
    view["parameters"] = [_K]
    view["responses"]["200"] = success("De verrekening.", "VerrekeningFile")
    ask = _step("verrekeningen", "vraagVerrekeningUit", "Vraag een halfjaar uit", "Uitvraag", _REGIO, "VerrekeningView")
    ask["responses"]["201"] = success("De uitvraag.", "VerrekeningView", "Location")
    del ask["responses"]["200"]
    answering = (
        "Voor de aanbieder zelf, of de regio namens hem. Wat niet in `regels` staat, is zoals het is uitgevraagd."
    )
    settling = (
        f"{_REGIO} Na de opgave, of als de termijn ervoor voorbij is. Wat niet in `regels` staat, wordt de productie "
        "zoals nu bekend, hooguit wat van het maximum over is. Dit kan één keer en wijzigt niet meer."
    )
    id_ = parameter("id", "Nummer van de verrekening.", {"type": "string", "format": "uuid"}, "path")
    one = "/v1/verrekeningen/{id}"
    return {
        "/v1/verrekeningen": {"get": _verrekeningen(), "post": ask},
        one: {"parameters": [id_], "get": view},
        f"{one}/opgave": {
            "parameters": [id_],
            "post": _step("verrekeningen", "doeOpgave", "Doe opgave", "Opgave", answering, "VerrekeningView"),
        },
        f"{one}/verrekening": {
            "parameters": [id_],
            "post": _step(
                "verrekeningen", "verreken", "Stel de bedragen vast", "Vaststelling", settling, "VerrekeningView"
            ),
        },
    }


def _tenzijs() -> Part:
    listing = operation("lijstTenzijs", "Bekijk de tenzij's", "tenzij", FOR_PARTIJ, (410,))
    listing["description"] = (
        "Een aanbieder of gemeente ziet die van zichzelf; de regio ziet alle. Wat niet kan wachten en nog op een "
        "besluit wacht, staat bovenaan."
    )
    listing["parameters"] = [
        *_PAGE,
        parameter("gemeente", "Alleen van deze gemeente.", {"type": "string", "pattern": "^[0-9]{4}$"}),
        parameter("status", "Alleen met deze status.", refer("KeuzeTenzijstatus")),
    ]
    listing["responses"]["200"] = success("Een bladzijde met tenzij's.", "Tenzijpagina")
    return listing


def _verrekeningen() -> Part:
    listing = operation("lijstVerrekeningen", "Bekijk de verrekeningen", "verrekeningen", FOR_PARTIJ, (410,))
    listing["description"] = "De laatst uitgevraagde eerst. Een gemeente ziet alleen de regels van haar jeugdigen."
    listing["parameters"] = [
        *_PAGE,
        parameter("jaar", "Alleen van dit jaar.", {"type": "integer", "minimum": 2000, "maximum": 2100}),
        parameter("status", "Alleen met deze status.", refer("KeuzeVerrekeningstatus")),
    ]
    listing["responses"]["200"] = success("Een bladzijde met verrekeningen.", "Verrekeningpagina")
    return listing


def _ask() -> Part:
    ask = operation("vraagTenzij", "Vraag een tenzij", "tenzij", FOR_PARTIJ, _WRITING)
    ask["description"] = (
        "Een aanbieder vraagt voor zichzelf, een gemeente voor haar jeugdige. Het BSN staat alleen hier, in de inhoud. "
        "Stuurt u hetzelfde nog eens met dezelfde `referentie`, dan krijgt u de tenzij die er al is (200)."
    )
    ask["requestBody"] = _body("Tenzijverzoek")
    ask["responses"]["200"] = success("Dit is al gevraagd.", "TenzijResult", "Location")
    ask["responses"]["201"] = success("De tenzij.", "TenzijResult", "Location")
    return ask


def _step(tag: str, name: str, summary: str, form: str, explanation: str, result: str) -> Part:
    step = operation(name, summary, tag, FOR_PARTIJ, _WRITING)
    step["description"] = explanation
    step["requestBody"] = _body(form)
    step["responses"]["200"] = success("Hoe het er na deze stap mee staat.", result)
    return step


def _body(form: str) -> Part:
    return {"required": True, "content": {"application/json": {"schema": refer(form)}}}
