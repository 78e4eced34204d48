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
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from berichtenverkeer.berichten import read
from berichtenverkeer.core import embedded
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake
from berichtenverkeer.voorbeeldregio.persons import invented_bsn
from berichtenverkeer.voorbeeldregio.story import story
from berichtenverkeer.voorbeeldregio.tenzij_story import tenzij_story
from dienst import PROGRAMMA, children, lives_on, schoon, wait_for

CURL = shutil.which("curl")
KLEIN = ("--aanbieders", "6", "--jeugdigen", "12", "--dagen", "25")
NOG_KLEINER = ("--aanbieders", "6", "--jeugdigen", "2", "--dagen", "2")


def _curl(order: str) -> dict[str, object]:
    done = subprocess.run(order, shell=True, capture_output=True, text=True, timeout=30, check=True)  # noqa: S602
    antwoord: dict[str, object] = json.loads(done.stdout)
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
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        poort = occupied.getsockname()[1]
        order = [*PROGRAMMA, "demo", "--poort", str(poort), *KLEIN]
        demo = subprocess.Popen(
            order, cwd=werkmap, env=schoon({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            assert demo.stdout is not None
            regels: list[str] = []
            while not (regels and regels[-1].startswith("De gateway blijft draaien")):
                regels.append(demo.stdout.readline())
                assert regels[-1], demo.stderr and demo.stderr.read()
            verteld = "".join(regels)
            family = children(demo.pid)
            versturen, postvak, proef = [regel for regel in regels if regel.startswith("curl ")]
            proof = _curl(versturen)
            assert (proof["oordeel"], proof["proef"], proof["bevindingen"]) == ("goedgekeurd", False, [])
            waiting = _curl(postvak)["berichten"]
            assert isinstance(waiting, list)
            assert proof["id"] in {piece["id"] for piece in waiting}
            nagekeken = _curl(proef)
            assert (nagekeken["oordeel"], nagekeken["proef"]) == ("afgekeurd", True)
            assert [one["code"] for one in nagekeken["bevindingen"]] == ["TR019"]  # type: ignore[attr-defined]
            _try_again(regels, verteld)
            demo.send_signal(signal.SIGINT)
            out, fault = demo.communicate(timeout=60)
            assert (demo.returncode, out, fault.strip()) == (0, "De demo is gestopt.\n", "")
            wait_for(lambda: not any(lives_on(pid) for pid in family))
        finally:
            for pid in children(demo.pid):
                os.kill(pid, signal.SIGTERM)
            demo.kill()
            demo.communicate(timeout=20)
    assert f"Poort {poort} is bezet" in verteld
    assert "TR019 op regel" in verteld
    assert "StartProduct[1] 9019" in verteld
    assert verteld.count("   201  goedgekeurd") == 9 + 3
    assert verteld.count("   200  goedgekeurd") == 1
    assert verteld.count("   201  afgekeurd") == 1
    _tells_the_tenzij(verteld)
    assert not re.search(r"\b9999\d{5}\b", verteld)  # no BSN on the screen

    assert "Een regio van 6 aanbieders en 12 jeugdigen leeft van 2026-01-01" in verteld
    assert re.search(r"\n\d+ berichten in \d+ s", verteld)
    assert "\nVerder is er niets afgekeurd.\n" in verteld

    still_once = subprocess.run(
        [*PROGRAMMA, "demo", "--stop", "--poort", "0", *NOG_KLEINER],
        cwd=werkmap,
        env=schoon({}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (still_once.returncode, still_once.stderr.strip()) == (0, "")
    assert still_once.stdout.endswith("De demo is gestopt.\n")
    assert len(list((werkmap / ".data/demo").glob("demo-*"))) == 2


def _come_in(regels: list[str]) -> None:
    """The link of each user lets in who it says, by its button."""
    links = {
        one.split(" (")[0].strip(): regels[at + 1].strip()
        for at, one in enumerate(regels)
        if "/link/" in "".join(regels[at + 1 : at + 2])
    }
    assert {"Contractmanager", "Controller Tilburg", "Psychologenpraktijk Vennebos", "Beheerder"} <= links.keys()
    for naam, link in links.items():
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        page = browser.open(link).read().decode()
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found is not None
        browser.open(link, urlencode({"csrf": found[1]}).encode()).read()
        address = link.partition("/inloggen")[0]
        assert naam in browser.open(f"{address}/mijn").read().decode()
        if naam == "Contractmanager":  # whichever process answers, it is the same day
            assert [browser.open(f"{address}/rapporten/stromen").status for _ in range(8)] == [200] * 8


def _try_again(regels: list[str], verteld: str) -> None:
    """What commands of the stories show when they are given again."""
    step = next(regel for regel in regels if regel.startswith("   $ curl") and "01-JW315" in regel)
    first = next(regel for regel in regels if regel.startswith("   $ cd ")).strip()[2:]
    repeated = _curl(f"{first} && {step.strip()[2:]}")
    assert str(repeated["id"]) in verteld  # the receipt that the first step showed
    room, granted = (
        _curl(f"{first} && {next(regel for regel in regels if what in regel).strip()[2:]}")
        for what in ("/v1/aanbieders/99000110/plafonds/2026", '/besluit"')
    )
    plafonds = room["plafonds"]
    assert isinstance(plafonds, list)
    held = [one["tenzijBeslagCents"] for one in plafonds]
    assert held == [round(90 * 206 * 365 * 8 / 70)]  # minutes a week, for a year, of which 80 % is used
    assert granted["status"] == 409  # there was a decision already
    _come_in(regels)


def _tells_the_tenzij(verteld: str) -> None:
    in_order = (
        "SIGNAAL-PLAFOND-NEE-PLAFOND",
        "(99000103): zelfde product",
        ": gevraagd, met beide",
        "opnieuw besloten op",
    )
    places = [verteld.index(what) for what in (*in_order, "onder een tenzij, naast het plafond")]
    assert places == sorted(places)


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2028, 2, 29), date(2027, 12, 31)])
def test_every_bericht_of_the_story_is_right_by_itself_on_any_day(today: date) -> None:
    the_story = story(today)
    kinds: Counter[str] = Counter()
    for step in (*the_story.stappen, the_story.volgende, the_story.met_fout):
        intake = read_intake(step.data)
        assert isinstance(intake, Intake), step.titel
        assert examine_bericht(intake) == [], step.titel
        kinds[step.soort] += 1
    assert kinds == {"JW315": 1, "JW319": 1, "JW301": 1, "JW305": 8, "JW307": 2}


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2028, 2, 29), date(2027, 12, 31)])
def test_every_bericht_of_the_tenzij_is_right_by_itself_on_any_day(today: date) -> None:
    second = tenzij_story(today)
    assert len({story(today).bsn, *second.bsns}) == 3
    for step in (second.full, second.verzoek, second.toewijzing):
        intake = read_intake(step.data)
        assert isinstance(intake, Intake), step.titel
        assert examine_bericht(intake) == [], step.titel


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    today = date(2026, 6, 1)
    assert story(today, 1) == story(today, 1)
    assert story(today, 1) != story(today, 2)
    assert read(story(today).stappen[0].data).header.afzender == "99000102"


def test_bsns_lie_in_the_test_range_and_pass_the_check_of_eleven() -> None:
    luck = Random(1)
    for _ in range(200):
        bsn = invented_bsn(luck)
        assert bsn.startswith("9999")
        summed = sum(int(figure) * gewicht for figure, gewicht in zip(bsn, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        assert summed % 11 == 0
