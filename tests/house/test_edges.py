# SPDX-License-Identifier: EUPL-1.2
"""An edge asks the gateway, as somebody; it opens no database and weighs no party itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.repository import name
from house.sql import PACKAGE

EDGES = [path for room in ("web", "pages", "cli") for path in sorted((PACKAGE / room).glob("*.py"))]
DRIVERS = {"asyncpg", "sqlalchemy", "berichtenverkeer.core.database"}
WITHOUT_A_BELLER = {
    "open_gateway": "opens the gateway that is asked",
    "open_gateways": "opens those of all regions of a process",
    "clock_of": "on which clock it is opened",
    "administrator": "makes the Beller of a command",
    "from_partij": "makes the Beller of a request",
    "zicht_of": "the table of rights, before a question is read",
    "check_start": "whether a process may begin at all",
    "require_real_clock": "the same, of a region that may be a simulation",
    "update_database": "migrate: there is no gateway on a database without tables",
    "rebuild_with": "rebuild: no gateway works meanwhile",
    "read_form": "what a body in JSON, or a file of a command, should be: nothing is asked yet",
    "of_form": "with what a report may be asked, from its declaration",
    "of_behind": "the same, of what is behind a figure",
    "of_restatement": "the same, of what moved in it",
    "composing": "what is known of a bericht that is made by hand, of what a use case gave",
    "granting": "the same, of a JW301 that grants a wijziging",
    "new_number": "the same: its Identificatie",
    "read_uploads": "the files of a register as somebody sends them: nothing is asked yet",
    "as_zip": "those that he gets",
    "declaratie_texts": "the same, of a declaratie",
    "make_backup": "backup: of the whole database, all regions together",
}
"""What an edge takes from the gateway besides its use cases, and why. `restore` and `epoch` are of the ledger: they
are for a database on which no gateway may be open."""

WEIGHS = {
    "beller.py": "says what kind it is",
    "bestemming.py": "the receiver of a bericht must be of the kind that the standard says",
    "receiving.py": "so must its sender",
    "inzage.py": "writes down with which rollen somebody looked",
    "guide_texts.py": "leads him to the handleiding of who does his work",
}
"""Where in the gateway the kind of a party is read besides the table of rights: never to say what he may do."""


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def _attributes(tree: ast.Module) -> set[str]:
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("path", EDGES, ids=name)
def test_an_edge_opens_no_database(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [module for module, _ in _imports(tree) if module in DRIVERS or module.split(".")[0] in DRIVERS]
    assert not [one for one in _attributes(tree) if one.split(".")[-1] in {"database", "_database", "conn"}]


def test_what_an_edge_takes_from_the_gateway_besides_use_cases_is_told_with_its_reason() -> None:
    taken = {
        what
        for path in EDGES
        for module, what in _imports(ast.parse(path.read_text(encoding="utf-8")))
        if module.startswith("berichtenverkeer.gateway") and what.islower()
    }
    assert taken == set(WITHOUT_A_BELLER)


def test_only_the_table_of_rights_weighs_what_kind_of_party_calls() -> None:
    weighs = {
        path.name
        for path in [*EDGES, *(PACKAGE / "gateway").glob("*.py")]
        for one in _attributes(ast.parse(path.read_text(encoding="utf-8")))
        if one.endswith((".soort", ".rollen")) and one.split(".")[-2] in {"partij", "beller", "ended"}
    }
    assert weighs - {"rights.py"} == set(WEIGHS)
