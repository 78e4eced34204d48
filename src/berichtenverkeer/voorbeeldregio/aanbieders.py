# SPDX-License-Identifier: EUPL-1.2
"""A register of any size, made from deploy/voorbeeldregio: the same gemeenten, segmenten and products, more aanbieders.

Each made aanbieder follows the example of one that is there: the same contracts and the same kind of ceiling. AGB codes
9900xxxx stand for nobody (deploy/voorbeeldregio/README.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.core.files import bestand
from berichtenverkeer.register.declaratie import Content, Row
from berichtenverkeer.register.figure_rows import Locatie
from berichtenverkeer.register.folders import make_content, read_folder
from berichtenverkeer.register.rows import Contract, Partij, Plafond, Product, Tarief
from berichtenverkeer.voorbeeldregio.offer import SEGMENT_CHANCE, choice_per_place, home_of, inhabitants
from berichtenverkeer.voorbeeldregio.trends import times_as_large

REGISTER = "deploy/voorbeeldregio"
FIRST_CODE = 99001001

_TO_EXAMPLE = {
    "99000102": ("Jeugdhulp", 2),
    "99000103": ("Jeugd-ggz", 2),
    "99000104": ("Pleegzorg", 1),
    "99000105": ("Gezinshuis", 4),
    "99000106": ("Woonhuis", 3),
    "99000107": ("Zorgboerderij", 4),
    "99000108": ("Begeleiding", 8),
    "99000109": ("Dyslexiepraktijk", 3),
    "99000110": ("Psychologenpraktijk", 6),
    "99000111": ("Crisishulp", 1),
}
"""Whose example is followed: what such an aanbieder is called, and how often."""

_NAMES = ("Berkenhof", "Vlinder", "Zuiderkruis", "Anker", "Wilgenrak", "Kompas", "Zonnewende", "Veerhuis", "Mastbos")
_SCARCITY = (Decimal("0.4"), Decimal("0.7"), Decimal("1.1"), Decimal("1.5"), Decimal("2.0"))
"""Ceiling divided by what is expected: some will run into it."""

_SMALLEST = ("99000110", "99000112")
"""A practice with a small ceiling, and who begins in the middle of the year."""

_TRAJECTEN_PER_YOUTH = 0.9

_NORM = Decimal("0.9")


def make_register(aanbieders: int, jeugdigen: int, seed: int, since: date | None = None) -> Content:
    """A register with at least `aanbieders` in it, whose ceilings fit `jeugdigen`.

    What the example knows from its first day on is true from `since` on, if that is
    earlier; what it says of its first year, of each year before it too. The same arguments give the same register.
    """
    folder = read_folder(bestand(REGISTER))
    assert not folder.faults, "the example region is right (tests/register)"
    rows: dict[str, list[Any]] = {name: list(part) for name, part in folder.content.rows.items()}
    luck = Random(f"{seed}/aanbieders")
    examples = luck.choices(
        list(_TO_EXAMPLE),
        [count for _, count in _TO_EXAMPLE.values()],
        k=max(0, aanbieders - len(participants(rows))),
    )
    for number, example in enumerate(examples):
        _add(rows, str(FIRST_CODE + number), example, luck)
    rows["plafonds"] += _plafonds(rows, examples, aanbieders, jeugdigen, seed, luck)
    if since is not None and since < _first_day(rows):
        rows = _advanced(rows, since)
    return make_content(folder.content.regio, rows)


def participants(rows: Mapping[str, Sequence[Any]]) -> list[str]:
    """The aanbieders of the region, those of the example first."""
    partijen: Sequence[Partij] = rows["partijen"]
    return sorted(row.code for row in partijen if row.soort == "aanbieder" and not row.buiten_regio)


def sizes(codes: Sequence[str], seed: int) -> dict[str, float]:
    """How large each aanbieder is beside the others: very unequal (Zipf), the small ones of the example last."""
    volgorde = list(codes)
    Random(f"{seed}/groottes").shuffle(volgorde)
    volgorde.sort(key=lambda code: code in _SMALLEST)
    return {code: times_as_large(code) / rank**0.9 for rank, code in enumerate(volgorde, 1)}


def _add(rows: dict[str, list[Any]], code: str, example: str, luck: Random) -> None:
    soort, _ = _TO_EXAMPLE[example]
    partij = next(row for row in rows["partijen"] if row.code == example)
    name = f"{soort} {luck.choice(_NAMES)} {int(code) - FIRST_CODE + 1}"
    rows["partijen"].append(msgspec.structs.replace(partij, code=code, naam=name))
    places: dict[str, str] = {"": ""}
    free = [row.gemeente for row in rows["gemeenten"] if row.geldig_van <= partij.geldig_van]
    luck.shuffle(free)
    contracten: list[Contract] = [row for row in rows["contracten"] if row.aanbieder == example]
    for contract in contracten:
        gemeente = places.setdefault(contract.gemeente, free[len(places)])
        rows["contracten"].append(msgspec.structs.replace(contract, aanbieder=code, gemeente=gemeente))
    tarieven: list[Tarief] = [row for row in rows["tarieven"] if row.aanbieder == example]
    percentage = Random(f"{code}/tarief").randint(80, 99)
    rows["tarieven"] += [
        msgspec.structs.replace(tarief, aanbieder=code, tarief_cents=tarief.tarief_cents * percentage // 100)
        for tarief in tarieven
    ]
    home = home_of(code, [row.gemeente for row in rows["gemeenten"] if row.geldig_van <= partij.geldig_van])
    rows["locaties"].append(Locatie(aanbieder=code, gemeente=home, geldig_van=partij.geldig_van))


def _plafonds(
    rows: dict[str, list[Any]], examples: Sequence[str], count: int, jeugdigen: int, seed: int, luck: Random
) -> list[Plafond]:
    """Ceilings of the made aanbieders: what is expected of them, times more or less than one."""
    codes = participants(rows)[:count]
    expected = _expected_costs(rows, sizes(codes, seed), jeugdigen)
    new: list[Plafond] = []
    for number, example in enumerate(examples):
        code, scarcity = str(FIRST_CODE + number), luck.choice(_SCARCITY)
        for plafond in rows["plafonds"]:
            if plafond.aanbieder == example:
                costs = sum(
                    cents
                    for (aanbieder, perceel, segment), cents in expected.items()
                    if aanbieder == code and plafond.perceel in ("", perceel) and plafond.segment in ("", segment)
                )
                new.append(_plafond(plafond, code, max(500_000, int(costs * float(scarcity)))))
    return new


def _plafond(example: Plafond, code: str, bedrag_cents: int) -> Plafond:
    if example.norm is None:
        return msgspec.structs.replace(example, aanbieder=code, bedrag_cents=bedrag_cents)
    return msgspec.structs.replace(
        example,
        aanbieder=code,
        norm=_NORM,
        basisjaar=example.jaar - 2,
        basis_cents=int(Decimal(bedrag_cents) / _NORM),
    )


def _expected_costs(
    rows: Mapping[str, Sequence[Any]], size: Mapping[str, float], jeugdigen: int
) -> dict[tuple[str, str, str], float]:
    """Cents a year by aanbieder, perceel and segment."""
    costs: dict[tuple[str, str, str], float] = {}
    gemeenten = [row.gemeente for row in rows["gemeenten"]]
    part = dict(zip(gemeenten, inhabitants(gemeenten), strict=True))
    for (gemeente, segment), choice in choice_per_place(rows, size).items():
        comes_here = part[gemeente] / sum(part.values()) * SEGMENT_CHANCE[segment] / sum(SEGMENT_CHANCE.values())
        whole = sum(gewicht for _, gewicht in choice)
        for one, gewicht in choice:
            key = (one.aanbieder, one.perceel, one.segment)
            clienten = _TRAJECTEN_PER_YOUTH * jeugdigen * comes_here * gewicht / whole
            costs[key] = costs.get(key, 0) + clienten * one.costs_per_year_cents
    return costs


def _is_of_one_year(row: Row) -> bool:
    """Such a row says something of its own year only: a ceiling, a price."""
    return row.geldig_tot is not None and row.geldig_tot.year == row.geldig_van.year


def _first_day(rows: Mapping[str, Sequence[Any]]) -> date:
    producten: Sequence[Product] = rows["producten"]
    return min(row.geldig_van for row in producten)


def _advanced(rows: Mapping[str, Sequence[Any]], since: date) -> dict[str, list[Any]]:
    first = _first_day(rows)
    return {
        name: [
            *(one for row in part if _is_of_one_year(row) for one in _earlier(row, first, since)),
            *(
                msgspec.structs.replace(row, geldig_van=since)
                if row.geldig_van == first and not _is_of_one_year(row)
                else row
                for row in part
            ),
        ]
        for name, part in rows.items()
    }


def _earlier(row: Row, first: date, since: date) -> Iterator[Row]:
    """What a row of the first year says, of each year before it from `since` on."""
    assert row.geldig_tot is not None, "of one year"
    for jaar in range(since.year, first.year) if row.geldig_van.year == first.year else ():
        dates = {"geldig_van": row.geldig_van.replace(year=jaar), "geldig_tot": row.geldig_tot.replace(year=jaar)}
        back = first.year - jaar
        numbers = {name: old - back for name in ("jaar", "basisjaar") if (old := getattr(row, name, None)) is not None}
        yield msgspec.structs.replace(row, **dates, **numbers)
