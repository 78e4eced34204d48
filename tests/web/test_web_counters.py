# SPDX-License-Identifier: EUPL-1.2
"""Counts of all processes together: exact, whichever answers, and not lost with a process."""

import http.client
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bellers import beheer
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.web.counters import Counters
from dienst import dienst, wacht_op
from gatewaybouw import gateway_met_register
from web.loket import REGIO

A, B = ("verzoeken", "GET", "/v1"), ("verzoeken", "é", '"')
"""Two keys; one with what JSON has to escape."""

TELLER = """
import os, signal, sys
from pathlib import Path
from berichtenverkeer.web.counters import Counters
counters = Counters(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    counters.tel(("verzoeken", "GET", "/v1"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_counter_is_what_was_added_to_it(tmp_path: Path) -> None:
    for counters in (Counters(), Counters(tmp_path)):
        for key, aantal in ((A, 1), (B, 3), (A, 2)):
            counters.tel(key, aantal)
        assert counters.som() == {A: 3, B: 3}


def test_many_keys_make_the_file_grow(tmp_path: Path) -> None:
    counters = Counters(tmp_path)
    for ronde in range(3):
        for nummer in range(5000):
            counters.tel(("route", str(nummer)), nummer)
        assert counters.som() == {("route", str(nummer)): nummer * (ronde + 1) for nummer in range(5000)}


def test_processes_count_together_also_those_that_are_killed(tmp_path: Path) -> None:
    eigen = Counters(tmp_path)
    eigen.tel(A)
    for aantal in (1000, 500):
        klaar = subprocess.run([sys.executable, "-c", TELLER, str(tmp_path), str(aantal)], check=False)
        assert klaar.returncode == -signal.SIGKILL
    assert eigen.som()[A] == 1501
    tweede = Counters(tmp_path)
    assert tweede.som()[A] == 1501  # those that are gone are gathered in one file
    assert len(list(tmp_path.glob("*.tellers"))) == 2
    tweede.tel(A)
    for counters in (eigen, tweede):
        assert counters.som()[A] == 1502
        counters.sluit()
    assert Counters(tmp_path).som()[A] == 1502


def test_what_was_gathered_is_not_counted_again_when_its_removal_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    eerste = Counters(tmp_path)
    eerste.tel(A, 7)
    eerste.sluit()

    def weiger(*_: Any, **__: Any) -> None:
        raise OSError("the disk says no")

    with monkeypatch.context() as vast:
        vast.setattr(Path, "unlink", weiger)
        with pytest.raises(OSError, match="says no"):
            Counters(tmp_path)
    for _ in range(3):
        counters = Counters(tmp_path)
        assert counters.som() == {A: 7}
        counters.sluit()


def test_a_damaged_file_stops_nobody(tmp_path: Path) -> None:
    for nummer, inhoud in enumerate((b"", b"x", b"\xff" * 64, (5).to_bytes(8, "little") + b"\x08" + b"\x00" * 40)):
        (tmp_path / f"{nummer}.tellers").write_bytes(inhoud)
    counters = Counters(tmp_path)
    counters.tel(A)
    assert counters.som() == {A: 1}


def haal(adres: str, pad: str, token: str = "") -> tuple[int, str]:
    """Status and body of a GET on a connection of its own."""
    verbinding = http.client.HTTPConnection(adres.removeprefix("http://"), timeout=20)
    try:
        verbinding.request("GET", pad, headers={"Authorization": f"Bearer {token}"} if token else {})
        antwoord = verbinding.getresponse()
        return antwoord.status, antwoord.read().decode()
    finally:
        verbinding.close()


def antwoordt(adres: str) -> bool:
    """Whether ten connections after each other are served: no port of a process that is gone gets one."""
    with suppress(OSError, http.client.HTTPException):
        return all(haal(adres, "/readyz")[0] == 200 for _ in range(10))
    return False


async def test_metrics_are_the_same_whichever_process_answers_and_survive_one(
    instellingen: Instellingen, omgeving: dict[str, str]
) -> None:
    async with gateway_met_register(instellingen) as gateway:
        _, token = await gateway.toegang.nieuw(beheer(gateway), REGIO)

    def verzoeken(adres: str) -> int:
        _, tekst = haal(adres, "/metrics", token)
        (aantal,) = re.findall(
            r'verzoeken_total\{regio="[^"]*",methode="GET",route="/healthz",status="200"\} (\d+)', tekst
        )
        assert "proces=" not in tekst
        return int(aantal)

    with dienst(omgeving, processen=2) as draait:
        for _ in range(40):  # each on a connection of its own: both processes get some
            assert haal(draait.adres, "/healthz")[0] == 200
        assert {verzoeken(draait.adres) for _ in range(20)} == {40}
        weg = draait.werkprocessen()[0]
        os.kill(weg, signal.SIGKILL)
        wacht_op(lambda: weg not in draait.kinderen() and len(draait.werkprocessen()) == 2)
        wacht_op(lambda: antwoordt(draait.adres))
        assert verzoeken(draait.adres) >= 40
    with dienst(omgeving, processen=1) as weer:
        assert haal(weer.adres, "/healthz")[0] == 200
        assert verzoeken(weer.adres) >= 41
