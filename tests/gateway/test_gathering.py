# SPDX-License-Identifier: EUPL-1.2
"""A batch gathers company, without a database: batches end, and others come, when the test says so."""

import asyncio

import pytest

from berichtenverkeer.gateway import gathering
from berichtenverkeer.gateway.gathering import MOST_S, patience_s
from gated import Wereld, everything_goes_on, ready


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock ends a gathering."""
    monkeypatch.setattr(gathering, "patience_s", lambda _: 3600.0)


def test_nobody_waits_longer_than_a_quarter_of_what_a_batch_took_nor_than_some_milliseconds() -> None:
    assert [patience_s(batch_s) for batch_s in (0.0, 0.004, 60.0)] == [0.0, 0.001, MOST_S]
    assert MOST_S == 0.003


async def test_who_never_comes_is_not_waited_for() -> None:
    async with Wereld("a0") as world:
        sent = await _one_behind(world, "a0", "b1")
        await ready(*sent)
    assert world.begun == [["a0"], ["b1"]]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("works", [["a0", "b1", "a2", "b3", "a4"], ["A0", "B1", "A2", "B3", "A4"]])
async def test_who_was_answered_goes_with_who_waited_meanwhile(works: list[str]) -> None:
    first, waits, again, later, last = works
    async with Wereld(*works[:4]) as world:
        sent = await _one_behind(world, first, waits)
        await ready(sent[0])
        await everything_goes_on()
        assert world.begun == [[first]]
        sent += world.send(again)
        await world.until(again)
        world.gates[waits].set()
        world.gates[again].set()
        await ready(*sent)  # two were answered: who comes now waits for one more
        sent += world.send(later)
        await everything_goes_on()
        assert world.begun[2:] == []
        sent += world.send(last)
        world.gates[later].set()
        await ready(*sent)
    assert world.begun == [[first], [waits, again], [later, last]]


@pytest.mark.usefixtures("patient")
async def test_a_batch_that_is_full_waits_for_nobody() -> None:
    async with Wereld("a0") as world:
        sent = await _one_behind(world, "a0", "b1", "b2", "b3", "b4", "b5")
        await world.until("b4")
        sent += world.send("a6", "b7", "b8")
        await ready(*sent)
    assert world.begun == [["a0"], ["b1", "b2", "b3", "b4"], ["b5", "a6", "b7", "b8"]]


@pytest.mark.usefixtures("patient")
async def test_who_cannot_go_yet_is_not_waited_with() -> None:
    """X is taken by one who goes alone: who waits for him waits in the line, and keeps nobody."""
    async with Wereld("X0", "A1") as world:
        sent = world.send("X0", alone=True)
        await world.until("X0")
        sent += world.send("C1", "D1")
        sent += await _one_behind(world, "A1", "X2")
        await ready(*world.send("B3", "B4", "B5"))
        world.gates["X0"].set()
        sent += world.send("C6", "D7")
        await ready(*sent)
    assert world.begun[:3] == [["X0"], ["C1", "D1", "A1"], ["B3", "B4", "B5"]]
    assert sorted(world.begun[3]) == ["C6", "D7", "X2"]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("is_late", [False, True])
async def test_who_goes_alone_is_not_kept(is_late: bool) -> None:
    async with Wereld("a0") as world:
        sent = world.send("b0", "a0")
        await world.until("a0")
        sent += world.send("b1") + ([] if is_late else world.send("c2", alone=True))
        await _open(world, "a0")
        await everything_goes_on()
        assert (world.begun == [["b0", "a0"]]) is is_late
        await ready(*sent, *(world.send("c2", alone=True) if is_late else []))


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("works", [("a0", "b1"), ("A0", "B1")])
@pytest.mark.parametrize("is_late", [False, True])
async def test_stopping_waits_for_no_company(works: tuple[str, str], is_late: bool) -> None:
    async with asyncio.timeout(20), Wereld(works[0]) as world:
        sent = world.send(works[0])
        await world.until(works[0])
        sent += world.send(works[1])
        opened = asyncio.create_task(_open(world, works[0]))
        if is_late:
            await opened
            await everything_goes_on()
        assert world.begun == [[works[0]]]
    assert [one.result() for one in sent] == list(works)


async def _one_behind(world: Wereld, first: str, *others: str) -> list[asyncio.Task[str]]:
    """Sent: `first` is answered, and the others came while it was under way."""
    sent = world.send(first)
    await world.until(first)
    sent += world.send(*others)
    await _open(world, first)
    return sent


async def _open(world: Wereld, work: str) -> None:
    await everything_goes_on()
    world.gates[work].set()
