# SPDX-License-Identifier: EUPL-1.2
"""Clocks of berichten that went through the gateway: what starts, settles, undoes and reopens them."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import msgspec
import pytest_asyncio

from bellers import administration
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.jw306 import RetourCodes
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.termijnen import TermijnListing
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.termijnen.clocks import Question
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, jw319, jw323, with_
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

PARTIJEN = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
]
KENMERK = "Header/BerichtIdentificatie"


class Story:
    """Berichten day by day, to a gemeente that answers itself."""

    def __init__(self, gateway: Gateway, clock: StaandeKlok) -> None:
        self.gateway = gateway
        self._clock = clock
        self._number = 0

    async def send(self, day: str, bericht: Bericht, who: str) -> Bericht:
        """On that day, under an Identificatie of its own."""
        self._number += 1
        self._clock.zet(date.fromisoformat(day))
        mark = {"Identificatie": f"I{self._number}", "Dagtekening": date.fromisoformat(day)}
        for name, value in mark.items():
            bericht = with_(bericht, f"{KENMERK}/{name}", value)
        await received(self.gateway, write(bericht), who)
        return bericht

    async def beantwoord(self, day: str, heen: Bericht, *, good: bool = True) -> None:
        """The retourbericht, or the JW325, of the gemeente."""
        self._number += 1
        self._clock.zet(date.fromisoformat(day))
        make: Any = declaratieantwoord if type(heen).__name__ == "JW323" else retourbericht
        antwoord = make(heen, [], f"R{self._number}", date.fromisoformat(day))
        if not good:
            antwoord = with_(antwoord, "Header/RetourCodes", RetourCodes(retour_code=("0001",)))
        receipt = await received(self.gateway, write(antwoord), GEMEENTE)
        assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen

    async def listing(self, **peil: Any) -> TermijnListing:
        return await self.gateway.termijnen.klokken(administration(self.gateway), Question(), **peil)

    async def klokken(self, op: str, k: int | None = None) -> list[str]:
        """`retourbericht JW305 2026-06-04 - 2`: kind, what about, deadline, settled, late by."""
        listing = await self.listing(k=k or (await self.listing()).k, op=date.fromisoformat(op))
        return [
            f"{one.soort} {one.sleutel.split('/')[0]} {one.deadline} {one.voldaan_op or '-'} {one.werkdagen_te_laat}"
            for one in listing.klokken
        ]


@pytest_asyncio.fixture
async def story(config: Settings) -> AsyncIterator[Story]:
    clock = StaandeKlok(date(2026, 5, 29))
    async with gateway_met_register(config, clock, partijen=PARTIJEN) as gateway:
        yield Story(gateway, clock)


async def test_an_answer_settles_the_clock_also_when_it_is_late(story: Story) -> None:
    await story.send("2026-06-01", jw301(), GEMEENTE)  # the gateway answers for the aanbieder: no clock
    assert await story.klokken("2026-06-01") == []
    start = await story.send("2026-06-01", jw305(), AANBIEDER)
    runs = ["retourbericht JW305 2026-06-04 - 1", "start levering 2026-06-08 2026-06-01 0"]
    assert await story.klokken("2026-06-05") == runs
    await story.beantwoord("2026-06-08", start)
    assert await story.klokken("2026-06-08") == ["retourbericht JW305 2026-06-04 2026-06-08 2", runs[1]]


async def test_a_rejected_bericht_takes_its_clocks_away_and_the_older_k_keeps_them(story: Story) -> None:
    await story.send("2026-06-01", jw301(), GEMEENTE)
    start = await story.send("2026-06-01", jw305(), AANBIEDER)
    then = await story.listing()
    earlier = {"k": then.k, "op": then.op}
    await story.beantwoord("2026-06-02", start, good=False)
    assert await story.klokken("2026-06-02") == ["retourbericht JW305 2026-06-04 2026-06-02 0"]
    assert msgspec.json.encode(await story.listing(**earlier)) == msgspec.json.encode(then)
    otherwise = await rebuild(story.gateway.database, story.gateway.regio)
    assert not any(otherwise.verschillen.values())
    assert msgspec.json.encode(await story.listing(**earlier)) == msgspec.json.encode(then)


async def test_a_request_is_answered_investigated_and_decided(story: Story) -> None:
    verzoek = await story.send("2026-06-01", jw315(), AANBIEDER)
    await story.beantwoord("2026-06-02", verzoek)
    await story.send(
        "2026-06-09", jw319({"Antwoord": {"ReferentieAanbieder": "VOT1", "VerzoekAntwoord": "2"}}), GEMEENTE
    )
    retour, antwoord = "retourbericht JW315 2026-06-04 2026-06-02 0", "antwoord-verzoek verzoek 2026-06-08 2026-06-09 1"
    assert await story.klokken("2026-07-28") == [retour, antwoord, "eindantwoord verzoek 2026-07-27 - 1"]
    pad = "Client/ToegewezenProducten/ToegewezenProduct/ReferentieAanbieder"
    await story.send("2026-07-24", jw301({pad: "VOT1"}), GEMEENTE)
    decided = "eindantwoord verzoek 2026-07-27 2026-07-24 0"
    assert await story.klokken("2026-07-28") == [retour, antwoord, decided]


async def test_a_declaratie_is_answered_by_the_gemeente_itself(story: Story) -> None:
    await story.send("2026-06-01", jw301(), GEMEENTE)
    declaratie = await story.send("2026-06-01", jw323(), AANBIEDER)
    assert await story.klokken("2026-06-16") == ["declaratieantwoord JW323 2026-06-15 - 1"]
    await story.beantwoord("2026-06-15", declaratie)
    assert await story.klokken("2026-06-16") == ["declaratieantwoord JW323 2026-06-15 2026-06-15 0"]


async def test_a_removed_stop_takes_its_clock_away(story: Story) -> None:
    await story.send("2026-04-01", jw301(), GEMEENTE)
    for day, bericht in (("2026-06-01", jw305()), ("2026-06-02", jw307())):
        await story.beantwoord(day, await story.send(day, bericht, AANBIEDER))
    kinds = [one.split()[0] for one in await story.klokken("2026-06-03")]
    assert sorted(kinds) == ["retourbericht", "retourbericht", "start", "stop"]
    gone = with_(jw307(), "Client/StopProducten/StopProduct/StatusAanlevering", "3")
    await story.send("2026-06-03", gone, AANBIEDER)
    kinds = [one.split()[0] for one in await story.klokken("2026-06-03")]
    assert "stop" not in kinds
