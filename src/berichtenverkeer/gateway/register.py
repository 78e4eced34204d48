# SPDX-License-Identifier: EUPL-1.2
"""The register as every process holds it in memory, renewed when a load is noticed; and loading it."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from berichtenverkeer.core.database import Database, Grootboek, Verbinding
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.core.logboek import logger
from berichtenverkeer.gateway import verklaring
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.gateway.verklaring import RegisterOnverklaard, Verklaring
from berichtenverkeer.ledger import boek, gebeurtenissen, watermerk
from berichtenverkeer.ledger.gebeurtenissen.beheer import RegisterGeladen
from berichtenverkeer.plafonds import lading
from berichtenverkeer.plafonds import opslag as geld
from berichtenverkeer.register import credentials, laden
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.laden import Laadresultaat
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.register.stand import RegisterStand, lees_stand

VERVERSING_S = 1.0
"""How long a process may go on with what it knew: a revoked token works at most this long after its revocation."""


class Registerhouder:
    """The current register and the valid credentials, asked anew every second when the database has newer ones.

    What no gebeurtenis explains is not believed: such a credential opens nothing, and such a register is not taken.
    """

    def __init__(self, database: Database, regio: str, klok: Klok) -> None:
        self._database = database
        self._regio = regio
        self._klok = klok
        self._stand = RegisterStand({}, 0)
        self._geldig: Mapping[UUID, tuple[bytes, str]] | None = None
        self._verklaring = Verklaring({}, frozenset())
        self._vreemde_versie: int | None = None
        self._slot = asyncio.Lock()
        self._tot = 0.0

    @property
    def stand(self) -> RegisterStand:
        """The register as last read."""
        return self._stand

    @property
    def onverklaard(self) -> int:
        """How many credentials, and whether the register, are not what the ledger says."""
        return len(self._verklaring.onverklaard) + (self._vreemde_versie is not None)

    def vereis_verklaard(self) -> None:
        """Raises RegisterOnverklaard when what the database has as register was never loaded."""
        if self._vreemde_versie is not None:
            raise RegisterOnverklaard

    async def ververs(self, *, nu: bool = False) -> None:
        """Read register and credentials when they changed; once a second is enough unless `nu`. Raises DatabaseWeg."""
        lus = asyncio.get_running_loop()
        if lus.time() < self._tot and not nu:
            return
        async with self._slot:
            if lus.time() < self._tot and not nu:
                return
            async with self._database.lees(momentopname=True) as conn:  # a row is written with its gebeurtenis
                grootboek = Grootboek(conn, self._regio)
                geldig = await credentials.geldige_per_id(grootboek, self._klok())
                if geldig != self._geldig:
                    self._neem(await verklaring.van_credentials(grootboek, geldig))
                versie = await laden.laatste_versie(grootboek)
                if versie not in (self._stand.versie, self._vreemde_versie) or self._geldig is None:
                    await self._ververs_register(grootboek)
            self._geldig = geldig
            self._tot = lus.time() + VERVERSING_S

    async def _ververs_register(self, grootboek: Grootboek) -> None:
        stand = await lees_stand(grootboek)
        if await verklaring.is_geladen(grootboek, stand.versie):
            self._stand, self._vreemde_versie = stand, None
        elif self._vreemde_versie != stand.versie:
            self._vreemde_versie = stand.versie
            logger.error("register_onverklaard", regio=self._regio, versie=stand.versie)

    def _neem(self, nieuw: Verklaring) -> None:
        for credential_id in sorted(nieuw.onverklaard - self._verklaring.onverklaard):
            logger.error("credential_onverklaard", regio=self._regio, credential_id=str(credential_id))
        self._verklaring = nieuw

    def knows(self, secret: str) -> bool:
        """Whether this secret opened something when the credentials were last read."""
        return credentials.hash_van(secret) in self._verklaring.toegang

    async def wie(self, geheim: str) -> Partij | None:
        """The party that owns this secret, or None when it is unknown, revoked, expired, or its party is not valid.

        Raises RegisterOnverklaard when there is no register but one that was never loaded, DatabaseWeg.
        """
        await self.ververs()
        toegang = self._verklaring.toegang.get(credentials.hash_van(geheim))
        nu = self._klok()
        if toegang is None or (toegang.tot is not None and nu >= toegang.tot):
            return None
        if not self._stand.versie:
            self.vereis_verklaard()
        return self._stand.partij(toegang.partij, dag(nu))

    @gebruik("register.laad")
    async def laad(self, zicht: Zicht, inhoud: Inhoud) -> Laadresultaat:
        """Load a checked register in one transaction, as a gebeurtenis. The same content again changes nothing."""
        regio, klok = self._regio, self._klok
        async with self._database.transactie() as conn:
            grootboek = Grootboek(conn, regio)
            await watermerk.begin(grootboek, sloten(regio, {"register"}))
            # Before the position is drawn: no decision at a later one may still follow the register before this.
            await geld.sluit_af(grootboek)
            (positie,) = await boek.reserveer(conn, 1, klok)
            resultaat = await laden.laad(grootboek, inhoud, positie)
            if resultaat.nieuw or resultaat.vervallen:
                feit = RegisterGeladen(sha256=resultaat.sha256, nieuw=resultaat.nieuw, vervallen=resultaat.vervallen)
                await boek_los_feit(conn, zicht.beller, positie, feit, klok)
                await lading.boek_lading(grootboek, positie)
        return resultaat


async def boek_los_feit(
    conn: Verbinding, beller: Beller, positie: int, feit: gebeurtenissen.Gebeurtenis, klok: Klok
) -> None:
    """Book a gebeurtenis that no bericht caused."""
    rij = boek.rij_van(feit, regio=beller.regio, positie=positie, geboekt_op=klok(), veroorzaker=beller.veroorzaker)
    await boek.schrijf_gebeurtenissen(conn, [rij])
