# SPDX-License-Identifier: EUPL-1.2
"""What every kind of gebeurtenis declares of itself: all that others must know of it before they handle it."""

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import msgspec

from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]
Column = Literal["bericht_id", "client", "aanbieder", "gemeente"]

OF_BERICHT: frozenset[Column] = frozenset({"bericht_id", "client", "aanbieder", "gemeente"})
"""Columns of what a bericht makes happen."""


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """Keys within a regio of the rows that a gebeurtenis can change (projections/behoefte.py)."""

    clienten: frozenset[bytes] = frozenset()
    pakketten: frozenset[bytes] = frozenset()
    toewijzingen: frozenset[tuple[str, int]] = frozenset()
    verzoeken: frozenset[Verzoeksleutel] = frozenset()
    declaraties: frozenset[tuple[str, str]] = frozenset()
    identificaties: frozenset[tuple[str, str, str]] = frozenset()
    prestaties: frozenset[tuple[str, str]] = frozenset()


NOTHING = Touched()


class Declared(msgspec.Struct, frozen=True, kw_only=True, tag_field="soort", tag=True, omit_defaults=True):
    """The name of its class is that of the kind, for ever.

    `upcasters`: who changes the shape of a kind adds how a payload of the version before becomes one of the next; the
    first is from version 1 to 2. `columns` of the ledger that a row of this kind fills. `shows_time`: booked when the
    time had been judged, so that it is a sign of life (klokstand.py).

    `is_voorlopig`: its bericht was still to be answered by the receiver, who answers himself, when it was booked.
    """

    upcasters: ClassVar[tuple[Upcaster, ...]] = ()
    columns: ClassVar[frozenset[Column]] = frozenset()
    shows_time: ClassVar[bool] = True

    is_voorlopig: bool = False

    def touches(self) -> Touched:
        """What is to be loaded before it is folded; nothing of what it does not change."""
        return NOTHING
