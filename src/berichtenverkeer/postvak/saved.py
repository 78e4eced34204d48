# SPDX-License-Identifier: EUPL-1.2
"""Searches of a mailbox that somebody keeps. Nothing in them can be about a client: every value is from a list."""

from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import new_id


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; None means: whatever. `days`: received in the last so many days, today included."""

    richting: str | None = None
    oordeel: str | None = None
    is_afgehaald: bool | None = None
    berichtsoort: str | None = None
    wederpartij: str | None = None
    days: int | None = None


class SavedSearch(msgspec.Struct, frozen=True):
    """One of a user."""

    id: UUID
    search: Search


_FIELDS = ", ".join(Search.__struct_fields__)


async def listing(grootboek: Grootboek, gebruiker: str) -> list[SavedSearch]:
    """Those of a user, the oldest first."""
    rows = await grootboek.fetch(
        f"select id, {_FIELDS} from saved_search where regio = $1 and gebruiker = $2 order by id", gebruiker
    )
    return [SavedSearch(row[0], Search(**dict(zip(Search.__struct_fields__, row[1:], strict=True)))) for row in rows]


async def keep(grootboek: Grootboek, gebruiker: str, search: Search) -> None:
    """Add one."""
    await grootboek.execute(
        f"insert into saved_search (regio, gebruiker, id, {_FIELDS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(gebruiker, new_id(), *msgspec.structs.astuple(search)),
    )


async def forget(grootboek: Grootboek, gebruiker: str, search_id: UUID) -> bool:
    """Whether he had it."""
    found = "delete from saved_search where regio = $1 and gebruiker = $2 and id = $3 returning 1"
    return await grootboek.fetchval(found, gebruiker, search_id) is not None
