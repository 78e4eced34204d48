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
from berichtenverkeer.core.errors import SettingMissing
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.draden.tree import Draad, Draadbericht, Tak
from berichtenverkeer.validation.nagekeken import Bundelverslag, Codetelling, Nagekeken
from berichtenverkeer.web import fixed_headers, forms, openapi, plafond_forms
from berichtenverkeer.web.app import make_app
from berichtenverkeer.web.problem import Probleem
from berichtenverkeer.web.schemas import SCHEMAS
from bouwers import jw301, jw305, jw315, with_
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, XML, Antwoord, Desk, open_loket

DOCUMENT: dict[str, Any] = msgspec.json.decode(openapi.document(openapi.EXAMPLE))
WERKINGEN = [
    (pad, method, effect)
    for pad, part in DOCUMENT["paths"].items()
    for method, effect in part.items()
    if method in ("get", "post", "put", "patch", "delete")
]
PER_WERKING = pytest.mark.parametrize(
    ("pad", "method", "effect"), WERKINGEN, ids=[w["operationId"] for *_, w in WERKINGEN]
)


def los_op(part: Any) -> Any:
    """What a $ref points to."""
    while isinstance(part, dict) and "$ref" in part:
        target: Any = DOCUMENT
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        part = target
    return part


def _every(part: Any, key: str) -> list[Any]:
    if isinstance(part, dict):
        own = [part[key]] if key in part else []
        return own + [found for content in part.values() for found in _every(content, key)]
    return [found for content in part for found in _every(content, key)] if isinstance(part, list) else []


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
    assert not any("servers" in part for part in DOCUMENT["paths"].values())
    assert not any("servers" in effect for *_, effect in WERKINGEN)


