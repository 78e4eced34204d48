# SPDX-License-Identifier: EUPL-1.2
"""64 clients race for the last room over real HTTP, 8 processes, one of them killed -9 half way.

Never over, never a deadlock, and what was acknowledged is in the ledger once. BV_RONDEN says how many races to run.
"""

import asyncio
import os
import signal
import time
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import aiohttp
import msgspec

from bellers import beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import systeemklok
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen import van_json
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_toewijzing, van_verzoek
from berichtenverkeer.register.rijen import (
    Contract,
    Gebied,
    Gemeente,
    Mandaat,
    Partij,
    Plafond,
    Product,
    Segment,
    Tarief,
)
from bouwers import jw301, jw315
from dienst import Dienst, dienst, leeft, wacht_op
from gatewaybouw import BEGIN, gateway_met_register, partijen
from proces.verkeer import BSNS

RONDEN = int(os.environ.get("BV_RONDEN", "2"))
CLIENTEN, PROCESSEN, PER_CLIENT = 64, 8, 2
STATEMENT_TIMEOUT_MS = 20_000
SIGNALEERT, BLOKKEERT = "0363", "1916"
UREN = range(1, 41)
"""Asked in uren of 100 euro; a plafond holds the mean of some 20 of the 128 requests on it."""

AANGEVRAAGD = "Client/AangevraagdeProducten/AangevraagdProduct"
TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"


class Vraag(msgspec.Struct, frozen=True):
    """One bericht to send, with the uren that it asks for, and whether its product is in the segment, by claim."""

    verzender: str
    aanbieder: str
    data: bytes
    uren: dict[Claimsleutel, int]
    in_segment: dict[Claimsleutel, bool]


class Antwoord(msgspec.Struct, frozen=True):
    """The receipt of a Vraag; `codes` are its signals."""

    vraag: Vraag
    bericht_id: str
    codes: tuple[str, ...]


def aanbieders(ronde: int) -> tuple[str, str]:
    """The two of a race: one with a plafond on the whole, one with another on a segment besides."""
    return f"5000{ronde:03d}1", f"5000{ronde:03d}2"


def plafonds_van(ronde: int) -> list[Plafond]:
    een, twee = aanbieders(ronde)
    lot = Random(ronde)
    return [
        _plafond(een, lot.randint(300, 450)),
        _plafond(twee, lot.randint(300, 450)),
        _plafond(twee, lot.randint(120, 200), segment="2"),
    ]


def _plafond(aanbieder: str, uren: int, segment: str = "") -> Plafond:
    return Plafond(
        aanbieder=aanbieder,
        jaar=2026,
        bedrag_cents=uren * 10_000,
        geldig_van=date(2026, 1, 1),
        geldig_tot=date(2026, 12, 31),
        segment=segment,
    )


def register_rijen() -> dict[str, list[Any]]:
    alle = [aanbieder for ronde in range(RONDEN) for aanbieder in aanbieders(ronde)]
    jaar: dict[str, Any] = {"geldig_van": date(2026, 1, 1), "geldig_tot": date(2026, 12, 31)}
    producten = [("45A04", ""), ("45A05", "2")]
    gemeenten = (SIGNALEERT, BLOKKEERT)
    return {
        "partijen": [
            *partijen(),
            *(Partij(soort="aanbieder", code=een, naam=f"Aanbieder {een}", geldig_van=BEGIN) for een in alle),
        ],
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=code, gebied="a", geldig_van=BEGIN) for code in gemeenten],
        "mandaten": [Mandaat(gemeente=BLOKKEERT, beleid="blokkeren", geldig_van=BEGIN)],
        "segmenten": [Segment(segment="2", naam="S", financieringsvorm="pxq", gewicht=1, geldig_van=BEGIN)],
        "producten": [
            Product(categorie="45", code=code, omschrijving="P", segment=segment, geldig_van=BEGIN)
            for code, segment in producten
        ],
        "contracten": [
            Contract(aanbieder=een, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
            for een in alle
        ],
        "tarieven": [
            Tarief(categorie="45", code=code, jaar=2026, eenheid="04", tarief_cents=10_000, **jaar)
            for code, _ in producten
        ],
        "plafonds": [rij for ronde in range(RONDEN) for rij in plafonds_van(ronde)],
    }


