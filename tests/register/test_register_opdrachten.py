# SPDX-License-Identifier: EUPL-1.2
"""The commands `register` and `token`, on the worker's database."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from berichtenverkeer.cli import register, token
from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.gateway.toegang import PartijOnbekend

VOORBEELD = bestand("deploy/voorbeeldregio")


@pytest.fixture(autouse=True)
def _omgeving(omgeving: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)


def geef(app: typer.Typer, *delen: str | Path) -> Result:
    return CliRunner().invoke(app, [str(deel) for deel in delen])


def test_check_says_that_the_example_region_is_right() -> None:
    uitslag = geef(register.app, "check", VOORBEELD)
    assert uitslag.exit_code == 0
    assert "Het register van voorbeeldregio klopt" in uitslag.stdout


@pytest.mark.parametrize("opdracht", ["check", "load"])
def test_every_fault_is_shown_and_nothing_is_loaded(tmp_path: Path, opdracht: str) -> None:
    for bron in VOORBEELD.glob("*"):
        (tmp_path / bron.name).write_bytes(bron.read_bytes())
    (tmp_path / "mandaten.csv").write_text("gemeente;beleid;geldig_van;geldig_tot\n9999;x;2026-01-01;\n")
    uitslag = geef(register.app, opdracht, tmp_path)
    assert uitslag.exit_code == 1
    assert "mandaten.csv, regel 2, kolom beleid: 'x' is geen keuze uit signaleren, blokkeren." in uitslag.stdout
    assert "1 fout in" in uitslag.stderr
    assert "er is niets geladen" in uitslag.stderr
    assert isinstance(geef(token.app, "new", "0855").exception, PartijOnbekend)


def test_a_path_that_is_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    uitslag = geef(register.app, "check", tmp_path / "weg")
    assert uitslag.exit_code == 1
    assert "is geen map" in uitslag.stderr
    assert uitslag.stdout == ""


def test_a_register_is_loaded_once_and_gives_parties_tokens() -> None:
    eerste = geef(register.app, "load", VOORBEELD)
    assert eerste.exit_code == 0, eerste.output
    assert "0 vervallen" in eerste.stdout
    tweede = geef(register.app, "load", VOORBEELD)
    assert "Niets gewijzigd" in tweede.stdout
    assert eerste.stdout.splitlines()[-1] == tweede.stdout.splitlines()[-1]

    nieuw = geef(token.app, "new", "99000102", "--label", "ECD")
    geheim = nieuw.stdout.strip()
    assert re.fullmatch(r"bv_[\w-]{43}", geheim, re.ASCII)
    assert geheim not in nieuw.stderr
    (id_,) = re.findall(r"[0-9a-f-]{36}", nieuw.stderr)

    vervanger = geef(token.app, "rotate", id_, "--dagen", "1")
    assert vervanger.stdout.strip().startswith("bv_")
    assert vervanger.stdout.strip() != geheim
    (nieuw_id,) = re.findall(r"[0-9a-f-]{36}", vervanger.stderr)
    assert nieuw_id != id_
    assert f"Ingetrokken: {nieuw_id} van 99000102." in geef(token.app, "revoke", nieuw_id).stdout

    lijst = geef(token.app, "list").stdout
    assert re.search(rf"{id_} +99000102 .*verloopt op .*\(ECD\)", lijst)
    assert re.search(rf"{nieuw_id} +99000102 .*ingetrokken op", lijst)
    assert "bv_" not in lijst
