# SPDX-License-Identifier: EUPL-1.2
"""A whole year with loss, duplicates, other orders and kill -9: nobody new got a `ja` where there was no room.

Read from the ledger afterwards, decision by decision: what was free before it, who asked, what was said. With the check
on room taken out of the processes the same reading finds it. BV_JAAR says how many youths ask per week.
"""

import os
import socket
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from bellers import administration, as_
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.stop_forms import StopAsked, StopDecided, StopLifted, StopQuestion
from berichtenverkeer.gateway.tenzij_values import TenzijAsked, TenzijGrant
from berichtenverkeer.ledger.gebeurtenissen import from_json
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds import lading
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.voorbeeldregio.clock import make_clock, moment_at, open_clock_announcer
from proces.jaar import AANBIEDERS, BLOKKEERT, EERSTE_DAG, SIGNALEERT, STOPT, Jaar, processen, register_rijen
from proces.traffic import BSNS

PER_WEEK = int(os.environ.get("BV_JAAR", "2"))
MAG_ZONDER_RUIMTE = {"crisis", "gedwongen kader", "tenzij", "overschrijding"}
"""What a client who is new may be told where there is no room, and is served all the same."""


class Reading(msgspec.Struct):
    """What the ledger says of a year."""

    zonder_ruimte: list[str] = []
    """Every `ja` for which there was no room."""
    uitkomsten: Counter[str] = Counter()
    nieuw_zonder_ruimte: Counter[str] = Counter()
    overschreden: list[str] = []
    """The berichten in which care was assigned beyond the room."""


def lees(rows: Iterable[Any], boven: set[int]) -> Reading:
    """`rows`: positie and inhoud in order; `boven`: positions at which something was booked beyond the room."""
    reading = Reading()
    known: set[tuple[bytes, str]] = set()
    besluiten: dict[str, list[tuple[int, PlafondBesloten]]] = defaultdict(list)
    assigned: dict[str, list[ToewijzingVastgesteld]] = defaultdict(list)
    for row in rows:
        gebeurtenis = from_json(row["inhoud"])
        if isinstance(gebeurtenis, PlafondBesloten):
            besluiten[str(row["bericht_id"])].append((row["positie"], gebeurtenis))
        elif isinstance(gebeurtenis, ToewijzingVastgesteld):
            assigned[str(row["bericht_id"])].append(gebeurtenis)
    for bericht_id, every in besluiten.items():
        new = {(one.client, one.aanbieder) for one in assigned[bericht_id]} - known
        for position, one in every:
            reading.uitkomsten[one.uitkomst] += 1
            if position in boven and one.uitkomst not in MAG_ZONDER_RUIMTE:
                reading.zonder_ruimte.append(f"{position}: {one.uitkomst}")
            if one.uitkomst == "overschrijding":
                reading.overschreden.append(bericht_id)
            if position in boven and new:
                reading.nieuw_zonder_ruimte[one.uitkomst] += 1
        known |= new
    return reading


async def _lees(gateway: Gateway) -> Reading:
    async with gateway.database.lees() as conn:
        rows = await conn.fetch(
            "select positie, bericht_id, inhoud from gebeurtenis where regio = $1"
            " and soort in ('PlafondBesloten', 'ToewijzingVastgesteld') order by positie",
            gateway.regio,
        )
        beyond = await conn.fetch(
            "select distinct positie from boeking where regio = $1 and credit = 'OVERSCHRIJDING'", gateway.regio
        )
    return lees(rows, {row["positie"] for row in beyond})


