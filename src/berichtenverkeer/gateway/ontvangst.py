# SPDX-License-Identifier: EUPL-1.2
"""Receiving bytes: transport, schema and the sender's right to send first, outside any transaction; then a batch."""

import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import msgspec

from berichtenverkeer.berichten import identificatie
from berichtenverkeer.berichten import soort as soort_van
from berichtenverkeer.berichten.soorten import bsns
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.buiten import buiten_de_lus
from berichtenverkeer.core.database import Database, TeVeelRijen
from berichtenverkeer.core.errors import SlotBezet, TeDruk
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.bestemming import bestemming_van
from berichtenverkeer.gateway.omgeving import Omgeving
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.gateway.stapel import Stapel, nooit
from berichtenverkeer.gateway.tijdwacht import Tijdwacht
from berichtenverkeer.gateway.verwerking import verwerk
from berichtenverkeer.gateway.wachtkamer import Bezet
from berichtenverkeer.gateway.weigeringen import Weigeringen
from berichtenverkeer.gateway.werk import Bon, Geweigerd, Grond, Werk
from berichtenverkeer.gateway.zwarebaan import ZwareBaan
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.ledger.boek import WeigeringRij
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.projections.behoefte import van_aanbieder, van_gemeente
from berichtenverkeer.regels.meldingen.verkeer import NIET_DE_AFZENDER, VERKEERDE_RICHTING
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden
from berichtenverkeer.validation.invoer import Invoer, lees_invoer, lees_vlot
from berichtenverkeer.validation.toetsing import toets_bericht
from berichtenverkeer.validation.transport import MAX_BYTES

ZWAAR_ELEMENTEN, ZWAAR_BYTES = 1000, 64 * 1024
"""From so many elements, or bytes, on a bericht goes through the lane, outside the event loop (decision 090). Reading
and judging takes some 5 microseconds an element, up to 20 when each of them is wrong."""

MEESTE_RIJEN = 1000
"""What the event loop reads of the past for a batch, of each kind of row; who needs more goes through the lane."""

MEESTE_ZWARE_CLIENTEN = 1000
"""Of how many clients with a long history a process remembers that they have one."""

Bijstelling = Callable[[], Awaitable[None]]
"""Lets the clock of a simulation read its moment anew. Production has none: its clock needs no reading."""


class _Terugdraaien(Exception):
    """Ends the transaction of a proef: all was done, nothing is kept."""


def elementen(data: bytes) -> int:
    """How many elements a bericht has, without reading it: what it is as work, whatever its bytes are spent on."""
    return data.count(b"<") - data.count(b"</")


class Zwaar(msgspec.Struct, frozen=True):
    """A bericht that is much work and is still to be read, in the lane."""

    data: bytes
    beller: Beller
    is_proef: bool

    @property
    def aanbieder(self) -> str | None:
        """Whose it is, as far as can be said before it is read."""
        return self.beller.code if self.beller.soort == "aanbieder" else None


class Ruimte:
    """How many berichten, and how many bytes of them, may be on their way or wait at the same time."""

    def __init__(self, aantal: int, omvang: int) -> None:
        self._aantal = aantal
        self._omvang = omvang

    @contextmanager
    def neem(self, grootte: int) -> Iterator[None]:
        """Room for one bericht of so many bytes. Raises TeDruk when there is none."""
        if not self._aantal or self._omvang < grootte:
            raise TeDruk
        self._aantal -= 1
        self._omvang -= grootte
        try:
            yield
        finally:
            self._aantal += 1
            self._omvang += grootte


