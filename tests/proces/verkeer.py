# SPDX-License-Identifier: EUPL-1.2
"""Traffic that is not impressed: lives of youths, told in order by a few clients that repeat what was not acknowledged.

Two gemeenten and two aanbieders. GEMEENTE and AANBIEDER have the gateway answer for them; the other two answer
themselves. There is a plafond, so that care books money, and declaraties settle it; some are large.
"""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import Any

import aiohttp
import msgspec

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.register.rijen import Contract, Gebied, Gemeente, Partij, Plafond, Product, Tarief
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, GEMEENTE, bsns, jw301, jw305, jw307, jw315, jw323
from gatewaybouw import BEGIN

ZELF_GEMEENTE, ZELF_AANBIEDER = "1916", "42420001"
PARTIJEN = {GEMEENTE: "gemeente", ZELF_GEMEENTE: "gemeente", AANBIEDER: "aanbieder", ZELF_AANBIEDER: "aanbieder"}
CLIENTEN = 6
TARIEF_CENTS, UREN = 10_000, 2
AANTAL_GROOT = 450
"""Lines of a large declaratie: some 300 kB."""

BSNS = list(islice(bsns(), 9_000))
_APRIL = {"Begindatum": "2026-04-01", "Einddatum": "2026-04-30"}
_FOUT = Bevinding(
    code="TR018", niveau=Niveau.BERICHT, pad="", regelnummer=None, tekst="fout", actie="herstel", retourcode="0001"
)
_VANDAAG = date(2026, 6, 1)


class Zending(msgspec.Struct, frozen=True):
    """A bericht as one party sends it; `antwoord_op` is the number of the one that it answers, within its life."""

    verzender: str
    data: bytes
    antwoord_op: int | None = None
    is_groot: bool = False


class Bevestiging(msgspec.Struct, frozen=True):
    """What was acknowledged: `retour_id` names the answer of the gateway, `heen_id` what a party answered itself."""

    verzender: str
    sha256: bytes
    oordeel: str
    retour_id: str | None
    heen_id: str | None


def register_rijen() -> dict[str, list[Any]]:
    """Parties, one product with a price, and plafonds that do not last for ever: there is a no as well as a yes."""
    jaar: dict[str, Any] = {"geldig_van": date(2026, 1, 1), "geldig_tot": date(2026, 12, 31)}
    zelf = {ZELF_GEMEENTE, ZELF_AANBIEDER}
    return {
        "partijen": [
            Partij(
                soort=soort,
                code=code,
                naam=f"Partij {code}",
                retour="zelf" if code in zelf else "automatisch",
                geldig_van=BEGIN,
            )
            for code, soort in PARTIJEN.items()
        ]
        + [Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN)],
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=code, gebied="a", geldig_van=BEGIN) for code in (GEMEENTE, ZELF_GEMEENTE)],
        "producten": [Product(categorie="45", code="45A04", omschrijving="P", geldig_van=BEGIN)],
        "contracten": [
            Contract(aanbieder=een, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
            for een in (AANBIEDER, ZELF_AANBIEDER)
        ],
        "tarieven": [Tarief(categorie="45", code="45A04", jaar=2026, eenheid="04", tarief_cents=TARIEF_CENTS, **jaar)],
        "plafonds": [
            Plafond(aanbieder=een, jaar=2026, bedrag_cents=10_000_000, **jaar) for een in (AANBIEDER, ZELF_AANBIEDER)
        ],
    }


