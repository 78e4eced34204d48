# SPDX-License-Identifier: EUPL-1.2
"""64 clients race for the last room over real HTTP, 8 processes, one of them killed -9 half way.

Some get a tenzij while they ask, and lose it while care is assigned; cliëntenstops come and go. Never over, never a
deadlock, and what was acknowledged is in the ledger once. BV_RONDEN says how many races to run.
"""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import aiohttp
import msgspec

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.core.clock import day, system_clock
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import from_json
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, from_toewijzing, from_verzoek
from bouwers import jw301, jw315
from dienst import Dienst, dienst, lives_on, wait_for
from gatewaybouw import gateway_met_register
from proces.race_region import BLOKKEERT, RONDEN, SIGNALEERT, aanbieders, plafonds_van, register_rijen
from proces.race_replay import SIGNALS, Care, replay
from proces.traffic import BSNS

CLIENTEN, PROCESSES, PER_CLIENT = 64, 8, 2
STATEMENT_TIMEOUT_MS = 20_000
REGIO = "REGIO"
STOPS: list[tuple[int, str | None]] = [(0, "2"), (1, None)]
"""Of the two aanbieders: the one stops a segment, the other all that he does."""
UREN = range(1, 41)
"""Asked in uren of 100 euro; a plafond holds the mean of some 20 of the 128 requests on it."""

Producten = Sequence[tuple[str, bool]]
"""Codes, and whether each is in the segment."""

REQUESTED = "Client/AangevraagdeProducten/AangevraagdProduct"
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"


class Question(msgspec.Struct, frozen=True):
    """One bericht to send, with the uren that it asks for, and whether its product is in the segment, by claim."""

    verzender: str
    aanbieder: str
    data: bytes
    uren: dict[Claimsleutel, int]
    in_segment: dict[Claimsleutel, bool]


class Antwoord(msgspec.Struct, frozen=True):
    """The receipt of a Vraag; `codes` are its signals."""

    vraag: Question
    bericht_id: str
    codes: tuple[str, ...]


