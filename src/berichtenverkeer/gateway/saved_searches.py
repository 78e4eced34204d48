# SPDX-License-Identifier: EUPL-1.2
"""What somebody looks for often in the mailbox of his partij, kept until he forgets it."""

from uuid import UUID

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError, Reason, StepImpossible
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.postvak import saved
from berichtenverkeer.postvak.saved import SavedSearch, Search

MOST = 20
"""How many somebody may keep."""


class UnknownSearch(BerichtenverkeerError):
    """Deze zoekvraag is er niet (meer)."""

    actie = "Kijk op Zoeken welke u hebt bewaard."
    status = 404


class SavedSearches:
    """The use cases, on one region: each sees, keeps and forgets his own."""

    def __init__(self, database: Database, *, regio: str) -> None:
        self._database = database
        self._regio = regio

    @use("saved_searches.listing")
    async def listing(self, zicht: Zicht) -> list[SavedSearch]:
        """The oldest first. Raises DatabaseGone."""
        async with self._database.lees() as conn:
            return await saved.listing(Grootboek(conn, self._regio), _who(zicht))

    @use("saved_searches.keep")
    async def keep(self, zicht: Zicht, search: Search) -> None:
        """Keep one; one that he has already stays one. Raises StepImpossible for one too many, or for none at all."""
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            own = [one.search for one in await saved.listing(grootboek, _who(zicht))]
            if search in own:
                return
            if search == Search() or len(own) >= MOST:
                text = f"U kunt hoogstens {MOST} zoekvragen bewaren, en een lege niet."
                raise StepImpossible([Reason("zoekvraag", text, "Vergeet er eerst een, of kies een filter.")])
            await saved.keep(grootboek, _who(zicht), search)

    @use("saved_searches.forget")
    async def forget(self, zicht: Zicht, search_id: UUID) -> None:
        """Raises UnknownSearch, DatabaseGone."""
        async with self._database.transaction() as conn:
            if not await saved.forget(Grootboek(conn, self._regio), _who(zicht), search_id):
                raise UnknownSearch


def _who(zicht: Zicht) -> str:
    return zicht.beller.persoon or ""
