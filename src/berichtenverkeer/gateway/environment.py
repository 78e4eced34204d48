# SPDX-License-Identifier: EUPL-1.2
"""What does not change while a batch is judged and booked."""

from datetime import date, datetime

import msgspec

from berichtenverkeer.core.clock import Clock
from berichtenverkeer.ledger.vault import MonthKey, Vault
from berichtenverkeer.plafonds.begroting import NOTHING_BUDGETED, BudgetsLeft
from berichtenverkeer.register.stand import RegisterStand


class Environment(msgspec.Struct, frozen=True):
    """Region, register, moment and day of receipt, the data key of its month.

    `vault` has the keys of other months. `largest` is how many bytes a bericht may have, and so an answer. From `clock`
    was read what is `now`. `budgets` is what was left of the begrotingen a moment before.
    """

    regio: str
    register: RegisterStand
    now: datetime
    today: date
    vault: Vault
    key: MonthKey
    largest: int
    clock: Clock | None = None
    budgets: BudgetsLeft = NOTHING_BUDGETED
