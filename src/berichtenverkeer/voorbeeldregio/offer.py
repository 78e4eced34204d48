# SPDX-License-Identifier: EUPL-1.2
"""What care can be had: which aanbieder may deliver which product to which gemeente, how much of it, and how likely."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.berichten.basisschema import CDT_Omvang
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.rows import Contract
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.codes import Eenheid, Frequentie
from berichtenverkeer.voorbeeldregio import trends

_OMVANG: dict[str, tuple[str, int, int]] = {
    Eenheid.DAGDEEL: (Frequentie.PER_WEEK, 2, 5),
    Eenheid.ETMAAL: (Frequentie.PER_WEEK, 5, 7),
    Eenheid.UUR: (Frequentie.PER_WEEK, 1, 6),
    Eenheid.MINUUT: (Frequentie.PER_WEEK, 45, 150),
    Eenheid.STUKS_OUTPUT: (Frequentie.TOTAAL, 1, 1),
}
"""Eenheid of the tarief -> Frequentie, least and largest Volume of what is assigned."""

_PER_DAY: dict[str, float] = {Frequentie.PER_WEEK: 1 / 7, Frequentie.TOTAAL: 1 / 180}
_OMVANG_OF: dict[str, tuple[str, int, int]] = {
    "43J01": (Frequentie.PER_WEEK, 7, 7),
    "44A01": (Frequentie.PER_WEEK, 7, 7),
    "44A02": (Frequentie.PER_WEEK, 2, 3),
    "44B01": (Frequentie.PER_WEEK, 7, 7),
    "44R01": (Frequentie.PER_WEEK, 1, 2),
}
"""Of products of which the name says how much it is: full time, part time, now and then."""

DURATION_DAYS = {"": (240, 540), "1": (120, 420), "2": (150, 700), "3": (90, 400), "4": (60, 330), "5": (4, 35)}
"""How long care in a segment lasts, at least and at most; without segment it is no part of the strategy."""

SEGMENT_CHANCE = {"": 4, "1": 8, "2": 14, "3": 12, "4": 58, "5": 8}
_INHABITANTS = {"0855": 228, "0867": 50, "0797": 46, "0824": 33, "0766": 28, "0784": 27, "0785": 24, "0809": 24}
_ATTEMPTS = 12
_FAR_AWAY = 0.02
"""How likely it is that a youth goes to an aanbieder with its home in another gebied, beside one nearby."""


class Offer(msgspec.Struct, frozen=True):
    """One product of one aanbieder, for the whole region or (`gemeente`) for one gemeente.

    `is_ordered`: a court orders it. Without `code` the product is the categorie as a whole. Without `eenheid` it is not
    counted per client.
    """

    aanbieder: str
    gemeente: str
    categorie: str
    code: str | None
    segment: str
    perceel: str
    is_taakgericht: bool
    is_crisis: bool
    is_ordered: bool
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
        if self.code in _OMVANG_OF and self.eenheid == Eenheid.ETMAAL:
            return _OMVANG_OF[self.code]
        return _OMVANG[self.eenheid]

    @property
    def costs_per_year_cents(self) -> float:
        """What one client costs in a year, about."""
        short, long = DURATION_DAYS[self.segment]
        dagen = min(180, (short + long) / 2)
        if self.eenheid is None:
            return dagen * self.kosten_per_dag_cents
        frequentie, least, most = self.omvang
        return dagen * (least + most) / 2 * _PER_DAY[frequentie] * self.tarief_cents

    def costs_cents(self, omvang: CDT_Omvang | None, dagen: int) -> int:
        """What so much of it costs in so many days, about."""
        if omvang is None:
            return dagen * self.kosten_per_dag_cents
        times = 1.0 if omvang.frequentie == Frequentie.TOTAAL else dagen * _PER_DAY[omvang.frequentie]
        return round(times * omvang.volume * self.tarief_cents)

    def geldt(self, op: date) -> bool:
        return self.geldig_van <= op and (self.geldig_tot is None or op <= self.geldig_tot)

    def collides_with(self, other: tuple[str | None, str | None]) -> bool:
        """Whether a toewijzing of both over the same days would be stapeling (OP259)."""
        categorie, code = other
        return categorie == self.categorie and (self.code is None or code is None or code == self.code)


def every_offer(rows: Mapping[str, Sequence[Any]], size: Mapping[str, float]) -> list[tuple[Offer, float]]:
    """Everything that the aanbieders in `size` may deliver, with how likely it is; in the order of the register."""
    producten = {(row.categorie, row.code): row for row in rows["producten"]}
    tarieven = {(row.aanbieder, row.categorie, row.code): row for row in rows["tarieven"]}
    found: list[Offer] = []
    contracten: Sequence[Contract] = rows["contracten"]
    for contract in contracten:
        product = producten[contract.categorie, contract.code]
        is_taakgericht = contract.uitvoeringsvariant == "taakgericht"
        tarief = tarieven.get((contract.aanbieder, contract.categorie, contract.code)) or tarieven.get(
            ("", contract.categorie, contract.code)
        )
        if contract.aanbieder not in size:
            continue
        if contract.code and not is_taakgericht and tarief is None:
            continue
        found.append(
            Offer(
                aanbieder=contract.aanbieder,
                gemeente=contract.gemeente,
                categorie=contract.categorie,
                code=contract.code or None,
                segment=product.segment,
                perceel=product.perceel,
                is_taakgericht=is_taakgericht,
                is_crisis=product.crisis,
                is_ordered=product.gedwongen_kader,
                eenheid=tarief.eenheid if tarief and not is_taakgericht else None,
                tarief_cents=tarief.tarief_cents if tarief else 0,
                kosten_per_dag_cents=product.kosten_per_dag_cents or 0,
                geldig_van=contract.geldig_van,
                geldig_tot=contract.geldig_tot,
            )
        )
    per_segment: dict[str, float] = {}
    for one in found:
        per_segment[one.segment] = per_segment.get(one.segment, 0) + size[one.aanbieder]
    return [(one, SEGMENT_CHANCE[one.segment] * size[one.aanbieder] / per_segment[one.segment]) for one in found]


def choice_per_place(
    rows: Mapping[str, Sequence[Any]], size: Mapping[str, float]
) -> dict[tuple[str, str], list[tuple[Offer, float]]]:
    """What a youth of a gemeente can be given in a segment, with how likely each is: what is near goes before."""
    afgemeld = {(row.gemeente, row.segment) for row in rows["afmeldingen"]}
    gebied = gebieden(rows)
    homes = homes_of(rows, size)
    choice: dict[tuple[str, str], list[tuple[Offer, float]]] = {}
    for one, gewicht in every_offer(rows, size):
        for gemeente in gebied:
            if one.gemeente in ("", gemeente) and (gemeente, one.segment) not in afgemeld:
                near = 1 if one.gemeente or gebied[gemeente] in homes[one.aanbieder] else _FAR_AWAY
                choice.setdefault((gemeente, one.segment), []).append((one, gewicht * near))
    return choice


def gebieden(rows: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Of every gemeente its gebied."""
    return {row.gemeente: row.gebied for row in rows["gemeenten"]}


