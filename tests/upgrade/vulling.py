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

from bellers import beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.pgprogramma import voer_uit
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.kopie import maak_kopie
from berichtenverkeer.gateway.opstart import werk_database_bij
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.ledger.reservekopie import restore
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import maak_streek
from berichtenverkeer.voorbeeldregio.verkeer import Verkeer
from berichtenverkeer.web.server import luister
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw319
from gateway.test_plafonds_in_de_gateway import rijen, toewijzing, verzoek
from gatewaybouw import BEGIN, StaandeKlok, ontvangen, register, stuur
from voorbeeldregio.gatewayloket import GatewayLoket, Maandklok

HOOFDSLEUTEL, ZOEKSLEUTEL = bytes(range(32)), bytes(range(32, 64))
STREEK, ZELF = "streek", "zelf"
OPZET = Opzet(
    aanbieders=4, jeugdigen=24, dagen=120, in_zorg=0.7, foutkans=0.3, herhaalkans=0.1, trajecten=1.0, wijzigkans=0.8
)
ZELF_KLOK = StaandeKlok(date(2026, 6, 1))
REGIOPARTIJ = {STREEK: "voorbeeldregio", ZELF: "REGIO"}
JAREN = (2025, 2026)
PERIODE = "2026-01..2026-04"
LIMIET = 100
METER = re.compile(r"^berichtenverkeer_(wachtend|onbeantwoord|weigeringen\w*|berichten|onverklaard)[ {].*?(\S+)$", re.M)


def partijen(gemeente: str) -> list[Partij]:
    """A gemeente that answers itself, or not yet; an aanbieder; the regional organisation."""
    return [
        Partij(soort="gemeente", code=GEMEENTE, naam="Gemeente", retour=gemeente, geldig_van=BEGIN),
        Partij(soort="aanbieder", code=AANBIEDER, naam="Aanbieder", geldig_van=BEGIN),
        Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
    ]


async def vul_streek(instellingen: Instellingen) -> None:
    """Four months of a generated region, with mistakes, repeats and declaraties; its own ceilings."""
    klok, streek = Maandklok(OPZET.begin), maak_streek(OPZET)
    async with open_gateway(instellingen, klok) as gateway:
        klok.gateway = gateway
        await gateway.register.laad(beheer(gateway), streek.register)
        await gateway.register.ververs(nu=True)
        await Verkeer(GatewayLoket(gateway, klok), klok, clients=1).draai(streek)


async def vul_zelf(gateway: Gateway) -> None:
    """Ceilings that are full, berichten that are refused, and a gemeente that from its second register answers itself.

    It approves one start, rejects a stop, and has one bericht still to answer.
    """
    geld = rijen(plafond_cents=100_000, beleid="blokkeren")
    await _laad(gateway, register(ZELF, **{**geld, "partijen": partijen("automatisch")}))
    for nummer in range(4):
        await ontvangen(gateway, verzoek(nummer), AANBIEDER)
    await ontvangen(gateway, toewijzing(0, volume=5), GEMEENTE)
    await ontvangen(gateway, jw319({"Antwoord/ReferentieAanbieder": "R1"}), GEMEENTE)
    await stuur(gateway, b"<geen-bericht/>", AANBIEDER)
    await stuur(gateway, b"\xff\xfe", AANBIEDER)
    await stuur(gateway, jw301(), AANBIEDER)
    await _laad(gateway, register(ZELF, **{**rijen(plafond_cents=90_000), "partijen": partijen("zelf")}))
    await ontvangen(gateway, jw301(), GEMEENTE)
    start, stop, los = jw305(), jw307(), jw305({"Header/BerichtIdentificatie/Identificatie": "LATER"})
    for bericht in (start, stop, los):
        await ontvangen(gateway, write(bericht), AANBIEDER)
    await ontvangen(gateway, retourbericht(start, [], "R-START", date(2026, 6, 1)), GEMEENTE)


async def vul_na_herstel(gateway: Gateway) -> None:
    """What came after a backup was put back: an answer, and mail that is taken."""
    await ontvangen(gateway, verzoek(3), AANBIEDER)
    await ontvangen(gateway, toewijzing(2), GEMEENTE)
    stop = jw307({"Header/BerichtIdentificatie/Identificatie": "STOP2"})
    await ontvangen(gateway, stop, AANBIEDER)
    await ontvangen(gateway, retourbericht(stop, [], "R-STOP2", date(2026, 6, 1)), GEMEENTE)


