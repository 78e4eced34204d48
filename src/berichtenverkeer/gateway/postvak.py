# SPDX-License-Identifier: EUPL-1.2
"""What a party can do with its mailbox: list it, look at a bericht, fetch its exact bytes, take it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Gevolg
from berichtenverkeer.core.buiten import buiten_de_lus
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.gateway.plafonds import Uitweg, uitwegen
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.register import Registerhouder, boek_los_feit
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.ledger import boek, epoch, koppen, watermerk
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtAfgehaald
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.ledger.veroorzaker import Veroorzaker
from berichtenverkeer.postvak import bak
from berichtenverkeer.postvak.bak import Poststuk, Richting, Zoekvraag
from berichtenverkeer.regels.melding import gevolgen


class Pagina(msgspec.Struct, frozen=True):
    """A page of a mailbox; `volgende` is the `na` of the next page, None when this is the last for now."""

    stukken: list[Poststuk]
    volgende: int | None


class Inzage(msgspec.Struct, frozen=True):
    """One bericht as its owner may see it: the mailbox row and the receipt of the ledger.

    `sha256` of its bytes; None when the data key of its month was destroyed: then nobody knows it any more.
    `antwoord_id`: of a bericht that its receiver answers himself, what he answered; None as long as he did not.
    `veroorzaker`: who brought it, as its owner may see it.
    `uitwegen`: of a bericht with a verzoek that a plafond turned down, where else the youth can go, as known now.
    """

    stuk: Poststuk
    kop: Kop
    sha256: bytes | None
    antwoord_id: UUID | None
    uitwegen: Sequence[Uitweg]
    veroorzaker: Veroorzaker


class Postvak:
    """The use cases of a mailbox. A bericht that is not in the mailbox of the caller does not exist for him: None."""

    def __init__(self, database: Database, kluis: Kluis, register: Registerhouder, klok: Klok, *, regio: str) -> None:
        self._database = database
        self._kluis = kluis
        self._register = register
        self._klok = klok
        self._regio = regio

    @gebruik("postvak.lijst")
    async def lijst(self, zicht: Zicht, vraag: Zoekvraag) -> Pagina:
        """A page in ledger order. Whoever pages with `na` misses nothing, however many processes write.

        Raises PositieVervallen when `na` is of what was lost.
        """
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            await epoch.vereist_cursor(conn, vraag.na)
            k = await watermerk.watermerk(grootboek)
            een_meer = msgspec.structs.replace(vraag, limiet=vraag.limiet + 1)
            stukken = await bak.lijst(grootboek, zicht.beller.code, k, een_meer)
        er_is_meer = len(stukken) > vraag.limiet
        stukken = stukken[: vraag.limiet]
        return Pagina(stukken, stukken[-1].positie if er_is_meer else None)

    @gebruik("postvak.inzage")
    async def inzage(self, zicht: Zicht, bericht_id: UUID) -> Inzage | None:
        """One bericht with its receipt."""
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            stuk = await bak.stuk(grootboek, zicht.beller.code, bericht_id)
            kop = await koppen.kop(grootboek, bericht_id) if stuk else None
            is_voorlopig = kop is not None and kop.oordeel == "voorlopig"
            antwoord_id = await koppen.antwoord_op(grootboek, bericht_id) if is_voorlopig else None
            if stuk is None or kop is None:
                return None
            wie = await koppen.veroorzaker(grootboek, kop)
            sleutels = await self._kluis.bestaande_sleutels(conn, self._regio, [kop.sleutel_maand])
        sleutel = sleutels.get(kop.sleutel_maand)
        sha256 = sleutel.ontzegel_hash(kop.sha256_verzegeld) if sleutel else None
        return Inzage(stuk, kop, sha256, antwoord_id, await self._uitwegen(kop), wie.voor(zicht.beller.code))

    async def _uitwegen(self, kop: Kop) -> Sequence[Uitweg]:
        if Gevolg.AFWIJZING not in gevolgen(kop.bevindingen):
            return ()
        await self._register.ververs()
        return await uitwegen(self._database, self._regio, self._register.stand, kop.id, dag(self._klok()))

    @gebruik("postvak.payload")
    async def payload(self, zicht: Zicht, bericht_id: UUID) -> bytes | None:
        """The exact bytes, also after the bericht was taken. Raises InhoudVernietigd."""
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            if await bak.stuk(grootboek, zicht.beller.code, bericht_id) is None:
                return None
            rij = await boek.bericht(grootboek, bericht_id)
        if rij is None:
            return None
        sleutel = await self._kluis.bestaande_sleutel(self._database, self._regio, rij.sleutel_maand)
        return await buiten_de_lus(rij.grootte, sleutel.ontzegel, bericht_id, rij.inhoud)

    @gebruik("postvak.haal_af")
    async def haal_af(self, zicht: Zicht, bericht_id: UUID) -> bool:
        """Take a bericht: it no longer waits. False when it is not in the in-box; taking twice is no fault."""
        nu, partij = self._klok(), zicht.beller.code
        async with self._database.transactie() as conn:
            grootboek = Grootboek(conn, self._regio)
            slot = sloten(self._regio, {f"postvak/{partij}/{bericht_id}"})
            await watermerk.begin(grootboek, slot)
            stuk = await bak.stuk(grootboek, partij, bericht_id)
            if stuk is None or stuk.richting != Richting.IN:
                return False
            if await bak.haal_af(grootboek, partij, bericht_id, nu):
                (positie,) = await boek.reserveer(conn, 1, self._klok)
                feit = BerichtAfgehaald(bericht_id=bericht_id, partij=partij)
                await boek_los_feit(conn, zicht.beller, positie, feit, lambda: nu)
        return True
