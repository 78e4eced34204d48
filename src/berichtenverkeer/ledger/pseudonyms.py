# SPDX-License-Identifier: EUPL-1.2
"""A pseudonym by how it begins: lists show no more of it (rapporten/behind.py)."""

from berichtenverkeer.core.database import Grootboek

LENGTH = 16
"""Bytes of a whole one."""

_BEGINS = """
select distinct client from (select regio, client from gebeurtenis where client between $2 and $3 offset 0) g
where regio = $1 limit 2"""


async def whole(grootboek: Grootboek, begin: bytes) -> bytes | None:
    """The only pseudonym of the region that begins so, or None when there is none, or another too."""
    if len(begin) == LENGTH:
        return begin
    rows = await grootboek.fetch(_BEGINS, begin.ljust(LENGTH, b"\0"), begin.ljust(LENGTH, b"\xff"))
    return rows[0]["client"] if len(rows) == 1 else None
