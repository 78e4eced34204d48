# SPDX-License-Identifier: EUPL-1.2
"""Every planted fault is reported at its place, and nothing else is; the faults are in planted.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.register.fouten import Registerfout
from berichtenverkeer.register.mappen import lees_map

GEVALLEN: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "planted.yaml").read_text())


@pytest.fixture
def pad(tmp_path: Path) -> Path:
    for bron in bestand("deploy/voorbeeldregio").iterdir():
        (tmp_path / bron.name).write_bytes(bron.read_bytes())
    return tmp_path


def plant(pad: Path, geval: dict[str, Any]) -> None:
    doel = pad / geval["bestand"]
    if geval.get("weg"):
        doel.unlink()
        return
    tekst = geval["inhoud"] if "inhoud" in geval else doel.read_text()
    if "vervang" in geval:
        oud, nieuw = geval["vervang"]
        assert oud in tekst, "nothing was planted"
        tekst = tekst.replace(oud, nieuw, 1)
    if "vervang_regels" in geval:
        tekst = tekst.replace(*geval["vervang_regels"])
    if "voeg_toe" in geval:
        tekst += geval["voeg_toe"] + "\n"
    doel.write_bytes(geval.get("bytes", "").encode("latin-1") + tekst.encode(errors="surrogateescape"))


def klopt(fout: Registerfout, verwacht: list[Any], pad: Path) -> bool:
    bestandsnaam, regel, kolom, deel = verwacht
    if regel == "laatste":
        regel = len((pad / bestandsnaam).read_bytes().splitlines())
    return (fout.bestand, fout.regel, fout.kolom) == (bestandsnaam, regel, kolom) and deel in fout.tekst


@pytest.mark.parametrize("naam", GEVALLEN)
def test_a_planted_fault_is_reported_and_nothing_else(pad: Path, naam: str) -> None:
    plant(pad, GEVALLEN[naam])
    fouten = lees_map(pad).fouten
    verwacht = GEVALLEN[naam]["verwacht"]
    assert len(fouten) == len(verwacht), [str(fout) for fout in fouten]
    for fout, plek in zip(fouten, verwacht, strict=True):
        assert klopt(fout, plek, pad), str(fout)
        assert fout.actie.endswith(".")


def test_all_faults_are_reported_at_once(pad: Path) -> None:
    toevoegingen = [geval for geval in GEVALLEN.values() if set(geval) == {"bestand", "voeg_toe", "verwacht"}]
    samen = [geval for geval in toevoegingen if '"' not in geval["voeg_toe"]]
    for geval in samen:
        plant(pad, geval)
    gevonden = [(fout.bestand, fout.kolom, fout.tekst) for fout in lees_map(pad).fouten]
    for geval in samen:
        for bestandsnaam, _, kolom, deel in geval["verwacht"]:
            assert any((b, k) == (bestandsnaam, kolom) and deel in t for b, k, t in gevonden), (bestandsnaam, deel)


def test_a_fault_reads_as_a_sentence_with_its_place() -> None:
    fout = Registerfout("mandaten.csv", 3, "beleid", "Deze cel is leeg.", "Vul haar.")
    assert str(fout) == "mandaten.csv, regel 3, kolom beleid: Deze cel is leeg. Vul haar."
    assert str(Registerfout("x.csv", 0, "", "Fout.", "Doe iets.")) == "x.csv: Fout. Doe iets."
