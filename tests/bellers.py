# SPDX-License-Identifier: EUPL-1.2
"""Who calls, in tests that go to a use case without an edge."""

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.beller import Beller, administrator, from_partij, from_person
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.register.rows import Partij


def as_(gateway: Gateway, code: str) -> Beller:
    """A system of this party, as the API lets it in; of one that ended as it did then."""
    stand = gateway.register.stand
    eens = (row for row in stand.rows(Partij) if row.code == code)
    partij = stand.partij(code, day(gateway.clock())) or next(eens, None)
    assert partij, f"{code} was never a party"
    return from_partij(gateway.regio, partij, Kanaal.API)


def as_person(gateway: Gateway, key: str) -> Beller:
    """Somebody of gebruikers.csv, as the pages let him in."""
    stand, today = gateway.register.stand, day(gateway.clock())
    gebruiker = stand.gebruiker(key, today)
    assert gebruiker, f"{key} is nobody today"
    partij = stand.partij(gebruiker.partij, today)
    assert partij
    return from_person(gateway.regio, gebruiker, partij)


def administration(gateway: Gateway) -> Beller:
    """Who keeps this gateway."""
    return administrator(gateway.regio)
