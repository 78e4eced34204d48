# SPDX-License-Identifier: EUPL-1.2
"""What an aanbieder has earned with the care of one youth: one line for each toewijzing, product and month.

A pure function of what is assigned and what was reported, so a late, corrected or withdrawn bericht changes what should
be declared; the office sends the difference as credits and debets. The counting is of its own, not that of the rules.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from random import Random
from typing import NamedTuple

import msgspec

from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.standaard.codes import Eenheid, Frequentie
from berichtenverkeer.voorbeeldregio.assigning import is_removed
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.offer import Landscape

_MONTHS_PER_PIECE = 6
"""How long care takes of which only the outcome is paid."""

_WITHOUT_OMVANG: dict[str, tuple[int, int]] = {
    Eenheid.UUR: (3, 14),
    Eenheid.MINUUT: (120, 600),
    Eenheid.ETMAAL: (6, 30),
    Eenheid.DAGDEEL: (6, 24),
    Eenheid.STUKS_OUTPUT: (1, 1),
}
"""Least and most of a product in a month when the toewijzing does not say how much."""


class Periode(NamedTuple):
    """Days, both included."""

    begin: date
    einde: date

    @property
    def dagen(self) -> int:
        return max(0, (self.einde - self.begin).days + 1)

    @property
    def weken(self) -> int:
        """The weeks of the calendar that have a day of it."""
        monday = self.begin - timedelta(days=self.begin.weekday())
        return (self.einde - monday).days // 7 + 1

    def inside(self, other: "Periode") -> "Periode":
        return Periode(max(self.begin, other.begin), min(self.einde, other.einde))


class Key(NamedTuple):
    """What may be declared once."""

    nummer: int
    code: str
    maand: date


class Content(msgspec.Struct, frozen=True):
    """Of one prestatie, all but its references and DebetCredit."""

    categorie: str
    code: str
    periode: Periode
    volume: int
    eenheid: str
    tarief_cents: int
    bedrag_cents: int


class Earned(msgspec.Struct, frozen=True):
    """A line of what was earned. `meest_in_periode` is what its period may hold, in units of the toewijzing; None when
    there is no limit. `uurtarief_cents` is there when hours are declared in minutes."""

    sleutel: Key
    leven: Life
    toewijzing: ToegewezenProduct
    inhoud: Content
    uurtarief_cents: int | None
    meest_in_periode: int | None

    def with_(self, volume: int, tarief_cents: int | None = None) -> Content:
        """The same line with another volume, or with another price."""
        tarief = self.inhoud.tarief_cents if tarief_cents is None else tarief_cents
        bedrag = volume * tarief if self.uurtarief_cents is None else _in_minutes(self.uurtarief_cents, volume)
        return msgspec.structs.replace(self.inhoud, volume=volume, tarief_cents=tarief, bedrag_cents=bedrag)


@lru_cache(maxsize=4096)
def month_of(day: date) -> Periode:
    """The month of a day."""
    return Periode(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def following_month(day: date) -> date:
    """The first day of the month after that of a day."""
    return month_of(day).einde + timedelta(days=1)


def most_in_total(toewijzing: ToegewezenProduct) -> int | None:
    """What a toewijzing gives in all, in its own unit; None when there is no limit."""
    omvang = toewijzing.omvang
    if omvang is None or omvang.frequentie == Frequentie.TOTAAL:
        return omvang.volume if omvang else None
    if toewijzing.einddatum is None:
        return None
    return omvang.volume * Periode(toewijzing.ingangsdatum, toewijzing.einddatum).weken


class Rekeningen:
    """What one aanbieder earned, by toewijzing: worked out once as long as toewijzing and care stay what they are."""

    def __init__(self, *, in_minutes: bool) -> None:
        self._in_minutes = in_minutes
        self._per_number: dict[int, _Rekening] = {}

    def regels(self, life: Life, plek: Plek, since: date, tot: date) -> Iterator[Earned]:
        """Everything of a youth in the months from `since` (the first day of one) up to that of `tot`, as known now."""
        for number, toewijzing in sorted(life.toewijzingen.get(plek, {}).items()):
            reported = life.zorg.get(number)
            if not reported or number in life.asked_back or is_removed(toewijzing):
                continue
            handed = [Periode(begin, min(ends, default=date.max)) for begin, ends in reported.items()]
            rekening = self._per_number.get(number)
            if rekening is None or not rekening.is_of(toewijzing, handed):
                rekening = _Rekening(life, plek, toewijzing, handed, self._in_minutes)
                self._per_number[number] = rekening
            yield from (regel for regel in rekening.through(tot) if regel.sleutel.maand >= since)


class _Rekening:
    """One toewijzing: month by month, until what is assigned is used up."""

    def __init__(
        self, life: Life, plek: Plek, toewijzing: ToegewezenProduct, handed: list[Periode], in_minutes: bool
    ) -> None:
        self._life = life
        self._plek = plek
        self._toewijzing = toewijzing
        self._handed = handed
        self._in_minutes = in_minutes
        self._valid = Periode(toewijzing.ingangsdatum, toewijzing.einddatum or date.max)
        self._month = month_of(max(min(one.begin for one in handed), self._valid.begin))
        self._about = most_in_total(toewijzing)
        self._regels: list[Earned] = []

    def is_of(self, toewijzing: ToegewezenProduct, handed: list[Periode]) -> bool:
        """Whether nothing changed."""
        return self._toewijzing is toewijzing and self._handed == handed

    def through(self, day: date) -> list[Earned]:
        """Everything up to the month of a day, for days that do not go back."""
        while self._month.begin <= day:
            periode = self._month.inside(self._valid)
            dagen = min(periode.dagen, sum(one.inside(periode).dagen for one in self._handed))
            for regel, volume in self._from_month(self._month.begin, periode, dagen, self._about) if dagen else ():
                self._about = None if self._about is None else self._about - volume
                self._regels.append(regel)
            self._month = month_of(following_month(self._month.begin))
        return self._regels

    def _from_month(self, month: date, periode: Periode, dagen: int, about: int | None) -> Iterator[tuple[Earned, int]]:
        """The lines of a month, each with how much of the toewijzing it takes."""
        product, omvang = self._toewijzing.product, self._toewijzing.omvang
        assert product is not None
        if omvang is None or product.code is None:
            yield from self._without_omvang(month, periode)
            return
        most = None if omvang.frequentie == Frequentie.TOTAAL else omvang.volume * periode.weken
        if most is None:
            volume = self._af(month, omvang.volume) - (omvang.volume - (about or 0))
        else:
            effort = 0.7 + 0.3 * part(self._life, self._toewijzing.toewijzing_nummer, month)
            volume = max(1, round(most * effort * dagen / periode.dagen))
        volume = volume if about is None else min(volume, about)
        if volume > 0:
            yield self._regel(month, periode, product.code, omvang.eenheid, volume, most), volume

    def _without_omvang(self, month: date, periode: Periode) -> Iterator[tuple[Earned, int]]:
        """One or two products of the categorie, as much as was needed."""
        assert self._toewijzing.product is not None
        categorie = self._toewijzing.product.categorie
        luck = Random(f"{self._life.setup.zaad}/{self._toewijzing.toewijzing_nummer}/{month}")
        landscape, (aanbieder, gemeente) = self._life.landscape, self._plek
        codes = landscape.producten_of(aanbieder, gemeente, categorie, periode.begin)
        for code in sorted(luck.sample(codes, min(len(codes), luck.choice((1, 1, 2))))):
            eenheid = min(landscape.tarieven(aanbieder, categorie, code, periode.begin))
            yield self._regel(month, periode, code, eenheid, luck.randint(*_WITHOUT_OMVANG[eenheid]), None), 0

    def _regel(self, month: date, periode: Periode, code: str, eenheid: str, volume: int, most: int | None) -> Earned:
        assert self._toewijzing.product is not None
        categorie = self._toewijzing.product.categorie
        tarief = _tarief(self._life.landscape, self._plek, categorie, code, periode.begin, eenheid)
        hourly_tarief = tarief if self._in_minutes and eenheid == Eenheid.UUR else None
        if hourly_tarief is not None:
            eenheid, volume, tarief = (
                Eenheid.MINUUT,
                volume * 60 - 15 * (month.month % 4),
                _in_minutes(hourly_tarief, 1),
            )
        regel = Earned(
            sleutel=Key(self._toewijzing.toewijzing_nummer, code, month),
            leven=self._life,
            toewijzing=self._toewijzing,
            inhoud=Content(categorie, code, periode, 0, eenheid, tarief, 0),
            uurtarief_cents=hourly_tarief,
            meest_in_periode=most,
        )
        return msgspec.structs.replace(regel, inhoud=regel.with_(volume))

    def _af(self, month: date, volume: int) -> int:
        """How much of a total was done by the end of a month: all of it when care has ended for good."""
        begin = min(one.begin for one in self._handed)
        last = min(self._valid.einde, max(one.einde for one in self._handed))
        if last <= month_of(month).einde:
            return volume
        months = 12 * (month.year - begin.year) + month.month - begin.month + 1
        return min(volume, volume * months // _MONTHS_PER_PIECE)


def part(life: Life, number: int, month: date, of_which: str = "volume") -> float:
    """A share below 1 that is always the same for a toewijzing and a month."""
    question = f"{life.setup.zaad}/{number}/{month}/{of_which}"
    return int.from_bytes(blake2b(question.encode(), digest_size=4).digest()) / 2**32


def _tarief(landscape: Landscape, plek: Plek, categorie: str, code: str, op: date, eenheid: str) -> int:
    return landscape.tarieven(plek.aanbieder, categorie, code, op)[eenheid]


def _in_minutes(hourly_tarief_cents: int, minutes: int) -> int:
    """Half a cent goes up (IV081)."""
    return (hourly_tarief_cents * minutes + 30) // 60
