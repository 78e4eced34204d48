# SPDX-License-Identifier: EUPL-1.2
"""The supervisor with small programs of its own choice: what a healthy gateway never shows."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from berichtenverkeer.cli.supervisor import Wait
from dienst import schoon, wait_for

_BEWAAK = """
import asyncio, os, sys
from berichtenverkeer.cli.supervisor import Supervisor, StartFailed, Wait
from berichtenverkeer.core.logs import point_in

point_in()

async def main():
    order = [sys.executable, "-c", sys.argv[1]]
    ready = lambda: print("klaar", flush=True)
    await Supervisor(order, 1, os.environ, ready=ready, grace_s=0.5, wait=Wait(0.01, 0.02)).run()

try:
    asyncio.run(main())
except StartFailed as fault:
    print(fault)
"""
_READY = "import sys, time; sys.stdout.write('klaar\\n'); sys.stdout.flush(); "


@contextmanager
def guarded(program: str) -> Iterator["subprocess.Popen[str]"]:
    order = [sys.executable, "-c", _BEWAAK, program]
    pipe = subprocess.PIPE
    process = subprocess.Popen(order, env=schoon({}), stdout=pipe, stderr=pipe, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=20)


def test_a_process_that_never_gets_ready_ends_it_all() -> None:
    with guarded("raise SystemExit(3)") as process:
        out, _ = process.communicate(timeout=20)
    assert out == "Een werkproces stopte voordat het klaar was.\n"


def test_a_process_that_does_not_heed_the_order_is_killed_after_the_grace() -> None:
    with guarded(f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {_READY} time.sleep(60)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "klaar\n"
        process.send_signal(signal.SIGTERM)
        _, fault = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "werkproces_te_traag" in fault


def test_a_process_that_dies_again_and_again_is_started_again_and_again() -> None:
    with guarded(f"{_READY} time.sleep(0.05); sys.exit(7)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "klaar\n"
        assert process.stderr is not None
        gestorven = 0
        while gestorven < 3:
            gestorven += "werkproces_weg" in wait_for(process.stderr.readline)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert not out  # ready is said once


def test_the_wait_before_a_restart_doubles_up_to_a_limit() -> None:
    wait = Wait(0.1, 10)
    assert [wait.after(times) for times in (0, 1, 2, 6, 7, 10_000)] == [0.1, 0.2, 0.4, 6.4, 10, 10]
