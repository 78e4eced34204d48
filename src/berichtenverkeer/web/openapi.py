# SPDX-License-Identifier: EUPL-1.2
"""The description of the API: OpenAPI 3.1, by hand, in Dutch. A test holds it against the routes and live answers."""

import msgspec

from berichtenverkeer.core.clock import DATUM, MOMENT
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.draden.searching import LIMIT, MAX_LIMIT
from berichtenverkeer.rapporten.periode import NOTATION
from berichtenverkeer.validation.bundle import ABOUT_HTTP, MB
from berichtenverkeer.web import openapi_amounts, questions, report_paths
from berichtenverkeer.web.all_schemas import ALL_SCHEMAS
from berichtenverkeer.web.fixed_headers import OPEN, VERSION
from berichtenverkeer.web.money_paths import when_full
from berichtenverkeer.web.openapi_parts import (
    BYTES,
    FOR_ALL,
    FOR_FIGURES,
    FOR_PARTIJ,
    HEADERS,
    PEIL_DAY,
    TAGS,
    TEXT,
    Part,
    answer_headers,
    header,
    operation,
    parameter,
    problems,
    success,
)
from berichtenverkeer.web.tenzij_paths import tenzijs, verrekeningen
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


def document(van: Publisher) -> bytes:
    """The whole document, as it is served.

    The addresses stand in it whole, with their version, as `href` and `volgende` in the answers do: a client that puts
    the address of the gateway before either is right.
    """
    paden = {
        **_berichten(),
        **_validaties(),
        **_plafonds(),
        **when_full(),
        **tenzijs(),
        **verrekeningen(),
        **report_paths.paths(),
        **_termijnen(),
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


def _berichten() -> dict[str, Part]:
    post = operation("verstuurBericht", "Verstuur een bericht", "berichten", FOR_PARTIJ, (403, 408, 413, 415))
    post["parameters"] = [parameter("proef", "`ja`: beoordeel het bericht en bewaar niets.", refer("KeuzeJa"))]
    post["requestBody"] = {
        "required": True,
        "description": "Eén bericht: XML in UTF-8 zonder byte order mark, hooguit 25 MB, desgewenst ingepakt met gzip.",
        "content": {"application/xml": TEXT, "text/xml": TEXT, "application/octet-stream": BYTES},
    }
    post["responses"] |= {
        "200": success("Dezelfde bytes waren er al, of dit was een proef.", "Ontvangstbewijs", "Location"),
        "201": success("Ontvangen en vastgelegd: goedgekeurd, afgekeurd of voorlopig.", "Ontvangstbewijs", "Location"),
    }
    listing = operation("lijstBerichten", "Bekijk uw postvak", "berichten", FOR_PARTIJ, (410,))
    listing["parameters"] = _LISTING
    listing["responses"]["200"] = success("Een bladzijde van uw postvak.", "Poststuklijst")
    view = operation("toonBericht", "Bekijk één bericht", "berichten", FOR_PARTIJ, (404,))
    view["description"] = (
        "Bij `alternatieven`: wie ruimte heeft voor wat niet past. Bij `antwoord`: wat wie zelf antwoordt, zei."
    )
    view["responses"]["200"] = success("Het bericht met zijn ontvangstbewijs.", "Berichtinzage")
    collect = operation("haalBerichtAf", "Meld een bericht als afgehaald", "berichten", FOR_PARTIJ, (404,))
    collect["description"] = (
        "Het bericht wacht dan niet langer, maar blijft te lezen. Herhalen is geen fout. "
        "Kan alleen met wat voor u is (richting `in`)."
    )
    collect["responses"]["204"] = {"description": "Afgehaald.", "headers": answer_headers()}
    payload = operation("haalPayload", "Haal de inhoud van een bericht", "berichten", FOR_PARTIJ, (404, 410))
    payload["responses"]["200"] = {
        "description": "Precies de bytes die ontvangen of verstuurd zijn.",
        "headers": answer_headers("ETag", "Repr-Digest", "Content-Disposition"),
        "content": {"application/octet-stream": BYTES, "application/xml": BYTES, "text/xml": BYTES},
    }
    payload["parameters"] = [
        parameter(
            "If-None-Match",
            "De ETag die u al hebt: dan is het antwoord 304, zonder inhoud.",
            {"type": "string"},
            "header",
        )
    ]
    payload["responses"]["304"] = {"description": "U hebt deze inhoud al.", "headers": answer_headers("ETag")}
    draad = operation("toonDraad", "Bekijk wat bij een bericht hoort", "berichten", FOR_PARTIJ, (404,))
    draad["description"] = (
        "Verzoek, antwoord, toewijzing, start, stop en declaratie met hun retourberichten, verbonden door de sleutels "
        "van de standaard. U ziet wat in uw postvak staat; een partij van de soort regio ziet alles. Op volgorde van "
        "ontvangst: die volgorde heeft geen betekenis."
    )
    draad["parameters"] = [
        parameter(
            "limit",
            "Hoeveel berichten, zonder hun antwoorden.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": LIMIT},
        )
    ]
    draad["responses"]["200"] = success("De draad van het bericht.", "Draad")
    id_ = parameter("id", "Nummer van het bericht.", {"type": "string", "format": "uuid"}, "path")
    return {
        "/v1/berichten": {"get": listing, "post": post},
        "/v1/berichten/{id}": {"parameters": [id_], "get": view, "delete": collect},
        "/v1/berichten/{id}/payload": {"parameters": [id_], "get": payload},
        "/v1/berichten/{id}/draad": {"parameters": [id_], "get": draad},
    }


