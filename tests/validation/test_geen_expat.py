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
    for node in ast.walk(ast.parse(bestand.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def modules_met(packages: set[str]) -> set[str]:
    every = sorted(PAKKET.rglob("*.py"))
    assert len(every) > 200
    return {str(one.relative_to(PAKKET)) for one in every if packages & set(imports(one))}


def test_no_module_parses_with_expat() -> None:
    assert modules_met(OP_EXPAT) == set()


def test_xmlschema_reads_our_schemas_and_no_bericht() -> None:
    """It parses with expat. The room that has it knows no bericht, and gives it single values."""
    assert {name.partition("/")[0] for name in modules_met({"xmlschema"})} == {"standaard"}
    in_standaard = "".join(one.read_text(encoding="utf-8") for one in (PAKKET / "standaard").glob("*.py"))
    assert in_standaard.count("xmlschema.XMLSchema(") == 1
    assert "xmlschema.XMLSchema(str(soort.schema_file)" in in_standaard
    assert not any(f".{method}(" in in_standaard for method in ("iter_errors", "to_dict", "to_objects", "iter_decode"))
