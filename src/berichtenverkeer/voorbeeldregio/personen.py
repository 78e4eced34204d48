# SPDX-License-Identifier: EUPL-1.2
"""Invented youths. Their BSNs are of the range that is never given out, and pass the 11-test."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from random import Random

import msgspec

from berichtenverkeer.standaard.codes import Geslacht

_GEWICHTEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_NAMEN = ("Bos", "Dekker", "Smit", "Vermeer", "Kuipers", "Hendriks", "Willems", "Post", "Jacobs", "Brouwer", "Mulder")
_PLAATSEN = (("5038AB", "Tilburg"), ("5051CD", "Goirle"), ("5061EF", "Oisterwijk"), ("5141GH", "Waalwijk"))


class Persoon(msgspec.Struct, frozen=True):
    """Who a bericht is about."""

    bsn: str
    geboortedatum: date
    geslacht: str
    achternaam: str
    voorletter: str
    huisnummer: int
    postcode: str
    plaats: str


@cache
def testnummers() -> tuple[str, ...]:
    """All 9,091 of them."""
    return tuple(bsn for bsn in (f"9999{nummer:05d}" for nummer in range(100_000)) if _doorstaat_elfproef(bsn))


def _doorstaat_elfproef(bsn: str) -> bool:
    return sum(gewicht * int(cijfer) for gewicht, cijfer in zip(_GEWICHTEN, bsn, strict=True)) % 11 == 0


def verzonnen_bsn(toeval: Random) -> str:
    """Any of them."""
    return toeval.choice(testnummers())


def uitgedeeld(zaad: int, zonder: Collection[str] = ()) -> list[str]:
    """All of them in the order in which a region hands them out."""
    nummers = [bsn for bsn in testnummers() if bsn not in zonder]
    Random(f"{zaad}/bsn").shuffle(nummers)
    return nummers


def verzin(toeval: Random, bsn: str, vandaag: date) -> Persoon:
    """A youth between 1 and 17 years old."""
    postcode, plaats = toeval.choice(_PLAATSEN)
    return Persoon(
        bsn=bsn,
        geboortedatum=vandaag - timedelta(days=toeval.randrange(365, 17 * 365)),
        geslacht=toeval.choice(list(Geslacht)),
        achternaam=toeval.choice(_NAMEN),
        voorletter=toeval.choice("ABCDEFGHIJKLMNOPRSTVW"),
        huisnummer=toeval.randrange(1, 200),
        postcode=postcode,
        plaats=plaats,
    )
