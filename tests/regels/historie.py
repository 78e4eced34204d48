# SPDX-License-Identifier: EUPL-1.2
"""What a case knows besides its bericht: nothing, or the berichten that were booked before it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NoReturn

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.regels.history import History


class GeenHistorie:
    """A rule of level BERICHT looks at nothing but the bericht: whatever it asks here is a fault of the rule."""

    def __getattr__(self, feit: str) -> NoReturn:
        raise AssertionError(f"a rule within the bericht asks for {feit}")


def historie(bericht: Bericht, eerder: Sequence[Bericht], vandaag: date, register: Mapping[str, Any]) -> History:
    """The hook: `eerder` booked in that order, then seen from `bericht` on `vandaag` with the facts of `register`."""
    raise NotImplementedError("berichtenverkeer.projections has no in-memory fold yet")