class Race:
    """All clients of one race: each asks, asks again until it is answered, and has granted what it got."""

    def __init__(self, address: str, tokens: dict[str, str], ronde: int) -> None:
        self._address = address
        self._tokens = tokens
        self._round = ronde
        self._lot = Random(1000 + ronde)
        self._halverwege = asyncio.Event()
        self._news = asyncio.Condition()
        self.antwoorden: list[Antwoord] = []
        self.traagst = 0.0
        self.opnieuw = 0

    async def ren(self, children: set[int]) -> None:
        """Run it, and kill one process half way."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        langst = aiohttp.ClientTimeout(STATEMENT_TIMEOUT_MS / 1000)
        async with aiohttp.ClientSession(connector=connector, timeout=langst) as session:
            moord = asyncio.create_task(self._moord(children))
            stops = [asyncio.create_task(self._stops(session, *part)) for part in STOPS]
            await asyncio.gather(*(self._client(session, number) for number in range(CLIENTEN)))
            await asyncio.gather(moord, *stops)

    async def _moord(self, children: set[int]) -> None:
        await self._halverwege.wait()
        oldest = sorted(children)[: PROCESSES // 2]  # the newest may not be listening yet
        os.kill(self._lot.choice(oldest), signal.SIGKILL)

    async def _client(self, session: aiohttp.ClientSession, client: int) -> None:
        for keer in range(PER_CLIENT):
            number = (self._round * CLIENTEN + client) * PER_CLIENT + keer
            gemeente = (SIGNALEERT, BLOKKEERT)[client % 2]
            aanbieder = aanbieders(self._round)[self._lot.randrange(2)]
            question = self._verzoek(number, aanbieder, gemeente)
            tenzij = await self._vraag_tenzij(session, number, question, gemeente) if client % 13 == 0 else None
            grant = self._stap(session, tenzij, "besluit", {"besluit": "toegekend"})
            if client == 0:  # of the others chance says which is first
                await grant
                antwoord = await self._stuur(session, question)
            else:
                antwoord, _ = await asyncio.gather(self._stuur(session, question), grant)
            toegewezen = not antwoord.codes and len(question.uren) == 1
            less: list[tuple[str, dict[str, Any]]] = [
                ("einde", {"vanaf": "2026-01-01"}),
                ("wijziging", {"maximumCents": 50_000, "tot": "2026-12-31"}),
            ]
            step = self._stap(session, tenzij, *less[keer % 2])
            if toegewezen:
                await asyncio.gather(self._stuur(session, self._toewijzing(number, question, gemeente)), step)
            else:
                await step

    async def _vraag_tenzij(self, session: aiohttp.ClientSession, number: int, asked: Question, gemeente: str) -> str:
        """Where a tenzij is for all that a verzoek can ask."""
        form: dict[str, Any] = {"bsn": BSNS[number], "aanbieder": asked.aanbieder, "categorie": "45"}
        form |= {"gemeente": gemeente, "van": "2026-01-01", "tot": "2026-12-31", "maximumCents": 1_000_000}
        _, result = await self._json(
            session, asked.aanbieder, "tenzij-verzoeken", form | {"door": "planner", "referentie": f"T{number}"}
        )
        return f"tenzij-verzoeken/{result['tenzij']['id']}"

    def _verzoek(self, number: int, aanbieder: str, gemeente: str, producten: Producten = ()) -> Question:
        """Of one product or both, as chance says, but for `producten`."""
        uren: dict[Claimsleutel, int] = {}
        in_segment: dict[Claimsleutel, bool] = {}
        content = _envelope(aanbieder, gemeente, f"V{number}", number)
        chosen = producten or self._lot.sample([("45A04", False), ("45A05", True)], self._lot.choice([1, 1, 2]))
        for plek, (code, is_segment) in enumerate(chosen, 1):
            claim = from_verzoek(Verzoeksleutel(aanbieder, f"R{number}-{plek}"))
            uren[claim], in_segment[claim] = self._lot.choice(UREN), is_segment
            pad = f"{REQUESTED}[{plek}]"
            content[f"{pad}/ReferentieAanbieder"] = f"R{number}-{plek}"
            content |= _care(pad, code, uren[claim])
        return Question(aanbieder, aanbieder, write(jw315(content)), uren, in_segment)

    def _toewijzing(self, number: int, asked: Question, gemeente: str) -> Question:
        """What was granted is taken: the same amount, on another rekening."""
        ((claim, uren),) = asked.uren.items()
        is_segment = asked.in_segment[claim]
        content = _envelope(gemeente, asked.aanbieder, f"T{number}", number)
        content |= {f"{TOEGEWEZEN}/ToewijzingNummer": number + 1}
        content |= {f"{TOEGEWEZEN}/ReferentieAanbieder": claim.referentie}
        content |= _care(TOEGEWEZEN, "45A05" if is_segment else "45A04", uren)
        new = from_toewijzing(gemeente, number + 1)
        return Question(gemeente, asked.aanbieder, write(jw301(content)), {new: uren}, {new: is_segment})

    async def _stap(self, session: aiohttp.ClientSession, place: str | None, step: str, form: dict[str, Any]) -> None:
        """One of a tenzij; a second time it was done already."""
        if place is not None:
            why = {"door": "contractmanager", "motivering": "Zwaar genoeg."}
            await self._json(session, REGIO, f"{place}/{step}", form | why)

    async def _stops(self, session: aiohttp.ClientSession, which: int, segment: str | None) -> None:
        """Granted and lifted again, while others ask; and somebody asks for certain what is stopped."""
        today = day(system_clock()).isoformat()
        aanbieder = aanbieders(self._round)[which]
        for turn, begin in enumerate((20, 80)):
            await self._answered(begin + 10 * which)
            wish = {"aanbieder": aanbieder, "segment": segment, "van": today, "grond": "plafond"}
            _, asked = await self._json(session, aanbieder, "clientenstops", wish)
            place = f"clientenstops/{asked['id']}"
            await self._json(session, REGIO, f"{place}/besluit", {"besluit": "toegekend"})
            number = RONDEN * CLIENTEN * PER_CLIENT + 4 * self._round + 2 * which + turn
            await self._stuur(session, self._verzoek(number, aanbieder, SIGNALEERT, [("45A05", True)]))
            await self._answered(begin + 10 * which + 20)
            await self._json(session, REGIO, f"{place}/opheffing", {"vanaf": today})

    async def _answered(self, count: int) -> None:
        async with self._news:
            await self._news.wait_for(lambda: len(self.antwoorden) >= count)

    async def _stuur(self, session: aiohttp.ClientSession, question: Question) -> Antwoord:
        status, receipt = await self._post(session, question.verzender, "berichten", question.data, "application/xml")
        assert status in (200, 201), receipt
        assert receipt["oordeel"] == "goedgekeurd", receipt["bevindingen"]
        codes = tuple(bevinding["code"] for bevinding in receipt["signalen"])
        antwoord = Antwoord(question, receipt["id"], codes)
        self.antwoorden.append(antwoord)
        async with self._news:
            self._news.notify_all()
        if len(self.antwoorden) == CLIENTEN * PER_CLIENT // 2:
            self._halverwege.set()
        return antwoord

    async def _json(
        self, session: aiohttp.ClientSession, who: str, pad: str, form: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        before = self.opnieuw
        status, told = await self._post(session, who, pad, msgspec.json.encode(form), "application/json")
        if pad == "clientenstops" and status == 409 and self.opnieuw > before:  # it was asked, and nobody said so
            async with session.get(f"{self._address}/v1/clientenstops?status=gevraagd", headers=self._as(who)) as found:
                (told,) = [one for one in (await found.json())["stops"] if one["aanbieder"] == who]
        else:
            assert status in (200, 201) or (status == 409 and self.opnieuw > before), (pad, status, told)
        return status, told

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[who]}"}

    async def _post(
        self, session: aiohttp.ClientSession, who: str, pad: str, data: bytes, soort: str
    ) -> tuple[int, dict[str, Any]]:
        """Again and again until it is answered."""
        end = time.monotonic() + 60
        headers = self._as(who) | {"Content-Type": soort}
        while time.monotonic() < end:
            begin = time.monotonic()
            try:
                async with session.post(f"{self._address}/v1/{pad}", data=data, headers=headers) as antwoord:
                    status, told = antwoord.status, await antwoord.json()
            except (aiohttp.ClientError, ConnectionError):
                status, told = 503, {}
            finally:
                self.traagst = max(self.traagst, time.monotonic() - begin)
            if status not in (429, 503):
                return status, told
            self.opnieuw += 1
            await asyncio.sleep(0.05)
        raise AssertionError("never answered")


def _envelope(afzender: str, ontvanger: str, identificatie: str, number: int) -> dict[str, Any]:
    return {
        "Header/Afzender": afzender,
        "Header/Ontvanger": ontvanger,
        "Header/BerichtIdentificatie/Identificatie": identificatie,
        "Client/Bsn": BSNS[number],
    }


def _care(pad: str, code: str, uren: int) -> dict[str, Any]:
    return {
        f"{pad}/Product": {"Categorie": "45", "Code": code},
        f"{pad}/Omvang": {"Volume": uren, "Eenheid": "04", "Frequentie": "6"},
    }


def _kinderen_klaar(runs: Dienst) -> bool:
    """All processes are there, the one that came in the place of a killed one included."""
    return len(runs.kinderen()) == PROCESSES and all(map(lives_on, runs.kinderen()))


async def test_the_last_room_is_given_once_whoever_races_for_it(config: Settings, environment: dict[str, str]) -> None:
    async with gateway_met_register(config, system_clock, **register_rijen()) as gateway:
        names = [SIGNALEERT, BLOKKEERT, REGIO, *(one for ronde in range(RONDEN) for one in aanbieders(ronde))]
        tokens = {one: (await gateway.access.create(administration(gateway), one))[1] for one in names}
        impasses, again = await _impasses(gateway), 0
        seen: Counter[str] = Counter()
        with dienst({**environment, "BV_STATEMENT_TIMEOUT_MS": str(STATEMENT_TIMEOUT_MS)}, PROCESSES) as runs:
            for ronde in range(RONDEN):
                wait_for(lambda: _kinderen_klaar(runs))
                race = Race(runs.adres, tokens, ronde)
                await race.ren(runs.kinderen())
                again += race.opnieuw
                assert race.traagst < STATEMENT_TIMEOUT_MS / 1000
                seen += await _is_right(gateway, race, ronde)
            assert runs.stop() == 0
        assert seen.keys() >= {"ja", "tenzij", "nee (plafond)", "nee (cliëntenstop)"}
        assert again, "nobody noticed that a process was killed"
        assert await _impasses(gateway) == impasses, "two transactions waited for each other"
        assert await gateway.plafonds.recalculate(administration(gateway)) == []
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


async def _impasses(gateway: Gateway) -> int:
    """How many deadlocks PostgreSQL ever had to break in this database."""
    async with gateway.database.lees() as conn:
        await conn.execute("select pg_stat_clear_snapshot()")
        count: int = await conn.fetchval("select deadlocks from pg_stat_database where datname = current_database()")
    return count


async def _is_right(gateway: Gateway, race: Race, ronde: int) -> Counter[str]:
    """Every acknowledged decision is in the ledger once, and its order explains them all; how many of each outcome."""
    besluiten = await _besluiten(gateway, ronde)
    known = {(antwoord.bericht_id, claim): antwoord for antwoord in race.antwoorden for claim in antwoord.vraag.uren}
    assert besluiten.keys() == known.keys()
    assert len({claim for _, claim in besluiten}) == len(besluiten), "decided twice"
    asked: Counter[PlafondKey] = Counter()
    signals: dict[str, Counter[str]] = {antwoord.bericht_id: Counter() for antwoord in race.antwoorden}
    care: dict[Claimsleutel, Care] = {}
    for key, besluit in besluiten.items():
        question = known[key].vraag
        cents = question.uren[besluit.claim] * 10_000
        plekken = tuple(_plekken(question, besluit.claim))
        assert {(part.segment, part.bedrag_cents) for part in besluit.delen} == {
            (one.segment, cents) for one in plekken
        }
        care[besluit.claim] = Care(question.aanbieder, cents, plekken, question.in_segment[besluit.claim])
        asked.update(dict.fromkeys(plekken, cents))
        said = [besluit.uitkomst, "onder" if besluit.onder_clientenstop else ""]
        signals[key[0]].update(SIGNALS[one] for one in said if one in SIGNALS)
    assert {antwoord.bericht_id: Counter(antwoord.codes) for antwoord in race.antwoorden} == signals
    told = await replay(gateway, aanbieders(ronde), care)
    async with gateway.database.lees() as conn:
        saldi = {
            saldo.plafond: saldo for saldo in await store.read_saldi(Grootboek(conn, gateway.regio), aanbieders(ronde))
        }
    for row in plafonds_van(ronde):
        saldo = saldi[PlafondKey(row.aanbieder, row.jaar, segment=row.segment)]
        assert -saldo.stand(Rekening.PLAFOND) == row.bedrag_cents
        assert saldo.stand(Rekening.VRIJ) == told.vrij[saldo.plafond] >= 0
        assert asked[saldo.plafond] > row.bedrag_cents, "there was no race"
    assert any(saldo.stand(Rekening.BESLAG) for saldo in saldi.values())
    return told.seen


async def _besluiten(gateway: Gateway, ronde: int) -> dict[tuple[str, Claimsleutel], PlafondBesloten]:
    """(bericht, claim) -> what the ledger says was decided in this race."""
    async with gateway.database.lees() as conn:
        rows = await conn.fetch(
            "select bericht_id, inhoud from gebeurtenis"
            " where regio = $1 and soort = 'PlafondBesloten'"
            " and bericht_id is not null and aanbieder = any($2::text[])",
            gateway.regio,
            list(aanbieders(ronde)),
        )
    found = {}
    for row in rows:
        gebeurtenis = from_json(row["inhoud"])
        assert isinstance(gebeurtenis, PlafondBesloten)
        found[str(row["bericht_id"]), gebeurtenis.claim] = gebeurtenis
    assert len(found) == len(rows), "decided twice in one bericht"
    return found


def _plekken(question: Question, claim: Claimsleutel) -> list[PlafondKey]:
    whole = PlafondKey(question.aanbieder, 2026)
    heeft_segment = question.aanbieder.endswith("2") and question.in_segment[claim]
    return [whole, msgspec.structs.replace(whole, segment="2")] if heeft_segment else [whole]
