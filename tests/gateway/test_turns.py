# SPDX-License-Identifier: EUPL-1.2
"""Turns at the money of an aanbieder, without a database: what is under way ends when the test says so."""

import asyncio
import random
import threading
from collections import Counter

import pytest

from berichtenverkeer.core.errors import TooBusy
from berichtenverkeer.gateway.turns import Line
from berichtenverkeer.gateway.waiting_room import Item
from gated import Wereld, everything_goes_on, ready


async def test_of_one_aanbieder_there_is_one_transaction_and_the_rest_waits_in_order() -> None:
    async with Wereld("A0") as world:
        first = world.send("A0")
        await world.until("A0")
        rest = world.send("A1", "A2") + world.send("A3", alone=True)
        await everything_goes_on()
        rest += world.send("A4")
        await everything_goes_on()
        assert world.begun == [["A0"]]
        world.gates["A0"].set()
        await ready(*first, *rest)
    assert world.begun == [["A0"], ["A1", "A2"], ["A3"], ["A4"]]


async def test_who_waits_for_one_aanbieder_holds_up_no_other() -> None:
    async with Wereld("A0") as world:
        stuck = world.send("A0")
        await world.until("A0")
        stuck += world.send(*(f"A{number}" for number in range(1, 40)))
        assert await ready(*world.send("B2", alone=True)) == ["B2"]
        stuck += world.send("B1", "C1")
        await everything_goes_on()
        world.gates["A0"].set()
        await ready(*stuck)
    assert {"B1", "C1"} <= {*world.begun[2]}, "with the next batch"


async def test_who_needs_no_turn_waits_for_nobody_who_has_one() -> None:
    async with Wereld("A0") as world:
        stuck = world.send("A0")
        await world.until("A0")
        stuck += world.send("B1", "C1")
        await everything_goes_on()
        assert await ready(*world.send("a1", "b1", "c1")) == ["a1", "b1", "c1"]
        assert world.done == ["a1", "b1", "c1"]
        world.gates["A0"].set()
        await ready(*stuck)


async def test_the_aanbieders_go_round() -> None:
    """Who sent much is not before who sent little, however early he came."""
    async with Wereld("C0") as world:
        first = world.send("C0")
        await world.until("C0")
        rest = world.send(*(f"A{number}" for number in range(8)), "B1", "B2")
        await everything_goes_on()
        world.gates["C0"].set()
        await ready(*first, *rest)
    assert world.begun[1:] == [["A0", "B1", "A1", "B2"], ["A2", "A3", "A4", "A5"], ["A6", "A7"]]


async def test_too_many_for_one_aanbieder_are_refused_and_room_comes_back() -> None:
    async with Wereld("A0", most=2) as world:
        sent = world.send("A0")
        await world.until("A0")
        sent += world.send("A1")
        (gone,) = world.send("A2")
        await everything_goes_on()
        for refused in world.send("A3") + world.send("A4", alone=True):
            with pytest.raises(TooBusy):
                await ready(refused)
        await ready(*world.send("B1", alone=True), *world.send("a5"))
        gone.cancel()
        await everything_goes_on()
        sent += world.send("A6")
        await everything_goes_on()
        world.gates["A0"].set()
        await ready(*sent)
        await ready(*world.send("A7"))
    assert [work for work in world.done if work[0] == "A"] == ["A0", "A1", "A6", "A7"]


async def test_so_they_are_when_another_process_holds_him() -> None:
    async with Wereld(most=2) as world:
        world.held.add("A")
        sent = world.send("a1", "A2")
        await everything_goes_on()
        for refused in world.send("A3", "a4"):
            with pytest.raises(TooBusy):
                await ready(refused)
        await ready(*world.send("B1"))
        world.held.clear()
        await ready(*sent)


@pytest.mark.parametrize("work", ["A1+X", "a1+X", "a1+AX"])
@pytest.mark.parametrize("alone", [False, True])
async def test_what_turns_out_to_touch_another_gives_up_and_waits_for_him_too(work: str, alone: bool) -> None:
    async with Wereld("X0") as world:
        holder = world.send("X0", alone=True)
        await world.until("X0")
        late = world.send(work, alone=alone)
        await world.until(work)
        others = world.send("B1", "b2")
        await ready(*others)
        assert not late[0].done()
        world.gates["X0"].set()
        assert await ready(*holder, *late) == ["X0", work]
    assert world.done.count(work) == 1
    assert world.begun.count([work]) <= 3


