# SPDX-License-Identifier: EUPL-1.2
"""A pseudonym by how it begins: lists show no more of it (rapporten/behind.py)."""

from collections.abc import Sequence

from berichtenverkeer.core.database import Grootboek

LENGTH = 16
"""Bytes of a whole one."""

_BEGINS = """
select distinct client from (select regio, client from gebeurtenis where client between $2 and $3 offset 0) g
where regio = $1 limit 2"""


_EACH = """
select k.begin, r.client from unnest($2::bytea[], $3::bytea[]) k (begin, ending) cross join lateral (
  select distinct client from (
    select regio, client from gebeurtenis where client between k.begin and k.ending offset 0) g
  where regio = $1 limit 2) r"""


async def every_whole(grootboek: Grootboek, begins: Sequence[bytes]) -> dict[bytes, bytes]:
    """The same of many; what is not the begin of exactly one is left out."""
    found: dict[bytes, list[bytes]] = {}
    first = {one.ljust(LENGTH, b"\0"): one for one in begins}
    for row in await grootboek.fetch(_EACH, list(first), [one.ljust(LENGTH, b"\xff") for one in begins]):
        found.setdefault(first[row["begin"]], []).append(row["client"])
    return {begin: every[0] for begin, every in found.items() if len(every) == 1}


async def whole(grootboek: Grootboek, begin: bytes) -> bytes | None:
    """The only pseudonym of the region that begins so, or None when there is none, or another too."""
    if len(begin) == LENGTH:
        return begin
    rows = await grootboek.fetch(_BEGINS, begin.ljust(LENGTH, b"\0"), begin.ljust(LENGTH, b"\xff"))
    return rows[0]["client"] if len(rows) == 1 else None
