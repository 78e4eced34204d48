# SPDX-License-Identifier: EUPL-1.2
"""What the region does with plafonds of which much is used: a gesprek with the aanbieder, and then a besluit."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio import stopping
from berichtenverkeer.voorbeeldregio.bureau import Bureau, Course

_LATE, _STOP = 0.08, 0.4
"""How often a term is not met, and how often nothing left leads to a stop that the region proposes."""

_EVERY, _MOST = 5, 12
"""The region looks every fifth working day, and has so many gesprekken on one day at most."""

Signaal = Mapping[str, Any]


async def look(bureau: Bureau) -> Course:
    """As long as the region lives. In January the signalen of the year before are finished as well."""
    since = bureau.today.year
    while True:
        before = max(since, werkdag_after(bureau.today, -20).year)
        for jaar in sorted({before, bureau.today.year}):
            found = await bureau.get(bureau.regio, f"/v1/plafondsignalen?jaar={jaar}")
            running = [one for one in found["signalen"] if one["tot"] is None]
            for one in [one for one in running if one["gesprekOp"] is None and _is_due(bureau, one, "dag")][:_MOST]:
                await _discuss(bureau, one)
            for one in [one for one in running if one["gesprekOp"] and one["besluitOp"] is None]:
                if _is_due(bureau, one, "gesprekOp"):
                    await _decide(bureau, one)
        yield werkdag_after(bureau.today, _EVERY)


def _is_due(bureau: Bureau, signaal: Signaal, since: str) -> bool:
    """Within ten working days, or now and then too late."""
    luck = _luck(bureau, signaal, since)
    term = luck.randint(11, 16) if luck.random() < _LATE else luck.randint(1, 5)
    return werkdag_after(date.fromisoformat(signaal[since]), term) <= bureau.today


async def _discuss(bureau: Bureau, signaal: Signaal) -> None:
    text = "Besproken: wie wacht er, wat loopt af, en wat is er nog te verwachten."
    await bureau.post(bureau.regio, "/v1/plafondsignalen/gesprek", **_plafond(signaal), toelichting=text)
    bureau.outcome.discussed(is_late=bureau.today.isoformat() > signaal["gesprekVoor"])


async def _decide(bureau: Bureau, signaal: Signaal) -> None:
    """Where nothing is left a stop, now and then; for others it stays as it is, or something else is agreed."""
    luck = _luck(bureau, signaal, "uitkomst")
    with_stop = signaal["stopVoorgesteld"] and luck.random() < _STOP
    result = "cliëntenstop" if with_stop else luck.choice(("niet ophogen", "niet ophogen", "anders"))
    await bureau.post(
        bureau.regio, "/v1/plafondsignalen/besluit", **_plafond(signaal), uitkomst=result, toelichting=_WHY[result]
    )
    bureau.outcome.decided_signaal(result, is_late=bureau.today.isoformat() > signaal["besluitVoor"])
    if with_stop:
        bureau.begin(stopping.propose(bureau, signaal))


def _plafond(signaal: Signaal) -> dict[str, Any]:
    return {name: signaal[name] for name in ("aanbieder", "jaar", "perceel", "segment")}


def _luck(bureau: Bureau, signaal: Signaal, about: str) -> Random:
    return bureau.luck(*_plafond(signaal).values(), signaal["dag"], about)


_WHY = {
    "cliëntenstop": "Er is niets meer vrij; wij stellen een cliëntenstop voor.",
    "niet ophogen": "Het plafond blijft zoals het is; nieuwe jeugdigen gaan naar wie ruimte heeft.",
    "anders": "De aanbieder rondt eerst af wat kan; wij kijken over een kwartaal opnieuw.",
}
