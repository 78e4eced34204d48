# SPDX-License-Identifier: EUPL-1.2
"""The rules over HTTP: for anyone, as described, and the same as the catalogue says."""

import json
from typing import Any

import msgspec
import pytest

from berichtenverkeer.regels.catalogue import CatalogueRegel, catalogue
from berichtenverkeer.web.regels import Regellijst
from berichtenverkeer.web.schemas import SCHEMAS
from web.desk import AANBIEDER, Desk
from web.test_web_afspraken import DOCUMENT, zoals_beschreven

REGELS: list[dict[str, Any]] = json.loads(msgspec.json.encode(catalogue()))


@pytest.mark.parametrize(("form", "name"), [(CatalogueRegel, "Regel"), (Regellijst, "Regellijst")])
def test_what_goes_out_has_the_fields_that_are_described(form: type[msgspec.Struct], name: str) -> None:
    assert [field.encode_name for field in msgspec.structs.fields(form)] == list(SCHEMAS[name]["properties"])


@pytest.mark.parametrize("who", [None, AANBIEDER])
async def test_anyone_reads_the_whole_catalogue_from_anywhere(desk: Desk, who: str | None) -> None:
    antwoord = await desk.vraag("GET", "/v1/regels", who)
    assert antwoord.status == 200
    zoals_beschreven("lijstRegels", antwoord)
    assert antwoord.json == {"regels": REGELS}
    assert antwoord.headers["Access-Control-Allow-Origin"] == "*"
    assert DOCUMENT["paths"]["/v1/regels"]["get"]["security"] == []


async def test_every_rule_of_the_catalogue_has_its_own_address(desk: Desk) -> None:
    for regel in REGELS:
        antwoord = await desk.vraag("GET", f"/v1/regels/{regel['code']}")
        assert antwoord.status == 200
        zoals_beschreven("toonRegel", antwoord)
        assert antwoord.json == regel
        assert antwoord.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        ("berichtsoort=JW302", lambda one: "JW302" in one["berichten"]),
        ("soort=CD", lambda one: one["code"].startswith("CD")),
        ("niveau=EXTERN", lambda one: one["niveau"] == "EXTERN"),
        ("staat=schema", lambda one: one["staat"] == "schema"),
        ("berichtsoort=JW305&niveau=XSD&soort=CS", lambda one: one["code"] in ("CS015", "CS025")),
    ],
)
async def test_only_the_rules_that_were_asked_for_come(desk: Desk, question: str, chosen: Any) -> None:
    antwoord = await desk.vraag("GET", f"/v1/regels?{question}")
    zoals_beschreven("lijstRegels", antwoord)
    expected = [one for one in REGELS if chosen(one)]
    assert 0 < len(expected) < len(REGELS)
    assert antwoord.json["regels"] == expected


async def test_a_question_that_no_rule_answers_has_an_empty_list(desk: Desk) -> None:
    antwoord = await desk.vraag("GET", "/v1/regels?berichtsoort=JW302&soort=TR")
    assert antwoord.json == {"regels": []}


@pytest.mark.parametrize(
    ("question", "paden"),
    [
        ("berichtsoort=JW304", ["?berichtsoort"]),
        ("niveau=TRANSPORT&staat=stuk&soort=tr", ["?niveau", "?staat", "?soort"]),
        ("x=1", ["?"]),
        ("soort=TR&soort=CD", ["?soort"]),
    ],
)
async def test_a_wrong_question_is_400_with_everything_that_is_wrong(
    desk: Desk, question: str, paden: list[str]
) -> None:
    antwoord = await desk.vraag("GET", f"/v1/regels?{question}")
    assert antwoord.status == 400
    zoals_beschreven("lijstRegels", antwoord)
    assert [bevinding["pad"] for bevinding in antwoord.json["bevindingen"]] == paden


@pytest.mark.parametrize("code", ["TR999", "tr074", "999900006", "TR074%2F"])
async def test_a_rule_that_does_not_exist_is_404_without_the_code_that_was_asked(desk: Desk, code: str) -> None:
    antwoord = await desk.vraag("GET", f"/v1/regels/{code}")
    assert antwoord.status == 404
    zoals_beschreven("toonRegel", antwoord)
    assert code not in antwoord.data.decode()
    assert "/v1/regels" in antwoord.json["detail"]


async def test_one_rule_knows_no_parameters_and_no_other_form(desk: Desk) -> None:
    for status, pad, envelopes in (
        (400, "/v1/regels/TR074?x=1", {}),
        (406, "/v1/regels/TR074", {"Accept": "text/html"}),
    ):
        antwoord = await desk.vraag("GET", pad, headers=envelopes)
        assert antwoord.status == status
        zoals_beschreven("toonRegel", antwoord)
