# SPDX-License-Identifier: EUPL-1.2
"""A kind of gebeurtenis is declared once, and who handles a closed union says so of every kind in it."""

import ast
from collections.abc import Iterator

import pytest

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import KINDS, Onleesbaar, lees, naar_json
from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared, Payload

OPEN = {
    ("ledger/gebeurtenissen/plafonds.py", "str(payload.get('claim')).split('/', 2)"): "a text of an older version",
    ("stromen/periode.py", "maanden"): "any number of months",
    ("regels/personen.py", "geboren.datum_gebruik"): "a code of the standard, of which others say nothing",
}
"""What is matched on and is not a closed union: the last case is for all else."""


def _leaves(kind: type[Declared]) -> Iterator[type[Declared]]:
    onder = kind.__subclasses__()
    if not onder:
        yield kind
    for een in onder:
        yield from _leaves(een)


def test_every_kind_is_in_the_union_and_bears_its_own_name() -> None:
    declared = set(_leaves(Declared))
    assert declared == set(KINDS.values())
    assert all(kind.__struct_config__.tag == naam for naam, kind in KINDS.items())


def test_a_kind_holds_no_bsn_and_no_name() -> None:
    velden = {veld for kind in KINDS.values() for veld in kind.__struct_fields__}
    assert not velden & {"bsn", "naam", "geboortedatum", "inhoud", "geslachtsnaam", "voornamen"}


@pytest.mark.parametrize("versie", [0, -1, 4, 99])
def test_a_version_that_is_not_known_is_named(versie: int) -> None:
    with pytest.raises(Onleesbaar, match=f"versie {versie} van CredentialUitgegeven is onbekend"):
        lees("CredentialUitgegeven", versie, "{}")


def test_what_was_written_in_an_older_version_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = KINDS["BerichtAfgehaald"]
    oud = '{"soort": "BerichtAfgehaald", "partij": "0363"}'
    id_ = "00000000-0000-0000-0000-000000000001"

    def met_bericht(payload: Payload) -> Payload:
        return {**payload, "bericht": id_}

    def met_id(payload: Payload) -> Payload:
        return {"soort": payload["soort"], "partij": payload["partij"], "bericht_id": payload["bericht"]}

    monkeypatch.setattr(kind, "upcasters", (met_bericht, met_id))
    assert gebeurtenissen.versie(kind) == 3
    nu = lees("BerichtAfgehaald", 1, oud)
    assert lees("BerichtAfgehaald", 2, f'{{"soort": "BerichtAfgehaald", "partij": "0363", "bericht": "{id_}"}}') == nu
    assert lees("BerichtAfgehaald", 3, naar_json(nu)) == nu
    with pytest.raises(Onleesbaar):
        lees("BerichtAfgehaald", 3, oud)


def _matches() -> Iterator[tuple[str, ast.Match]]:
    wortel = bestand("src/berichtenverkeer")
    for pad in sorted(wortel.rglob("*.py")):
        for knoop in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
            if isinstance(knoop, ast.Match):
                yield str(pad.relative_to(wortel)), knoop


def test_every_match_on_a_closed_union_ends_in_assert_never() -> None:
    zonder = set()
    for pad, knoop in _matches():
        laatste = ast.unparse(knoop.cases[-1].pattern)
        einde = "; ".join(map(ast.unparse, knoop.cases[-1].body))
        if (laatste, einde) != ("_", f"assert_never({ast.unparse(knoop.subject)})"):
            zonder.add((pad, ast.unparse(knoop.subject)))
    assert zonder == set(OPEN)
