# SPDX-License-Identifier: EUPL-1.2
"""The signaal of a plafond: from which boeking to which, its two clocks, and the stop that is proposed.

The plafond is 1,000 euro, a request takes 400 of it and a toewijzing 100 an hour; the threshold is 70 %.
"""

from datetime import date
from typing import Any

import msgspec
import pytest

from bellers import administration, as_
from berichtenverkeer.core.errors import StepImpossible
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rights import NoRight, OfAnother
from berichtenverkeer.gateway.signals import SignaalBesluit, SignaalGesprek, Signaalregel
from berichtenverkeer.gateway.stop_forms import StopAsked
from berichtenverkeer.register.parameters import Parameters
from bouwers import AANBIEDER, GEMEENTE, jw319
from gateway.test_plafonds_in_de_gateway import gateway_met_plafond, rows, toewijzing, verzoek
from gatewaybouw import BEGIN, received, register

GESPREK = SignaalGesprek(aanbieder=AANBIEDER, jaar=2026)
BESLUIT = SignaalBesluit(aanbieder=AANBIEDER, jaar=2026, uitkomst="ophogen", toelichting="Er is geld.")


async def signalen(gateway: Gateway, who: str = "REGIO", k: int | None = None) -> list[Signaalregel]:
    return (await gateway.signals.listing(as_(gateway, who), k=k)).signalen


async def days(gateway: Gateway) -> list[tuple[date, date | None]]:
    return [(one.dag, one.tot) for one in await signalen(gateway)]


