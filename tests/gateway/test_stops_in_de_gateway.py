# SPDX-License-Identifier: EUPL-1.2
"""A cliëntenstop through the gateway: asked, decided, in force, lifted; who sees it; two at one moment."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import UNSET

from bellers import administration, as_
from berichtenverkeer.core.errors import StepImpossible
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rights import NoRight, OfAnother
from berichtenverkeer.gateway.stop_forms import StopAsked, StopDecided, StopLifted, StopListing, StopQuestion
from berichtenverkeer.gateway.stops import UnknownStop
from berichtenverkeer.plafonds.stops import Status
from berichtenverkeer.postvak.tray import PostvakQuery
from bouwers import AANBIEDER, GEMEENTE, with_
from gateway.test_plafonds_in_de_gateway import VERZOEK, gateway_met_plafond, toewijzing, verzoek
from gatewaybouw import received

TODAY = date(2026, 4, 15)
DAY = timedelta(days=1)
NEE = ["SIGNAAL-PLAFOND-NEE-CLIENTENSTOP"]


def vraag(van: date = TODAY, **otherwise: Any) -> StopAsked:
    return StopAsked(aanbieder=AANBIEDER, van=van, grond="plafond", **otherwise)


def grant(van: date | None = None, **otherwise: Any) -> StopDecided:
    return StopDecided(besluit="toegekend", van=van or UNSET, **otherwise)


REJECT = StopDecided(besluit="afgewezen")


def lifted(vanaf: date) -> StopLifted:
    return StopLifted(vanaf=vanaf)


async def stop(gateway: Gateway, van: date = TODAY, **scope: Any) -> UUID:
    """Asked and granted."""
    asked = await gateway.stops.ask(as_(gateway, AANBIEDER), vraag(van))
    return (await gateway.stops.decide(as_(gateway, "REGIO"), asked.id, grant(van, **scope))).id


async def listing(gateway: Gateway, who: str, k: int | None = None, **question: Any) -> StopListing:
    return await gateway.stops.listing(as_(gateway, who), StopQuestion(**question), k)


def anew(bericht: Any, bsn: str) -> Any:
    """The same request for another client, under names of its own."""
    for pad in ("Header/BerichtIdentificatie/Identificatie", f"{VERZOEK}/ReferentieAanbieder"):
        bericht = with_(bericht, pad, "NIEUW")
    return with_(bericht, "Client/Bsn", bsn)


async def codes(gateway: Gateway, bericht: Any, verzender: str = AANBIEDER) -> list[str]:
    return [one.code for one in (await received(gateway, bericht, verzender)).bevindingen]


async def test_a_stop_keeps_out_who_is_new_until_it_is_lifted(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=1_000_000) as (gateway, clock):
        await received(gateway, toewijzing(1, met_referentie=False), GEMEENTE)
        asked = await gateway.stops.ask(as_(gateway, AANBIEDER), vraag(TODAY + DAY))
        assert await codes(gateway, verzoek(3)) == [], "asked is not granted"
        granted = await gateway.stops.decide(as_(gateway, "REGIO"), asked.id, grant(TODAY + DAY))
        assert (asked.status, granted.status) == (Status.ASKED, Status.COMING)
        clock.zet(TODAY + DAY)
        assert await codes(gateway, verzoek(0)) == NEE
        assert await codes(gateway, verzoek(1)) == [], "he has care there"
        assert await codes(gateway, toewijzing(2, met_referentie=False), GEMEENTE) == [
            "SIGNAAL-PLAFOND-ONDER-CLIENTENSTOP"
        ]
        assert await codes(gateway, verzoek(2)) == [], "by now he has care there too"
        end = await gateway.stops.lift(as_(gateway, "REGIO"), granted.id, lifted(TODAY + 2 * DAY))
        assert end.status is Status.IN_FORCE
        clock.zet(TODAY + 2 * DAY)
        assert (await listing(gateway, GEMEENTE)).stops[0].status is Status.LIFTED
        assert await codes(gateway, anew(verzoek(0), "999900055")) == []


async def test_a_gemeente_that_blocks_is_answered_for(config: Settings) -> None:
    async with gateway_met_plafond(config, beleid="blokkeren") as (gateway, _):
        await stop(gateway)
        assert await codes(gateway, verzoek(0)) == NEE
        page = await gateway.postvak.listing(as_(gateway, GEMEENTE), PostvakQuery())
        assert "JW319" in [piece.berichtsoort for piece in page.pieces]


async def test_a_stop_of_a_segment_or_of_one_gemeente_is_no_stop_elsewhere(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await stop(gateway, segment="4", gemeente=GEMEENTE)
        assert await codes(gateway, verzoek(0)) == NEE
        assert [one.aanbieder for one in (await listing(gateway, "REGIO", gemeente=GEMEENTE)).stops] == [AANBIEDER]
        assert (await listing(gateway, "REGIO", gemeente="0384")).stops == []


async def test_everybody_sees_what_was_granted_and_only_two_what_is_asked(config: Settings) -> None:
    other = "42420001"
    async with gateway_met_plafond(config) as (gateway, _):
        before = (await listing(gateway, "REGIO")).k
        asked = await gateway.stops.ask(as_(gateway, AANBIEDER), vraag())
        k = (await listing(gateway, "REGIO")).k

        async def seen(who: str, at: int | None = None) -> list[Status]:
            return [one.status for one in (await listing(gateway, who, at)).stops]

        for who, statuses in (("REGIO", [Status.ASKED]), (AANBIEDER, [Status.ASKED]), (other, []), (GEMEENTE, [])):
            assert await seen(who) == statuses
        await gateway.stops.decide(as_(gateway, "REGIO"), asked.id, grant(segment="4"))
        for who in ("REGIO", AANBIEDER, other, GEMEENTE):
            assert await seen(who) == [Status.IN_FORCE]
            assert [one.segment for one in (await listing(gateway, who)).stops] == ["4"]
            assert await seen(who, before) == []
        assert await seen("REGIO", k) == [Status.ASKED], "as it was known then"
        assert [one.segment for one in (await listing(gateway, "REGIO", k)).stops] == [None]
        second = await gateway.stops.ask(as_(gateway, AANBIEDER), vraag())
        await gateway.stops.decide(as_(gateway, "REGIO"), second.id, REJECT)
        assert await seen(GEMEENTE) == [Status.IN_FORCE]
        assert await seen(AANBIEDER) == [Status.IN_FORCE, Status.REJECTED]
        assert (await listing(gateway, "REGIO", limiet=1)).volgende == 1
        assert [one.status for one in (await listing(gateway, "REGIO", na=1)).stops] == [Status.REJECTED]


async def impossible(step: Any) -> list[str]:
    """The fields that stand in the way."""
    with pytest.raises(StepImpossible) as caught:
        await step
    assert all(one.text.endswith((".", ")")) and one.action.endswith(".") for one in caught.value.reasons)
    return [one.field for one in caught.value.reasons]


async def test_what_cannot_be_is_refused_all_at_once_and_changes_nothing(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        regio, stops = as_(gateway, "REGIO"), gateway.stops
        wrong = StopAsked(
            aanbieder=GEMEENTE, perceel="x", segment="y", gemeente="0384", van=TODAY - DAY, grond="anders"
        )
        assert await impossible(stops.ask(regio, wrong)) == [
            "aanbieder", "segment", "perceel", "segment", "gemeente", "van",
        ]  # fmt: skip
        asked = await stops.ask(regio, vraag())
        assert await impossible(stops.ask(regio, vraag(TODAY + DAY))) == ["aanbieder"], "asked already"
        assert await impossible(stops.decide(regio, asked.id, grant(TODAY - DAY, segment="9"))) == ["segment", "van"]
        assert await impossible(stops.lift(regio, asked.id, lifted(TODAY - DAY))) == ["id", "vanaf"]
        await stops.decide(regio, asked.id, grant())
        assert await impossible(stops.decide(regio, asked.id, REJECT)) == ["id"]
        assert await impossible(stops.ask(regio, vraag(TODAY + DAY))) == ["van"], "granted already"
        part = await stops.ask(regio, vraag(segment="4"))
        narrower = msgspec.structs.replace(REJECT, van=TODAY, segment="4")
        assert await impossible(stops.decide(regio, part.id, narrower)) == ["segment", "van"], "an afwijzing has none"
        assert await impossible(stops.decide(regio, part.id, grant(segment=None))) == ["van"]
        await stops.lift(regio, asked.id, lifted(TODAY + DAY))
        assert await impossible(stops.lift(regio, asked.id, lifted(TODAY + DAY))) == ["id"]
        assert await impossible(stops.ask(regio, vraag(TODAY))) == ["van"]
        assert (await stops.ask(regio, vraag(TODAY + DAY))).van == TODAY + DAY
        assert len((await listing(gateway, "REGIO")).stops) == 3
        for step in (stops.decide(regio, uuid4(), REJECT), stops.lift(regio, uuid4(), lifted(TODAY))):
            with pytest.raises(UnknownStop):
                await step


async def test_who_may_do_what(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        stops = gateway.stops
        asked = await stops.ask(administration(gateway), vraag())
        for who in (AANBIEDER, GEMEENTE):
            with pytest.raises(NoRight):
                await stops.decide(as_(gateway, who), asked.id, REJECT)
            with pytest.raises(NoRight):
                await stops.lift(as_(gateway, who), asked.id, lifted(TODAY))
        with pytest.raises(NoRight):
            await stops.ask(as_(gateway, GEMEENTE), vraag())
        with pytest.raises(OfAnother):
            await stops.ask(as_(gateway, "42420001"), vraag())


async def test_a_request_beside_a_decision_is_before_it_or_after_it(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=10_000_000) as (gateway, _):
        asked = await gateway.stops.ask(as_(gateway, AANBIEDER), vraag())
        requests = [asyncio.create_task(received(gateway, verzoek(number), AANBIEDER)) for number in range(4)]
        granted = await gateway.stops.decide(as_(gateway, "REGIO"), asked.id, grant())
        await asyncio.gather(*requests)
        assert granted.status is Status.IN_FORCE
        async with gateway.database.lees() as conn:
            rows = await conn.fetch(
                "select positie, soort, inhoud->>'uitkomst' as uitkomst from gebeurtenis where regio = $1"
                " and soort in ('ClientenstopBesloten', 'PlafondBesloten') order by positie",
                gateway.regio,
            )
        at = [row["soort"] for row in rows].index("ClientenstopBesloten")
        assert {row["uitkomst"] for row in rows[:at]} <= {"ja"}
        assert {row["uitkomst"] for row in rows[at + 1 :]} <= {"nee (cliëntenstop)"}
        assert len(rows) == len(requests) + 1


async def test_what_was_written_is_for_two_and_is_kept_sealed(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        asked = await gateway.stops.ask(as_(gateway, AANBIEDER), vraag(toelichting="Wij zijn vol."))
        await gateway.stops.decide(as_(gateway, "REGIO"), asked.id, grant(toelichting="Akkoord."))
        before = (await listing(gateway, "REGIO")).k
        await gateway.stops.lift(as_(gateway, "REGIO"), asked.id, StopLifted(vanaf=TODAY, toelichting="Er is ruimte."))

        async def read(who: str, k: int | None = None) -> tuple[str | None, ...]:
            view = await gateway.stops.view(as_(gateway, who), asked.id, k)
            return view.aanvraag, view.besluit, view.opheffing

        for who in (AANBIEDER, "REGIO"):
            assert await read(who) == ("Wij zijn vol.", "Akkoord.", "Er is ruimte.")
        assert await read("REGIO", before) == ("Wij zijn vol.", "Akkoord.", None)
        for who in (GEMEENTE, "42420001"):
            assert await read(who) == (None, None, None)
        secret = await gateway.stops.ask(as_(gateway, AANBIEDER), vraag(segment="4"))
        with pytest.raises(UnknownStop):
            await gateway.stops.view(as_(gateway, GEMEENTE), secret.id)
        async with gateway.database.lees() as conn:
            kept = await conn.fetch("select inhoud::text from gebeurtenis where regio = $1", gateway.regio)
        assert not [row for row in kept if "vol" in row["inhoud"] or "ruimte" in row["inhoud"]]
