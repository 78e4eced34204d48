# SPDX-License-Identifier: EUPL-1.2
"""`validate` as a user meets it: a verdict per file, every finding with its line, and an exit status."""

import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.cli import valideren as order
from berichtenverkeer.cli.crew import crew
from berichtenverkeer.cli.valideren import valideren
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.regels.meldingen.bestand import ZIP_FOLDER
from berichtenverkeer.validation.nagekeken import Nagekeken, Piece, refused
from bouwers import GEMEENTE, jw301, jw305, jw315, with_
from dienst import run as voer_proces_uit
from gatewaybouw import StaandeKlok, gateway_met_register, received

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
app = typer.Typer()
app.command()(valideren)


def run(*words: str | Path) -> tuple[int, str]:
    uitkomst = CliRunner().invoke(app, [str(word) for word in words])
    assert uitkomst.exception is None or isinstance(uitkomst.exception, SystemExit)
    return uitkomst.exit_code, uitkomst.output


def als_json(*files: str | Path) -> tuple[int, list[dict[str, Any]]]:
    status, out = run("--json", *files)
    return status, json.loads(out)["bestanden"]


def zip_van(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"{name}.xml", data)
    return target.getvalue()


def test_valid_berichten_end_with_status_0() -> None:
    status, out = run(VOORBEELDEN / "JW305.xml", VOORBEELDEN / "JW307.xml")
    assert status == 0
    assert out.count(": geldig (JW30") == 2
    assert "BERICHT goed, BERICHTOVERSTIJGEND overgeslagen, EXTERN overgeslagen" in out


def test_the_negative_sample_shows_two_findings_with_lines_and_status_1() -> None:
    status, out = run(VOORBEELDEN / "JW315.xml")
    assert status == 1
    assert "ongeldig (JW315), 2 bevindingen" in out
    assert "TRANSPORT goed, XSD fout, BERICHT overgeslagen" in out
    pad = "JW315/Client/AangevraagdeProducten/AangevraagdProduct"
    assert f"regel 44  XSD-WAARDE  {pad}[1]/ToewijzingEinddatum" in out
    assert f"regel 66  XSD-WAARDE  {pad}[2]/ToewijzingEinddatum" in out
    assert out.count("Wat te doen: ") == 2


@pytest.mark.parametrize(("name", "code"), [("JW317", "CS003"), ("JW323", "TR101")])
def test_a_rule_inside_the_bericht_is_checked_too(name: str, code: str) -> None:
    status, [uitkomst] = als_json(VOORBEELDEN / f"{name}.xml")
    assert status == 1
    assert code in {bevinding["code"] for bevinding in uitkomst["bevindingen"]}
    assert all(bevinding["niveau"] == "BERICHT" for bevinding in uitkomst["bevindingen"])
    assert all(bevinding["retourcode"] == "0001" and bevinding["regelnummer"] for bevinding in uitkomst["bevindingen"])


def test_json_has_one_object_per_file_with_the_eight_fields_of_a_finding() -> None:
    status, uitkomsten = als_json(VOORBEELDEN / "JW315.xml", VOORBEELDEN / "JW301.xml")
    assert status == 1
    fields = {"bestand", "berichtsoort", "geldig", "niveaus", "bevindingen", "signalen", "reden", "weggelaten"}
    assert [set(uitkomst) for uitkomst in uitkomsten] == [fields] * 2
    assert [(uitkomst["berichtsoort"], uitkomst["geldig"]) for uitkomst in uitkomsten] == [
        ("JW315", False),
        ("JW301", True),
    ]
    first = uitkomsten[0]["bevindingen"][0]
    assert set(first) == {"code", "niveau", "pad", "regelnummer", "tekst", "actie", "retourcode", "ernst"}
    assert (first["code"], first["regelnummer"], first["retourcode"]) == ("XSD-WAARDE", 44, None)


