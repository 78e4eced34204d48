# SPDX-License-Identifier: EUPL-1.2
"""A damaged ledger: rebuild and herbereken name all that is damaged, and change nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from bellers import beheer
from berichtenverkeer.cli.uitvoering import BESCHADIGD
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import Beschadigd, SleutelOnbekend
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.herbouw import herbouw_met
from berichtenverkeer.ledger.gebeurtenissen import Onleesbaar, lees
from berichtenverkeer.ledger.gebeurtenissen.beheer import CredentialUitgegeven
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305
from dienst import voer_uit
from gateway.test_plafonds_in_de_gateway import rijen, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, stuur

TABELLEN = ("bericht", "gebeurtenis", "boeking", "weigering")


@pytest_asyncio.fixture
async def eigen(
    instellingen: Instellingen, server: embedded.Server, eigen_database: str
) -> AsyncIterator[Instellingen]:
    """Settings of a database of this test's own, with some youths in it."""
    zelf = msgspec.structs.replace(
        instellingen,
        database_url=server.url(embedded.TOEPASSING, eigen_database),
        eigenaar_url=server.url(embedded.EIGENAAR, eigen_database),
    )
    klok = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(zelf, klok, **rijen()) as gateway:
        await ontvangen(gateway, jw301(), GEMEENTE)
        await ontvangen(gateway, jw305(), AANBIEDER)
        await ontvangen(gateway, verzoek(0), AANBIEDER)
        await stuur(gateway, b"<", AANBIEDER)
    yield zelf


@pytest.fixture
def bederf(server: embedded.Server, eigen_database: str) -> Callable[[str], None]:
    """What somebody does to the database who may do everything; the guards are put back afterwards."""

    def voer(sql: str) -> None:
        uit = "; ".join(f"alter table {naam} disable trigger {naam}_alleen_toevoegen" for naam in TABELLEN)
        aan = "; ".join(f"alter table {naam} enable always trigger {naam}_alleen_toevoegen" for naam in TABELLEN)
        gedaan = server.psql(f"{uit}; {sql}; {aan}", eigen_database)
        assert not gedaan.returncode, gedaan.stderr

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


async def _tel(instellingen: Instellingen) -> list[tuple[str, int]]:
    conn = await asyncpg.connect(instellingen.eigenaar_url)
    try:
        tabellen = ("boeking", "claim", "gebeurtenis", "levering", "postvak")
        return [(naam, await conn.fetchval(f"select count(*) from {naam}")) for naam in tabellen]
    finally:
        await conn.close()


@pytest.mark.parametrize(("sql", "tekst"), SCHADE)
async def test_a_rebuild_names_what_is_damaged_and_changes_nothing(
    eigen: Instellingen, bederf: Callable[[str], None], sql: str, tekst: str
) -> None:
    conn = await asyncpg.connect(eigen.eigenaar_url)  # a month before, so that one key of two can be damaged
    await conn.execute("insert into datasleutel select regio, '2026-02-01', versleuteld, hoofdsleutel from datasleutel")
    await conn.close()
    bederf(sql)
    voor = await _tel(eigen)
    with pytest.raises(Beschadigd) as fout:
        await herbouw_met(eigen, lambda _: None)
    assert any(tekst in zin for zin in fout.value.schade), fout.value.schade
    assert not any("999900" in zin for zin in fout.value.schade)
    assert await _tel(eigen) == voor


async def test_all_that_is_damaged_is_named_at_once(eigen: Instellingen, bederf: Callable[[str], None]) -> None:
    bederf(f"update gebeurtenis set versie = 99 {EERSTE}")
    bederf("update boeking set volgnr = volgnr + 1000")
    bederf("update register_rij set waarde = '{}' where tabel = 'partijen'")
    with pytest.raises(Beschadigd) as fout:
        await herbouw_met(eigen, lambda _: None)
    assert len(fout.value.schade) > 3
    soorten = {zin.split(",")[0].split()[0] for zin in fout.value.schade}
    assert soorten >= {"gebeurtenis", "boekingen", "register"}


async def test_a_check_of_the_money_on_a_damaged_ledger_says_so_and_books_nothing(
    eigen: Instellingen, bederf: Callable[[str], None]
) -> None:
    bederf("update boeking set bedrag_cents = bedrag_cents * 1000 where credit = 'VRIJ'")
    voor = await _tel(eigen)
    async with open_gateway(eigen) as gateway:
        with pytest.raises(Beschadigd):
            await gateway.plafonds.herbereken(beheer(gateway))
        with pytest.raises(Beschadigd):
            await gateway.plafonds.werk_bij(beheer(gateway))
    assert await _tel(eigen) == voor


async def test_keys_of_another_installation_are_no_damage(eigen: Instellingen) -> None:
    with pytest.raises(SleutelOnbekend):
        await herbouw_met(msgspec.structs.replace(eigen, hoofdsleutel=b"x" * 32), lambda _: None)


async def test_the_commands_end_with_a_status_of_their_own(
    eigen: Instellingen, bederf: Callable[[str], None], omgeving: dict[str, str]
) -> None:
    assert eigen.database_url is not None
    assert eigen.eigenaar_url is not None
    omgeving |= {"DATABASE_URL": eigen.database_url, "DATABASE_OWNER_URL": eigen.eigenaar_url}
    heel = await asyncio.to_thread(voer_uit, "rebuild", omgeving=omgeving)
    assert heel.returncode == 0, heel.stderr
    bederf(f"update gebeurtenis set versie = 99 {EERSTE}")
    bederf("update register_rij set waarde = '{}' where tabel = 'partijen'")
    for opdracht in (["rebuild"], ["plafond", "herbereken"], ["plafond", "herbereken", "--controleer"]):
        gedaan = await asyncio.to_thread(voer_uit, *opdracht, omgeving=omgeving)
        assert gedaan.returncode == BESCHADIGD, gedaan.stderr
        assert "Traceback" not in gedaan.stderr
        assert "register, partijen" in gedaan.stderr
        assert "Wat te doen: Er is niets gewijzigd" in gedaan.stderr


def test_a_gebeurtenis_of_an_older_version_is_read() -> None:
    oud = '{"soort":"CredentialUitgegeven","credential_id":"01920000-0000-7000-8000-000000000001","partij":"99000101"}'
    feit = lees("CredentialUitgegeven", 1, oud)
    assert isinstance(feit, CredentialUitgegeven)
    assert (feit.partij, feit.hash, feit.vervangt) == ("99000101", None, None)
    with pytest.raises(Onleesbaar, match="past niet bij soort CredentialUitgegeven, versie 2"):
        lees("CredentialUitgegeven", 2, oud)
    for versie in (-1, 0, 3):
        with pytest.raises(Onleesbaar, match="hoogstens versie 2"):
            lees("CredentialUitgegeven", versie, oud)
