# SPDX-License-Identifier: EUPL-1.2
"""The columns of the keys of money, and boekingen by their sides: what the database adds up by itself.

That is another opinion than the fold in memory: a check compares the two.
"""

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds.keys import FROM_CLAIMS, PlafondKey, Rekening

PLAFOND = PlafondKey.__struct_fields__
CLAIM = tuple(f"claim_{field}" for field in Claimsleutel.__struct_fields__)
VAN_CLAIM = tuple(f"van_{field}" for field in Claimsleutel.__struct_fields__)

PLAFOND_SQL, CLAIM_SQL = ", ".join(PLAFOND), ", ".join(CLAIM)

_FROM_CLAIMS = ", ".join(f"'{one}'" for one in Rekening if one in FROM_CLAIMS)
_CREDIT = ", ".join(f"coalesce({van}, {own})" for van, own in zip(VAN_CLAIM, CLAIM, strict=True))

ZIJDEN = f"""(
  select regio, positie, {PLAFOND_SQL}, {CLAIM_SQL}, debet as rekening, tenzij, bedrag_cents as cents from boeking
  union all
  select regio, positie, {PLAFOND_SQL}, {_CREDIT}, credit, tenzij, -bedrag_cents from boeking
)"""
"""Each boeking twice: what its debit gets, and what its credit gives up, with whose that is."""

HELD = f"""(
  select {CLAIM_SQL}, {PLAFOND_SQL}, rekening, tenzij, sum(cents) as cents from {ZIJDEN} z
  where regio = $1 and rekening in ({_FROM_CLAIMS})
  group by {CLAIM_SQL}, {PLAFOND_SQL}, rekening, tenzij having sum(cents) <> 0
)"""
"""What is held per claim, as the boekingen say ($1: regio)."""

PARTS = f"""(
  select {CLAIM_SQL}, {PLAFOND_SQL}, rekening, '' as tenzij, cents from claimdeel where regio = $1
  union all select {CLAIM_SQL}, {PLAFOND_SQL}, rekening, tenzij, cents from tenzijdeel where regio = $1
)"""
"""The same, as it is kept ($1: regio)."""

SALDI = f"""(
  select {PLAFOND_SQL}, rekening, sum(cents) as cents from {ZIJDEN} z where regio = $1
  group by {PLAFOND_SQL}, rekening
)"""
"""What stands on each rekening, as the boekingen say ($1: regio)."""
