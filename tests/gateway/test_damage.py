# SPDX-License-Identifier: EUPL-1.2
"""A damaged ledger: rebuild and herbereken name all that is damaged, and change nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from bellers import administration
from berichtenverkeer.cli.execution import BESCHADIGD
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import Beschadigd, UnknownKey
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.rebuild import rebuild_with
from berichtenverkeer.ledger.gebeurtenissen import Onleesbaar, read
from berichtenverkeer.ledger.gebeurtenissen.administration import CredentialUitgegeven
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305
from dienst import run
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, received, stuur

TABLES = ("bericht", "gebeurtenis", "boeking", "weigering")


@pytest_asyncio.fixture
async def own(config: Settings, server: embedded.Server, eigen_database: str) -> AsyncIterator[Settings]:
    """Settings of a database of this test's own, with some youths in it."""
    himself = msgspec.structs.replace(
        config,
        database_url=server.url(embedded.APPLICATION, eigen_database),
        eigenaar_url=server.url(embedded.OWNER, eigen_database),
    )
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(himself, clock, **rows()) as gateway:
        await received(gateway, jw301(), GEMEENTE)
        await received(gateway, jw305(), AANBIEDER)
        await received(gateway, verzoek(0), AANBIEDER)
        await stuur(gateway, b"<", AANBIEDER)
    yield himself


@pytest.fixture
def spoil(server: embedded.Server, eigen_database: str) -> Callable[[str], None]:
    """What somebody does to the database who may do everything; the guards are put back afterwards."""

    def voer(sql: str) -> None:
        out = "; ".join(f"alter table {name} disable trigger {name}_alleen_toevoegen" for name in TABLES)
        aan = "; ".join(f"alter table {name} enable always trigger {name}_alleen_toevoegen" for name in TABLES)
        done = server.psql(f"{out}; {sql}; {aan}", eigen_database)
        assert not done.returncode, done.stderr

    return voer


VAN_SOORT = "where positie = (select min(positie) from gebeurtenis where soort = '{}')"
EERSTE = VAN_SOORT.format("LeveringGestart")

SCHADE = [
    (f"update gebeurtenis set inhoud = '[1]' {EERSTE}", "inhoud past niet bij soort LeveringGestart"),
    (
        f"update gebeurtenis set inhoud = inhoud - 'begindatum' {EERSTE}",
        "de inhoud past niet bij soort LeveringGestart",
    ),
    (f"update gebeurtenis set soort = 'Verzonnen' {EERSTE}", "de soort 'Verzonnen' is onbekend"),
    (f"update gebeurtenis set soort = 'LeveringGestopt' {EERSTE}", "de inhoud is van een andere soort"),
    (f"update gebeurtenis set versie = 99 {EERSTE}", "versie 99 van LeveringGestart is onbekend"),
    (f"update gebeurtenis set versie = 0 {EERSTE}", "versie 0 van LeveringGestart is onbekend"),
    ("delete from bericht where berichtsoort = 'JW305'", "waaruit zij volgt, ontbreekt"),
    ("delete from bericht where berichtsoort = 'JW306'", "het antwoord"),
    ("delete from bericht where berichtsoort = 'JW305'", "het bericht dat het beantwoordt"),
    (f"delete from gebeurtenis {VAN_SOORT.format('BerichtOntvangen')}", "de gebeurtenis die ervan vertelt, ontbreekt"),
    (f"delete from gebeurtenis {VAN_SOORT.format('BerichtOpgesteld')}", "de gebeurtenis die ervan vertelt, ontbreekt"),
    (f"delete from gebeurtenis {VAN_SOORT.format('BerichtGeweigerd')}", "de gebeurtenis die ervan vertelt, ontbreekt"),
    ("delete from weigering", "de weigering waarover zij gaat, ontbreekt"),
    (f"delete from gebeurtenis {VAN_SOORT.format('PlafondBesloten')}", "de gebeurtenis waaruit zij volgen, ontbreekt"),
    (
        "alter table boeking drop constraint ck_boeking_bedrag; update boeking set bedrag_cents = -bedrag_cents",
        "rekeningen en bedrag zijn niet in evenwicht",
    ),
    (
        "alter table boeking drop constraint ck_boeking_rekeningen; update boeking set debet = 'ELDERS'",
        "rekeningen en bedrag zijn niet in evenwicht",
    ),
    ("update boeking set bedrag_cents = bedrag_cents * 1000 where credit = 'VRIJ'", "VRIJ tellen op tot -"),
    ("update boeking set volgnr = volgnr + 1000", "1000 ontbreken"),
    (
        "update gebeurtenis set soort = 'PrestatieIngediend', inhoud = inhoud || jsonb_build_object("
        "'soort', 'PrestatieIngediend', 'referentie', 'P', 'declaratie_nummer', 'D', 'product', '{}'::jsonb, "
        f"'einddatum', '2026-04-04', 'volume', 1, 'eenheid', '04', 'bedrag_cents', 1) {EERSTE}",
        "zegt iets wat niet kan zijn gebeurd",
    ),
    (
        'update gebeurtenis set inhoud = inhoud || \'{"einddatum": "2020-01-01"}\' '
        f"{VAN_SOORT.format('ToewijzingVastgesteld')}",
        "uit het grootboek volgen rijen die niet kunnen",
    ),
    ("update datasleutel set versleuteld = 'kapot'::bytea where maand < '2026-03-01'", "datasleutel van 2026-02"),
    ("update register_rij set waarde = '{\"naam\": 3}' where tabel = 'partijen'", "register, partijen"),
    ("update register_rij set tabel = 'verzonnen' where tabel = 'partijen'", "register, verzonnen"),
]


