# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops: an aanbieder that runs full asks one, or the region proposes it; decided on, and lifted on figures."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio.bureau import Bureau, Course
from berichtenverkeer.voorbeeldregio.nay import Request

_ASKS, _REJECTED = 0.8, 0.15
"""How often who is full asks a stop, and how often it is turned down."""

_FULL, _ROOM_AGAIN = 0.05, 0.15
"""Which part of a plafond is still free when it is called full, and when a stop of it is lifted."""

Part = Mapping[str, Any]
"""A plafond or a stop, as the gateway shows it: `aanbieder`, `perceel`, `segment`."""


async def run_full(bureau: Bureau, request: Request) -> Course:
    """An aanbieder had to hear a nee: he looks at his own room, and asks a stop of what is full."""
    aanbieder, offer = request.plek.aanbieder, request.offer
    luck = bureau.luck(aanbieder, offer.perceel, bureau.today, "stop")
    room = await bureau.get(aanbieder, f"/v1/aanbieders/{aanbieder}/plafonds/{bureau.today.year}")
    full = [
        one
        for one in room["plafonds"]
        if one["perceel"] in (None, offer.perceel)
        and one["segment"] in (None, offer.segment)
        and not _has_room(one, _FULL)
        and not any(_scope(stop) in (_scope(one), (None, None)) for stop in room["clientenstops"])
    ]
    if full and luck.random() < _ASKS:
        text = "Wij hebben dit jaar geen ruimte meer voor nieuwe jeugdigen."
        async for day in _ask(bureau, aanbieder, full[0], luck, text):
            yield day


async def propose(bureau: Bureau, plafond: Part) -> Course:
    """The region asks it for an aanbieder of which nothing is left, and decides on it itself."""
    luck = bureau.luck(plafond["aanbieder"], *_scope(plafond), "voorstel")
    if await is_held(bureau, plafond["aanbieder"], *_scope(plafond)):
        return  # he asked himself meanwhile
    text = "Op dit plafond is niets meer vrij; besproken met de aanbieder."
    async for day in _ask(bureau, bureau.regio, plafond, luck, text):
        yield day


async def is_held(bureau: Bureau, aanbieder: str, perceel: str | None, segment: str | None) -> bool:
    """Whether a stop of this part, or of the whole aanbieder, is asked, coming or in force."""
    pad = f"/v1/clientenstops?aanbieder={aanbieder}&limit=250"
    stops = (await bureau.get(bureau.regio, pad))["stops"]
    held = [_scope(one) for one in stops if one["status"] in ("gevraagd", "aanstaand", "geldt")]
    return (perceel, segment) in held or (None, None) in held


async def _ask(bureau: Bureau, who: str, plafond: Part, luck: Random, text: str) -> Course:
    perceel, segment = _scope(plafond)
    begin = werkdag_after(bureau.today, luck.randint(12, 20))
    scope = {"aanbieder": plafond["aanbieder"], "perceel": perceel, "segment": segment}
    stop = await bureau.post(who, "/v1/clientenstops", **scope, van=begin, grond="plafond", toelichting=text)
    bureau.outcome.asked_stop(by_regio=who == bureau.regio)
    yield werkdag_after(bureau.today, luck.randint(2, 10))
    is_rejected = who != bureau.regio and luck.random() < _REJECTED
    besluit, why = (
        ("afgewezen", "Voor deze hulp zijn er te weinig anderen; wij verdelen de instroom per week.")
        if is_rejected
        else ("toegekend", "De ruimte is op; wij bekijken het aan het begin van elk kwartaal opnieuw.")
    )
    pad = f"/v1/clientenstops/{stop['id']}"
    stop = await bureau.post(bureau.regio, f"{pad}/besluit", besluit=besluit, toelichting=why)
    bureau.outcome.decided_stop(stop)


async def lift(bureau: Bureau) -> Course:
    """Every quarter the region lifts the stops of what has room again, in the year of that day."""
    while True:
        yield _following_quarter(bureau.today)
        stops = (await bureau.get(bureau.regio, "/v1/clientenstops?status=geldt&limit=250"))["stops"]
        plafonds = (await bureau.get(bureau.regio, f"/v1/plafonds/{bureau.today.year}"))["plafonds"]
        open_ = {(one["aanbieder"], *_scope(one)) for one in plafonds if _has_room(one, _ROOM_AGAIN)}
        for one in stops:
            if one["grond"] == "plafond" and not one["opgehevenOp"] and (one["aanbieder"], *_scope(one)) in open_:
                pad = f"/v1/clientenstops/{one['id']}/opheffing"
                why = "Er is weer ruimte op dit plafond."
                bureau.outcome.lifted_stop(await bureau.post(bureau.regio, pad, vanaf=bureau.today, toelichting=why))


def _has_room(plafond: Part, part: float) -> bool:
    free: int = plafond["vrijCents"]
    return free > int(plafond["plafondCents"]) * part


def _scope(one: Part) -> tuple[str | None, str | None]:
    return one["perceel"], one["segment"]


def _following_quarter(today: date) -> date:
    """The first working day of the quarter after."""
    months = today.year * 12 + today.month - 1
    jaar, month = divmod((months // 3 + 1) * 3, 12)
    return werkdag_after(date(jaar, month + 1, 1) - timedelta(days=1), 1)
