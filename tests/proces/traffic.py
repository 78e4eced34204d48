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
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Partij, Plafond, Product, Tarief
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


class Shipment(msgspec.Struct, frozen=True):
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
    himself = {ZELF_GEMEENTE, ZELF_AANBIEDER}
    return {
        "partijen": [
            Partij(
                soort=soort,
                code=code,
                naam=f"Partij {code}",
                retour="zelf" if code in himself else "automatisch",
                geldig_van=BEGIN,
            )
            for code, soort in PARTIJEN.items()
        ]
        + [Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN)],
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=code, gebied="a", geldig_van=BEGIN) for code in (GEMEENTE, ZELF_GEMEENTE)],
        "producten": [Product(categorie="45", code="45A04", omschrijving="P", geldig_van=BEGIN)],
        "contracten": [
            Contract(aanbieder=one, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
            for one in (AANBIEDER, ZELF_AANBIEDER)
        ],
        "tarieven": [Tarief(categorie="45", code="45A04", eenheid="04", tarief_cents=TARIEF_CENTS, **jaar)],
        "plafonds": [
            Plafond(aanbieder=one, jaar=2026, bedrag_cents=10_000_000, **jaar) for one in (AANBIEDER, ZELF_AANBIEDER)
        ],
    }


def life(number: int) -> list[Shipment]:
    """Asked, granted, started, declared, stopped; where a party answers itself, with its answer, now and then a no."""
    is_zelf = number % 3 == 0
    gemeente, aanbieder = (ZELF_GEMEENTE, ZELF_AANBIEDER) if is_zelf else (GEMEENTE, AANBIEDER)
    berichten = list(_berichten(number, gemeente, aanbieder, is_groot=number % 16 == 1))
    shipments: list[Shipment] = []
    for step, bericht in enumerate(berichten):
        verzender = bericht.header.afzender
        data = write(bericht)
        shipments.append(Shipment(verzender, data, is_groot=len(data) > 256 * 1024))
        if is_zelf:
            ontvanger = aanbieder if verzender == gemeente else gemeente
            afwijzen = (number + step) % 7 == 0
            antwoord = write(_antwoord(bericht, f"Z{number}-{step}", afwijzen=afwijzen))
            shipments.append(Shipment(ontvanger, antwoord, antwoord_op=len(shipments) - 1))
    return shipments


def _antwoord(heen: Bericht, identificatie: str, *, afwijzen: bool) -> Bericht:
    bevindingen = [_FOUT] if afwijzen else []
    if isinstance(heen, JW323):
        return declaratieantwoord(heen, bevindingen, identificatie, _VANDAAG)
    return retourbericht(heen, bevindingen, identificatie, _VANDAAG)


def _berichten(number: int, gemeente: str, aanbieder: str, *, is_groot: bool) -> Iterator[Bericht]:
    bsn, referentie = BSNS[number % len(BSNS)], f"R{number}"
    van, to = ("Header/Afzender", "Header/Ontvanger")
    own = {"Header/BerichtIdentificatie/Identificatie": f"K{number}"}
    from_aanbieder = {**own, van: aanbieder, to: gemeente}
    product = "Client/ToegewezenProducten/ToegewezenProduct[1]"
    yield jw315(
        {
            **from_aanbieder,
            "Client/Bsn": bsn,
            "Client/AangevraagdeProducten/AangevraagdProduct[1]/ReferentieAanbieder": referentie,
        }
    )
    yield jw301(
        {
            **own,
            van: gemeente,
            to: aanbieder,
            "Client/Bsn": bsn,
            f"{product}/ToewijzingNummer": number,
            f"{product}/ReferentieAanbieder": referentie,
        }
    )
    yield jw305({**from_aanbieder, "Client/Bsn": bsn, "Client/StartProducten/StartProduct[1]/ToewijzingNummer": number})
    yield _declaratie(number, bsn, from_aanbieder, is_groot=is_groot)
    yield jw307({**from_aanbieder, "Client/Bsn": bsn, "Client/StopProducten/StopProduct[1]/ToewijzingNummer": number})


def _declaratie(number: int, bsn: str, from_aanbieder: dict[str, str], *, is_groot: bool) -> JW323:
    """Of April, one line that is right; a large one has many more, on toewijzingen of nobody."""
    prestatie = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    bedrag = UREN * TARIEF_CENTS
    regel = {
        "Declaratie/Clienten/Client[1]/Bsn": bsn,
        f"{prestatie}/ToewijzingNummer": number,
        f"{prestatie}/ProductReferentie": {"ReferentieNummer": f"P{number}"},
        f"{prestatie}/ProductPeriode": _APRIL,
        f"{prestatie}/GeleverdVolume": UREN,
        f"{prestatie}/Eenheid": "04",
        f"{prestatie}/ProductTarief": TARIEF_CENTS,
        f"{prestatie}/IngediendBedrag": {"Bedrag": bedrag, "DebetCredit": "D"},
    }
    bericht = jw323(
        {
            **from_aanbieder,
            "Header/BerichtIdentificatie/Dagtekening": "2026-05-20",
            "Declaratie/DeclaratieNummer": f"D{number}",
            "Declaratie/DeclaratiePeriode": _APRIL,
            "Declaratie/DeclaratieDagtekening": "2026-05-20",
            "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": bedrag, "DebetCredit": "D"},
            **regel,
        }
    )
    return _met_meer(bericht, number) if is_groot else bericht


