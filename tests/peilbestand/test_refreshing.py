# SPDX-License-Identifier: EUPL-1.2
"""A peilbestand that was refreshed has the rows of one that was made anew, table by table, and no other."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from berichtenverkeer.peilbestand.catalogue import CLIENTEN, TABLES
from berichtenverkeer.rapporten.opening import LATER, open_connection
from peilbestand.region import STEPS, Region

Content = dict[str, Counter[tuple[Any, ...]]]


def content(folder: Path, known_at: int | None = None) -> Content:
    """The rows of every table; with `known_at` those that an earlier K had, as it had them."""
    found = {}
    with open_connection(folder) as bron:
        for table in (CLIENTEN, *TABLES):
            names = [column.name for column in table.columns]
            rows = bron.execute(f"select {', '.join(names)} from bron.{table.name}").fetchall()
            found[table.name] = Counter(
                tuple(tuple(value) if isinstance(value, list) else value for value in row)
                for row in (rows if known_at is None else _known(table.name, names, rows, known_at))
            )
    return found


def _known(table: str, names: list[str], rows: list[Any], k: int) -> list[tuple[Any, ...]]:
    since = next((names.index(name) for name in ("pos_van", "positie") if name in names), None)
    if since is None:
        return rows
    rows = [row for row in rows if row[since] < k or (row[since] == k and table != "watermerk")]
    if "pos_tot" not in names:
        return rows
    until = names.index("pos_tot")
    return [(*row[:until], None if (row[until] or k) >= k + 1 else row[until], *row[until + 1 :]) for row in rows]


@pytest.mark.parametrize("seed", range(2))
async def test_refreshed_is_made_anew(region: Region, newest: Path, tmp_path: Path, seed: int) -> None:
    """In four steps of any length, of which the last is within the steps that were booked last."""
    chance = Random(seed)
    cuts = sorted(chance.sample(range(1, region.k - len(STEPS)), 3))
    steps = [*cuts, region.k - chance.randrange(1, len(STEPS)), region.k]
    await region.make(tmp_path / str(steps[0]), steps[0])
    later = set()
    for before, k in pairwise(steps):
        await region.make(tmp_path / str(k), k, earlier=tmp_path / str(before))
        later |= {file.name for file in (tmp_path / str(k)).glob(f"*{LATER}")}
    assert later
    assert content(tmp_path / str(region.k)) == content(newest)
    middle = tmp_path / "anew"
    await region.make(middle, steps[2])
    assert content(tmp_path / str(steps[2])) == content(middle)


async def test_any_earlier_k_is_answered_by_the_same_file(region: Region, newest: Path, tmp_path: Path) -> None:
    k = region.k // 2
    await region.make(tmp_path / "1", k)
    earlier, found = content(tmp_path / "1"), content(newest, k)
    clients = earlier.pop("client")
    assert clients <= found.pop("client")
    assert earlier == found


async def test_what_did_not_change_is_the_same_file(region: Region, newest: Path, tmp_path: Path) -> None:
    """In the steps that were booked last there is no declaratie, no boeking and no bericht. K before them was recorded
    as what was known: of that K itself the first file did not say so yet."""
    [before] = await region.fetch("select min(positie) as k from watermerk where regio = $1")
    k = before["k"]
    await region.make(tmp_path / "1", k)
    await region.make(tmp_path / "2", region.k, earlier=tmp_path / "1")
    for name in ("declaratie", "boeking", "bericht", "prestatie"):
        first, second = ((tmp_path / folder / f"{name}.parquet").stat() for folder in "12")
        assert first.st_ino == second.st_ino
    assert content(tmp_path / "2") == content(newest)