def leven(nummer: int) -> list[Zending]:
    """Asked, granted, started, declared, stopped; where a party answers itself, with its answer, now and then a no."""
    is_zelf = nummer % 3 == 0
    gemeente, aanbieder = (ZELF_GEMEENTE, ZELF_AANBIEDER) if is_zelf else (GEMEENTE, AANBIEDER)
    berichten = list(_berichten(nummer, gemeente, aanbieder, is_groot=nummer % 16 == 1))
    zendingen: list[Zending] = []
    for stap, bericht in enumerate(berichten):
        verzender = bericht.header.afzender
        data = write(bericht)
        zendingen.append(Zending(verzender, data, is_groot=len(data) > 256 * 1024))
        if is_zelf:
            ontvanger = aanbieder if verzender == gemeente else gemeente
            afwijzen = (nummer + stap) % 7 == 0
            antwoord = write(_antwoord(bericht, f"Z{nummer}-{stap}", afwijzen=afwijzen))
            zendingen.append(Zending(ontvanger, antwoord, antwoord_op=len(zendingen) - 1))
    return zendingen


def _antwoord(heen: Bericht, identificatie: str, *, afwijzen: bool) -> Bericht:
    bevindingen = [_FOUT] if afwijzen else []
    if isinstance(heen, JW323):
        return declaratieantwoord(heen, bevindingen, identificatie, _VANDAAG)
    return retourbericht(heen, bevindingen, identificatie, _VANDAAG)


def _berichten(nummer: int, gemeente: str, aanbieder: str, *, is_groot: bool) -> Iterator[Bericht]:
    bsn, referentie = BSNS[nummer % len(BSNS)], f"R{nummer}"
    van, naar = ("Header/Afzender", "Header/Ontvanger")
    eigen = {"Header/BerichtIdentificatie/Identificatie": f"K{nummer}"}
    van_aanbieder = {**eigen, van: aanbieder, naar: gemeente}
    product = "Client/ToegewezenProducten/ToegewezenProduct[1]"
    yield jw315(
        {
            **van_aanbieder,
            "Client/Bsn": bsn,
            "Client/AangevraagdeProducten/AangevraagdProduct[1]/ReferentieAanbieder": referentie,
        }
    )
    yield jw301(
        {
            **eigen,
            van: gemeente,
            naar: aanbieder,
            "Client/Bsn": bsn,
            f"{product}/ToewijzingNummer": nummer,
            f"{product}/ReferentieAanbieder": referentie,
        }
    )
    yield jw305({**van_aanbieder, "Client/Bsn": bsn, "Client/StartProducten/StartProduct[1]/ToewijzingNummer": nummer})
    yield _declaratie(nummer, bsn, van_aanbieder, is_groot=is_groot)
    yield jw307({**van_aanbieder, "Client/Bsn": bsn, "Client/StopProducten/StopProduct[1]/ToewijzingNummer": nummer})


def _declaratie(nummer: int, bsn: str, van_aanbieder: dict[str, str], *, is_groot: bool) -> JW323:
    """Of April, one line that is right; a large one has many more, on toewijzingen of nobody."""
    prestatie = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    bedrag = UREN * TARIEF_CENTS
    regel = {
        "Declaratie/Clienten/Client[1]/Bsn": bsn,
        f"{prestatie}/ToewijzingNummer": nummer,
        f"{prestatie}/ProductReferentie": {"ReferentieNummer": f"P{nummer}"},
        f"{prestatie}/ProductPeriode": _APRIL,
        f"{prestatie}/GeleverdVolume": UREN,
        f"{prestatie}/Eenheid": "04",
        f"{prestatie}/ProductTarief": TARIEF_CENTS,
        f"{prestatie}/IngediendBedrag": {"Bedrag": bedrag, "DebetCredit": "D"},
    }
    bericht = jw323(
        {
            **van_aanbieder,
            "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
            "Declaratie/DeclaratieNummer": f"D{nummer}",
            "Declaratie/DeclaratiePeriode": _APRIL,
            "Declaratie/DeclaratieDagtekening": "2026-05-20",
            "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": bedrag, "DebetCredit": "D"},
            **regel,
        }
    )
    return _met_meer(bericht, nummer) if is_groot else bericht