async def _een_jaar(
    config: Settings, environment: dict[str, str], logs: Path, patch: str = "", weeks: int = 52
) -> tuple[Reading, Jaar]:
    await make_clock(config, EERSTE_DAG)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        poort = int(free.getsockname()[1])
    async with (
        open_clock_announcer(config) as announcer,
        open_gateway(config, lambda: moment_at(announcer.vandaag)) as gateway,
    ):
        await gateway.register.load(administration(gateway), Content(gateway.regio, register_rijen()))
        await gateway.register.refresh(now=True)
        names = (SIGNALEERT, BLOKKEERT, *AANBIEDERS)
        tokens = {one: (await gateway.access.create(administration(gateway), one))[1] for one in names}
        jaar = Jaar(poort, tokens, seed=3, per_week=PER_WEEK)
        with processen(poort, environment, patch, logs) as both:
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
            async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(20)) as session:
                for week in range(weeks):
                    vandaag = EERSTE_DAG + timedelta(7 * week)
                    await announcer.zet(vandaag)
                    if week in (12, 30):
                        await _clientenstop(gateway, week)
                    if week % 5 == 4 and jaar.refused:
                        await _tenzij(gateway, jaar, week, vandaag)
                    if week % 10 == 9 and jaar.refused:  # more than any plafond has, and paid all the same
                        above = msgspec.structs.replace(jaar.refused.pop(), uren=9_999)
                        jaar.assign(above, week, vandaag, met_referentie=False)
                    if week % 20 == 9:
                        both.dood(week % 2)
                        jaar.gezien["gedood"] += 1
                    await jaar.week(session, week, vandaag)
        reading = await _lees(gateway)
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
    return reading, jaar


async def _clientenstop(gateway: Gateway, week: int) -> None:
    """From week 12 until week 30."""
    vandaag = EERSTE_DAG + timedelta(7 * week)
    region = as_(gateway, "REGIO")
    if week == 12:
        asked = await gateway.stops.ask(as_(gateway, STOPT), StopAsked(aanbieder=STOPT, van=vandaag, grond="personeel"))
        await gateway.stops.decide(region, asked.id, StopDecided(besluit="toegekend"))
        return
    (stop,) = (await gateway.stops.listing(region, StopQuestion(), None)).stops
    await gateway.stops.lift(region, stop.id, StopLifted(vanaf=vandaag))


async def _tenzij(gateway: Gateway, jaar: Jaar, week: int, vandaag: date) -> None:
    """Asked for who was refused last, granted, and assigned."""
    leven = jaar.refused.pop()
    what: dict[str, Any] = {"categorie": leven.code[:2], "code": leven.code, "maximum_cents": 10_000 * leven.uren}
    what |= {"van": EERSTE_DAG, "tot": date(2026, 12, 31)}
    asked = TenzijAsked(
        bsn=BSNS[leven.number],
        aanbieder=leven.aanbieder,
        gemeente=leven.gemeente,
        door="planner",
        kan_niet_wachten="Nu.",
        alleen_hier="Hier.",
        **what,
    )
    one = (await gateway.tenzijs.ask(as_(gateway, leven.aanbieder), asked)).tenzij
    await gateway.tenzijs.grant(as_(gateway, "REGIO"), one.id, TenzijGrant(**what), "contractmanager", "Zwaar genoeg.")
    jaar.assign(leven, week, vandaag, met_referentie=True)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "processen.log"


async def test_in_a_year_nobody_new_gets_a_ja_where_there_is_no_room(
    config: Settings, environment: dict[str, str], logs: Path
) -> None:
    reading, jaar = await _een_jaar(config, environment, logs)
    assert not reading.zonder_ruimte
    assert reading.nieuw_zonder_ruimte.keys() <= MAG_ZONDER_RUIMTE
    assert {"ja", "nee (plafond)", "nee (cliëntenstop)", *MAG_ZONDER_RUIMTE} <= reading.uitkomsten.keys()
    assert reading.nieuw_zonder_ruimte
    signalled = [jaar.codes[one] for one in reading.overschreden if one in jaar.codes]
    assert signalled
    assert all("SIGNAAL-PLAFOND-OVERSCHRIJDING" in codes for codes in signalled)
    assert {"verloren", "dubbel", "gedood"} <= jaar.gezien.keys()


async def test_without_the_check_on_room_the_same_year_is_caught(
    config: Settings, environment: dict[str, str], logs: Path
) -> None:
    without = "from berichtenverkeer.plafonds.besluit import Question\nQuestion.fits = property(lambda question: True)"
    reading, _ = await _een_jaar(config, environment, logs, without, weeks=16)
    assert reading.zonder_ruimte
