# SPDX-License-Identifier: EUPL-1.2
"""What a sender wrote is parsed by libxml2 alone: the expat that comes with Python may be years behind."""

import ast
from collections.abc import Iterator
from pathlib import Path

import berichtenverkeer

PAKKET = Path(berichtenverkeer.__file__).parent
OP_EXPAT = {"xml", "pyexpat", "defusedxml", "xmltodict", "xmlrpc", "plistlib"}
"""What parses with expat."""


def imports(bestand: Path) -> Iterator[str]:
    """The packages that a module imports, wherever it does so."""
    for knoop in ast.walk(ast.parse(bestand.read_text(encoding="utf-8"))):
        if isinstance(knoop, ast.Import):
            yield from (naam.name.partition(".")[0] for naam in knoop.names)
        elif isinstance(knoop, ast.ImportFrom) and knoop.module and not knoop.level:
            yield knoop.module.partition(".")[0]


def modules_met(pakketten: set[str]) -> set[str]:
    alle = sorted(PAKKET.rglob("*.py"))
    assert len(alle) > 200
    return {str(een.relative_to(PAKKET)) for een in alle if pakketten & set(imports(een))}


def test_no_module_parses_with_expat() -> None:
    assert modules_met(OP_EXPAT) == set()


def test_xmlschema_reads_our_schemas_and_no_bericht() -> None:
    """It parses with expat. The room that has it knows no bericht, and gives it single values."""
    assert {naam.partition("/")[0] for naam in modules_met({"xmlschema"})} == {"standaard"}
    in_standaard = "".join(een.read_text(encoding="utf-8") for een in (PAKKET / "standaard").glob("*.py"))
    assert in_standaard.count("xmlschema.XMLSchema(") == 1
    assert "xmlschema.XMLSchema(str(soort.schemabestand)" in in_standaard
    assert not any(
        f".{methode}(" in in_standaard for methode in ("iter_errors", "to_dict", "to_objects", "iter_decode")
    )
