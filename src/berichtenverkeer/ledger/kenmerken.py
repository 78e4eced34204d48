# SPDX-License-Identifier: EUPL-1.2
"""By which keys the ledger is looked up: for the questions, and for the indexes on them."""

from berichtenverkeer.core.kenmerk import Kenmerk

_WAITS = "oordeel = 'voorlopig'"

SAME_KEY = Kenmerk("bericht", ("verzender", "berichtsoort", "identificatie"))
SENT_BY = Kenmerk("bericht", ("verzender",))
"""By `positie` within it, as the next one."""
DELIVERED_TO = Kenmerk("bericht", ("bestemming",), "is_bezorgd")
VOORLOPIG = Kenmerk("bericht", (), _WAITS)
VOORLOPIG_OF_CLIENT = Kenmerk("bericht", ("client",), _WAITS)
TENZIJ_OF_CLIENT = Kenmerk("gebeurtenis", ("client",), "starts_with(soort, 'Tenzij')")
REFUSED_TO = Kenmerk("weigering", ("partij",))
"""By `ontvangen_op` within it."""
