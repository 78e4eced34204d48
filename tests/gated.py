# SPDX-License-Identifier: EUPL-1.2
"""Batches without a database, of which the test opens the gates: what is under way ends when it says so."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from berichtenverkeer.gateway.batch import BatchQueue
from berichtenverkeer.gateway.together import Together
from berichtenverkeer.gateway.turns import Turn
from berichtenverkeer.gateway.waiting_room import Occupied


class Wereld:
    """Work is a word such as `A1`: it needs a turn at A; `a1` is of A and needs none. `A1+X` turns out to touch X."""

    def __init__(self, *gates: str, most: int = 500) -> None:
        self.gates = {work: asyncio.Event() for work in gates}
        """Who has one waits for it, in the middle of its transaction."""
        self.begun: list[list[str]] = []
        self.done: list[str] = []
        self.busy: Counter[str] = Counter()
        self.held: set[str] = set()
        """The aanbieders whom another process holds."""
        self.changed = asyncio.Event()
        self.batches: BatchQueue[str, str] = BatchQueue(
            self._process, self._process_one, self._free, Together(most_weight=0), size=4, most=most
        )

    async def __aenter__(self) -> "Wereld":
        await self.batches.__aenter__()
        return self

    async def __aexit__(self, *fault: object) -> None:
        await self.batches.__aexit__(*fault)

    def send(self, *works: str, alone: bool = False) -> list[asyncio.Task[str]]:
        return [
            asyncio.create_task(
                self.batches.submit(
                    work,
                    work[0].upper(),
                    alone=alone,
                    turns=frozenset({work[0]}) if work[0].isupper() else frozenset(),
                )
            )
            for work in works
        ]

    async def _process(self, batch: Sequence[str], _wait: bool, turn: Turn) -> Sequence[str]:
        self.begun.append(list(batch))
        self.changed.set()
        if occupied := {work[0].upper() for work in batch} & self.held:
            raise Occupied(frozenset(occupied))
        own = {part for work in batch for part in (work[0], *work.partition("+")[2]) if part.isupper()}
        await turn.extend(frozenset(own))
        self.busy.update(own)
        assert set(self.busy.values()) <= {0, 1}, "two at the money of one aanbieder"
        for work in batch:
            await asyncio.sleep(0)
            if work in self.gates:
                await self.gates[work].wait()
        self.busy.subtract(own)
        self.done += batch
        self.changed.set()
        return batch

    async def _process_one(self, work: str, turn: Turn) -> str:
        return (await self._process([work], True, turn))[0]

    async def _free(self, first: Mapping[str, str]) -> Collection[str]:
        return [one for one in first if one not in self.held]

    async def until(self, work: str) -> None:
        """It has begun."""
        async with asyncio.timeout(20):
            while not any(work in batch for batch in self.begun):
                self.changed.clear()
                await self.changed.wait()


async def ready(*sent: asyncio.Task[str]) -> list[str]:
    return await asyncio.wait_for(asyncio.gather(*sent), 20)


async def everything_goes_on() -> None:
    """All that can happen without a gate or a clock has happened."""
    for _ in range(200):
        await asyncio.sleep(0)
