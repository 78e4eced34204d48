# SPDX-License-Identifier: EUPL-1.2
"""The addresses of cliëntenstops in the description of the API."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web import questions
from berichtenverkeer.web.openapi_parts import FOR_PARTIJ, PEIL_DAY, Part, operation, parameter, success
from berichtenverkeer.web.value_listings import refer

_K = parameter(
    "k",
    "Zoals bekend op deze positie in het grootboek; zonder `k` zoals nu bekend.",
    {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
)
_WRITING = (403, 404, 408, 409, 413, 415)


def clientenstops() -> dict[str, Part]:
    """By path."""
    view = operation("toonClientenstop", "Bekijk één cliëntenstop", "clientenstops", FOR_PARTIJ, (404, 410))
    view["description"] = "De toelichtingen zijn alleen voor de regio en de aanbieder zelf."
    view["parameters"] = [_K]
    view["responses"]["200"] = success("De cliëntenstop.", "StopView")
    id_ = parameter("id", "Nummer van de cliëntenstop.", {"type": "string", "format": "uuid"}, "path")
    return {
        "/v1/clientenstops": {"get": _listing(), "post": _ask()},
        "/v1/clientenstops/{id}": {"parameters": [id_], "get": view},
        "/v1/clientenstops/{id}/besluit": {
            "parameters": [id_],
            "post": _step("besluitClientenstop", "Besluit op een aanvraag", "Stopbeslissing"),
        },
        "/v1/clientenstops/{id}/opheffing": {
            "parameters": [id_],
            "post": _step("hefClientenstopOp", "Hef een cliëntenstop op", "Stopopheffing"),
        },
    }


def _listing() -> Part:
    listing = operation("lijstClientenstops", "Bekijk de cliëntenstops", "clientenstops", FOR_PARTIJ, (410,))
    listing["description"] = (
        "Wat is toegekend ziet iedereen in de regio. Wat is gevraagd of afgewezen zien alleen de regio en de aanbieder "
        "zelf. Er staan geen bedragen bij."
    )
    listing["parameters"] = [
        _K,
        parameter(
            "op",
            "Met de status op deze dag; anders die van `k`.",
            PEIL_DAY,
        ),
        parameter("aanbieder", "Alleen van deze aanbieder.", {"type": "string", "pattern": "^[0-9]{8}$"}),
        parameter(
            "gemeente",
            "Alleen wat voor deze gemeente geldt, ook als het voor alle gemeenten is.",
            {"type": "string", "pattern": "^[0-9]{4}$"},
        ),
        parameter("status", "Alleen met deze status.", refer("KeuzeStopstatus")),
        parameter(
            "limit",
            "Hoeveel cliëntenstops op een bladzijde.",
            {"type": "integer", "minimum": 1, "maximum": questions.MAX_LIMIT, "default": questions.LIMIT},
        ),
        parameter(
            "na",
            "Sla er zoveel over. `volgende` noemt ook `k` en `op`, zodat er niets verschuift.",
            {"type": "integer", "minimum": 0, "maximum": MAX_POSITION, "default": 0},
        ),
    ]
    listing["responses"]["200"] = success("Een bladzijde, op volgorde van aanvraag.", "Stoppagina")
    return listing


def _ask() -> Part:
    ask = operation("vraagClientenstop", "Vraag een cliëntenstop", "clientenstops", FOR_PARTIJ, _WRITING)
    ask["description"] = (
        "Een aanbieder vraagt voor zichzelf, de regio voor wie zij wil. De stop geldt pas na een besluit."
    )
    ask["requestBody"] = _body("Stopaanvraag")
    ask["responses"]["201"] = success("De aanvraag.", "Stopregel", "Location")
    return ask


def _step(name: str, summary: str, form: str) -> Part:
    step = operation(name, summary, "clientenstops", FOR_PARTIJ, _WRITING)
    step["description"] = "Alleen voor een partij van de soort regio. Dagen liggen nooit voor vandaag."
    step["requestBody"] = _body(form)
    step["responses"]["200"] = success("De cliëntenstop na deze stap.", "Stopregel")
    return step


def _body(form: str) -> Part:
    return {"required": True, "content": {"application/json": {"schema": refer(form)}}}
