# SPDX-License-Identifier: EUPL-1.2
"""A region to show things in: database, register and a token for every party that plays a part."""

import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import NEDERLAND, dag
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.opstart import keur_opstart, werk_database_bij
from berichtenverkeer.gateway.register import laad
from berichtenverkeer.gateway.toegang import nieuw_credential
from berichtenverkeer.register.mappen import lees_map
from berichtenverkeer.register.rijen import Partij

REGISTER = "deploy/voorbeeldregio"


class Speler(msgspec.Struct, frozen=True):
    """A party with a token."""

    code: str
    naam: str
    token: str

    @property
    def variabele(self) -> str:
        """Under which name its token stands in the file with tokens."""
        return f"TOKEN_{self.code.upper().replace('-', '_')}"


def nieuwe_regio(nu: datetime) -> str:
    """A name that no earlier demo in the same database has: a ledger has no eraser."""
    return f"demo-{nu.astimezone(NEDERLAND):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


async def richt_in(instellingen: Instellingen) -> dict[str, Speler]:
    """Migrate, load the register, give every party a token. By code. Raises BerichtenverkeerError."""
    await werk_database_bij(instellingen)
    await keur_opstart(instellingen)
    lezing = lees_map(bestand(REGISTER))
    assert not lezing.fouten, "the example region is right (tests/register)"
    async with open_gateway(instellingen) as gateway:
        await laad(gateway.database, gateway.regio, lezing.inhoud, gateway.klok)
        partijen: Sequence[Partij] = lezing.inhoud.rijen["partijen"]
        vandaag = dag(gateway.klok())
        return {partij.code: await _speler(gateway, partij) for partij in partijen if partij.is_geldig(vandaag)}


async def _speler(gateway: Gateway, partij: Partij) -> Speler:
    _, token = await nieuw_credential(gateway.database, gateway.regio, partij.code, "demo", klok=gateway.klok)
    return Speler(partij.code, partij.naam, token)


def bewaar_tokens(spelers: dict[str, Speler], pad: Path) -> None:
    """Shell variables, readable for the owner only."""
    regels = [f"{speler.variabele}={speler.token}  # {speler.naam}\n" for speler in spelers.values()]
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as uit:
        uit.writelines(regels)
