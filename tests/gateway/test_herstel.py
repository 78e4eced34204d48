# SPDX-License-Identifier: EUPL-1.2
"""A backup put back under parties that saw more: nothing is skipped, nothing repeats, and who is behind is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from bellers import als, beheer
from berichtenverkeer.berichten import Bericht, identificatie, write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.embedded import EIGENAAR, Server
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.kopie import maak_kopie
from berichtenverkeer.gateway.opstart import keur_opstart
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.ledger.epoch import PositieVervallen
from berichtenverkeer.ledger.reservekopie import restore
from berichtenverkeer.plafonds.inzage import Boekingenvraag
from berichtenverkeer.postvak.bak import Poststuk, Zoekvraag
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.termijnen.klokken import Vraag
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305
from gateway.test_plafonds_in_de_gateway import rijen, toewijzing, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, retour_van
from web.loket import Loket, luister_bij

KLOK = StaandeKlok(date(2026, 4, 15))
PARTIJEN = (AANBIEDER, GEMEENTE)
VOOR: list[tuple[Bericht, str]] = [(verzoek(0), AANBIEDER), (jw301(), GEMEENTE)]
VERLOREN: list[tuple[Bericht, str]] = [(jw305(), AANBIEDER), (verzoek(1), AANBIEDER), (toewijzing(1), GEMEENTE)]
NIEUW: list[tuple[Bericht, str]] = [(verzoek(2), AANBIEDER), (verzoek(3), AANBIEDER), (toewijzing(2), GEMEENTE)]


class Gezien(msgspec.Struct):
    """What the parties remember of a gateway: their mail by party, and what can be asked again."""

    post: dict[str, list[Poststuk]]
    identificaties: dict[str, set[str]]
    k: int
    cijfers: Any
    boekingen: Any


@asynccontextmanager
async def _open(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    async with gateway_met_register(instellingen, KLOK, **rijen(plafond_cents=10_000, beleid="blokkeren")) as gateway:
        yield gateway


async def _verstuur(gateway: Gateway, zendingen: list[tuple[Bericht, str]]) -> set[str]:
    """Hand them in; the Identificaties that the gateway made for their answers."""
    gemaakt = set()
    for bericht, wie in zendingen:
        bon = await ontvangen(gateway, bericht, wie)
        assert not bon.is_herhaald
        gemaakt.add(identificatie(await retour_van(gateway, bon, wie)))
    return gemaakt


async def _post(gateway: Gateway, partij: str, na: int = 0) -> list[Poststuk]:
    """All mail behind a cursor, in pages of two."""
    stukken: list[Poststuk] = []
    volgende: int | None = na
    while volgende is not None:
        pagina = await gateway.postvak.lijst(als(gateway, partij), Zoekvraag(na=volgende, limiet=2))
        stukken += pagina.stukken
        volgende = pagina.volgende
    return stukken


async def _cijfers(gateway: Gateway, k: int) -> Any:
    rapportages = gateway.rapportages
    vraag = Vraagstelling(perioden="2026-03", dimensie=Dimensie.SEGMENT, k=k)
    return (
        (await rapportages.stromen(beheer(gateway), vraag)).perioden,
        (await gateway.termijnen.klokken(beheer(gateway), Vraag(), k=k)).klokken,
        (await gateway.plafonds.van_aanbieder(beheer(gateway), AANBIEDER, 2026, k)).plafonds,
    )


async def _boekingen(gateway: Gateway, **anders: Any) -> Any:
    vraag = Boekingenvraag(aanbieder=AANBIEDER, jaar=2026, limiet=50, **{"na": (0, 0), **anders})
    return (await gateway.plafonds.boekingen(beheer(gateway), vraag)).boekingen


async def _onthoud(gateway: Gateway) -> Gezien:
    async with gateway.database.lees() as conn:
        k = await watermerk.watermerk(Grootboek(conn, gateway.regio))
    post = {partij: await _post(gateway, partij) for partij in PARTIJEN}
    gemaakt = {partij: {stuk.identificatie for stuk in stukken} for partij, stukken in post.items()}
    return Gezien(post, gemaakt, k, await _cijfers(gateway, k), await _boekingen(gateway))


async def _is_vervallen(vraag: Any, parameter: str) -> int:
    with pytest.raises(PositieVervallen) as fout:
        await vraag
    assert (fout.value.status, fout.value.parameter) == (410, parameter)
    return fout.value.vanaf


async def test_after_a_restore_nothing_is_skipped_and_nothing_repeats(
    bron: Instellingen, doel: Instellingen, tmp_path: Path
) -> None:
    async with _open(bron) as gateway:
        toen_gemaakt = await _verstuur(gateway, VOOR)
        await maak_kopie(bron, tmp_path / "kopie", KLOK)
        bewaard = await _onthoud(gateway)
        verloren_gemaakt = await _verstuur(gateway, VERLOREN)
        gezien = await _onthoud(gateway)
    await asyncio.to_thread(restore, doel, tmp_path / "kopie")
    await keur_opstart(doel)
    async with _open(doel) as later:
        # What a party saw last is lost: it hears so, and where to go on. From there it misses nothing.
        for partij in PARTIJEN:
            cursor = gezien.post[partij][-1].positie
            vanaf = await _is_vervallen(_post(later, partij, cursor), "na")
            assert await _post(later, partij, vanaf) == []
            assert await _post(later, partij) == bewaard.post[partij]
            assert await _post(later, partij, bewaard.post[partij][-1].positie) == []
        await _is_vervallen(_boekingen(later, na=(gezien.boekingen[-1].positie, 1)), "na")
        # Figures of what is kept are what they were; those of what was lost are not given.
        assert await _cijfers(later, bewaard.k) == bewaard.cijfers
        assert await _is_vervallen(_cijfers(later, gezien.k), "k") == bewaard.k
        # What was lost is accepted again, byte for byte; new mail comes behind every cursor that is good.
        opnieuw_gemaakt = await _verstuur(later, VERLOREN)
        nieuw_gemaakt = await _verstuur(later, NIEUW)
        for partij in PARTIJEN:
            alles = await _post(later, partij)
            kop = bewaard.post[partij]
            assert alles[: len(kop)] == kop
            assert await _post(later, partij, kop[-1].positie) == alles[len(kop) :]
            assert min(stuk.positie for stuk in alles[len(kop) :]) > max(stuk.positie for stuk in gezien.post[partij])
            assert {write(bericht) for bericht, _ in (*VOOR, *VERLOREN, *NIEUW)} >= {
                await later.postvak.payload(als(later, partij), stuk.bericht_id)
                for stuk in alles
                if stuk.richting == "uit" and stuk.identificatie[:2] not in ("BV", "NT")
            }
        # No Identificatie that the gateway makes is ever made again, of a retour or of a JW319.
        groepen = [toen_gemaakt, verloren_gemaakt, opnieuw_gemaakt, nieuw_gemaakt]
        assert sum(map(len, groepen)) == len(set().union(*groepen))
        eigen = [
            {naam for namen in beeld.identificaties.values() for naam in namen if naam[:2] in ("BV", "NT")}
            for beeld in (gezien, await _onthoud(later))
        ]
        assert {naam[:2] for naam in eigen[0] & eigen[1]} == {"BV", "NT"}, "both kinds were made before the backup"
        assert eigen[0] & eigen[1] == {
            naam for namen in bewaard.identificaties.values() for naam in namen if naam[:2] in ("BV", "NT")
        }
        assert all(len(naam) == 12 for naam in eigen[1])
        assert not any((await herbouw(later.database, later.regio)).verschillen.values())


async def test_the_same_backup_put_back_twice_forgets_no_epoch(
    bron: Instellingen, doel: Instellingen, server: Server, eigen_database: str, tmp_path: Path
) -> None:
    """The second time the database does not know that there was a first; the parties do."""
    async with _open(bron) as gateway:
        await _verstuur(gateway, VOOR)
    await maak_kopie(bron, tmp_path / "kopie", KLOK)
    await asyncio.to_thread(restore, doel, tmp_path / "kopie")
    async with _open(doel) as eerste:
        gemaakt = await _verstuur(eerste, VERLOREN)
        gezien = await _onthoud(eerste)
    weg = server.psql(f'DROP DATABASE "{eigen_database}" WITH (FORCE)')
    assert not weg.returncode, weg.stderr
    leeg = server.psql(f'CREATE DATABASE "{eigen_database}" TEMPLATE template1 OWNER {EIGENAAR}')
    assert not leeg.returncode, leeg.stderr
    await asyncio.to_thread(restore, bron, tmp_path / "kopie")
    async with _open(bron) as tweede:
        for partij in PARTIJEN:
            vanaf = await _is_vervallen(_post(tweede, partij, gezien.post[partij][-1].positie), "na")
            assert vanaf < 1000
        await _is_vervallen(_cijfers(tweede, gezien.k), "k")
        assert not gemaakt & await _verstuur(tweede, [*VERLOREN, *NIEUW])
        anders = {stuk.positie for stuk in await _post(tweede, AANBIEDER)} & {
            stuk.positie for stuk in gezien.post[AANBIEDER] if stuk.positie > 2**40
        }
        assert anders == set()


async def test_over_http_an_old_cursor_is_gone_and_the_link_leads_on(
    bron: Instellingen, doel: Instellingen, tmp_path: Path
) -> None:
    async with _open(bron) as gateway:
        await _verstuur(gateway, VOOR)
        await maak_kopie(bron, tmp_path / "kopie", KLOK)
        await _verstuur(gateway, VERLOREN)
        gezien = await _onthoud(gateway)
    await asyncio.to_thread(restore, doel, tmp_path / "kopie")
    async with _open(doel) as later, luister_bij(later, KLOK) as loket:
        await _verstuur(later, NIEUW)
        cursor, k = gezien.post[AANBIEDER][-1].positie, gezien.k
        await _leidt_verder(loket, f"/v1/berichten?richting=in&na={cursor}")
        for pad in (
            f"/v1/rapportages/stromen?periode=2026-03&k={k}",
            f"/v1/rapportages/stromen/bewegingen?periode=2026-03&k={k}",
            f"/v1/rapportages/wachttijden?periode=2026-03&k={k}",
            f"/v1/termijnen?k={k}",
            f"/v1/termijnen/samenvatting?k={k}",
            f"/v1/plafonds/2026?k={k}",
            f"/v1/aanbieders/{AANBIEDER}/plafonds/2026?k={k}",
            f"/v1/aanbieders/{AANBIEDER}/plafonds/2026/boekingen?k={k}",
            f"/v1/aanbieders/{AANBIEDER}/plafonds/2026/boekingen?na={cursor}.1",
        ):
            antwoord = await loket.vraag("GET", pad, "REGIO")
            assert (pad, antwoord.status, antwoord.codes) == (pad, 410, ["POSITIE-VERVALLEN"])


async def _leidt_verder(loket: Loket, pad: str) -> None:
    weg = await loket.vraag("GET", pad, AANBIEDER)
    assert (weg.status, weg.codes) == (410, ["POSITIE-VERVALLEN"])
    assert weg.json["bevindingen"][0]["pad"] == "?na"
    verder = weg.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
    lijst = (await loket.vraag("GET", verder, AANBIEDER)).json["berichten"]
    assert [stuk["berichtsoort"] for stuk in lijst if stuk["berichtsoort"] == "JW301"] == ["JW301"]
    assert all(stuk["positie"] > 2**40 and stuk["richting"] == "in" for stuk in lijst)


async def _watermerken(instellingen: Instellingen) -> list[datetime]:
    verbinding = await asyncpg.connect(instellingen.eigenaar_url)
    rijen = await verbinding.fetch("SELECT op FROM watermerk WHERE regio = $1 ORDER BY op", instellingen.regio)
    await verbinding.close()
    return [rij["op"] for rij in rijen]


async def test_a_backup_records_k_but_makes_no_sign_of_life_of_a_time_that_cannot_be_trusted(
    bron: Instellingen, tmp_path: Path
) -> None:
    await maak_kopie(bron, tmp_path / "een")
    (nu,) = await _watermerken(bron)
    lang_geleden = msgspec.structs.replace(bron, regios=(f"{bron.regio}x",))
    toen = nu - timedelta(days=400)
    eigenaar = await asyncpg.connect(bron.eigenaar_url)
    await eigenaar.execute("INSERT INTO watermerk VALUES ($1, $2, 7)", lang_geleden.regio, toen)
    await eigenaar.close()
    await maak_kopie(lang_geleden, tmp_path / "twee")
    assert (tmp_path / "twee").exists()
    assert await _watermerken(lang_geleden) == [toen]


async def test_a_database_without_tables_is_backed_up_all_the_same(doel: Instellingen, tmp_path: Path) -> None:
    await maak_kopie(doel, tmp_path / "leeg")
    assert (tmp_path / "leeg").exists()
