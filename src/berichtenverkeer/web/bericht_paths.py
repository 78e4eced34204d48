# SPDX-License-Identifier: EUPL-1.2
"""The addresses of berichten: send, read, take, why; and of checking without sending."""

from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.draden.searching import LIMIT, MAX_LIMIT
from berichtenverkeer.validation.bundle import ABOUT_HTTP, MB
from berichtenverkeer.web import questions
from berichtenverkeer.web.openapi_parts import (
    BYTES,
    FOR_PARTIJ,
    TEXT,
    Part,
    answer_headers,
    operation,
    parameter,
    success,
)
from berichtenverkeer.web.value_listings import refer


def berichten() -> dict[str, Part]:
    """Those under /v1/berichten."""
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
    id_ = parameter("id", "Nummer van het bericht.", {"type": "string", "format": "uuid"}, "path")
    return {
        "/v1/berichten": {"get": listing, "post": post},
        "/v1/berichten/{id}": {"parameters": [id_], "get": view, "delete": collect},
        "/v1/berichten/{id}/payload": {"parameters": [id_], "get": _payload()},
        "/v1/berichten/{id}/draad": {"parameters": [id_], "get": _draad()},
        "/v1/berichten/{id}/waarom": {"parameters": [id_], "get": _why()},
    }


def _payload() -> Part:
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
    return payload


def _draad() -> Part:
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
    return draad


def _why() -> Part:
    why = operation("toonWaarom", "Bekijk waarom een bericht zo is beoordeeld", "berichten", FOR_PARTIJ, (404,))
    why["description"] = (
        "Van een bericht in uw postvak; een partij van de soort regio mag het van elk bericht vragen. Het bericht "
        "wordt nog eens beoordeeld, met wat toen bekend was en met wat nu bekend is; er wordt niets verstuurd of "
        "bewaard. Een gemeente ziet de bedragen van het plafond niet."
    )
    why["responses"]["200"] = success("Waarom het zo is beoordeeld.", "Why")
    return why


def validaties() -> dict[str, Part]:
    """Those under /v1/validaties."""
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


_WORD: Part = {"type": "string", "pattern": questions.WORD}
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
