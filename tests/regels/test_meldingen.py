# SPDX-License-Identifier: EUPL-1.2
"""Every code that a finding can have is declared, once, with what it means; nothing else makes findings or reads
codes."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import berichtenverkeer
from berichtenverkeer.core.bevinding import Consequence, Ernst, Niveau
from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.ledger.epoch import PositionVervallen
from berichtenverkeer.regels import MELDINGEN, REGELS, Melding, meldingen
from berichtenverkeer.regels.melding import Meldingen, gevolgen
from berichtenverkeer.regels.meldingen import signalen, traffic
from berichtenverkeer.voorbeeldregio.nay import NAY

BRON = Path(berichtenverkeer.__file__).parent
VERKLARINGEN = {"regels/regel.py", "regels/melding.py"}
"""The only modules that make a Bevinding."""
ALLEEN_GENOEMD = {"core/errors.py", "voorbeeldregio/tenzij_story.py", "voorbeeldregio/nay.py"}
"""Below the registry, and clients of the API: they name codes; other tests hold that those are declared."""
EIGEN = re.compile(r"(?:SIGNAAL|TRANSPORT|XSD|ZIP|VERZOEK|ANTWOORD|POSITIE|BESTAND)-[A-Z0-9x-]*")


def origins() -> Iterator[tuple[str, ast.AST]]:
    for pad in sorted(BRON.rglob("*.py")):
        yield str(pad.relative_to(BRON)), ast.parse(pad.read_text(encoding="utf-8"))


def texts(tree: ast.AST) -> Iterator[str]:
    """Every string but docstrings and other sentences."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_a_finding_is_made_by_its_declaration_and_nowhere_else() -> None:
    makers = {
        pad
        for pad, tree in origins()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Bevinding"
    }
    assert makers == VERKLARINGEN


def test_no_code_of_our_own_stands_outside_its_declaration() -> None:
    elders = {
        (pad, text)
        for pad, tree in origins()
        if not pad.startswith("regels/meldingen/") and pad not in {"regels/melding.py"} | ALLEEN_GENOEMD
        for text in texts(tree)
        if EIGEN.fullmatch(text) or text in MELDINGEN.explained
    }
    assert elders == set()


def test_no_sql_reads_findings_to_decide() -> None:
    """What SQL must know of the findings of a bericht is a column; a thread and a peilbestand show their codes."""
    reads = re.compile(r"jsonb_array_elements\((?:\w+\.)?bevindingen")
    programs = {pad for pad, tree in origins() for text in texts(tree) if reads.search(text)}
    queries = {pad.parent.name for pad in BRON.rglob("*.sql") if reads.search(pad.read_text(encoding="utf-8"))}
    assert (programs, queries) == (set(), {"draden", "peilbestand"})


def test_no_module_of_declarations_is_left_out() -> None:
    modules = {name for _, name, _ in pkgutil.iter_modules(meldingen.__path__)}
    assert {thema.__name__.rpartition(".")[2] for thema in meldingen.THEMES} == modules


def test_a_code_is_of_one_rule_or_one_declaration_of_our_own() -> None:
    assert not set(MELDINGEN.explained) & set(REGELS.explained)
    assert len(MELDINGEN.explained) == len(list(MELDINGEN)) > 70


@pytest.mark.parametrize("fault", [WrongQuestion, PositionVervallen])
def test_a_question_that_cannot_be_answered_has_a_declared_code(fault: type[WrongQuestion]) -> None:
    assert set(WrongQuestion.__subclasses__()) <= {PositionVervallen} | {
        one for one in WrongQuestion.__subclasses__() if one.code == WrongQuestion.code
    }
    assert MELDINGEN[fault.code].ernst is Ernst.FOUT


def test_the_example_region_knows_the_signals_that_turn_a_request_down() -> None:
    assert {one.code for one in MELDINGEN if one.gevolg is Consequence.AFWIJZING} == NAY


def test_what_is_not_declared_cannot_be_found() -> None:
    with pytest.raises(KeyError):
        MELDINGEN["TRANSPORT-BESTAAT-NIET"]


GOED = Melding(
    code="SIGNAAL-X",
    niveau=Niveau.EXTERN,
    ernst=Ernst.SIGNAAL,
    gevolg=Consequence.GEEN,
    tekst="Iets valt op.",
    actie="Kijk ernaar.",
)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"code": "x"},
        {"code": "TR074"},
        {"code": "ZIP-X"},
        {"ernst": Ernst.FOUT},
        {"code": "ZIP-X", "ernst": Ernst.FOUT},
        {"code": "ZIP-X", "ernst": Ernst.FOUT, "gevolg": Consequence.ONBEZORGD},
        {"gevolg": Consequence.WEIGERING},
        {"gevolg": Consequence.AFKEURING},
        {"tekst": ""},
        {"actie": ""},
    ],
)
def test_a_declaration_that_is_not_whole_fails(otherwise: dict[str, object]) -> None:
    register = Meldingen()
    register.add(GOED)
    with pytest.raises(AssertionError):
        register.add(GOED)
    with pytest.raises(AssertionError):
        Meldingen().add(msgspec.structs.replace(GOED, **otherwise))


def test_a_finding_has_the_words_of_its_declaration_unless_it_knows_better() -> None:
    one = GOED.at("JW301/Client", 7)
    assert (one.tekst, one.actie, one.pad, one.regelnummer) == ("Iets valt op.", "Kijk ernaar.", "JW301/Client", 7)
    assert one.is_signaal
    assert GOED.at(text="Dit.", action="Dat.").tekst == "Dit."
    assert not traffic.RETOUR_UNKNOWN.at().is_signaal


def test_what_findings_mean_for_their_bericht_comes_from_their_declarations() -> None:
    within = next(one for one in REGELS if one.niveau is Niveau.BERICHT)
    across = next(one for one in REGELS if one.niveau is Niveau.EXTERN)
    assert gevolgen([]) == set()
    assert gevolgen([within.at("JW301"), across.at("JW301")]) == {Consequence.ONBOEKBAAR, Consequence.AFKEURING}
    assert gevolgen([signalen.NUMBER_OCCUPIED.at(), signalen.OP257.at()]) == {Consequence.ONBOEKBAAR, Consequence.GEEN}
    assert gevolgen([signalen.RETOUR_DOUBLE.at()]) == {Consequence.ONBEZORGD}