def _validaties() -> dict[str, Part]:
    post = operation("kijkNa", "Kijk berichten na zonder te versturen", "validaties", FOR_PARTIJ, (408, 413, 415))
    post["description"] = (
        "Er wordt niets verstuurd of bewaard. Elk bericht wordt apart beoordeeld. Ook van een bericht dat niet klopt "
        "is het antwoord 200: wat er mis is, staat in het verslag. Een zip-bestand heeft hooguit "
        f"{ABOUT_HTTP.berichten} bestanden, samen hooguit {ABOUT_HTTP.uitgepakt_bytes // MB} MB, zonder wachtwoord en "
        "zonder zip-bestand erin; mappen mogen, en wat macOS en Windows zelf toevoegen telt niet mee. "
        f"Het verslag noemt hooguit {ABOUT_HTTP.bevindingen} bevindingen en telt ze alle. "
        "Per partij kan er één verzoek tegelijk (in elk proces van de gateway; reken op één)."
    )
    post["parameters"] = [
        parameter(
            "historie",
            "`ja`: beoordeel ook met eerdere berichten en het register, alsof u het bericht nu verstuurt. "
            "Van een bericht dat u niet mag versturen, worden die niveaus overgeslagen.",
            refer("KeuzeJaNee") | {"default": "nee"},
        )
    ]
    post["requestBody"] = {
        "required": True,
        "description": "Eén bericht als XML, of een zip-bestand met berichten; hooguit 25 MB. Bij "
        "application/octet-stream is aan de bytes te zien wat het is.",
        "content": {
            "application/xml": TEXT,
            "text/xml": TEXT,
            "application/zip": BYTES,
            "application/octet-stream": BYTES,
        },
    }
    text = TEXT
    post["responses"]["200"] = success("Het verslag, in de vorm die Accept noemt.", "Bundelverslag")
    post["responses"]["200"]["content"] |= {"text/html": text, "text/plain": text}
    return {"/v1/validaties": {"post": post}}


