# SPDX-License-Identifier: EUPL-1.2
"""A question is taken exactly when the description of the API allows it, parameter by parameter."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.klok import EERSTE_DAG, LAATSTE_DAG
from berichtenverkeer.web import vragen
from berichtenverkeer.web.probleem import Afwijzing
from web.test_web_afspraken import WERKINGEN, los_op

VRAGEN: dict[str, Mapping[str, Any]] = {
    "verstuurBericht": vragen.PROEF,
    "lijstBerichten": vragen.LIJST,
    "toonDraad": vragen.DRAAD,
    "kijkNa": vragen.VALIDATIE,
    "toonPlafondsVanRegio": vragen.PEIL,
    "toonPlafonds": vragen.PEIL,
    "lijstBoekingen": vragen.BOEKINGEN,
    "toonStromen": vragen.STROMEN,
    "lijstBewegingen": vragen.BEWEGINGEN,
    "toonWachttijden": vragen.WACHTTIJDEN,
    "lijstTermijnen": vragen.TERMIJNEN,
    "telTermijnen": vragen.TERMIJNSAMENVATTING,
    "lijstRegels": vragen.REGELS,
}
PARAMETERS = [
    (werking["operationId"], parameter["name"], los_op(parameter["schema"]))
    for *_, werking in WERKINGEN
    for parameter in werking.get("parameters", ())
    if parameter["in"] == "query"
]


def _mag(schema: dict[str, Any], tekst: str) -> bool:
    """Whether a value is as described."""
    if "anyOf" in schema:
        return any(_mag({"type": "string", **een}, tekst) for een in schema["anyOf"])
    if "enum" in schema:
        return tekst in schema["enum"]
    if schema["type"] == "integer":
        is_getal = re.fullmatch("0|[1-9][0-9]{0,19}", tekst) is not None
        return is_getal and schema["minimum"] <= int(tekst) <= schema["maximum"]
    return re.fullmatch(schema["pattern"], tekst) is not None and _bestaat(schema.get("format"), tekst)


def _bestaat(vorm: str | None, tekst: str) -> bool:
    lezer = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}.get(vorm or "", str)
    try:
        lezer(tekst)
    except ValueError:
        return False
    return True


def _waarden(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Right ones, nearly right ones, and anything."""
    delen = schema.get("anyOf", [schema])
    goed = [st.from_regex(deel["pattern"], fullmatch=True) for deel in delen if "pattern" in deel]
    goed += [st.sampled_from(deel["enum"]) for deel in delen if "enum" in deel]
    if schema.get("type") == "integer":
        rand = [schema["minimum"], schema["maximum"]]
        goed.append(st.sampled_from([str(een + d) for een in rand for d in (-1, 0, 1)]) | st.integers().map(str))
    heel = st.one_of(*goed)
    return heel | heel.map(lambda tekst: f"{tekst} ") | heel.map(lambda tekst: tekst[1:]) | st.text(max_size=60)


@pytest.mark.parametrize(("werking", "naam", "schema"), PARAMETERS, ids=[f"{een[0]}-{een[1]}" for een in PARAMETERS])
def test_a_value_is_taken_exactly_when_it_is_as_described(werking: str, naam: str, schema: dict[str, Any]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(tekst=_waarden(schema))
    @example(tekst="")
    @example(tekst="2026-W23-1")
    @example(tekst="20260601")
    @example(tekst="2026-06-01T12")
    @example(tekst="٢٠٢٦-٠٦-٠١")
    @example(tekst="007")
    @example(tekst="+1")
    @example(tekst="1999-12-31")
    @example(tekst="2100-01-01T00:00:00Z")
    def neemt(tekst: str) -> None:
        if _mag(schema, tekst):
            assert set(vragen.lees({naam: tekst}, VRAGEN[werking])) == {naam}
            return
        with pytest.raises(Afwijzing) as afgewezen:
            vragen.lees({naam: tekst}, VRAGEN[werking])
        assert [een.pad for een in afgewezen.value.bevindingen] == [f"?{naam}"]

    neemt()


def test_every_parameter_that_is_taken_is_described_and_no_other() -> None:
    beschreven: dict[str, set[str]] = {}
    for werking, naam, _ in PARAMETERS:
        beschreven.setdefault(werking, set()).add(naam)
    assert beschreven == {werking: set(vraag) for werking, vraag in VRAGEN.items()}


def test_every_day_in_a_question_says_between_which_days_it_may_lie() -> None:
    dagen = [schema for *_, schema in PARAMETERS if "date" in (schema.get("format"), *_vormen(schema))]
    assert len(dagen) == 10
    assert all(str(EERSTE_DAG) in een["description"] and str(LAATSTE_DAG) in een["description"] for een in dagen)


def _vormen(schema: dict[str, Any]) -> list[str]:
    return [een["format"] for een in schema.get("anyOf", ())]