async def _laad(gateway: Gateway, inhoud: Inhoud) -> None:
    await gateway.register.laad(beheer(gateway), inhoud)
    await gateway.register.ververs(nu=True)


class Meelezer:
    """Asks the API and keeps each question with its answer."""

    def __init__(self, sessie: aiohttp.ClientSession, adres: str, tokens: dict[str, str]) -> None:
        self._sessie, self._adres, self._tokens = sessie, adres, tokens
        self.gezien: list[dict[str, Any]] = []

    async def vraag(self, wie: str, pad: str, methode: str = "GET", data: bytes | None = None) -> Any:
        """The JSON of an answer; of the gauges of /metrics their values, of anything else its SHA-256."""
        koppen = {"Authorization": f"Bearer {self._tokens[wie]}", "Content-Type": "application/xml"}
        async with self._sessie.request(methode, self._adres + pad, headers=koppen, data=data) as antwoord:
            gelezen = await antwoord.read()
            assert antwoord.status in (200, 201, 204), (pad, gelezen)
        inhoud: Any
        if pad == "/metrics":
            inhoud = dict(METER.findall(gelezen.decode()))
        elif "json" in antwoord.headers.get("Content-Type", ""):
            inhoud = json.loads(gelezen)
            if "/boekingen" in pad:
                del inhoud["k"]  # that of the moment of asking
        else:
            inhoud = hashlib.sha256(gelezen).hexdigest()
        if methode == "GET":
            self.gezien.append({"wie": wie, "pad": pad, "antwoord": inhoud})
        return inhoud


async def bevraag(lezer: Meelezer, regio: str, aanbieders: list[str], gemeenten: list[str], k: int) -> None:
    """Every figure as known at K, every mailbox, and some berichten with their threads."""
    baas = REGIOPARTIJ[regio]
    await lezer.vraag(baas, "/metrics")
    for dimensie in ("gebied", "segment"):
        for wat in ("stromen", "wachttijden"):
            await lezer.vraag(baas, f"/v1/rapportages/{wat}?periode={PERIODE}&dimensie={dimensie}&k={k}")
    await lezer.vraag(baas, f"/v1/rapportages/stromen/bewegingen?periode={PERIODE}&k={k}")
    for pad in ("", "/samenvatting"):
        await lezer.vraag(baas, f"/v1/termijnen{pad}?k={k}")
    for jaar in JAREN:
        await lezer.vraag(baas, f"/v1/plafonds/{jaar}?k={k}")
        for aanbieder in aanbieders:
            pad = f"/v1/aanbieders/{aanbieder}/plafonds/{jaar}"
            await lezer.vraag(aanbieder, f"{pad}?k={k}")
            await _bladzijden(lezer, aanbieder, f"{pad}/boekingen?limit={LIMIET}")
    for partij in (*aanbieders, *gemeenten):
        stukken = await _bladzijden(lezer, partij, f"/v1/berichten?limit={LIMIET}", "berichten")
        for stuk in stukken[::9]:
            for wat in ("", "/payload", "/draad"):
                await lezer.vraag(partij, f"/v1/berichten/{stuk['id']}{wat}")


async def _bladzijden(lezer: Meelezer, wie: str, pad: str, lijst: str = "boekingen") -> list[Any]:
    gelezen: list[Any] = []
    volgende: str | None = pad
    while volgende is not None:
        antwoord = await lezer.vraag(wie, volgende)
        gelezen += antwoord[lijst]
        volgende = antwoord["volgende"]
    return gelezen


