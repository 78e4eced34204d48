# SPDX-License-Identifier: EUPL-1.2
"""The story of the demo: one youth's life in berichten, each with what it shows."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import msgspec

from berichtenverkeer.berichten import Bericht, soort, write
from berichtenverkeer.voorbeeldregio.bouwen import TIJDELIJK, VERWIJDEREN, VOLGENS_PLAN, Jeugdige, Schrijver

AANBIEDER, GEMEENTE = "99000102", "0855"
"""Of deploy/voorbeeldregio; they have a contract for product 45A04 with a toewijzing."""

ZAAD = 32


class Stap(msgspec.Struct, frozen=True):
    """A bericht to send: what it means, its sender, its bytes, and what is expected of it."""

    titel: str
    soort: str
    verzender: str
    data: bytes
    status: int
    oordeel: str


class Verhaal(msgspec.Struct, frozen=True):
    """`stappen` in order; `volgende` is a right bericht that was not sent yet, `met_fout` the same with one mistake."""

    stappen: tuple[Stap, ...]
    volgende: Stap
    met_fout: Stap


def verhaal(vandaag: date, zaad: int = ZAAD) -> Verhaal:
    """Always the same youth for one seed; the dates lie around `vandaag`."""
    jeugdige = Jeugdige.verzin(Random(zaad), vandaag)
    schrijver = Schrijver(jeugdige, AANBIEDER, GEMEENTE, vandaag)
    onbekend = jeugdige.toewijzing_nummer + 1
    return Verhaal(
        stappen=tuple(_stappen(schrijver, onbekend, vandaag)),
        volgende=_stap("de jeugdige begint opnieuw", schrijver.start(vandaag)),
        met_fout=_stap("een start op een onbekende toewijzing", schrijver.start(vandaag, toewijzing_nummer=onbekend)),
    )


def _stappen(schrijver: Schrijver, onbekend: int, vandaag: date) -> Iterator[Stap]:
    def geleden(dagen: int) -> date:
        return vandaag - timedelta(days=dagen)

    begin, hervat, te_vroeg = geleden(56), geleden(14), geleden(1)
    yield _stap("de aanbieder vraagt om een toewijzing", schrijver.verzoek())
    yield _stap("de gemeente neemt het verzoek in onderzoek", schrijver.in_onderzoek())
    yield _stap("de gemeente wijst toe, met de referentie van het verzoek", schrijver.toewijzing())
    start = _stap("de jeugdhulp begint", schrijver.start(begin))
    yield start
    fout = _stap(
        "een start met een fout: dit ToewijzingNummer bestaat niet", schrijver.start(begin, toewijzing_nummer=onbekend)
    )
    yield msgspec.structs.replace(fout, oordeel="afgekeurd")
    nog_eens = "hetzelfde bericht nog eens: geen nieuw bericht, hetzelfde ontvangstbewijs"
    yield msgspec.structs.replace(start, titel=nog_eens, status=200)
    yield _stap("de jeugdhulp stopt tijdelijk (reden 20)", schrijver.stop(begin, geleden(30), TIJDELIJK))
    yield _stap("de jeugdhulp gaat verder", schrijver.start(hervat))
    yield _stap("de jeugdhulp stopt volgens plan (reden 31)", schrijver.stop(hervat, geleden(3), VOLGENS_PLAN))
    yield _stap("nog een start, op de verkeerde dag", schrijver.start(te_vroeg))
    yield _stap("de aanbieder trekt die start in (StatusAanlevering 3)", schrijver.start(te_vroeg, status=VERWIJDEREN))


def _stap(titel: str, bericht: Bericht) -> Stap:
    return Stap(titel, soort(bericht).naam, bericht.header.afzender, write(bericht), 201, "goedgekeurd")
