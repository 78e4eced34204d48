# SPDX-License-Identifier: EUPL-1.2
"""What care can be had: which aanbieder may deliver which product to which gemeente, how much of it, and how likely."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.rijen import Contract
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

_OMVANG: dict[str, tuple[str, int, int]] = {
    Eenheid.DAGDEEL: (Frequentie.PER_WEEK, 2, 5),
    Eenheid.ETMAAL: (Frequentie.PER_WEEK, 5, 7),
    Eenheid.UUR: (Frequentie.PER_WEEK, 1, 6),
    Eenheid.MINUUT: (Frequentie.PER_WEEK, 45, 150),
    Eenheid.STUKS_OUTPUT: (Frequentie.TOTAAL, 1, 1),
}
"""Eenheid of the tarief -> Frequentie, least and largest Volume of what is assigned."""

_PER_DAG: dict[str, float] = {Frequentie.PER_WEEK: 1 / 7, Frequentie.TOTAAL: 1 / 180}
DUUR_DAGEN = {"1": (120, 420), "2": (150, 700), "3": (90, 400), "4": (60, 330), "5": (4, 35)}
"""How long care in a segment lasts, at least and at most."""

SEGMENTKANS = {"1": 8, "2": 14, "3": 12, "4": 58, "5": 8}
_INWONERS = {"0855": 228, "0867": 50, "0797": 46, "0824": 33, "0766": 28, "0784": 27, "0785": 24, "0809": 24}
_POGINGEN = 12
_VER_WEG = 0.02
"""How likely it is that a youth goes to an aanbieder with its home in another gebied, beside one nearby."""


class Aanbod(msgspec.Struct, frozen=True):
    """One product of one aanbieder, for the whole region or (`gemeente`) for one gemeente.

    Without `code` the product is the categorie as a whole. Without `eenheid` it is not counted per client.
    """

    aanbieder: str
    gemeente: str
    categorie: str
    code: str | None
    segment: str
    perceel: str
    is_taakgericht: bool
    is_crisis: bool
    eenheid: str | None
    tarief_cents: int
    kosten_per_dag_cents: int
    geldig_van: date
    geldig_tot: date | None

    @property
    def product(self) -> tuple[str, str | None]:
        return self.categorie, self.code

    @property
    def omvang(self) -> tuple[str, int, int]:
        """Frequentie, least and largest Volume."""
        assert self.eenheid is not None, "counted per client"
        return _OMVANG[self.eenheid]

    @property
    def kosten_per_jaar_cents(self) -> float:
        """What one client costs in a year, about."""
        kort, lang = DUUR_DAGEN[self.segment]
        dagen = min(180, (kort + lang) / 2)
        if self.eenheid is None:
            return dagen * self.kosten_per_dag_cents
        frequentie, minst, meest = self.omvang
        return dagen * (minst + meest) / 2 * _PER_DAG[frequentie] * self.tarief_cents

    def geldt(self, op: date) -> bool:
        return self.geldig_van <= op and (self.geldig_tot is None or op <= self.geldig_tot)

    def botst_met(self, ander: tuple[str | None, str | None]) -> bool:
        """Whether a toewijzing of both over the same days would be stapeling (OP259)."""
        categorie, code = ander
        return categorie == self.categorie and (self.code is None or code is None or code == self.code)


def alle_aanbod(rijen: Mapping[str, Sequence[Any]], grootte: Mapping[str, float]) -> list[tuple[Aanbod, float]]:
    """Everything that the aanbieders in `grootte` may deliver, with how likely it is; in the order of the register."""
    producten = {(rij.categorie, rij.code): rij for rij in rijen["producten"]}
    tarieven = {(rij.aanbieder, rij.categorie, rij.code): rij for rij in rijen["tarieven"]}
    gevonden: list[Aanbod] = []
    contracten: Sequence[Contract] = rijen["contracten"]
    for contract in contracten:
        product = producten[contract.categorie, contract.code]
        is_taakgericht = contract.uitvoeringsvariant == "taakgericht"
        tarief = tarieven.get((contract.aanbieder, contract.categorie, contract.code)) or tarieven.get(
            ("", contract.categorie, contract.code)
        )
        if contract.aanbieder not in grootte or not product.segment:
            continue
        if contract.code and not is_taakgericht and tarief is None:
            continue
        gevonden.append(
            Aanbod(
                aanbieder=contract.aanbieder,
                gemeente=contract.gemeente,
                categorie=contract.categorie,
                code=contract.code or None,
                segment=product.segment,
                perceel=product.perceel,
                is_taakgericht=is_taakgericht,
                is_crisis=product.crisis,
                eenheid=tarief.eenheid if tarief and not is_taakgericht else None,
                tarief_cents=tarief.tarief_cents if tarief else 0,
                kosten_per_dag_cents=product.kosten_per_dag_cents or 0,
                geldig_van=contract.geldig_van,
                geldig_tot=contract.geldig_tot,
            )
        )
    per_segment: dict[str, float] = {}
    for een in gevonden:
        per_segment[een.segment] = per_segment.get(een.segment, 0) + grootte[een.aanbieder]
    return [(een, SEGMENTKANS[een.segment] * grootte[een.aanbieder] / per_segment[een.segment]) for een in gevonden]


def keuze_per_plaats(
    rijen: Mapping[str, Sequence[Any]], grootte: Mapping[str, float]
) -> dict[tuple[str, str], list[tuple[Aanbod, float]]]:
    """What a youth of a gemeente can be given in a segment, with how likely each is: what is near goes before."""
    afgemeld = {(rij.gemeente, rij.segment) for rij in rijen["afmeldingen"]}
    gebied: dict[str, str] = {rij.gemeente: rij.gebied for rij in rijen["gemeenten"]}
    keuze: dict[tuple[str, str], list[tuple[Aanbod, float]]] = {}
    for een, gewicht in alle_aanbod(rijen, grootte):
        thuis = gebied[_thuis(een.aanbieder, list(gebied))]
        for gemeente in gebied:
            if een.gemeente in ("", gemeente) and (gemeente, een.segment) not in afgemeld:
                nabij = 1 if een.gemeente or thuis == gebied[gemeente] else _VER_WEG
                keuze.setdefault((gemeente, een.segment), []).append((een, gewicht * nabij))
    return keuze


def inwoners(gemeenten: Sequence[str]) -> list[int]:
    """How large they are beside each other."""
    return [_INWONERS.get(gemeente, 10) for gemeente in gemeenten]


def _thuis(aanbieder: str, gemeenten: Sequence[str]) -> str:
    (thuis,) = Random(f"{aanbieder}/thuis").choices(gemeenten, inwoners(gemeenten))
    return thuis


class Landschap:
    """The region as the youths find it."""

    def __init__(self, inhoud: Inhoud, grootte: Mapping[str, float]) -> None:
        self.inhoud = inhoud
        self._stand = RegisterStand(inhoud.rijen, 1)
        self._van: dict[str, list[Aanbod]] = {}
        for een, _ in alle_aanbod(inhoud.rijen, grootte):
            self._van.setdefault(een.aanbieder, []).append(een)
        self._afgemeld = {(rij.gemeente, rij.segment) for rij in inhoud.rijen["afmeldingen"]}
        self.gemeenten: list[str] = [rij.gemeente for rij in inhoud.rijen["gemeenten"]]
        self._inwoners = inwoners(self.gemeenten)
        self._per_plaats = {
            plaats: ([een for een, _ in keuze], list(accumulate(gewicht for _, gewicht in keuze)))
            for plaats, keuze in keuze_per_plaats(inhoud.rijen, grootte).items()
        }

    def woonplaats(self, toeval: Random) -> str:
        """A gemeente, a large one more often."""
        (gemeente,) = toeval.choices(self.gemeenten, self._inwoners)
        return gemeente

    def kies(
        self,
        toeval: Random,
        gemeente: str,
        vandaag: date,
        begin: date,
        segment: str | None = None,
        zonder: Collection[tuple[str, tuple[str, str | None]]] = (),
    ) -> Aanbod | None:
        """Something that can be delivered to a youth of `gemeente` from `begin` on; None when nothing was found.

        `zonder` are the aanbieders, each with a product, at which nothing that would clash is wanted.
        """
        for _ in range(_POGINGEN):
            in_segment = segment or toeval.choices(list(SEGMENTKANS), list(SEGMENTKANS.values()))[0]
            if (gemeente, in_segment) not in self._per_plaats:
                continue
            keuze, gewichten = self._per_plaats[gemeente, in_segment]
            aanbod = toeval.choices(keuze, cum_weights=gewichten)[0]
            bezet = any(aanbieder == aanbod.aanbieder and aanbod.botst_met(product) for aanbieder, product in zonder)
            if not bezet and self._kan(aanbod, gemeente, vandaag, begin):
                return aanbod
        return None

    def kies_bij(
        self,
        toeval: Random,
        aanbieder: str,
        gemeente: str,
        begin: date,
        zonder: Collection[tuple[str, tuple[str, str | None]]],
    ) -> Aanbod | None:
        """Something else with a toewijzing that can be had at the same aanbieder from `begin` on, and is no crisis."""
        bezet = [product for wie, product in zonder if wie == aanbieder]
        keuze = [
            een
            for een in self._van.get(aanbieder, ())
            if een.gemeente in ("", gemeente)
            and not (een.is_taakgericht or een.is_crisis)
            and (gemeente, een.segment) not in self._afgemeld
            and not any(een.botst_met(product) for product in bezet)
            and self._kan(een, gemeente, begin, begin)
        ]
        return toeval.choice(keuze) if keuze else None

    def producten_van(self, aanbieder: str, gemeente: str, categorie: str, op: date) -> list[str]:
        """The productcodes of a categorie that an aanbieder may deliver there, and that have a price on that day."""
        codes = [een.code for een in self._van.get(aanbieder, ()) if een.categorie == categorie and een.code]
        alle = codes or [rij.code for rij in self.inhoud.rijen["producten"] if rij.categorie == categorie and rij.code]
        return [
            code
            for code in dict.fromkeys(alle)
            if self.tarieven(aanbieder, categorie, code, op)
            and self._stand.product_past(aanbieder, gemeente, categorie, code, op)
        ]

    def tarieven(self, aanbieder: str, categorie: str, code: str, op: date) -> dict[str, int]:
        """The price of a product in the year of that day in cents, by eenheid; his own go before those of all."""
        return {een.eenheid: een.tarief_cents for een in self._stand.tarieven(aanbieder, categorie, code, op)}

    def product_past(self, aanbieder: str, gemeente: str, categorie: str, code: str, op: date) -> bool:
        """Whether the code is in the list that the two agreed on."""
        return self._stand.product_past(aanbieder, gemeente, categorie, code, op)

    def _kan(self, aanbod: Aanbod, gemeente: str, vandaag: date, begin: date) -> bool:
        if self._stand.partij(aanbod.aanbieder, vandaag) is None or not aanbod.geldt(begin):
            return False
        aanbieder, (categorie, code) = aanbod.aanbieder, aanbod.product
        if aanbod.is_taakgericht != self._stand.is_taakgericht(aanbieder, gemeente, categorie, code, begin):
            return False
        return code is None or self._stand.product_past(aanbieder, gemeente, categorie, code, begin)
