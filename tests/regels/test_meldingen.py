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
from berichtenverkeer.core.bevinding import Ernst, Gevolg, Niveau
from berichtenverkeer.core.errors import VraagOnjuist
from berichtenverkeer.ledger.epoch import PositieVervallen
from berichtenverkeer.regels import MELDINGEN, REGELS, Melding, meldingen
from berichtenverkeer.regels.melding import Meldingen, gevolgen
from berichtenverkeer.regels.meldingen import signalen, verkeer
from berichtenverkeer.voorbeeldregio.verkeer import NEE

BRON = Path(berichtenverkeer.__file__).parent
VERKLARINGEN = {"regels/regel.py", "regels/melding.py"}
"""The only modules that make a Bevinding."""
ALLEEN_GENOEMD = {"core/errors.py", "voorbeeldregio/verkeer.py"}
"""Below the registry, and a client of the API: they name codes; other tests hold that those are declared."""
EIGEN = re.compile(r"(?:SIGNAAL|TRANSPORT|XSD|ZIP|VERZOEK|ANTWOORD|POSITIE|BESTAND)-[A-Z0-9x-]*")


def bronnen() -> Iterator[tuple[str, ast.AST]]:
    for pad in sorted(BRON.rglob("*.py")):
        yield str(pad.relative_to(BRON)), ast.parse(pad.read_text(encoding="utf-8"))


def teksten(boom: ast.AST) -> Iterator[str]:
    """Every string but docstrings and other sentences."""
    for knoop in ast.walk(boom):
        if isinstance(knoop, ast.Constant) and isinstance(knoop.value, str):
            yield knoop.value


def test_a_finding_is_made_by_its_declaration_and_nowhere_else() -> None:
    makers = {
        pad
        for pad, boom in bronnen()
        for knoop in ast.walk(boom)
        if isinstance(knoop, ast.Call) and ast.unparse(knoop.func).rpartition(".")[2] == "Bevinding"
    }
    assert makers == VERKLARINGEN


def test_no_code_of_our_own_stands_outside_its_declaration() -> None:
    elders = {
        (pad, tekst)
        for pad, boom in bronnen()
        if not pad.startswith("regels/meldingen/") and pad not in {"regels/melding.py"} | ALLEEN_GENOEMD
        for tekst in teksten(boom)
        if EIGEN.fullmatch(tekst) or tekst in MELDINGEN.verklaard
    }
    assert elders == set()


def test_no_sql_reads_findings_to_decide() -> None:
    """What SQL must know of the findings of a bericht is a column; one query of threads shows their codes."""
    leest = re.compile(r"jsonb_array_elements\((?:\w+\.)?bevindingen")
    programs = {pad for pad, boom in bronnen() for tekst in teksten(boom) if leest.search(tekst)}
    queries = {pad.parent.name for pad in BRON.rglob("*.sql") if leest.search(pad.read_text(encoding="utf-8"))}
    assert (programs, queries) == (set(), {"draden"})


def test_no_module_of_declarations_is_left_out() -> None:
    modules = {naam for _, naam, _ in pkgutil.iter_modules(meldingen.__path__)}
    assert {thema.__name__.rpartition(".")[2] for thema in meldingen.THEMAS} == modules


def test_a_code_is_of_one_rule_or_one_declaration_of_our_own() -> None:
    assert not set(MELDINGEN.verklaard) & set(REGELS.verklaard)
    assert len(MELDINGEN.verklaard) == len(list(MELDINGEN)) > 70


@pytest.mark.parametrize("fout", [VraagOnjuist, PositieVervallen])
def test_a_question_that_cannot_be_answered_has_a_declared_code(fout: type[VraagOnjuist]) -> None:
    assert set(VraagOnjuist.__subclasses__()) <= {PositieVervallen} | {
        een for een in VraagOnjuist.__subclasses__() if een.code == VraagOnjuist.code
    }
    assert MELDINGEN[fout.code].ernst is Ernst.FOUT


def test_the_example_region_knows_the_signals_that_turn_a_request_down() -> None:
    assert {een.code for een in MELDINGEN if een.gevolg is Gevolg.AFWIJZING} == NEE


def test_what_is_not_declared_cannot_be_found() -> None:
    with pytest.raises(KeyError):
        MELDINGEN["TRANSPORT-BESTAAT-NIET"]


GOED = Melding(
    code="SIGNAAL-X",
    niveau=Niveau.EXTERN,
    ernst=Ernst.SIGNAAL,
    gevolg=Gevolg.GEEN,
    tekst="Iets valt op.",
    actie="Kijk ernaar.",
)


@pytest.mark.parametrize(
    "anders",
    [
        {"code": "x"},
        {"code": "TR074"},
        {"code": "ZIP-X"},
        {"ernst": Ernst.FOUT},
        {"code": "ZIP-X", "ernst": Ernst.FOUT},
        {"code": "ZIP-X", "ernst": Ernst.FOUT, "gevolg": Gevolg.ONBEZORGD},
        {"gevolg": Gevolg.WEIGERING},
        {"gevolg": Gevolg.AFKEURING},
        {"tekst": ""},
        {"actie": ""},
    ],
)
def test_a_declaration_that_is_not_whole_fails(anders: dict[str, object]) -> None:
    register = Meldingen()
    register.voeg_toe(GOED)
    with pytest.raises(AssertionError):
        register.voeg_toe(GOED)
    with pytest.raises(AssertionError):
        Meldingen().voeg_toe(msgspec.structs.replace(GOED, **anders))


def test_a_finding_has_the_words_of_its_declaration_unless_it_knows_better() -> None:
    een = GOED.op("JW301/Client", 7)
    assert (een.tekst, een.actie, een.pad, een.regelnummer) == ("Iets valt op.", "Kijk ernaar.", "JW301/Client", 7)
    assert een.is_signaal
    assert GOED.op(tekst="Dit.", actie="Dat.").tekst == "Dit."
    assert not verkeer.RETOUR_ONBEKEND.op().is_signaal


def test_what_findings_mean_for_their_bericht_comes_from_their_declarations() -> None:
    within = next(een for een in REGELS if een.niveau is Niveau.BERICHT)
    across = next(een for een in REGELS if een.niveau is Niveau.EXTERN)
    assert gevolgen([]) == set()
    assert gevolgen([within.op("JW301"), across.op("JW301")]) == {Gevolg.ONBOEKBAAR, Gevolg.AFKEURING}
    assert gevolgen([signalen.NUMMER_BEZET.op(), signalen.OP257.op()]) == {Gevolg.ONBOEKBAAR, Gevolg.GEEN}
    assert gevolgen([signalen.RETOUR_DUBBEL.op()]) == {Gevolg.ONBEZORGD}
