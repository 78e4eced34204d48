# SPDX-License-Identifier: EUPL-1.2
"""The rules over HTTP: for anyone, as described, and the same as the catalogue says."""

import json
from typing import Any

import msgspec
import pytest

from berichtenverkeer.regels.catalogus import Catalogusregel, catalogus
from berichtenverkeer.web.regels import Regellijst
from berichtenverkeer.web.schemas import SCHEMAS
from web.loket import AANBIEDER, Loket
from web.test_web_afspraken import DOCUMENT, zoals_beschreven

REGELS: list[dict[str, Any]] = json.loads(msgspec.json.encode(catalogus()))


@pytest.mark.parametrize(("vorm", "naam"), [(Catalogusregel, "Regel"), (Regellijst, "Regellijst")])
def test_what_goes_out_has_the_fields_that_are_described(vorm: type[msgspec.Struct], naam: str) -> None:
    assert [veld.encode_name for veld in msgspec.structs.fields(vorm)] == list(SCHEMAS[naam]["properties"])


@pytest.mark.parametrize("wie", [None, AANBIEDER])
async def test_anyone_reads_the_whole_catalogue_from_anywhere(loket: Loket, wie: str | None) -> None:
    antwoord = await loket.vraag("GET", "/v1/regels", wie)
    assert antwoord.status == 200
    zoals_beschreven("lijstRegels", antwoord)
    assert antwoord.json == {"regels": REGELS}
    assert antwoord.headers["Access-Control-Allow-Origin"] == "*"
    assert DOCUMENT["paths"]["/v1/regels"]["get"]["security"] == []


async def test_every_rule_of_the_catalogue_has_its_own_address(loket: Loket) -> None:
    for regel in REGELS:
        antwoord = await loket.vraag("GET", f"/v1/regels/{regel['code']}")
        assert antwoord.status == 200
        zoals_beschreven("toonRegel", antwoord)
        assert antwoord.json == regel
        assert antwoord.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("vraag", "gekozen"),
    [
        ("berichtsoort=JW302", lambda een: "JW302" in een["berichten"]),
        ("soort=CD", lambda een: een["code"].startswith("CD")),
        ("niveau=EXTERN", lambda een: een["niveau"] == "EXTERN"),
        ("staat=schema", lambda een: een["staat"] == "schema"),
        ("berichtsoort=JW305&niveau=XSD&soort=CS", lambda een: een["code"] in ("CS015", "CS025")),
    ],
)
async def test_only_the_rules_that_were_asked_for_come(loket: Loket, vraag: str, gekozen: Any) -> None:
    antwoord = await loket.vraag("GET", f"/v1/regels?{vraag}")
    zoals_beschreven("lijstRegels", antwoord)
    verwacht = [een for een in REGELS if gekozen(een)]
    assert 0 < len(verwacht) < len(REGELS)
    assert antwoord.json["regels"] == verwacht


async def test_a_question_that_no_rule_answers_has_an_empty_list(loket: Loket) -> None:
    antwoord = await loket.vraag("GET", "/v1/regels?berichtsoort=JW302&soort=TR")
    assert antwoord.json == {"regels": []}


@pytest.mark.parametrize(
    ("vraag", "paden"),
    [
        ("berichtsoort=JW304", ["?berichtsoort"]),
        ("niveau=TRANSPORT&staat=stuk&soort=tr", ["?niveau", "?staat", "?soort"]),
        ("x=1", ["?"]),
        ("soort=TR&soort=CD", ["?soort"]),
    ],
)
async def test_a_wrong_question_is_400_with_everything_that_is_wrong(
    loket: Loket, vraag: str, paden: list[str]
) -> None:
    antwoord = await loket.vraag("GET", f"/v1/regels?{vraag}")
    assert antwoord.status == 400
    zoals_beschreven("lijstRegels", antwoord)
    assert [bevinding["pad"] for bevinding in antwoord.json["bevindingen"]] == paden


@pytest.mark.parametrize("code", ["TR999", "tr074", "999900006", "TR074%2F"])
async def test_a_rule_that_does_not_exist_is_404_without_the_code_that_was_asked(loket: Loket, code: str) -> None:
    antwoord = await loket.vraag("GET", f"/v1/regels/{code}")
    assert antwoord.status == 404
    zoals_beschreven("toonRegel", antwoord)
    assert code not in antwoord.data.decode()
    assert "/v1/regels" in antwoord.json["detail"]


async def test_one_rule_knows_no_parameters_and_no_other_form(loket: Loket) -> None:
    for status, pad, koppen in (
        (400, "/v1/regels/TR074?x=1", {}),
        (406, "/v1/regels/TR074", {"Accept": "text/html"}),
    ):
        antwoord = await loket.vraag("GET", pad, headers=koppen)
        assert antwoord.status == status
        zoals_beschreven("toonRegel", antwoord)
