# SPDX-License-Identifier: EUPL-1.2
"""What an aanbieder has declared, and how it is written down in a JW323."""

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

import msgspec

from berichtenverkeer.berichten.basisschema import (
    CDT_BedragMetDC,
    CDT_GeslotenPeriode,
    CDT_Referentie,
    CDT_TotaalBedragMetDC,
)
from berichtenverkeer.berichten.jw323 import JW323, Client, Clienten, Declaratie, Header, Prestatie, Prestaties
from berichtenverkeer.standaard.codes import DebetCredit
from berichtenverkeer.voorbeeldregio.bouwen import Plek, header
from berichtenverkeer.voorbeeldregio.leven import Leven
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.verdiend import Inhoud, Sleutel, Verdiend, maand_van


class Regel(msgspec.Struct, frozen=True):
    """One prestatie to be. `waarvoor` is what it earns; None for a credit."""

    leven: Leven
    prestatie: Prestatie
    waarvoor: Verdiend | None = None

    @property
    def referentie(self) -> str:
        return self.prestatie.product_referentie.referentie_nummer


class Ingediend(msgspec.Struct, frozen=True):
    """A debet that was approved."""

    waarvoor: Verdiend
    prestatie: Prestatie

    @property
    def leven(self) -> Leven:
        return self.waarvoor.leven

    @property
    def referentie(self) -> str:
        return self.prestatie.product_referentie.referentie_nummer


class Concept(msgspec.Struct, frozen=True):
    """A declaratie about to be sent."""

    nummer: str
    maand: date
    regels: tuple[Regel, ...]


class Boek:
    """What an aanbieder has with a gemeente.

    `ingediend` are his approved debets that were not credited, `teruggenomen` those that were; `ooit` is what was ever
    approved. `verstuurd` are his DeclaratieNummers, each with the Identificatie of its bericht; `periode` is the first
    day of the last DeclaratiePeriode.
    """

    def __init__(self, plek: Plek, opzet: Opzet, vandaag: date) -> None:
        self.plek = plek
        self.opzet = opzet
        self.vandaag = vandaag
        self.toeval = Random(f"{opzet.zaad}/{plek.aanbieder}/{plek.gemeente}/declaraties")
        self.clienten: dict[int, Leven] = {}
        self.ingediend: dict[Sleutel, Ingediend] = {}
        self.teruggenomen: list[Ingediend] = []
        self.verstuurd: list[tuple[str, str]] = []
        self.periode: date | None = None
        self.ooit: set[Sleutel] = set()
        self._referenties = self._identificaties = 0

    def kans(self, kans: float) -> bool:
        return self.toeval.random() < kans

    def verwerk(self, concept: Concept, toegekend: Iterable[Regel], identificatie: str) -> None:
        """Keep what was granted of a declaratie."""
        alle = list(toegekend)
        per_referentie = {een.referentie: naam for naam, een in self.ingediend.items()}
        for vorig in (regel.prestatie.product_referentie.vorig_referentie_nummer for regel in alle):
            if vorig is not None:
                weg = self.ingediend.pop(per_referentie[vorig])
                weg.leven.gedeclareerd[weg.waarvoor.sleutel.nummer] -= 1
                self.teruggenomen.append(weg)
        for regel in alle:
            if regel.waarvoor is not None:
                self.ooit.add(regel.waarvoor.sleutel)
                regel.leven.gedeclareerd[regel.waarvoor.sleutel.nummer] += 1
                self.ingediend[regel.waarvoor.sleutel] = Ingediend(regel.waarvoor, regel.prestatie)
        self.verstuurd.append((concept.nummer, identificatie))
        self.periode = concept.maand

    def debet(self, regel: Verdiend) -> Regel:
        """A prestatie for what was earned."""
        prestatie = maak_prestatie(regel.inhoud, regel.sleutel.nummer, self.nieuwe_referentie())
        return Regel(regel.leven, prestatie, regel)

    def credit(self, eerder: Ingediend, vorig: str | None = None) -> Regel:
        """A prestatie that takes an earlier one back."""
        was = eerder.prestatie
        prestatie = msgspec.structs.replace(
            was,
            product_referentie=CDT_Referentie(
                referentie_nummer=self.nieuwe_referentie(),
                vorig_referentie_nummer=vorig or eerder.referentie,
            ),
            ingediend_bedrag=CDT_BedragMetDC(bedrag=was.ingediend_bedrag.bedrag, debet_credit=DebetCredit.CREDIT),
        )
        return Regel(eerder.leven, prestatie)

    def schrijf(
        self,
        nummer: str,
        maand: date,
        regels: Sequence[Regel],
        *,
        identificatie: str | None = None,
        te_veel_cents: int = 0,
    ) -> JW323:
        """A JW323 of these prestaties, `te_veel_cents` off in its total."""
        per_client: dict[int, list[Regel]] = {}
        for regel in regels:
            per_client.setdefault(regel.leven.nummer, []).append(regel)
        totaal = sum(_met_teken(regel.prestatie) for regel in regels) + te_veel_cents
        if identificatie is None:
            self._identificaties += 1
            identificatie = f"D{self.plek.gemeente}-{self._identificaties}"
        clienten = (
            Client(bsn=van[0].leven.bsn, prestaties=Prestaties(prestatie=tuple(een.prestatie for een in van)))
            for _, van in sorted(per_client.items())
        )
        declaratie = Declaratie(
            declaratie_nummer=nummer,
            declaratie_periode=CDT_GeslotenPeriode(begindatum=maand, einddatum=maand_van(maand).einde),
            declaratie_dagtekening=self.vandaag,
            totaal_ingediend_bedrag=CDT_TotaalBedragMetDC(
                totaal_bedrag=abs(totaal), debet_credit=DebetCredit.CREDIT if totaal < 0 else DebetCredit.DEBET
            ),
            clienten=Clienten(client=tuple(clienten)),
        )
        return JW323(header=Header(**header("JW323", self.plek, self.vandaag, identificatie)), declaratie=declaratie)

    def nieuwe_referentie(self) -> str:
        """A ReferentieNummer that the aanbieder has not used, here or elsewhere."""
        self._referenties += 1
        return f"P{self.plek.gemeente}-{self._referenties}"


def maak_prestatie(inhoud: Inhoud, toewijzing_nummer: int, referentie: str) -> Prestatie:
    """A debet."""
    return Prestatie(
        product_referentie=CDT_Referentie(referentie_nummer=referentie),
        toewijzing_nummer=toewijzing_nummer,
        product_categorie=inhoud.categorie,
        product_code=inhoud.code,
        product_periode=CDT_GeslotenPeriode(begindatum=inhoud.periode.begin, einddatum=inhoud.periode.einde),
        geleverd_volume=inhoud.volume,
        eenheid=inhoud.eenheid,
        product_tarief=inhoud.tarief_cents,
        ingediend_bedrag=CDT_BedragMetDC(bedrag=inhoud.bedrag_cents, debet_credit=DebetCredit.DEBET),
    )


def _met_teken(prestatie: Prestatie) -> int:
    bedrag = prestatie.ingediend_bedrag
    return -bedrag.bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.bedrag
