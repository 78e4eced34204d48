# SPDX-License-Identifier: EUPL-1.2
"""A request of one youth that was turned down for money or for a stop, and what the gemeente made of it."""

from datetime import date
from enum import Enum

import msgspec

from berichtenverkeer.berichten.basisschema import CDT_Omvang
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.offer import Offer

PLAFOND, STOP = "SIGNAAL-PLAFOND-NEE-PLAFOND", "SIGNAAL-PLAFOND-NEE-CLIENTENSTOP"
"""The signals that say that a request is turned down: a client knows the codes from docs/regels.md."""

NAY = frozenset({PLAFOND, STOP})


class Answer(Enum):
    """What the gemeente does: assign nevertheless, or turn down."""

    ASSIGN = "assign"
    REJECT = "reject"


class Request(msgspec.Struct):
    """What an aanbieder asked for one youth.

    `nay` is the signal that turned it down and `bericht` the id of the JW315, both empty as long as nothing did;
    `answer` is what the gemeente made of it then: to what is offered elsewhere, when it is an Offer.
    """

    referentie: str
    bsn: str
    offer: Offer
    plek: Plek
    entry: date
    end: date
    omvang: CDT_Omvang | None
    nay: str = ""
    bericht: str = ""
    answer: Answer | Offer | None = None

    @property
    def expected_cents(self) -> int:
        """What the care that was asked costs, about."""
        return self.offer.costs_cents(self.omvang, (self.end - self.entry).days + 1)
