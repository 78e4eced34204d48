# SPDX-License-Identifier: EUPL-1.2
"""Ceilings outside the way of a bericht: reservations that lapse, what an aanbieder has left, the check of it all."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.core.logboek import logger
from berichtenverkeer.gateway.beller import gateway_zelf
from berichtenverkeer.gateway.herbouw import vereis_heel
from berichtenverkeer.gateway.peil import op_peil
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.register import boek_los_feit
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.gateway.tijdwacht import vereis_juist
from berichtenverkeer.gateway.zwarebaan import ZwareBaan
from berichtenverkeer.ledger import boek, dagen, epoch, watermerk
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PeilmaandVerschoven, PlafondsHerrekend
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import inzage, lading, opslag
from berichtenverkeer.plafonds.alternatieven import Alternatief, alternatieven
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.inzage import Boekingenvraag, Boekingsregel
from berichtenverkeer.plafonds.lading import Verschil
from berichtenverkeer.plafonds.onbevestigd import onbevestigd_op
from berichtenverkeer.plafonds.sleutels import Rekening
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.register.stand import RegisterStand, lees_stand

ELKE = timedelta(minutes=1)
"""How often reservations are looked at that nobody decides beside."""


class AanbiederOnbekend(BerichtenverkeerError):
    """Deze aanbieder staat niet in het register van de regio."""

    actie = "Controleer de AGB-code in het adres of de opdracht."
    status = 404


class Plafondcijfers(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One plafond in cents. `plafond_cents` is the sum of the five after it; `overschrijding_cents` is 0 or below.

    `gebruik_procent` is what is used or promised of it, in whole percents rounded down; None for a plafond of nothing.
    `onbevestigd_cents`: how much of gereserveerd, beslag and realisatie together rests on what a receiver who answers
    himself has still to confirm; negative when that gives room back.
    """

    aanbieder: str
    naam: str | None
    jaar: int
    perceel: str | None
    segment: str | None
    plafond_cents: int
    vrij_cents: int
    gereserveerd_cents: int
    beslag_cents: int
    realisatie_cents: int
    overschrijding_cents: int
    gebruik_procent: int | None
    onbevestigd_cents: int


