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
from berichtenverkeer.voorbeeldregio import trends
from berichtenverkeer.voorbeeldregio.building import Plek, header
from berichtenverkeer.voorbeeldregio.earned import Content, Earned, Key, month_of
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.setup import Setup


class Regel(msgspec.Struct, frozen=True):
    """One prestatie to be. `waarvoor` is what it earns; None for a credit."""

    leven: Life
    prestatie: Prestatie
    waarvoor: Earned | None = None

    @property
    def referentie(self) -> str:
        return self.prestatie.product_referentie.referentie_nummer


class Ingediend(msgspec.Struct, frozen=True):
    """A debet that was approved."""

    waarvoor: Earned
    prestatie: Prestatie

    @property
    def leven(self) -> Life:
        return self.waarvoor.leven

    @property
    def referentie(self) -> str:
        return self.prestatie.product_referentie.referentie_nummer


class Concept(msgspec.Struct, frozen=True):
    """A declaratie about to be sent."""

    nummer: str
    maand: date
    regels: tuple[Regel, ...]


class Book:
    """What an aanbieder has with a gemeente.

    `ingediend` are his approved debets that were not credited, `taken_back` those that were; `ever` is what was ever
    approved. `sent` are his DeclaratieNummers, each with the Identificatie of its bericht; `periode` is the first
    day of the last DeclaratiePeriode.
    """

    def __init__(self, plek: Plek, setup: Setup, today: date) -> None:
        self.plek = plek
        self.setup = setup
        self.foutkans = trends.chance_of_fault(plek.aanbieder, setup.foutkans)
        self.vandaag = today
        self.luck = Random(f"{setup.zaad}/{plek.aanbieder}/{plek.gemeente}/declaraties")
        self.clienten: dict[int, Life] = {}
        self.ingediend: dict[Key, Ingediend] = {}
        self.taken_back: list[Ingediend] = []
        self.sent: list[tuple[str, str]] = []
        self.periode: date | None = None
        self.ever: set[Key] = set()
        self._referenties = self._identificaties = 0

    def chance(self, chance: float) -> bool:
        return self.luck.random() < chance

    def process(self, concept: Concept, toegekend: Iterable[Regel], identificatie: str) -> None:
        """Keep what was granted of a declaratie."""
        every = list(toegekend)
        per_referentie = {one.referentie: name for name, one in self.ingediend.items()}
        for previous in (regel.prestatie.product_referentie.vorig_referentie_nummer for regel in every):
            if previous is not None:
                gone = self.ingediend.pop(per_referentie[previous])
                gone.leven.gedeclareerd[gone.waarvoor.sleutel.nummer] -= 1
                self.taken_back.append(gone)
        for regel in every:
            if regel.waarvoor is not None:
                self.ever.add(regel.waarvoor.sleutel)
                regel.leven.gedeclareerd[regel.waarvoor.sleutel.nummer] += 1
                self.ingediend[regel.waarvoor.sleutel] = Ingediend(regel.waarvoor, regel.prestatie)
        self.sent.append((concept.nummer, identificatie))
        self.periode = concept.maand

    def debet(self, regel: Earned) -> Regel:
        """A prestatie for what was earned."""
        prestatie = make_prestatie(regel.inhoud, regel.sleutel.nummer, self.new_referentie())
        return Regel(regel.leven, prestatie, regel)

    def credit(self, earlier: Ingediend, previous: str | None = None) -> Regel:
        """A prestatie that takes an earlier one back."""
        was = earlier.prestatie
        prestatie = msgspec.structs.replace(
            was,
            product_referentie=CDT_Referentie(
                referentie_nummer=self.new_referentie(),
                vorig_referentie_nummer=previous or earlier.referentie,
            ),
            ingediend_bedrag=CDT_BedragMetDC(bedrag=was.ingediend_bedrag.bedrag, debet_credit=DebetCredit.CREDIT),
        )
        return Regel(earlier.leven, prestatie)

    def schrijf(
        self,
        number: str,
        month: date,
        regels: Sequence[Regel],
        *,
        identificatie: str | None = None,
        too_much_cents: int = 0,
    ) -> JW323:
        """A JW323 of these prestaties, `too_much_cents` off in its total."""
        per_client: dict[int, list[Regel]] = {}
        for regel in regels:
            per_client.setdefault(regel.leven.nummer, []).append(regel)
        total = sum(_with_sign(regel.prestatie) for regel in regels) + too_much_cents
        if identificatie is None:
            self._identificaties += 1
            identificatie = f"D{self.plek.gemeente}-{self._identificaties}"
        clienten = (
            Client(bsn=van[0].leven.bsn, prestaties=Prestaties(prestatie=tuple(one.prestatie for one in van)))
            for _, van in sorted(per_client.items())
        )
        declaratie = Declaratie(
            declaratie_nummer=number,
            declaratie_periode=CDT_GeslotenPeriode(begindatum=month, einddatum=month_of(month).einde),
            declaratie_dagtekening=self.vandaag,
            totaal_ingediend_bedrag=CDT_TotaalBedragMetDC(
                totaal_bedrag=abs(total), debet_credit=DebetCredit.CREDIT if total < 0 else DebetCredit.DEBET
            ),
            clienten=Clienten(client=tuple(clienten)),
        )
        return JW323(header=Header(**header("JW323", self.plek, self.vandaag, identificatie)), declaratie=declaratie)

    def new_referentie(self) -> str:
        """A ReferentieNummer that the aanbieder has not used, here or elsewhere."""
        self._referenties += 1
        return f"P{self.plek.gemeente}-{self._referenties}"


def make_prestatie(content: Content, toewijzing_number: int, referentie: str) -> Prestatie:
    """A debet."""
    return Prestatie(
        product_referentie=CDT_Referentie(referentie_nummer=referentie),
        toewijzing_nummer=toewijzing_number,
        product_categorie=content.categorie,
        product_code=content.code,
        product_periode=CDT_GeslotenPeriode(begindatum=content.periode.begin, einddatum=content.periode.einde),
        geleverd_volume=content.volume,
        eenheid=content.eenheid,
        product_tarief=content.tarief_cents,
        ingediend_bedrag=CDT_BedragMetDC(bedrag=content.bedrag_cents, debet_credit=DebetCredit.DEBET),
    )


def _with_sign(prestatie: Prestatie) -> int:
    bedrag = prestatie.ingediend_bedrag
    return -bedrag.bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.bedrag
