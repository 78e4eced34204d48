# SPDX-License-Identifier: EUPL-1.2
"""64 clients claim and release while lines are cut, processes die and the clock jumps: the ledger explains it all.

Some are granted a tenzij while they ask; each aanbieder has a stop for a while. Every call and every answer is written
down. Afterwards a model of a few lines (`geschiedenis.py`) replays the ledger in its order, and must come to every
answer that was given; whoever was cut off before an answer is in the ledger once, or not at all.
"""

import asyncio
import contextlib
import os
import socket
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
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
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.ledger.gebeurtenissen.stops import ClientenstopBesloten, ClientenstopOpgeheven
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijGevraagd, TenzijToegekend
from berichtenverkeer.plafonds import lading
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.voorbeeldregio.clock import make_clock, moment_at, open_clock_announcer
from gatewaybouw import BEGIN
from proces.cutting import draad
from proces.geschiedenis import CENTS_PER_UUR, Model
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
from proces.traffic import BSNS

RONDEN = int(os.environ.get("BV_GESCHIEDENISSEN", "1"))
CLIENTEN, PER_CLIENT = 64, 2
UREN = {VOL: 100, RUIM: 500}
ZEKER = 6  # asked beside what the 64 ask, so that each outcome is there


class Call(msgspec.Struct):
    """What somebody sent. `codes` are the signals of its answer; None: cut off each time, it never came."""

    verzender: str
    naam: str
    codes: tuple[str, ...] | None = None
    bericht_id: str = ""


class Stap(msgspec.Struct):
    """A step of a tenzij or a stop. `status` None: cut off each time; 409: it was done, and nobody said so.

    Or (`is_te_laat`, when the clock had jumped) it was about a day that is over, or one of before it still stands.
    """

    wat: str
    status: int | None = None
    is_te_laat: bool = False