async def _tel(config: Settings) -> list[tuple[str, int]]:
    conn = await asyncpg.connect(config.eigenaar_url)
    try:
        tables = ("boeking", "claim", "gebeurtenis", "levering", "wachtend")
        return [(name, await conn.fetchval(f"select count(*) from {name}")) for name in tables]
    finally:
        await conn.close()


@pytest.mark.parametrize(("sql", "text"), SCHADE)
async def test_a_rebuild_names_what_is_damaged_and_changes_nothing(
    own: Settings, spoil: Callable[[str], None], sql: str, text: str
) -> None:
    conn = await asyncpg.connect(own.eigenaar_url)  # a month before, so that one key of two can be damaged
    await conn.execute("insert into datasleutel select regio, '2026-02-01', versleuteld, hoofdsleutel from datasleutel")
    await conn.close()
    spoil(sql)
    before = await _tel(own)
    with pytest.raises(Beschadigd) as fault:
        await rebuild_with(own, lambda _: None)
    assert any(text in sentence for sentence in fault.value.damage), fault.value.damage
    assert not any("999900" in sentence for sentence in fault.value.damage)
    assert await _tel(own) == before


async def test_all_that_is_damaged_is_named_at_once(own: Settings, spoil: Callable[[str], None]) -> None:
    spoil(f"update gebeurtenis set versie = 99 {EERSTE}")
    spoil("update boeking set volgnr = volgnr + 1000")
    spoil("update register_rij set waarde = '{}' where tabel = 'partijen'")
    with pytest.raises(Beschadigd) as fault:
        await rebuild_with(own, lambda _: None)
    assert len(fault.value.damage) > 3
    kinds = {sentence.split(",")[0].split()[0] for sentence in fault.value.damage}
    assert kinds >= {"gebeurtenis", "boekingen", "register"}


async def test_a_check_of_the_money_on_a_damaged_ledger_says_so_and_books_nothing(
    own: Settings, spoil: Callable[[str], None]
) -> None:
    spoil("update boeking set bedrag_cents = bedrag_cents * 1000 where credit = 'VRIJ'")
    before = await _tel(own)
    async with open_gateway(own) as gateway:
        with pytest.raises(Beschadigd):
            await gateway.plafonds.recalculate(administration(gateway))
        with pytest.raises(Beschadigd):
            await gateway.plafonds.update(administration(gateway))
    assert await _tel(own) == before


async def test_keys_of_another_installation_are_no_damage(own: Settings) -> None:
    with pytest.raises(UnknownKey):
        await rebuild_with(msgspec.structs.replace(own, hoofdsleutel=b"x" * 32), lambda _: None)


async def test_the_commands_end_with_a_status_of_their_own(
    own: Settings, spoil: Callable[[str], None], environment: dict[str, str]
) -> None:
    assert own.database_url is not None
    assert own.eigenaar_url is not None
    environment |= {"DATABASE_URL": own.database_url, "DATABASE_OWNER_URL": own.eigenaar_url}
    whole = await asyncio.to_thread(run, "rebuild", environment=environment)
    assert whole.returncode == 0, whole.stderr
    spoil(f"update gebeurtenis set versie = 99 {EERSTE}")
    spoil("update register_rij set waarde = '{}' where tabel = 'partijen'")
    for order in (["rebuild"], ["plafond", "herbereken"], ["plafond", "herbereken", "--controleer"]):
        done = await asyncio.to_thread(run, *order, environment=environment)
        assert done.returncode == BESCHADIGD, done.stderr
        assert "Traceback" not in done.stderr
        assert "register, partijen" in done.stderr
        assert "Wat te doen: Er is niets gewijzigd" in done.stderr


def test_a_gebeurtenis_of_an_older_version_is_read() -> None:
    old = '{"soort":"CredentialUitgegeven","credential_id":"01920000-0000-7000-8000-000000000001","partij":"99000101"}'
    gebeurtenis = read("CredentialUitgegeven", 1, old)
    assert isinstance(gebeurtenis, CredentialUitgegeven)
    assert (gebeurtenis.partij, gebeurtenis.hash, gebeurtenis.vervangt) == ("99000101", None, None)
    with pytest.raises(Onleesbaar, match="past niet bij soort CredentialUitgegeven, versie 2"):
        read("CredentialUitgegeven", 2, old)
    for versie in (-1, 0, 3):
        with pytest.raises(Onleesbaar, match="hoogstens versie 2"):
            read("CredentialUitgegeven", versie, old)
