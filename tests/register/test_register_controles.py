# SPDX-License-Identifier: EUPL-1.2
"""Every planted fault is reported at its place, and nothing else is; the faults are in planted.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from berichtenverkeer.core.files import bestand
from berichtenverkeer.register.faults import RegisterFault
from berichtenverkeer.register.folders import read_folder

GEVALLEN: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "planted.yaml").read_text())


@pytest.fixture
def pad(tmp_path: Path) -> Path:
    for origin in bestand("deploy/voorbeeldregio").iterdir():
        (tmp_path / origin.name).write_bytes(origin.read_bytes())
    return tmp_path


def plant(pad: Path, geval: dict[str, Any]) -> None:
    target = pad / geval["bestand"]
    if geval.get("weg"):
        target.unlink()
        return
    text = geval["inhoud"] if "inhoud" in geval else target.read_text()
    if "vervang" in geval:
        old, new = geval["vervang"]
        assert old in text, "nothing was planted"
        text = text.replace(old, new, 1)
    if "vervang_regels" in geval:
        text = text.replace(*geval["vervang_regels"])
    if "voeg_toe" in geval:
        text += geval["voeg_toe"] + "\n"
    target.write_bytes(geval.get("bytes", "").encode("latin-1") + text.encode(errors="surrogateescape"))


def is_right(fault: RegisterFault, expected: list[Any], pad: Path) -> bool:
    bestandsnaam, regel, column, part = expected
    if regel == "laatste":
        regel = len((pad / bestandsnaam).read_bytes().splitlines())
    return (fault.bestand, fault.regel, fault.kolom) == (bestandsnaam, regel, column) and part in fault.tekst


@pytest.mark.parametrize("name", GEVALLEN)
def test_a_planted_fault_is_reported_and_nothing_else(pad: Path, name: str) -> None:
    plant(pad, GEVALLEN[name])
    faults = read_folder(pad).faults
    expected = GEVALLEN[name]["verwacht"]
    assert len(faults) == len(expected), [str(fault) for fault in faults]
    for fault, plek in zip(faults, expected, strict=True):
        assert is_right(fault, plek, pad), str(fault)
        assert fault.actie.endswith(".")


def test_all_faults_are_reported_at_once(pad: Path) -> None:
    toevoegingen = [geval for geval in GEVALLEN.values() if set(geval) == {"bestand", "voeg_toe", "verwacht"}]
    together = [geval for geval in toevoegingen if '"' not in geval["voeg_toe"]]
    for geval in together:
        plant(pad, geval)
    found = [(fault.bestand, fault.kolom, fault.tekst) for fault in read_folder(pad).faults]
    for geval in together:
        for bestandsnaam, _, column, part in geval["verwacht"]:
            assert any((b, k) == (bestandsnaam, column) and part in t for b, k, t in found), (bestandsnaam, part)


def test_a_fault_reads_as_a_sentence_with_its_place() -> None:
    fault = RegisterFault("mandaten.csv", 3, "beleid", "Deze cel is leeg.", "Vul haar.")
    assert str(fault) == "mandaten.csv, regel 3, kolom beleid: Deze cel is leeg. Vul haar."
    assert str(RegisterFault("x.csv", 0, "", "Fout.", "Doe iets.")) == "x.csv: Fout. Doe iets."
