# SPDX-License-Identifier: EUPL-1.2
"""A region to show things in: database, simulated clock, register, and a token for every party that plays a part."""

import os
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec

from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import NEDERLAND
from berichtenverkeer.gateway.beller import beheerder
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.opstart import keur_opstart, werk_database_bij
from berichtenverkeer.gateway.toegang import Toegang
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.voorbeeldregio.klok import maak_klok, moment_op


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


async def richt_in(instellingen: Instellingen, register: Inhoud, begin: date, einde: date) -> dict[str, Speler]:
    """Migrate, put the simulated clock on `begin`, load the register, give a token to every party that is valid on a
    day until `einde`. By code. Raises BerichtenverkeerError."""
    await werk_database_bij(instellingen)
    await maak_klok(instellingen, begin)
    await keur_opstart(instellingen)
    async with open_gateway(instellingen, lambda: moment_op(begin)) as gateway:
        await gateway.register.laad(beheerder(gateway.regio), register)
        partijen: Sequence[Partij] = register.rijen["partijen"]
        gekomen = [partij for partij in partijen if partij.geldig_van <= einde]
        return {partij.code: await _speler(gateway, partij, begin) for partij in gekomen}


async def _speler(gateway: Gateway, partij: Partij, begin: date) -> Speler:
    op = moment_op(max(begin, partij.geldig_van))
    toegang = Toegang(gateway.database, gateway.regio, lambda: op)
    _, token = await toegang.nieuw(beheerder(gateway.regio), partij.code, "demo")
    return Speler(partij.code, partij.naam, token)


def bewaar_tokens(spelers: dict[str, Speler], pad: Path) -> None:
    """Shell variables, readable for the owner only."""
    regels = [f"{speler.variabele}={speler.token}  # {speler.naam}\n" for speler in spelers.values()]
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as uit:
        uit.writelines(regels)
