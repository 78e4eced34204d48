# SPDX-License-Identifier: EUPL-1.2
"""What several rules look at is worked out once for a bericht: no rule goes through the History again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import ref

from berichtenverkeer.regels.history import History

B = TypeVar("B")
R = TypeVar("R")


def once(make: Callable[[B, History], R]) -> Callable[[B, History], R]:
    """Keep what `make` gives for the last bericht that was asked about, as long as its History lives.

    Judged in several threads at once it is worked out again: slower, never wrong.
    """
    last: tuple[ref[History], B, R] | None = None

    def forget(history: ref[History]) -> None:
        nonlocal last
        if last is not None and last[0] is history:
            last = None

    @wraps(make)
    def saved(bericht: B, history: History) -> Any:
        nonlocal last
        earlier = last
        if earlier is not None and earlier[0]() is history and earlier[1] is bericht:
            return earlier[2]
        new = make(bericht, history)
        last = (ref(history, forget), bericht, new)
        return new

    return saved
