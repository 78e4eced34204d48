# SPDX-License-Identifier: EUPL-1.2
"""Random registers, the same for the same lot: plafonds that hold most, some or nothing, prices that change."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Contract, Gemeente, Plafond, Tarief
from berichtenverkeer.register.stand import RegisterStand
from plafonds import bouw
from plafonds.bouw import BEGIN, A, B, G

BUUR, BUITEN = "0384", "1916"
"""One takes part until 31 October 2026 or joins in the middle of a year, one never does."""
DEELNAMES: list[dict[str, Any]] = [
    {"geldig_van": BEGIN, "geldig_tot": date(2026, 10, 31)},
    {"geldig_van": date(2026, 5, 11)},
    {"geldig_van": date(2027, 2, 1)},
]
"""Of BUUR: which of them may change with each load."""
CLIENTEN = tuple(letter * 16 for letter in (b"a", b"b", b"c"))
CODES = (
    *["45A04"] * 6,
    *["45A05"] * 3,
    "45A08",
    "45A05",
    "45A06",
    "45A07",
    "45A08",
    "45A09",
    "46A01",
    "47A01",
    "41A01",
)
PRODUCTEN = [
    *bouw.PRODUCTEN,
    bouw.product("45A08", perceel="2a", segment="2"),
    bouw.product("45A09", tarief_op="ingangsdatum"),
    bouw.product("47A01", "47", gedwongen_kader=True),
]
FIRST_DAY = date(2026, 3, 20)


def register(lot: Random) -> RegisterStand:
    """Plafonds that hold most, some or nothing; prices that may be missing for a year."""
    rows = [_plafond(lot) for _ in range(lot.randint(1, 5))]
    if lot.random() < 0.7:
        every = [(who, jaar) for who in (A, B) for jaar in (2026, 2027)]
        rows = [
            bouw.plafond(jaar, lot.choice((0, 100, 500, 3000, 90_000)), aanbieder=who) for who, jaar in every
        ] + rows
    plafonds = {(row.aanbieder, row.jaar, row.segment, row.perceel): row for row in rows}
    return bouw.register(
        *plafonds.values(),
        tarieven=list(_tarieven(lot)),
        producten=PRODUCTEN,
        contracten=[
            Contract(aanbieder=one, categorie="41", uitvoeringsvariant="taakgericht", geldig_van=BEGIN)
            for one in (A, B)
        ],
        gemeenten=[
            Gemeente(gemeente=G, gebied="1", geldig_van=BEGIN),
            Gemeente(gemeente=BUUR, gebied="1", **lot.choice(DEELNAMES)),
        ],
        parameters=[Parameters(declaratietermijn_maanden=lot.choice((3, 3, 3, 0, 1)), geldig_van=BEGIN)],
    )


def _plafond(lot: Random) -> Plafond:
    where: dict[str, Any] = {"aanbieder": lot.choice((A, A, B))}
    where |= lot.choice(({}, {}, {"segment": "2"}, {"perceel": "2a"}))
    amount = lot.choice((lot.randint(0, 400), lot.randint(0, 3000), lot.randint(0, 100_000), None))
    return bouw.plafond(lot.choice((2026, 2026, 2027, 2028)), amount, zonder_plafond=amount is None, **where)


def _tarieven(lot: Random) -> Iterator[Tarief]:
    """By year, by half year with a break on any day, of one aanbieder; or missing."""
    cents = lot.choice((100, 33, 250, 1001))
    for row in bouw.tarieven((2026, 2027, 2028), cents):
        if lot.random() < 0.25:
            until = row.geldig_van + timedelta(lot.randint(0, 300))
            yield msgspec.structs.replace(row, geldig_tot=until)
            later = until + timedelta(lot.choice((1,) * 9 + (20,)))
            yield msgspec.structs.replace(row, geldig_van=later, tarief_cents=row.tarief_cents + 7)
        elif lot.random() < 0.99:
            yield row
    for jaar in (2026, 2027):
        yield bouw.tarief("45A08", jaar, lot.choice(("14", "01")), 77)
        yield bouw.tarief("45A09", jaar, "14", 100 + jaar % 100)
        yield bouw.tarief("47A01", jaar, "14", 90)
    if lot.random() < 0.4:
        yield bouw.tarief("45A04", 2026, lot.choice(("14", "04")), 140, A)
