# SPDX-License-Identifier: EUPL-1.2
"""Makes what an upgrade is tried on: a database as the version of now fills it, and what its API says of it.

    PYTHONPATH=src:tests python -m upgrade.vulling tests/upgrade

Run it on the release that is to be upgraded from, never on the one that is tried. All in it is made up: the keys are
those of the tests, the tokens say that they are no secret, the BSNs are of the test range.
"""

import asyncio
import base64
import gzip
import hashlib
import itertools
import json
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.pg_program import run
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.backups import make_backup
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.startup import update_database
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.backup_restore import restore
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.voorbeeldregio.district import make_district
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.traffic import Traffic
from berichtenverkeer.web.server import listen
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw319
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gatewaybouw import BEGIN, StaandeKlok, received, register, stuur
from voorbeeldregio.gatewayloket import GatewayLoket, Maandklok

HOOFDSLEUTEL, ZOEKSLEUTEL = bytes(range(32)), bytes(range(32, 64))
STREEK, ZELF = "streek", "zelf"
OPZET = Setup(
    aanbieders=4, jeugdigen=24, dagen=120, in_zorg=0.7, foutkans=0.3, herhaalkans=0.1, trajecten=1.0, wijzigkans=0.8
)
ZELF_KLOK = StaandeKlok(date(2026, 6, 1))
REGIOPARTIJ = {STREEK: "voorbeeldregio", ZELF: "REGIO"}
JAREN = (2025, 2026)
PERIODE = "2026-01..2026-04"
LIMIT = 100
METER = re.compile(r"^berichtenverkeer_(wachtend|onbeantwoord|weigeringen\w*|berichten|onverklaard)[ {].*?(\S+)$", re.M)