def _plafonds() -> dict[str, Part]:
    k = parameter(
        "k",
        "Stand van deze positie in het grootboek; zonder `k` die van nu. Dezelfde `k` geeft altijd dezelfde cijfers.",
        {"type": "integer", "minimum": 1, "maximum": MAX_POSITION},
    )
    every = operation("toonPlafondsVanRegio", "Bekijk alle plafonds van een jaar", "plafonds", FOR_FIGURES, (404,))
    every["description"] = "Alleen voor een partij van de soort regio."
    own = operation("toonPlafonds", "Bekijk de ruimte van een aanbieder", "plafonds", FOR_FIGURES, (404,))
    own["description"] = (
        "Voor de aanbieder zelf (een andere geeft 404) en voor een partij van de soort regio; een gemeente krijgt 403. "
        "Een plafond van een perceel of segment staat naast dat van de hele aanbieder: tel ze niet bij elkaar op."
    )
    every["parameters"] = own["parameters"] = [k]
    every["responses"]["200"] = success("De plafonds van dat jaar.", "Plafondoverzicht")
    own["responses"]["200"] = success("De ruimte in dat jaar, en wat erbij hoort.", "Ruimteoverzicht")
    boekingen = operation(
        "lijstBoekingen", "Bekijk de boekingen achter een plafond", "plafonds", FOR_PARTIJ, (403, 404, 410)
    )
    boekingen["description"] = (
        "Alles wat op de rekeningen is geboekt, in volgorde: debet erbij, credit eraf. Opgeteld is dat precies wat het "
        "overzicht met dezelfde `k` toont; PLAFOND staat er met een min."
    )
    boekingen["parameters"] = [k, *_BOEKINGEN]
    boekingen["responses"]["200"] = success("Een bladzijde met boekingen.", "Boekingenpagina")
    agb = parameter("agb", "AGB-code van de aanbieder.", {"type": "string"}, "path")
    jaar = parameter("jaar", "Kalenderjaar.", {"type": "string", "pattern": "^[0-9]{4}$"}, "path")
    return {
        "/v1/plafonds/{jaar}": {"parameters": [jaar], "get": every},
        "/v1/aanbieders/{agb}/plafonds/{jaar}": {"parameters": [agb, jaar], "get": own},
        "/v1/aanbieders/{agb}/plafonds/{jaar}/boekingen": {"parameters": [agb, jaar], "get": boekingen},
    } | openapi_amounts.paths()


def _termijnen() -> dict[str, Part]:
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


_WORD: Part = {"type": "string", "pattern": questions.WORD}
_CODE: Part = {"type": "string", "pattern": questions.PARTIJ, "examples": ["0363", "65656055", "opdrachtgever"]}
_LISTING = [
    parameter(
        "limit",
        "Hoeveel berichten op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": questions.MAX_LIMIT, "default": questions.LIMIT},
    ),
    parameter(
        "na",
        "Begin na deze positie. Wie steeds verdergaat na de hoogste positie die hij zag, mist niets.",
        {"type": "integer", "minimum": 0, "maximum": MAX_POSITION, "default": 0},
    ),
    parameter("richting", "Alleen wat voor u is, of van u.", refer("KeuzeRichting")),
    parameter("oordeel", "Alleen met dit oordeel bij ontvangst.", refer("KeuzeOordeel")),
    parameter(
        "status",
        "Alleen wat nog wacht, of al is afgehaald; geldt voor richting `in`.",
        refer("KeuzePoststatus"),
    ),
    parameter("berichtsoort", "Alleen deze berichtsoort.", refer("KeuzeBerichtsoort")),
    parameter(
        "identificatie",
        "Alleen berichten met deze Identificatie.",
        _WORD,
    ),
]
_PART: Part = {"type": "string", "pattern": questions.PART}
_BOEKINGEN = [
    parameter(
        "limit",
        "Hoeveel boekingen op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": questions.MAX_LIMIT, "default": questions.LIMIT},
    ),
    parameter("na", "Begin na deze boeking, als `positie.volgnr`.", {"type": "string", "pattern": questions.BOEKING}),
    parameter("perceel", "Alleen van het plafond van dit perceel; leeg: van geen perceel.", _PART),
    parameter("segment", "Alleen van het plafond van dit segment; leeg: van geen segment.", _PART),
    parameter("rekening", "Alleen op deze rekening, debet of credit.", refer("KeuzeRekening")),
]
_PERIODE: Part = {"type": "string", "pattern": NOTATION, "examples": ["2026-01..2026-06"]}
_AT: Part = {
    "type": "string",
    "description": PEIL_DAY["description"],
    "anyOf": [{"format": "date", "pattern": DATUM}, {"format": "date-time", "pattern": MOMENT}],
    "examples": ["2026-01-31", "2026-01-31T12:00:00Z"],
}
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
