# SPDX-License-Identifier: EUPL-1.2
"""What does not change while a batch is judged and booked."""

from datetime import date, datetime

import msgspec

from berichtenverkeer.core.klok import Klok
from berichtenverkeer.ledger.kluis import Kluis, Maandsleutel
from berichtenverkeer.register.stand import RegisterStand


class Omgeving(msgspec.Struct, frozen=True):
    """Region, register, moment and day of receipt, the data key of its month.

    `kluis` has the keys of other months. `grootste` is how many bytes a bericht may have, and so an answer. From `klok`
    was read what is `nu`.
    """

    regio: str
    register: RegisterStand
    nu: datetime
    vandaag: date
    kluis: Kluis
    sleutel: Maandsleutel
    grootste: int
    klok: Klok | None = None
