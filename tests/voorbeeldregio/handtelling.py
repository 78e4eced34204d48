# SPDX-License-Identifier: EUPL-1.2
"""What was declared and granted, counted by hand from the berichten alone: no state, no rules, no register but who
takes part in the region."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from berichtenverkeer.berichten import JW323, JW325, read
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.voorbeeldregio.desk import Desk, Proof
from berichtenverkeer.voorbeeldregio.shipment import Shipment

TOEGEKEND = {"0200", "8001"}


class Meelezer:
    """A counter that keeps a copy of every declaratie and of every answer to one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.declaraties: dict[str, bytes] = {}
        self.antwoorden: dict[str, JW325] = {}

    async def send(self, shipment: Shipment) -> Proof:
        proof = await self._desk.send(shipment)
        if shipment.naam == "JW323":
            self.declaraties[proof.retour] = shipment.data
        return proof

    async def retourcodes(self, shipment: Shipment, proof: Proof) -> frozenset[str]:
        return await self._desk.retourcodes(shipment, proof)

    async def foreign_afwijzingen(self, aanbieder: str) -> list[str]:
        return await self._desk.foreign_afwijzingen(aanbieder)

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        new = await self._desk.declaratieantwoorden(aanbieder)
        self.antwoorden |= new
        return new

    def realisatie(self, register: Content | None = None) -> Counter[tuple[str, int]]:
        """Cents by aanbieder and year of the ProductPeriode: lines less those in the JW325, credits taken off.

        With a register only of the gemeenten that take part in the region.
        """
        per_year: Counter[tuple[str, int]] = Counter()
        for id_, data in self.declaraties.items():
            for aanbieder, gemeente, begin, cents in _toegekend(data, self.antwoorden[id_]):
                if register is None or any(
                    row.gemeente == gemeente and row.geldig_van <= begin for row in register.rows["gemeenten"]
                ):
                    per_year[aanbieder, begin.year] += cents
        return per_year


def _toegekend(data: bytes, antwoord: JW325) -> Iterator[tuple[str, str, date, int]]:
    declaratie = read(data)
    assert isinstance(declaratie, JW323)
    content = antwoord.declaratie_antwoord
    if content is None or not TOEGEKEND.issuperset(content.retour_codes.retour_code):
        return
    rejected = {
        (client.bsn, one.product_referentie.referentie_nummer)
        for client in (content.clienten.client if content.clienten else ())
        for one in client.prestaties.prestatie
    }
    for client in declaratie.declaratie.clienten.client:
        for one in client.prestaties.prestatie:
            if (client.bsn, one.product_referentie.referentie_nummer) not in rejected:
                bedrag = one.ingediend_bedrag
                cents = -bedrag.bedrag if bedrag.debet_credit == "C" else bedrag.bedrag
                header = declaratie.header
                yield header.afzender, header.ontvanger, one.product_periode.begindatum, cents
