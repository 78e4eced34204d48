# SPDX-License-Identifier: EUPL-1.2
"""What runs is pinned by hash, is enough for all of src, and holds nothing that only a developer needs."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DRAAIEN, ONTWIKKELEN, BOUWEN = "requirements.txt", "requirements-dev.txt", "requirements-build.txt"
INSTALLEREN = "requirements-pip.txt"


def name(text: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", text)
    assert found is not None, text
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def vastgelegd(bestand: str) -> dict[str, str]:
    regels = (ROOT / bestand).read_text().splitlines()
    pairs = [regel.removesuffix(" \\").split("==") for regel in regels if regel[:1].isalnum()]
    return {name(one): versie for one, versie in pairs}


def project() -> dict[str, list[str]]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {
        DRAAIEN: content["project"]["dependencies"],
        ONTWIKKELEN: content["project"]["optional-dependencies"]["dev"],
        BOUWEN: content["build-system"]["requires"],
        INSTALLEREN: ["pip"],
    }


@pytest.mark.parametrize("bestand", [DRAAIEN, ONTWIKKELEN, BOUWEN, INSTALLEREN])
def test_every_dependency_is_pinned_with_hashes_and_names_no_place(bestand: str) -> None:
    regels = (ROOT / bestand).read_text().splitlines()
    for regel, following in zip(regels, [*regels[1:], ""], strict=True):
        assert re.fullmatch(r"[a-z0-9.-]+==[^ ]+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?", regel), regel
        if "==" in regel:
            assert following.startswith("    --hash="), regel
    assert {name(one) for one in project()[bestand]} <= vastgelegd(bestand).keys()


def test_what_runs_has_the_versions_that_were_tested_and_none_of_the_tools() -> None:
    draaien, ontwikkelen, building = (vastgelegd(bestand) for bestand in (DRAAIEN, ONTWIKKELEN, BOUWEN))
    assert draaien.items() <= ontwikkelen.items()
    assert all(ontwikkelen.get(one, versie) == versie for one, versie in building.items())
    gereedschap = {name(one) for soort in (ONTWIKKELEN, BOUWEN) for one in project()[soort]} - {"psutil"}
    assert not gereedschap & draaien.keys()
    assert not {"pip", "setuptools", "wheel"} & draaien.keys()


def geimporteerd() -> Iterator[str]:
    for bestand in (ROOT / "src").rglob("*.py"):
        for part in ast.walk(ast.parse(bestand.read_text())):
            if isinstance(part, ast.Import):
                yield from (one.name.partition(".")[0] for one in part.names)
            elif isinstance(part, ast.ImportFrom) and not part.level and part.module:
                yield part.module.partition(".")[0]


def test_all_that_src_imports_is_a_dependency_of_its_own() -> None:
    van = packages_distributions()
    foreign = set(geimporteerd()) - sys.stdlib_module_names - {"berichtenverkeer"}
    own = {name(one) for one in project()[DRAAIEN]}
    for module in sorted(foreign):
        assert {name(one) for one in van[module]} & own, module


@pytest.mark.parametrize("module", ["cli.main", "cli.worker"])
def test_a_process_starts_without_what_only_a_migration_or_an_explanation_needs(module: str) -> None:
    """They are most of what there is to load: every order that is given would wait for them."""
    order = f"import sys, berichtenverkeer.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", order], capture_output=True, text=True, check=True)
    assert not {"alembic", "sqlalchemy", "xmlschema"} & set(done.stdout.split())
