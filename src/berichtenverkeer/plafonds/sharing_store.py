# SPDX-License-Identifier: EUPL-1.2
"""All that shares in a tenzij: whatever changes one claim of a client at an aanbieder can change his others there."""

from collections.abc import Collection, Iterable

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.keys import from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.store import read_claims
from berichtenverkeer.plafonds.updating import Who
from berichtenverkeer.projections import store as states
from berichtenverkeer.projections.needs import Needs as StandNeeds
from berichtenverkeer.projections.stand import Stand


async def load_shared(
    grootboek: Grootboek,
    boekhouding: Boekhouding,
    stand: Stand,
    also: Iterable[Who] = (),
    *,
    at_most: int | None = None,
) -> None:
    """Add all that shares in a tenzij that holds, and in those of `also`: state to `stand`, claims to `boekhouding`.

    After `store.load`, under its locks. No statement when there is nobody. Raises TooManyRows.
    """
    if whose := {*boekhouding.sharing, *also}:
        keys = await load_state(grootboek, whose, stand, at_most=at_most)
        boekhouding.add_claims(await read_claims(grootboek, keys), keys)


async def load_state(
    grootboek: Grootboek, whose: Collection[Who], stand: Stand, *, at_most: int | None = None
) -> set[Claimsleutel]:
    """Add to `stand` all that these clients have at these aanbieders; the keys of its claims."""
    clienten = frozenset(client for client, _ in whose)
    await states.load_also(grootboek, StandNeeds(clienten=clienten, pakketten=clienten), stand, at_most=at_most)
    found = [one for client in clienten for one in stand.toewijzingen(client) if (client, one.aanbieder) in whose]
    numbers = frozenset((one.gemeente, one.nummer) for one in found)
    await states.load_also(grootboek, StandNeeds(op_toewijzing=numbers), stand, at_most=at_most)
    asked = [one for client in clienten for one in stand.verzoeken(client) if (client, one.aanbieder) in whose]
    return {from_toewijzing(*number) for number in numbers} | {from_verzoek(one.sleutel) for one in asked}
