# SPDX-License-Identifier: EUPL-1.2
"""How PostgreSQL reads money of a whole region, when its statistics do not know that region."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.sql import query
from berichtenverkeer.plafonds.tenzij_store import NOW


def nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@pytest.mark.parametrize(
    ("name", "args"), [("held_by_gemeente", (2026, None)), ("signalen", (2026, None, [date(2026, 1, 1)], [70]))]
)
async def test_boekingen_of_a_year_are_read_by_their_index_and_no_list_is_gone_through_for_each_of_another(
    origin: Settings, name: str, args: tuple[Any, ...]
) -> None:
    """It expects one row of each, so that a loop seems cheap: it took the square of all claims. In a database of its
    own: what others left in a table changes what PostgreSQL expects."""
    database = await Database.open(origin)
    async with database.lees() as conn:
        grootboek = Grootboek(conn, origin.regio)
        (row,) = await grootboek.fetch("explain (format json) " + query("plafonds", name), NOW, *args)
    await database.close()
    found = list(nodes(json.loads(row[0])[0]["Plan"]))
    boekingen = [one for one in found if one.get("Relation Name") == "boeking"]
    assert {one["Index Name"] for one in boekingen} == {"ix_boeking_regio_aanbieder_jaar_positie"}
    loops = [one["Plans"][1] for one in found if one["Node Type"] == "Nested Loop"]
    assert [one["Node Type"] for one in loops if one["Plan Rows"] > 1 or "grens" not in str(one)] == []
