# SPDX-License-Identifier: EUPL-1.2
"""Invented youths. Their BSNs are of the range that is never given out, and pass the 11-test."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from random import Random

import msgspec

from berichtenverkeer.standaard.codes import DatumGebruik, Geslacht

_GEWICHTEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_NAMES = ("Bos", "Dekker", "Smit", "Vermeer", "Kuipers", "Hendriks", "Willems", "Post", "Jacobs", "Brouwer", "Mulder")
_UNKNOWN, _YEAR_ONLY = 0.01, 0.03
_NEVER = date(1900, 1, 1)
_PLACES = (("5038AB", "Tilburg"), ("5051CD", "Goirle"), ("5061EF", "Oisterwijk"), ("5141GH", "Waalwijk"))


class Person(msgspec.Struct, frozen=True):
    """Who a bericht is about."""

    bsn: str
    geboortedatum: date
    geslacht: str
    achternaam: str
    voorletter: str
    huisnummer: int
    postcode: str
    plaats: str
    datum_gebruik: str | None = None

    @property
    def known_of_birth(self) -> date:
        """What is known of the day of birth, as the standard writes it when that is not all (IV009)."""
        born = self.geboortedatum
        match self.datum_gebruik:
            case DatumGebruik.ALLES:
                return _NEVER
            case DatumGebruik.DAG_EN_MAAND:
                return born.replace(month=1, day=1)
            case _:
                return born

    def age(self, day: date) -> int:
        """In whole years."""
        born = self.geboortedatum
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@cache
def test_numbers() -> tuple[str, ...]:
    """All 9,091 of them."""
    return tuple(bsn for bsn in (f"9999{number:05d}" for number in range(100_000)) if _passes_elfproef(bsn))


def _passes_elfproef(bsn: str) -> bool:
    return sum(gewicht * int(figure) for gewicht, figure in zip(_GEWICHTEN, bsn, strict=True)) % 11 == 0


def invented_bsn(luck: Random) -> str:
    """Any of them."""
    return luck.choice(test_numbers())


def dealt(seed: int, without: Collection[str] = ()) -> list[str]:
    """All of them in the order in which a region hands them out."""
    numbers = [bsn for bsn in test_numbers() if bsn not in without]
    Random(f"{seed}/bsn").shuffle(numbers)
    return numbers


def _known(bsn: str) -> str | None:
    """Of some youths only the year of birth is known, of a few nothing."""
    chance = Random(f"{bsn}/geboren").random()
    return DatumGebruik.ALLES if chance < _UNKNOWN else DatumGebruik.DAG_EN_MAAND if chance < _YEAR_ONLY else None


def invent(luck: Random, bsn: str, today: date) -> Person:
    """A youth between 1 and 17 years old."""
    postcode, place = luck.choice(_PLACES)
    return Person(
        bsn=bsn,
        geboortedatum=today - timedelta(days=luck.randrange(365, 17 * 365)),
        geslacht=luck.choice(list(Geslacht)),
        achternaam=luck.choice(_NAMES),
        voorletter=luck.choice("ABCDEFGHIJKLMNOPRSTVW"),
        huisnummer=luck.randrange(1, 200),
        postcode=postcode,
        plaats=place,
        datum_gebruik=_known(bsn),
    )
