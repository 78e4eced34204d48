# SPDX-License-Identifier: EUPL-1.2
"""64 clients claim and release while lines are cut, processes die and the clock jumps: the ledger explains it all.

Every call and every answer is written down. Afterwards a model of a few lines replays the ledger in its order, and must
come to every answer that was given; whoever was cut off before an answer is in the ledger once, or not at all.
"""

import asyncio
import contextlib
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import msgspec

from bellers import administration
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger.gebeurtenissen import from_json
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld, VerzoekAfgewezen, VerzoekOntvangen
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.plafonds import lading
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.voorbeeldregio.clock import make_clock, moment_at, open_clock_announcer
from gatewaybouw import BEGIN
from proces.jaar import (
    AANBIEDERS,
    BLOKKEERT,
    EERSTE_DAG,
    GEWOON,
    RUIM,
    SIGNALEERT,
    VOL,
    Leven,
    Processen,
    processen,
    register_rijen,
)

RONDEN = int(os.environ.get("BV_GESCHIEDENISSEN", "1"))
CLIENTEN, PER_CLIENT = 64, 2
UREN = {VOL: 400, RUIM: 900}


class Call(msgspec.Struct):
    """What somebody sent. `codes` are the signals of its answer; None: cut off each time, it never came."""

    verzender: str
    naam: str
    codes: tuple[str, ...] | None = None
    bericht_id: str = ""


class Model:
    """The ledger's order, replayed: what is free, who holds what. In uren of 100 euro."""

    def __init__(self) -> None:
        self.vrij = dict(UREN)
        self.houdt: dict[str, tuple[str, int, date]] = {}
        """By reference: aanbieder, uren, and the day it lapses."""
        self.foretold: dict[tuple[str, str], str] = {}
        """By bericht and claim: the outcome."""

    def verwerk(self, bericht_id: str, gebeurtenis: Any, op: date) -> None:
        match gebeurtenis:
            case VerzoekOntvangen(referentie=ref, aanbieder=who, omvang=omvang):
                assert omvang is not None
                self._verloop(who, op)
                fits = omvang.volume <= self.vrij[who]
                self.foretold[bericht_id, ref] = "ja" if fits else "nee (plafond)"
                if fits:
                    self.vrij[who] -= omvang.volume
                    self.houdt[ref] = (who, omvang.volume, op + timedelta(56))
            case VerzoekAfgewezen(referentie=ref):
                self._laat_los(ref)
            case ReserveringVervallen():
                ref = gebeurtenis.claim.referentie
                assert ref not in self.houdt or self.houdt[ref][2] <= op, "before its time"
                self._laat_los(ref)
            case ToewijzingVastgesteld(aanbieder=who, nummer=nummer, referentie_aanbieder=ref, omvang=omvang):
                assert omvang is not None
                self._verloop(who, op)
                self._laat_los(ref or "")
                fits = omvang.volume <= self.vrij[who]
                self.foretold[bericht_id, str(nummer)] = "ja" if fits else "overschrijding"
                self.vrij[who] -= omvang.volume
            case _:
                pass  # the decisions themselves, and what is about no money

    def _verloop(self, who: str, op: date) -> None:
        for ref in [ref for ref, (held_by, _, until) in self.houdt.items() if held_by == who and until <= op]:
            self._laat_los(ref)

    def _laat_los(self, ref: str) -> None:
        if ref in self.houdt:
            who, uren, _ = self.houdt.pop(ref)
            self.vrij[who] += uren


class Draad:
    """A proxy before the gateway that cuts: before it passes a request on, or after, before the answer."""

    def __init__(self, poort: int, lot: Random) -> None:
        self._poort = poort
        self._lot = lot
        self.geknipt: Counter[str] = Counter()

    async def verbind(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            chance = self._lot.random()
            if chance < 0.05:
                self.geknipt["ervoor"] += 1
            else:
                await self._geef_door(reader, writer, is_cut=chance < 0.2)
        writer.transport.abort()

    async def _geef_door(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_cut: bool) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._poort)
        try:
            header = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1]) for line in header.split(b"\r\n") if line.lower().startswith(b"content-length")
            )
            back.write(header + await reader.readexactly(length))
            await back.drain()
            if is_cut:
                self.geknipt["erna"] += 1
                await asyncio.sleep(self._lot.random() / 5)
                return
            writer.write(await there.read())
            await writer.drain()
        finally:
            back.transport.abort()


@asynccontextmanager
async def draad(poort: int, lot: Random) -> AsyncIterator[tuple[Draad, int]]:
    one = Draad(poort, lot)
    server = await asyncio.start_server(one.verbind, "127.0.0.1", 0)
    async with server:
        yield one, int(server.sockets[0].getsockname()[1])


