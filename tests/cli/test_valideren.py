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

from bellers import beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.cli import valideren as opdracht
from berichtenverkeer.cli.ploeg import ploeg
from berichtenverkeer.cli.valideren import valideren
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.regels.meldingen.bestand import ZIP_MAP
from berichtenverkeer.validation.nagekeken import Nagekeken, Stuk, geweigerd
from bouwers import GEMEENTE, jw301, jw305, jw315, met
from dienst import voer_uit as voer_proces_uit
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
app = typer.Typer()
app.command()(valideren)


def voer_uit(*woorden: str | Path) -> tuple[int, str]:
    uitkomst = CliRunner().invoke(app, [str(woord) for woord in woorden])
    assert uitkomst.exception is None or isinstance(uitkomst.exception, SystemExit)
    return uitkomst.exit_code, uitkomst.output


def als_json(*bestanden: str | Path) -> tuple[int, list[dict[str, Any]]]:
    status, uit = voer_uit("--json", *bestanden)
    return status, json.loads(uit)["bestanden"]


def zip_van(**delen: bytes) -> bytes:
    doel = io.BytesIO()
    with zipfile.ZipFile(doel, "w", zipfile.ZIP_DEFLATED) as archief:
        for naam, data in delen.items():
            archief.writestr(f"{naam}.xml", data)
    return doel.getvalue()


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


def test_json_has_one_object_per_file_with_the_eight_fields_of_a_finding() -> None:
    status, uitkomsten = als_json(VOORBEELDEN / "JW315.xml", VOORBEELDEN / "JW301.xml")
    assert status == 1
    velden = {"bestand", "berichtsoort", "geldig", "niveaus", "bevindingen", "signalen", "reden", "weggelaten"}
    assert [set(uitkomst) for uitkomst in uitkomsten] == [velden] * 2
    assert [(uitkomst["berichtsoort"], uitkomst["geldig"]) for uitkomst in uitkomsten] == [
        ("JW315", False),
        ("JW301", True),
    ]
    eerste = uitkomsten[0]["bevindingen"][0]
    assert set(eerste) == {"code", "niveau", "pad", "regelnummer", "tekst", "actie", "retourcode", "ernst"}
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
    assert "In deze map staan geen XML- of zip-bestanden." in uit
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


def test_a_folder_is_searched_for_xml_and_zip_and_the_rest_is_left_alone(tmp_path: Path) -> None:
    goed = write(jw305())
    (tmp_path / "onder" / "dieper").mkdir(parents=True)
    for naam, data in (
        ("b.xml", goed),
        ("a.XML", goed),
        ("lees mij.txt", b"hoi"),
        ("onder/c.zip", zip_van(twee=goed, een=b"<a/>")),
        ("onder/dieper/d.xml", goed),
    ):
        (tmp_path / naam).write_bytes(data)
    (tmp_path / "kring").symlink_to(tmp_path)
    status, uitkomsten = als_json(tmp_path)
    assert status == 1
    namen = ("a.XML", "b.xml", "onder/c.zip/twee.xml", "onder/c.zip/een.xml", "onder/dieper/d.xml")
    assert [uitkomst["bestand"] for uitkomst in uitkomsten] == [f"{tmp_path}/{naam}" for naam in namen]
    assert [uitkomst["geldig"] for uitkomst in uitkomsten] == [True, True, True, False, True]


def test_the_summary_by_code_stands_at_the_end_of_more_than_one_file() -> None:
    _, een = voer_uit(VOORBEELDEN / "JW315.xml")
    assert "CODE" not in een
    _, twee = voer_uit(VOORBEELDEN / "JW315.xml", VOORBEELDEN / "JW317.xml", VOORBEELDEN / "JW305.xml")
    assert "\n3 bestanden: 1 geldig, 2 ongeldig.\n" in twee
    kop, *regels = (regel.split()[:3] for regel in twee.splitlines()[-3:])
    assert kop == ["CODE", "BESTANDEN", "PLAATSEN"]
    assert regels == [["XSD-WAARDE", "1", "2"], ["CS003", "1", "1"]]


def test_the_page_is_written_beside_the_other_output(tmp_path: Path) -> None:
    pagina = tmp_path / "uitkomst.html"
    status, uit = voer_uit("--html", pagina, "--json", VOORBEELDEN / "JW315.xml")
    assert status == 1
    assert json.loads(uit)["aantalGeldig"] == 0
    assert pagina.read_text().startswith("<!doctype html>")
    assert "ToewijzingEinddatum" in pagina.read_text()


def test_a_zip_bomb_of_a_few_kb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bom.zip").write_bytes(zip_van(a=b" " * 20 * 1024**2))
    status, [uitkomst] = als_json(tmp_path / "bom.zip")
    assert (status, [een["code"] for een in uitkomst["bevindingen"]]) == (1, ["ZIP-VERHOUDING"])