class Ontvangst:
    """The use case `receive`. Open it with `async with`; closing finishes what was accepted."""

    def __init__(
        self,
        database: Database,
        kluis: Kluis,
        register: Registerhouder,
        klok: Klok,
        zware_baan: ZwareBaan,
        *,
        regio: str,
        wachtrij: int = 1000,
        wachtrij_bytes: int = 128 * 1024 * 1024,
        grootste: int = MAX_BYTES,
        stel_klok_bij: Bijstelling | None = None,
        standaarden: Standaarden = STANDAARDEN,
    ) -> None:
        self._database = database
        self._kluis = kluis
        self._register = register
        self._klok = klok
        self._tijdwacht = Tijdwacht(klok)
        self._regio = regio
        self._standaarden = standaarden
        self._stel_klok_bij = stel_klok_bij
        self._zware_baan = zware_baan
        self._grootste = min(grootste, MAX_BYTES)
        self._weigeringen = Weigeringen(database, regio)
        self._ruimte = Ruimte(wachtrij, wachtrij_bytes)
        self._zware_clienten: dict[bytes, None] = {}
        self._stapel: Stapel[Werk | Zwaar, Bon | Geweigerd] = Stapel(self._verwerk, self._verwerk_een, self._vrij)

    async def __aenter__(self) -> "Ontvangst":
        await self._zware_baan.__aenter__()
        await self._stapel.__aenter__()
        return self

    async def __aexit__(self, *fout: object) -> None:
        await self._stapel.__aexit__(*fout)
        await self._zware_baan.__aexit__(*fout)

    def stop(self) -> None:
        """The process is to end: what waits for others is refused (TeDruk), what is being done comes to its end."""
        self._stapel.stop()
        self._zware_baan.stop()

    @gebruik("ontvangst.ontvang")
    async def ontvang(
        self, zicht: Zicht, data: bytes, *, is_proef: bool = False, is_weg: Callable[[], bool] = nooit
    ) -> Bon | Geweigerd:
        """Receive the bytes of one bericht from who calls; `is_weg` says whether he hung up.

        Returns a receipt once the bericht is committed (or, for a proef, judged and forgotten), or the refusal once
        its weigering is. Raises DatabaseWeg or TeDruk: then nothing is promised, and sending again does no harm.
        """
        with self._ruimte.neem(len(data)):
            uitkomst = await self._ontvang(data, zicht.beller, is_proef, is_weg)
        if isinstance(uitkomst, Geweigerd) and not is_proef:
            sha256 = await buiten_de_lus(len(data), hashlib.sha256, data)
            await self._weiger(uitkomst.bevindingen, zicht.beller, sha256.digest(), len(data))
        return uitkomst

    async def beproef(self, beller: Beller, data: bytes) -> Bon | Geweigerd:
        """What would become of the bytes of one bericht in the name of the partij of `beller`; nothing is kept.

        For another use case of the gateway, which asked what may be seen. Raises as `ontvang`.
        """
        with self._ruimte.neem(len(data)):
            return await self._ontvang(data, beller, True, nooit)

    async def _ontvang(
        self, data: bytes, beller: Beller, is_proef: bool, is_weg: Callable[[], bool]
    ) -> Bon | Geweigerd:
        omvang = elementen(data)
        is_licht = omvang < ZWAAR_ELEMENTEN and len(data) < ZWAAR_BYTES
        invoer = lees_vlot(data, self._standaarden, dag(self._klok())) if is_licht else None
        zwaar = Zwaar(data, beller, is_proef)
        aanbieder = zwaar.aanbieder
        if invoer is not None:
            werk = self._bereid_voor(data, invoer, beller, is_proef)
            if isinstance(werk, Geweigerd):
                return werk
            aanbieder = werk.aanbieder
            if werk.client not in self._zware_clienten:
                try:
                    return await self._stapel.dien_in(werk, aanbieder, apart=is_proef, is_weg=is_weg, gewicht=omvang)
                except TeVeelRijen:
                    self._onthoud_zwaar(werk.client)
        return await self._stapel.dien_in(zwaar, aanbieder, apart=True, is_weg=is_weg)

    def _onthoud_zwaar(self, client: bytes | None) -> None:
        if client is not None:
            self._zware_clienten[client] = None
            if len(self._zware_clienten) > MEESTE_ZWARE_CLIENTEN:
                del self._zware_clienten[next(iter(self._zware_clienten))]

    @gebruik("ontvangst.weiger")
    async def weiger(self, zicht: Zicht, bevindingen: Sequence[Bevinding], sha256: bytes, grootte: int) -> None:
        """Note that an edge refused bytes before it received them all."""
        await self._weiger(bevindingen, zicht.beller, sha256, grootte)

    async def _weiger(self, bevindingen: Sequence[Bevinding], beller: Beller, sha256: bytes, grootte: int) -> None:
        """Note that bytes were refused: when, from whom, their hash (sealed) and size, why; never the bytes."""
        nu = await self._tijdwacht.nu(self._database, self._regio)
        sleutel = await self._kluis.sleutel(self._database, self._regio, dag(nu))
        codes = tuple(dict.fromkeys(bevinding.code for bevinding in bevindingen))
        rij = WeigeringRij(
            regio=self._regio,
            id=nieuw_id(),
            ontvangen_op=nu,
            partij=beller.code or None,
            sha256_verzegeld=sleutel.verzegel_hash(sha256),
            sleutel_maand=sleutel.maand,
            grootte=grootte,
            codes=codes,
        )
        await self._weigeringen.noteer(rij, beller.veroorzaker)

    def _bereid_voor(
        self, data: bytes, invoer: Invoer | list[Bevinding], beller: Beller, is_proef: bool
    ) -> Werk | Geweigerd:
        if not isinstance(invoer, Invoer):
            return Geweigerd(Grond.ONJUIST, invoer)
        register, vandaag = self._register.stand, dag(self._klok())
        soort = soort_van(invoer.bericht)
        if geweigerd := _onbevoegd(invoer, beller):
            return geweigerd
        bestemming = bestemming_van(invoer, register, vandaag)
        if isinstance(bestemming, Geweigerd):
            return bestemming
        return Werk(
            id=nieuw_id(),
            invoer=invoer,
            soort=soort,
            beller=beller,
            bestemming=bestemming,
            identificatie=identificatie(invoer.bericht),
            sha256=hashlib.sha256(data).digest(),
            clienten={bsn: self._kluis.pseudoniem(self._regio, bsn) for bsn in bsns(invoer.bericht)},
            bevindingen=[] if soort.is_retourbericht else toets_bericht(invoer),
            is_proef=is_proef,
        )

    async def _verwerk(self, stapel: Sequence[Werk | Zwaar], wacht: bool) -> Sequence[Bon]:
        werken = [werk for werk in stapel if isinstance(werk, Werk)]
        return await _boek(self._database, await self._omgeving(), werken, wacht=wacht, hoogstens=MEESTE_RIJEN)

    async def _verwerk_een(self, werk: Werk | Zwaar) -> Bon | Geweigerd:
        omgeving = await self._omgeving()
        if isinstance(werk, Zwaar):
            return await self._zware_baan.doe(partial(self._verwerk_zwaar, werk, omgeving), werk.beller.code)
        return (await _boek(self._database, omgeving, [werk], wacht=True, hoogstens=MEESTE_RIJEN))[0]

    async def _verwerk_zwaar(self, zwaar: Zwaar, omgeving: Omgeving, database: Database) -> Bon | Geweigerd:
        """All of it in the lane: reading, judging and booking, alone in its transaction. Read anew when it waited:
        as bytes it takes a fifth of the room."""
        invoer = lees_invoer(zwaar.data, self._standaarden, dag(self._klok()))
        werk = self._bereid_voor(zwaar.data, invoer, zwaar.beller, zwaar.is_proef)
        if isinstance(werk, Geweigerd):
            return werk
        return (await _boek(database, omgeving, [werk], wacht=True))[0]

    async def _vrij(self, eersten: Mapping[str, Werk | Zwaar]) -> list[str]:
        """The aanbieders of whom nobody holds alone what the first needs: what others share is free in a moment."""
        nodig = {aanbieder: sloten(self._regio, _lange_sloten(aanbieder, een)) for aanbieder, een in eersten.items()}
        async with self._database.lees() as conn:
            gehouden = await watermerk.alleen_gehouden(conn, set().union(*nodig.values()))
        return [aanbieder for aanbieder, eigen in nodig.items() if not eigen & gehouden]

    async def _omgeving(self) -> Omgeving:
        if self._stel_klok_bij is not None:
            await self._stel_klok_bij()
        nu = await self._tijdwacht.nu(self._database, self._regio)
        sleutel = await self._kluis.sleutel(self._database, self._regio, dag(nu))
        return Omgeving(
            self._regio, self._register.stand, nu, dag(nu), self._kluis, sleutel, self._grootste, self._klok
        )


