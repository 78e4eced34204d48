# SPDX-License-Identifier: EUPL-1.2
"""At the end of the demo: a one-time link for each user of its register, to open in a browser."""

from datetime import datetime

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.gebruikers import Gebruikers
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.ledger.vault import Vault


async def tell_links(config: Settings, address: str, op: datetime) -> None:
    """`op` says which day it is in the region. Raises DatabaseGone."""
    database, beller = await Database.open(config), administrator(config.regio)
    try:
        what = database, Vault(config.hoofdsleutel, config.zoeksleutel)
        register = RegisterHolder(database, config.regio, lambda: op)
        gebruikers = Gebruikers(*what, register, lambda: op, regio=config.regio)
        known = [one.gebruiker for one in await gebruikers.listing(beller) if one.is_valid]
        print("\nDe pagina's, voor wie u wilt zijn (een link werkt één keer, een kwartier lang):")
        for one in known:
            link = await gebruikers.link(beller, one.gebruiker)
            print(f"   {one.naam} ({' en '.join(one.rollen)})\n      {address}/inloggen/link/{link}", flush=True)
    finally:
        await database.close()
