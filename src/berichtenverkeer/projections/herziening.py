# SPDX-License-Identifier: EUPL-1.2
"""What still counts of the gebeurtenissen of a client, now that receivers who answer themselves have answered.

Their answer confirms or undoes a bericht as a whole, also when others were booked since. So nothing is taken back step
by step: the state of the client is folded again from what counts.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import BerichtBeantwoord, Gebeurtenis

Geboekt = tuple[int, UUID | None, Gebeurtenis]
"""Ledger position, the bericht that made it happen, and what happened."""


def wat_telt(geboekt: Sequence[Geboekt]) -> list[tuple[int, Gebeurtenis]]:
    """All gebeurtenissen of one client, in ledger order, without those that were undone; confirmed ones are final."""
    antwoorden = {feit.heen_id: feit.is_goedgekeurd for _, _, feit in geboekt if isinstance(feit, BerichtBeantwoord)}
    resultaat = []
    for positie, bericht_id, feit in geboekt:
        antwoord = antwoorden.get(bericht_id) if bericht_id is not None else None
        if antwoord is None or not feit.is_voorlopig:
            resultaat.append((positie, feit))
        elif antwoord:
            resultaat.append((positie, msgspec.structs.replace(feit, is_voorlopig=False)))
    return resultaat
