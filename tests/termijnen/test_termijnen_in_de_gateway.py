# SPDX-License-Identifier: EUPL-1.2
"""Clocks of berichten that went through the gateway: what starts, settles, undoes and reopens them."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import msgspec
import pytest_asyncio

from bellers import beheer
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.jw306 import RetourCodes
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.termijnen import Termijnlijst
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.termijnen.klokken import Vraag
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, jw319, jw323, met
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen

PARTIJEN = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
]
KENMERK = "Header/BerichtIdentificatie"


class Verhaal:
    """Berichten day by day, to a gemeente that answers itself."""

    def __init__(self, gateway: Gateway, klok: StaandeKlok) -> None:
        self.gateway = gateway
        self._klok = klok
        self._nummer = 0

    async def stuur(self, dag: str, bericht: Bericht, wie: str) -> Bericht:
        """On that day, under an Identificatie of its own."""
        self._nummer += 1
        self._klok.zet(date.fromisoformat(dag))
        kenmerk = {"Identificatie": f"I{self._nummer}", "Dagtekening": date.fromisoformat(dag)}
        for naam, waarde in kenmerk.items():
            bericht = met(bericht, f"{KENMERK}/{naam}", waarde)
        await ontvangen(self.gateway, write(bericht), wie)
        return bericht

    async def beantwoord(self, dag: str, heen: Bericht, *, goed: bool = True) -> None:
        """The retourbericht, or the JW325, of the gemeente."""
        self._nummer += 1
        self._klok.zet(date.fromisoformat(dag))
        maak: Any = declaratieantwoord if type(heen).__name__ == "JW323" else retourbericht
        antwoord = maak(heen, [], f"R{self._nummer}", date.fromisoformat(dag))
        if not goed:
            antwoord = met(antwoord, "Header/RetourCodes", RetourCodes(retour_code=("0001",)))
        bon = await ontvangen(self.gateway, write(antwoord), GEMEENTE)
        assert bon.oordeel is Oordeel.GOEDGEKEURD, bon.bevindingen

    async def lijst(self, **peil: Any) -> Termijnlijst:
        return await self.gateway.termijnen.klokken(beheer(self.gateway), Vraag(), **peil)

    async def klokken(self, op: str, k: int | None = None) -> list[str]:
        """`retourbericht JW305 2026-06-04 - 2`: kind, what about, deadline, settled, late by."""
        lijst = await self.lijst(k=k or (await self.lijst()).k, op=date.fromisoformat(op))
        return [
            f"{een.soort} {een.sleutel.split('/')[0]} {een.deadline} {een.voldaan_op or '-'} {een.werkdagen_te_laat}"
            for een in lijst.klokken
        ]


@pytest_asyncio.fixture
async def verhaal(instellingen: Instellingen) -> AsyncIterator[Verhaal]:
    klok = StaandeKlok(date(2026, 5, 29))
    async with gateway_met_register(instellingen, klok, partijen=PARTIJEN) as gateway:
        yield Verhaal(gateway, klok)


async def test_an_answer_settles_the_clock_also_when_it_is_late(verhaal: Verhaal) -> None:
    await verhaal.stuur("2026-06-01", jw301(), GEMEENTE)  # the gateway answers for the aanbieder: no clock
    assert await verhaal.klokken("2026-06-01") == []
    start = await verhaal.stuur("2026-06-01", jw305(), AANBIEDER)
    loopt = ["retourbericht JW305 2026-06-04 - 1", "start levering 2026-06-08 2026-06-01 0"]
    assert await verhaal.klokken("2026-06-05") == loopt
    await verhaal.beantwoord("2026-06-08", start)
    assert await verhaal.klokken("2026-06-08") == ["retourbericht JW305 2026-06-04 2026-06-08 2", loopt[1]]


async def test_a_rejected_bericht_takes_its_clocks_away_and_the_older_k_keeps_them(verhaal: Verhaal) -> None:
    await verhaal.stuur("2026-06-01", jw301(), GEMEENTE)
    start = await verhaal.stuur("2026-06-01", jw305(), AANBIEDER)
    toen = await verhaal.lijst()
    eerder = {"k": toen.k, "op": toen.op}
    await verhaal.beantwoord("2026-06-02", start, goed=False)
    assert await verhaal.klokken("2026-06-02") == ["retourbericht JW305 2026-06-04 2026-06-02 0"]
    assert msgspec.json.encode(await verhaal.lijst(**eerder)) == msgspec.json.encode(toen)
    anders = await herbouw(verhaal.gateway.database, verhaal.gateway.regio)
    assert not any(anders.verschillen.values())
    assert msgspec.json.encode(await verhaal.lijst(**eerder)) == msgspec.json.encode(toen)


async def test_a_request_is_answered_investigated_and_decided(verhaal: Verhaal) -> None:
    verzoek = await verhaal.stuur("2026-06-01", jw315(), AANBIEDER)
    await verhaal.beantwoord("2026-06-02", verzoek)
    await verhaal.stuur(
        "2026-06-09", jw319({"Antwoord": {"ReferentieAanbieder": "VOT1", "VerzoekAntwoord": "2"}}), GEMEENTE
    )
    retour, antwoord = "retourbericht JW315 2026-06-04 2026-06-02 0", "antwoord-verzoek verzoek 2026-06-08 2026-06-09 1"
    assert await verhaal.klokken("2026-07-28") == [retour, antwoord, "eindantwoord verzoek 2026-07-27 - 1"]
    pad = "Client/ToegewezenProducten/ToegewezenProduct/ReferentieAanbieder"
    await verhaal.stuur("2026-07-24", jw301({pad: "VOT1"}), GEMEENTE)
    besloten = "eindantwoord verzoek 2026-07-27 2026-07-24 0"
    assert await verhaal.klokken("2026-07-28") == [retour, antwoord, besloten]


async def test_a_declaratie_is_answered_by_the_gemeente_itself(verhaal: Verhaal) -> None:
    await verhaal.stuur("2026-06-01", jw301(), GEMEENTE)
    declaratie = await verhaal.stuur("2026-06-01", jw323(), AANBIEDER)
    assert await verhaal.klokken("2026-06-16") == ["declaratieantwoord JW323 2026-06-15 - 1"]
    await verhaal.beantwoord("2026-06-15", declaratie)
    assert await verhaal.klokken("2026-06-16") == ["declaratieantwoord JW323 2026-06-15 2026-06-15 0"]


async def test_a_removed_stop_takes_its_clock_away(verhaal: Verhaal) -> None:
    await verhaal.stuur("2026-04-01", jw301(), GEMEENTE)
    for dag, bericht in (("2026-06-01", jw305()), ("2026-06-02", jw307())):
        await verhaal.beantwoord(dag, await verhaal.stuur(dag, bericht, AANBIEDER))
    soorten = [een.split()[0] for een in await verhaal.klokken("2026-06-03")]
    assert sorted(soorten) == ["retourbericht", "retourbericht", "start", "stop"]
    weg = met(jw307(), "Client/StopProducten/StopProduct/StatusAanlevering", "3")
    await verhaal.stuur("2026-06-03", weg, AANBIEDER)
    soorten = [een.split()[0] for een in await verhaal.klokken("2026-06-03")]
    assert "stop" not in soorten
