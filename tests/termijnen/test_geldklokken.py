# SPDX-License-Identifier: EUPL-1.2
"""The clocks of money: who must act, from which day, until when, and what settles it; who sees them; at an older K.

15 April 2026 is a Wednesday; Monday 27 April is Koningsdag.
"""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from bellers import administration, as_
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.signals import SignaalBesluit, SignaalGesprek
from berichtenverkeer.gateway.verrekening_forms import Opgave, Uitvraag, Vaststelling
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijOpgegeven, TenzijUitgevraagd, Uitvraagregel
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.termijnen.clocks import Question
from berichtenverkeer.termijnen.geldklokken import Geldklok, of_steps
from berichtenverkeer.termijnen.kinds import OF_SIGNALEN, OF_TENZIJS, OPDRACHTGEVER, Kind
from berichtenverkeer.termijnen.samenvatting import count_too_late
from bouwers import AANBIEDER, GEMEENTE, jw319
from gateway.test_plafonds_in_de_gateway import BSN, gateway_met_plafond, rows, verzoek
from gateway.test_tenzij_in_de_gateway import OFFICE, ask, granted
from gatewaybouw import BEGIN, received, register
from plafonds.bouw import A, G
from plafonds.bouw import register as known
from plafonds.tenzijbouw import T1, T2, afgewezen, bevestigd, gevraagd, gewijzigd, ingetrokken, toegekend, verrekend

MONEY = (*OF_TENZIJS, *OF_SIGNALEN)
U1 = UUID(int=11)
HALF: dict[str, Any] = {"uitvraag_id": U1, "aanbieder": A, "jaar": 2026, "helft": 1}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


async def listing(gateway: Gateway, who: str = "REGIO", **question: Any) -> list[str]:
    """`tenzij-besluit opdrachtgever 65656055 04-15 04-22 - 0`: kind, who, to whom, from, until, settled, late by."""
    peil = {name: question.pop(name, None) for name in ("k", "op")}
    asked = Question(**{"soorten": MONEY} | question)
    found = await gateway.termijnen.klokken(as_(gateway, who), asked, **peil)
    return [
        f"{one.soort} {one.partij} {one.wederpartij} {one.van:%m-%d} {one.deadline:%m-%d}"
        f" {(one.voldaan_op and f'{one.voldaan_op:%m-%d}') or '-'} {one.werkdagen_te_laat}"
        for one in found.klokken
    ]


async def now(gateway: Gateway) -> int:
    return (await gateway.termijnen.klokken(as_(gateway, "REGIO"), Question())).k


def settled(*steps: Any) -> list[tuple[str, date | None]]:
    return [(one.soort.value, one.voldaan_op) for one in of_steps(steps, known())]