def test_who_publishes_the_api_comes_from_the_settings() -> None:
    environment = {
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
    document = msgspec.json.decode(openapi.document(openapi.publisher(read_settings(environment))))
    assert document["info"]["title"] == "Berichtenverkeer iJw 3.2 van Regio Noord"
    contact = {"name": "Loket", "url": "https://noord.example/api", "email": "api@noord.example"}
    assert document["info"]["contact"] == contact
    assert document["servers"][0]["url"] == "https://berichten.noord.example"
    without = {name: value for name, value in environment.items() if "CONTACT" not in name and name != "BV_REGIONAAM"}
    document = msgspec.json.decode(openapi.document(openapi.publisher(read_settings(without))))
    assert document["info"]["contact"] == {"name": "r"}
    for name in ("BV_CONTACT_URL", "BV_CONTACT_EMAIL", "BV_ADRES", "BV_REGIONAAM"):
        with pytest.raises(SettingMissing, match=name):
            read_settings(environment | {name: "krom\n"})


@PER_WERKING
def test_what_a_generated_client_needs(pad: str, method: str, effect: dict[str, Any]) -> None:
    """Success comes first; a body can be sent by who knows no XML; the normal answer can be read by name."""
    statussen = list(effect["responses"])
    assert statussen == sorted(statussen)
    assert statussen[0] in ("200", "201", "204")
    if method == "post":
        assert {"application/octet-stream", "application/json"} & effect["requestBody"]["content"].keys(), pad
    for content in _every(effect, "content"):
        for form, part in content.items():
            schema = part["schema"]
            if form.endswith("json") and effect["operationId"] != "toonBeschrijving":
                assert "$ref" in schema
            elif not form.endswith("json"):
                assert schema["type"] == "string"


def test_every_list_of_values_has_a_name_and_is_open_in_an_answer() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    met_enum = {name for name, schema in schemas.items() if "enum" in schema}
    assert met_enum == {name for name in schemas if name.startswith("Keuze")}
    assert len(_every(DOCUMENT, "enum")) == len(met_enum)
    vragen = {ref.rpartition("/")[2] for *_, one in WERKINGEN for ref in _every(one.get("requestBody", {}), "$ref")}
    antwoorden = [schema for name, schema in schemas.items() if name not in met_enum | vragen]
    assert not [ref for ref in _every(antwoorden, "$ref") if "/Keuze" in ref]
    assert not _every(DOCUMENT, "additionalProperties") or all(
        part is not False for part in _every(DOCUMENT, "additionalProperties")
    )


def test_paths_are_kebab_case_without_trailing_slash_and_keys_camel_case() -> None:
    for pad in DOCUMENT["paths"]:
        assert not pad.endswith("/")
        for segment in pad.strip("/").split("/"):
            assert re.fullmatch(r"_?[a-z0-9-]+|\{[a-z]+\}|openapi\.json", segment), pad  # the last is prescribed
    for parameters in _every(DOCUMENT["paths"], "parameters"):
        for parameter in parameters:
            assert parameter["in"] == "header" or re.fullmatch(r"[a-z][A-Za-z0-9]*", parameter["name"])
    for schema in SCHEMAS.values():
        assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", field) for field in schema["properties"])


@PER_WERKING
def test_a_working_is_described_whole(pad: str, method: str, effect: dict[str, Any]) -> None:
    assert effect["operationId"]
    assert effect["summary"]
    assert ("requestBody" in effect) == (method == "post")
    in_pad = set(re.findall(r"\{(\w+)\}", pad))
    named = {p["name"] for p in DOCUMENT["paths"][pad].get("parameters", []) if p["in"] == "path"}
    assert in_pad == named
    assert {"400", "500"} <= effect["responses"].keys()
    assert ("401" in effect["responses"]) == bool(effect["security"])


@PER_WERKING
def test_every_answer_documents_its_headers_and_every_error_is_a_problem(
    pad: str, method: str, effect: dict[str, Any]
) -> None:
    assert pad
    assert method
    for status, reference in effect["responses"].items():
        antwoord = los_op(reference)
        assert {*fixed_headers.FIXED, "X-Request-Id"} - {"Server"} <= antwoord["headers"].keys()
        if int(status) >= 400:
            assert antwoord["content"].keys() == {"application/problem+json"}
            assert {"status", "title", "detail"} <= set(los_op(_every(antwoord, "schema")[0])["required"])
        assert status != "422"


def test_every_reference_leads_somewhere_and_every_operation_has_its_own_name() -> None:
    for reference in _every(DOCUMENT, "$ref"):
        assert los_op({"$ref": reference})
    assert len({w["operationId"] for *_, w in WERKINGEN}) == len(WERKINGEN)


def test_moments_are_date_time() -> None:
    assert {
        field
        for schema in SCHEMAS.values()
        for field, part in schema["properties"].items()
        if part.get("format") == "date-time"
    } == {"ontvangenOp", "afgehaaldOp"}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (Bevinding, "Bevinding"),
        (forms.Verwijzing, "Verwijzing"),
        (forms.Ontvangstbewijs, "Ontvangstbewijs"),
        (forms.PoststukLine, "Poststuk"),
        (forms.Poststuklijst, "Poststuklijst"),
        (forms.Berichtinzage, "Berichtinzage"),
        (forms.Alternatieven, "Alternatieven"),
        (forms.Aanbiedernaam, "Aanbiedernaam"),
        (plafond_forms.Plafondregel, "Plafondregel"),
        (plafond_forms.Plafondoverzicht, "Plafondoverzicht"),
        (plafond_forms.Boekingregel, "Boekingregel"),
        (plafond_forms.Boekingenpagina, "Boekingenpagina"),
        (Bundelverslag, "Bundelverslag"),
        (Nagekeken, "Nagekeken"),
        (Codetelling, "Codetelling"),
        (Draad, "Draad"),
        (Tak, "Tak"),
        (Draadbericht, "Draadbericht"),
        (Probleem, "Probleem"),
    ],
)
def test_what_goes_out_has_the_fields_that_are_described(form: type[msgspec.Struct], name: str) -> None:
    assert [field.encode_name for field in msgspec.structs.fields(form)] == list(SCHEMAS[name]["properties"])


async def test_the_routes_are_the_ones_described(desk: Desk) -> None:
    routes = {
        (route.method, route.resource.canonical)
        for route in make_app(desk.gateways).router.routes()
        if route.resource is not None and route.method not in ("HEAD", "OPTIONS")
    }
    described = {(method.upper(), pad) for pad, method, _ in WERKINGEN}
    of_report = re.compile("(?<=^/v1/rapportages/)[a-z]+")  # one route for all that have none of their own
    assert routes == {one if one in routes else (one[0], of_report.sub("{code}", one[1])) for one in described}


# --- live answers ------------------------------------------------------------------------------------------------


def _fits(value: Any, schema: Any, plek: str = "$") -> None:
    """The value fits the schema; knows exactly the words of JSON Schema that our document uses."""
    schema = los_op(schema)
    if "oneOf" in schema:
        choice = schema["oneOf"][1 if value is None else 0]
        return _fits(value, choice, plek)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": float, "boolean": bool}
    kinds["null"] = type(None)
    soort = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(type(value) is kinds[one] for one in soort), f"{plek}: {type(value)}, not {soort}"
    if "x-extensible-enum" in schema:
        assert value in schema["x-extensible-enum"], plek
    if "pattern" in schema and value is not None:
        assert re.fullmatch(schema["pattern"], value), plek
    if schema.get("format") == "uuid" and value is not None:
        UUID(value)
    if schema.get("format") == "date-time" and value is not None:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value), plek
        datetime.fromisoformat(value)
    if isinstance(value, dict) and "properties" in schema:
        assert list(value) == list(schema["properties"]) == schema["required"], plek
        for field, content in value.items():
            _fits(content, schema["properties"][field], f"{plek}.{field}")
    if isinstance(value, list):
        for number, content in enumerate(value):
            _fits(content, schema["items"], f"{plek}[{number}]")
    return None


