# SPDX-License-Identifier: EUPL-1.2
"""The demo as a user runs it, with the commands that it prints run by a shell; and what it tells."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from berichtenverkeer.berichten import read
from berichtenverkeer.core import embedded
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import toets_bericht
from berichtenverkeer.voorbeeldregio.personen import verzonnen_bsn
from berichtenverkeer.voorbeeldregio.verhaal import verhaal
from dienst import PROGRAMMA, kinderen, leeft, schoon, wacht_op

CURL = shutil.which("curl")
KLEIN = ("--aanbieders", "6", "--jeugdigen", "12", "--dagen", "25")


def _curl(opdracht: str) -> dict[str, object]:
    gedaan = subprocess.run(opdracht, shell=True, capture_output=True, text=True, timeout=30, check=True)  # noqa: S602
    antwoord: dict[str, object] = json.loads(gedaan.stdout)
    return antwoord


@pytest.fixture
def werkmap() -> Iterator[Path]:
    """Not tmp_path: as root the database is another user, and every pytest that starts closes tmp_path to others."""
    map_ = Path(tempfile.mkdtemp(prefix="bv-demo-"))
    yield map_
    embedded.stop(map_ / ".data/demo")
    shutil.rmtree(map_)


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
def test_the_demo_tells_its_story_and_its_commands_work_as_printed(werkmap: Path) -> None:
    with socket.socket() as bezet:
        bezet.bind(("127.0.0.1", 0))
        bezet.listen()
        poort = bezet.getsockname()[1]
        opdracht = [*PROGRAMMA, "demo", "--poort", str(poort), *KLEIN]
        demo = subprocess.Popen(
            opdracht, cwd=werkmap, env=schoon({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            assert demo.stdout is not None
            regels: list[str] = []
            while not (regels and regels[-1].startswith("De gateway blijft draaien")):
                regels.append(demo.stdout.readline())
                assert regels[-1], demo.stderr and demo.stderr.read()
            verteld = "".join(regels)
            familie = kinderen(demo.pid)
            versturen, postvak, proef = [regel for regel in regels if regel.startswith("curl ")]
            bewijs = _curl(versturen)
            assert (bewijs["oordeel"], bewijs["proef"], bewijs["bevindingen"]) == ("goedgekeurd", False, [])
            wachtend = _curl(postvak)["berichten"]
            assert isinstance(wachtend, list)
            assert bewijs["id"] in {stuk["id"] for stuk in wachtend}
            nagekeken = _curl(proef)
            assert (nagekeken["oordeel"], nagekeken["proef"]) == ("afgekeurd", True)
            assert [een["code"] for een in nagekeken["bevindingen"]] == ["TR019"]  # type: ignore[attr-defined]
            stap = next(regel for regel in regels if regel.startswith("   $ curl") and "01-JW315" in regel)
            naar_map = next(regel for regel in regels if regel.startswith("   $ cd "))
            herhaald = _curl(f"{naar_map.strip()[2:]} && {stap.strip()[2:]}")
            assert str(herhaald["id"]) in verteld  # the receipt that the first step showed
            demo.send_signal(signal.SIGINT)
            uit, fout = demo.communicate(timeout=60)
            assert (demo.returncode, uit, fout.strip()) == (0, "De demo is gestopt.\n", "")
            wacht_op(lambda: not any(leeft(pid) for pid in familie))
        finally:
            for pid in kinderen(demo.pid):
                os.kill(pid, signal.SIGTERM)
            demo.kill()
            demo.communicate(timeout=20)
    assert f"Poort {poort} is bezet" in verteld
    assert "TR019 op regel" in verteld
    assert "StartProduct[1] 9019" in verteld
    assert verteld.count("   201  goedgekeurd") == 9
    assert verteld.count("   200  goedgekeurd") == 1
    assert verteld.count("   201  afgekeurd") == 1
    assert not re.search(r"\b9999\d{5}\b", verteld)  # no BSN on the screen

    assert "Een regio van 6 aanbieders en 12 jeugdigen leeft van 2026-01-01" in verteld
    assert re.search(r"\n\d+ berichten in \d+ s", verteld)
    assert "\nVerder is er niets afgekeurd.\n" in verteld

    nog_eens = subprocess.run(
        [*PROGRAMMA, "demo", "--stop", "--poort", "0", *KLEIN],
        cwd=werkmap,
        env=schoon({}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (nog_eens.returncode, nog_eens.stderr.strip()) == (0, "")
    assert nog_eens.stdout.endswith("De demo is gestopt.\n")
    assert len(list((werkmap / ".data/demo").glob("demo-*"))) == 2


@pytest.mark.parametrize("vandaag", [date(2026, 3, 1), date(2028, 2, 29), date(2027, 12, 31)])
def test_every_bericht_of_the_story_is_right_by_itself_on_any_day(vandaag: date) -> None:
    het_verhaal = verhaal(vandaag)
    soorten: Counter[str] = Counter()
    for stap in (*het_verhaal.stappen, het_verhaal.volgende, het_verhaal.met_fout):
        invoer = lees_invoer(stap.data)
        assert isinstance(invoer, Invoer), stap.titel
        assert toets_bericht(invoer) == [], stap.titel
        soorten[stap.soort] += 1
    assert soorten == {"JW315": 1, "JW319": 1, "JW301": 1, "JW305": 8, "JW307": 2}


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    vandaag = date(2026, 6, 1)
    assert verhaal(vandaag, 1) == verhaal(vandaag, 1)
    assert verhaal(vandaag, 1) != verhaal(vandaag, 2)
    assert read(verhaal(vandaag).stappen[0].data).header.afzender == "99000102"


def test_bsns_lie_in_the_test_range_and_pass_the_check_of_eleven() -> None:
    toeval = Random(1)
    for _ in range(200):
        bsn = verzonnen_bsn(toeval)
        assert bsn.startswith("9999")
        som = sum(int(cijfer) * gewicht for cijfer, gewicht in zip(bsn, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        assert som % 11 == 0