async def test_a_tenzij_is_decided_on_within_its_term_and_who_waits_sees_it(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        calm = await ask(gateway, BSN[1], GEMEENTE, kan_niet_wachten="")
        clock.zet(day("04-16"))
        await ask(gateway)
        of_aanbieder = f"tenzij-besluit opdrachtgever {AANBIEDER} 04-16 04-23 - 0"
        of_gemeente = f"tenzij-besluit opdrachtgever {GEMEENTE} 04-15 04-22 - 0"
        for who in ("REGIO", AANBIEDER, GEMEENTE):
            assert await listing(gateway, who) == [of_aanbieder, of_gemeente], "what cannot wait comes first"
        assert await listing(gateway, "42420001") == []
        assert await listing(gateway, partij=OPDRACHTGEVER, wederpartij=GEMEENTE) == [of_gemeente]
        assert await listing(gateway, partij=AANBIEDER) == []
        before = await now(gateway)
        clock.zet(day("04-23"))
        await granted(gateway, calm)
        after = f"tenzij-besluit opdrachtgever {GEMEENTE} 04-15 04-22 04-23 1"
        assert await listing(gateway) == [of_aanbieder, after]
        assert await listing(gateway, is_open=True, op=day("04-28")) == [of_aanbieder[:-1] + "2"]
        assert await listing(gateway, is_open=False) == [after]
        assert await listing(gateway, k=before, op=day("04-16")) == [of_aanbieder, of_gemeente]
        (one, other) = (await gateway.termijnen.klokken(as_(gateway, "REGIO"), Question(soorten=MONEY))).klokken
        assert (other.tenzij, other.sleutel, other.termijn) == (calm.id, f"tenzij/{calm.id}", "5 werkdagen")
        assert (one.client, other.client) != (None, None)
        summary = await gateway.termijnen.summary(as_(gateway, GEMEENTE), op=day("04-24"))
        (tally,) = [one for one in summary.tellingen if one.soort is Kind.TENZIJBESLUIT]
        assert (tally.partij, tally.open, tally.open_te_laat, tally.voldaan_te_laat) == (OPDRACHTGEVER, 1, 1, 1)
        assert (await gateway.termijnen.summary(as_(gateway, "42420001"))).tellingen == []
        async with gateway.database.lees(snapshot=True) as conn:
            late = await count_too_late(Grootboek(conn, gateway.regio), day("04-24"))
        assert late[Kind.TENZIJBESLUIT] == 1
        assert OF_SIGNALEN.isdisjoint(late)


async def test_a_term_is_that_of_the_day_it_counts_from_here_and_at_the_tenzij(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        one = await ask(gateway)
        standard = Parameters(geldig_van=BEGIN, geldig_tot=day("04-15"))
        shorter = Parameters(
            tenzij_beslistermijn_werkdagen=2,
            gesprekstermijn_werkdagen=3,
            besluittermijn_werkdagen=1,
            geldig_van=day("04-16"),
        )
        content = register(gateway.regio, **rows(), parameters=[standard, shorter])
        await gateway.register.load(administration(gateway), content)
        clock.zet(day("04-16"))
        other = await ask(gateway, BSN[1])
        for number in (0, 1):
            await received(gateway, verzoek(number), AANBIEDER)
        assert await listing(gateway) == [
            f"tenzij-besluit opdrachtgever {AANBIEDER} 04-16 04-20 - 0",
            f"tenzij-besluit opdrachtgever {AANBIEDER} 04-15 04-22 - 0",
            f"signaal-gesprek opdrachtgever {AANBIEDER} 04-16 04-21 - 0",
        ]
        shown = {}
        for asked in (one, other):
            file = await gateway.tenzijs.one(as_(gateway, AANBIEDER), asked.id)
            shown[asked.id] = file.tenzij.beslissen_voor
        assert shown == {one.id: day("04-22"), other.id: day("04-20")}
        region = as_(gateway, "REGIO")
        await gateway.signals.discuss(region, SignaalGesprek(aanbieder=AANBIEDER, jaar=2026))
        (signaal,) = (await gateway.signals.listing(region)).signalen
        assert (signaal.gesprek_voor, signaal.besluit_voor) == (day("04-21"), day("04-17"))


async def test_a_signaal_is_spoken_of_and_decided_on_within_ten_working_days_each(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        region, gesprek = as_(gateway, "REGIO"), SignaalGesprek(aanbieder=AANBIEDER, jaar=2026)
        for number in (0, 1):
            await received(gateway, verzoek(number), AANBIEDER)
        opened = f"signaal-gesprek opdrachtgever {AANBIEDER} 04-15 04-30 - 0"
        assert await listing(gateway) == await listing(gateway, AANBIEDER) == [opened]
        for who in (GEMEENTE, "42420001"):
            assert await listing(gateway, who) == []
        before = await now(gateway)
        clock.zet(day("05-04"))
        assert await listing(gateway) == [opened[:-1] + "2"]
        await gateway.signals.discuss(region, msgspec.structs.replace(gesprek, dag=day("05-01")))
        held = f"signaal-gesprek opdrachtgever {AANBIEDER} 04-15 04-30 05-01 1"
        assert await listing(gateway) == [held, f"signaal-besluit opdrachtgever {AANBIEDER} 05-01 05-19 - 0"]
        await gateway.signals.decide(region, SignaalBesluit(aanbieder=AANBIEDER, jaar=2026, uitkomst="anders"))
        decided = f"signaal-besluit opdrachtgever {AANBIEDER} 05-01 05-19 05-04 0"
        assert await listing(gateway) == [held, decided]
        assert await listing(gateway, wederpartij=AANBIEDER, soorten=(Kind.SIGNAALBESLUIT,)) == [decided]
        assert await listing(gateway, k=before, op=day("04-15")) == [opened]
        (one, _) = (await gateway.termijnen.klokken(region, Question(soorten=MONEY))).klokken
        assert (one.jaar, one.perceel, one.segment, one.client) == (2026, None, None, None)


async def test_a_signaal_that_ended_owes_nothing_more_but_keeps_what_was_done(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        for number in (0, 1):
            await received(gateway, verzoek(number), AANBIEDER)
        before = await now(gateway)
        clock.zet(day("04-20"))
        await received(gateway, jw319({"Antwoord/ReferentieAanbieder": "R1"}), GEMEENTE)
        assert await listing(gateway) == []
        assert len(await listing(gateway, k=before)) == 1
        await received(gateway, verzoek(2), AANBIEDER)
        await gateway.signals.discuss(as_(gateway, "REGIO"), SignaalGesprek(aanbieder=AANBIEDER, jaar=2026))
        await gateway.register.load(administration(gateway), register(gateway.regio, **rows(1_000_000)))
        assert await listing(gateway) == [f"signaal-gesprek opdrachtgever {AANBIEDER} 04-20 05-06 04-20 0"]


async def test_an_aanbieder_answers_an_uitvraag_within_four_weeks(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        region = as_(gateway, "REGIO")
        await granted(gateway, await ask(gateway))
        clock.zet(day("07-01"))
        asked = Uitvraag(aanbieder=AANBIEDER, jaar=2026, helft=1, door=OFFICE)
        one = await gateway.verrekeningen.ask(region, asked)
        opened = f"tenzij-opgave {AANBIEDER} opdrachtgever 07-01 07-29 - 0"
        what: dict[str, Any] = {"soorten": (Kind.TENZIJOPGAVE,)}
        assert await listing(gateway, AANBIEDER, **what) == await listing(gateway, **what) == [opened]
        assert await listing(gateway, "42420001", **what) == []
        assert await listing(gateway, partij=AANBIEDER, wederpartij=OPDRACHTGEVER) == [opened]
        clock.zet(day("07-31"))
        before = await now(gateway)
        assert await listing(gateway, **what) == [opened[:-1] + "2"]
        await gateway.verrekeningen.answer(as_(gateway, AANBIEDER), one.id, Opgave(door="administratie"))
        clock.zet(day("08-03"))
        await gateway.verrekeningen.settle(region, one.id, Vaststelling(door=OFFICE))
        assert await listing(gateway, **what) == [f"tenzij-opgave {AANBIEDER} opdrachtgever 07-01 07-29 07-31 2"]
        assert await listing(gateway, k=before, op=day("07-31"), **what) == [opened[:-1] + "2"]
        (clocks,) = (await gateway.termijnen.klokken(region, Question(**what))).klokken
        assert (clocks.verrekening, clocks.termijn) == (one.id, "28 dagen")


LATER, LAST = date(2026, 3, 4), date(2026, 3, 6)


@pytest.mark.parametrize(
    ("steps", "settled_on"),
    [
        ((), None),
        ((toegekend(op=LATER),), LATER),
        ((afgewezen(op=LATER),), LATER),
        ((ingetrokken(op=LATER),), LATER),
        ((toegekend(te_bevestigen=True, op=LATER),), None),
        ((toegekend(te_bevestigen=True, op=LATER), bevestigd("teamleider", op=LAST)), LAST),
        ((toegekend(te_bevestigen=True, op=LATER), afgewezen(op=LAST)), LAST),
        ((toegekend(op=LATER), gewijzigd(200_000, op=LAST)), LATER),
        ((toegekend(op=LATER), gewijzigd(200_000, te_bevestigen=True, op=LAST)), LATER),
        ((gevraagd(T2), afgewezen(T2, op=LATER)), None),
    ],
)
def test_the_first_decision_that_is_final_settles_it(steps: tuple[Any, ...], settled_on: date | None) -> None:
    assert settled(gevraagd(), *steps)[0] == ("tenzij-besluit", settled_on)


def test_what_is_fixed_without_an_opgave_settles_it_then() -> None:
    asked = TenzijUitgevraagd(
        **HALF,
        op=day("07-01"),
        partij="R1",
        door="contractmanager",
        antwoord_voor=day("07-29"),
        regels=(Uitvraagregel(tenzij_id=T1, bedrag_cents=0),),
    )
    steps = [gevraagd(), toegekend(op=LATER), asked]
    fixed = verrekend(0, op=day("08-03"))
    answered = TenzijOpgegeven(**HALF, op=day("07-02"), partij=A, door="administratie", regels=())
    assert settled(*steps)[1] == ("tenzij-opgave", None)
    assert settled(*steps, fixed)[1] == ("tenzij-opgave", day("08-03"))
    assert settled(*steps, answered, fixed)[1] == ("tenzij-opgave", day("07-02"))


def test_what_cannot_wait_has_voorrang_until_it_is_decided_on() -> None:
    def first(*steps: Any) -> Geldklok:
        return next(of_steps(steps, known()))

    assert first(gevraagd()).voorrang
    assert not first(gevraagd(kan_niet_wachten=False)).voorrang
    assert not first(gevraagd(), toegekend()).voorrang
    assert (first(gevraagd()).wederpartij, first(gevraagd()).betrokkene) == (A, G)
    assert (first(gevraagd(partij=G)).wederpartij, first(gevraagd(partij=G)).betrokkene) == (G, A)
