# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a cliëntenstop (definitions.md 6.5): asked for, decided on, lifted."""

from datetime import date
from typing import Literal
from uuid import UUID

from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared
from berichtenverkeer.ledger.sealed import Sealed

Grond = Literal["plafond", "personeel", "kwaliteit", "anders"]
"""Why: no text, because everybody in the region may read it."""


class _Step(Declared, frozen=True, kw_only=True):
    """A step of one stop, on day `dag`; `tekst` is what who took it wrote about it, sealed under `stop_id`."""

    stop_id: UUID
    dag: date
    tekst: Sealed | None = None


class ClientenstopGevraagd(_Step, frozen=True, kw_only=True):
    """Somebody asked to take no new clients at an aanbieder; `van` is the first day that is wished.

    An empty `perceel` and `segment`: in all that the aanbieder does; an empty `gemeente`: of all gemeenten.
    """

    aanbieder: str
    perceel: str = ""
    segment: str = ""
    gemeente: str = ""
    van: date
    grond: Grond


class ClientenstopBesloten(_Step, frozen=True, kw_only=True):
    """The opdrachtgever decided: granted for this much, in force from `van`; None: turned down."""

    perceel: str = ""
    segment: str = ""
    gemeente: str = ""
    van: date | None
    grond: Grond


class ClientenstopOpgeheven(_Step, frozen=True, kw_only=True):
    """The opdrachtgever decided that a granted stop holds no longer from the day `vanaf` on."""

    vanaf: date


Stopgebeurtenis = ClientenstopGevraagd | ClientenstopBesloten | ClientenstopOpgeheven
