# SPDX-License-Identifier: EUPL-1.2
"""The tables of the standard against the sources outside the project and against our own schemas."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Rol
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN, Codelijst, SoortStop, soort_stop
from berichtenverkeer.standaard.gemeenten import gemeenten

BRON = Path(__file__).parents[3] / "shared" / "ijw-3.2"
met_bron = pytest.mark.skipif(not BRON.exists(), reason=f"the facts of the standard are not at {BRON}")
_XS = "{http://www.w3.org/2001/XMLSchema}"


def _rijen(naam: str) -> list[dict[str, str]]:
    bestanden = list((BRON / "codelijsten").glob(f"{naam}_*.csv"))
    assert len(bestanden) == 1, naam
    with bestanden[0].open(encoding="utf-8", newline="") as bron:
        return list(csv.DictReader(bron, delimiter=";"))


def _enumeraties() -> dict[str, list[str]]:
    basis = etree.parse(str(bestand("schemas/ijw-3.2/basisschema.xsd")))
    return {
        str(soort.get("name")): [str(code.get("value")) for code in soort.iter(f"{_XS}enumeration")]
        for soort in basis.iter(f"{_XS}simpleType")
        if soort.find(f".//{_XS}enumeration") is not None
    }


def test_every_enumeration_of_the_schema_is_a_code_list_with_the_same_codes() -> None:
    assert {lijst.datatype: sorted(lijst.codes) for lijst in CODELIJSTEN.values()} == {
        naam: sorted(codes) for naam, codes in _enumeraties().items()
    }
    assert len(CODELIJSTEN) == 23


@met_bron
@pytest.mark.parametrize("lijst", CODELIJSTEN.values(), ids=list(CODELIJSTEN))
def test_a_code_list_has_the_codes_of_the_standard(lijst: Codelijst) -> None:
    bekend = {rij["code"] for rij in _rijen(lijst.nummer)}
    assert set(lijst.codes) == bekend


def test_every_code_has_words() -> None:
    assert all(tekst.strip() for lijst in CODELIJSTEN.values() for tekst in lijst.codes.values())


@met_bron
def test_a_stop_is_temporary_or_definitive_as_the_standard_says() -> None:
    assert {rij["code"]: rij["soort_stop"] for rij in _rijen("JZ588")} == {
        code: soort_stop(code).value for code in CODELIJSTEN["JZ588"].codes
    }


def test_a_stop_with_reason_20_is_the_only_temporary_one() -> None:
    assert [code for code in CODELIJSTEN["JZ588"].codes if soort_stop(code) is SoortStop.TIJDELIJK] == ["20"]
    with pytest.raises(KeyError):
        soort_stop("99")


@met_bron
def test_gemeenten_are_those_of_cbs() -> None:
    assert gemeenten() == {rij["code"]: rij["omschrijving"] for rij in _rijen("CBS")}


def test_a_gemeente_has_a_name_and_another_code_has_none() -> None:
    assert len(gemeenten()) == 342
    assert gemeenten()["0363"] == "Amsterdam"


@met_bron
def test_berichtsoorten_are_those_of_cod002() -> None:
    rollen = {"gemeente": Rol.GEMEENTE, "aanbieder": Rol.AANBIEDER}
    partij = {"LDT_Gemeente": Rol.GEMEENTE, "LDT_AgbCode": Rol.AANBIEDER}
    rijen = _rijen("COD002")
    assert [rij["bericht"] for rij in rijen] == list(BERICHTSOORTEN)
    for rij in rijen:
        soort = BERICHTSOORTEN[rij["bericht"]]
        assert (soort.code, soort.retour or "") == (rij["code"], rij["retourbericht"])
        assert (soort.afzender, soort.ontvanger) == (partij[rij["type_Afzender"]], partij[rij["type_Ontvanger"]])
        assert soort.is_retourbericht == (rij["soort"] == "retour")
        # For a retourbericht the verzender of COD002 is the one who hands it in.
        assert soort.verzender == rollen[rij["verzender"]]


@met_bron
def test_the_schemas_are_the_model_of_the_standard() -> None:
    klaar = subprocess.run(
        [sys.executable, str(BRON / "check_schemas.py"), str(bestand("schemas/ijw-3.2"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert klaar.stdout.strip().splitlines()[-1] == "190 passed, 0 failed", klaar.stdout
    assert klaar.returncode == 0
