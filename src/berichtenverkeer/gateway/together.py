# SPDX-License-Identifier: EUPL-1.2
"""Who come shortly after one another are read in a row, step by step (decision 168)."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

W = TypeVar("W")
R = TypeVar("R")

MOST_S = 0.01
"""Nobody waits longer than this to be read, however long a batch takes."""


class _Held:
    """What one of them is, step after step, and who waits for the outcome."""

    __slots__ = ("result", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def take(self, step: Callable[[Any], Any]) -> None:
        """One step further, unless it failed or its asker gave up."""
        if self.result.done():
            return
        try:
            self.value = step(self.value)
        except Exception as fault:
            self.result.set_exception(fault)

    def tell(self) -> None:
        """The outcome, to who still waits for it."""
        if not self.result.done():
            self.result.set_result(self.value)


class Together(Generic[W, R]):
    """Steps that are taken for several at once: the first for each of them, then the second for each.

    A processor does the same work again in half the time when nothing else comes between. While a batch holds them,
    who come wait for each other: they could not be in it any more. Otherwise only those go together who come in the
    same turn of the event loop.
    """

    def __init__(self, *steps: Callable[[Any], Any], most_weight: int) -> None:
        """Each step takes what the one before it made. So much as `most_weight` is not held any longer."""
        self._steps = steps
        self._most_weight = most_weight
        self._held: list[_Held] = []
        self._weight = 0
        self._holders = 0
        self._is_closed = False
        self._timer: asyncio.Handle | None = None
        self.listeners: list[Callable[[], None]] = []
        """Called when somebody came and waits."""

    def __len__(self) -> int:
        """How many wait."""
        return len(self._held)

    async def do(self, work: W, weight: int, *, at_once: bool = False) -> R:
        """What the last step makes of it. Raises what a step raises for it, and nothing of others."""
        own = _Held(work)
        self._held.append(own)
        self._weight += weight
        if at_once or self._is_closed or self._weight >= self._most_weight:
            self._go()
        else:
            self._wait()
        result: R = await own.result
        return result

    def hold(self) -> None:
        """Who comes waits for others, until `let_go`."""
        self._holders += 1

    async def let_go(self) -> None:
        """Returns when who waited has gone on."""
        self._holders -= 1
        if self._held:
            self._go()
            await asyncio.sleep(0)

    async def close(self) -> None:
        """From now on nobody waits; returns when who did has gone on."""
        self._is_closed = True
        self._go()
        await asyncio.sleep(0)

    def _wait(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(MOST_S, self._go) if self._holders else loop.call_soon(self._go)
        for listener in self.listeners:
            listener()

    def _go(self) -> None:
        held, self._held, self._weight = self._held, [], 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for step in self._steps:
            for one in held:
                one.take(step)
        for one in held:
            one.tell()