def homes_of(rows: Mapping[str, Sequence[Any]], aanbieders: Collection[str]) -> dict[str, set[str]]:
    """Of every aanbieder the gebieden in which it has a place of care; none says so, then one that is invented."""
    gebied = gebieden(rows)
    homes: dict[str, set[str]] = {}
    for row in rows["locaties"]:
        homes.setdefault(row.aanbieder, set()).add(gebied[row.gemeente])
    return {code: homes.get(code) or {gebied[home_of(code, list(gebied))]} for code in aanbieders}


def inhabitants(gemeenten: Sequence[str]) -> list[int]:
    """How large they are beside each other."""
    return [_INHABITANTS.get(gemeente, 10) for gemeente in gemeenten]


def home_of(aanbieder: str, gemeenten: Sequence[str]) -> str:
    """Where a made aanbieder has its place of care."""
    (home,) = Random(f"{aanbieder}/thuis").choices(gemeenten, inhabitants(gemeenten))
    return home


class Landscape:
    """The region as the youths find it."""

    def __init__(self, content: Content, size: Mapping[str, float]) -> None:
        self.inhoud = content
        self._stand = RegisterStand(content.rows, 1)
        self._of: dict[str, list[Offer]] = {}
        for one, _ in every_offer(content.rows, size):
            self._of.setdefault(one.aanbieder, []).append(one)
        self._afgemeld = {(row.gemeente, row.segment) for row in content.rows["afmeldingen"]}
        self.gebieden = gebieden(content.rows)
        self.gemeenten: list[str] = [row.gemeente for row in content.rows["gemeenten"]]
        self._inhabitants = inhabitants(self.gemeenten)
        self._per_place = {
            place: ([one for one, _ in choice], list(accumulate(gewicht for _, gewicht in choice)))
            for place, choice in choice_per_place(content.rows, size).items()
        }

    def woonplaats(self, luck: Random) -> str:
        """A gemeente, a large one more often."""
        (gemeente,) = luck.choices(self.gemeenten, self._inhabitants)
        return gemeente

    def choose(
        self,
        luck: Random,
        gemeente: str,
        today: date,
        begin: date,
        segment: str | None = None,
        without: Collection[tuple[str, tuple[str, str | None]]] = (),
    ) -> Offer | None:
        """Something that can be delivered to a youth of `gemeente` from `begin` on; None when nothing was found.

        `without` are the aanbieders, each with a product, at which nothing that would clash is wanted.
        """
        for _ in range(_ATTEMPTS):
            in_segment = segment or luck.choices(list(SEGMENT_CHANCE), list(SEGMENT_CHANCE.values()))[0]
            if (gemeente, in_segment) not in self._per_place:
                continue
            choice, gewichten = self._per_place[gemeente, in_segment]
            offer = luck.choices(choice, cum_weights=gewichten)[0]
            occupied = any(
                aanbieder == offer.aanbieder and offer.collides_with(product) for aanbieder, product in without
            )
            comes = trends.share_that_comes(offer.aanbieder, today)
            if comes < 1 and luck.random() >= comes:
                continue
            if not occupied and self._can(offer, gemeente, today, begin):
                return offer
        return None

    def nearest(self, aanbieder: str, gemeente: str, asked: Offer, op: date) -> Offer | None:
        """What comes nearest at another aanbieder: the same product, perceel or categorie, with a toewijzing."""
        choice = [
            one
            for one in self._of.get(aanbieder, ())
            if one.gemeente in ("", gemeente)
            and not (one.is_taakgericht or one.is_crisis)
            and (gemeente, one.segment) not in self._afgemeld
            and (one.categorie == asked.categorie or one.perceel == asked.perceel)
            and self._can(one, gemeente, op, op)
        ]
        return min(choice, key=lambda one: (one.product != asked.product, one.perceel != asked.perceel), default=None)

    def choose_beside(
        self,
        luck: Random,
        aanbieder: str,
        gemeente: str,
        begin: date,
        without: Collection[tuple[str, tuple[str, str | None]]],
    ) -> Offer | None:
        """Something else with a toewijzing that can be had at the same aanbieder from `begin` on, and is no crisis."""
        occupied = [product for who, product in without if who == aanbieder]
        choice = [
            one
            for one in self._of.get(aanbieder, ())
            if one.gemeente in ("", gemeente)
            and not (one.is_taakgericht or one.is_crisis)
            and (gemeente, one.segment) not in self._afgemeld
            and not any(one.collides_with(product) for product in occupied)
            and self._can(one, gemeente, begin, begin)
        ]
        return luck.choice(choice) if choice else None

    def producten_of(self, aanbieder: str, gemeente: str, categorie: str, op: date) -> list[str]:
        """The productcodes of a categorie that an aanbieder may deliver there, and that have a price on that day."""
        codes = [one.code for one in self._of.get(aanbieder, ()) if one.categorie == categorie and one.code]
        every = codes or [row.code for row in self.inhoud.rows["producten"] if row.categorie == categorie and row.code]
        return [
            code
            for code in dict.fromkeys(every)
            if self.tarieven(aanbieder, categorie, code, op)
            and self._stand.product_fits(aanbieder, gemeente, categorie, code, op)
        ]

    def tarieven(self, aanbieder: str, categorie: str, code: str, op: date) -> dict[str, int]:
        """The price of a product in the year of that day in cents, by eenheid; his own go before those of all."""
        return {one.eenheid: one.tarief_cents for one in self._stand.tarieven(aanbieder, categorie, code, op)}

    def product_fits(self, aanbieder: str, gemeente: str, categorie: str, code: str, op: date) -> bool:
        """Whether the code is in the list that the two agreed on."""
        return self._stand.product_fits(aanbieder, gemeente, categorie, code, op)

    def _can(self, offer: Offer, gemeente: str, today: date, begin: date) -> bool:
        if self._stand.partij(offer.aanbieder, today) is None or not offer.geldt(begin):
            return False
        aanbieder, (categorie, code) = offer.aanbieder, offer.product
        if offer.is_taakgericht != self._stand.is_taakgericht(aanbieder, gemeente, categorie, code, begin):
            return False
        return code is None or self._stand.product_fits(aanbieder, gemeente, categorie, code, begin)
