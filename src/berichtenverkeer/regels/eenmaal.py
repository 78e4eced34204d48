# SPDX-License-Identifier: EUPL-1.2
"""What several rules look at is worked out once for a bericht: no rule goes through the History again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import ref

from berichtenverkeer.regels.history import History

B = TypeVar("B")
R = TypeVar("R")


def eenmaal(maak: Callable[[B, History], R]) -> Callable[[B, History], R]:
    """Keep what `maak` gives for the last bericht that was asked about, as long as its History lives.

    Judged in several threads at once it is worked out again: slower, never wrong.
    """
    laatste: tuple[ref[History], B, R] | None = None

    def vergeet(history: ref[History]) -> None:
        nonlocal laatste
        if laatste is not None and laatste[0] is history:
            laatste = None

    @wraps(maak)
    def bewaard(bericht: B, history: History) -> Any:
        nonlocal laatste
        eerder = laatste
        if eerder is not None and eerder[0]() is history and eerder[1] is bericht:
            return eerder[2]
        nieuw = maak(bericht, history)
        laatste = (ref(history, vergeet), bericht, nieuw)
        return nieuw

    return bewaard
