# SPDX-License-Identifier: EUPL-1.2
"""Receiving bytes: transport, schema and the sender's right to send first, outside any transaction; then a batch."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial

from berichtenverkeer.berichten import identificatie
from berichtenverkeer.berichten import soort as soort_van
from berichtenverkeer.berichten.soorten import bsns
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.gateway.behandeling import Omgeving
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.gateway.stapel import Stapel
from berichtenverkeer.gateway.verwerking import Bezet, verwerk
from berichtenverkeer.gateway.werk import Bon, Geweigerd, Grond, Werk
from berichtenverkeer.gateway.zwarebaan import ZwareBaan
from berichtenverkeer.ledger import boek
from berichtenverkeer.ledger.boek import WeigeringRij
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import toets_bericht

ZWAAR_BYTES = 256 * 1024
"""From this size on a bericht goes through the lane for large ones, outside the event loop (design.md 3)."""

Bijstelling = Callable[[], Awaitable[None]]
"""Lets the clock of a simulation read its moment anew. Production has none: its clock needs no reading."""


class _Terugdraaien(Exception):
    """Ends the transaction of a proef: all was done, nothing is kept."""


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
        stel_klok_bij: Bijstelling | None = None,
    ) -> None:
        self._database = database
        self._kluis = kluis
        self._register = register
        self._klok = klok
        self._regio = regio
        self._stel_klok_bij = stel_klok_bij
        self._zware_baan = zware_baan
        self._stapel: Stapel[Werk, Bon] = Stapel(self._verwerk, self._verwerk_een, wachtrij=wachtrij)

    async def __aenter__(self) -> "Ontvangst":
        await self._zware_baan.__aenter__()
        await self._stapel.__aenter__()
        return self

    async def __aexit__(self, *fout: object) -> None:
        await self._stapel.__aexit__(*fout)
        await self._zware_baan.__aexit__(*fout)

    async def ontvang(self, data: bytes, verzender: Partij, *, is_proef: bool = False) -> Bon | Geweigerd:
        """Receive the bytes of one bericht from `verzender`.

        Returns a receipt once the bericht is committed (or, for a proef, judged and forgotten), or the refusal once
        its weigering is. Raises DatabaseWeg or TeDruk: then nothing is promised, and sending again does no harm.
        """
        is_zwaar = len(data) >= ZWAAR_BYTES
        if is_zwaar:
            omgeving = await self._omgeving()
            uitkomst = await self._zware_baan.doe(partial(self._ontvang_zwaar, data, verzender, omgeving, is_proef))
        else:
            voorbereid = self._bereid_voor(data, verzender, is_proef)
            if isinstance(voorbereid, Geweigerd):
                uitkomst = voorbereid
            elif is_proef:
                uitkomst = await _op_proef(self._database, await self._omgeving(), voorbereid)
            else:
                uitkomst = await self._stapel.dien_in(voorbereid)
        if isinstance(uitkomst, Geweigerd) and not is_proef:
            await self.weiger(uitkomst.bevindingen, verzender, hashlib.sha256(data).digest(), len(data))
        return uitkomst

    async def _ontvang_zwaar(
        self, data: bytes, verzender: Partij, omgeving: Omgeving, is_proef: bool, database: Database
    ) -> Bon | Geweigerd:
        """All of it in the lane: reading, judging and booking, alone in its transaction."""
        voorbereid = self._bereid_voor(data, verzender, is_proef)
        if isinstance(voorbereid, Geweigerd):
            return voorbereid
        if is_proef:
            return await _op_proef(database, omgeving, voorbereid)
        async with database.transactie() as conn:
            return (await verwerk(conn, omgeving, [voorbereid]))[0]

    async def weiger(
        self, bevindingen: Sequence[Bevinding], verzender: Partij | None, sha256: bytes, grootte: int
    ) -> None:
        """Note that bytes were refused: when, from whom, their hash and size, why; never the bytes."""
        codes = tuple(dict.fromkeys(bevinding.code for bevinding in bevindingen))
        rij = WeigeringRij(
            regio=self._regio,
            id=nieuw_id(),
            ontvangen_op=self._klok(),
            partij=verzender.code if verzender else None,
            sha256=sha256,
            grootte=grootte,
            codes=codes,
        )
        async with self._database.transactie() as conn:
            await boek.schrijf_weigering(conn, rij)

    def _bereid_voor(self, data: bytes, verzender: Partij, is_proef: bool) -> Werk | Geweigerd:
        invoer = lees_invoer(data)
        if not isinstance(invoer, Invoer):
            return Geweigerd(Grond.ONJUIST, invoer)
        register, vandaag = self._register.stand, dag(self._klok())
        soort = soort_van(invoer.bericht)
        if weigering := _onbevoegd(invoer, verzender) or _onbestelbaar(invoer, register, vandaag):
            return weigering
        header = invoer.bericht.header
        bestemming = register.partij(header.afzender if soort.is_retourbericht else header.ontvanger, vandaag)
        assert bestemming is not None, "checked as deliverable"
        return Werk(
            id=nieuw_id(),
            invoer=invoer,
            soort=soort,
            verzender=verzender,
            bestemming=bestemming,
            identificatie=identificatie(invoer.bericht),
            sha256=hashlib.sha256(data).digest(),
            clienten={bsn: self._kluis.pseudoniem(self._regio, bsn) for bsn in bsns(invoer.bericht)},
            bevindingen=[] if soort.is_retourbericht else toets_bericht(invoer),
            is_proef=is_proef,
        )

    async def _verwerk(self, stapel: Sequence[Werk]) -> list[Bon | None]:
        """Who would wait for a declaratie that is being booked does so apart; the others do not wait with him."""
        omgeving = await self._omgeving()
        bezet: frozenset[str] = frozenset()
        while vrij := [werk for werk in stapel if werk.aanbieder not in bezet]:
            try:
                async with self._database.transactie() as conn:
                    bonnen = iter(await verwerk(conn, omgeving, vrij, wacht=False))
            except Bezet as fout:
                bezet |= fout.aanbieders
            else:
                return [None if werk.aanbieder in bezet else next(bonnen) for werk in stapel]
        return [None] * len(stapel)

    async def _verwerk_een(self, werk: Werk) -> Bon:
        omgeving = await self._omgeving()
        async with self._database.transactie() as conn:
            return (await verwerk(conn, omgeving, [werk]))[0]

    async def _omgeving(self) -> Omgeving:
        if self._stel_klok_bij is not None:
            await self._stel_klok_bij()
        nu = self._klok()
        sleutel = await self._kluis.sleutel(self._database, self._regio, dag(nu))
        return Omgeving(self._regio, self._register.stand, nu, dag(nu), sleutel)


async def _op_proef(database: Database, omgeving: Omgeving, werk: Werk) -> Bon:
    bonnen: list[Bon] = []
    try:
        async with database.transactie() as conn:
            bonnen = await verwerk(conn, omgeving, [werk])
            raise _Terugdraaien
    except _Terugdraaien:
        return bonnen[0].als_proef()


def _onbevoegd(invoer: Invoer, verzender: Partij) -> Geweigerd | None:
    """A heenbericht is sent by its Afzender; a retourbericht by the Ontvanger of the header it repeats (IV028)."""
    soort, header = soort_van(invoer.bericht), invoer.bericht.header
    veld, code = ("Ontvanger", header.ontvanger) if soort.is_retourbericht else ("Afzender", header.afzender)
    if code == verzender.code and soort.verzender == verzender.soort:
        return None
    if soort.verzender != verzender.soort:
        return _weigering(
            Grond.ONBEVOEGD,
            "VERKEERDE-RICHTING",
            f"{soort.naam}/Header/BerichtCode",
            f"Een {soort.naam} wordt verstuurd door een {soort.verzender}, niet door een {verzender.soort}.",
            "Controleer of u de juiste berichtsoort verstuurt en het juiste token gebruikt.",
        )
    return _weigering(
        Grond.ONBEVOEGD,
        "NIET-DE-AFZENDER",
        f"{soort.naam}/Header/{veld}",
        f"U verstuurt dit bericht onder een andere code dan in {veld} staat.",
        f"Gebruik het token van de partij in {veld}, of verbeter {veld}.",
    )


def _onbestelbaar(invoer: Invoer, register: RegisterStand, op: date) -> Geweigerd | None:
    soort, header = soort_van(invoer.bericht), invoer.bericht.header
    veld, code = ("Afzender", header.afzender) if soort.is_retourbericht else ("Ontvanger", header.ontvanger)
    partij = register.partij(code, op)
    verwacht = soort.afzender if soort.is_retourbericht else soort.ontvanger
    if partij is not None and partij.soort == verwacht:
        return None
    return _weigering(
        Grond.ONJUIST,
        "ONTVANGER-ONBEKEND",
        f"{soort.naam}/Header/{veld}",
        f"De {verwacht} in {veld} is niet aangesloten op dit berichtenverkeer.",
        f"Controleer de code in {veld}. Klopt die, vraag dan de regio om deze partij aan te sluiten.",
    )


def _weigering(grond: Grond, code: str, pad: str, tekst: str, actie: str) -> Geweigerd:
    bevinding = Bevinding(code=code, niveau=Niveau.TRANSPORT, pad=pad, regelnummer=None, tekst=tekst, actie=actie)
    return Geweigerd(grond, [bevinding])