@pytest.mark.parametrize("kernen", [1, 2])
def test_300_berichten_at_once_come_back_in_order(monkeypatch: pytest.MonkeyPatch, kernen: int) -> None:
    monkeypatch.setattr("berichtenverkeer.cli.ploeg.aantal_kernen", lambda: kernen)
    goed, slecht = write(jw305()), (VOORBEELDEN / "JW317.xml").read_bytes()
    stukken: list[Stuk | Nagekeken] = [Stuk(f"{nummer}", slecht if nummer % 7 == 0 else goed) for nummer in range(300)]
    stukken[150] = geweigerd("150", ZIP_MAP.op())
    with ploeg(is_veel=True) as kijk:
        uitkomsten = list(kijk(iter(stukken)))
    assert [een.bestand for een in uitkomsten] == [str(nummer) for nummer in range(300)]
    assert [een.geldig for een in uitkomsten] == [nummer % 7 != 0 and nummer != 150 for nummer in range(300)]


def test_what_waits_for_a_core_is_bounded_so_a_large_bundle_is_not_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("berichtenverkeer.cli.ploeg.aantal_kernen", lambda: 2)
    gelezen = 0

    def lees(aantal: int, data: bytes) -> Any:
        nonlocal gelezen
        for nummer in range(aantal):
            gelezen += 1
            yield Stuk(f"{nummer}", data)

    with ploeg(is_veel=True) as kijk:
        uitkomsten = kijk(lees(300, b"<a/>"))
        next(uitkomsten)
        assert gelezen <= 20
        assert len(list(uitkomsten)) == 299
        gelezen = 0
        next(kijk(lees(12, b"x" * 10 * 1024**2)))
        assert gelezen <= 7


def test_many_files_in_a_real_process_in_parallel(tmp_path: Path) -> None:
    goed = write(jw305())
    for nummer in range(60):
        (tmp_path / f"{nummer:03}.xml").write_bytes(goed)
    (tmp_path / "z.zip").write_bytes(zip_van(**{f"n{nummer}": goed for nummer in range(240)}))
    uitkomst = voer_proces_uit("validate", "--html", str(tmp_path / "uit.html"), str(tmp_path), omgeving={})
    assert (uitkomst.returncode, uitkomst.stderr) == (0, "")  # no bar: this is no terminal
    assert "300 bestanden: 300 geldig, 0 ongeldig." in uitkomst.stdout
    assert (tmp_path / "uit.html").read_text().count("<td>JW305</td>") == 300


# --- with History ------------------------------------------------------------------------------------------------


async def test_with_historie_all_levels_are_judged_for_the_sender_and_nothing_is_kept(
    instellingen: Instellingen,
) -> None:
    berichten = {
        "los": write(jw305()),  # no toewijzing
        "toewijzing": write(met(jw301(), "Header/BerichtIdentificatie/Identificatie", "NIEUW")),
        "gebruikt": write(met(jw301(), "Client/Bsn", "999900018")),  # its Identificatie was used by other bytes
        "gelijk": write(jw301()),
        "kapot": b"<a/>",
        "bsn": write(met(jw315(), "Client/Bsn", "999900007")),
        "onbekend": write(met(jw305(), "Header/Afzender", "98765432")),
        "nergens": write(met(jw305(), "Header/Ontvanger", "0014")),
    }
    async with gateway_met_register(instellingen, StaandeKlok(date(2026, 4, 15))) as gateway:
        await ontvangen(gateway, jw301(), GEMEENTE)

        async def kijk(naam: str) -> Nagekeken:
            return await opdracht._met_historie(gateway, beheer(gateway), Stuk(naam, berichten[naam]))

        uit = {naam: await kijk(naam) for naam in berichten}
        async with gateway.database.lees() as conn:
            assert await conn.fetchval("select count(*) from bericht where regio = $1", gateway.regio) == 2
            assert await conn.fetchval("select count(*) from weigering where regio = $1", gateway.regio) == 0

    niveaus = {naam: [uitkomst[0] for uitkomst in een.niveaus.values()] for naam, een in uit.items()}
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
    assert [een.code for een in uit["gebruikt"].bevindingen] == ["TR056"]
    assert [een.code for een in uit["gelijk"].signalen] == ["SIGNAAL-AL-ONTVANGEN"]
    assert [een.code for een in uit["nergens"].bevindingen] == ["ONTVANGER-ONBEKEND"]
    reden = uit["onbekend"].reden
    assert reden is not None
    assert (reden.code, uit["onbekend"].geldig) == ("AFZENDER-ONBEKEND", True)
    assert all(een.reden is None for naam, een in uit.items() if naam != "onbekend")


async def test_the_option_opens_the_gateway_of_the_settings(
    instellingen: Instellingen, omgeving: dict[str, str]
) -> None:
    async with gateway_met_register(instellingen, StaandeKlok(date(2026, 4, 15))):
        pass
    bestanden = [str(VOORBEELDEN / f"{naam}.xml") for naam in ("JW301", "JW315")]
    uitkomst = voer_proces_uit("validate", "--met-historie", "--json", *bestanden, omgeving=omgeving)
    assert uitkomst.stderr == ""
    verslag = json.loads(uitkomst.stdout)
    assert verslag["historie"] is True
    assert verslag["bestanden"][0]["niveaus"]["BERICHTOVERSTIJGEND"] != "overgeslagen"
    assert verslag["bestanden"][1]["niveaus"]["BERICHTOVERSTIJGEND"] == "overgeslagen"
    assert uitkomst.returncode == 1
