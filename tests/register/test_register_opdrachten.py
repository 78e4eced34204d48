# SPDX-License-Identifier: EUPL-1.2
"""The commands `register` and `token`, on the worker's database."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from berichtenverkeer.cli import register, token
from berichtenverkeer.core.files import bestand
from berichtenverkeer.gateway.access import UnknownPartij
from berichtenverkeer.register.folders import read_folder

EXAMPLE = bestand("deploy/voorbeeldregio")


@pytest.fixture(autouse=True)
def _environment(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def geef(app: typer.Typer, *parts: str | Path) -> Result:
    return CliRunner().invoke(app, [str(part) for part in parts])


def test_check_says_that_the_example_region_is_right() -> None:
    uitslag = geef(register.app, "check", EXAMPLE)
    assert uitslag.exit_code == 0
    assert "Het register van voorbeeldregio klopt" in uitslag.stdout


@pytest.mark.parametrize("order", ["check", "load"])
def test_every_fault_is_shown_and_nothing_is_loaded(tmp_path: Path, order: str) -> None:
    for origin in EXAMPLE.glob("*"):
        (tmp_path / origin.name).write_bytes(origin.read_bytes())
    (tmp_path / "mandaten.csv").write_text("gemeente;beleid;geldig_van;geldig_tot\n9999;x;2026-01-01;\n")
    uitslag = geef(register.app, order, tmp_path)
    assert uitslag.exit_code == 1
    assert "mandaten.csv, regel 2, kolom beleid: 'x' is geen keuze uit signaleren, blokkeren." in uitslag.stdout
    assert "1 fout in" in uitslag.stderr
    assert "er is niets geladen" in uitslag.stderr
    assert isinstance(geef(token.app, "new", "0855").exception, UnknownPartij)


def test_what_is_exported_is_what_was_loaded_and_a_diff_says_what_would_change(tmp_path: Path) -> None:
    assert "nog geen register" in str(geef(register.app, "export", tmp_path / "leeg").exception)
    geef(register.app, "load", EXAMPLE)
    uitslag = geef(register.app, "export", tmp_path / "nu")
    assert uitslag.exit_code == 0, uitslag.output
    assert read_folder(tmp_path / "nu") == read_folder(EXAMPLE)
    assert geef(register.app, "export", tmp_path / "nu").exit_code == 1  # nothing is written over
    assert "zou niets veranderen" in geef(register.app, "diff", tmp_path / "nu").stdout
    plafonds = tmp_path / "nu" / "plafonds.csv"
    plafonds.write_text(plafonds.read_text().replace("6.400.000,00", "6.000.000,00"))
    mandaten = tmp_path / "nu" / "mandaten.csv"
    mandaten.write_text(mandaten.read_text() + "0785;blokkeren;2026-01-01;\n")
    told = " ".join(geef(register.app, "diff", tmp_path / "nu").stdout.replace("│", " ").split())
    assert (
        "plafonds.csv: 1 vervallen, 1 nieuw - 99000103;2026;;;6.400.000,00;;;;nee + 99000103;2026;;;6.000.000,00;"
        in told
    )
    assert "mandaten.csv: 0 vervallen, 1 nieuw + 0785;blokkeren;2026-01-01;" in told
    assert "2026 99000103 geheel 6.400.000,00 6.000.000,00 0,00 0,00 0,00 0,00 0" in told
    assert "Niets gewijzigd" in geef(register.app, "load", EXAMPLE).stdout  # a diff writes nothing


def test_a_path_that_is_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    uitslag = geef(register.app, "check", tmp_path / "weg")
    assert uitslag.exit_code == 1
    assert "is geen map" in uitslag.stderr
    assert uitslag.stdout == ""


def test_a_register_is_loaded_once_and_gives_parties_tokens() -> None:
    first = geef(register.app, "load", EXAMPLE)
    assert first.exit_code == 0, first.output
    assert "0 vervallen" in first.stdout
    tweede = geef(register.app, "load", EXAMPLE)
    assert "Niets gewijzigd" in tweede.stdout
    assert first.stdout.splitlines()[-1] == tweede.stdout.splitlines()[-1]

    new = geef(token.app, "new", "99000102", "--label", "ECD")
    secret = new.stdout.strip()
    assert re.fullmatch(r"bv_[\w-]{43}", secret, re.ASCII)
    assert secret not in new.stderr
    (id_,) = re.findall(r"[0-9a-f-]{36}", new.stderr)

    vervanger = geef(token.app, "rotate", id_, "--dagen", "1")
    assert vervanger.stdout.strip().startswith("bv_")
    assert vervanger.stdout.strip() != secret
    (new_id,) = re.findall(r"[0-9a-f-]{36}", vervanger.stderr)
    assert new_id != id_
    assert f"Ingetrokken: {new_id} van 99000102." in geef(token.app, "revoke", new_id).stdout

    listing = geef(token.app, "list").stdout
    assert re.search(rf"{id_} +99000102 .*verloopt op .*\(ECD\)", listing)
    assert re.search(rf"{new_id} +99000102 .*ingetrokken op", listing)
    assert "bv_" not in listing
