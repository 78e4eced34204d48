# SPDX-License-Identifier: EUPL-1.2
"""Waiting for what comes at its own time: as long as it takes on a busy machine, and no longer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(question: Callable[[], Awaitable[T]], seconds: float = 30) -> T:
    """The first answer that is true; fails when there is none in time."""
    async with asyncio.timeout(seconds):
        while not (answer := await question()):  # noqa: ASYNC110 (what is asked for is told by nobody)
            await asyncio.sleep(0.01)
    return answer


async def until_told(lines: list[T], what: Callable[[T], bool], seconds: float = 30) -> None:
    """Until one of the lines, to which others are added meanwhile, is so."""

    async def is_told() -> bool:
        return any(map(what, lines))

    await until(is_told, seconds)
