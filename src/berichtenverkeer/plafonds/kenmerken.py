# SPDX-License-Identifier: EUPL-1.2
"""By which keys money and stops are looked up, where their primary key is not it."""

from berichtenverkeer.core.kenmerk import Kenmerk

RESERVED = Kenmerk("claim", ("aanbieder",), "is_gereserveerd")
"""By `vervalt_op` within it."""

STOPS = Kenmerk("clientenstop", ("aanbieder",), "pos_tot IS NULL")