class Spel:
    """64 clients; what they sent and heard."""

    def __init__(self, ingang: int, poort: int, tokens: dict[str, str], ronde: int) -> None:
        self._ingang, self._poort = ingang, poort
        self._tokens = tokens
        self._lot = Random(ronde)
        self._basis = ronde * (CLIENTEN * PER_CLIENT + ZEKER)
        self._extra = 0
        self.vandaag = EERSTE_DAG
        self.calls: list[Call] = []
        self.stappen: list[Stap] = []
        self.heard = 0
        self.is_gesprongen = False
        self.halverwege = asyncio.Event()
        self._news = asyncio.Condition()
        self._is_over = False

    async def speel(self, verstoring: "asyncio.Task[None]") -> None:
        """All of them; and when the clock has jumped, one more at each aanbieder."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(20)) as session:
            first = await self._stop(session, VOL)
            for aanbieder, uren in ((VOL, 1), (RUIM, 1), (RUIM, UREN[RUIM] + 1)):
                await self._vraag(session, aanbieder, uren)
            await self._vraag(session, VOL, UREN[VOL] + 1, met_tenzij=True)
            stops = [
                asyncio.create_task(self._hef_op(session, first)),
                asyncio.create_task(self._stop_later(session, RUIM)),
            ]
            await asyncio.gather(*(self._client(session, number) for number in range(CLIENTEN)))
            async with self._news:
                self._is_over = True
                self._news.notify_all()
            await asyncio.gather(verstoring, *stops)
            for aanbieder in UREN:
                await self._vraag(session, aanbieder, 1)

    async def _vraag(
        self, session: aiohttp.ClientSession, aanbieder: str, uren: int, *, met_tenzij: bool = False
    ) -> None:
        """Until it is answered. A tenzij is granted before, on a line that nobody cuts."""
        number = self._basis + CLIENTEN * PER_CLIENT + self._extra
        self._extra += 1
        leven = Leven(number, aanbieder, SIGNALEERT, GEWOON, uren, "02")
        if met_tenzij:
            await self._tenzij(session, leven, CENTS_PER_UUR * uren, poort=self._poort)
        while await self._stuur(session, aanbieder, f"R{number}", leven.verzoek(self.vandaag)) is None:
            pass

    async def _client(self, session: aiohttp.ClientSession, client: int) -> None:
        lot = self._lot
        for keer in range(PER_CLIENT):
            number = self._basis + client * PER_CLIENT + keer
            gemeente = lot.choice((SIGNALEERT, BLOKKEERT))
            leven = Leven(number, lot.choice((VOL, RUIM)), gemeente, GEWOON, lot.randint(1, 25), "02")
            verzoek = self._stuur(session, leven.aanbieder, f"R{number}", leven.verzoek(self.vandaag))
            maximum = CENTS_PER_UUR * lot.choice((leven.uren, leven.uren, 1))
            tenzij = [self._tenzij(session, leven, maximum, poort=self._ingang)] if client % 5 == 0 else []
            codes, *_ = await asyncio.gather(verzoek, *tenzij)
            await asyncio.sleep(lot.random() / 10)
            if codes == () and lot.random() < 0.35:
                await self._stuur(session, gemeente, f"A{number}", leven.afwijzing(self.vandaag))
            elif codes == () and lot.random() < 0.6:
                granted = leven.toewijzing(self.vandaag, met_referentie=True)
                await self._stuur(session, gemeente, str(number + 1), granted)

    async def _stuur(
        self, session: aiohttp.ClientSession, verzender: str, naam: str, bericht: Bericht
    ) -> tuple[str, ...] | None:
        call = Call(verzender, naam)
        self.calls.append(call)
        told, _ = await self._post(session, verzender, "berichten", write(bericht), "application/xml")
        if told is None:
            return None
        status, receipt = told
        assert status in (200, 201), receipt
        assert receipt["oordeel"] == "goedgekeurd", receipt["bevindingen"]
        call.bericht_id = receipt["id"]
        call.codes = tuple(one["code"] for one in receipt["signalen"])
        self.heard += 1
        if self.heard == CLIENTEN:  # so that there is what can lapse
            self.halverwege.set()
        async with self._news:
            self._news.notify_all()
        return call.codes

    async def _tenzij(self, session: aiohttp.ClientSession, leven: Leven, maximum: int, *, poort: int) -> None:
        """For all that he asks or a part of it, in cents; at random while he asks it."""
        form: dict[str, Any] = {"bsn": BSNS[leven.number], "aanbieder": leven.aanbieder, "gemeente": leven.gemeente}
        form |= {"categorie": "45", "code": GEWOON, "van": "2026-01-01", "tot": "2026-12-31", "door": "planner"}
        form |= {"maximumCents": maximum, "referentie": f"T{leven.number}"}
        asked = await self._stap(session, leven.aanbieder, "tenzij-verzoeken", form, poort)
        if asked is not None:
            granted = {"besluit": "toegekend", "door": "contractmanager", "motivering": "Zwaar genoeg."}
            await self._stap(session, "REGIO", f"tenzij-verzoeken/{asked['tenzij']['id']}/besluit", granted, poort)

    async def _stop_later(self, session: aiohttp.ClientSession, aanbieder: str) -> None:
        await self._gehoord(20)
        await self._hef_op(session, await self._stop(session, aanbieder))

    async def _stop(self, session: aiohttp.ClientSession, aanbieder: str) -> str | None:
        """Asked and granted: where it is. Here nobody gives up."""
        wish = {"aanbieder": aanbieder, "van": self.vandaag.isoformat(), "grond": "plafond"}
        asked = await self._stap(session, aanbieder, "clientenstops", wish) or await self._gevraagd(session, aanbieder)
        if asked is None:
            return None
        place = f"clientenstops/{asked['id']}"
        granted = {"besluit": "toegekend", "van": self.vandaag.isoformat()}
        await self._stap(session, "REGIO", f"{place}/besluit", granted)
        return place

    async def _hef_op(self, session: aiohttp.ClientSession, place: str | None) -> None:
        """When more was asked under it."""
        await self._gehoord(self.heard + 15)
        if place is not None:
            await self._stap(session, "REGIO", f"{place}/opheffing", {"vanaf": self.vandaag.isoformat()})

    async def _gevraagd(self, session: aiohttp.ClientSession, aanbieder: str) -> Any:
        """The stop that was asked, though nobody said so; None when the clock had jumped before it was."""
        url, headers = f"{_address(self._ingang)}/clientenstops?status=gevraagd", self._as(aanbieder)
        while True:
            with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                async with session.get(url, headers=headers) as found:
                    if found.status == 200:
                        every = (await found.json())["stops"]
                        return next((one for one in every if one["aanbieder"] == aanbieder), None)
            await asyncio.sleep(0.05)

    def _as(self, wie: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[wie]}"}

    async def _gehoord(self, count: int) -> None:
        """So many were answered, or nobody asks any more."""
        async with self._news:
            await self._news.wait_for(lambda: self.heard >= count or self._is_over)

    async def _stap(
        self, session: aiohttp.ClientSession, wie: str, pad: str, form: dict[str, Any], poort: int | None = None
    ) -> dict[str, Any] | None:
        """What was answered; None when nothing was, or that it cannot be done (any more)."""
        stap = Stap(form.get("referentie", pad))
        self.stappen.append(stap)
        told, keren = await self._post(session, wie, pad, msgspec.json.encode(form), "application/json", poort)
        if told is None:
            return None
        stap.status, answer = told
        stap.is_te_laat = (self.is_gesprongen or self._basis > 0) and pad.startswith("clientenstops")
        assert stap.status in (200, 201) or (stap.status == 409 and (keren > 1 or stap.is_te_laat)), (pad, told)
        return answer if stap.status != 409 else None

    async def _post(
        self,
        session: aiohttp.ClientSession,
        wie: str,
        pad: str,
        data: bytes,
        soort: str,
        poort: int | None = None,
    ) -> tuple[tuple[int, Any] | None, int]:
        """Status and answer, after how many times; None: who hears nothing gives up, and does not know."""
        headers = self._as(wie) | {"Content-Type": soort}
        url = f"{_address(poort or self._ingang)}/{pad}"
        keren = 100 if pad.startswith("clientenstops") else self._lot.choice((1, 2, 4))
        for keer in range(1, keren + 1):
            with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                async with session.post(url, data=data, headers=headers) as antwoord:
                    told = antwoord.status, await antwoord.json()
                    if antwoord.status not in (429, 503):
                        return told, keer
            await asyncio.sleep(0.05)
        return None, keren


def _address(poort: int) -> str:
    return f"http://127.0.0.1:{poort}/v1"


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
        calls, stappen = list[Call](), list[Stap]()
        with processen(poort, environment, "", tmp_path / "log") as both:
            for ronde in range(RONDEN):
                async with draad(poort, Random(ronde)) as (knipper, ingang):
                    spel = Spel(ingang, poort, tokens, ronde)
                    spel.vandaag = announcer.vandaag
                    verstoring = asyncio.create_task(_verstoor(spel, both, announcer, ronde))
                    await spel.speel(verstoring)
                calls += spel.calls
                stappen += spel.stappen
                assert knipper.geknipt.keys() == {"ervoor", "erna"}
                both.wacht()
        await _verklaar(gateway, calls, stappen)
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


async def _begin(gateway: Gateway) -> dict[str, str]:
    rows = register_rijen()
    rows["plafonds"] = [
        msgspec.structs.replace(row, bedrag_cents=CENTS_PER_UUR * UREN[row.aanbieder])
        for row in rows["plafonds"]
        if row.aanbieder in UREN
    ]
    # Nobody declares here, and the clock goes far: what was assigned stays claimed.
    rows["parameters"] = [Parameters(declaratietermijn_maanden=0, geldig_van=BEGIN)]
    await gateway.register.load(administration(gateway), Content(gateway.regio, rows))
    await gateway.register.refresh(now=True)
    names = ("REGIO", SIGNALEERT, BLOKKEERT, *AANBIEDERS)
    return {one: (await gateway.access.create(administration(gateway), one))[1] for one in names}


async def _verstoor(spel: Spel, both: Processen, announcer: Any, ronde: int) -> None:
    """Half way one dies, and the clock jumps so far that what was reserved lapses."""
    await spel.halverwege.wait()
    await asyncio.to_thread(both.dood, ronde % 2)
    spel.is_gesprongen = True
    await announcer.zet(announcer.vandaag + timedelta(57))


async def _verklaar(gateway: Gateway, calls: list[Call], stappen: list[Stap]) -> None:
    async with gateway.database.lees() as conn:
        rows = await conn.fetch(
            "select positie, bericht_id, inhoud, geboekt_op from gebeurtenis where regio = $1 order by positie",
            gateway.regio,
        )
    model, said, done = Model(UREN), dict[tuple[str, str], tuple[str, bool]](), Counter[str]()
    for row in rows:
        gebeurtenis, bericht_id = from_json(row["inhoud"]), str(row["bericht_id"])
        done.update(_stappen(gebeurtenis))
        if isinstance(gebeurtenis, PlafondBesloten):
            claim = gebeurtenis.claim
            key = bericht_id, claim.referentie or str(claim.nummer)
            assert key not in said, "decided twice"
            said[key] = gebeurtenis.uitkomst, gebeurtenis.onder_clientenstop
        model.verwerk(bericht_id, gebeurtenis, day(row["geboekt_op"]))
    assert said == model.foretold
    assert {"ja", "nee (plafond)", "nee (cliëntenstop)", "tenzij"} <= {uitkomst for uitkomst, _ in said.values()}
    assert any(isinstance(from_json(row["inhoud"]), ReserveringVervallen) for row in rows), "nothing lapsed"
    per_naam = Counter(naam for bericht_id, naam in said if bericht_id != "None")
    assert max(per_naam.values()) == 1, "one call, two decisions"
    for call in calls:
        if call.codes is not None and not call.naam.startswith("A"):
            uitkomst, is_under_stop = said[call.bericht_id, call.naam]
            assert bool(call.codes) == (uitkomst not in ("ja", "tenzij") or is_under_stop), (call, uitkomst)
    assert any(call.codes is None for call in calls), "nobody was left without an answer"
    assert max(done.values()) == 1, "one step, taken twice"
    for stap in stappen:
        if stap.wat != "clientenstops":  # asked again it is the same, or one too many: each has an id of its own
            assert done[stap.wat] <= 1
            assert done[stap.wat] == 1 or stap.status is None or (stap.status == 409 and stap.is_te_laat), stap
    assert any(stap.status in (None, 409) for stap in stappen), "every step was heard of"


def _stappen(gebeurtenis: object) -> Iterator[str]:
    """By what it was asked."""
    match gebeurtenis:
        case TenzijGevraagd(referentie=str(ref)):
            yield ref
        case TenzijToegekend(tenzij_id=which):
            yield f"tenzij-verzoeken/{which}/besluit"
        case ClientenstopBesloten(stop_id=which):
            yield f"clientenstops/{which}/besluit"
        case ClientenstopOpgeheven(stop_id=which):
            yield f"clientenstops/{which}/opheffing"
        case _:
            pass