def test_what_is_no_bericht_has_no_berichtsoort(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("Geachte heer")
    status, [uitkomst] = als_json(tmp_path / "brief.txt")
    assert status == 1
    assert uitkomst["berichtsoort"] is None
    assert [bevinding["code"] for bevinding in uitkomst["bevindingen"]] == ["TRANSPORT-GEEN-XML"]


def test_a_file_that_cannot_be_read_gives_status_2_and_the_others_are_still_checked(tmp_path: Path) -> None:
    status, out = run(tmp_path / "weg.xml", VOORBEELDEN / "JW315.xml", tmp_path, VOORBEELDEN / "JW305.xml")
    assert status == 2
    assert "Dit bestand bestaat niet." in out
    assert "In deze map staan geen XML- of zip-bestanden." in out
    assert "JW305.xml: geldig" in out
    assert "JW315.xml: ongeldig" in out
    status, uitkomsten = als_json(tmp_path / "weg.xml", VOORBEELDEN / "JW305.xml")
    assert status == 2
    assert [uitkomst["geldig"] for uitkomst in uitkomsten] == [False, True]
    assert uitkomsten[0]["bevindingen"][0]["code"] == "BESTAND-ONLEESBAAR"


def test_a_file_without_permission_is_answered_clearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "dicht.xml"
    closed.write_bytes(b"<a/>")
    echt = Path.open

    def refused(pad: Path, *words: Any) -> Any:
        if pad == closed:
            raise PermissionError(13, "Permission denied", str(pad))
        return echt(pad, *words)

    monkeypatch.setattr(Path, "open", refused)  # the tests may run as a user who may read everything
    status, out = run(closed)
    assert status == 2
    assert "mag niet worden gelezen" in out


def test_a_file_name_that_is_no_utf_8_does_not_stop_the_command(tmp_path: Path) -> None:
    foreign = tmp_path / os.fsdecode(b"caf\xe9.xml")
    foreign.write_bytes((VOORBEELDEN / "JW305.xml").read_bytes())
    status, out = run(foreign)
    assert status == 0
    assert "caf?.xml: geldig" in out
    assert als_json(foreign)[0] == 0


def test_a_file_of_more_than_25_mb_is_not_read_whole(tmp_path: Path) -> None:
    large = tmp_path / "groot.xml"
    with large.open("wb") as bestand:
        bestand.truncate(10 * 1024**3)  # sparse: takes no room on the disk
    status, [uitkomst] = als_json(large)
    assert status == 1
    assert uitkomst["bevindingen"][0]["code"] == "TRANSPORT-TE-GROOT"


def test_a_folder_is_searched_for_xml_and_zip_and_the_rest_is_left_alone(tmp_path: Path) -> None:
    good = write(jw305())
    (tmp_path / "onder" / "dieper").mkdir(parents=True)
    for name, data in (
        ("b.xml", good),
        ("a.XML", good),
        ("lees mij.txt", b"hoi"),
        ("onder/c.zip", zip_van(twee=good, een=b"<a/>")),
        ("onder/dieper/d.xml", good),
    ):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "kring").symlink_to(tmp_path)
    status, uitkomsten = als_json(tmp_path)
    assert status == 1
    names = ("a.XML", "b.xml", "onder/c.zip/twee.xml", "onder/c.zip/een.xml", "onder/dieper/d.xml")
    assert [uitkomst["bestand"] for uitkomst in uitkomsten] == [f"{tmp_path}/{name}" for name in names]
    assert [uitkomst["geldig"] for uitkomst in uitkomsten] == [True, True, True, False, True]


def test_the_summary_by_code_stands_at_the_end_of_more_than_one_file() -> None:
    _, one = run(VOORBEELDEN / "JW315.xml")
    assert "CODE" not in one
    _, two = run(VOORBEELDEN / "JW315.xml", VOORBEELDEN / "JW317.xml", VOORBEELDEN / "JW305.xml")
    assert "\n3 bestanden: 1 geldig, 2 ongeldig.\n" in two
    envelope, *regels = (regel.split()[:3] for regel in two.splitlines()[-3:])
    assert envelope == ["CODE", "BESTANDEN", "PLAATSEN"]
    assert regels == [["XSD-WAARDE", "1", "2"], ["CS003", "1", "1"]]


def test_the_page_is_written_beside_the_other_output(tmp_path: Path) -> None:
    page = tmp_path / "uitkomst.html"
    status, out = run("--html", page, "--json", VOORBEELDEN / "JW315.xml")
    assert status == 1
    assert json.loads(out)["aantalGeldig"] == 0
    assert page.read_text().startswith("<!doctype html>")
    assert "ToewijzingEinddatum" in page.read_text()


def test_a_zip_bomb_of_a_few_kb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bom.zip").write_bytes(zip_van(a=b" " * 20 * 1024**2))
    status, [uitkomst] = als_json(tmp_path / "bom.zip")
    assert (status, [one["code"] for one in uitkomst["bevindingen"]]) == (1, ["ZIP-VERHOUDING"])