def _lange_sloten(aanbieder: str, werk: Werk | Zwaar) -> set[str]:
    """What it needs, as far as it can be held for long; of who is still to be read only the aanbieder is known."""
    if isinstance(werk, Werk) and werk.client is not None:
        return {van_aanbieder(aanbieder), van_gemeente(werk.gemeente)}
    return {van_aanbieder(aanbieder)}


async def _boek(
    database: Database, omgeving: Omgeving, werken: Sequence[Werk], *, wacht: bool, hoogstens: int | None = None
) -> Sequence[Bon]:
    """In one transaction; that of a proef is undone. Raises Bezet instead of waiting long, and TeVeelRijen."""
    bonnen: Sequence[Bon] = ()
    try:
        async with database.transactie() as conn:
            bonnen = await verwerk(conn, omgeving, werken, wacht=wacht, hoogstens=hoogstens)
            if werken[0].is_proef:
                raise _Terugdraaien
    except _Terugdraaien:
        return [bon.als_proef() for bon in bonnen]
    except SlotBezet:
        aanbieders = frozenset(werk.aanbieder for werk in werken)
        raise Bezet(aanbieders if len(aanbieders) == 1 else frozenset()) from None
    return bonnen


def _onbevoegd(invoer: Invoer, beller: Beller) -> Geweigerd | None:
    """A heenbericht is sent by its Afzender; a retourbericht by the Ontvanger of the header it repeats (IV028)."""
    soort, header = soort_van(invoer.bericht), invoer.bericht.header
    veld, code = ("Ontvanger", header.ontvanger) if soort.is_retourbericht else ("Afzender", header.afzender)
    if code == beller.code and soort.verzender == beller.soort:
        return None
    if soort.verzender != beller.soort:
        wat = VERKEERDE_RICHTING.op(
            f"{soort.naam}/Header/BerichtCode",
            tekst=f"Een {soort.naam} wordt verstuurd door een {soort.verzender}, niet door een {beller.soort}.",
        )
    else:
        wat = NIET_DE_AFZENDER.op(
            f"{soort.naam}/Header/{veld}",
            tekst=f"U verstuurt dit bericht onder een andere code dan in {veld} staat.",
            actie=f"Gebruik het token van de partij in {veld}, of verbeter {veld}.",
        )
    return Geweigerd(Grond.ONBEVOEGD, [wat])
