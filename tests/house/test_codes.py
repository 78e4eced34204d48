# SPDX-License-Identifier: EUPL-1.2
"""A code of the standard stands once, in standaard/codes.py, under a name; SQL that psql can run says the same."""

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest
import yaml

from berichtenverkeer.standaard import codes
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN
from house.repository import HOUSE, ROOT

PACKAGE = ROOT / "src/berichtenverkeer"
ROOMS = (
    *("regels", "standaarden", "validation", "ledger", "projections", "plafonds"),
    *("termijnen", "draden", "gateway", "voorbeeldregio"),
)
LISTS = [one for one in vars(codes).values() if isinstance(one, type) and one.__module__ == codes.__name__]
GENERAL = "|".join(codes.Retourcode)
CODE = re.compile(rf"\d{{1,2}}|[{''.join(codes.DebetCredit)}]|{GENERAL}")
IN_SQL = re.compile(r"'(\d{1,2})'")
SQL = {
    "projections/bekend.sql": {codes.RedenWijziging.VERVALLEN, codes.RedenWijziging.VERWIJDERD},
    "rapporten/basis/macro/plaats_van.sql": {
        codes.ProductCategorie.CRISIS,
        codes.ProductCategorie.JEUGDRECLASSERING,
        codes.ProductCategorie.JEUGDBESCHERMING,
    },
    "rapporten/basis/macro/spiegel_van.sql": {codes.TypeVerwijzer.GEMEENTE},
    "rapporten/basis/view/toewijzing_bekend.sql": {codes.RedenWijziging.VERVALLEN, codes.RedenWijziging.VERWIJDERD},
    "rapporten/reports/kosten_ander_domein.sql": {codes.RedenBeeindiging.ANDER_DOMEIN},
    "rapporten/reports/overdrachten.sql": {codes.RedenBeeindiging.OVERSTAP},
    "rapporten/reports/signalen.sql": {
        codes.Eenheid.MINUUT,
        codes.Eenheid.UUR,
        codes.Eenheid.ETMAAL,
        codes.Eenheid.DAGDEEL,
    },
    "rapporten/reports/termijnen.sql": {codes.RedenAfwijzing.WOONPLAATSBEGINSEL},
    "rapporten/reports/verblijf.sql": {codes.Eenheid.ETMAAL, *codes.Frequentie} - {codes.Frequentie.TOTAAL},
    "termijnen/begin.sql": {codes.RedenAfwijzing.WOONPLAATSBEGINSEL},
}
"""The codes that stand in a .sql file, which cannot take them from Python when psql runs it."""


def kept() -> dict[str, set[str]]:
    content = yaml.safe_load((HOUSE / "codes.yaml").read_text(encoding="utf-8"))
    return {where: set(which) for some in content.values() for one in some for where, which in one.items()}


def literals(path: Path) -> set[str]:
    """The texts in a program that look like a code, also within a text of SQL."""
    parts = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    written = [one.format_spec for one in parts if isinstance(one, ast.FormattedValue) and one.format_spec]
    forms = {one for form in written for one in ast.walk(form)}  # how a number is written: {month:02}
    texts = {
        one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str) and one not in forms
    }
    return {text for text in texts if CODE.fullmatch(text)} | {code for text in texts for code in IN_SQL.findall(text)}


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.__name__)
def test_every_named_code_is_in_its_code_list(one: type[StrEnum]) -> None:
    number = re.match(r"[A-Z]+\d+", one.__doc__ or "")
    assert number is not None, "the docstring begins with the number of the list"
    assert {str(code) for code in one} <= CODELIJSTEN[number[0]].codes.keys()


def test_no_code_of_the_standard_stands_outside_its_list() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): some
        for room in ROOMS
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if (some := literals(path))
    }
    assert found == kept(), "take it from standaard/codes.py, or say in codes.yaml what it is"


def test_a_code_in_sql_is_the_one_that_has_the_name() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): some
        for path in sorted(PACKAGE.rglob("*.sql"))
        if (some := set(IN_SQL.findall(path.read_text(encoding="utf-8"))))
    }
    assert found == SQL


def test_a_literal_is_found_wherever_it_stands(tmp_path: Path) -> None:
    program = tmp_path / "a.py"
    program.write_text("if x == '20' or y in {'D', 'ja'}:\n    z = f\"reden in ('13') and {q}\"\nw = '0200' + '123'\n")
    assert literals(program) == {"20", "D", "13", "0200"}
