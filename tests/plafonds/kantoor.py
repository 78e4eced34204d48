# SPDX-License-Identifier: EUPL-1.2
"""The money of a region on the test database: what the gateway does around it, and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from berichtenverkeer.core.database import Database, Grootboek, Verbinding
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.ledger import boek, watermerk
from berichtenverkeer.ledger.boek import GebeurtenisRij
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.beheer import RegisterGeladen
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PeilmaandVerschoven, PlafondBesloten
from berichtenverkeer.ledger.veroorzaker import Kanaal, Veroorzaker
from berichtenverkeer.plafonds import behoefte, lading, opslag
from berichtenverkeer.plafonds import herbouw as geldherbouw
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.claimstand import Geboekt
from berichtenverkeer.plafonds.lading import Verschil
from berichtenverkeer.projections import behoefte as staatbehoefte
from berichtenverkeer.projections import opslag as staten
from berichtenverkeer.register import laden
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.stand import RegisterStand, lees_stand


class Kantoor:
    """Batches and register loads, each in a transaction of its own. `register` is what this process last read."""

    def __init__(self, database: Database, regio: str) -> None:
        self.database = database
        self.regio = regio
        self.register = RegisterStand({}, 0)

    async def doe(self, berichten: Sequence[Sequence[Gebeurtenis]], vandaag: date) -> list[PlafondBesloten]:
        """A batch of approved berichten, each as what it makes happen. Without any: the timer."""
        async with self.database.transactie() as conn:
            return await self.verwerk(conn, berichten, vandaag)

    async def verwerk(
        self, conn: Verbinding, berichten: Sequence[Sequence[Gebeurtenis]], vandaag: date
    ) -> list[PlafondBesloten]:
        """The same in a transaction of the caller."""
        feiten = [feit for bericht in berichten for feit in bericht]
        nodig = staatbehoefte.samen(map(staatbehoefte.van_gebeurtenis, feiten))
        clienten = frozenset(client for feit in feiten if (client := getattr(feit, "client", None)))
        nodig = staatbehoefte.samen([nodig, staatbehoefte.Behoefte(clienten=clienten), *self._toewijzingen(feiten)])
        namen = (str(sleutel) for sleutel in (*nodig.clienten, *nodig.toewijzingen, *nodig.verzoeken))
        await watermerk.begin(Grootboek(conn, self.regio), sloten(self.regio, namen))
        stand = await staten.laad(Grootboek(conn, self.regio), nodig)
        geld = behoefte.van_feiten(stand, feiten)
        if not berichten:
            geld = await opslag.nodig_voor_verval(Grootboek(conn, self.regio), vandaag)
        boekhouding = await opslag.laad(Grootboek(conn, self.regio), geld, self.register, vandaag)
        await staten.laad_bij(Grootboek(conn, self.regio), geld.staat, stand)
        posities = iter(await boek.reserveer(conn, 2 * len(feiten) + len(boekhouding.te_vervallen)))
        alles: list[Geboekt] = boekhouding.verval(posities)
        for bericht in berichten:
            geboekt = [(next(posities), feit) for feit in bericht]
            for positie, feit in geboekt:
                stand.vouw(positie, feit)
            alles += geboekt + boekhouding.na_bericht(stand, geboekt, posities)
        await boek.schrijf_gebeurtenissen(conn, [self._rij(*een, vandaag) for een in alles])
        await staten.bewaar(Grootboek(conn, self.regio), stand.wijzigingen)
        await opslag.bewaar(Grootboek(conn, self.regio), boekhouding)
        return [feit for _, feit in alles if isinstance(feit, PlafondBesloten)]

    async def laad(self, rijen: Mapping[str, Sequence[Any]], vandaag: date, *, ververs: bool = True) -> int:
        """A register load with its boekingen; `ververs`: this process notices it at once."""
        async with self.database.transactie() as conn:
            await watermerk.begin(Grootboek(conn, self.regio))
            (positie,) = await boek.reserveer(conn, 1)
            resultaat = await laden.laad(Grootboek(conn, self.regio), Inhoud(self.regio, rijen), positie)
            feit = RegisterGeladen(sha256=resultaat.sha256, nieuw=resultaat.nieuw, vervallen=resultaat.vervallen)
            await boek.schrijf_gebeurtenissen(conn, [self._rij(positie, feit, vandaag)])
            aantal = await lading.boek_lading(Grootboek(conn, self.regio), positie)
            if ververs:
                self.register = await lees_stand(Grootboek(conn, self.regio))
        return aantal

    async def verschuif(self, vandaag: date) -> int:
        """The timer of a new month."""
        async with self.database.transactie() as conn:
            await watermerk.begin(Grootboek(conn, self.regio))
            await opslag.sluit_af(Grootboek(conn, self.regio))
            (positie,) = await boek.reserveer(conn, 1)
            maand = vandaag.replace(day=1)
            aantal = await lading.verschuif(Grootboek(conn, self.regio), positie, maand)
            feit = PeilmaandVerschoven(peilmaand=maand, boekingen=aantal)
            await boek.schrijf_gebeurtenissen(conn, [self._rij(positie, feit, vandaag)])
        return aantal

    async def saldi(self) -> list[Saldo]:
        async with self.database.lees() as conn:
            return await opslag.lees_saldi(Grootboek(conn, self.regio))

    async def verschillen(self) -> list[Verschil]:
        async with self.database.lees(momentopname=True) as conn:
            return await lading.herbereken(Grootboek(conn, self.regio))

    async def herbouw(self) -> None:
        await herbouw(self.database, self.regio)

    async def alles(self) -> dict[str, list[tuple[Any, ...]]]:
        async with self.database.lees() as conn:
            return await geldherbouw.alles(Grootboek(conn, self.regio))

    def _toewijzingen(self, feiten: Sequence[Gebeurtenis]) -> list[staatbehoefte.Behoefte]:
        """What `behoefte.van_bericht` asks for a start or a stop."""
        nummers = [
            (str(getattr(feit, "gemeente", "")), nummer)
            for feit in feiten
            if (nummer := getattr(feit, "toewijzing_nummer", None)) is not None
        ]
        return [staatbehoefte.Behoefte(toewijzingen=frozenset(nummers))]

    def _rij(self, positie: int, feit: Gebeurtenis, vandaag: date) -> GebeurtenisRij:
        bekend = {kolom: getattr(feit, kolom, None) for kolom in ("client", "aanbieder", "gemeente")}
        geboekt_op = datetime.combine(vandaag, time(12), UTC)
        wie = Veroorzaker(kanaal=Kanaal.GATEWAY)
        return boek.rij_van(feit, regio=self.regio, positie=positie, geboekt_op=geboekt_op, veroorzaker=wie, **bekend)
