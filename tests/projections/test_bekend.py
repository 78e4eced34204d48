# SPDX-License-Identifier: EUPL-1.2
"""What other rooms are given to read says the same as the fold."""

import re

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.sql import ROOMS, compose
from berichtenverkeer.projections.toewijzingen import REDENEN_REMOVED, Toewijzing


async def test_what_holds_now_is_a_toewijzing_as_it_is_folded(database: Database) -> None:
    async with database.lees() as conn:
        columns = await conn.prepare(compose("plafonds", "\\ir parts.psql\nwith :huidig table toewijzing_huidig"))
        assert tuple(one.name for one in columns.get_attributes()) == Toewijzing.__struct_fields__


def test_a_toewijzing_counts_as_never_sent_for_the_same_reasons() -> None:
    (redenen,) = re.findall(r"reden_wijziging in \(([^)]*)\)", (ROOMS / "projections/bekend.sql").read_text())
    assert set(re.findall(r"\w+", redenen)) == REDENEN_REMOVED
