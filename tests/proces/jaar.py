# SPDX-License-Identifier: EUPL-1.2
"""A year of care on a simulated clock, over HTTP, by parties whose berichten get lost, come twice, late, in disorder.

Two processes serve; now and then one dies (kill -9). Three aanbieders run full, have a stop, or have room. What the
parties do follows what they are told: a `nee` is mostly the end, now and then a gemeente assigns all the same.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import msgspec

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.supervision import READY
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Mandaat, Partij, Plafond, Product, Tarief
from bouwers import jw301, jw305, jw307, jw315, jw319
from gatewaybouw import BEGIN
from proces.traffic import BSNS

VOL, STOPT, RUIM = "50009901", "50009902", "50009903"
AANBIEDERS = (VOL, STOPT, RUIM)
SIGNALEERT, BLOKKEERT = "0363", "1916"
EERSTE_DAG = date(2026, 1, 2)
GEWOON, CRISIS = "45A04", "46A01"
RECHTER = "08"
UREN_VOL = 200
"""What fits under the plafond of VOL, in uren of 100 euro: full by the end of winter."""

ASKED = "Client/AangevraagdeProducten/AangevraagdProduct[1]"
GIVEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"


def register_rijen() -> dict[str, list[Any]]:
    jaar: dict[str, Any] = {"geldig_van": date(2026, 1, 1), "geldig_tot": date(2026, 12, 31)}
    gemeenten = (SIGNALEERT, BLOKKEERT)
    uren = {VOL: UREN_VOL, STOPT: 4_000, RUIM: 60_000}
    return {
        "partijen": [
            *(Partij(soort="gemeente", code=one, naam=one, geldig_van=BEGIN) for one in gemeenten),
            *(Partij(soort="aanbieder", code=one, naam=one, geldig_van=BEGIN) for one in AANBIEDERS),
            Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
        ],
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=one, gebied="a", geldig_van=BEGIN) for one in gemeenten],
        "mandaten": [Mandaat(gemeente=BLOKKEERT, beleid="blokkeren", geldig_van=BEGIN)],
        "producten": [
            Product(categorie="45", code=GEWOON, omschrijving="P", geldig_van=BEGIN),
            Product(categorie="46", code=CRISIS, omschrijving="P", crisis=True, geldig_van=BEGIN),
        ],
        "contracten": [
            Contract(aanbieder=one, categorie=categorie, uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
            for one in AANBIEDERS
            for categorie in ("45", "46")
        ],
        "tarieven": [
            Tarief(categorie=code[:2], code=code, eenheid="04", tarief_cents=10_000, **jaar)
            for code in (GEWOON, CRISIS)
        ],
        "plafonds": [
            Plafond(aanbieder=one, jaar=2026, bedrag_cents=10_000 * many, **jaar) for one, many in uren.items()
        ],
    }


class Zending(msgspec.Struct):
    """A bericht to send, in or after its week, and how often; `leven` has to know what came of it."""

    week: int
    verzender: str
    data: bytes
    leven: "Leven | None" = None
    keren: int = 1


class Leven(msgspec.Struct):
    """One youth at one aanbieder."""

    number: int
    aanbieder: str
    gemeente: str
    code: str
    uren: int
    verwijzer: str

    def kop(self, afzender: str, ontvanger: str, naam: str, op: date) -> dict[str, Any]:
        return {
            "Header/Afzender": afzender,
            "Header/Ontvanger": ontvanger,
            "Header/BerichtIdentificatie/Identificatie": f"{naam}{self.number}",
            "Header/BerichtIdentificatie/Dagtekening": op,
            "Client/Bsn": BSNS[self.number],
        }

    def _zorg(self, pad: str, van: str, op: date) -> dict[str, Any]:
        return {
            f"{pad}/{van}Ingangsdatum": op,
            f"{pad}/{van}Einddatum": date(2026, 12, 31),
            f"{pad}/Product": {"Categorie": self.code[:2], "Code": self.code},
            f"{pad}/Omvang": {"Volume": self.uren, "Eenheid": "04", "Frequentie": "6"},
        }

    def verzoek(self, op: date) -> Bericht:
        return jw315(
            self.kop(self.aanbieder, self.gemeente, "V", op)
            | self._zorg(ASKED, "Toewijzing", op)
            | {f"{ASKED}/ReferentieAanbieder": f"R{self.number}", f"{ASKED}/Verwijzer": self._verwijzer()}
        )

    def _verwijzer(self) -> dict[str, str]:
        """A doctor has a code; a judge has none."""
        code = {} if self.verwijzer == RECHTER else {"ZorgverlenerCode": "12345678"}
        return {"Type": self.verwijzer, **code}

    def toewijzing(self, op: date, *, met_referentie: bool) -> Bericht:
        return jw301(
            self.kop(self.gemeente, self.aanbieder, "T", op)
            | self._zorg(GIVEN, "", op)
            | {
                f"{GIVEN}/ToewijzingNummer": self.number + 1,
                f"{GIVEN}/Toewijzingsdatum": op,
                f"{GIVEN}/ReferentieAanbieder": f"R{self.number}" if met_referentie else None,
            }
        )

    def afwijzing(self, op: date) -> Bericht:
        kop = self.kop(self.gemeente, self.aanbieder, "A", op)
        del kop["Client/Bsn"]
        return jw319(kop | {"Antwoord/ReferentieAanbieder": f"R{self.number}"})

    def start(self, op: date) -> Bericht:
        pad = "Client/StartProducten/StartProduct[1]"
        return jw305(self.kop(self.aanbieder, self.gemeente, "S", op) | self._regie(pad, op, op))

    def stop(self, begin: date, op: date) -> Bericht:
        pad = "Client/StopProducten/StopProduct[1]"
        kop = self.kop(self.aanbieder, self.gemeente, "E", op) | self._regie(pad, begin, begin)
        return jw307(kop | {f"{pad}/Einddatum": op, f"{pad}/RedenBeeindiging": "31"})

    def _regie(self, pad: str, begin: date, van: date) -> dict[str, Any]:
        return {
            f"{pad}/ToewijzingNummer": self.number + 1,
            f"{pad}/Product": {"Categorie": self.code[:2], "Code": self.code},
            f"{pad}/Begindatum": begin,
            f"{pad}/ToewijzingIngangsdatum": van,
        }


def werkproces(patch: str) -> tuple[str, ...]:
    """How a process is started; `patch` is code that it runs first."""
    return sys.executable, "-c", f"{patch}\nfrom berichtenverkeer.voorbeeldregio.worker import main\nmain()"


class Processen:
    """Two that serve on one port; who died is replaced."""

    def __init__(self, poort: int, environment: Mapping[str, str], patch: str, logs: Path) -> None:
        self._order = werkproces(patch)
        tests = Path(__file__).parents[1]
        paths = os.pathsep.join([str(tests), *sys.path])
        self._environment = {**os.environ, **environment, "BV_PORT": str(poort), "PYTHONPATH": paths}
        self._logs = logs.open("wb")
        self._every = [self._start() for _ in range(2)]

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._order, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._logs
        )

    def wacht(self) -> None:
        """Until both listen."""
        for one in self._every:
            assert one.stdout is not None
            if not one.stdout.closed:
                assert one.stdout.readline() == READY, "does not start; see its log"
                one.stdout.close()

    def dood(self, which: int) -> None:
        """kill -9, and another in its place."""
        self._end(self._every[which])
        self._every[which] = self._start()

    def _end(self, one: "subprocess.Popen[bytes]") -> None:
        one.send_signal(signal.SIGKILL)
        one.wait(30)
        for pipe in (one.stdin, one.stdout):
            if pipe is not None:
                pipe.close()

    def stop(self) -> None:
        for one in self._every:
            self._end(one)
        self._logs.close()


@contextmanager
def processen(poort: int, environment: Mapping[str, str], patch: str, logs: Path) -> Iterator[Processen]:
    both = Processen(poort, environment, patch, logs)
    try:
        both.wacht()
        yield both
    finally:
        both.stop()


class Jaar:
    """What the parties still have to send, and what came of it. The same for the same seed, but for who is cut off."""

    def __init__(self, poort: int, tokens: Mapping[str, str], seed: int, per_week: int) -> None:
        self._address = f"http://127.0.0.1:{poort}/v1/berichten"
        self._tokens = tokens
        self._lot = Random(seed)
        self._per_week = per_week
        self._number = 0
        self._later: list[Zending] = []
        self.gezien: Counter[str] = Counter()
        self.refused: list[Leven] = []
        """Who got a `nee`, for whom somebody may ask a tenzij."""
        self.codes: dict[str, tuple[str, ...]] = {}
        """The signals of each bericht that was approved, by its id."""

    async def week(self, session: aiohttp.ClientSession, week: int, vandaag: date) -> None:
        """All that is sent in a week, in any order, some at one moment."""
        for _ in range(self._per_week):
            self._begin(week, vandaag)
        now = [one for one in self._later if one.week <= week]
        self._later = [one for one in self._later if one.week > week]
        self._lot.shuffle(now)
        for start in range(0, len(now), 4):
            await asyncio.gather(*(self._zend(session, one, week, vandaag) for one in now[start : start + 4]))

    def _begin(self, week: int, vandaag: date) -> None:
        lot = self._lot
        leven = Leven(
            number=self._number,
            aanbieder=lot.choice((VOL, VOL, VOL, STOPT, RUIM)),
            gemeente=lot.choice((SIGNALEERT, BLOKKEERT)),
            code=CRISIS if lot.random() < 0.08 else GEWOON,
            uren=lot.randint(5, 40),
            verwijzer=RECHTER if lot.random() < 0.1 else "02",
        )
        self._number += 1
        if lot.random() < 0.1:  # assigned without being asked
            self.assign(leven, week, vandaag, met_referentie=False)
        else:
            self._plan(week, leven.aanbieder, leven.verzoek(vandaag), leven)

    def _plan(self, week: int, verzender: str, bericht: Bericht, leven: Leven | None = None) -> None:
        """Mostly in time; some late, some twice, some never."""
        chance = self._lot.random()
        if chance < 0.04:
            self.gezien["verloren"] += 1
            return
        late = self._lot.choice((0, 0, 0, 1, 3))
        self._later.append(Zending(week + late, verzender, write(bericht), leven, 2 if chance > 0.9 else 1))

    async def _zend(self, session: aiohttp.ClientSession, zending: Zending, week: int, vandaag: date) -> None:
        codes: tuple[str, ...] | None = None
        for _ in range(zending.keren):
            codes = await self._tot_antwoord(session, zending)
        if codes is not None and zending.leven is not None:
            self._verder(zending.leven, codes, week, vandaag)

    async def _tot_antwoord(self, session: aiohttp.ClientSession, zending: Zending) -> tuple[str, ...] | None:
        """Its signals; None when it was not approved. Again until there is an answer, a minute at most."""
        end = asyncio.get_running_loop().time() + 60
        while asyncio.get_running_loop().time() < end:
            headers = {"Authorization": f"Bearer {self._tokens[zending.verzender]}", "Content-Type": "application/xml"}
            with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                async with session.post(self._address, data=zending.data, headers=headers) as antwoord:
                    receipt = await antwoord.json()
                    if antwoord.status in (200, 201):
                        self.gezien["dubbel"] += antwoord.status == 200
                        self.gezien[receipt["oordeel"]] += 1
                        if receipt["oordeel"] != "goedgekeurd":
                            return None
                        self.codes[receipt["id"]] = tuple(one["code"] for one in receipt["signalen"])
                        return self.codes[receipt["id"]]
                    assert antwoord.status in (429, 503), receipt
                    await asyncio.sleep(0.02)
                    continue
            self.gezien["afgebroken"] += 1
            await asyncio.sleep(0.05)
        raise AssertionError("never answered")

    def _verder(self, leven: Leven, codes: Sequence[str], week: int, vandaag: date) -> None:
        """A gemeente that answers itself assigns what fits, and now and then what does not."""
        is_nee = any("NEE" in code for code in codes)
        chance = self._lot.random()
        if is_nee:
            self.refused.append(leven)
        if is_nee and leven.gemeente == BLOKKEERT:
            return  # the gateway answered
        if chance < (0.2 if is_nee else 0.85):
            self.assign(leven, week, vandaag, met_referentie=True)
        elif chance < 0.95:
            self._plan(week + 1, leven.gemeente, leven.afwijzing(vandaag))

    def assign(self, leven: Leven, week: int, vandaag: date, *, met_referentie: bool) -> None:
        self._plan(week, leven.gemeente, leven.toewijzing(vandaag, met_referentie=met_referentie))
        self._plan(week + 1, leven.aanbieder, leven.start(vandaag))
        if self._lot.random() < 0.5:
            self._plan(week + 8, leven.aanbieder, leven.stop(vandaag, vandaag + timedelta(self._lot.randint(7, 50))))
