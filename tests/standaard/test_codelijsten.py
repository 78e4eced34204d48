# SPDX-License-Identifier: EUPL-1.2
"""The tables of the standard against the sources outside the project and against our own schemas."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from berichtenverkeer.core.files import bestand
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Role
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN, Codelijst, StopKind, stop_kind
from berichtenverkeer.standaard.gemeenten import gemeenten

BRON = Path(__file__).parents[3] / "shared" / "ijw-3.2"
met_bron = pytest.mark.skipif(not BRON.exists(), reason=f"the facts of the standard are not at {BRON}")
_XS = "{http://www.w3.org/2001/XMLSchema}"


def _rows(name: str) -> list[dict[str, str]]:
    files = list((BRON / "codelijsten").glob(f"{name}_*.csv"))
    assert len(files) == 1, name
    with files[0].open(encoding="utf-8", newline="") as origin:
        return list(csv.DictReader(origin, delimiter=";"))


def _enumeraties() -> dict[str, list[str]]:
    basis = etree.parse(str(bestand("schemas/ijw-3.2/basisschema.xsd")))
    return {
        str(soort.get("name")): [str(code.get("value")) for code in soort.iter(f"{_XS}enumeration")]
        for soort in basis.iter(f"{_XS}simpleType")
        if soort.find(f".//{_XS}enumeration") is not None
    }


def test_every_enumeration_of_the_schema_is_a_code_list_with_the_same_codes() -> None:
    assert {listing.datatype: sorted(listing.codes) for listing in CODELIJSTEN.values()} == {
        name: sorted(codes) for name, codes in _enumeraties().items()
    }
    assert len(CODELIJSTEN) == 23


@met_bron
@pytest.mark.parametrize("listing", CODELIJSTEN.values(), ids=list(CODELIJSTEN))
def test_a_code_list_has_the_codes_of_the_standard(listing: Codelijst) -> None:
    known = {row["code"] for row in _rows(listing.nummer)}
    assert set(listing.codes) == known


def test_every_code_has_words() -> None:
    assert all(text.strip() for listing in CODELIJSTEN.values() for text in listing.codes.values())


@met_bron
def test_a_stop_is_temporary_or_definitive_as_the_standard_says() -> None:
    assert {row["code"]: row["soort_stop"] for row in _rows("JZ588")} == {
        code: stop_kind(code).value for code in CODELIJSTEN["JZ588"].codes
    }


def test_a_stop_with_reason_20_is_the_only_temporary_one() -> None:
    assert [code for code in CODELIJSTEN["JZ588"].codes if stop_kind(code) is StopKind.TIJDELIJK] == ["20"]
    with pytest.raises(KeyError):
        stop_kind("99")


@met_bron
def test_gemeenten_are_those_of_cbs() -> None:
    assert gemeenten() == {row["code"]: row["omschrijving"] for row in _rows("CBS")}


def test_a_gemeente_has_a_name_and_another_code_has_none() -> None:
    assert len(gemeenten()) == 342
    assert gemeenten()["0363"] == "Amsterdam"


@met_bron
def test_berichtsoorten_are_those_of_cod002() -> None:
    roles = {"gemeente": Role.GEMEENTE, "aanbieder": Role.AANBIEDER}
    partij = {"LDT_Gemeente": Role.GEMEENTE, "LDT_AgbCode": Role.AANBIEDER}
    rows = _rows("COD002")
    assert [row["bericht"] for row in rows] == list(BERICHTSOORTEN)
    for row in rows:
        soort = BERICHTSOORTEN[row["bericht"]]
        assert (soort.code, soort.retour or "") == (row["code"], row["retourbericht"])
        assert (soort.afzender, soort.ontvanger) == (partij[row["type_Afzender"]], partij[row["type_Ontvanger"]])
        assert soort.is_retourbericht == (row["soort"] == "retour")
        # For a retourbericht the verzender of COD002 is the one who hands it in.
        assert soort.verzender == roles[row["verzender"]]


@met_bron
def test_the_schemas_are_the_model_of_the_standard() -> None:
    ready = subprocess.run(
        [sys.executable, str(BRON / "check_schemas.py"), str(bestand("schemas/ijw-3.2"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ready.stdout.strip().splitlines()[-1] == "190 passed, 0 failed", ready.stdout
    assert ready.returncode == 0