class Spel:
    """64 clients; what they sent and heard."""

    def __init__(self, poort: int, tokens: dict[str, str], ronde: int) -> None:
        self._address = f"http://127.0.0.1:{poort}/v1/berichten"
        self._tokens = tokens
        self._lot = Random(ronde)
        self._basis = ronde * (CLIENTEN * PER_CLIENT + len(UREN))
        self.vandaag = EERSTE_DAG
        self.calls: list[Call] = []
        self.heard = 0
        self.halverwege = asyncio.Event()

    async def speel(self, verstoring: "asyncio.Task[None]") -> None:
        """All of them; and when the clock has jumped, one more at each aanbieder."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(20)) as session:
            await asyncio.gather(*(self._client(session, number) for number in range(CLIENTEN)))
            await verstoring
            for place, aanbieder in enumerate(UREN):
                number = self._basis + CLIENTEN * PER_CLIENT + place
                leven = Leven(number, aanbieder, SIGNALEERT, GEWOON, 1, "02")
                while await self._stuur(session, aanbieder, f"R{number}", leven.verzoek(self.vandaag)) is None:
                    pass

    async def _client(self, session: aiohttp.ClientSession, client: int) -> None:
        lot = self._lot
        for keer in range(PER_CLIENT):
            number = self._basis + client * PER_CLIENT + keer
            gemeente = lot.choice((SIGNALEERT, BLOKKEERT))
            leven = Leven(number, lot.choice((VOL, RUIM)), gemeente, GEWOON, lot.randint(1, 25), "02")
            codes = await self._stuur(session, leven.aanbieder, f"R{number}", leven.verzoek(self.vandaag))
            await asyncio.sleep(lot.random() / 10)
            if codes == () and lot.random() < 0.35:
                await self._stuur(session, gemeente, f"A{number}", leven.afwijzing(self.vandaag))
            elif codes == () and lot.random() < 0.6:
                granted = leven.toewijzing(self.vandaag, met_referentie=True)
                await self._stuur(session, gemeente, str(number + 1), granted)

    async def _stuur(
        self, session: aiohttp.ClientSession, verzender: str, naam: str, bericht: Bericht
    ) -> tuple[str, ...] | None:
        """Once or a few times: who hears nothing gives up, and does not know."""
        call = Call(verzender, naam)
        self.calls.append(call)
        data = write(bericht)
        headers = {"Authorization": f"Bearer {self._tokens[verzender]}", "Content-Type": "application/xml"}
        for _ in range(self._lot.choice((1, 2, 4))):
            with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                async with session.post(self._address, data=data, headers=headers) as antwoord:
                    receipt = await antwoord.json()
                    if antwoord.status in (200, 201):
                        assert receipt["oordeel"] == "goedgekeurd", receipt["bevindingen"]
                        call.bericht_id = receipt["id"]
                        call.codes = tuple(one["code"] for one in receipt["signalen"])
                        self.heard += 1
                        if self.heard == CLIENTEN:  # so that there is what can lapse
                            self.halverwege.set()
                        return call.codes
                    assert antwoord.status in (429, 503), receipt
            await asyncio.sleep(0.05)
        return None


async def test_the_order_of_the_ledger_explains_every_answer(
    config: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    await make_clock(config, EERSTE_DAG)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        poort = int(free.getsockname()[1])
    async with (
        open_clock_announcer(config) as announcer,
        open_gateway(config, lambda: moment_at(announcer.vandaag)) as gateway,
    ):
        tokens = await _begin(gateway)
        calls: list[Call] = []
        with processen(poort, environment, "", tmp_path / "log") as both:
            for ronde in range(RONDEN):
                async with draad(poort, Random(ronde)) as (knipper, ingang):
                    spel = Spel(ingang, tokens, ronde)
                    spel.vandaag = announcer.vandaag
                    verstoring = asyncio.create_task(_verstoor(spel, both, announcer, ronde))
                    await spel.speel(verstoring)
                calls += spel.calls
                assert knipper.geknipt.keys() == {"ervoor", "erna"}
                both.wacht()
        await _verklaar(gateway, calls)
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


async def _begin(gateway: Gateway) -> dict[str, str]:
    rows = register_rijen()
    rows["plafonds"] = [
        msgspec.structs.replace(row, bedrag_cents=10_000 * UREN[row.aanbieder])
        for row in rows["plafonds"]
        if row.aanbieder in UREN
    ]
    # Nobody declares here, and the clock goes far: what was assigned stays claimed.
    rows["parameters"] = [Parameters(declaratietermijn_maanden=0, geldig_van=BEGIN)]
    await gateway.register.load(administration(gateway), Content(gateway.regio, rows))
    await gateway.register.refresh(now=True)
    names = (SIGNALEERT, BLOKKEERT, *AANBIEDERS)
    return {one: (await gateway.access.create(administration(gateway), one))[1] for one in names}


async def _verstoor(spel: Spel, both: Processen, announcer: Any, ronde: int) -> None:
    """Half way one dies, and the clock jumps so far that what was reserved lapses."""
    await spel.halverwege.wait()
    await asyncio.to_thread(both.dood, ronde % 2)
    await announcer.zet(announcer.vandaag + timedelta(57))


async def _verklaar(gateway: Gateway, calls: list[Call]) -> None:
    async with gateway.database.lees() as conn:
        rows = await conn.fetch(
            "select positie, bericht_id, inhoud, geboekt_op from gebeurtenis where regio = $1 order by positie",
            gateway.regio,
        )
    model, said = Model(), {}
    for row in rows:
        gebeurtenis, bericht_id = from_json(row["inhoud"]), str(row["bericht_id"])
        if isinstance(gebeurtenis, PlafondBesloten):
            claim = gebeurtenis.claim
            key = bericht_id, claim.referentie or str(claim.nummer)
            assert key not in said, "decided twice"
            said[key] = gebeurtenis.uitkomst
        model.verwerk(bericht_id, gebeurtenis, day(row["geboekt_op"]))
    assert said == model.foretold
    assert {"ja", "nee (plafond)"} <= set(said.values())
    assert any(isinstance(from_json(row["inhoud"]), ReserveringVervallen) for row in rows), "nothing lapsed"
    per_naam = Counter(naam for _, naam in said)
    assert max(per_naam.values()) == 1, "one call, two decisions"
    for call in calls:
        if call.codes is not None and not call.naam.startswith("A"):
            nee = said[call.bericht_id, call.naam] != "ja"
            assert bool(call.codes) == nee, (call, said[call.bericht_id, call.naam])
    assert any(call.codes is None for call in calls), "nobody was left without an answer"
