# SPDX-License-Identifier: EUPL-1.2
"""A counter without a database: berichten are judged by the rules, folded, and a declaratie gets its JW325."""

from collections import defaultdict
from datetime import date

import msgspec

from berichtenverkeer.berichten import JW323, JW325, read, write
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.soorten import bsns
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.ledger import boeken
from berichtenverkeer.projections.historie import Historie
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels.honorering import honorering
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import toets, toets_bericht
from berichtenverkeer.voorbeeldregio.klok import moment_op
from berichtenverkeer.voorbeeldregio.loket import Bewijs, codes_in
from berichtenverkeer.voorbeeldregio.zending import Zending
from voorbeeldregio.gatewayloket import Dagklok


class Toetsloket:
    """`stand` is what was approved; `afwijkingen` what a JW301 did otherwise than the standard asks."""

    def __init__(self, register: Inhoud, klok: Dagklok) -> None:
        self.stand = Stand()
        self.afwijkingen: list[tuple[str, Bevinding]] = []
        self._register = RegisterStand(register.rijen, 1)
        self._klok = klok
        self._positie = 0
        self._bekend: dict[tuple[str, str, str], tuple[bytes, Bewijs]] = {}
        self._retour: dict[str, bytes] = {}
        self._post: dict[str, dict[str, JW325]] = defaultdict(dict)

    async def verstuur(self, zending: Zending) -> Bewijs:
        data, sleutel = zending.data, (zending.verzender, zending.naam, zending.identificatie)
        eerder = self._bekend.get(sleutel)
        if eerder is not None and eerder[0] == data:
            return msgspec.structs.replace(eerder[1], status=200)
        invoer = lees_invoer(data)
        assert isinstance(invoer, Invoer), zending.identificatie
        dag = self._klok().date()
        bevindingen = self._oordeel(invoer, dag, is_gebruikt=eerder is not None)
        bewijs = self._beantwoord(invoer, zending, bevindingen, dag)
        self._bekend.setdefault(sleutel, (data, bewijs))
        return bewijs

    def _oordeel(self, invoer: Invoer, dag: date, *, is_gebruikt: bool) -> list[Bevinding]:
        historie = self._historie(invoer, dag, is_gebruikt=is_gebruikt)
        regels, niveaus = invoer.standaard.regels, (Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)
        alles = toets(regels, invoer.bericht, invoer.regelnummers, historie, *niveaus)
        if is_gebruikt:
            return [een for een in alles if een.code == "TR056"]
        return toets_bericht(invoer) or alles

    def _historie(self, invoer: Invoer, dag: date, *, is_gebruikt: bool) -> Historie:
        kop = invoer.bericht.header
        aanbieder, gemeente = sorted((kop.afzender, kop.ontvanger), key=len, reverse=True)
        clienten = {bsn: bsn.encode() for bsn in bsns(invoer.bericht)}
        return Historie(
            self.stand,
            self._register,
            gemeente,
            aanbieder,
            clienten,
            dag,
            kop.afzender,
            identificatie_is_gebruikt=is_gebruikt,
        )

    def _beantwoord(self, invoer: Invoer, zending: Zending, bevindingen: list[Bevinding], dag: date) -> Bewijs:
        bericht, naam = invoer.bericht, f"BV{self._positie}"
        clienten = {bsn: bsn.encode() for bsn in bsns(bericht)}
        kan = not any(een.niveau is Niveau.BERICHT for een in bevindingen)
        feiten = boeken.gebeurtenissen(bericht, clienten, dag) if kan else []
        if isinstance(bericht, JW323):
            antwoord = read(write(declaratieantwoord(bericht, bevindingen, naam, dag)))
            assert isinstance(antwoord, JW325)
            self._post[zending.verzender][naam] = antwoord
            feiten = boeken.beantwoord(bericht, clienten, dag, antwoord)
        else:
            self._retour[naam] = write(retourbericht(bericht, bevindingen, naam, dag))
            feiten = [] if bevindingen else feiten
        if isinstance(bericht, JW301) and feiten:
            historie = self._historie(invoer, dag, is_gebruikt=False)
            self.afwijkingen += [(zending.identificatie, een) for een in honorering(bericht, historie)]
        self._positie += 1
        for feit in feiten:
            self._positie += 1
            self.stand.vouw(self._positie, feit)
        oordeel = "goedgekeurd" if feiten else "afgekeurd"
        regels = frozenset(een.code for een in bevindingen)
        return Bewijs(201, oordeel, regels, ontvangen_op=moment_op(dag), retour=naam)

    async def retourcodes(self, zending: Zending, bewijs: Bewijs) -> frozenset[str]:
        del zending
        return codes_in(self._retour[bewijs.retour])

    async def vreemde_afwijzingen(self, aanbieder: str) -> list[str]:
        del aanbieder  # nobody says no for money
        return []

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        return self._post.pop(aanbieder, {})