@pytest.mark.parametrize("cores", [1, 2])
def test_300_berichten_at_once_come_back_in_order(monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    monkeypatch.setattr("berichtenverkeer.cli.crew.count_cores", lambda: cores)
    good, slecht = write(jw305()), (VOORBEELDEN / "JW317.xml").read_bytes()
    pieces: list[Piece | Nagekeken] = [Piece(f"{number}", slecht if number % 7 == 0 else good) for number in range(300)]
    pieces[150] = refused("150", ZIP_FOLDER.at())
    with crew(is_many=True) as look:
        uitkomsten = list(look(iter(pieces)))
    assert [one.bestand for one in uitkomsten] == [str(number) for number in range(300)]
    assert [one.geldig for one in uitkomsten] == [number % 7 != 0 and number != 150 for number in range(300)]


def test_what_waits_for_a_core_is_bounded_so_a_large_bundle_is_not_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("berichtenverkeer.cli.crew.count_cores", lambda: 2)
    was_read = 0

    def read(count: int, data: bytes) -> Any:
        nonlocal was_read
        for number in range(count):
            was_read += 1
            yield Piece(f"{number}", data)

    with crew(is_many=True) as look:
        uitkomsten = look(read(300, b"<a/>"))
        next(uitkomsten)
        assert was_read <= 20
        assert len(list(uitkomsten)) == 299
        was_read = 0
        next(look(read(12, b"x" * 10 * 1024**2)))
        assert was_read <= 7


def test_many_files_in_a_real_process_in_parallel(tmp_path: Path) -> None:
    good = write(jw305())
    for number in range(60):
        (tmp_path / f"{number:03}.xml").write_bytes(good)
    (tmp_path / "z.zip").write_bytes(zip_van(**{f"n{number}": good for number in range(240)}))
    uitkomst = voer_proces_uit("validate", "--html", str(tmp_path / "uit.html"), str(tmp_path), environment={})
    assert (uitkomst.returncode, uitkomst.stderr) == (0, "")  # no bar: this is no terminal
    assert "300 bestanden: 300 geldig, 0 ongeldig." in uitkomst.stdout
    assert (tmp_path / "uit.html").read_text().count("<td>JW305</td>") == 300


# --- with History ------------------------------------------------------------------------------------------------


async def test_with_historie_all_levels_are_judged_for_the_sender_and_nothing_is_kept(
    config: Settings,
) -> None:
    berichten = {
        "los": write(jw305()),  # no toewijzing
        "toewijzing": write(with_(jw301(), "Header/BerichtIdentificatie/Identificatie", "NIEUW")),
        "gebruikt": write(with_(jw301(), "Client/Bsn", "999900018")),  # its Identificatie was used by other bytes
        "gelijk": write(jw301()),
        "kapot": b"<a/>",
        "bsn": write(with_(jw315(), "Client/Bsn", "999900007")),
        "onbekend": write(with_(jw305(), "Header/Afzender", "98765432")),
        "nergens": write(with_(jw305(), "Header/Ontvanger", "0014")),
    }
    async with gateway_met_register(config, StaandeKlok(date(2026, 4, 15))) as gateway:
        await received(gateway, jw301(), GEMEENTE)

        async def look(name: str) -> Nagekeken:
            return await order._with_history(gateway, administration(gateway), Piece(name, berichten[name]))

        out = {name: await look(name) for name in berichten}
        async with gateway.database.lees() as conn:
            assert await conn.fetchval("select count(*) from bericht where regio = $1", gateway.regio) == 2
            assert await conn.fetchval("select count(*) from weigering where regio = $1", gateway.regio) == 0

    niveaus = {name: [uitkomst[0] for uitkomst in one.niveaus.values()] for name, one in out.items()}
    assert niveaus == {
        "los": list("ggggg"),
        "toewijzing": list("ggggg"),
        "gebruikt": list("gggfg"),
        "gelijk": list("ggggg"),
        "kapot": list("foooo"),
        "bsn": list("ggfoo"),
        "onbekend": list("gggoo"),
        "nergens": list("gggof"),
    }
    assert [one.code for one in out["gebruikt"].bevindingen] == ["TR056"]
    assert [one.code for one in out["gelijk"].signalen] == ["SIGNAAL-AL-ONTVANGEN"]
    assert [one.code for one in out["nergens"].bevindingen] == ["ONTVANGER-ONBEKEND"]
    reden = out["onbekend"].reden
    assert reden is not None
    assert (reden.code, out["onbekend"].geldig) == ("AFZENDER-ONBEKEND", True)
    assert all(one.reden is None for name, one in out.items() if name != "onbekend")


async def test_the_option_opens_the_gateway_of_the_settings(config: Settings, environment: dict[str, str]) -> None:
    async with gateway_met_register(config, StaandeKlok(date(2026, 4, 15))):
        pass
    files = [str(VOORBEELDEN / f"{name}.xml") for name in ("JW301", "JW315")]
    uitkomst = voer_proces_uit("validate", "--met-historie", "--json", *files, environment=environment)
    assert uitkomst.stderr == ""
    verslag = json.loads(uitkomst.stdout)
    assert verslag["historie"] is True
    assert verslag["bestanden"][0]["niveaus"]["BERICHTOVERSTIJGEND"] != "overgeslagen"
    assert verslag["bestanden"][1]["niveaus"]["BERICHTOVERSTIJGEND"] == "overgeslagen"
    assert uitkomst.returncode == 1