class Plafondstand(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Plafonds as known at ledger position `k`: the same for ever.

    `register_versie` is the position of the register load known then (0: none), `register_dag` its day.
    """

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    plafonds: list[Plafondcijfers]


class Boekingenlijst(msgspec.Struct, frozen=True, kw_only=True):
    """A page of boekingen as known at `k`; `volgende` is the `na` of the next page, None when this is the last."""

    definitieversie: int = DEFINITIEVERSIE
    k: int
    boekingen: list[Boekingsregel]
    volgende: tuple[int, int] | None


class Uitweg(msgspec.Struct, frozen=True):
    """Where else the youth of a verzoek that was turned down can go; `referentie` is its ReferentieAanbieder."""

    referentie: str
    aanbieders: list[Alternatief]


async def laat_vervallen(database: Database, regio: str, klok: Klok) -> int:
    """Give back the room of reservations whose term is over; how many there were. Raises DatabaseWeg."""
    async with database.transactie() as conn:
        grootboek = Grootboek(conn, regio)
        if not (await opslag.nodig_voor_verval(grootboek, dag(klok()))).aanbieders:
            return 0
        nu = await vereis_juist(grootboek, klok)
        nodig = await opslag.nodig_voor_verval(grootboek, dag(nu))
        await watermerk.begin(grootboek, sloten(regio, {"register"}))
        register: RegisterStand = await lees_stand(grootboek)
        boekhouding = await opslag.laad(grootboek, nodig, register, dag(nu))
        posities = await boek.reserveer(conn, len(boekhouding.te_vervallen), klok)
        vervallen = boekhouding.verval(iter(posities))
        for positie, feit in vervallen:
            await boek_los_feit(conn, gateway_zelf(regio), positie, feit, klok)
        await opslag.bewaar(grootboek, boekhouding)
    return len(vervallen)


async def laat_steeds_vervallen(
    database: Database, regio: str, klok: Klok, baan: ZwareBaan, elke: timedelta = ELKE
) -> None:
    """What time does, for as long as the task runs: reservations lapse, months can no longer be declared.

    Every process does it: the first gives back, the others find nothing. When it fails it is tried again the next
    time; until then the room merely stays taken. A month is much work: it goes by the lane for large berichten.
    """
    while True:
        try:
            if aantal := await laat_vervallen(database, regio, klok):
                logger.info("reserveringen_vervallen", regio=regio, aantal=aantal)
            if await loopt_achter(database, regio, klok):
                aantal = await baan.doe(lambda daar: verschuif_peilmaand(daar, regio, klok))
                logger.info("peilmaand_verschoven", regio=regio, boekingen=aantal)
        except BerichtenverkeerError as fout:
            logger.warning("vervallen_mislukt", regio=regio, fout=type(fout).__name__)
        await asyncio.sleep(elke.total_seconds())


async def loopt_achter(database: Database, regio: str, klok: Klok) -> bool:
    """Whether a month began since the declaration term was last counted. Raises DatabaseWeg."""
    async with database.lees() as conn:
        return await opslag.loopt_achter(Grootboek(conn, regio), dag(klok()).replace(day=1))


async def verschuif_peilmaand(database: Database, regio: str, klok: Klok) -> int:
    """Once a month: what can no longer be declared claims nothing any more; how many boekingen that took.

    For a timer, and for a simulation whose clock passed the first of a month. Every process may try: one does it.
    Nothing happens when the month was reached before, or in a region without plafonds. Raises DatabaseWeg.
    """
    vandaag = dag(klok())
    maand = vandaag.replace(day=1)
    async with database.transactie() as conn:
        grootboek = Grootboek(conn, regio)
        if not await opslag.loopt_achter(grootboek, maand):
            return 0
        vandaag = dag(await vereis_juist(grootboek, klok))
        maand = vandaag.replace(day=1)
        await watermerk.begin(grootboek, sloten(regio, {"register"}))
        await opslag.sluit_af(grootboek)
        if not await opslag.loopt_achter(grootboek, maand):
            return 0
        (positie,) = await boek.reserveer(conn, 1, klok)
        aantal = await lading.verschuif(grootboek, positie, maand)
        feit = PeilmaandVerschoven(peilmaand=maand, boekingen=aantal)
        await boek_los_feit(conn, gateway_zelf(regio), positie, feit, klok)
    return aantal


class Plafonds:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, klok: Klok) -> None:
        self._database = database
        self._regio = regio
        self._klok = klok

    @gebruik("plafonds.van_aanbieder")
    async def van_aanbieder(self, zicht: Zicht, aanbieder: str, jaar: int | None, k: int | None = None) -> Plafondstand:
        """The plafonds of one aanbieder, of one year or of all years, as known at `k`, by default now.

        Raises VanEenAnder, PeilOnbekend, AanbiederOnbekend, DatabaseWeg.
        """
        zicht.vereis(aanbieder)
        return await self._stand(aanbieder, jaar, k)

    @gebruik("plafonds.van_regio")
    async def van_regio(self, _zicht: Zicht, jaar: int | None, k: int | None = None) -> Plafondstand:
        """The plafonds of all aanbieders. Raises PeilOnbekend, DatabaseWeg."""
        return await self._stand(None, jaar, k)

    async def _stand(self, aanbieder: str | None, jaar: int | None, k: int | None) -> Plafondstand:
        async with op_peil(self._database, self._regio, self._klok, k=k) as (grootboek, peil):
            saldi = await inzage.saldi_op(grootboek, peil.positie, aanbieder, jaar)
            register = await lees_stand(grootboek, peil.positie)
            # the day of K, not of the peil: K is all that the answer names, and gives it again
            van_k = await dagen.geboekt_op(grootboek, peil.positie)
            onbevestigd = await onbevestigd_op(grootboek, peil.positie, dag(van_k), register) if van_k else {}
            geladen_op = await dagen.geboekt_op(grootboek, register.versie) if register.versie else None
        namen = {rij.code: rij.naam for rij in register.rijen(Partij) if rij.soort == "aanbieder"}
        if aanbieder is not None and aanbieder not in namen and not saldi:
            raise AanbiederOnbekend
        return Plafondstand(
            regio=self._regio,
            k=peil.positie,
            register_versie=register.versie,
            register_dag=dag(geladen_op) if geladen_op else None,
            plafonds=[_cijfers(saldo, namen, onbevestigd.get(saldo.sleutel, 0)) for saldo in saldi],
        )

    @gebruik("plafonds.boekingen")
    async def boekingen(self, zicht: Zicht, vraag: Boekingenvraag, k: int | None = None) -> Boekingenlijst:
        """The boekingen that the figures at `k` are the sum of, page by page.

        Raises VanEenAnder, PeilOnbekend, PositieVervallen, DatabaseWeg.
        """
        zicht.vereis(vraag.aanbieder)
        een_meer = msgspec.structs.replace(vraag, limiet=vraag.limiet + 1)
        async with op_peil(self._database, self._regio, self._klok, k=k) as (grootboek, peil):
            await epoch.vereist_cursor(grootboek.conn, vraag.na[0])
            regels = await inzage.boekingen_op(grootboek, peil.positie, een_meer)
        er_is_meer = len(regels) > vraag.limiet
        regels = [
            msgspec.structs.replace(een, veroorzaker=een.veroorzaker.voor(zicht.beller.code))
            for een in regels[: vraag.limiet]
        ]
        volgende = (regels[-1].positie, regels[-1].volgnr) if er_is_meer else None
        return Boekingenlijst(k=peil.positie, boekingen=regels, volgende=volgende)

    @gebruik("plafonds.herbereken")
    async def herbereken(self, _zicht: Zicht) -> list[Verschil]:
        """Where what is booked is not what state and register say. Writes nothing. Raises Beschadigd, DatabaseWeg."""
        async with self._database.lees(momentopname=True) as conn:
            grootboek = Grootboek(conn, self._regio)
            await vereis_heel(grootboek)
            return await lading.herbereken(grootboek)

    @gebruik("plafonds.werk_bij")
    async def werk_bij(self, zicht: Zicht) -> int:
        """Book the differences that `herbereken` finds between state and boekingen; how many boekingen it took.

        Nothing is written when there are none. Raises Beschadigd, DatabaseWeg.
        """
        async with self._database.transactie() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermerk.begin(grootboek, sloten(self._regio, {"register"}))
            await vereis_heel(grootboek)
            (positie,) = await boek.reserveer(conn, 1, self._klok)
            aantal = await lading.boek_bij(grootboek, positie)
            if aantal:
                await boek_los_feit(conn, zicht.beller, positie, PlafondsHerrekend(boekingen=aantal), self._klok)
        return aantal


async def uitwegen(
    database: Database, regio: str, register: RegisterStand, bericht_id: UUID, vandaag: date
) -> list[Uitweg]:
    """For every verzoek that was turned down: who has room on the day that care can begin, as known now.

    That is today, or the asked Ingangsdatum when it is still to come. For a JW317: who has room for all that is new in
    it. Raises DatabaseWeg.
    """
    async with database.lees() as conn:
        grootboek = Grootboek(conn, regio)
        gevonden = []
        for verzoek in await inzage.geweigerde_verzoeken(grootboek, bericht_id):
            per_product = [
                await alternatieven(
                    grootboek,
                    register,
                    gemeente=verzoek.gemeente,
                    categorie=product.categorie,
                    code=product.code,
                    op=max(van, vandaag),
                    behalve=verzoek.aanbieder,
                )
                if product.categorie is not None
                else []
                for product, van in verzoek.zorg
            ]
            eerste, *rest = per_product or [[]]
            gevonden.append(Uitweg(verzoek.referentie, [een for een in eerste if all(een in meer for meer in rest)]))
    return gevonden


def _cijfers(saldo: Saldo, namen: Mapping[str, str], onbevestigd: int) -> Plafondcijfers:
    sleutel, plafond = saldo.sleutel, -saldo.stand(Rekening.PLAFOND)
    gebruikt = sum(map(saldo.stand, (Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.REALISATIE)))
    return Plafondcijfers(
        aanbieder=sleutel.aanbieder,
        naam=namen.get(sleutel.aanbieder),
        jaar=sleutel.jaar,
        perceel=sleutel.perceel or None,
        segment=sleutel.segment or None,
        plafond_cents=plafond,
        vrij_cents=saldo.stand(Rekening.VRIJ),
        gereserveerd_cents=saldo.stand(Rekening.GERESERVEERD),
        beslag_cents=saldo.stand(Rekening.BESLAG),
        realisatie_cents=saldo.stand(Rekening.REALISATIE),
        overschrijding_cents=saldo.stand(Rekening.OVERSCHRIJDING),
        gebruik_procent=gebruikt * 100 // plafond if plafond else None,
        onbevestigd_cents=onbevestigd,
    )
