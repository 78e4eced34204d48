# SPDX-License-Identifier: EUPL-1.2
"""Work on bytes that grows with them: on the event loop when they are few, in a thread when they are many."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LARGE_BYTES = 256 * 1024
"""Hashing, sealing or unsealing so much takes about a millisecond; a thread takes a tenth of it."""


async def outside_the_loop(omvang: int, function: Callable[..., T], *values: object) -> T:
    """What `function` makes of these; `omvang` is how many bytes it goes through."""
    if omvang < LARGE_BYTES:
        return function(*values)
    return await asyncio.to_thread(function, *values)
