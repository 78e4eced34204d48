# SPDX-License-Identifier: EUPL-1.2
"""A counter without a database: berichten are judged by the rules, folded, and a declaratie gets its JW325."""

from collections import defaultdict
from datetime import date

import msgspec

from berichtenverkeer.berichten import JW323, JW325, read, write
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.kinds import bsns
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.ledger import booking
from berichtenverkeer.projections.historie import LoadedHistory
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels.honorering import honorering
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.examining import examine, examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake
from berichtenverkeer.voorbeeldregio.clock import moment_at
from berichtenverkeer.voorbeeldregio.desk import Proof, codes_in
from berichtenverkeer.voorbeeldregio.shipment import Shipment
from voorbeeldregio.gatewayloket import Dagklok


class Toetsloket:
    """`stand` is what was approved; `afwijkingen` what a JW301 did otherwise than the standard asks."""

    def __init__(self, register: Content, clock: Dagklok) -> None:
        self.stand = Stand()
        self.afwijkingen: list[tuple[str, Bevinding]] = []
        self._register = RegisterStand(register.rows, 1)
        self._clock = clock
        self._positie = 0
        self._known: dict[tuple[str, str, str], tuple[bytes, Proof]] = {}
        self._retour: dict[str, bytes] = {}
        self._post: dict[str, dict[str, JW325]] = defaultdict(dict)

    async def send(self, shipment: Shipment) -> Proof:
        data, key = shipment.data, (shipment.verzender, shipment.naam, shipment.identificatie)
        earlier = self._known.get(key)
        if earlier is not None and earlier[0] == data:
            return msgspec.structs.replace(earlier[1], status=200)
        intake = read_intake(data)
        assert isinstance(intake, Intake), shipment.identificatie
        day = self._clock().date()
        bevindingen = self._oordeel(intake, day, is_gebruikt=earlier is not None)
        proof = self._answered(intake, shipment, bevindingen, day)
        self._known.setdefault(key, (data, proof))
        return proof

    def _oordeel(self, intake: Intake, day: date, *, is_gebruikt: bool) -> list[Bevinding]:
        historie = self._history(intake, day, is_gebruikt=is_gebruikt)
        regels, niveaus = intake.standaard.regels, (Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)
        everything = examine(regels, intake.bericht, intake.line_numbers, historie, *niveaus)
        if is_gebruikt:
            return [one for one in everything if one.code == "TR056"]
        return examine_bericht(intake) or everything

    def _history(self, intake: Intake, day: date, *, is_gebruikt: bool) -> LoadedHistory:
        envelope = intake.bericht.header
        aanbieder, gemeente = sorted((envelope.afzender, envelope.ontvanger), key=len, reverse=True)
        clienten = {bsn: bsn.encode() for bsn in bsns(intake.bericht)}
        return LoadedHistory(
            self.stand,
            self._register,
            gemeente,
            aanbieder,
            clienten,
            day,
            envelope.afzender,
            identificatie_is_gebruikt=is_gebruikt,
        )

    def _answered(self, intake: Intake, shipment: Shipment, bevindingen: list[Bevinding], day: date) -> Proof:
        bericht, name = intake.bericht, f"BV{self._positie}"
        clienten = {bsn: bsn.encode() for bsn in bsns(bericht)}
        kan = not any(one.niveau is Niveau.BERICHT for one in bevindingen)
        gebeurtenissen = booking.gebeurtenissen(bericht, clienten, day) if kan else []
        if isinstance(bericht, JW323):
            antwoord = read(write(declaratieantwoord(bericht, bevindingen, name, day)))
            assert isinstance(antwoord, JW325)
            self._post[shipment.verzender][name] = antwoord
            gebeurtenissen = booking.answered(bericht, clienten, day, antwoord)
        else:
            self._retour[name] = write(retourbericht(bericht, bevindingen, name, day))
            gebeurtenissen = [] if bevindingen else gebeurtenissen
        if isinstance(bericht, JW301) and gebeurtenissen:
            historie = self._history(intake, day, is_gebruikt=False)
            self.afwijkingen += [(shipment.identificatie, one) for one in honorering(bericht, historie)]
        self._positie += 1
        for gebeurtenis in gebeurtenissen:
            self._positie += 1
            self.stand.fold(self._positie, gebeurtenis)
        oordeel = "goedgekeurd" if gebeurtenissen else "afgekeurd"
        regels = frozenset(one.code for one in bevindingen)
        return Proof(201, oordeel, regels, ontvangen_op=moment_at(day), retour=name)

    async def retourcodes(self, shipment: Shipment, proof: Proof) -> frozenset[str]:
        del shipment
        return codes_in(self._retour[proof.retour])

    async def foreign_afwijzingen(self, aanbieder: str) -> list[str]:
        del aanbieder  # nobody says no for money
        return []

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        return self._post.pop(aanbieder, {})
