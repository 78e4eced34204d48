# SPDX-License-Identifier: EUPL-1.2
"""The half-yearly settlement: in July and in January each aanbieder with a tenzij is asked, answers, and is settled."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio.bureau import Bureau, Course

_ANSWERS, _OTHERWISE = 0.85, 0.5
"""How often an aanbieder answers at all, and how often one of his volumes is another."""

_DOOR = "contractmanager"


async def half_years(bureau: Bureau) -> Course:
    """Each half year of the region, when it is over."""
    for jaar, helft in _half_years(bureau.today):
        over = date(jaar, 7, 1) if helft == 1 else date(jaar + 1, 1, 1)
        yield werkdag_after(over, 3)
        for aanbieder in await _with_tenzij(bureau, over - timedelta(days=1)):
            asked = await bureau.post(
                bureau.regio, "/v1/verrekeningen", aanbieder=aanbieder, jaar=jaar, helft=helft, door=_DOOR
            )
            bureau.outcome.asked_half_year()
            bureau.begin(_settle(bureau, asked))


def _half_years(since: date) -> Iterator[tuple[int, int]]:
    return ((since.year + number // 2, 1 + number % 2) for number in range(since.month > 6, 100))


async def _with_tenzij(bureau: Bureau, last_day: date) -> list[str]:
    """Who has a tenzij that holds on a day of the half year that ends with this day."""
    first_day = last_day.replace(month=last_day.month - 5, day=1).isoformat()
    found: set[str] = set()
    pad: str | None = "/v1/tenzij-verzoeken?status=toegekend&limit=250"
    while pad is not None:
        page = await bureau.get(bureau.regio, pad)
        holds = [(one["aanbieder"], one["toegekend"]) for one in page["tenzijs"]]
        found.update(who for who, one in holds if one["van"] <= last_day.isoformat() and one["tot"] >= first_day)
        pad = page["volgende"]
    return sorted(found)


async def _settle(bureau: Bureau, asked: Mapping[str, Any]) -> Course:
    """He answers in two weeks, or not: then the term has to pass."""
    luck = bureau.luck(asked["aanbieder"], asked["jaar"], asked["helft"], "verrekening")
    pad = f"/v1/verrekeningen/{asked['id']}"
    if luck.random() < _ANSWERS:
        yield werkdag_after(bureau.today, luck.randint(1, 9))
        regels = list(_otherwise(asked, luck))
        await bureau.post(asked["aanbieder"], f"{pad}/opgave", door="financiële administratie", regels=regels)
        bureau.outcome.answered_half_year(is_other=bool(regels))
        yield werkdag_after(bureau.today, luck.randint(1, 4))
    else:
        yield date.fromisoformat(asked["antwoordVoor"]) + timedelta(days=1)
    text = "Vastgesteld op de goedgekeurde productie, hooguit wat van het maximum over is."
    settled = await bureau.post(bureau.regio, f"{pad}/verrekening", door=_DOOR, toelichting=text)
    bureau.outcome.settled(settled)


def _otherwise(asked: Mapping[str, Any], luck: Random) -> Iterator[dict[str, Any]]:
    """Now and then another volume on one line, and why."""
    with_volume = [one for one in asked["regels"] if one["volumes"]]
    if with_volume and luck.random() < _OTHERWISE:
        line = luck.choice(with_volume)
        volumes = [{**one, "volume": one["volume"] + luck.randint(1, 6)} for one in line["volumes"]]
        yield {"tenzij": line["tenzij"], "volumes": volumes, "reden": "Juni is nog niet helemaal gedeclareerd."}