class Race:
    """All clients of one race: each asks, asks again until it is answered, and has granted what it got."""

    def __init__(self, adres: str, tokens: dict[str, str], ronde: int) -> None:
        self._adres = adres
        self._tokens = tokens
        self._ronde = ronde
        self._lot = Random(1000 + ronde)
        self._halverwege = asyncio.Event()
        self.antwoorden: list[Antwoord] = []
        self.traagst = 0.0
        self.opnieuw = 0

    async def ren(self, kinderen: set[int]) -> None:
        """Run it, and kill one process half way."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        langst = aiohttp.ClientTimeout(STATEMENT_TIMEOUT_MS / 1000)
        async with aiohttp.ClientSession(connector=connector, timeout=langst) as sessie:
            moord = asyncio.create_task(self._moord(kinderen))
            await asyncio.gather(*(self._client(sessie, nummer) for nummer in range(CLIENTEN)))
            await moord

    async def _moord(self, kinderen: set[int]) -> None:
        await self._halverwege.wait()
        oudste = sorted(kinderen)[: PROCESSEN // 2]  # the newest may not be listening yet
        os.kill(self._lot.choice(oudste), signal.SIGKILL)

    async def _client(self, sessie: aiohttp.ClientSession, client: int) -> None:
        for keer in range(PER_CLIENT):
            nummer = (self._ronde * CLIENTEN + client) * PER_CLIENT + keer
            gemeente = (SIGNALEERT, BLOKKEERT)[client % 2]
            aanbieder = aanbieders(self._ronde)[self._lot.randrange(2)]
            vraag = self._verzoek(nummer, aanbieder, gemeente)
            antwoord = await self._stuur(sessie, vraag)
            if not antwoord.codes and len(vraag.uren) == 1:
                await self._stuur(sessie, self._toewijzing(nummer, vraag, gemeente))

    def _verzoek(self, nummer: int, aanbieder: str, gemeente: str) -> Vraag:
        uren: dict[Claimsleutel, int] = {}
        in_segment: dict[Claimsleutel, bool] = {}
        inhoud = _kop(aanbieder, gemeente, f"V{nummer}", nummer)
        producten = self._lot.sample([("45A04", False), ("45A05", True)], self._lot.choice([1, 1, 2]))
        for plek, (code, is_segment) in enumerate(producten, 1):
            claim = van_verzoek(aanbieder, f"R{nummer}-{plek}")
            uren[claim], in_segment[claim] = self._lot.choice(UREN), is_segment
            pad = f"{AANGEVRAAGD}[{plek}]"
            inhoud[f"{pad}/ReferentieAanbieder"] = f"R{nummer}-{plek}"
            inhoud |= _zorg(pad, code, uren[claim])
        return Vraag(aanbieder, aanbieder, write(jw315(inhoud)), uren, in_segment)

    def _toewijzing(self, nummer: int, gevraagd: Vraag, gemeente: str) -> Vraag:
        """What was granted is taken: the same amount, on another rekening."""
        ((claim, uren),) = gevraagd.uren.items()
        is_segment = gevraagd.in_segment[claim]
        inhoud = _kop(gemeente, gevraagd.aanbieder, f"T{nummer}", nummer)
        inhoud |= {f"{TOEGEWEZEN}/ToewijzingNummer": nummer + 1}
        inhoud |= {f"{TOEGEWEZEN}/ReferentieAanbieder": claim.referentie}
        inhoud |= _zorg(TOEGEWEZEN, "45A05" if is_segment else "45A04", uren)
        nieuw = van_toewijzing(gemeente, nummer + 1)
        return Vraag(gemeente, gevraagd.aanbieder, write(jw301(inhoud)), {nieuw: uren}, {nieuw: is_segment})

    async def _stuur(self, sessie: aiohttp.ClientSession, vraag: Vraag) -> Antwoord:
        einde = time.monotonic() + 60
        while time.monotonic() < einde:
            begin = time.monotonic()
            try:
                status, bon = await self._post(sessie, vraag)
            except (aiohttp.ClientError, ConnectionError):
                self.opnieuw += 1
                await asyncio.sleep(0.05)
                continue
            finally:
                self.traagst = max(self.traagst, time.monotonic() - begin)
            if status in (200, 201):
                assert bon["oordeel"] == "goedgekeurd", bon["bevindingen"]
                codes = tuple(bevinding["code"] for bevinding in bon["signalen"])
                antwoord = Antwoord(vraag, bon["id"], codes)
                self.antwoorden.append(antwoord)
                if len(self.antwoorden) == CLIENTEN * PER_CLIENT // 2:
                    self._halverwege.set()
                return antwoord
            assert status in (429, 503), (status, bon)
            self.opnieuw += 1
            await asyncio.sleep(0.05)
        raise AssertionError("never answered")

    async def _post(self, sessie: aiohttp.ClientSession, vraag: Vraag) -> tuple[int, dict[str, Any]]:
        koppen = {"Authorization": f"Bearer {self._tokens[vraag.verzender]}", "Content-Type": "application/xml"}
        async with sessie.post(f"{self._adres}/v1/berichten", data=vraag.data, headers=koppen) as antwoord:
            return antwoord.status, await antwoord.json()


def _kop(afzender: str, ontvanger: str, identificatie: str, nummer: int) -> dict[str, Any]:
    return {
        "Header/Afzender": afzender,
        "Header/Ontvanger": ontvanger,
        "Header/BerichtIdentificatie/Identificatie": identificatie,
        "Client/Bsn": BSNS[nummer],
    }


def _zorg(pad: str, code: str, uren: int) -> dict[str, Any]:
    return {
        f"{pad}/Product": {"Categorie": "45", "Code": code},
        f"{pad}/Omvang": {"Volume": uren, "Eenheid": "04", "Frequentie": "6"},
    }


def _kinderen_klaar(draait: Dienst) -> bool:
    """All processes are there, the one that came in the place of a killed one included."""
    return len(draait.kinderen()) == PROCESSEN and all(map(leeft, draait.kinderen()))


async def test_the_last_room_is_given_once_whoever_races_for_it(
    instellingen: Instellingen, omgeving: dict[str, str]
) -> None:
    async with gateway_met_register(instellingen, systeemklok, **register_rijen()) as gateway:
        namen = [SIGNALEERT, BLOKKEERT, *(een for ronde in range(RONDEN) for een in aanbieders(ronde))]
        tokens = {een: (await gateway.toegang.nieuw(beheer(gateway), een))[1] for een in namen}
        impasses, opnieuw = await _impasses(gateway), 0
        with dienst({**omgeving, "BV_STATEMENT_TIMEOUT_MS": str(STATEMENT_TIMEOUT_MS)}, PROCESSEN) as draait:
            for ronde in range(RONDEN):
                wacht_op(lambda: _kinderen_klaar(draait))
                race = Race(draait.adres, tokens, ronde)
                await race.ren(draait.kinderen())
                opnieuw += race.opnieuw
                assert race.traagst < STATEMENT_TIMEOUT_MS / 1000
                await _klopt(gateway, race, ronde)
            assert draait.stop() == 0
        assert opnieuw, "nobody noticed that a process was killed"
        assert await _impasses(gateway) == impasses, "two transactions waited for each other"
        assert await gateway.plafonds.herbereken(beheer(gateway)) == []
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())


async def _impasses(gateway: Gateway) -> int:
    """How many deadlocks PostgreSQL ever had to break in this database."""
    async with gateway.database.lees() as conn:
        await conn.execute("select pg_stat_clear_snapshot()")
        aantal: int = await conn.fetchval("select deadlocks from pg_stat_database where datname = current_database()")
    return aantal


async def _klopt(gateway: Gateway, race: Race, ronde: int) -> None:
    """Every acknowledged decision is in the ledger once, and what was granted fits in each plafond."""
    besluiten = await _besluiten(gateway, ronde)
    bekend = {(antwoord.bericht_id, claim): antwoord for antwoord in race.antwoorden for claim in antwoord.vraag.uren}
    assert besluiten.keys() == bekend.keys()
    assert len({claim for _, claim in besluiten}) == len(besluiten), "decided twice"
    gegeven: Counter[PlafondSleutel] = Counter()
    gevraagd: Counter[PlafondSleutel] = Counter()
    past_niet: Counter[str] = Counter()
    for sleutel, besluit in besluiten.items():
        vraag = bekend[sleutel].vraag
        cents = vraag.uren[besluit.claim] * 10_000
        plekken = _plekken(vraag, besluit.claim)
        assert {(deel.segment, deel.bedrag_cents) for deel in besluit.delen} == {
            (een.segment, cents) for een in plekken
        }
        past_niet[sleutel[0]] += besluit.uitkomst == "nee (plafond)"
        if besluit.claim.soort is Claimsoort.TOEWIJZING:
            assert besluit.uitkomst == "ja", "its own reservation makes room for it"
            continue
        assert besluit.uitkomst in ("ja", "nee (plafond)")
        gevraagd.update(dict.fromkeys(plekken, cents))
        if besluit.uitkomst == "ja":
            gegeven.update(dict.fromkeys(plekken, cents))
    for antwoord in race.antwoorden:
        assert antwoord.codes == ("SIGNAAL-PLAFOND-NEE-PLAFOND",) * past_niet[antwoord.bericht_id]
    async with gateway.database.lees() as conn:
        saldi = {
            saldo.sleutel: saldo for saldo in await opslag.lees_saldi(Grootboek(conn, gateway.regio), aanbieders(ronde))
        }
    for rij in plafonds_van(ronde):
        saldo = saldi[PlafondSleutel(rij.aanbieder, rij.jaar, segment=rij.segment)]
        assert gegeven[saldo.sleutel] <= -saldo.stand(Rekening.PLAFOND) == rij.bedrag_cents
        assert saldo.stand(Rekening.GERESERVEERD) + saldo.stand(Rekening.BESLAG) == gegeven[saldo.sleutel]
        assert saldo.stand(Rekening.VRIJ) == rij.bedrag_cents - gegeven[saldo.sleutel]
        assert gevraagd[saldo.sleutel] > rij.bedrag_cents, "there was no race"
    assert any(saldo.stand(Rekening.BESLAG) for saldo in saldi.values())


async def _besluiten(gateway: Gateway, ronde: int) -> dict[tuple[str, Claimsleutel], PlafondBesloten]:
    """(bericht, claim) -> what the ledger says was decided in this race."""
    async with gateway.database.lees() as conn:
        rijen = await conn.fetch(
            "select bericht_id, inhoud from gebeurtenis"
            " where regio = $1 and soort = 'PlafondBesloten' and aanbieder = any($2::text[])",
            gateway.regio,
            list(aanbieders(ronde)),
        )
    gevonden = {}
    for rij in rijen:
        feit = van_json(rij["inhoud"])
        assert isinstance(feit, PlafondBesloten)
        gevonden[str(rij["bericht_id"]), feit.claim] = feit
    assert len(gevonden) == len(rijen), "decided twice in one bericht"
    return gevonden


def _plekken(vraag: Vraag, claim: Claimsleutel) -> list[PlafondSleutel]:
    heel = PlafondSleutel(vraag.aanbieder, 2026)
    heeft_segment = vraag.aanbieder.endswith("2") and vraag.in_segment[claim]
    return [heel, msgspec.structs.replace(heel, segment="2")] if heeft_segment else [heel]
