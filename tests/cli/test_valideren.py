# SPDX-License-Identifier: EUPL-1.2
"""`validate` as a user meets it: a verdict per file, every finding with its line, and an exit status."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from berichtenverkeer.cli.valideren import valideren

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
app = typer.Typer()
app.command()(valideren)


def voer_uit(*woorden: str | Path) -> tuple[int, str]:
    uitkomst = CliRunner().invoke(app, [str(woord) for woord in woorden])
    assert uitkomst.exception is None or isinstance(uitkomst.exception, SystemExit)
    return uitkomst.exit_code, uitkomst.output


def als_json(*bestanden: str | Path) -> tuple[int, list[dict[str, Any]]]:
    status, uit = voer_uit("--json", *bestanden)
    return status, json.loads(uit)


def test_valid_berichten_end_with_status_0() -> None:
    status, uit = voer_uit(VOORBEELDEN / "JW305.xml", VOORBEELDEN / "JW307.xml")
    assert status == 0
    assert uit.count(": geldig (JW30") == 2
    assert "BERICHT goed, BERICHTOVERSTIJGEND overgeslagen, EXTERN overgeslagen" in uit


def test_the_negative_sample_shows_two_findings_with_lines_and_status_1() -> None:
    status, uit = voer_uit(VOORBEELDEN / "JW315.xml")
    assert status == 1
    assert "ongeldig (JW315), 2 bevindingen" in uit
    assert "TRANSPORT goed, XSD fout, BERICHT overgeslagen" in uit
    pad = "JW315/Client/AangevraagdeProducten/AangevraagdProduct"
    assert f"regel 44  XSD-WAARDE  {pad}[1]/ToewijzingEinddatum" in uit
    assert f"regel 66  XSD-WAARDE  {pad}[2]/ToewijzingEinddatum" in uit
    assert uit.count("Wat te doen: ") == 2


@pytest.mark.parametrize(("naam", "code"), [("JW317", "CS003"), ("JW323", "TR101")])
def test_a_rule_inside_the_bericht_is_checked_too(naam: str, code: str) -> None:
    status, [uitkomst] = als_json(VOORBEELDEN / f"{naam}.xml")
    assert status == 1
    assert code in {bevinding["code"] for bevinding in uitkomst["bevindingen"]}
    assert all(bevinding["niveau"] == "BERICHT" for bevinding in uitkomst["bevindingen"])
    assert all(bevinding["retourcode"] == "0001" and bevinding["regelnummer"] for bevinding in uitkomst["bevindingen"])


def test_json_has_one_object_per_file_with_the_seven_fields_of_a_finding() -> None:
    status, uitkomsten = als_json(VOORBEELDEN / "JW315.xml", VOORBEELDEN / "JW301.xml")
    assert status == 1
    assert [set(uitkomst) for uitkomst in uitkomsten] == [{"bestand", "berichtsoort", "geldig", "bevindingen"}] * 2
    assert [(uitkomst["berichtsoort"], uitkomst["geldig"]) for uitkomst in uitkomsten] == [
        ("JW315", False),
        ("JW301", True),
    ]
    eerste = uitkomsten[0]["bevindingen"][0]
    assert set(eerste) == {"code", "niveau", "pad", "regelnummer", "tekst", "actie", "retourcode"}
    assert (eerste["code"], eerste["regelnummer"], eerste["retourcode"]) == ("XSD-WAARDE", 44, None)


def test_what_is_no_bericht_has_no_berichtsoort(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("Geachte heer")
    status, [uitkomst] = als_json(tmp_path / "brief.txt")
    assert status == 1
    assert uitkomst["berichtsoort"] is None
    assert [bevinding["code"] for bevinding in uitkomst["bevindingen"]] == ["TRANSPORT-GEEN-XML"]


def test_a_file_that_cannot_be_read_gives_status_2_and_the_others_are_still_checked(tmp_path: Path) -> None:
    status, uit = voer_uit(tmp_path / "weg.xml", VOORBEELDEN / "JW315.xml", tmp_path, VOORBEELDEN / "JW305.xml")
    assert status == 2
    assert "Dit bestand bestaat niet." in uit
    assert "Dit is een map, geen bestand." in uit
    assert "JW305.xml: geldig" in uit
    assert "JW315.xml: ongeldig" in uit
    status, uitkomsten = als_json(tmp_path / "weg.xml", VOORBEELDEN / "JW305.xml")
    assert status == 2
    assert [uitkomst["geldig"] for uitkomst in uitkomsten] == [False, True]
    assert uitkomsten[0]["bevindingen"][0]["code"] == "BESTAND-ONLEESBAAR"


def test_a_file_without_permission_is_answered_clearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dicht = tmp_path / "dicht.xml"
    dicht.write_bytes(b"<a/>")
    echt = Path.open

    def geweigerd(pad: Path, *woorden: Any) -> Any:
        if pad == dicht:
            raise PermissionError(13, "Permission denied", str(pad))
        return echt(pad, *woorden)

    monkeypatch.setattr(Path, "open", geweigerd)  # the tests may run as a user who may read everything
    status, uit = voer_uit(dicht)
    assert status == 2
    assert "mag niet worden gelezen" in uit


def test_a_file_name_that_is_no_utf_8_does_not_stop_the_command(tmp_path: Path) -> None:
    vreemd = tmp_path / os.fsdecode(b"caf\xe9.xml")
    vreemd.write_bytes((VOORBEELDEN / "JW305.xml").read_bytes())
    status, uit = voer_uit(vreemd)
    assert status == 0
    assert "caf?.xml: geldig" in uit
    assert als_json(vreemd)[0] == 0


def test_a_file_of_more_than_25_mb_is_not_read_whole(tmp_path: Path) -> None:
    groot = tmp_path / "groot.xml"
    with groot.open("wb") as bestand:
        bestand.truncate(10 * 1024**3)  # sparse: takes no room on the disk
    status, [uitkomst] = als_json(groot)
    assert status == 1
    assert uitkomst["bevindingen"][0]["code"] == "TRANSPORT-TE-GROOT"
