# SPDX-License-Identifier: EUPL-1.2
"""The description of the API: OpenAPI 3.1, by hand, in Dutch. A test holds it against the routes and live answers."""

from functools import cache

import msgspec

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.web import report_paths
from berichtenverkeer.web.all_schemas import ALL_SCHEMAS
from berichtenverkeer.web.bericht_paths import berichten, validaties
from berichtenverkeer.web.fixed_headers import OPEN, VERSION
from berichtenverkeer.web.money_paths import when_full
from berichtenverkeer.web.openapi_parts import (
    FOR_ALL,
    FOR_PARTIJ,
    HEADERS,
    TAGS,
    Part,
    answer_headers,
    header,
    operation,
    parameter,
    problems,
    success,
)
from berichtenverkeer.web.plafond_paths import plafonds
from berichtenverkeer.web.tenzij_paths import tenzijs, verrekeningen
from berichtenverkeer.web.termijn_paths import termijnen
from berichtenverkeer.web.value_listings import refer, value_listings


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom users of the API turn to."""

    name: str
    url: str | None = None
    email: str | None = None


class Publisher(msgspec.Struct, frozen=True):
    """Whose API this is: the name of the region, whom to turn to, and the address for its users when that is known."""

    naam: str
    contact: Contact
    adres: str | None = None


EXAMPLE = Publisher(
    "Voorbeeldregio",
    Contact(
        "Gegevensteam Voorbeeldregio",
        "https://voorbeeldregio.example/berichtenverkeer",
        "gegevensteam@voorbeeldregio.example",
    ),
)


def publisher(config: Settings) -> Publisher:
    """The one that the settings name; without a name the regions are called by their codes."""
    name = config.regionaam or " en ".join(config.regios)
    return Publisher(name, Contact(config.contact_naam or name, config.contact_url, config.contact_email), config.adres)


_EXPLANATION = """\
Verstuur iJw 3.2-berichten als XML, krijg direct een oordeel, en haal uw post op.

- Een ontvangstbewijs betekent dat het bericht is vastgelegd. Kreeg u geen antwoord, verstuur dan dezelfde bytes
  opnieuw: dat levert hetzelfde bewijs op en telt niet dubbel.
- Een afgekeurd bericht is wel ontvangen (201): het retourbericht staat in uw postvak. Een geweigerd bericht (4xx) is
  niet ontvangen.
- Een voorlopig bericht (201) ligt bij een ontvanger die zelf antwoordt: zijn retourbericht komt later in uw postvak.
- Elke fout heeft dezelfde vorm (application/problem+json) en noemt alles tegelijk.
"""


@cache
def document(van: Publisher) -> bytes:
    """The whole document, as it is served; made once for each publisher: it is a megabyte, and the same each time.

    The addresses stand in it whole, with their version, as `href` and `volgende` in the answers do: a client that puts
    the address of the gateway before either is right.
    """
    paden = {
        **berichten(),
        **validaties(),
        **plafonds(),
        **when_full(),
        **tenzijs(),
        **verrekeningen(),
        **report_paths.paths(),
        **termijnen(),
        **_regels(),
        **_administration(),
    }
    for part in paden.values():
        for effect in part.values():
            if "responses" in effect:  # success first: many a client takes the first answer for the normal one
                effect["responses"] = dict(sorted(effect["responses"].items()))
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": f"Berichtenverkeer iJw 3.2 van {van.naam}",
                "version": VERSION,
                "summary": "Berichten versturen, oordelen ontvangen, post ophalen.",
                "description": _EXPLANATION,
                "contact": msgspec.to_builtins(van.contact),
                "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            },
            "servers": [{"url": van.adres or "/", "description": "Deze gateway."}],
            "tags": TAGS,
            "paths": paden,
            "components": {
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "Het token dat de regio uw organisatie gaf.",
                    }
                },
                "headers": {name: header(name, explanation) for name, explanation in HEADERS.items()},
                "responses": problems(),
                "schemas": ALL_SCHEMAS | value_listings([paden, ALL_SCHEMAS]),
            },
        }
    )


def _regels() -> dict[str, Part]:
    listing = operation("lijstRegels", "Bekijk de regels", "regels", FOR_ALL, is_open=True)
    listing["description"] = (
        "Openbaar: er is geen token nodig. Altijd alle regels die voldoen; er zijn geen bladzijden."
    )
    listing["parameters"] = [
        parameter("berichtsoort", "Alleen van deze berichtsoort.", refer("KeuzeBerichtsoort")),
        parameter("soort", "Alleen van deze soort.", refer("KeuzeRegelsoort")),
        parameter("niveau", "Alleen op dit niveau.", refer("KeuzeRegelniveau")),
        parameter("staat", "Alleen met deze staat.", refer("KeuzeRegelstaat")),
    ]
    listing["responses"]["200"] = success("De regels.", "Regellijst", *OPEN)
    one = operation("toonRegel", "Bekijk één regel", "regels", FOR_ALL, (404,), is_open=True)
    one["description"] = "Openbaar: er is geen token nodig."
    one["responses"]["200"] = success("De regel.", "Regel", *OPEN)
    code = parameter("code", "Code van de regel, zoals TR074.", {"type": "string"}, "path")
    return {"/v1/regels": {"get": listing}, "/v1/regels/{code}": {"parameters": [code], "get": one}}


def _administration() -> dict[str, Part]:
    measurements = operation("toonMetingen", "Metingen voor Prometheus", "beheer", FOR_PARTIJ, (403,))
    measurements["description"] = "Alleen voor een partij van de soort regio. Alleen aantallen en duren."
    measurements["responses"]["200"] = {
        "description": "Metingen.",
        "headers": answer_headers(),
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
    lives_on = operation("isLevend", "Leeft dit proces", "beheer", FOR_ALL, is_open=True)
    lives_on["responses"]["200"] = success("Het proces leeft.", "Gezondheid", *OPEN)
    ready = operation("isGereed", "Kan dit proces berichten ontvangen", "beheer", (*FOR_ALL, 503), is_open=True)
    ready["responses"]["200"] = success("De database is bereikbaar en past bij deze versie.", "Gezondheid", *OPEN)
    himself = operation("toonBeschrijving", "Deze beschrijving", "beheer", FOR_ALL, is_open=True)
    himself["responses"]["200"] = {
        "description": "Dit document.",
        "headers": answer_headers(*OPEN),
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {
        "/v1/openapi.json": {"get": himself},
        "/healthz": {"get": lives_on},
        "/readyz": {"get": ready},
        "/metrics": {"get": measurements},
    }
