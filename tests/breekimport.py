# SPDX-License-Identifier: EUPL-1.2
"""A pytest plugin: the tests on a module that was broken before anybody imported it.

For what a module works out once, when it is imported: to break its functions afterwards changes nothing.
`pytest -p breekimport --breek berichtenverkeer.core.werkdagen --breuk "<name of the mutant>" tests/core`.
"""

import ast
import types
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

import berichtenverkeer
from fractures import fractures


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--breek", help="the module to break")
    parser.addoption("--breuk", help="the name of the mutant")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    name: str = early_config.known_args_namespace.breek
    pad = Path(berichtenverkeer.__path__[0], *name.split(".")[1:]).with_suffix(".py")
    every = {breuk.naam: breuk for breuk in fractures(pad.read_text(encoding="utf-8"))}
    tree = every[early_config.known_args_namespace.breuk].boom
    piece = compile(ast.fix_missing_locations(tree), str(pad), "exec")
    whole = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> types.CodeType | None:
        return piece if fullname == name else whole(loader, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]  # the way in
