# SPDX-License-Identifier: EUPL-1.2
"""Whether work grows with its input: CPU time of this thread, so that a busy machine changes little."""

import gc
import time
from collections.abc import Callable, Mapping

SMALL, LARGE = 2_000, 8_000
_TE_VEEL = 6
"""Four times the input may take so many times the work. Linear is four, n log n under five, quadratic sixteen."""
_TELT_VANAF = 0.025
"""Seconds. What takes less at the largest size is not measured well, and harms nobody."""
_ATTEMPTS = 3

Stappen = Mapping[str, Callable[[], object]]
"""Pieces of work by name, to be done in this order."""


def niet_lineair(stappen_van: Callable[[int], Stappen]) -> dict[str, list[float]]:
    """The pieces of work that grow faster than their input, with the seconds that they took at SMALL and at LARGE.

    `stappen_van` makes the pieces for a size. What seems too much is measured again: the least of it counts.
    """
    gc.disable()  # or it goes through all that was made, again and again, and in the midst of a measurement
    try:
        return _suspects(stappen_van)
    finally:
        gc.enable()


def _suspects(stappen_van: Callable[[int], Stappen]) -> dict[str, list[float]]:
    large = _tijden(stappen_van(LARGE))
    if max(large.values()) < _TELT_VANAF:
        return {}
    small = _tijden(stappen_van(SMALL))
    for _ in range(_ATTEMPTS):
        verdacht = {name for name in large if _is_te_veel(small[name], large[name])}
        if not verdacht:
            break
        for tijden, measure in ((small, SMALL), (large, LARGE)):
            again = _tijden(stappen_van(measure))
            tijden |= {name: min(tijden[name], again[name]) for name in verdacht}
    return {name: [small[name], large[name]] for name in large if _is_te_veel(small[name], large[name])}


def _is_te_veel(small: float, large: float) -> bool:
    return large >= _TELT_VANAF and large > _TE_VEEL * max(small, _TELT_VANAF / _TE_VEEL)


def _tijden(steps: Stappen) -> dict[str, float]:
    return {name: _tijd(step) for name, step in steps.items()}


def _tijd(step: Callable[[], object]) -> float:
    begin = time.thread_time()
    step()
    return time.thread_time() - begin
