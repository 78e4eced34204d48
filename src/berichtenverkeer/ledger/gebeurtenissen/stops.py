# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a cliëntenstop (definitions.md 6.5): asked for, decided on, lifted."""

from datetime import date
from typing import Literal
from uuid import UUID

from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared

Grond = Literal["plafond", "personeel", "kwaliteit", "anders"]
"""Why: no text, because everybody in the region may read it."""


class ClientenstopGevraagd(Declared, frozen=True, kw_only=True):
    """Somebody asked to take no new clients at an aanbieder: `dag` is when, `van` from which day it is wished.

    An empty `perceel` and `segment`: in all that the aanbieder does; an empty `gemeente`: of all gemeenten.
    """

    stop_id: UUID
    aanbieder: str
    perceel: str = ""
    segment: str = ""
    gemeente: str = ""
    dag: date
    van: date
    grond: Grond


class ClientenstopBesloten(Declared, frozen=True, kw_only=True):
    """The opdrachtgever decided on day `dag`: granted for this much, in force from `van`; None: turned down."""

    stop_id: UUID
    perceel: str = ""
    segment: str = ""
    gemeente: str = ""
    dag: date
    van: date | None
    grond: Grond


class ClientenstopOpgeheven(Declared, frozen=True, kw_only=True):
    """The opdrachtgever decided on day `dag` that a granted stop holds no longer from the day `vanaf` on."""

    stop_id: UUID
    dag: date
    vanaf: date


Stopgebeurtenis = ClientenstopGevraagd | ClientenstopBesloten | ClientenstopOpgeheven
