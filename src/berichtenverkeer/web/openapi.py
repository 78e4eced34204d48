# SPDX-License-Identifier: EUPL-1.2
"""The description of the API: OpenAPI 3.1, by hand, in Dutch. A test holds it against the routes and live answers."""

import re
from typing import Any

import msgspec

from berichtenverkeer.core.ids import MAX_POSITIE
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import DATUM, EERSTE_DAG, LAATSTE_DAG, MOMENT
from berichtenverkeer.draden.zoeken import LIMIET, MAX_LIMIET
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.stromen.periode import NOTATIE
from berichtenverkeer.validation.bundel import MB, OVER_HTTP
from berichtenverkeer.web import vragen
from berichtenverkeer.web.koppen import OPEN, VAST, VERSIE
from berichtenverkeer.web.probleem import PROBLEEM_JSON, TITELS
from berichtenverkeer.web.rapportschemas import RAPPORTSCHEMAS
from berichtenverkeer.web.schemas import SCHEMAS
from berichtenverkeer.web.waardelijsten import verwijs, waardelijsten

Deel = dict[str, Any]


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom users of the API turn to."""

    name: str
    url: str | None = None
    email: str | None = None


class Uitgever(msgspec.Struct, frozen=True):
    """Whose API this is: the name of the region, whom to turn to, and the address for its users when that is known."""

    naam: str
    contact: Contact
    adres: str | None = None


VOORBEELD = Uitgever(
    "Voorbeeldregio",
    Contact(
        "Gegevensteam Voorbeeldregio",
        "https://voorbeeldregio.example/berichtenverkeer",
        "gegevensteam@voorbeeldregio.example",
    ),
)


def uitgever(instellingen: Instellingen) -> Uitgever:
    """The one that the settings name; without a name the regions are called by their codes."""
    naam = instellingen.regionaam or " en ".join(instellingen.regios)
    contact = Contact(instellingen.contact_naam or naam, instellingen.contact_url, instellingen.contact_email)
    return Uitgever(naam, contact, instellingen.adres)


_UITLEG = """\
Verstuur iJw 3.2-berichten als XML, krijg direct een oordeel, en haal uw post op.

- Een ontvangstbewijs betekent dat het bericht is vastgelegd. Kreeg u geen antwoord, verstuur dan dezelfde bytes
  opnieuw: dat levert hetzelfde bewijs op en telt niet dubbel.
- Een afgekeurd bericht is wel ontvangen (201): het retourbericht staat in uw postvak. Een geweigerd bericht (4xx) is
  niet ontvangen.
