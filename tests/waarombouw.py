# SPDX-License-Identifier: EUPL-1.2
"""That every bericht of a region, judged again as known then, comes out as it was booked."""

from berichtenverkeer.core.clock import day
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rejudging import booked_besluiten, rejudge
from berichtenverkeer.gateway.why_sums import NOT_KEPT
from berichtenverkeer.ledger import book, envelopes
from berichtenverkeer.register.stand import RegisterStand, read_stand
from berichtenverkeer.validation.intake import Intake, read_intake


async def require_same_again(gateway: Gateway) -> int:
    """The number of berichten that were judged again; each with its findings and decisions to the letter."""
    count = 0
    registers: dict[int, RegisterStand] = {}
    vault = gateway.postvak._vault
    async with gateway.database.lees() as conn:
        grootboek = Grootboek(conn, gateway.regio)
        for envelope in await envelopes.envelopes_after(grootboek, 0, 10_000):
            if envelope.bron == "gateway" and envelope.heen_id is not None:
                continue
            row = await book.bericht(grootboek, envelope.id)
            assert row is not None
            key = await vault.existing_key(gateway.database, gateway.regio, row.sleutel_maand)
            intake = read_intake(key.unseal(row.id, row.inhoud), gateway.standaarden, day(row.ontvangen_op))
            assert isinstance(intake, Intake)
            register = await read_stand(grootboek, row.positie)
            register = registers.setdefault(register.versie, register)
            now = row.ontvangen_op
            environment = Environment(gateway.regio, register, now, day(now), vault, key, 25 * 1024 * 1024)
            again = await rejudge(grootboek, environment, gateway.standaarden, row, intake, row.positie - 1)
            booked = await booked_besluiten(grootboek, row)
            found, known = (
                [one for one in every if one.code not in NOT_KEPT] for every in (again.bevindingen, row.bevindingen)
            )
            what = f"{row.berichtsoort} {row.identificatie} at {row.positie}"
            assert (again.oordeel, found) == (row.oordeel, list(known)), what
            assert list(again.besluiten) == booked, what
            count += 1
    return count
