# SPDX-License-Identifier: EUPL-1.2
"""Who calls, in tests that go to a use case without an edge."""

from berichtenverkeer.core.klok import dag
from berichtenverkeer.gateway.beller import Beller, beheerder, van_partij
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.veroorzaker import Kanaal


def als(gateway: Gateway, code: str) -> Beller:
    """A system of this party, as the API lets it in today."""
    partij = gateway.register.stand.partij(code, dag(gateway.klok()))
    assert partij, f"{code} is no party today"
    return van_partij(gateway.regio, partij, Kanaal.API)


def beheer(gateway: Gateway) -> Beller:
    """Who keeps this gateway."""
    return beheerder(gateway.regio)