def partijen(gemeente: str) -> list[Partij]:
    """A gemeente that answers itself, or not yet; an aanbieder; the regional organisation."""
    return [
        Partij(soort="gemeente", code=GEMEENTE, naam="Gemeente", retour=gemeente, geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Aanbieder", geldig_van=BEGIN),
        Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
    ]


async def vul_streek(config: Settings) -> None:
    """Four months of a generated region, with mistakes, repeats and declaraties; its own ceilings."""
    clock, district = Maandklok(OPZET.begin), make_district(OPZET)
    async with open_gateway(config, clock) as gateway:
        clock.gateway = gateway
        await gateway.register.load(administration(gateway), district.register)
        await gateway.register.refresh(now=True)
        await Traffic(GatewayLoket(gateway, clock), clock, clients=1).run(district)


async def vul_zelf(gateway: Gateway) -> None:
    """Ceilings that are full, berichten that are refused, and a gemeente that from its second register answers itself.

    It approves one start, rejects a stop, and has one bericht still to answer.
    """
    money = rows(plafond_cents=100_000, beleid="blokkeren")
    await _laad(gateway, register(ZELF, **{**money, "partijen": partijen("automatisch")}))
    for number in range(4):
        await received(gateway, verzoek(number), AANBIEDER)
    await received(gateway, toewijzing(0, volume=5), GEMEENTE)
    await received(gateway, jw319({"Antwoord/ReferentieAanbieder": "R1"}), GEMEENTE)
    await stuur(gateway, b"<geen-bericht/>", AANBIEDER)
    await stuur(gateway, b"\xff\xfe", AANBIEDER)
    await stuur(gateway, jw301(), AANBIEDER)
    await _laad(gateway, register(ZELF, **{**rows(plafond_cents=90_000), "partijen": partijen("zelf")}))
    await received(gateway, jw301(), GEMEENTE)
    start, stop, loose = jw305(), jw307(), jw305({"Header/BerichtIdentificatie/Identificatie": "LATER"})
    for bericht in (start, stop, loose):
        await received(gateway, write(bericht), AANBIEDER)
    await received(gateway, retourbericht(start, [], "R-START", date(2026, 6, 1)), GEMEENTE)


async def vul_na_herstel(gateway: Gateway) -> None:
    """What came after a backup was put back: an answer, and mail that is taken."""
    await received(gateway, verzoek(3), AANBIEDER)
    await received(gateway, toewijzing(2), GEMEENTE)
    stop = jw307({"Header/BerichtIdentificatie/Identificatie": "STOP2"})
    await received(gateway, stop, AANBIEDER)
    await received(gateway, retourbericht(stop, [], "R-STOP2", date(2026, 6, 1)), GEMEENTE)


async def _laad(gateway: Gateway, content: Content) -> None:
    await gateway.register.load(administration(gateway), content)
    await gateway.register.refresh(now=True)


class Meelezer:
    """Asks the API and keeps each question with its answer."""

    def __init__(self, session: aiohttp.ClientSession, address: str, tokens: dict[str, str]) -> None:
        self._session, self._address, self._tokens = session, address, tokens
        self.gezien: list[dict[str, Any]] = []

    async def vraag(self, who: str, pad: str, method: str = "GET", data: bytes | None = None) -> Any:
        """The JSON of an answer; of the gauges of /metrics their values, of anything else its SHA-256."""
        envelopes = {"Authorization": f"Bearer {self._tokens[who]}", "Content-Type": "application/xml"}
        async with self._session.request(method, self._address + pad, headers=envelopes, data=data) as antwoord:
            was_read = await antwoord.read()
            assert antwoord.status in (200, 201, 204), (pad, was_read)
        content: Any
        if pad == "/metrics":
            content = dict(METER.findall(was_read.decode()))
        elif "json" in antwoord.headers.get("Content-Type", ""):
            content = json.loads(was_read)
            if "/boekingen" in pad:
                del content["k"]  # that of the moment of asking
        else:
            content = hashlib.sha256(was_read).hexdigest()
        if method == "GET":
            self.gezien.append({"wie": who, "pad": pad, "antwoord": content})
        return content


async def bevraag(reader: Meelezer, regio: str, aanbieders: list[str], gemeenten: list[str], k: int) -> None:
    """Every figure as known at K, every mailbox, and some berichten with their threads."""
    baas = REGIOPARTIJ[regio]
    await reader.vraag(baas, "/metrics")
    for dimension in ("gebied", "segment"):
        for what in ("stromen", "wachttijden"):
            await reader.vraag(baas, f"/v1/rapportages/{what}?periode={PERIODE}&per={dimension}&k={k}")
    for pad in ("", "/samenvatting"):
        await reader.vraag(baas, f"/v1/termijnen{pad}?k={k}")
    for jaar in JAREN:
        await reader.vraag(baas, f"/v1/plafonds/{jaar}?k={k}")
        for aanbieder in aanbieders:
            pad = f"/v1/aanbieders/{aanbieder}/plafonds/{jaar}"
            await reader.vraag(aanbieder, f"{pad}?k={k}")
            await _bladzijden(reader, aanbieder, f"{pad}/boekingen?limit={LIMIT}")
    for partij in (*aanbieders, *gemeenten):
        pieces = await _bladzijden(reader, partij, f"/v1/berichten?limit={LIMIT}", "berichten")
        for piece in pieces[::9]:
            for what in ("", "/payload", "/draad"):
                await reader.vraag(partij, f"/v1/berichten/{piece['id']}{what}")


async def _bladzijden(reader: Meelezer, who: str, pad: str, listing: str = "boekingen") -> list[Any]:
    was_read: list[Any] = []
    following: str | None = pad
    while following is not None:
        antwoord = await reader.vraag(who, following)
        was_read += antwoord[listing]
        following = antwoord["volgende"]
    return was_read


async def lees_af(config: Settings, clock: Any) -> dict[str, Any]:
    """Tokens for everybody, some mail taken, then all questions with their answers."""
    regio = config.regio
    async with open_gateway(config, clock) as gateway:
        stand, day = gateway.register.stand, clock().date()
        soort = {one.code: one.soort for one in stand.rows(Partij) if stand.partij(one.code, day)}
        tokens = {code: (await gateway.access.create(administration(gateway), code, "upgrade"))[1] for code in soort}
        await gateway.register.refresh(now=True)
        async with gateway.database.lees() as conn:
            partijen_met_post = {
                row["partij"]
                for row in await conn.fetch("select distinct partij from wachtend where regio = $1", regio)
            }
        aanbieders = sorted(code for code in partijen_met_post if soort[code] == "aanbieder")
        gemeenten = sorted(code for code in partijen_met_post if soort[code] == "gemeente")
        async with listen(Gateways([gateway]), "127.0.0.1", 0) as poort, aiohttp.ClientSession() as session:
            reader = Meelezer(session, f"http://127.0.0.1:{poort}", tokens)
            for partij in (aanbieders[0], gemeenten[0]):
                waiting = await reader.vraag(partij, "/v1/berichten?status=wachtend&richting=in&limit=3")
                for piece in waiting["berichten"]:
                    await reader.vraag(partij, f"/v1/berichten/{piece['id']}", "DELETE")
            reader.gezien.clear()
            await record_watermark(gateway.database, regio, clock())
            async with gateway.database.lees() as conn:
                k = await watermark.watermark(Grootboek(conn, regio))
            await bevraag(reader, regio, aanbieders, gemeenten, k)
    used = {one["wie"] for one in reader.gezien}
    return {
        "regio": regio,
        "nu": clock().isoformat(),
        "k": k,
        "tokens": {who: tokens[who] for who in sorted(used)},
        "gezien": reader.gezien,
    }


def save(bestand: Path, text: str) -> None:
    """As gzip, the same bytes for the same text."""
    bestand.write_bytes(gzip.compress(text.encode() + b"\n", 9, mtime=0))


def _geen_geheim(teller: Iterator[int]) -> Any:
    return lambda _bytes=None: f"geen-geheim-{next(teller):04d}"


async def make(map_: Path, target: Path) -> None:
    """Fill, back up, put back, go on; then dump the database and write down what it says."""
    environment = {
        "BV_HOOFDSLEUTEL": base64.b64encode(HOOFDSLEUTEL).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(ZOEKSLEUTEL).decode(),
    }
    first = read_settings({**environment, "BV_DATA": str(map_ / "eerst"), "BV_REGIO": STREEK})
    later = msgspec.structs.replace(first, data=map_ / "later")
    await update_database(first)
    use = (
        await asyncio.to_thread(embedded.use, first.data),
        await asyncio.to_thread(embedded.use, later.data),
    )
    try:
        await vul_streek(first)
        async with open_gateway(msgspec.structs.replace(first, regios=(ZELF,)), ZELF_KLOK) as gateway:
            await vul_zelf(gateway)
            await record_watermark(gateway.database, ZELF, ZELF_KLOK())
        await make_backup(first, map_ / "kopie", Maandklok(OPZET.einde))
        await asyncio.to_thread(restore, later, map_ / "kopie")
        async with open_gateway(msgspec.structs.replace(later, regios=(ZELF,)), ZELF_KLOK) as gateway:
            await vul_na_herstel(gateway)
        morgen = Maandklok(OPZET.einde + timedelta(days=1)), StaandeKlok(date(2026, 6, 2))
        regios = [
            await lees_af(msgspec.structs.replace(later, regios=(regio,)), clock)
            for regio, clock in zip((STREEK, ZELF), morgen, strict=True)
        ]
        out = run("pg_dump", f"--dbname={use[1].server.eigenaar_url}", "--no-owner")
        assert not out.returncode, out.stderr
    finally:
        for one in use:
            await asyncio.to_thread(one.close)
    regels = [regel for regel in out.stdout.splitlines() if not regel.startswith(("\\restrict", "\\unrestrict"))]
    save(target / "database.sql.gz", "\n".join(regels))
    save(target / "cijfers.json.gz", json.dumps(regios, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    secrets.token_urlsafe = _geen_geheim(itertools.count(1))
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(make(Path(temporary), Path(sys.argv[1]).absolute()))
