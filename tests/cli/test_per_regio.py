# SPDX-License-Identifier: EUPL-1.2
"""A command is about one regio: of --regio, or the only one."""

from pathlib import Path

import pytest

from berichtenverkeer.core.bestanden import bestand
from dienst import dienst, voer_uit


@pytest.fixture
def twee(omgeving: dict[str, str]) -> dict[str, str]:
    return omgeving | {"BV_REGIO": f"{omgeving['BV_REGIO']},{omgeving['BV_REGIO']}-b"}


def test_what_is_done_in_one_regio_is_nothing_in_the_other(twee: dict[str, str]) -> None:
    een, ander = twee["BV_REGIO"].split(",")
    map_ = str(bestand("deploy/voorbeeldregio"))
    geladen = voer_uit("register", "load", map_, "--regio", ander, omgeving=twee)
    assert geladen.returncode == 0, geladen.stderr
    for regio, status in ((een, 1), (ander, 0)):
        assert voer_uit("token", "new", "99000102", "--regio", regio, omgeving=twee).returncode == status
    lijsten = [voer_uit("token", "list", "--regio", regio, omgeving=twee).stdout for regio in (een, ander)]
    assert ["99000102" in lijst for lijst in lijsten] == [False, True]
    with dienst(twee, 1) as draaiend:
        assert draaiend.adres


def test_without_a_choice_it_says_which_there_are(twee: dict[str, str], tmp_path: Path) -> None:
    for opdracht in (("token", "list"), ("clocks",), ("rebuild",), ("report", "plafonds"), ("clock",)):
        gedaan = voer_uit(*opdracht, omgeving=twee, map_=tmp_path)
        assert gedaan.returncode == 1
        assert twee["BV_REGIO"].replace(",", ", ") in gedaan.stderr
        assert "--regio" in gedaan.stderr
    vreemd = voer_uit("clocks", "--regio", "west", omgeving=twee)
    assert (vreemd.returncode, "Regio west staat niet in BV_REGIO" in vreemd.stderr) == (1, True)
