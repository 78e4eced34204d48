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

from bellers import administration
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.web.counters import Counters
from dienst import dienst, wait_for
from gatewaybouw import gateway_met_register
from web.desk import REGIO

A, B = ("verzoeken", "GET", "/v1"), ("verzoeken", "é", '"')
"""Two keys; one with what JSON has to escape."""

TELLER = """
import os, signal, sys
from pathlib import Path
from berichtenverkeer.web.counters import Counters
counters = Counters(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    counters.count_up(("verzoeken", "GET", "/v1"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_counter_is_what_was_added_to_it(tmp_path: Path) -> None:
    for counters in (Counters(), Counters(tmp_path)):
        for key, count in ((A, 1), (B, 3), (A, 2)):
            counters.count_up(key, count)
        assert counters.summed() == {A: 3, B: 3}


def test_many_keys_make_it_grow_with_and_without_a_file(tmp_path: Path) -> None:
    for counters in (Counters(), Counters(tmp_path)):
        for ronde in range(3):
            for number in range(5000):
                counters.count_up(("route", str(number)), number)
            assert counters.summed() == {("route", str(number)): number * (ronde + 1) for number in range(5000)}


def test_processes_count_together_also_those_that_are_killed(tmp_path: Path) -> None:
    own = Counters(tmp_path)
    own.count_up(A)
    for count in (1000, 500):
        ready = subprocess.run([sys.executable, "-c", TELLER, str(tmp_path), str(count)], check=False)
        assert ready.returncode == -signal.SIGKILL
    assert own.summed()[A] == 1501
    tweede = Counters(tmp_path)
    assert tweede.summed()[A] == 1501  # those that are gone are gathered in one file
    assert len(list(tmp_path.glob("*.tellers"))) == 2
    tweede.count_up(A)
    for counters in (own, tweede):
        assert counters.summed()[A] == 1502
        counters.close()
    assert Counters(tmp_path).summed()[A] == 1502


def test_what_was_gathered_is_not_counted_again_when_its_removal_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Counters(tmp_path)
    first.count_up(A, 7)
    first.close()

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("the disk says no")

    with monkeypatch.context() as fixed:
        fixed.setattr(Path, "unlink", refuse)
        with pytest.raises(OSError, match="says no"):
            Counters(tmp_path)
    for _ in range(3):
        counters = Counters(tmp_path)
        assert counters.summed() == {A: 7}
        counters.close()


def test_a_damaged_file_stops_nobody(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"x", b"\xff" * 64, (5).to_bytes(8, "little") + b"\x08" + b"\x00" * 40)):
        (tmp_path / f"{number}.tellers").write_bytes(content)
    counters = Counters(tmp_path)
    counters.count_up(A)
    assert counters.summed() == {A: 1}


def fetch(address: str, pad: str, token: str = "") -> tuple[int, str]:
    """Status and body of a GET on a connection of its own."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    try:
        connection.request("GET", pad, headers={"Authorization": f"Bearer {token}"} if token else {})
        antwoord = connection.getresponse()
        return antwoord.status, antwoord.read().decode()
    finally:
        connection.close()


def antwoordt(address: str) -> bool:
    """Whether ten connections after each other are served: no port of a process that is gone gets one."""
    with suppress(OSError, http.client.HTTPException):
        return all(fetch(address, "/readyz")[0] == 200 for _ in range(10))
    return False


async def test_metrics_are_the_same_whichever_process_answers_and_survive_one(
    config: Settings, environment: dict[str, str]
) -> None:
    async with gateway_met_register(config) as gateway:
        _, token = await gateway.access.create(administration(gateway), REGIO)

    def verzoeken(address: str) -> int:
        _, text = fetch(address, "/metrics", token)
        (count,) = re.findall(
            r'verzoeken_total\{regio="[^"]*",methode="GET",route="/healthz",status="200"\} (\d+)', text
        )
        assert "proces=" not in text
        return int(count)

    with dienst(environment, processen=2) as runs:
        for _ in range(40):  # each on a connection of its own: both processes get some
            assert fetch(runs.adres, "/healthz")[0] == 200
        assert {verzoeken(runs.adres) for _ in range(20)} == {40}
        gone = runs.werkprocessen()[0]
        os.kill(gone, signal.SIGKILL)
        wait_for(lambda: gone not in runs.kinderen() and len(runs.werkprocessen()) == 2)
        wait_for(lambda: antwoordt(runs.adres))
        assert verzoeken(runs.adres) >= 40
    with dienst(environment, processen=1) as again:
        assert fetch(again.adres, "/healthz")[0] == 200
        assert verzoeken(again.adres) >= 41
