# SPDX-License-Identifier: EUPL-1.2
"""A region to show things in: database, simulated clock, register, and a token for every party that plays a part."""

import os
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec

from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.access import Access
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.startup import check_start, update_database
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.voorbeeldregio.clock import make_clock, moment_at
from berichtenverkeer.voorbeeldregio.district import District
from berichtenverkeer.voorbeeldregio.past import write_past


class Player(msgspec.Struct, frozen=True):
    """A party with a token."""

    code: str
    naam: str
    token: str

    @property
    def variable(self) -> str:
        """Under which name its token stands in the file with tokens."""
        return f"TOKEN_{self.code.upper().replace('-', '_')}"


def new_regio(now: datetime) -> str:
    """A name that no earlier demo in the same database has: a ledger has no eraser."""
    return f"demo-{now.astimezone(NETHERLANDS):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


async def point_in(config: Settings, district: District, begin: date) -> dict[str, Player]:
    """Migrate, put the simulated clock on `begin`, load the register, live the years before, give a token to every
    party that is valid on a day of those that come. By code. Raises BerichtenverkeerError."""
    await update_database(config)
    await make_clock(config, begin)
    await check_start(config)
    vault, regio = Vault(config.hoofdsleutel, config.zoeksleutel), config.regio
    first, register = district.setup.begin, district.register
    async with open_gateway(config, lambda: moment_at(first)) as gateway:
        await gateway.register.load(administrator(regio), register)
        await write_past(gateway.database, regio, district, begin, lambda life: vault.pseudonym(regio, life.bsn))
        partijen: Sequence[Partij] = register.rows["partijen"]
        come = [partij for partij in partijen if partij.geldig_van <= district.setup.einde]
        return {partij.code: await _player(gateway, partij, begin) for partij in come}


async def _player(gateway: Gateway, partij: Partij, begin: date) -> Player:
    op = moment_at(max(begin, partij.geldig_van))
    access = Access(gateway.database, gateway.regio, lambda: op)
    _, token = await access.create(administrator(gateway.regio), partij.code, "demo")
    return Player(partij.code, partij.naam, token)


def save_tokens(players: dict[str, Player], pad: Path) -> None:
    """Shell variables, readable for the owner only."""
    regels = [f"{player.variable}={player.token}  # {player.naam}\n" for player in players.values()]
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.writelines(regels)
