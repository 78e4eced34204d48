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

from bellers import administration, as_
from berichtenverkeer.berichten import Bericht, identificatie, write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.embedded import OWNER, Server
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.backups import make_backup
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.startup import check_start
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.backup_restore import restore
from berichtenverkeer.ledger.epoch import PositionVervallen
from berichtenverkeer.plafonds.view import BoekingenQuery
from berichtenverkeer.postvak.tray import Poststuk, PostvakQuery
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.termijnen.clocks import Question
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, received, retour_van
from gatewaycijfers import cijfers
from web.desk import Desk, luister_bij

KLOK = StaandeKlok(date(2026, 4, 15))
PARTIJEN = (AANBIEDER, GEMEENTE)
VOOR: list[tuple[Bericht, str]] = [(verzoek(0), AANBIEDER), (jw301(), GEMEENTE)]
VERLOREN: list[tuple[Bericht, str]] = [(jw305(), AANBIEDER), (verzoek(1), AANBIEDER), (toewijzing(1), GEMEENTE)]
NEW: list[tuple[Bericht, str]] = [(verzoek(2), AANBIEDER), (verzoek(3), AANBIEDER), (toewijzing(2), GEMEENTE)]


class Gezien(msgspec.Struct):
    """What the parties remember of a gateway: their mail by party, and what can be asked again."""

    post: dict[str, list[Poststuk]]
    identificaties: dict[str, set[str]]
    k: int
    cijfers: Any
    boekingen: Any


@asynccontextmanager
async def _open(config: Settings) -> AsyncIterator[Gateway]:
    async with gateway_met_register(config, KLOK, **rows(plafond_cents=10_000, beleid="blokkeren")) as gateway:
        yield gateway


async def _verstuur(gateway: Gateway, shipments: list[tuple[Bericht, str]]) -> set[str]:
    """Hand them in; the Identificaties that the gateway made for their answers."""
    made = set()
    for bericht, who in shipments:
        receipt = await received(gateway, bericht, who)
        assert not receipt.is_herhaald
        made.add(identificatie(await retour_van(gateway, receipt, who)))
    return made


async def _post(gateway: Gateway, partij: str, na: int = 0) -> list[Poststuk]:
    """All mail behind a cursor, in pages of two."""
    pieces: list[Poststuk] = []
    following: int | None = na
    while following is not None:
        page = await gateway.postvak.listing(as_(gateway, partij), PostvakQuery(after=following, limit=2))
        pieces += page.pieces
        following = page.volgende
    return pieces


async def _figures(gateway: Gateway, k: int) -> Any:
    async with cijfers(gateway, k=k) as figures:
        flows = figures.ask(STROMEN, "2026-03")
    return (
        flows,
        (await gateway.termijnen.klokken(administration(gateway), Question(), k=k)).klokken,
        (await gateway.plafonds.from_aanbieder(administration(gateway), AANBIEDER, 2026, k)).plafonds,
    )


async def _boekingen(gateway: Gateway, **otherwise: Any) -> Any:
    question = BoekingenQuery(aanbieder=AANBIEDER, jaar=2026, limit=50, **{"after": (0, 0), **otherwise})
    return (await gateway.plafonds.boekingen(administration(gateway), question)).boekingen


async def _onthoud(gateway: Gateway) -> Gezien:
    async with gateway.database.lees() as conn:
        k = await watermark.watermark(Grootboek(conn, gateway.regio))
    post = {partij: await _post(gateway, partij) for partij in PARTIJEN}
    made = {partij: {piece.identificatie for piece in pieces} for partij, pieces in post.items()}
    return Gezien(post, made, k, await _figures(gateway, k), await _boekingen(gateway))


async def _is_vervallen(question: Any, parameter: str) -> int:
    with pytest.raises(PositionVervallen) as fault:
        await question
    assert (fault.value.status, fault.value.parameter) == (410, parameter)
    return fault.value.vanaf


