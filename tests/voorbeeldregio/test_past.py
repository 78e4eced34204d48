# SPDX-License-Identifier: EUPL-1.2
"""The years behind the example region: booked as the gateway books, and lived on from."""

from bellers import administration
from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.plafonds import lading
from berichtenverkeer.voorbeeldregio.district import make_district
from berichtenverkeer.voorbeeldregio.past import write_past
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.traffic import Traffic
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, geopend

SETUP = Setup(aanbieders=30, jeugdigen=100, dagen=50, foutkans=0.1, herhaalkans=0.3)
"""Clumsy: much is sent again, also what was sent first in the years behind it."""


async def backwards(conn: PgConnection, regio: str) -> int:
    """How often a gebeurtenis was booked at an earlier moment than the one before it: what is sent again has an old
    day."""
    query = """
        select count(*) filter (where is_back) from (
            select geboekt_op < lag(geboekt_op) over (order by positie) as is_back from gebeurtenis where regio = $1
        ) as booked
    """
    count: int = await conn.fetchval(query, regio)
    return count


async def test_a_region_lives_on_from_the_years_behind_it(config: Settings) -> None:
    """What is booked is what the state says, before and after; the third year knows what the first two became."""
    vault, regio = Vault(config.hoofdsleutel, config.zoeksleutel), config.regio
    whole = SETUP.with_past(2)
    district = make_district(whole)
    clock = Dagklok(whole.begin)
    async with geopend(config, district.register, clock) as gateway:
        count = await write_past(
            gateway.database, regio, district, SETUP.begin, lambda life: vault.pseudonym(regio, life.bsn)
        )
        assert count > 1000
        async with gateway.database.lees(snapshot=True) as conn:
            assert await backwards(conn, regio) == 0
            assert await lading.search_differences(Grootboek(conn, regio)) == []
        await clock.zet(SETUP.begin)
        verslag = await Traffic(GatewayLoket(gateway, clock), clock).run(district)
        assert verslag.afwijkingen == []
        assert verslag.aantal > 100
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, regio)) == []
        assert not any((await rebuild(gateway.database, regio)).verschillen.values())
        stand = await gateway.plafonds.from_regio(administration(gateway), 2026)
    known = [one for one in stand.plafonds if one.prognose.prognose_cents is not None]
    assert known
    assert any(one.prognose.terugblik for one in known)