- Een voorlopig bericht (201) ligt bij een ontvanger die zelf antwoordt: zijn retourbericht komt later in uw postvak.
- Elke fout heeft dezelfde vorm (application/problem+json) en noemt alles tegelijk.
"""

_TEKST: Deel = {"schema": {"type": "string"}}
_BYTES: Deel = {"schema": {"type": "string", "format": "binary"}}
"""XML is text to a generated client; bytes that must come through as they are have a form of their own."""

_KOPPEN: dict[str, str] = {
    "API-Version": "Versie van deze API.",
    "X-Request-Id": "Nummer van het verzoek; uw eigen nummer als u een UUID meestuurde.",
    "Cache-Control": "Antwoorden worden nergens bewaard.",
    "Content-Security-Policy": "Antwoorden mogen niet in een frame.",
    "Strict-Transport-Security": "Gebruik altijd https.",
    "X-Content-Type-Options": "De vorm van het antwoord is die van Content-Type.",
    "X-Frame-Options": "Antwoorden mogen niet in een frame.",
    "Link": "Bij een positie die er niet meer is: het adres waarmee u verdergaat (rel=next).",
    "Location": "Adres van het bericht.",
    "ETag": "SHA-256 van de inhoud, in hexadecimale tekens.",
    "Repr-Digest": "SHA-256 van de inhoud (RFC 9530).",
    "Content-Disposition": "Voorstel voor een bestandsnaam.",
    "WWW-Authenticate": "Hoe u zich aanmeldt.",
    "Retry-After": "Aantal seconden dat u wacht.",
    "Allow": "De methoden die dit adres kent.",
    "Accept-Post": "De vormen die u mag sturen.",
    "Accept-Encoding": "De inpakking die u mag gebruiken.",
    "Access-Control-Allow-Origin": "Overal vandaan te lezen.",
}
_STEEDS = tuple(naam for naam in _KOPPEN if naam in VAST or naam == "X-Request-Id")
_EXTRA: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    410: ("Link",),
    415: ("Accept-Post", "Accept-Encoding"),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
_FOUTEN: dict[int, str] = {
    400: "Het verzoek of het bericht klopt niet; alle bevindingen staan in het antwoord.",
    401: "Geen token, of een token dat niet (meer) geldt.",
    403: "Dit mag u niet.",
    404: "Dit is er niet, of het is niet van u.",
    406: "U vraagt een vorm die dit adres niet heeft.",
    408: "De inhoud kwam niet op tijd binnen.",
    410: "Dit was er, maar is er niet meer; het antwoord zegt waarom en wat u kunt doen.",
    413: "Groter dan 25 MB, ingepakt of uitgepakt.",
    415: "Geen XML in UTF-8 (of zip, waar dat mag), of een andere inpakking dan gzip.",
    429: "Te veel verzoeken tegelijk of te snel achter elkaar.",
    500: "Fout van ons.",
    503: "Even niet beschikbaar; verstuur het verzoek later opnieuw.",
}
_ALTIJD = (400, 406, 500)
_PARTIJ = (400, 401, 406, 429, 500, 503)
_CIJFERS = (*_PARTIJ, 403, 410)


def document(van: Uitgever) -> bytes:
    """The whole document, as it is served.

    The addresses stand in it whole, with their version, as `href` and `volgende` in the answers do: a client that puts
    the address of the gateway before either is right.
    """
    paden = {
        **_berichten(),
        **_validaties(),
        **_plafonds(),
        **_rapportages(),
        **_termijnen(),
        **_regels(),
        **_beheer(),
    }
    for deel in paden.values():
        for werking in deel.values():
            if "responses" in werking:  # success first: many a client takes the first answer for the normal one
                werking["responses"] = dict(sorted(werking["responses"].items()))
    schemas = SCHEMAS | RAPPORTSCHEMAS
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": f"Berichtenverkeer iJw 3.2 van {van.naam}",
                "version": VERSIE,
                "summary": "Berichten versturen, oordelen ontvangen, post ophalen.",
                "description": _UITLEG,
                "contact": msgspec.to_builtins(van.contact),
                "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            },
            "servers": [{"url": van.adres or "/", "description": "Deze gateway."}],
            "tags": [
                {"name": "berichten", "description": "Versturen en ophalen."},
                {"name": "validaties", "description": "Nakijken zonder te versturen."},
                {"name": "plafonds", "description": "Hoeveel ruimte een aanbieder heeft, en waardoor."},
                {"name": "rapportages", "description": "Instroom, doorstroom, uitstroom en wachten in de regio."},
                {"name": "termijnen", "description": "Wat er nog moet gebeuren, wanneer, en wie te laat is."},
                {"name": "regels", "description": "De regels van iJw 3.2 en wat de gateway ermee doet."},
                {"name": "beheer", "description": "Voor wie de gateway draait of aansluit."},
            ],
            "paths": paden,
            "components": {
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "Het token dat de regio uw organisatie gaf.",
                    }
                },
                "headers": {naam: _kop(naam, uitleg) for naam, uitleg in _KOPPEN.items()},
                "responses": {_naam(status): _fout(status, uitleg) for status, uitleg in _FOUTEN.items()},
                "schemas": schemas | waardelijsten([paden, schemas]),
            },
        }
    )


def _berichten() -> dict[str, Deel]:
    post = _werking("verstuurBericht", "Verstuur een bericht", "berichten", _PARTIJ, (403, 408, 413, 415))
    post["parameters"] = [_parameter("proef", "`ja`: beoordeel het bericht en bewaar niets.", verwijs("KeuzeJa"))]
    post["requestBody"] = {
        "required": True,
        "description": "Eén bericht: XML in UTF-8 zonder byte order mark, hooguit 25 MB, desgewenst ingepakt met gzip.",
        "content": {"application/xml": _TEKST, "text/xml": _TEKST, "application/octet-stream": _BYTES},
    }
    post["responses"] |= {
        "200": _goed("Dezelfde bytes waren er al, of dit was een proef.", "Ontvangstbewijs", "Location"),
        "201": _goed("Ontvangen en vastgelegd: goedgekeurd, afgekeurd of voorlopig.", "Ontvangstbewijs", "Location"),
    }
    lijst = _werking("lijstBerichten", "Bekijk uw postvak", "berichten", _PARTIJ, (410,))
    lijst["parameters"] = _LIJST
    lijst["responses"]["200"] = _goed("Een bladzijde van uw postvak.", "Poststuklijst")
    inzage = _werking("toonBericht", "Bekijk één bericht", "berichten", _PARTIJ, (404,))
    inzage["description"] = (
        "Bij een JW315 waarvan een verzoek niet past, staan onder `alternatieven` de aanbieders die nu ruimte hebben "
        "voor hetzelfde product of dezelfde productcategorie in hetzelfde gebied: code en naam, geen bedragen. "
        "Bij een voorlopig bericht staat onder `antwoord` waarmee de ontvanger zelf antwoordde, zodra hij dat deed."
    )
    inzage["responses"]["200"] = _goed("Het bericht met zijn ontvangstbewijs.", "Berichtinzage")
    haal_af = _werking("haalBerichtAf", "Meld een bericht als afgehaald", "berichten", _PARTIJ, (404,))
    haal_af["description"] = (
        "Het bericht wacht dan niet langer, maar blijft te lezen. Herhalen is geen fout. "
        "Kan alleen met wat voor u is (richting `in`)."
    )
    haal_af["responses"]["204"] = {"description": "Afgehaald.", "headers": _koppen()}
    payload = _werking("haalPayload", "Haal de inhoud van een bericht", "berichten", _PARTIJ, (404, 410))
    payload["responses"]["200"] = {
        "description": "Precies de bytes die ontvangen of verstuurd zijn.",
        "headers": _koppen("ETag", "Repr-Digest", "Content-Disposition"),
        "content": {"application/octet-stream": _BYTES, "application/xml": _BYTES, "text/xml": _BYTES},
    }
    payload["parameters"] = [
        _parameter(
            "If-None-Match",
            "De ETag die u al hebt: dan is het antwoord 304, zonder inhoud.",
            {"type": "string"},
            "header",
        )
    ]
    payload["responses"]["304"] = {"description": "U hebt deze inhoud al.", "headers": _koppen("ETag")}
    draad = _werking("toonDraad", "Bekijk wat bij een bericht hoort", "berichten", _PARTIJ, (404,))
    draad["description"] = (
        "Verzoek, antwoord, toewijzing, start, stop en declaratie met hun retourberichten, verbonden door de sleutels "
        "van de standaard. U ziet wat in uw postvak staat; een partij van de soort regio ziet alles. Op volgorde van "
        "ontvangst: die volgorde heeft geen betekenis."
    )
    draad["parameters"] = [
        _parameter(
            "limit",
            "Hoeveel berichten, zonder hun antwoorden.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIET, "default": LIMIET},
        )
    ]
    draad["responses"]["200"] = _goed("De draad van het bericht.", "Draad")
    id_ = _parameter("id", "Nummer van het bericht.", {"type": "string", "format": "uuid"}, "path")
    return {
        "/v1/berichten": {"get": lijst, "post": post},
        "/v1/berichten/{id}": {"parameters": [id_], "get": inzage, "delete": haal_af},
        "/v1/berichten/{id}/payload": {"parameters": [id_], "get": payload},
        "/v1/berichten/{id}/draad": {"parameters": [id_], "get": draad},
    }


def _validaties() -> dict[str, Deel]:
    post = _werking("kijkNa", "Kijk berichten na zonder te versturen", "validaties", _PARTIJ, (408, 413, 415))
    post["description"] = (
        "Er wordt niets verstuurd of bewaard. Elk bericht wordt apart beoordeeld. Ook van een bericht dat niet klopt "
        "is het antwoord 200: wat er mis is, staat in het verslag. Een zip-bestand heeft hooguit "
        f"{OVER_HTTP.berichten} bestanden, samen hooguit {OVER_HTTP.uitgepakt_bytes // MB} MB, zonder wachtwoord en "
        "zonder zip-bestand erin; mappen mogen, en wat macOS en Windows zelf toevoegen telt niet mee. "
        f"Het verslag noemt hooguit {OVER_HTTP.bevindingen} bevindingen en telt ze alle. "
        "Per partij kan er één verzoek tegelijk (in elk proces van de gateway; reken op één)."
    )
    post["parameters"] = [
        _parameter(
            "historie",
            "`ja`: beoordeel ook met eerdere berichten en het register, alsof u het bericht nu verstuurt. "
            "Van een bericht dat u niet mag versturen, worden die niveaus overgeslagen.",
            verwijs("KeuzeJaNee") | {"default": "nee"},
        )
    ]
    post["requestBody"] = {
        "required": True,
        "description": "Eén bericht als XML, of een zip-bestand met berichten; hooguit 25 MB. Bij "
        "application/octet-stream is aan de bytes te zien wat het is.",
        "content": {
            "application/xml": _TEKST,
            "text/xml": _TEKST,
            "application/zip": _BYTES,
            "application/octet-stream": _BYTES,
        },
    }
    tekst = _TEKST
    post["responses"]["200"] = _goed("Het verslag, in de vorm die Accept noemt.", "Bundelverslag")
    post["responses"]["200"]["content"] |= {"text/html": tekst, "text/plain": tekst}
    return {"/v1/validaties": {"post": post}}


def _plafonds() -> dict[str, Deel]:
    k = _parameter(
        "k",
        "Stand van deze positie in het grootboek; zonder `k` die van nu. Dezelfde `k` geeft altijd dezelfde cijfers.",
        {"type": "integer", "minimum": 1, "maximum": MAX_POSITIE},
    )
    alle = _werking("toonPlafondsVanRegio", "Bekijk alle plafonds van een jaar", "plafonds", _CIJFERS, (404,))
    alle["description"] = "Alleen voor een partij van de soort regio."
    eigen = _werking("toonPlafonds", "Bekijk de plafonds van een aanbieder", "plafonds", _CIJFERS, (404,))
    eigen["description"] = (
        "Voor de aanbieder zelf (een andere geeft 404) en voor een partij van de soort regio; een gemeente krijgt 403. "
        "Een plafond van een perceel of segment staat naast dat van de hele aanbieder: tel ze niet bij elkaar op."
    )
    for werking in (alle, eigen):
        werking["parameters"] = [k]
        werking["responses"]["200"] = _goed("De plafonds van dat jaar.", "Plafondoverzicht")
    boekingen = _werking(
        "lijstBoekingen", "Bekijk de boekingen achter een plafond", "plafonds", _PARTIJ, (403, 404, 410)
    )
    boekingen["description"] = (
        "Alles wat op de rekeningen is geboekt, in volgorde: debet erbij, credit eraf. Opgeteld is dat precies wat het "
        "overzicht met dezelfde `k` toont; PLAFOND staat er met een min."
    )
    boekingen["parameters"] = [k, *_BOEKINGEN]
    boekingen["responses"]["200"] = _goed("Een bladzijde met boekingen.", "Boekingenpagina")
    agb = _parameter("agb", "AGB-code van de aanbieder.", {"type": "string"}, "path")
    jaar = _parameter("jaar", "Kalenderjaar.", {"type": "string", "pattern": "^[0-9]{4}$"}, "path")
    return {
        "/v1/plafonds/{jaar}": {"parameters": [jaar], "get": alle},
        "/v1/aanbieders/{agb}/plafonds/{jaar}": {"parameters": [agb, jaar], "get": eigen},
        "/v1/aanbieders/{agb}/plafonds/{jaar}/boekingen": {"parameters": [agb, jaar], "get": boekingen},
    }


def _rapportages() -> dict[str, Deel]:
    stromen = _werking("toonStromen", "Wie er kwam, ging en doorstroomde", "rapportages", _CIJFERS)
    stromen["parameters"] = [*_RAPPORT, *_STROMEN]
    stromen["responses"]["200"] = _goed("Cijfers per periode en plek.", "Stroomrapport")
    bewegingen = _werking(
        "lijstBewegingen", "Bekijk de bewegingen achter een cijfer", "rapportages", _PARTIJ, (403, 410)
    )
    bewegingen["parameters"] = [*_RAPPORT, *_STROMEN, *_KEUZE]
    bewegingen["responses"]["200"] = _goed("De bewegingen, zonder wie het is.", "Bewegingenlijst")
    wachttijden = _werking(
        "toonWachttijden", "Hoe lang er gewacht is, en wie nog wacht", "rapportages", _PARTIJ, (403,)
    )
    wachttijden["parameters"] = _RAPPORT
    wachttijden["responses"]["200"] = _goed("Cijfers per periode en plek, en de wachtlijst.", "Wachtrapport")
    for werking in (stromen, bewegingen, wachttijden):
        werking["description"] = "Alleen voor een partij van de soort regio. Zonder `k` en `op`: zoals nu bekend."
    return {
        "/v1/rapportages/stromen": {"get": stromen},
        "/v1/rapportages/stromen/bewegingen": {"get": bewegingen},
        "/v1/rapportages/wachttijden": {"get": wachttijden},
    }


def _termijnen() -> dict[str, Deel]:
    lijst = _werking("lijstTermijnen", "Bekijk de termijnen", "termijnen", _PARTIJ, (410,))
    lijst["parameters"] = [*_TERMIJNEN, *_TERMIJNPEIL]
    lijst["responses"]["200"] = _goed("Een bladzijde, de oudste deadline eerst.", "Termijnpagina")
    tellingen = _werking("telTermijnen", "Tel de termijnen per partij en soort", "termijnen", _PARTIJ, (410,))
    periode = "Over welke termijnen die zijn voldaan: 2026, 2026-Q1, 2026-03 of een reeks; anders het jaar van `op`."
    tellingen["parameters"] = [
        _parameter("periode", periode, _PERIODE),
        *_TERMIJNPEIL,
    ]
    tellingen["responses"]["200"] = _goed("De aantallen.", "Termijnsamenvatting")
    for werking in (lijst, tellingen):
        werking["description"] = (
            "Een aanbieder of gemeente ziet de termijnen waarin hij zelf partij of wederpartij is; "
            "een partij van de soort regio ziet alle. Zonder `k` en `op`: zoals nu bekend, op vandaag."
        )
    return {"/v1/termijnen": {"get": lijst}, "/v1/termijnen/samenvatting": {"get": tellingen}}


def _regels() -> dict[str, Deel]:
    lijst = _werking("lijstRegels", "Bekijk de regels", "regels", _ALTIJD, is_open=True)
    lijst["description"] = "Openbaar: er is geen token nodig. Altijd alle regels die voldoen; er zijn geen bladzijden."
    lijst["parameters"] = [
        _parameter("berichtsoort", "Alleen van deze berichtsoort.", verwijs("KeuzeBerichtsoort")),
        _parameter("soort", "Alleen van deze soort.", verwijs("KeuzeRegelsoort")),
        _parameter("niveau", "Alleen op dit niveau.", verwijs("KeuzeRegelniveau")),
        _parameter("staat", "Alleen met deze staat.", verwijs("KeuzeRegelstaat")),
    ]
    lijst["responses"]["200"] = _goed("De regels.", "Regellijst", *OPEN)
    een = _werking("toonRegel", "Bekijk één regel", "regels", _ALTIJD, (404,), is_open=True)
    een["description"] = "Openbaar: er is geen token nodig."
    een["responses"]["200"] = _goed("De regel.", "Regel", *OPEN)
    code = _parameter("code", "Code van de regel, zoals TR074.", {"type": "string"}, "path")
    return {"/v1/regels": {"get": lijst}, "/v1/regels/{code}": {"parameters": [code], "get": een}}


def _beheer() -> dict[str, Deel]:
    metingen = _werking("toonMetingen", "Metingen voor Prometheus", "beheer", _PARTIJ, (403,))
    metingen["description"] = "Alleen voor een partij van de soort regio. Alleen aantallen en duren."
    metingen["responses"]["200"] = {
        "description": "Metingen.",
        "headers": _koppen(),
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
    leeft = _werking("isLevend", "Leeft dit proces", "beheer", _ALTIJD, is_open=True)
    leeft["responses"]["200"] = _goed("Het proces leeft.", "Gezondheid", *OPEN)
    gereed = _werking("isGereed", "Kan dit proces berichten ontvangen", "beheer", (*_ALTIJD, 503), is_open=True)
    gereed["responses"]["200"] = _goed("De database is bereikbaar en past bij deze versie.", "Gezondheid", *OPEN)
    zelf = _werking("toonBeschrijving", "Deze beschrijving", "beheer", _ALTIJD, is_open=True)
    zelf["responses"]["200"] = {
        "description": "Dit document.",
        "headers": _koppen(*OPEN),
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {
        "/v1/openapi.json": {"get": zelf},
        "/healthz": {"get": leeft},
        "/readyz": {"get": gereed},
        "/metrics": {"get": metingen},
    }


def _werking(
    naam: str,
    samenvatting: str,
    tag: str,
    fouten: tuple[int, ...],
    meer: tuple[int, ...] = (),
    *,
    is_open: bool = False,
) -> Deel:
    verwijzingen = {
        str(status): {"$ref": f"#/components/responses/{_naam(status)}"} for status in sorted((*fouten, *meer))
    }
    return {
        "operationId": naam,
        "summary": samenvatting,
        "tags": [tag],
        "security": [] if is_open else [{"token": []}],
        "responses": verwijzingen,
    }


def _goed(uitleg: str, schema: str, *koppen: str) -> Deel:
    return {
        "description": uitleg,
        "headers": _koppen(*koppen),
        "content": {"application/json": {"schema": verwijs(schema)}},
    }


def _fout(status: int, uitleg: str) -> Deel:
    return {
        "description": uitleg,
        "headers": _koppen(*_EXTRA.get(status, ())),
        "content": {PROBLEEM_JSON: {"schema": verwijs("Probleem")}},
    }


def _naam(status: int) -> str:
    """`Te groot` -> `TeGroot`: the name of an error answer."""
    return "".join(woord.capitalize() for woord in re.findall(r"\w+", TITELS[status]))


def _koppen(*meer: str) -> Deel:
    return {naam: {"$ref": f"#/components/headers/{naam}"} for naam in (*_STEEDS, *meer)}


def _kop(naam: str, uitleg: str) -> Deel:
    schema: Deel = {"type": "string"}
    if naam in VAST and naam != "Content-Security-Policy":  # a page says more in it
        schema["const"] = VAST[naam]
    return {"description": uitleg, "schema": schema}


def _parameter(naam: str, uitleg: str, schema: Deel, plaats: str = "query") -> Deel:
    return {"name": naam, "in": plaats, "required": plaats == "path", "description": uitleg, "schema": schema}


_WOORD: Deel = {"type": "string", "pattern": vragen.WOORD}
_CODE: Deel = {"type": "string", "pattern": vragen.PARTIJ, "examples": ["0363", "65656055"]}
_LIJST = [
    _parameter(
        "limit",
        "Hoeveel berichten op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": vragen.MAX_LIMIET, "default": vragen.LIMIET},
    ),
    _parameter(
        "na",
        "Begin na deze positie. Wie steeds verdergaat na de hoogste positie die hij zag, mist niets.",
        {"type": "integer", "minimum": 0, "maximum": MAX_POSITIE, "default": 0},
    ),
    _parameter("richting", "Alleen wat voor u is, of van u.", verwijs("KeuzeRichting")),
    _parameter("oordeel", "Alleen met dit oordeel bij ontvangst.", verwijs("KeuzeOordeel")),
    _parameter(
        "status",
        "Alleen wat nog wacht, of al is afgehaald; geldt voor richting `in`.",
        verwijs("KeuzePoststatus"),
    ),
    _parameter("berichtsoort", "Alleen deze berichtsoort.", verwijs("KeuzeBerichtsoort")),
    _parameter(
        "identificatie",
        "Alleen berichten met deze Identificatie.",
        _WOORD,
    ),
]
_DEEL: Deel = {"type": "string", "pattern": vragen.DEEL}
_BOEKINGEN = [
    _parameter(
        "limit",
        "Hoeveel boekingen op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": vragen.MAX_LIMIET, "default": vragen.LIMIET},
    ),
    _parameter("na", "Begin na deze boeking, als `positie.volgnr`.", {"type": "string", "pattern": vragen.BOEKING}),
    _parameter("perceel", "Alleen van het plafond van dit perceel; leeg: van geen perceel.", _DEEL),
    _parameter("segment", "Alleen van het plafond van dit segment; leeg: van geen segment.", _DEEL),
    _parameter("rekening", "Alleen op deze rekening, debet of credit.", verwijs("KeuzeRekening")),
]
_PEILDAG: Deel = {
    "type": "string",
    "format": "date",
    "pattern": DATUM,
    "description": f"Van {EERSTE_DAG} tot en met {LAATSTE_DAG}.",
}
_PERIODE: Deel = {"type": "string", "pattern": NOTATIE, "examples": ["2026-01..2026-06"]}
_OP: Deel = {
    "type": "string",
    "description": _PEILDAG["description"],
    "anyOf": [{"format": "date", "pattern": DATUM}, {"format": "date-time", "pattern": MOMENT}],
    "examples": ["2026-01-31", "2026-01-31T12:00:00Z"],
}
_RAPPORT = [
    {
        **_parameter(
            "periode",
            "2026, 2026-Q1 of 2026-03, of een reeks van dezelfde soort: 2026-01..2026-06.",
            _PERIODE,
        ),
        "required": True,
    },
    _parameter(
        "dimensie",
        "Waarover de cijfers worden uitgesplitst.",
        verwijs("KeuzeDimensie") | {"default": Dimensie.SEGMENT},
    ),
    _parameter(
        "k",
        "Zoals bekend op deze positie in het grootboek.",
        {"type": "integer", "minimum": 1, "maximum": MAX_POSITIE},
    ),
    _parameter("dagK", "De dag die bij `k` hoort, zoals een eerder rapport die noemde.", _PEILDAG),
    _parameter("op", "Zoals bekend aan het eind van deze dag, of op dit moment (met tijdzone).", _OP),
    _parameter(
        "termijn",
        "Doorstroomtermijn in dagen; zonder deze die van het register.",
        {"type": "integer", "minimum": 0, "maximum": vragen.MAX_TERMIJN},
    ),
]
_STROMEN = [
    _parameter(
        "verondersteld",
        "`ja`: zorg zonder stop eindigt met de toewijzing, als een eigen soort uit.",
        verwijs("KeuzeJa"),
    ),
]
_KEUZE = [
    _parameter("plek", "Alleen van deze plek.", _WOORD),
    _parameter("anderePlek", "Alleen doorstroom van of naar deze plek.", _WOORD),
    _parameter("richting", "Alleen in of uit.", verwijs("KeuzeStroomrichting")),
    _parameter("soort", "Alleen deze soort.", verwijs("KeuzeBeweging")),
]
_TERMIJNPEIL = [
    _parameter(
        "k",
        "Zoals bekend op deze positie in het grootboek. Met `k` en `op` krijgt u altijd hetzelfde antwoord.",
        {"type": "integer", "minimum": 1, "maximum": MAX_POSITIE},
    ),
    _parameter(
        "op", "Gerekend op deze dag; zonder `k`: zoals bekend aan het eind ervan. Niet voor de dag van `k`.", _PEILDAG
    ),
]
_TERMIJNEN = [
    _parameter(
        "limit",
        "Hoeveel termijnen op een bladzijde.",
        {"type": "integer", "minimum": 1, "maximum": vragen.MAX_LIMIET, "default": vragen.LIMIET},
    ),
    _parameter(
        "na",
        "Sla zoveel termijnen over. `volgende` noemt ook `k` en `op`, zodat er niets verschuift.",
        {"type": "integer", "minimum": 0, "maximum": MAX_POSITIE, "default": 0},
    ),
    _parameter("soort", "Alleen deze soort.", verwijs("KeuzeTermijnsoort")),
    _parameter("partij", "Alleen wat deze partij moet doen: AGB-code of CBS-code.", _CODE),
    _parameter("wederpartij", "Alleen wat tegenover deze partij moet gebeuren.", _CODE),
    _parameter("status", "Alleen wat nog open is, of al voldaan.", verwijs("KeuzeTermijnstatus")),
    _parameter("teLaat", "Alleen wat te laat is, of juist op tijd.", verwijs("KeuzeJaNee")),
    _parameter("deadlineVan", "Alleen met een deadline op of na deze dag.", _PEILDAG),
    _parameter("deadlineTot", "Alleen met een deadline op of voor deze dag.", _PEILDAG),
]