async def test_after_a_restore_nothing_is_skipped_and_nothing_repeats(
    origin: Settings, target: Settings, tmp_path: Path
) -> None:
    async with _open(origin) as gateway:
        toen_gemaakt = await _verstuur(gateway, VOOR)
        await make_backup(origin, tmp_path / "kopie", KLOK)
        saved = await _onthoud(gateway)
        verloren_gemaakt = await _verstuur(gateway, VERLOREN)
        seen = await _onthoud(gateway)
    await asyncio.to_thread(restore, target, tmp_path / "kopie")
    await check_start(target)
    async with _open(target) as later:
        # What a party saw last is lost: it hears so, and where to go on. From there it misses nothing.
        for partij in PARTIJEN:
            cursor = seen.post[partij][-1].positie
            since = await _is_vervallen(_post(later, partij, cursor), "na")
            assert await _post(later, partij, since) == []
            assert await _post(later, partij) == saved.post[partij]
            assert await _post(later, partij, saved.post[partij][-1].positie) == []
        await _is_vervallen(_boekingen(later, after=(seen.boekingen[-1].positie, 1)), "na")
        # Figures of what is kept are what they were; those of what was lost are not given.
        assert await _figures(later, saved.k) == saved.cijfers
        assert await _is_vervallen(_figures(later, seen.k), "k") == saved.k
        # What was lost is accepted again, byte for byte; new mail comes behind every cursor that is good.
        opnieuw_gemaakt = await _verstuur(later, VERLOREN)
        nieuw_gemaakt = await _verstuur(later, NEW)
        for partij in PARTIJEN:
            everything = await _post(later, partij)
            envelope = saved.post[partij]
            assert everything[: len(envelope)] == envelope
            assert await _post(later, partij, envelope[-1].positie) == everything[len(envelope) :]
            assert min(piece.positie for piece in everything[len(envelope) :]) > max(
                piece.positie for piece in seen.post[partij]
            )
            assert {write(bericht) for bericht, _ in (*VOOR, *VERLOREN, *NEW)} >= {
                await later.postvak.payload(as_(later, partij), piece.bericht_id)
                for piece in everything
                if piece.richting == "uit" and piece.identificatie[:2] not in ("BV", "NT")
            }
        # No Identificatie that the gateway makes is ever made again, of a retour or of a JW319.
        groups = [toen_gemaakt, verloren_gemaakt, opnieuw_gemaakt, nieuw_gemaakt]
        assert sum(map(len, groups)) == len(set().union(*groups))
        own = [
            {name for names in beeld.identificaties.values() for name in names if name[:2] in ("BV", "NT")}
            for beeld in (seen, await _onthoud(later))
        ]
        assert {name[:2] for name in own[0] & own[1]} == {"BV", "NT"}, "both kinds were made before the backup"
        assert own[0] & own[1] == {
            name for names in saved.identificaties.values() for name in names if name[:2] in ("BV", "NT")
        }
        assert all(len(name) == 12 for name in own[1])
        assert not any((await rebuild(later.database, later.regio)).verschillen.values())


async def test_the_same_backup_put_back_twice_forgets_no_epoch(
    origin: Settings, target: Settings, server: Server, eigen_database: str, tmp_path: Path
) -> None:
    """The second time the database does not know that there was a first; the parties do."""
    async with _open(origin) as gateway:
        await _verstuur(gateway, VOOR)
    await make_backup(origin, tmp_path / "kopie", KLOK)
    await asyncio.to_thread(restore, target, tmp_path / "kopie")
    async with _open(target) as first:
        made = await _verstuur(first, VERLOREN)
        seen = await _onthoud(first)
    gone = server.psql(f'DROP DATABASE "{eigen_database}" WITH (FORCE)')
    assert not gone.returncode, gone.stderr
    empty = server.psql(f'CREATE DATABASE "{eigen_database}" TEMPLATE template1 OWNER {OWNER}')
    assert not empty.returncode, empty.stderr
    await asyncio.to_thread(restore, origin, tmp_path / "kopie")
    async with _open(origin) as tweede:
        for partij in PARTIJEN:
            since = await _is_vervallen(_post(tweede, partij, seen.post[partij][-1].positie), "na")
            assert since < 1000
        await _is_vervallen(_figures(tweede, seen.k), "k")
        assert not made & await _verstuur(tweede, [*VERLOREN, *NEW])
        otherwise = {piece.positie for piece in await _post(tweede, AANBIEDER)} & {
            piece.positie for piece in seen.post[AANBIEDER] if piece.positie > 2**40
        }
        assert otherwise == set()


