# SPDX-License-Identifier: EUPL-1.2
"""Batches and the waiting room, without a database: who is held is what the test says."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import pytest

from berichtenverkeer.core.errors import BerichtenverkeerError, Botsing, DatabaseGone, TooBusy, TooLarge
from berichtenverkeer.gateway import waiting_room
from berichtenverkeer.gateway.batch import BatchQueue, never
from berichtenverkeer.gateway.together import Together
from berichtenverkeer.gateway.turns import Turn
from berichtenverkeer.gateway.waiting_room import Occupied

_PER_TEKEN: dict[str, type[BerichtenverkeerError]] = {"+": TooLarge, "~": Botsing, "-": DatabaseGone}


class Wereld:
    """Work is a word such as `A1`: of aanbieder A. `held` are the aanbieders who are held by others."""

    def __init__(self, *held: str) -> None:
        self.held = set(held)
        self.verborgen: set[str] = set()
        """Held, though it does not show to who asks who is free."""
        self.gedaan: list[str] = []
        self.vragen = 0
        self.traag = 0.0
        self.stapel: BatchQueue[str, str] = BatchQueue(
            self._process, self._process_one, self._free, Together(most_weight=0), size=4
        )

    async def __aenter__(self) -> "Wereld":
        await self.stapel.__aenter__()
        return self

    async def __aexit__(self, *fault: object) -> None:
        await self.stapel.__aexit__(*fault)

    def send(
        self,
        work: str,
        *,
        alone: bool = False,
        unknown: bool = False,
        in_turn: bool = False,
        is_gone: Callable[[], bool] = never,
    ) -> asyncio.Task[str]:
        aanbieder, turns = None if unknown else work[0], frozenset({work[0]} if in_turn else ())
        return asyncio.create_task(self.stapel.submit(work, aanbieder, alone=alone, is_gone=is_gone, turns=turns))

    async def _process(self, batch: Sequence[str], _wait: bool, _turn: Turn) -> Sequence[str]:
        if occupied := {work[0] for work in batch} & (self.held | self.verborgen):
            raise Occupied(frozenset(occupied - self.verborgen))
        if any("!" in work for work in batch):
            raise ValueError("!")
        if fault := next((fault for sign, fault in _PER_TEKEN.items() if any(sign in work for work in batch)), None):
            raise fault
        await asyncio.sleep(self.traag)
        self.gedaan += batch
        return [work.lower() for work in batch]

    async def _process_one(self, work: str, turn: Turn) -> str:
        if work[0] in self.held:
            raise Occupied(frozenset({work[0]}))
        return (await self._process([work], True, turn))[0]

    async def _free(self, aanbieders: Mapping[str, str]) -> Collection[str]:
        self.vragen += 1
        if "weg" in self.held:
            raise DatabaseGone
        return [one for one in aanbieders if one not in self.held]


async def rust() -> None:
    """Long enough for everything that can go on to go on."""
    await asyncio.sleep(4 * waiting_room.PROBE_S)


async def ready(*taken: asyncio.Task[str]) -> list[str]:
    return await asyncio.wait_for(asyncio.gather(*taken), 20)


async def test_each_aanbieder_has_a_queue_of_his_own() -> None:
    async with Wereld("A", "B") as world:
        a, b = world.send("A1"), world.send("B1")
        await rust()
        assert not world.gedaan
        world.held.remove("B")
        assert await ready(b) == ["b1"]
        assert not a.done()
        world.held.clear()
        assert await ready(a) == ["a1"]


async def test_what_waits_keeps_its_order_and_is_not_overtaken() -> None:
    async with Wereld("A") as world:
        taken = []
        for number in range(1, 8):
            taken.append(world.send(f"A{number}", alone=number in (3, 4), unknown=number == 3))
            await asyncio.sleep(0.01)
        world.traag = 0.05
        world.held.clear()
        await ready(taken[0])
        taken += [world.send("A8"), world.send("A9", alone=True)]  # he is free now, but others come first
        other = world.send("B1")
        await ready(*taken, other)
        assert [work for work in world.gedaan if work != "B1"] == [f"A{number}" for number in range(1, 10)]


async def test_one_of_a_batch_that_must_wait_keeps_nobody_else() -> None:
    async with Wereld("A") as world:
        taken = [world.send(work) for work in ("B1", "A1", "C1", "A2")]
        assert await ready(taken[0], taken[2]) == ["b1", "c1"]
        assert not taken[1].done()
        world.held.clear()
        await ready(*taken)
        assert world.gedaan == ["B1", "C1", "A1", "A2"]


async def test_who_does_not_say_which_of_a_batch_must_wait_is_asked_one_by_one() -> None:
    async with Wereld() as world:
        world.verborgen.add("A")
        taken = [world.send(work) for work in ("B1", "A1", "C1", "A2")]
        assert await ready(taken[0], taken[2]) == ["b1", "c1"]
        await rust()  # he seems free each time, and is not
        assert not taken[1].done()
        world.verborgen.clear()
        await ready(*taken)
        assert world.gedaan == ["B1", "C1", "A1", "A2"]


@pytest.mark.parametrize(("alone", "unknown"), [(False, False), (True, False), (True, True)])
async def test_what_this_process_lets_go_of_is_noticed_at_once(
    alone: bool, unknown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_room, "PROBE_S", 3600)
    async with Wereld() as world:
        world.traag = 0.2
        holder = world.send("A1", alone=alone, unknown=unknown)
        await asyncio.sleep(0.05)  # under way
        world.held.add("A")
        waiting = world.send("A2", in_turn=True)
        await asyncio.sleep(0.05)
        assert not waiting.done()
        world.held.clear()
        await ready(holder, waiting)
        assert world.gedaan == ["A1", "A2"]


async def test_nobody_asks_who_is_free_while_nobody_waits() -> None:
    async with Wereld() as world:
        await ready(world.send("A1"), world.send("B1", alone=True))
        await rust()
        assert world.vragen == 0


async def test_who_gives_up_leaves_nothing_behind() -> None:
    async with Wereld("A", "B") as world:
        gone = False
        opgegeven, opgehangen, stays = (
            world.send("A1"),
            world.send("B1", is_gone=lambda: gone),
            world.send("A2"),
        )
        await rust()
        opgegeven.cancel()
        gone = True
        await rust()
        assert len(world.stapel._room) == 1
        with pytest.raises(TooBusy):
            await opgehangen
        world.held.clear()
        await ready(stays)
        await rust()
        assert world.gedaan == ["A2"]
        assert len(world.stapel._room) == 0


async def test_stopping_refuses_who_waits_and_finishes_the_rest() -> None:
    async with Wereld("A") as world:
        world.traag = 0.2
        waiting, bezig = world.send("A1"), world.send("B1", alone=True)
        await asyncio.sleep(0.05)
        world.stapel.stop()
        with pytest.raises(TooBusy):
            await waiting
        with pytest.raises(TooBusy):
            await world.send("A2")
        late = world.send("C1")
        await asyncio.sleep(0.01)
    assert (bezig.result(), late.result()) == ("b1", "c1")


async def test_stopping_does_not_cut_off_a_turn() -> None:
    async with Wereld("A") as world:
        world.traag = 0.3
        waiting = world.send("A1")
        await asyncio.sleep(0.05)
        world.held.clear()
        await asyncio.sleep(2 * waiting_room.PROBE_S)
        assert not waiting.done()
    assert waiting.result() == "a1"


async def test_a_world_that_is_wrong_is_told_to_who_waits() -> None:
    async with Wereld("A") as world:
        waiting = world.send("A1")
        await rust()
        world.held.add("weg")
        with pytest.raises(DatabaseGone):
            await asyncio.wait_for(waiting, 20)
        world.held.clear()
        assert await ready(world.send("A2")) == ["a2"]


async def test_one_that_breaks_a_turn_takes_no_other_with_it() -> None:
    async with Wereld("A") as world:
        taken = [world.send(work) for work in ("A1", "A!", "A3")]
        await rust()
        world.held.clear()
        assert await ready(taken[0], taken[2]) == ["a1", "a3"]
        with pytest.raises(ValueError, match="!"):
            await taken[1]


@pytest.mark.parametrize(("sign", "shares"), [("+", False), ("~", False), ("-", True)])
async def test_what_is_wrong_with_one_is_not_said_to_all_and_what_is_wrong_for_all_is(sign: str, shares: bool) -> None:
    async with Wereld() as world:
        world.traag = 0.05
        bezig = [world.send(work) for work in ("A0", "B0")]  # both workers, so that the next ones form a batch
        await asyncio.sleep(0.01)
        taken = [world.send(work) for work in ("A1", f"B{sign}", "C3")]
        verdicts = await asyncio.wait_for(asyncio.gather(*taken, return_exceptions=True), 20)
        await ready(*bezig)
    faults = [isinstance(uitslag, _PER_TEKEN[sign]) for uitslag in verdicts]
    assert faults == ([True] * 3 if shares else [False, True, False])
