# SPDX-License-Identifier: EUPL-1.2
"""The NLGov API design rules, held against the description of the API and against live answers."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.errors import InstellingOntbreekt
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.draden.boom import Draad, Draadbericht, Tak
from berichtenverkeer.validation.nagekeken import Bundelverslag, Codetelling, Nagekeken
from berichtenverkeer.web import koppen, openapi, plafondvormen, vormen
from berichtenverkeer.web.app import maak_app
from berichtenverkeer.web.probleem import Probleem
from berichtenverkeer.web.schemas import SCHEMAS
from bouwers import jw301, jw305, jw315, met
from web.loket import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, XML, Antwoord, Loket, open_loket

DOCUMENT: dict[str, Any] = msgspec.json.decode(openapi.document(openapi.VOORBEELD))
WERKINGEN = [
    (pad, methode, werking)
    for pad, deel in DOCUMENT["paths"].items()
    for methode, werking in deel.items()
    if methode in ("get", "post", "put", "patch", "delete")
]
PER_WERKING = pytest.mark.parametrize(
    ("pad", "methode", "werking"), WERKINGEN, ids=[w["operationId"] for *_, w in WERKINGEN]
)


def los_op(deel: Any) -> Any:
    """What a $ref points to."""
    while isinstance(deel, dict) and "$ref" in deel:
        doel: Any = DOCUMENT
        for stap in deel["$ref"].removeprefix("#/").split("/"):
            doel = doel[stap]
        deel = doel
    return deel


def _alle(deel: Any, sleutel: str) -> list[Any]:
    if isinstance(deel, dict):
        eigen = [deel[sleutel]] if sleutel in deel else []
        return eigen + [gevonden for inhoud in deel.values() for gevonden in _alle(inhoud, sleutel)]
    return [gevonden for inhoud in deel for gevonden in _alle(inhoud, sleutel)] if isinstance(deel, list) else []


# --- the description ---------------------------------------------------------------------------------------------


def test_the_description_is_openapi_3_with_semver_and_a_contact_and_in_dutch() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", DOCUMENT["info"]["version"])
    assert set(DOCUMENT["info"]["contact"]) == {"name", "url", "email"}
    assert " het " in DOCUMENT["info"]["description"]


def test_the_major_version_and_nothing_else_is_in_the_address() -> None:
    versie = "/v" + DOCUMENT["info"]["version"].split(".")[0]
    assert {pad for pad in DOCUMENT["paths"] if not pad.startswith(f"{versie}/")} == {"/healthz", "/readyz", "/metrics"}
    assert not any(re.search(r"/v\d", pad.removeprefix(versie)) for pad in DOCUMENT["paths"])


def test_an_address_in_an_answer_is_used_like_one_of_the_description() -> None:
    """One server, of the whole API: what stands in `href` and `volgende` goes behind it as the paths do."""
    assert [server["url"] for server in DOCUMENT["servers"]] == ["/"]
    assert not any("servers" in deel for deel in DOCUMENT["paths"].values())
    assert not any("servers" in werking for *_, werking in WERKINGEN)


def test_who_publishes_the_api_comes_from_the_settings() -> None:
    omgeving = {
        "BV_REGIO": "r",
        "BV_REGIONAAM": "Regio Noord",
        "BV_CONTACT_NAAM": "Loket",
        "BV_CONTACT_URL": "https://noord.example/api",
        "BV_CONTACT_EMAIL": "api@noord.example",
        "BV_ADRES": "https://berichten.noord.example",
        "DATABASE_URL": "postgresql://x/y",
        "BV_HOOFDSLEUTEL": "A" * 43 + "=",
        "BV_ZOEKSLEUTEL": "A" * 43 + "=",
    }
    document = msgspec.json.decode(openapi.document(openapi.uitgever(lees_instellingen(omgeving))))
    assert document["info"]["title"] == "Berichtenverkeer iJw 3.2 van Regio Noord"
    contact = {"name": "Loket", "url": "https://noord.example/api", "email": "api@noord.example"}
    assert document["info"]["contact"] == contact
    assert document["servers"][0]["url"] == "https://berichten.noord.example"
    zonder = {naam: waarde for naam, waarde in omgeving.items() if "CONTACT" not in naam and naam != "BV_REGIONAAM"}
    document = msgspec.json.decode(openapi.document(openapi.uitgever(lees_instellingen(zonder))))
    assert document["info"]["contact"] == {"name": "r"}
    for naam in ("BV_CONTACT_URL", "BV_CONTACT_EMAIL", "BV_ADRES", "BV_REGIONAAM"):
        with pytest.raises(InstellingOntbreekt, match=naam):
            lees_instellingen(omgeving | {naam: "krom\n"})


@PER_WERKING
def test_what_a_generated_client_needs(pad: str, methode: str, werking: dict[str, Any]) -> None:
    """Success comes first; a body can be sent by who knows no XML; the normal answer can be read by name."""
    statussen = list(werking["responses"])
    assert statussen == sorted(statussen)
    assert statussen[0] in ("200", "204")
    if methode == "post":
        assert "application/octet-stream" in werking["requestBody"]["content"], pad
    for inhoud in _alle(werking, "content"):
        for vorm, deel in inhoud.items():
            schema = deel["schema"]
            if vorm.endswith("json") and werking["operationId"] != "toonBeschrijving":
                assert "$ref" in schema
            elif not vorm.endswith("json"):
                assert schema["type"] == "string"


def test_every_list_of_values_has_a_name_and_is_open_in_an_answer() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    met_enum = {naam for naam, schema in schemas.items() if "enum" in schema}
    assert met_enum == {naam for naam in schemas if naam.startswith("Keuze")}
    assert len(_alle(DOCUMENT, "enum")) == len(met_enum)
    antwoorden = {naam: schema for naam, schema in schemas.items() if naam not in met_enum}
    assert not [ref for ref in _alle(antwoorden, "$ref") if "/Keuze" in ref]
    assert [een for een in _alle(antwoorden, "x-extensible-enum") if een]
    assert not _alle(DOCUMENT, "additionalProperties") or all(
        deel is not False for deel in _alle(DOCUMENT, "additionalProperties")
    )


def test_paths_are_kebab_case_without_trailing_slash_and_keys_camel_case() -> None:
    for pad in DOCUMENT["paths"]:
        assert not pad.endswith("/")
        for segment in pad.strip("/").split("/"):
            assert re.fullmatch(r"[a-z0-9-]+|\{[a-z]+\}|openapi\.json", segment), pad  # the one name that is prescribed
    for parameters in _alle(DOCUMENT["paths"], "parameters"):
        for parameter in parameters:
            assert parameter["in"] == "header" or re.fullmatch(r"[a-z][A-Za-z0-9]*", parameter["name"])
    for schema in SCHEMAS.values():
        assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", veld) for veld in schema["properties"])


@PER_WERKING
def test_a_working_is_described_whole(pad: str, methode: str, werking: dict[str, Any]) -> None:
    assert werking["operationId"]
    assert werking["summary"]
    assert ("requestBody" in werking) == (methode == "post")
    in_pad = set(re.findall(r"\{(\w+)\}", pad))
    genoemd = {p["name"] for p in DOCUMENT["paths"][pad].get("parameters", []) if p["in"] == "path"}
    assert in_pad == genoemd
    assert {"400", "500"} <= werking["responses"].keys()
    assert ("401" in werking["responses"]) == bool(werking["security"])


@PER_WERKING
def test_every_answer_documents_its_headers_and_every_error_is_a_problem(
    pad: str, methode: str, werking: dict[str, Any]
) -> None:
    assert pad
    assert methode
    for status, verwijzing in werking["responses"].items():
        antwoord = los_op(verwijzing)
        assert {*koppen.VAST, "X-Request-Id"} - {"Server"} <= antwoord["headers"].keys()
        if int(status) >= 400:
            assert antwoord["content"].keys() == {"application/problem+json"}
            assert {"status", "title", "detail"} <= set(los_op(_alle(antwoord, "schema")[0])["required"])
        assert status != "422"


def test_every_reference_leads_somewhere_and_every_operation_has_its_own_name() -> None:
    for verwijzing in _alle(DOCUMENT, "$ref"):
        assert los_op({"$ref": verwijzing})
    assert len({w["operationId"] for *_, w in WERKINGEN}) == len(WERKINGEN)


def test_moments_are_date_time() -> None:
    assert {
        veld
        for schema in SCHEMAS.values()
        for veld, deel in schema["properties"].items()
        if deel.get("format") == "date-time"
    } == {"ontvangenOp", "afgehaaldOp"}


@pytest.mark.parametrize(
    ("vorm", "naam"),
    [
        (Bevinding, "Bevinding"),
        (vormen.Verwijzing, "Verwijzing"),
        (vormen.Ontvangstbewijs, "Ontvangstbewijs"),
        (vormen.Poststukregel, "Poststuk"),
        (vormen.Poststuklijst, "Poststuklijst"),
        (vormen.Berichtinzage, "Berichtinzage"),
        (vormen.Alternatieven, "Alternatieven"),
        (vormen.Aanbiedernaam, "Aanbiedernaam"),
        (plafondvormen.Plafondregel, "Plafondregel"),
        (plafondvormen.Plafondoverzicht, "Plafondoverzicht"),
        (plafondvormen.Boekingregel, "Boekingregel"),
        (plafondvormen.Boekingenpagina, "Boekingenpagina"),
        (Bundelverslag, "Bundelverslag"),
        (Nagekeken, "Nagekeken"),
        (Codetelling, "Codetelling"),
        (Draad, "Draad"),
        (Tak, "Tak"),
        (Draadbericht, "Draadbericht"),
        (Probleem, "Probleem"),
    ],
)
def test_what_goes_out_has_the_fields_that_are_described(vorm: type[msgspec.Struct], naam: str) -> None:
    assert [veld.encode_name for veld in msgspec.structs.fields(vorm)] == list(SCHEMAS[naam]["properties"])


async def test_the_routes_are_the_ones_described(loket: Loket) -> None:
    routes = {
        (route.method, route.resource.canonical)
        for route in maak_app(loket.gateways).router.routes()
        if route.resource is not None and route.method not in ("HEAD", "OPTIONS")
    }
    assert routes == {(methode.upper(), pad) for pad, methode, _ in WERKINGEN}


# --- live answers ------------------------------------------------------------------------------------------------


def _past(waarde: Any, schema: Any, plek: str = "$") -> None:
    """The value fits the schema; knows exactly the words of JSON Schema that our document uses."""
    schema = los_op(schema)
    if "oneOf" in schema:
        keuze = schema["oneOf"][1 if waarde is None else 0]
        return _past(waarde, keuze, plek)
    soorten = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    soort = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(type(waarde) is soorten[een] for een in soort), f"{plek}: {type(waarde)}, not {soort}"
    if "x-extensible-enum" in schema:
        assert waarde in schema["x-extensible-enum"], plek
    if "pattern" in schema and waarde is not None:
        assert re.fullmatch(schema["pattern"], waarde), plek
    if schema.get("format") == "uuid" and waarde is not None:
        UUID(waarde)
    if schema.get("format") == "date-time" and waarde is not None:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", waarde), plek
        datetime.fromisoformat(waarde)
    if isinstance(waarde, dict) and "properties" in schema:
        assert list(waarde) == list(schema["properties"]) == schema["required"], plek
        for veld, inhoud in waarde.items():
            _past(inhoud, schema["properties"][veld], f"{plek}.{veld}")
    if isinstance(waarde, list):
        for nummer, inhoud in enumerate(waarde):
            _past(inhoud, schema["items"], f"{plek}[{nummer}]")
    return None


def zoals_beschreven(werking: str, antwoord: Antwoord) -> None:
    """The live answer is one that the description names, with its headers and its shape."""
    (beschreven,) = [w for *_, w in WERKINGEN if w["operationId"] == werking]
    deel = los_op(beschreven["responses"][str(antwoord.status)])
    for naam, kop in deel["headers"].items():
        schema = los_op(kop)["schema"]
        if "const" in schema:
            assert antwoord.headers[naam] == schema["const"]
    if "content" not in deel:
        assert antwoord.data == b""
        return
    inhoudstype = antwoord.headers["Content-Type"].split(";")[0]
    assert inhoudstype in deel["content"]
    if inhoudstype.endswith("json") and werking != "toonBeschrijving":
        _past(antwoord.json, deel["content"][inhoudstype]["schema"])


async def test_live_answers_are_as_described(loket: Loket) -> None:
    async def hoort(
        werking: str, status: int, methode: str, pad: str, wie: str | None = None, **opties: Any
    ) -> Antwoord:
        antwoord = await loket.vraag(methode, pad, wie, **opties)
        assert antwoord.status == status, (werking, antwoord.data)
        zoals_beschreven(werking, antwoord)
        return antwoord

    async def stuur(status: int, bericht: Any, wie: str, pad: str = "/v1/berichten", **opties: Any) -> Antwoord:
        antwoord = await loket.stuur(bericht, wie, pad, **opties)
        assert antwoord.status == status, antwoord.data
        zoals_beschreven("verstuurBericht", antwoord)
        return antwoord

    adres = (await stuur(201, jw301(), GEMEENTE)).headers["Location"]
    await stuur(201, jw305(), AANBIEDER)
    await stuur(201, met(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    await stuur(200, jw301(), GEMEENTE)
    await stuur(200, jw301(), GEMEENTE, "/v1/berichten?proef=ja")
    await stuur(400, b"<a/>", GEMEENTE)
    await stuur(400, jw301(), GEMEENTE, "/v1/berichten?proef=nee")
    await stuur(403, jw301(), AANBIEDER)
    await stuur(406, jw301(), GEMEENTE, headers={"Accept": "text/html"})
    await stuur(415, jw301(), GEMEENTE, headers={"Content-Type": "text/plain"})
    await hoort("verstuurBericht", 401, "POST", "/v1/berichten", data=b"<a/>", headers=XML)
    await hoort("lijstBerichten", 200, "GET", "/v1/berichten?limit=2", AANBIEDER)
    await hoort("lijstBerichten", 400, "GET", "/v1/berichten?limit=x", AANBIEDER)
    await hoort("toonBericht", 200, "GET", adres, AANBIEDER)
    await hoort("toonBericht", 404, "GET", adres, REGIO)
    await hoort("toonBericht", 400, "GET", f"{adres}?x=1", AANBIEDER)
    await hoort("toonDraad", 200, "GET", f"{adres}/draad", AANBIEDER)
    await hoort("toonDraad", 200, "GET", f"{adres}/draad?limit=1", REGIO)
    await hoort("toonDraad", 404, "GET", f"{adres}/draad", ANDERE_AANBIEDER)
    await hoort("toonDraad", 400, "GET", f"{adres}/draad?limit=0", AANBIEDER)
    await hoort("haalPayload", 200, "GET", f"{adres}/payload", AANBIEDER)
    await hoort("haalPayload", 406, "GET", f"{adres}/payload", AANBIEDER, headers={"Accept": "application/json"})
    payload = await hoort("haalPayload", 200, "GET", f"{adres}/payload", AANBIEDER, headers={"Accept": "text/xml"})
    bekend = {"If-None-Match": payload.headers["ETag"]}
    await hoort("haalPayload", 304, "GET", f"{adres}/payload", AANBIEDER, headers=bekend)
    await hoort("haalBerichtAf", 204, "DELETE", adres, AANBIEDER)
    await hoort("toonBericht", 200, "GET", adres, AANBIEDER)
    await hoort("kijkNa", 200, "POST", "/v1/validaties", GEMEENTE, data=b"<a/>", headers=XML)
    als_pagina = XML | {"Accept": "text/html"}
    await hoort("kijkNa", 200, "POST", "/v1/validaties?historie=ja", AANBIEDER, data=b"<a/>", headers=als_pagina)
    await hoort("kijkNa", 415, "POST", "/v1/validaties", AANBIEDER, data=b"", headers={"Content-Type": "text/plain"})
    await hoort("kijkNa", 406, "POST", "/v1/validaties", AANBIEDER, data=b"", headers=XML | {"Accept": "image/png"})
    await hoort("toonMetingen", 200, "GET", "/metrics", REGIO)
    await hoort("toonMetingen", 403, "GET", "/metrics", AANBIEDER)
    await hoort("isLevend", 200, "GET", "/healthz")
    await hoort("isGereed", 200, "GET", "/readyz")
    beschrijving = await hoort("toonBeschrijving", 200, "GET", "/v1/openapi.json")
    assert beschrijving.json == DOCUMENT


async def test_of_a_month_whose_key_was_destroyed_the_receipt_is_left(
    instellingen: Instellingen, eigenaar_url: str
) -> None:
    async with open_loket(instellingen) as loket:
        bon = (await loket.stuur(jw301(), GEMEENTE)).json
    eigenaar = await asyncpg.connect(eigenaar_url)
    assert await eigenaar.execute("DELETE FROM datasleutel WHERE regio = $1", instellingen.regio) == "DELETE 1"
    await eigenaar.close()
    async with open_loket(instellingen) as later:  # a process that runs keeps the keys that it used
        inzage = await later.vraag("GET", f"/v1/berichten/{bon['id']}", AANBIEDER)
        payload = await later.vraag("GET", f"/v1/berichten/{bon['id']}/payload", AANBIEDER)
    zoals_beschreven("toonBericht", inzage)
    assert inzage.json["ontvangstbewijs"] == bon | {"sha256": None}
    zoals_beschreven("haalPayload", payload)
    assert (payload.status, payload.json["title"]) == (410, "Niet meer te geven")
    assert payload.json["detail"].startswith("De inhoud van dit bericht is vernietigd")


async def test_every_answer_carries_the_fixed_headers_also_the_wrong_ones(loket: Loket) -> None:
    adres = (await loket.stuur(jw301(), GEMEENTE)).headers["Location"]
    for methode, pad in (
        ("GET", "/v1/berichten"),
        ("HEAD", "/v1/berichten"),
        ("DELETE", adres),
        ("GET", f"{adres}/payload"),
        ("GET", "/nergens"),
        ("GET", "/"),
        ("PATCH", "/v1/berichten"),
        ("OPTIONS", "/v1/openapi.json"),
        ("OPTIONS", "/v1/berichten"),
        ("PROPFIND", "/v1/berichten"),
        ("GET", "/healthz?x=1"),
        ("GET", "/v1/openapi.json"),
    ):
        await loket.vraag(methode, pad, AANBIEDER)
    await loket.vraag("GET", "/v1/berichten")
    for antwoord in loket.antwoorden:
        assert antwoord.headers["API-Version"] == DOCUMENT["info"]["version"]
        assert antwoord.headers["Cache-Control"] == "no-store"
        assert antwoord.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert antwoord.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert antwoord.headers["X-Content-Type-Options"] == "nosniff"
        assert antwoord.headers["X-Frame-Options"] == "DENY"
        assert antwoord.headers["Server"] == "berichtenverkeer"
        UUID(antwoord.headers["X-Request-Id"])
        assert all(len(antwoord.headers.getall(naam)) == 1 for naam in antwoord.headers)
        if antwoord.status >= 400:
            assert antwoord.headers["Content-Type"] == "application/problem+json"
            assert antwoord.json["aanvraag"] == antwoord.headers["X-Request-Id"]
    open_ = [antwoord.status for antwoord in loket.antwoorden if "Access-Control-Allow-Origin" in antwoord.headers]
    assert open_ == [204, 400, 200]  # what is for anyone: OPTIONS, an error, the document


@pytest.mark.parametrize("pad", ["/v1/berichten/", "/v1/openapi.json/", "/healthz/", "/v1//berichten"])
async def test_there_is_no_variant_with_another_slash(loket: Loket, pad: str) -> None:
    assert (await loket.vraag("GET", pad, AANBIEDER)).status == 404


@pytest.mark.parametrize(
    ("gevraagd", "is_overgenomen"),
    [
        ("018F2C6E-0000-7000-8000-00000000ABCD", True),
        ("999900006", False),
        ("{018f2c6e-0000-7000-8000-000000000000}", False),
        ("018f2c6e-0000-7000-8000-000000000000x", False),
    ],
)
async def test_a_request_id_is_taken_over_only_when_it_is_a_uuid(
    loket: Loket, gevraagd: str, is_overgenomen: bool
) -> None:
    antwoord = await loket.vraag("GET", "/healthz", headers={"X-Request-Id": gevraagd})
    assert (antwoord.headers["X-Request-Id"] == gevraagd.lower()) is is_overgenomen
