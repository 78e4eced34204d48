# SPDX-License-Identifier: EUPL-1.2
"""Who calls, in tests that go to a use case without an edge."""

from berichtenverkeer.core.klok import dag
from berichtenverkeer.gateway.beller import Beller, beheerder, van_partij
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.register.rijen import Partij


def als(gateway: Gateway, code: str) -> Beller:
    """A system of this party, as the API lets it in; of one that ended as it did then."""
    stand = gateway.register.stand
    eens = (rij for rij in stand.rijen(Partij) if rij.code == code)
    partij = stand.partij(code, dag(gateway.klok())) or next(eens, None)
    assert partij, f"{code} was never a party"
    return van_partij(gateway.regio, partij, Kanaal.API)


def beheer(gateway: Gateway) -> Beller:
    """Who keeps this gateway."""
    return beheerder(gateway.regio)
