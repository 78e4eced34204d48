# SPDX-License-Identifier: EUPL-1.2
"""The supervisor with small programs of its own choice: what a healthy gateway never shows."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from berichtenverkeer.cli.bewaker import Wacht
from dienst import schoon, wacht_op

_BEWAAK = """
import asyncio, os, sys
from berichtenverkeer.cli.bewaker import Bewaker, StartMislukt, Wacht
from berichtenverkeer.core.logboek import richt_in

richt_in()

async def main():
    opdracht = [sys.executable, "-c", sys.argv[1]]
    klaar = lambda: print("klaar", flush=True)
    await Bewaker(opdracht, 1, os.environ, klaar=klaar, genade_s=0.5, wacht=Wacht(0.01, 0.02)).draai()

try:
    asyncio.run(main())
except StartMislukt as fout:
    print(fout)
"""
_KLAAR = "import sys, time; sys.stdout.write('klaar\\n'); sys.stdout.flush(); "


@contextmanager
def bewaakt(programma: str) -> Iterator["subprocess.Popen[str]"]:
    opdracht = [sys.executable, "-c", _BEWAAK, programma]
    pijp = subprocess.PIPE
    proces = subprocess.Popen(opdracht, env=schoon({}), stdout=pijp, stderr=pijp, text=True)
    try:
        yield proces
    finally:
        proces.kill()
        proces.communicate(timeout=20)


def test_a_process_that_never_gets_ready_ends_it_all() -> None:
    with bewaakt("raise SystemExit(3)") as proces:
        uit, _ = proces.communicate(timeout=20)
    assert uit == "Een werkproces stopte voordat het klaar was.\n"


def test_a_process_that_does_not_heed_the_order_is_killed_after_the_grace() -> None:
    with bewaakt(f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {_KLAAR} time.sleep(60)") as proces:
        assert proces.stdout is not None
        assert proces.stdout.readline() == "klaar\n"
        proces.send_signal(signal.SIGTERM)
        _, fout = proces.communicate(timeout=20)
    assert proces.returncode == 0
    assert "werkproces_te_traag" in fout


def test_a_process_that_dies_again_and_again_is_started_again_and_again() -> None:
    with bewaakt(f"{_KLAAR} time.sleep(0.05); sys.exit(7)") as proces:
        assert proces.stdout is not None
        assert proces.stdout.readline() == "klaar\n"
        assert proces.stderr is not None
        gestorven = 0
        while gestorven < 3:
            gestorven += "werkproces_weg" in wacht_op(proces.stderr.readline)
        proces.send_signal(signal.SIGINT)
        uit, _ = proces.communicate(timeout=20)
    assert proces.returncode == 0
    assert not uit  # ready is said once


def test_the_wait_before_a_restart_doubles_up_to_a_limit() -> None:
    wacht = Wacht(0.1, 10)
    assert [wacht.na(keren) for keren in (0, 1, 2, 6, 7, 10_000)] == [0.1, 0.2, 0.4, 6.4, 10, 10]
