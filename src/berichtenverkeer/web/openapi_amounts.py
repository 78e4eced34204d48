# SPDX-License-Identifier: EUPL-1.2
"""The addresses of a voorstel, a verdeling, wat-als and the money beside the ceilings, described."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.web import openapi_what_if
from berichtenverkeer.web.openapi_parts import FOR_FIGURES, FOR_PARTIJ, Part, operation, parameter, success
from berichtenverkeer.web.value_listings import refer

_K = parameter(
    "k",
    "Stand van deze positie in het grootboek; zonder `k` die van nu.",
    {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
)
_JAAR = parameter("jaar", "Kalenderjaar.", {"type": "string", "pattern": "^[0-9]{4}$"}, "path")
_NOTHING_BOOKED = (
    "Alleen voor een partij van de soort regio. Er wordt niets geboekt: `plafondsCsv` is de hele plafonds.csv, om te "
    "bekijken en te laden. "
)


def paths() -> dict[str, Part]:
    """By address."""
    from_norm = _post("rekenVoorstel", "Reken de plafonds van een jaar uit: norm maal productie", "VoorstelVraag")
    from_norm["description"] = (
        _NOTHING_BOOKED + "De basis is wat in het basisjaar is goedgekeurd, tenzij het register een basis van dat jaar "
        "geeft. Wie geen van beide heeft, is nieuw: norm maal het startbudget."
    )
    spread = _post("rekenVerdeling", "Verdeel een bedrag over de plafonds van een jaar", "VerdelingVraag")
    spread["description"] = (
        _NOTHING_BOOKED + "Een bedrag onder nul haalt eraf. Geen plafond komt onder nul; wat er niet af kan, staat in "
        "`restCents`."
    )
    begrotingen = _get("toonGemeentebegrotingen", "Bekijk de begrotingen van gemeenten", "Begrotingsoverzicht")
    begrotingen["description"] = "Een gemeente ziet die van zichzelf, een partij van de soort regio alle."
    lumpsums = _get("toonLumpsums", "Bekijk hoe ver de lumpsums op zijn", "Lumpsumoverzicht")
    lumpsums["description"] = "Een aanbieder ziet die van zichzelf, een partij van de soort regio alle."
    return {
        "/v1/plafonds/{jaar}/_voorstel": {"parameters": [_JAAR], "post": from_norm},
        "/v1/plafonds/{jaar}/_verdeling": {"parameters": [_JAAR], "post": spread},
        "/v1/gemeentebegrotingen/{jaar}": {"parameters": [_JAAR], "get": begrotingen},
        "/v1/lumpsums/{jaar}": {"parameters": [_JAAR], "get": lumpsums},
    } | openapi_what_if.paths()


def _post(name: str, summary: str, form: str) -> Part:
    post = operation(name, summary, "plafonds", FOR_PARTIJ, (403, 404, 408, 410, 413, 415))
    post["parameters"] = [_K]
    post["requestBody"] = {
        "required": True,
        "description": "Wat u vraagt, als JSON.",
        "content": {"application/json": {"schema": refer(form)}},
    }
    post["responses"]["200"] = success("De plafonds zoals ze zouden worden.", "Voorstel")
    return post


def _get(name: str, summary: str, form: str) -> Part:
    get = operation(name, summary, "plafonds", FOR_FIGURES, (404,))
    get["parameters"] = [_K]
    get["responses"]["200"] = success("De stand van dat jaar.", form)
    return get
