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

from berichtenverkeer.cli import regels as order
from berichtenverkeer.cli.main import app as program
from berichtenverkeer.cli.regels import regels
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.catalogue import CatalogueRegel, Regelsoort, catalogue, own_codes
from berichtenverkeer.regels.regel import Staat

PAGE = Path(__file__).parents[2] / "docs" / "regels.md"
app = typer.Typer()
app.command()(regels)


def run(*words: str) -> tuple[int, str, str]:
    uitkomst = CliRunner().invoke(app, [*words])
    assert uitkomst.exception is None or isinstance(uitkomst.exception, SystemExit)
    return uitkomst.exit_code, uitkomst.stdout, uitkomst.stderr


def codes(*words: str) -> list[str]:
    status, out, _ = run(*words)
    assert status == 0
    return re.findall(r"^([A-Z]{2}\d{3})\b", out, re.MULTILINE)


def test_rules_is_a_command_of_the_program() -> None:
    uitkomst = CliRunner().invoke(program, ["rules", "CS319"])
    assert uitkomst.stdout.startswith("CS319  XSD  geen retourcode\n")


def test_without_a_code_every_rule_is_a_row_in_order() -> None:
    _, out, _ = run()
    assert codes() == [one.code for one in catalogue()]
    assert out.startswith("code ")
    assert f"{len(catalogue())} regels: loopt " in out


def test_the_columns_stand_under_their_names() -> None:
    envelope, *rows = run("--bericht", "JW305")[1].splitlines()
    (row,) = (row for row in rows if row.startswith("TR074"))
    gesneden = [row[envelope.index(name) :].split()[0] for name in ("code", "niveau", "retour", "staat")]
    assert gesneden == ["TR074", "BERICHTOVERSTIJGEND", "9074", "loopt"]
    assert max(map(len, [envelope, *rows])) <= 140


@pytest.mark.parametrize(
    ("options", "belongs"),
    [
        (("--bericht", "jw323"), lambda one: "JW323" in one.berichten),
        (("--niveau", "EXTERN"), lambda one: one.niveau is Niveau.EXTERN),
        (("--niveau", "xsd", "--bericht", "JW302"), lambda one: one.niveau is Niveau.XSD and "JW302" in one.berichten),
        (("--staat", "schema"), lambda one: one.staat is Staat.SCHEMA),
    ],
)
def test_only_the_rules_that_were_asked_for_are_shown(options: tuple[str, ...], belongs: object) -> None:
    assert callable(belongs)
    expected = [one.code for one in catalogue() if belongs(one)]
    assert 0 < len(expected) < len(catalogue())
    assert codes(*options) == expected


def test_one_rule_is_shown_in_full_and_nothing_of_it_is_cut() -> None:
    (regel,) = (one for one in catalogue() if one.code == "TR074")
    status, out, _ = run("tr074")
    assert status == 0
    assert out.startswith("TR074  BERICHTOVERSTIJGEND  retourcode 9074\n")
    flat = " ".join(out.split())
    assert all(
        part in flat for part in (regel.tekst, regel.actie, regel.lezing or "geen", "JW305, JW307", "Staat: loopt")
    )
    assert "Wacht op" not in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize("code", [one.code for one in own_codes()])
def test_a_code_of_our_own_is_explained_as_a_rule_is(code: str) -> None:
    (melding,) = (one for one in own_codes() if one.code == code)
    status, out, _ = run(code.lower())
    assert (status, out.split()[0]) == (0, code)
    flat = " ".join(out.split())
    assert all(part in flat for part in (f"Ernst: {melding.ernst}", melding.tekst, melding.actie, "Gevolg: "))
    assert max(map(len, out.splitlines())) <= 100
    assert json.loads(run(code, "--json")[1]) == [msgspec.to_builtins(melding)]


def test_rules_and_codes_of_our_own_are_explained_side_by_side() -> None:
    out = run("SIGNAAL-IV093", "TR074")[1]
    assert [part.split()[0] for part in out.split("\n\n")] == ["TR074", "SIGNAAL-IV093"]


def test_a_misspelt_code_of_our_own_is_told_what_it_could_be() -> None:
    assert "ZIP-KAPOT" in run("ZIP-CAPOT")[2]


def test_a_rule_that_judges_a_part_says_what_it_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "catalogue", lambda: (een_regel(Staat.DEELS, "Een lijst van iemand."),))
    assert "  Wacht op:    Een lijst van iemand.\n" in run("TR001")[1]


def test_several_codes_are_several_rules_each_once() -> None:
    assert codes("TR074", "CS319", "TR074") == ["CS319", "TR074"]


def test_a_code_beside_an_option_that_leaves_nothing_says_so() -> None:
    assert run("TR074", "--bericht", "JW323") == (0, "Geen enkele regel voldoet aan wat u vroeg.\n", "")


def test_json_is_the_catalogue_with_the_names_of_the_api() -> None:
    _, out, _ = run("--json")
    assert json.loads(out) == json.loads(msgspec.json.encode(catalogue()))
    assert {"code", "wachtOp"} < json.loads(out)[0].keys()


@pytest.mark.parametrize(
    ("words", "fault", "raad"),
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
def test_what_does_not_exist_is_status_2_with_the_nearest_names(words: tuple[str, ...], fault: str, raad: str) -> None:
    status, out, amiss = run(*words)
    assert (status, out) == (2, "")
    assert amiss.startswith("Fout: ")
    assert fault in amiss
    assert raad in amiss.partition("Wat te doen: ")[2]


def secties(page: str) -> Iterator[tuple[str, str]]:
    for part in page.split("\n## ")[1:]:
        code, _, content = part.partition("\n")
        yield code, content


def test_the_page_has_every_rule_with_its_text_and_counts_them() -> None:
    page = run("--markdown")[1]
    per_code = dict(secties(page))
    assert list(per_code) == [*(one.code for one in catalogue()), *(one.code for one in own_codes())]
    for one in catalogue():
        assert all(part in per_code[one.code] for part in (one.tekst, one.actie, one.lezing or "", one.wacht_op or ""))
    for melding in own_codes():
        assert all(part in per_code[melding.code] for part in (melding.ernst, melding.niveau, melding.tekst))
        assert melding.actie in per_code[melding.code]
    assert re.search(rf"^\| all \|.*\| {len(catalogue())} \|$", page, re.MULTILINE)


def test_docs_regels_md_is_what_the_registry_says_now() -> None:
    is_bij = PAGE.read_text(encoding="utf-8") == run("--markdown")[1]
    assert is_bij, "renew the page: .venv/bin/berichtenverkeer rules --markdown > docs/regels.md"


def een_regel(staat: Staat, wait_for: str) -> CatalogueRegel:
    return CatalogueRegel(
        code="TR001",
        soort=Regelsoort.TR,
        berichten=("JW301",),
        niveau=Niveau.EXTERN,
        retourcode="9001",
        staat=staat,
        tekst="Een regel.",
        actie="Doe iets.",
        lezing=None,
        wacht_op=wait_for,
    )
