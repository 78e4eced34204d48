# SPDX-License-Identifier: EUPL-1.2
"""`rules` as a user meets it, and the page that it writes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from berichtenverkeer.cli import regels as opdracht
from berichtenverkeer.cli.main import app as programma
from berichtenverkeer.cli.regels import regels
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.catalogus import Catalogusregel, Regelsoort, catalogus, eigen_codes
from berichtenverkeer.regels.regel import Staat

PAGINA = Path(__file__).parents[2] / "docs" / "regels.md"
app = typer.Typer()
app.command()(regels)


def voer_uit(*woorden: str) -> tuple[int, str, str]:
    uitkomst = CliRunner().invoke(app, [*woorden])
    assert uitkomst.exception is None or isinstance(uitkomst.exception, SystemExit)
    return uitkomst.exit_code, uitkomst.stdout, uitkomst.stderr


def codes(*woorden: str) -> list[str]:
    status, uit, _ = voer_uit(*woorden)
    assert status == 0
    return re.findall(r"^([A-Z]{2}\d{3})\b", uit, re.MULTILINE)


def test_rules_is_a_command_of_the_program() -> None:
    uitkomst = CliRunner().invoke(programma, ["rules", "CS319"])
    assert uitkomst.stdout.startswith("CS319  XSD  geen retourcode\n")


def test_without_a_code_every_rule_is_a_row_in_order() -> None:
    _, uit, _ = voer_uit()
    assert codes() == [een.code for een in catalogus()]
    assert uit.startswith("code ")
    assert f"{len(catalogus())} regels: loopt " in uit


def test_the_columns_stand_under_their_names() -> None:
    kop, *rijen = voer_uit("--bericht", "JW305")[1].splitlines()
    (rij,) = (rij for rij in rijen if rij.startswith("TR074"))
    gesneden = [rij[kop.index(naam) :].split()[0] for naam in ("code", "niveau", "retour", "staat")]
    assert gesneden == ["TR074", "BERICHTOVERSTIJGEND", "9074", "loopt"]
    assert max(map(len, [kop, *rijen])) <= 140


@pytest.mark.parametrize(
    ("opties", "hoort"),
    [
        (("--bericht", "jw323"), lambda een: "JW323" in een.berichten),
        (("--niveau", "EXTERN"), lambda een: een.niveau is Niveau.EXTERN),
        (("--niveau", "xsd", "--bericht", "JW302"), lambda een: een.niveau is Niveau.XSD and "JW302" in een.berichten),
        (("--staat", "schema"), lambda een: een.staat is Staat.SCHEMA),
    ],
)
def test_only_the_rules_that_were_asked_for_are_shown(opties: tuple[str, ...], hoort: object) -> None:
    assert callable(hoort)
    verwacht = [een.code for een in catalogus() if hoort(een)]
    assert 0 < len(verwacht) < len(catalogus())
    assert codes(*opties) == verwacht


def test_one_rule_is_shown_in_full_and_nothing_of_it_is_cut() -> None:
    (regel,) = (een for een in catalogus() if een.code == "TR074")
    status, uit, _ = voer_uit("tr074")
    assert status == 0
    assert uit.startswith("TR074  BERICHTOVERSTIJGEND  retourcode 9074\n")
    plat = " ".join(uit.split())
    assert all(
        deel in plat for deel in (regel.tekst, regel.actie, regel.lezing or "geen", "JW305, JW307", "Staat: loopt")
    )
    assert "Wacht op" not in uit
    assert max(map(len, uit.splitlines())) <= 100


@pytest.mark.parametrize("code", [een.code for een in eigen_codes()])
def test_a_code_of_our_own_is_explained_as_a_rule_is(code: str) -> None:
    (melding,) = (een for een in eigen_codes() if een.code == code)
    status, uit, _ = voer_uit(code.lower())
    assert (status, uit.split()[0]) == (0, code)
    plat = " ".join(uit.split())
    assert all(deel in plat for deel in (f"Ernst: {melding.ernst}", melding.tekst, melding.actie, "Gevolg: "))
    assert max(map(len, uit.splitlines())) <= 100
    assert json.loads(voer_uit(code, "--json")[1]) == [msgspec.to_builtins(melding)]


def test_rules_and_codes_of_our_own_are_explained_side_by_side() -> None:
    uit = voer_uit("SIGNAAL-IV093", "TR074")[1]
    assert [deel.split()[0] for deel in uit.split("\n\n")] == ["TR074", "SIGNAAL-IV093"]


def test_a_misspelt_code_of_our_own_is_told_what_it_could_be() -> None:
    assert "ZIP-KAPOT" in voer_uit("ZIP-CAPOT")[2]


def test_a_rule_that_judges_a_part_says_what_it_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opdracht, "catalogus", lambda: (een_regel(Staat.DEELS, "Een lijst van iemand."),))
    assert "  Wacht op:    Een lijst van iemand.\n" in voer_uit("TR001")[1]


def test_several_codes_are_several_rules_each_once() -> None:
    assert codes("TR074", "CS319", "TR074") == ["CS319", "TR074"]


def test_a_code_beside_an_option_that_leaves_nothing_says_so() -> None:
    assert voer_uit("TR074", "--bericht", "JW323") == (0, "Geen enkele regel voldoet aan wat u vroeg.\n", "")


def test_json_is_the_catalogue_with_the_names_of_the_api() -> None:
    _, uit, _ = voer_uit("--json")
    assert json.loads(uit) == json.loads(msgspec.json.encode(catalogus()))
    assert {"code", "wachtOp"} < json.loads(uit)[0].keys()


@pytest.mark.parametrize(
    ("woorden", "fout", "raad"),
    [
        (("TR74",), "De regel TR74 bestaat niet.", "TR074"),
        (("TR0074",), "De regel TR0074 bestaat niet.", "TR074"),
        (("TR074", "CS31"), "De regel CS31 bestaat niet.", "CS319"),
        (("qqqqqq",), "De regel qqqqqq bestaat niet.", "zonder code"),
        (("--bericht", "JW324"), "De berichtsoort JW324 bestaat niet.", "JW323"),
        (("--niveau", "TRANSPORT"), "Het niveau TRANSPORT bestaat niet.", "XSD of BERICHT of"),
        (("--staat", "stuk"), "De staat stuk bestaat niet.", "loopt of deels of schema of wacht"),
        (("--json", "--markdown"), "niet allebei", "Laat een van de twee weg"),
    ],
)
def test_what_does_not_exist_is_status_2_with_the_nearest_names(woorden: tuple[str, ...], fout: str, raad: str) -> None:
    status, uit, mis = voer_uit(*woorden)
    assert (status, uit) == (2, "")
    assert mis.startswith("Fout: ")
    assert fout in mis
    assert raad in mis.partition("Wat te doen: ")[2]


def secties(pagina: str) -> Iterator[tuple[str, str]]:
    for deel in pagina.split("\n## ")[1:]:
        code, _, inhoud = deel.partition("\n")
        yield code, inhoud


def test_the_page_has_every_rule_with_its_text_and_counts_them() -> None:
    pagina = voer_uit("--markdown")[1]
    per_code = dict(secties(pagina))
    assert list(per_code) == [*(een.code for een in catalogus()), *(een.code for een in eigen_codes())]
    for een in catalogus():
        assert all(deel in per_code[een.code] for deel in (een.tekst, een.actie, een.lezing or "", een.wacht_op or ""))
    for melding in eigen_codes():
        assert all(deel in per_code[melding.code] for deel in (melding.ernst, melding.niveau, melding.tekst))
        assert melding.actie in per_code[melding.code]
    assert re.search(rf"^\| all \|.*\| {len(catalogus())} \|$", pagina, re.MULTILINE)


def test_docs_regels_md_is_what_the_registry_says_now() -> None:
    is_bij = PAGINA.read_text(encoding="utf-8") == voer_uit("--markdown")[1]
    assert is_bij, "renew the page: .venv/bin/berichtenverkeer rules --markdown > docs/regels.md"


def een_regel(staat: Staat, wacht_op: str) -> Catalogusregel:
    return Catalogusregel(
        code="TR001",
        soort=Regelsoort.TR,
        berichten=("JW301",),
        niveau=Niveau.EXTERN,
        retourcode="9001",
        staat=staat,
        tekst="Een regel.",
        actie="Doe iets.",
        lezing=None,
        wacht_op=wacht_op,
    )