async def test_over_http_an_old_cursor_is_gone_and_the_link_leads_on(
    origin: Settings, target: Settings, tmp_path: Path
) -> None:
    async with _open(origin) as gateway:
        await _verstuur(gateway, VOOR)
        await make_backup(origin, tmp_path / "kopie", KLOK)
        await _verstuur(gateway, VERLOREN)
        seen = await _onthoud(gateway)
    await asyncio.to_thread(restore, target, tmp_path / "kopie")
    async with _open(target) as later, luister_bij(later, KLOK) as desk:
        await _verstuur(later, NEW)
        cursor, k = seen.post[AANBIEDER][-1].positie, seen.k
        await _leidt_verder(desk, f"/v1/berichten?richting=in&na={cursor}")
        for pad in (
            f"/v1/rapportages/stromen?periode=2026-03&k={k}",
            f"/v1/rapportages/stromen/achter?periode=2026-03&k={k}",
            f"/v1/rapportages/wachttijden?periode=2026-03&k={k}",
            f"/v1/termijnen?k={k}",
            f"/v1/termijnen/samenvatting?k={k}",
            f"/v1/plafonds/2026?k={k}",
            f"/v1/aanbieders/{AANBIEDER}/plafonds/2026?k={k}",
            f"/v1/aanbieders/{AANBIEDER}/plafonds/2026/boekingen?k={k}",
            f"/v1/aanbieders/{AANBIEDER}/plafonds/2026/boekingen?na={cursor}.1",
        ):
            antwoord = await desk.vraag("GET", pad, "REGIO")
            assert (pad, antwoord.status, antwoord.codes) == (pad, 410, ["POSITIE-VERVALLEN"])


async def _leidt_verder(desk: Desk, pad: str) -> None:
    gone = await desk.vraag("GET", pad, AANBIEDER)
    assert (gone.status, gone.codes) == (410, ["POSITIE-VERVALLEN"])
    assert gone.json["bevindingen"][0]["pad"] == "?na"
    further = gone.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
    listing = (await desk.vraag("GET", further, AANBIEDER)).json["berichten"]
    assert [piece["berichtsoort"] for piece in listing if piece["berichtsoort"] == "JW301"] == ["JW301"]
    assert all(piece["positie"] > 2**40 and piece["richting"] == "in" for piece in listing)


async def _watermerken(config: Settings) -> list[datetime]:
    connection = await asyncpg.connect(config.eigenaar_url)
    rows = await connection.fetch("SELECT op FROM watermerk WHERE regio = $1 ORDER BY op", config.regio)
    await connection.close()
    return [row["op"] for row in rows]


async def test_a_backup_records_k_but_makes_no_sign_of_life_of_a_time_that_cannot_be_trusted(
    origin: Settings, tmp_path: Path
) -> None:
    await make_backup(origin, tmp_path / "een")
    (now,) = await _watermerken(origin)
    lang_geleden = msgspec.structs.replace(origin, regios=(f"{origin.regio}x",))
    then = now - timedelta(days=400)
    eigenaar = await asyncpg.connect(origin.eigenaar_url)
    await eigenaar.execute("INSERT INTO watermerk VALUES ($1, $2, 7)", lang_geleden.regio, then)
    await eigenaar.close()
    await make_backup(lang_geleden, tmp_path / "twee")
    assert (tmp_path / "twee").exists()
    assert await _watermerken(lang_geleden) == [then]


async def test_a_database_without_tables_is_backed_up_all_the_same(target: Settings, tmp_path: Path) -> None:
    await make_backup(target, tmp_path / "leeg")
    assert (tmp_path / "leeg").exists()