def _met_meer(bericht: JW323, number: int) -> JW323:
    declaratie = bericht.declaratie
    (client,) = declaratie.clienten.client
    good = client.prestaties.prestatie[0]
    more = [
        msgspec.structs.replace(
            good,
            product_referentie=msgspec.structs.replace(good.product_referentie, referentie_nummer=f"P{number}-{volg}"),
            toewijzing_nummer=100_000_000 + volg,
        )
        for volg in range(AANTAL_GROOT)
    ]
    prestaties = msgspec.structs.replace(client.prestaties, prestatie=(good, *more))
    clienten = msgspec.structs.replace(
        declaratie.clienten, client=(msgspec.structs.replace(client, prestaties=prestaties),)
    )
    total = msgspec.structs.replace(
        declaratie.totaal_ingediend_bedrag, totaal_bedrag=(AANTAL_GROOT + 1) * good.ingediend_bedrag.bedrag
    )
    return msgspec.structs.replace(
        bericht, declaratie=msgspec.structs.replace(declaratie, clienten=clienten, totaal_ingediend_bedrag=total)
    )


class Traffic:
    """`bevestigd` holds what was acknowledged, by the id on the receipt; `vers` the ids since somebody last looked."""

    def __init__(self, poort: int, tokens: dict[str, str]) -> None:
        self._address = f"http://127.0.0.1:{poort}/v1/berichten"
        self._tokens = tokens
        self._volgend = 0
        self._lot = Random(1)
        self.bevestigd: dict[str, Bevestiging] = {}
        self.vers: list[str] = []
        self.laatste: list[tuple[str, Shipment]] = []
        self.afgebroken = 0
        self.groot = 0
        self.oordelen: Counter[str] = Counter()

    async def leef(self, tot: float) -> None:
        """Begin lives until the moment `tot` (time.monotonic); what was begun is finished, within two minutes."""
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(10)) as session:
            await asyncio.gather(*(self._client(session, tot) for _ in range(CLIENTEN)))

    async def _client(self, session: aiohttp.ClientSession, tot: float) -> None:
        while time.monotonic() < tot:
            self._volgend += 1
            ids: list[str] = []
            for shipment in life(self._volgend):
                heen_id = None if shipment.antwoord_op is None else ids[shipment.antwoord_op]
                ids.append(await self._stuur(session, shipment, heen_id, tot + 120))
                await asyncio.sleep(self._lot.random() / 20)

    async def _stuur(self, session: aiohttp.ClientSession, shipment: Shipment, heen_id: str | None, tot: float) -> str:
        while True:
            assert time.monotonic() < tot, "not acknowledged in two minutes"
            try:
                status, receipt = await self.post(session, shipment)
            except (aiohttp.ClientError, TimeoutError, ConnectionError):
                self.afgebroken += 1
                await asyncio.sleep(0.05)
                continue
            if status in (200, 201):
                self._noteer(shipment, receipt, heen_id)
                bericht_id: str = receipt["id"]
                return bericht_id
            assert status in (429, 503), (status, receipt)
            await asyncio.sleep(0.05)

    def _noteer(self, shipment: Shipment, receipt: dict[str, Any], heen_id: str | None) -> None:
        assert receipt["id"] not in self.bevestigd, "two berichten with one receipt"
        retour = receipt["retour"]
        self.bevestigd[receipt["id"]] = Bevestiging(
            shipment.verzender,
            hashlib.sha256(shipment.data).digest(),
            receipt["oordeel"],
            retour["id"] if retour else None,
            heen_id,
        )
        self.groot += shipment.is_groot
        self.oordelen[receipt["oordeel"]] += 1
        self.vers.append(receipt["id"])
        self.laatste = [*self.laatste[-39:], (receipt["id"], shipment)]

    async def post(self, session: aiohttp.ClientSession, shipment: Shipment) -> tuple[int, dict[str, Any]]:
        """Hand it in; status and answer."""
        envelopes = {"Authorization": f"Bearer {self._tokens[shipment.verzender]}", "Content-Type": "application/xml"}
        async with session.post(self._address, data=shipment.data, headers=envelopes) as antwoord:
            return antwoord.status, await antwoord.json()
