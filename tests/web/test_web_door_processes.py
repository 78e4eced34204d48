# SPDX-License-Identifier: EUPL-1.2
"""A process that serves, by its file descriptors and on the loop of production: nobody holds it up."""

import os
import resource
import socket
from contextlib import suppress

from berichtenverkeer.cli.worker import MOST, OWN_FILES
from dienst import Dienst, dienst, wait_for
from web.test_web_door import MB, XMLKOP, envelope, question, statussen


def worker(runs: Dienst) -> int:
    """The pid of the one process of a service that serves."""
    (pid,) = runs.werkprocessen()
    return pid


def antwoordt(poort: int) -> bool:
    """Whether /healthz is answered, on a connection of its own."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", poort), timeout=2) as loose:
        loose.sendall(question("/healthz"))
        return loose.recv(100).startswith(b"HTTP/1.1 200")
    return False


def test_a_process_without_file_descriptors_left_serves_again_once_there_are(environment: dict[str, str]) -> None:
    """The limit is lowered while it runs, so far that connections alone use it up; half open ones, that stay."""
    with dienst(environment, processen=1) as runs:
        pid = worker(runs)
        space = len(os.listdir(f"/proc/{pid}/fd")) + 20
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (space, space))
        halve = [socket.create_connection(("127.0.0.1", runs.poort)) for _ in range(60)]
        try:
            for loose in halve:
                with suppress(OSError):
                    loose.sendall(b"GET / HTTP/1.1\r\n")
            wait_for(lambda: antwoordt(runs.poort), 40)  # at the latest when the heads are too late
        finally:
            for loose in halve:
                loose.close()
        wait_for(lambda: antwoordt(runs.poort))
        assert worker(runs) == pid


def test_1100_half_open_connections_do_not_stop_a_worker(environment: dict[str, str]) -> None:
    with dienst(environment | {"BV_PER_ADRES": "100"}, processen=1) as runs:
        pid = worker(runs)
        halve = []
        try:
            for _ in range(1100):
                loose = socket.create_connection(("127.0.0.1", runs.poort))
                halve.append(loose)
                loose.sendall(b"GET / HTTP/1.1\r\n")
            assert antwoordt(runs.poort)
            assert len(os.listdir(f"/proc/{pid}/fd")) < 300
        finally:
            for loose in halve:
                loose.close()


def test_the_limit_of_file_descriptors_is_raised_as_far_as_it_may(environment: dict[str, str]) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    old = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        with dienst(environment, processen=1) as runs:
            gentle, _ = resource.prlimit(worker(runs), resource.RLIMIT_NOFILE)
            assert gentle == min(hard, MOST + OWN_FILES)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, old)


def test_the_loop_of_production_waits_for_nobody_either(environment: dict[str, str]) -> None:
    """The same on uvloop: half closed, half a head, half a body; each is answered or ended, and others are served."""
    with dienst(environment, processen=1) as runs:

        def zeg(data: bytes, *, is_uit: bool) -> bytes:
            with socket.create_connection(("127.0.0.1", runs.poort), timeout=30) as loose:
                loose.sendall(data)
                if is_uit:
                    loose.shutdown(socket.SHUT_WR)
                everything = b""
                while part := loose.recv(MB):
                    everything += part
                return everything

        assert statussen(zeg(question("/healthz"), is_uit=True)) == [200]
        assert statussen(zeg(question("/healthz") + question("/v1/regels/TR074"), is_uit=True)) == [200, 200]
        assert statussen(zeg(envelope("onbekend", f"{XMLKOP}Content-Length: 50\r\n") + b"<", is_uit=True)) == [401]
        assert zeg(b"GET / HTTP", is_uit=True) == b""
        assert statussen(zeg(b"GET / HTTP/1.1\r\nHost: x\r\n", is_uit=False)) == [408]
        assert antwoordt(runs.poort)
