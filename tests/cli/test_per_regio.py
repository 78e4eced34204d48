# SPDX-License-Identifier: EUPL-1.2
"""A command is about one regio: of --regio, or the only one."""

from pathlib import Path

import pytest

from berichtenverkeer.core.files import bestand
from dienst import dienst, run


@pytest.fixture
def two(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"BV_REGIO": f"{environment['BV_REGIO']},{environment['BV_REGIO']}-b"}


def test_what_is_done_in_one_regio_is_nothing_in_the_other(two: dict[str, str]) -> None:
    one, other = two["BV_REGIO"].split(",")
    map_ = str(bestand("deploy/voorbeeldregio"))
    loaded = run("register", "load", map_, "--regio", other, environment=two)
    assert loaded.returncode == 0, loaded.stderr
    for regio, status in ((one, 1), (other, 0)):
        assert run("token", "new", "99000102", "--regio", regio, environment=two).returncode == status
    listings = [run("token", "list", "--regio", regio, environment=two).stdout for regio in (one, other)]
    assert ["99000102" in listing for listing in listings] == [False, True]
    with dienst(two, 1) as draaiend:
        assert draaiend.adres


def test_without_a_choice_it_says_which_there_are(two: dict[str, str], tmp_path: Path) -> None:
    for order in (("token", "list"), ("clocks",), ("rebuild",), ("plafond", "stand"), ("clock",)):
        done = run(*order, environment=two, map_=tmp_path)
        assert done.returncode == 1
        assert two["BV_REGIO"].replace(",", ", ") in done.stderr
        assert "--regio" in done.stderr
    foreign = run("clocks", "--regio", "west", environment=two)
    assert (foreign.returncode, "Regio west staat niet in BV_REGIO" in foreign.stderr) == (1, True)