async def test_who_needs_two_is_not_kept_out_by_streams_at_each() -> None:
    async with Wereld("A0", "X0") as world:
        streams = world.send("A0", alone=True)
        await world.until("A0")
        streams += world.send("X0", alone=True)
        await world.until("X0")
        both = world.send("A1+X")
        streams += world.send("A2", "X2")
        world.gates["A0"].set()
        await world.until("A1+X")  # is given up: X is taken
        await everything_goes_on()
        streams += world.send("A3", "X3")
        await everything_goes_on()
        assert not both[0].done()
        assert "A3" not in world.done
        world.gates["X0"].set()
        await ready(*both, *streams)
    assert world.done.index("A1+X") < world.done.index("A3")


async def test_when_he_is_free_again_who_waited_takes_a_turn_like_the_others() -> None:
    """Another process let go while this one is busy with his money."""
    async with Wereld("B0+A") as world:
        world.held.add("A")
        sent = world.send("A1")
        await world.until("A1")
        await everything_goes_on()
        sent += world.send("B0+A")
        await world.until("B0+A")
        world.held.clear()
        world.batches._room.freed(["A"])
        await everything_goes_on()
        assert world.done == []
        world.gates["B0+A"].set()
        await ready(*sent)
    assert world.done == ["B0+A", "A1"]


async def test_who_gives_up_while_he_waits_for_a_turn_passes_it_on() -> None:
    line: Line[str, str] = Line(9)
    async with line.turn(frozenset("A")):
        waiting = [asyncio.create_task(_take(line, "A", "B")), asyncio.create_task(_take(line, "B"))]
        await everything_goes_on()
        assert not waiting[1].done()  # behind the first
        waiting[0].cancel()
        await waiting[1]
        last = asyncio.create_task(_take(line, "A"))
        await everything_goes_on()
    last.cancel()  # it was given, and he does not know yet
    await everything_goes_on()
    await asyncio.wait_for(_take(line, "A", "B"), 20)
    await asyncio.wait_for(line.join(), 20)
    assert (len(line), line.taken, line._flows) == (0, set(), {})


async def _take(line: Line[str, str], *aanbieders: str) -> None:
    async with line.turn(frozenset(aanbieders), aanbieders[0]) as turn:
        await turn.extend(frozenset(aanbieders))


async def test_a_turn_can_be_had_and_extended_in_another_thread() -> None:
    line: Line[str, str] = Line(9)
    there = threading.Thread(target=lambda: asyncio.run(_take_and_extend(line)))
    async with line.turn(frozenset("A")):
        there.start()
        async with asyncio.timeout(20):
            while not len(line):  # noqa: ASYNC110  # the line tells nobody
                await asyncio.sleep(0.001)
    await asyncio.to_thread(there.join)
    await everything_goes_on()
    assert line.taken == set()


async def _take_and_extend(line: Line[str, str]) -> None:
    async with line.turn(frozenset("A")) as turn:
        await turn.extend(frozenset("AX"))
        assert line.taken == {"A", "X"}
        turn.shrink()


async def test_a_heavy_line_is_a_batch_of_what_a_batch_may_be() -> None:
    line: Line[str, str] = Line(9)
    for number in range(4):
        line.add(Item(number, "A", "A", False, lambda: False, 900, frozenset("A")))
    batch, turn = await line.take(32)
    with turn:
        assert len(batch) == 3


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_comes_everything_is_answered_once_and_never_two_at_one_aanbieder(seed: int) -> None:
    chance = random.Random(seed)
    async with Wereld() as world:
        sent, given_up = [], []
        for number in range(150):
            who = chance.choice("ABCD")
            work = f"{chance.choice((who, who, who.lower()))}{number}"
            if chance.random() < 0.3:
                work += "+" + "".join(chance.sample("ABCD", chance.randint(1, 2)))
            sent += world.send(work, alone=chance.random() < 0.2)
            for _ in range(chance.randint(0, 5)):
                await asyncio.sleep(0)
            if chance.random() < 0.1:
                given_up.append(sent.pop(chance.randrange(len(sent))))
                given_up[-1].cancel()
            world.held ^= set(chance.sample("ABCD", 1)) if chance.random() < 0.05 else set()
        world.held.clear()
        answers = await ready(*sent)
    assert len(set(answers)) == len(answers)
    assert max(Counter(world.done).values()) == 1
    assert set(answers) <= set(world.done)
    assert not world.batches._line.taken
