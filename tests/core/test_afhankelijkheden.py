# SPDX-License-Identifier: EUPL-1.2
"""What runs is pinned by hash, is enough for all of src, and holds nothing that only a developer needs."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

WORTEL = Path(__file__).parents[2]
DRAAIEN, ONTWIKKELEN, BOUWEN = "requirements.txt", "requirements-dev.txt", "requirements-build.txt"


def naam(tekst: str) -> str:
    gevonden = re.match(r"[A-Za-z0-9_.-]+", tekst)
    assert gevonden is not None, tekst
    return re.sub(r"[-_.]+", "-", gevonden[0]).lower()


def vastgelegd(bestand: str) -> dict[str, str]:
    regels = (WORTEL / bestand).read_text().splitlines()
    paren = [regel.removesuffix(" \\").split("==") for regel in regels if regel[:1].isalnum()]
    return {naam(een): versie for een, versie in paren}


def project() -> dict[str, list[str]]:
    inhoud = tomllib.loads((WORTEL / "pyproject.toml").read_text())
    return {
        DRAAIEN: inhoud["project"]["dependencies"],
        ONTWIKKELEN: inhoud["project"]["optional-dependencies"]["dev"],
        BOUWEN: inhoud["build-system"]["requires"],
    }


@pytest.mark.parametrize("bestand", [DRAAIEN, ONTWIKKELEN, BOUWEN])
def test_every_dependency_is_pinned_with_hashes_and_names_no_place(bestand: str) -> None:
    regels = (WORTEL / bestand).read_text().splitlines()
    for regel, volgende in zip(regels, [*regels[1:], ""], strict=True):
        assert re.fullmatch(r"[a-z0-9.-]+==[^ ]+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?", regel), regel
        if "==" in regel:
            assert volgende.startswith("    --hash="), regel
    assert {naam(een) for een in project()[bestand]} <= vastgelegd(bestand).keys()


def test_what_runs_has_the_versions_that_were_tested_and_none_of_the_tools() -> None:
    draaien, ontwikkelen, bouwen = (vastgelegd(bestand) for bestand in (DRAAIEN, ONTWIKKELEN, BOUWEN))
    assert draaien.items() <= ontwikkelen.items()
    assert all(ontwikkelen.get(een, versie) == versie for een, versie in bouwen.items())
    gereedschap = {naam(een) for soort in (ONTWIKKELEN, BOUWEN) for een in project()[soort]} - {"psutil"}
    assert not gereedschap & draaien.keys()
    assert not {"pip", "setuptools", "wheel"} & draaien.keys()


def geimporteerd() -> Iterator[str]:
    for bestand in (WORTEL / "src").rglob("*.py"):
        for deel in ast.walk(ast.parse(bestand.read_text())):
            if isinstance(deel, ast.Import):
                yield from (een.name.partition(".")[0] for een in deel.names)
            elif isinstance(deel, ast.ImportFrom) and not deel.level and deel.module:
                yield deel.module.partition(".")[0]


def test_all_that_src_imports_is_a_dependency_of_its_own() -> None:
    van = packages_distributions()
    vreemd = set(geimporteerd()) - sys.stdlib_module_names - {"berichtenverkeer"}
    eigen = {naam(een) for een in project()[DRAAIEN]}
    for module in sorted(vreemd):
        assert {naam(een) for een in van[module]} & eigen, module
