# SPDX-License-Identifier: EUPL-1.2
"""A kind of gebeurtenis is declared once, and who handles a closed union says so of every kind in it."""

import ast
from collections.abc import Iterator

import pytest

from berichtenverkeer.core.files import bestand
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import KINDS, Onleesbaar, read, to_json
from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared, Payload

OPEN = {
    ("ledger/gebeurtenissen/plafonds.py", "str(payload.get('claim')).split('/', 2)"): "a text of an older version",
    ("gateway/care.py", "row.frequentie"): "a code of the standard, of which others say nothing here",
    ("gateway/inzage.py", "value"): "a value of any type",
    ("pages/answering.py", "answer"): "an answer of aiohttp itself goes as it is",
    ("pages/composing.py", "kind"): "the type of a field of the standard",
    ("pages/visit.py", "fault"): "any other fault goes on",
    ("plafonds/verrekening.py", "step"): "steps of one tenzij that settle nothing",
    ("rapporten/periode.py", "months"): "any number of months",
    ("rapporten/forms/csv_form.py", "value"): "a value of any type",
    ("rapporten/forms/grid.py", "value"): "a value of any type",
    ("rapporten/forms/points.py", "sorted(asked)"): "what a chart is split by, one or both or none",
    ("rapporten/forms/wording.py", "value"): "a value of any type",
    ("rapporten/forms/xlsx.py", "value"): "a value of any type",
    ("rapporten/orders.py", "order"): "what crosses to another process: its base is open",
    ("rapporten/orders.py", "unit"): "all other units are texts",
    ("voorbeeldregio/persons.py", "self.datum_gebruik"): "a code of the standard, of which others say nothing",
    ("regels/persons.py", "born.datum_gebruik"): "a code of the standard, of which others say nothing",
}
"""What is matched on and is not a closed union: the last case is for all else."""


def _leaves(child: type[Declared]) -> Iterator[type[Declared]]:
    under = child.__subclasses__()
    if not under:
        yield child
    for one in under:
        yield from _leaves(one)


def test_every_kind_is_in_the_union_and_bears_its_own_name() -> None:
    declared = set(_leaves(Declared))
    assert declared == set(KINDS.values())
    assert all(child.__struct_config__.tag == name for name, child in KINDS.items())


def test_a_kind_holds_no_bsn_and_no_name() -> None:
    fields = {field for child in KINDS.values() for field in child.__struct_fields__}
    assert not fields & {"bsn", "naam", "geboortedatum", "inhoud", "geslachtsnaam", "voornamen"}


@pytest.mark.parametrize("versie", [0, -1, 4, 99])
def test_a_version_that_is_not_known_is_named(versie: int) -> None:
    with pytest.raises(Onleesbaar, match=f"versie {versie} van CredentialUitgegeven is onbekend"):
        read("CredentialUitgegeven", versie, "{}")


def test_what_was_written_in_an_older_version_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    child = KINDS["BerichtAfgehaald"]
    old = '{"soort": "BerichtAfgehaald", "partij": "0363"}'
    id_ = "00000000-0000-0000-0000-000000000001"

    def met_bericht(payload: Payload) -> Payload:
        return {**payload, "bericht": id_}

    def met_id(payload: Payload) -> Payload:
        return {"soort": payload["soort"], "partij": payload["partij"], "bericht_id": payload["bericht"]}

    monkeypatch.setattr(child, "upcasters", (met_bericht, met_id))
    assert gebeurtenissen.versie(child) == 3
    now = read("BerichtAfgehaald", 1, old)
    assert read("BerichtAfgehaald", 2, f'{{"soort": "BerichtAfgehaald", "partij": "0363", "bericht": "{id_}"}}') == now
    assert read("BerichtAfgehaald", 3, to_json(now)) == now
    with pytest.raises(Onleesbaar):
        read("BerichtAfgehaald", 3, old)


def _matches() -> Iterator[tuple[str, ast.Match]]:
    root = bestand("src/berichtenverkeer")
    for pad in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Match):
                yield str(pad.relative_to(root)), node


def test_every_match_on_a_closed_union_ends_in_assert_never() -> None:
    without = set()
    for pad, node in _matches():
        last = ast.unparse(node.cases[-1].pattern)
        end = "; ".join(map(ast.unparse, node.cases[-1].body))
        if (last, end) != ("_", f"assert_never({ast.unparse(node.subject)})"):
            without.add((pad, ast.unparse(node.subject)))
    assert without == set(OPEN)