def zoals_beschreven(effect: str, antwoord: Antwoord) -> None:
    """The live answer is one that the description names, with its headers and its shape."""
    (beschreven,) = [w for *_, w in WERKINGEN if w["operationId"] == effect]
    part = los_op(beschreven["responses"][str(antwoord.status)])
    for name, envelope in part["headers"].items():
        schema = los_op(envelope)["schema"]
        if "const" in schema:
            assert antwoord.headers[name] == schema["const"]
    if "content" not in part:
        assert antwoord.data == b""
        return
    content_type = antwoord.headers["Content-Type"].split(";")[0]
    assert content_type in part["content"]
    if content_type.endswith("json") and effect != "toonBeschrijving":
        _fits(antwoord.json, part["content"][content_type]["schema"])


async def test_live_answers_are_as_described(desk: Desk) -> None:
    async def belongs(
        effect: str, status: int, method: str, pad: str, who: str | None = None, **options: Any
    ) -> Antwoord:
        antwoord = await desk.vraag(method, pad, who, **options)
        assert antwoord.status == status, (effect, antwoord.data)
        zoals_beschreven(effect, antwoord)
        return antwoord

    async def stuur(status: int, bericht: Any, who: str, pad: str = "/v1/berichten", **options: Any) -> Antwoord:
        antwoord = await desk.send(bericht, who, pad, **options)
        assert antwoord.status == status, antwoord.data
        zoals_beschreven("verstuurBericht", antwoord)
        return antwoord

    address = (await stuur(201, jw301(), GEMEENTE)).headers["Location"]
    await stuur(201, jw305(), AANBIEDER)
    await stuur(201, with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    await stuur(200, jw301(), GEMEENTE)
    await stuur(200, jw301(), GEMEENTE, "/v1/berichten?proef=ja")
    await stuur(400, b"<a/>", GEMEENTE)
    await stuur(400, jw301(), GEMEENTE, "/v1/berichten?proef=nee")
    await stuur(403, jw301(), AANBIEDER)
    await stuur(406, jw301(), GEMEENTE, headers={"Accept": "text/html"})
    await stuur(415, jw301(), GEMEENTE, headers={"Content-Type": "text/plain"})
    await belongs("verstuurBericht", 401, "POST", "/v1/berichten", data=b"<a/>", headers=XML)
    await belongs("lijstBerichten", 200, "GET", "/v1/berichten?limit=2", AANBIEDER)
    await belongs("lijstBerichten", 400, "GET", "/v1/berichten?limit=x", AANBIEDER)
    await belongs("toonBericht", 200, "GET", address, AANBIEDER)
    await belongs("toonBericht", 404, "GET", address, REGIO)
    await belongs("toonBericht", 400, "GET", f"{address}?x=1", AANBIEDER)
    await belongs("toonDraad", 200, "GET", f"{address}/draad", AANBIEDER)
    await belongs("toonDraad", 200, "GET", f"{address}/draad?limit=1", REGIO)
    await belongs("toonDraad", 404, "GET", f"{address}/draad", ANDERE_AANBIEDER)
    await belongs("toonDraad", 400, "GET", f"{address}/draad?limit=0", AANBIEDER)
    await belongs("haalPayload", 200, "GET", f"{address}/payload", AANBIEDER)
    await belongs("haalPayload", 406, "GET", f"{address}/payload", AANBIEDER, headers={"Accept": "application/json"})
    payload = await belongs("haalPayload", 200, "GET", f"{address}/payload", AANBIEDER, headers={"Accept": "text/xml"})
    known = {"If-None-Match": payload.headers["ETag"]}
    await belongs("haalPayload", 304, "GET", f"{address}/payload", AANBIEDER, headers=known)
    await belongs("haalBerichtAf", 204, "DELETE", address, AANBIEDER)
    await belongs("toonBericht", 200, "GET", address, AANBIEDER)
    await belongs("kijkNa", 200, "POST", "/v1/validaties", GEMEENTE, data=b"<a/>", headers=XML)
    as_page = XML | {"Accept": "text/html"}
    await belongs("kijkNa", 200, "POST", "/v1/validaties?historie=ja", AANBIEDER, data=b"<a/>", headers=as_page)
    await belongs("kijkNa", 415, "POST", "/v1/validaties", AANBIEDER, data=b"", headers={"Content-Type": "text/plain"})
    await belongs("kijkNa", 406, "POST", "/v1/validaties", AANBIEDER, data=b"", headers=XML | {"Accept": "image/png"})
    await belongs("toonMetingen", 200, "GET", "/metrics", REGIO)
    await belongs("toonMetingen", 403, "GET", "/metrics", AANBIEDER)
    await belongs("isLevend", 200, "GET", "/healthz")
    await belongs("isGereed", 200, "GET", "/readyz")
    description = await belongs("toonBeschrijving", 200, "GET", "/v1/openapi.json")
    assert description.json == DOCUMENT


async def test_of_a_month_whose_key_was_destroyed_the_receipt_is_left(config: Settings, eigenaar_url: str) -> None:
    async with open_loket(config) as desk:
        receipt = (await desk.send(jw301(), GEMEENTE)).json
    eigenaar = await asyncpg.connect(eigenaar_url)
    assert await eigenaar.execute("DELETE FROM datasleutel WHERE regio = $1", config.regio) == "DELETE 1"
    await eigenaar.close()
    async with open_loket(config) as later:  # a process that runs keeps the keys that it used
        view = await later.vraag("GET", f"/v1/berichten/{receipt['id']}", AANBIEDER)
        payload = await later.vraag("GET", f"/v1/berichten/{receipt['id']}/payload", AANBIEDER)
    zoals_beschreven("toonBericht", view)
    assert view.json["ontvangstbewijs"] == receipt | {"sha256": None}
    zoals_beschreven("haalPayload", payload)
    assert (payload.status, payload.json["title"]) == (410, "Niet meer te geven")
    assert payload.json["detail"].startswith("De inhoud van dit bericht is vernietigd")


async def test_every_answer_carries_the_fixed_headers_also_the_wrong_ones(desk: Desk) -> None:
    address = (await desk.send(jw301(), GEMEENTE)).headers["Location"]
    for method, pad in (
        ("GET", "/v1/berichten"),
        ("HEAD", "/v1/berichten"),
        ("DELETE", address),
        ("GET", f"{address}/payload"),
        ("GET", "/nergens"),
        ("GET", "/"),
        ("PATCH", "/v1/berichten"),
        ("OPTIONS", "/v1/openapi.json"),
        ("OPTIONS", "/v1/berichten"),
        ("PROPFIND", "/v1/berichten"),
        ("GET", "/healthz?x=1"),
        ("GET", "/v1/openapi.json"),
    ):
        await desk.vraag(method, pad, AANBIEDER)
    await desk.vraag("GET", "/v1/berichten")
    for antwoord in desk.antwoorden:
        assert antwoord.headers["API-Version"] == DOCUMENT["info"]["version"]
        assert antwoord.headers["Cache-Control"] == "no-store"
        assert antwoord.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert antwoord.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert antwoord.headers["X-Content-Type-Options"] == "nosniff"
        assert antwoord.headers["X-Frame-Options"] == "DENY"
        assert antwoord.headers["Server"] == "berichtenverkeer"
        UUID(antwoord.headers["X-Request-Id"])
        assert all(len(antwoord.headers.getall(name)) == 1 for name in antwoord.headers)
        if antwoord.status >= 400:
            assert antwoord.headers["Content-Type"] == "application/problem+json"
            assert antwoord.json["aanvraag"] == antwoord.headers["X-Request-Id"]
    open_ = [antwoord.status for antwoord in desk.antwoorden if "Access-Control-Allow-Origin" in antwoord.headers]
    assert open_ == [204, 400, 200]  # what is for anyone: OPTIONS, an error, the document


@pytest.mark.parametrize("pad", ["/v1/berichten/", "/v1/openapi.json/", "/healthz/", "/v1//berichten"])
async def test_there_is_no_variant_with_another_slash(desk: Desk, pad: str) -> None:
    assert (await desk.vraag("GET", pad, AANBIEDER)).status == 404


@pytest.mark.parametrize(
    ("asked", "is_overgenomen"),
    [
        ("018F2C6E-0000-7000-8000-00000000ABCD", True),
        ("999900006", False),
        ("{018f2c6e-0000-7000-8000-000000000000}", False),
        ("018f2c6e-0000-7000-8000-000000000000x", False),
    ],
)
async def test_a_request_id_is_taken_over_only_when_it_is_a_uuid(desk: Desk, asked: str, is_overgenomen: bool) -> None:
    antwoord = await desk.vraag("GET", "/healthz", headers={"X-Request-Id": asked})
    assert (antwoord.headers["X-Request-Id"] == asked.lower()) is is_overgenomen
