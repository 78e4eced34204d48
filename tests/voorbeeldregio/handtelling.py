# SPDX-License-Identifier: EUPL-1.2
"""What was declared and granted, counted by hand from the berichten alone: no state, no rules, no register but who
takes part in the region."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from berichtenverkeer.berichten import JW323, JW325, read
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.voorbeeldregio.loket import Bewijs, Loket
from berichtenverkeer.voorbeeldregio.zending import Zending

TOEGEKEND = {"0200", "8001"}


class Meelezer:
    """A counter that keeps a copy of every declaratie and of every answer to one."""

    def __init__(self, loket: Loket) -> None:
        self._loket = loket
        self.declaraties: dict[str, bytes] = {}
        self.antwoorden: dict[str, JW325] = {}

    async def verstuur(self, zending: Zending) -> Bewijs:
        bewijs = await self._loket.verstuur(zending)
        if zending.naam == "JW323":
            self.declaraties[bewijs.retour] = zending.data
        return bewijs

    async def retourcodes(self, zending: Zending, bewijs: Bewijs) -> frozenset[str]:
        return await self._loket.retourcodes(zending, bewijs)

    async def vreemde_afwijzingen(self, aanbieder: str) -> list[str]:
        return await self._loket.vreemde_afwijzingen(aanbieder)

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        nieuw = await self._loket.declaratieantwoorden(aanbieder)
        self.antwoorden |= nieuw
        return nieuw

    def realisatie(self, register: Inhoud | None = None) -> Counter[tuple[str, int]]:
        """Cents by aanbieder and year of the ProductPeriode: lines less those in the JW325, credits taken off.

        With a register only of the gemeenten that take part in the region.
        """
        per_jaar: Counter[tuple[str, int]] = Counter()
        for id_, data in self.declaraties.items():
            for aanbieder, gemeente, begin, cents in _toegekend(data, self.antwoorden[id_]):
                if register is None or any(
                    rij.gemeente == gemeente and rij.geldig_van <= begin for rij in register.rijen["gemeenten"]
                ):
                    per_jaar[aanbieder, begin.year] += cents
        return per_jaar


def _toegekend(data: bytes, antwoord: JW325) -> Iterator[tuple[str, str, date, int]]:
    declaratie = read(data)
    assert isinstance(declaratie, JW323)
    inhoud = antwoord.declaratie_antwoord
    if inhoud is None or not TOEGEKEND.issuperset(inhoud.retour_codes.retour_code):
        return
    afgewezen = {
        (client.bsn, een.product_referentie.referentie_nummer)
        for client in (inhoud.clienten.client if inhoud.clienten else ())
        for een in client.prestaties.prestatie
    }
    for client in declaratie.declaratie.clienten.client:
        for een in client.prestaties.prestatie:
            if (client.bsn, een.product_referentie.referentie_nummer) not in afgewezen:
                bedrag = een.ingediend_bedrag
                cents = -bedrag.bedrag if bedrag.debet_credit == "C" else bedrag.bedrag
                header = declaratie.header
                yield header.afzender, header.ontvanger, een.product_periode.begindatum, cents