def _met_meer(bericht: JW323, nummer: int) -> JW323:
    declaratie = bericht.declaratie
    (client,) = declaratie.clienten.client
    goed = client.prestaties.prestatie[0]
    meer = [
        msgspec.structs.replace(
            goed,
            product_referentie=msgspec.structs.replace(goed.product_referentie, referentie_nummer=f"P{nummer}-{volg}"),
            toewijzing_nummer=100_000_000 + volg,
        )
        for volg in range(AANTAL_GROOT)
    ]
    prestaties = msgspec.structs.replace(client.prestaties, prestatie=(goed, *meer))
    clienten = msgspec.structs.replace(
        declaratie.clienten, client=(msgspec.structs.replace(client, prestaties=prestaties),)
    )
    totaal = msgspec.structs.replace(
        declaratie.totaal_ingediend_bedrag, totaal_bedrag=(AANTAL_GROOT + 1) * goed.ingediend_bedrag.bedrag
    )
    return msgspec.structs.replace(
        bericht, declaratie=msgspec.structs.replace(declaratie, clienten=clienten, totaal_ingediend_bedrag=totaal)
    )


class Verkeer:
    """`bevestigd` holds what was acknowledged, by the id on the receipt; `vers` the ids since somebody last looked."""

    def __init__(self, poort: int, tokens: dict[str, str]) -> None:
        self._adres = f"http://127.0.0.1:{poort}/v1/berichten"
        self._tokens = tokens
        self._volgend = 0
        self._lot = Random(1)
        self.bevestigd: dict[str, Bevestiging] = {}
        self.vers: list[str] = []
        self.laatste: list[tuple[str, Zending]] = []
        self.afgebroken = 0
        self.groot = 0
        self.oordelen: Counter[str] = Counter()

    async def leef(self, tot: float) -> None:
        """Begin lives until the moment `tot` (time.monotonic); what was begun is finished, within two minutes."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(10)) as sessie:
            await asyncio.gather(*(self._client(sessie, tot) for _ in range(CLIENTEN)))

    async def _client(self, sessie: aiohttp.ClientSession, tot: float) -> None:
        while time.monotonic() < tot:
            self._volgend += 1
            ids: list[str] = []
            for zending in leven(self._volgend):
                heen_id = None if zending.antwoord_op is None else ids[zending.antwoord_op]
                ids.append(await self._stuur(sessie, zending, heen_id, tot + 120))
                await asyncio.sleep(self._lot.random() / 20)

    async def _stuur(self, sessie: aiohttp.ClientSession, zending: Zending, heen_id: str | None, tot: float) -> str:
        while True:
            assert time.monotonic() < tot, "not acknowledged in two minutes"
            try:
                status, bon = await self.post(sessie, zending)
            except (aiohttp.ClientError, TimeoutError, ConnectionError):
                self.afgebroken += 1
                await asyncio.sleep(0.05)
                continue
            if status in (200, 201):
                self._noteer(zending, bon, heen_id)
                bericht_id: str = bon["id"]
                return bericht_id
            assert status in (429, 503), (status, bon)
            await asyncio.sleep(0.05)

    def _noteer(self, zending: Zending, bon: dict[str, Any], heen_id: str | None) -> None:
        assert bon["id"] not in self.bevestigd, "two berichten with one receipt"
        retour = bon["retour"]
        self.bevestigd[bon["id"]] = Bevestiging(
            zending.verzender,
            hashlib.sha256(zending.data).digest(),
            bon["oordeel"],
            retour["id"] if retour else None,
            heen_id,
        )
        self.groot += zending.is_groot
        self.oordelen[bon["oordeel"]] += 1
        self.vers.append(bon["id"])
        self.laatste = [*self.laatste[-39:], (bon["id"], zending)]

    async def post(self, sessie: aiohttp.ClientSession, zending: Zending) -> tuple[int, dict[str, Any]]:
        """Hand it in; status and answer."""
        koppen = {"Authorization": f"Bearer {self._tokens[zending.verzender]}", "Content-Type": "application/xml"}
        async with sessie.post(self._adres, data=zending.data, headers=koppen) as antwoord:
            return antwoord.status, await antwoord.json()
