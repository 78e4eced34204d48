# SPDX-License-Identifier: EUPL-1.2
"""The registry against the rule list of the standard, and the samples of the standard against the rules."""

import csv
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

import berichtenverkeer.regels as kamer
from berichtenverkeer.berichten import JW305, read
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, THEMES, Regel, regel, violations
from berichtenverkeer.regels.plek import START, Plek
from berichtenverkeer.regels.regel import Registry
from regels.historie import GeenHistorie
from regels.test_cases import CASES

STANDAARD = Path(__file__).resolve().parents[3] / "shared" / "ijw-3.2"
met_standaard = pytest.mark.skipif(not STANDAARD.exists(), reason=f"the standard is not there: {STANDAARD}")

NIVEAU = {
    "XSLT": Niveau.BERICHT,
    "berichtoverstijgend": Niveau.BERICHTOVERSTIJGEND,
    "externe bron": Niveau.EXTERN,
}
ZONDER_REGELS = {
    "catalogue",
    "aangeleverd",
    "conditie",
    "facts",
    "once",
    "gedeclareerd",
    "history",
    "honorering",
    "melding",
    "meldingen",
    "opmerkingen",
    "plek",
    "regel",
    "versions",
    "stock",
}

ELDERS_GEMELD = {"CS338": ("/Omvang/Volume", "/Omvang/Eenheid")}
"""Places that the list names and where no finding can stand: one check, reported once (Regel.lezing)."""


@cache
def regellijst() -> dict[str, dict[str, str]]:
    if not STANDAARD.exists():
        return {}
    with (STANDAARD / "regels.csv").open(encoding="utf-8", newline="") as bestand:
        return {row["code"]: row for row in csv.DictReader(bestand, delimiter=";")}


def core(text: str) -> str:
    """Only the words."""
    return re.sub(r"\W+", " ", text).strip().lower()


@met_standaard
@pytest.mark.parametrize("regel", list(REGELS), ids=lambda regel: regel.code)
def test_a_rule_is_declared_as_the_standard_lists_it(regel: Regel) -> None:
    row = regellijst()[regel.code]
    assert regel.berichten == set(row["berichten"].split(","))
    assert regel.niveau is NIVEAU[row["controleniveau"]]
    assert (regel.retourcode or "") == row["retourcode"]


@met_standaard
def test_every_rule_within_the_bericht_is_declared() -> None:
    expected = {code for code, row in regellijst().items() if row["controleniveau"] == "XSLT"}
    assert len(expected) == 60
    assert expected == {regel.code for regel in REGELS if regel.niveau is Niveau.BERICHT}


@met_standaard
@pytest.mark.parametrize("regel", list(REGELS), ids=lambda regel: regel.code)
def test_the_text_of_a_rule_is_our_own(regel: Regel) -> None:
    row = regellijst()[regel.code]
    origin = {core(row[column]) for column in ("definitie", "toelichting", "retourmelding")}
    assert core(regel.tekst)
    assert core(regel.actie)
    assert not {core(regel.tekst), core(regel.actie)} & origin


@met_standaard
@pytest.mark.parametrize("code", [regel.code for regel in REGELS if regel.code[:2] in ("CD", "CS")])
def test_every_place_that_the_standard_names_has_a_bad_case(code: str) -> None:
    plekken = [
        plek for plek in regellijst()[code]["paden"].split(" | ") if not plek.endswith(ELDERS_GEMELD.get(code, ("-",)))
    ]
    found = {re.sub(r"\[\d+\]", "", pad) for geval in CASES[code]["fout"] for pad in geval["paden"]}
    assert [plek for plek in plekken if not any(f"{pad}/".startswith(f"{plek}/") for pad in found)] == []


@met_standaard
@pytest.mark.parametrize(
    ("soort", "expected"),
    [
        ("JW301", {}),
        ("JW305", {}),
        ("JW307", {}),
        ("JW315", {}),
        ("JW317", {"CS003": ["JW317/Client/Verzoek/NieuweProducten/NieuwProduct[1]/Einddatum"]}),
        ("JW319", {}),
        ("JW323", {"TR101": ["JW323/Declaratie/Clienten/Client[2]/Prestaties/Prestatie[3]"]}),
    ],
)
def test_the_samples_of_the_standard_break_what_their_readme_says(soort: str, expected: dict[str, list[str]]) -> None:
    example = (STANDAARD / "voorbeelden" / f"{soort}.xml").read_bytes()
    bericht = read(example.replace(b"2027-06-31", b"2027-06-30"))  # a day that does not exist, in JW315
    regels = REGELS.for_bericht(soort, Niveau.BERICHT)
    found = {regel.code: violations(regel, bericht, GeenHistorie()) for regel in regels}
    assert {code: paden for code, paden in found.items() if paden} == expected


@pytest.mark.parametrize("niveaus", [(), (Niveau.BERICHT,), (Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)])
def test_a_bericht_is_asked_about_by_its_own_rules_of_those_levels_and_no_other(niveaus: tuple[Niveau, ...]) -> None:
    registry = Registry()
    for one in REGELS:
        registry.add(one)
    for soort in {name for one in REGELS for name in one.berichten}:
        expected = [one.code for one in REGELS if soort in one.berichten if one.niveau in niveaus]
        for _ in ("anew", "from memory"):
            assert [one.code for one in registry.for_bericht(soort, *niveaus)] == expected
    assert all(one.code in registry for one in REGELS)
    assert "XX999" not in registry


def test_no_module_of_the_room_is_left_out() -> None:
    modules = {name for _, name, _ in pkgutil.iter_modules(kamer.__path__)} - ZONDER_REGELS
    assert {thema.__name__.rpartition(".")[2] for thema in THEMES} == modules


@pytest.mark.parametrize("regel", list(REGELS), ids=lambda regel: regel.code)
def test_a_rule_is_declared_by_a_theme(regel: Regel) -> None:
    assert regel.examine.__module__ in {thema.__name__ for thema in THEMES} | {f"{kamer.__name__}.conditie"}


def test_a_code_cannot_be_declared_twice() -> None:
    verklaring = regel("CS002", JW305, niveau=Niveau.BERICHT, action="Doe iets.")
    with pytest.raises(AssertionError, match="CS002 is declared twice"):
        verklaring(REGELS["CS002"].examine)


def test_a_place_that_no_bericht_has_fails_at_import() -> None:
    with pytest.raises(KeyError):
        Plek("JW305/Client/StopProducten/StopProduct")
    with pytest.raises(KeyError):
        START / "Einddatum"
