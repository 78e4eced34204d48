# SPDX-License-Identifier: EUPL-1.2
"""A question is taken exactly when the description of the API allows it, parameter by parameter."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.clock import FIRST_DAY, LAST_DAY
from berichtenverkeer.gateway.report_parameters import of_behind, of_form, of_restatement
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.web import questions
from berichtenverkeer.web.problem import Afwijzing
from examples import examples
from web.test_web_afspraken import WERKINGEN, los_op

VRAGEN: dict[str, Mapping[str, Any]] = {
    "verstuurBericht": questions.PROEF,
    "lijstBerichten": questions.LISTING,
    "toonDraad": questions.DRAAD,
    "kijkNa": questions.VALIDATION,
    "toonPlafondsVanRegio": questions.PEIL,
    "toonPlafonds": questions.PEIL,
    "lijstBoekingen": questions.BOEKINGEN,
    "lijstTermijnen": questions.TERMIJNEN,
    "lijstAlternatieven": questions.PEIL,
    "lijstPlafondsignalen": questions.PLAFONDSIGNALEN,
    "rekenWatAls": questions.PEIL,
    "rekenVoorstel": questions.PEIL,
    "rekenVerdeling": questions.PEIL,
    "toonGemeentebegrotingen": questions.PEIL,
    "toonLumpsums": questions.PEIL,
    "lijstTenzijs": questions.TENZIJS,
    "toonTenzij": questions.PEIL,
    "lijstVerrekeningen": questions.VERREKENINGEN,
    "toonVerrekening": questions.PEIL,
    "lijstClientenstops": questions.CLIENTENSTOPS,
    "toonClientenstop": questions.PEIL,
    "telTermijnen": questions.TERMIJNSAMENVATTING,
    "lijstRegels": questions.REGELS,
}
OF_REPORTS = ("toonRapport", "toonAchter", "toonHerziening")
"""Made from declarations: below, every kind of parameter once."""
PARAMETERS = [
    (effect["operationId"], parameter["name"], los_op(parameter["schema"]))
    for *_, effect in WERKINGEN
    for parameter in effect.get("parameters", ())
    if parameter["in"] == "query" and not effect["operationId"].startswith(OF_REPORTS)
]


def _mag(schema: dict[str, Any], text: str) -> bool:
    """Whether a value is as described."""
    if "anyOf" in schema:
        return any(_mag({"type": "string", **one}, text) for one in schema["anyOf"])
    if "enum" in schema:
        return text in schema["enum"]
    if schema["type"] == "integer":
        is_numeral = re.fullmatch("0|[1-9][0-9]{0,19}", text) is not None
        return is_numeral and schema["minimum"] <= int(text) <= schema["maximum"]
    return re.fullmatch(schema["pattern"], text) is not None and _bestaat(schema.get("format"), text)


def _bestaat(form: str | None, text: str) -> bool:
    reader = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}.get(form or "", str)
    try:
        reader(text)
    except ValueError:
        return False
    return True


def _waarden(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Right ones, nearly right ones, and anything."""
    parts = schema.get("anyOf", [schema])
    good = [st.from_regex(part["pattern"], fullmatch=True) for part in parts if "pattern" in part]
    good += [st.sampled_from(part["enum"]) for part in parts if "enum" in part]
    if schema.get("type") == "integer":
        rand = [schema["minimum"], schema["maximum"]]
        good.append(st.sampled_from([str(one + d) for one in rand for d in (-1, 0, 1)]) | st.integers().map(str))
    whole = st.one_of(*good)
    return whole | whole.map(lambda text: f"{text} ") | whole.map(lambda text: text[1:]) | st.text(max_size=60)


@pytest.mark.parametrize(("effect", "name", "schema"), PARAMETERS, ids=[f"{one[0]}-{one[1]}" for one in PARAMETERS])
def test_a_value_is_taken_exactly_when_it_is_as_described(effect: str, name: str, schema: dict[str, Any]) -> None:
    @settings(max_examples=examples(30), deadline=None)
    @given(text=_waarden(schema))
    @example(text="")
    @example(text="2026-W23-1")
    @example(text="20260601")
    @example(text="2026-06-01T12")
    @example(text="٢٠٢٦-٠٦-٠١")
    @example(text="007")
    @example(text="+1")
    @example(text="1999-12-31")
    @example(text="2100-01-01T00:00:00Z")
    def neemt(text: str) -> None:
        if _mag(schema, text):
            assert set(questions.read({name: text}, VRAGEN[effect])) == {name}
            return
        with pytest.raises(Afwijzing) as rejected:
            questions.read({name: text}, VRAGEN[effect])
        assert [one.pad for one in rejected.value.bevindingen] == [f"?{name}"]

    neemt()


REPORT_PARAMETERS = {
    (name, repr(one.schema)): one
    for report in REPORTS.values()
    for of in (of_form, of_behind, of_restatement)
    for name, one in of(report).items()
    if not one.schema.get("pattern", "").startswith("^(")  # a list of names; those of periods are read whole
    or name in ("per", "vorm")
}


@pytest.mark.parametrize("name", sorted({name for name, _ in REPORT_PARAMETERS}))
def test_a_value_for_a_report_is_taken_exactly_when_it_is_as_described(name: str) -> None:
    (parameter, *_) = [one for (of, _), one in REPORT_PARAMETERS.items() if of == name]

    @settings(max_examples=15, deadline=None)
    @given(text=_waarden(parameter.schema))
    @example(text="")
    @example(text="007")
    @example(text="2026-W23-1")
    def neemt(text: str) -> None:
        assert (parameter.read(text) is not None) == _mag(parameter.schema, text)

    neemt()


def test_every_parameter_that_is_taken_is_described_and_no_other() -> None:
    beschreven: dict[str, set[str]] = {}
    for effect, name, _ in PARAMETERS:
        beschreven.setdefault(effect, set()).add(name)
    assert beschreven == {effect: set(question) for effect, question in VRAGEN.items()}


def test_every_day_in_a_question_says_between_which_days_it_may_lie() -> None:
    dagen = [schema for *_, schema in PARAMETERS if "date" in (schema.get("format"), *_forms(schema))]
    assert len(dagen) == 5
    assert all(str(FIRST_DAY) in one["description"] and str(LAST_DAY) in one["description"] for one in dagen)


def _forms(schema: dict[str, Any]) -> list[str]:
    return [one["format"] for one in schema.get("anyOf", ())]
