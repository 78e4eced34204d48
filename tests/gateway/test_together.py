# SPDX-License-Identifier: EUPL-1.2
"""What comes shortly after one another is done in a row: no clock, no database."""

import asyncio

import pytest

from berichtenverkeer.gateway import together
from berichtenverkeer.gateway.together import Together

DONE: list[str] = []


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Together[int, str]:
    """Two steps that write down what they did; no clock ends the waiting."""
    monkeypatch.setattr(together, "MOST_S", 3600.0)
    DONE.clear()
    return Together(_first, _second, most_weight=10)


def _first(number: int) -> int:
    DONE.append(f"first {number}")
    if number < 0:
        raise ValueError(number)
    return number * 2


def _second(number: int) -> str:
    DONE.append(f"second {number}")
    return str(number)


async def test_of_those_who_are_held_each_step_is_done_in_a_row_and_each_gets_his_own(
    steps: Together[int, str],
) -> None:
    steps.hold()
    sent = [asyncio.create_task(steps.do(number, 1)) for number in (1, -2, 3, 4)]
    await _turns()
    assert (len(steps), DONE) == (4, [])
    sent[3].cancel()
    await _turns()
    await steps.let_go()
    assert DONE == ["first 1", "first -2", "first 3", "second 2", "second 6"]
    outcomes = await asyncio.gather(*sent, return_exceptions=True)
    assert outcomes[0] == "2"
    assert isinstance(outcomes[1], ValueError)
    assert outcomes[2] == "6"
    assert isinstance(outcomes[3], asyncio.CancelledError)


async def test_of_those_who_are_not_held_who_come_in_one_turn_go_together(steps: Together[int, str]) -> None:
    sent = [asyncio.create_task(steps.do(number, 1)) for number in (1, 2)]
    assert [await asyncio.wait_for(one, 20) for one in sent] == ["2", "4"]
    assert DONE == ["first 1", "first 2", "second 2", "second 4"]


@pytest.mark.parametrize(("weight", "at_once"), [(10, False), (1, True)])
async def test_who_is_much_work_or_has_no_time_takes_the_others_along(
    steps: Together[int, str], weight: int, at_once: bool
) -> None:
    steps.hold()
    held = asyncio.create_task(steps.do(1, 1))
    await _turns()
    assert await asyncio.wait_for(steps.do(2, weight, at_once=at_once), 20) == "4"
    assert await asyncio.wait_for(held, 20) == "2"


async def test_closed_nobody_waits(steps: Together[int, str]) -> None:
    steps.hold()
    held = asyncio.create_task(steps.do(1, 1))
    await _turns()
    await steps.close()
    assert held.done()
    assert await asyncio.wait_for(steps.do(2, 1), 20) == "4"


async def test_a_clock_ends_it_and_who_is_held_is_told_of(
    steps: Together[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST_S", 0.0)
    told: list[int] = []
    steps.listeners.append(lambda: told.append(len(steps)))
    steps.hold()
    assert await asyncio.wait_for(steps.do(1, 1), 20) == "2"
    assert told == [1]


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)