async def lees_af(instellingen: Instellingen, klok: Any) -> dict[str, Any]:
    """Tokens for everybody, some mail taken, then all questions with their answers."""
    regio = instellingen.regio
    async with open_gateway(instellingen, klok) as gateway:
        stand, dag = gateway.register.stand, klok().date()
        soort = {een.code: een.soort for een in stand.rijen(Partij) if stand.partij(een.code, dag)}
        tokens = {code: (await gateway.toegang.nieuw(beheer(gateway), code, "upgrade"))[1] for code in soort}
        await gateway.register.ververs(nu=True)
        async with gateway.database.lees() as conn:
            partijen_met_post = {
                rij["partij"] for rij in await conn.fetch("select distinct partij from postvak where regio = $1", regio)
            }
        aanbieders = sorted(code for code in partijen_met_post if soort[code] == "aanbieder")
        gemeenten = sorted(code for code in partijen_met_post if soort[code] == "gemeente")
        async with luister(Gateways([gateway]), "127.0.0.1", 0) as poort, aiohttp.ClientSession() as sessie:
            lezer = Meelezer(sessie, f"http://127.0.0.1:{poort}", tokens)
            for partij in (aanbieders[0], gemeenten[0]):
                wachtend = await lezer.vraag(partij, "/v1/berichten?status=wachtend&richting=in&limit=3")
                for stuk in wachtend["berichten"]:
                    await lezer.vraag(partij, f"/v1/berichten/{stuk['id']}", "DELETE")
            lezer.gezien.clear()
            await leg_watermerk_vast(gateway.database, regio, klok())
            async with gateway.database.lees() as conn:
                k = await watermerk.watermerk(Grootboek(conn, regio))
            await bevraag(lezer, regio, aanbieders, gemeenten, k)
    gebruikt = {een["wie"] for een in lezer.gezien}
    return {
        "regio": regio,
        "nu": klok().isoformat(),
        "k": k,
        "tokens": {wie: tokens[wie] for wie in sorted(gebruikt)},
        "gezien": lezer.gezien,
    }


def bewaar(bestand: Path, tekst: str) -> None:
    """As gzip, the same bytes for the same text."""
    bestand.write_bytes(gzip.compress(tekst.encode() + b"\n", 9, mtime=0))


def _geen_geheim(teller: Iterator[int]) -> Any:
    return lambda _bytes=None: f"geen-geheim-{next(teller):04d}"


async def maak(map_: Path, doel: Path) -> None:
    """Fill, back up, put back, go on; then dump the database and write down what it says."""
    omgeving = {
        "BV_HOOFDSLEUTEL": base64.b64encode(HOOFDSLEUTEL).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(ZOEKSLEUTEL).decode(),
    }
    eerst = lees_instellingen({**omgeving, "BV_DATA": str(map_ / "eerst"), "BV_REGIO": STREEK})
    later = msgspec.structs.replace(eerst, data=map_ / "later")
    await werk_database_bij(eerst)
    gebruik = (
        await asyncio.to_thread(embedded.gebruik, eerst.data),
        await asyncio.to_thread(embedded.gebruik, later.data),
    )
    try:
        await vul_streek(eerst)
        async with open_gateway(msgspec.structs.replace(eerst, regios=(ZELF,)), ZELF_KLOK) as gateway:
            await vul_zelf(gateway)
            await leg_watermerk_vast(gateway.database, ZELF, ZELF_KLOK())
        await maak_kopie(eerst, map_ / "kopie", Maandklok(OPZET.einde))
        await asyncio.to_thread(restore, later, map_ / "kopie")
        async with open_gateway(msgspec.structs.replace(later, regios=(ZELF,)), ZELF_KLOK) as gateway:
            await vul_na_herstel(gateway)
        morgen = Maandklok(OPZET.einde + timedelta(days=1)), StaandeKlok(date(2026, 6, 2))
        regios = [
            await lees_af(msgspec.structs.replace(later, regios=(regio,)), klok)
            for regio, klok in zip((STREEK, ZELF), morgen, strict=True)
        ]
        uit = voer_uit("pg_dump", f"--dbname={gebruik[1].server.eigenaar_url}", "--no-owner")
        assert not uit.returncode, uit.stderr
    finally:
        for een in gebruik:
            await asyncio.to_thread(een.sluit)
    regels = [regel for regel in uit.stdout.splitlines() if not regel.startswith(("\\restrict", "\\unrestrict"))]
    bewaar(doel / "database.sql.gz", "\n".join(regels))
    bewaar(doel / "cijfers.json.gz", json.dumps(regios, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    secrets.token_urlsafe = _geen_geheim(itertools.count(1))
    with tempfile.TemporaryDirectory() as tijdelijk:
        asyncio.run(maak(Path(tijdelijk), Path(sys.argv[1]).absolute()))
