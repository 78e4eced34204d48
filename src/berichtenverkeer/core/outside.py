# SPDX-License-Identifier: EUPL-1.2
"""Work outside the event loop: on bytes, in a thread when they are many; and from a thread, back in its loop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

LARGE_BYTES = 256 * 1024
"""Hashing, sealing or unsealing so much takes about a millisecond; a thread takes a tenth of it."""


async def outside_the_loop(omvang: int, function: Callable[..., T], *values: object) -> T:
    """What `function` makes of these; `omvang` is how many bytes it goes through."""
    if omvang < LARGE_BYTES:
        return function(*values)
    return await asyncio.to_thread(function, *values)


async def in_loop(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives, done in `loop`, whichever loop asks."""
    if asyncio.get_running_loop() is loop:
        return await work
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))
