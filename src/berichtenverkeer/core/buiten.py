# SPDX-License-Identifier: EUPL-1.2
"""Work on bytes that grows with them: on the event loop when they are few, in a thread when they are many."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

GROOT_BYTES = 256 * 1024
"""Hashing, sealing or unsealing so much takes about a millisecond; a thread takes a tenth of it."""


async def buiten_de_lus(omvang: int, functie: Callable[..., T], *waarden: object) -> T:
    """What `functie` makes of these; `omvang` is how many bytes it goes through."""
    if omvang < GROOT_BYTES:
        return functie(*waarden)
    return await asyncio.to_thread(functie, *waarden)