async def test_it_runs_from_the_boeking_that_reaches_the_threshold_to_the_one_that_goes_below(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        await received(gateway, toewijzing(0, volume=3, met_referentie=False), GEMEENTE)
        assert await signalen(gateway) == [], "300 of 1,000"
        clock.zet(date(2026, 4, 16))
        before = (await gateway.signals.listing(as_(gateway, "REGIO"))).k
        await received(gateway, verzoek(1), AANBIEDER)
        (one,) = await signalen(gateway)
        assert (one.dag, one.tot, one.claims_cents, one.plafond_cents) == (date(2026, 4, 16), None, 70_000, 100_000)
        now = (await gateway.signals.listing(as_(gateway, "REGIO"))).k
        clock.zet(date(2026, 4, 20))
        rejected = jw319({"Antwoord/ReferentieAanbieder": "R1"})
        assert (await received(gateway, rejected, GEMEENTE)).oordeel.value == "goedgekeurd"
        assert await days(gateway) == [(date(2026, 4, 16), date(2026, 4, 20))]
        assert await signalen(gateway, k=before) == []
        assert [seen.tot for seen in await signalen(gateway, k=now)] == [None], "as it was known then"
        clock.zet(date(2026, 4, 21))
        await received(gateway, verzoek(2), AANBIEDER)
        assert await days(gateway) == [(date(2026, 4, 16), date(2026, 4, 20)), (date(2026, 4, 21), None)]


async def test_a_load_that_changes_the_amount_begins_and_ends_it(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        await received(gateway, verzoek(0), AANBIEDER)
        for day, cents in ((16, 57_142), (17, 57_143), (20, 0)):
            clock.zet(date(2026, 4, day))
            await gateway.register.load(administration(gateway), register(gateway.regio, **rows(cents)))
        assert await days(gateway) == [(date(2026, 4, 16), date(2026, 4, 17)), (date(2026, 4, 20), None)]


async def test_the_threshold_is_that_of_the_region_on_the_day_of_the_boeking(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        lower = Parameters(signaaldrempel_procent=40, geldig_van=date(2026, 4, 16))
        standard = Parameters(geldig_van=BEGIN, geldig_tot=date(2026, 4, 15))
        content = register(gateway.regio, **rows(), parameters=[standard, lower])
        await gateway.register.load(administration(gateway), content)
        await received(gateway, verzoek(0), AANBIEDER)
        assert await signalen(gateway) == [], "40 % on the day of 70"
        clock.zet(date(2026, 4, 17))
        await received(gateway, toewijzing(1, volume=1, met_referentie=False), GEMEENTE)
        assert await days(gateway) == [(date(2026, 4, 17), None)]


async def against(step: Any) -> list[str]:
    with pytest.raises(StepImpossible) as caught:
        await step
    return [one.field for one in caught.value.reasons]


async def test_a_gesprek_and_then_a_besluit_each_within_ten_working_days(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        regio, signals = as_(gateway, "REGIO"), gateway.signals
        assert await against(signals.discuss(regio, GESPREK)) == ["aanbieder"], "there is none"
        for number in (0, 1):
            await received(gateway, verzoek(number), AANBIEDER)
        (one,) = await signalen(gateway)
        assert (one.gesprek_voor, one.besluit_voor) == (date(2026, 4, 30), None), "Koningsdag does not count"
        clock.zet(date(2026, 5, 1))
        assert [late.is_te_laat for late in await signalen(gateway)] == [True]
        assert await against(signals.decide(regio, BESLUIT)) == ["aanbieder"], "no gesprek yet"
        for day in (date(2026, 4, 14), date(2026, 5, 2)):
            assert await against(signals.discuss(regio, msgspec.structs.replace(GESPREK, dag=day))) == ["dag"]
        await signals.discuss(regio, msgspec.structs.replace(GESPREK, dag=date(2026, 4, 30)))
        (one,) = await signalen(gateway)
        assert (one.gesprek_op, one.besluit_voor, one.is_te_laat) == (date(2026, 4, 30), date(2026, 5, 18), False)
        assert await against(signals.discuss(regio, GESPREK)) == ["aanbieder"], "held already"
        early = msgspec.structs.replace(BESLUIT, dag=date(2026, 4, 29))
        assert await against(signals.decide(regio, early)) == ["dag"]
        await signals.decide(regio, BESLUIT)
        (one,) = await signalen(gateway)
        assert (one.besluit_op, one.uitkomst, one.is_te_laat) == (date(2026, 5, 1), "ophogen", False)
        assert await against(signals.decide(regio, BESLUIT)) == ["aanbieder"], "decided already"
        async with gateway.database.lees() as conn:
            kept = await conn.fetch("select inhoud::text from gebeurtenis where regio = $1", gateway.regio)
        assert not [row for row in kept if "geld." in row["inhoud"]]


async def test_an_aanbieder_sees_its_own_and_a_gemeente_none(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        for number in (0, 1):
            await received(gateway, verzoek(number), AANBIEDER)
        assert len(await signalen(gateway, AANBIEDER)) == 1
        assert await signalen(gateway, "42420001") == []
        with pytest.raises(OfAnother):
            await gateway.signals.listing(as_(gateway, "42420001"), aanbieder=AANBIEDER)
        with pytest.raises(NoRight):
            await signalen(gateway, GEMEENTE)
        for step in (gateway.signals.discuss, gateway.signals.decide):
            with pytest.raises(NoRight):
                await step(as_(gateway, AANBIEDER), BESLUIT)


async def test_a_stop_is_proposed_when_nothing_is_left_and_none_is_asked(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=80_000) as (gateway, _):
        await received(gateway, toewijzing(0, volume=7, met_referentie=False), GEMEENTE)
        assert [one.stop_voorgesteld for one in await signalen(gateway)] == [False], "100 euro is left"
        await received(gateway, toewijzing(1, volume=1, met_referentie=False), GEMEENTE)
        assert [one.stop_voorgesteld for one in await signalen(gateway)] == [True]
        assert not (await received(gateway, verzoek(2), AANBIEDER)).bevindingen[0].code.endswith("CLIENTENSTOP")
        asked = StopAsked(aanbieder=AANBIEDER, van=date(2026, 4, 15), grond="plafond")
        await gateway.stops.ask(as_(gateway, "REGIO"), asked)
        assert [one.stop_voorgesteld for one in await signalen(gateway)] == [False]
