# SPDX-License-Identifier: EUPL-1.2
"""Which peilbestand serves a K, and which are thrown away."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.figures import peilbestand_at
from berichtenverkeer.ledger.epoch import History
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.peilbestand import keeping
from berichtenverkeer.rapporten.opening import MANIFEST, read_manifest
from peilbestand.region import DAY, HISTORY, Region


@pytest.fixture
def root(tmp_path: Path, newest: Path) -> Path:
    """Three peilbestanden of another K each, made a day ago."""
    for k in (9, 10, 100):
        _put(tmp_path, newest, k)
    return tmp_path


def _put(root: Path, like: Path, k: int, **otherwise: object) -> Path:
    folder = root / str(k)
    folder.mkdir()
    manifest = msgspec.structs.replace(read_manifest(like), k=k, **otherwise)
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    (folder / "client.parquet").touch()
    os.utime(folder / MANIFEST, (0, 0))
    return folder


def names(folders: Iterable[Path]) -> list[str]:
    return sorted(folder.name for folder in folders if folder.is_dir())


def test_the_newest_is_that_of_the_highest_k(root: Path, newest: Path) -> None:
    _put(root, newest, 200, layout="another")
    _put(root, newest, 300, server="another")
    _put(root, newest, 400, epoch=17)
    (root / "500").mkdir()
    assert keeping.newest(root, HISTORY) == root / "100"
    assert keeping.newest(root, History(17, "")) == root / "400"
    assert keeping.newest(root / "elders", HISTORY) is None


def test_what_is_old_is_thrown_away_but_not_the_newest_nor_what_is_used(root: Path, newest: Path) -> None:
    _put(root, newest, 50, layout="another")
    (root / ".9.123").mkdir()
    with keeping.in_use(root / "9"), keeping.turn(root):
        keeping.tidy(root, HISTORY, 60)
        assert names(root.iterdir()) == ["100", "9"]
    keeping.tidy(root, HISTORY, 60)
    assert names(root.iterdir()) == ["100"]


def test_what_is_young_is_kept(root: Path) -> None:
    os.utime(root / "9" / MANIFEST)
    keeping.tidy(root, HISTORY, 60)
    assert names(root.iterdir()) == ["100", "9"]
    keeping.tidy(root, HISTORY, 0)
    assert names(root.iterdir()) == ["100"]


def test_what_was_thrown_away_just_now_cannot_be_used(root: Path) -> None:
    with (root / "9" / MANIFEST).open("rb"):
        keeping.remove(root / "9")
    with pytest.raises(FileNotFoundError), keeping.in_use(root / "9"):
        pass
    assert not keeping.is_there(root / "9")


def test_all_of_a_region_is_forgotten_also_what_is_used(root: Path) -> None:
    data = root.parent / "data"
    (data / "peilbestand").mkdir(parents=True)
    root.rename(data / "peilbestand" / "regio")
    with keeping.in_use(keeping.folder_of(data, "regio") / "9"):
        keeping.forget(data, "regio")
    keeping.forget(data, "nooit-geweest")
    assert not names(keeping.folder_of(data, "regio").iterdir())


async def test_a_peil_is_served_by_the_newest_or_made_from_it(
    region: Region, settings: Settings, tmp_path: Path
) -> None:
    config = msgspec.structs.replace(settings, data=tmp_path)
    k = region.k
    first = await peilbestand_at(config, Peil(k - 5, DAY), system_clock)
    assert first == tmp_path / "peilbestand" / region.regio / str(k - 5)
    assert await peilbestand_at(config, Peil(k - 20, DAY), system_clock) == first
    manifest = read_manifest(first)
    assert (manifest.k, manifest.dag_k, manifest.server != "") == (k - 5, DAY, True)
    async with asyncio.TaskGroup() as group:  # one of them makes it, the other finds it
        made = [
            group.create_task(asyncio.to_thread(asyncio.run, peilbestand_at(config, Peil(k, DAY), system_clock)))
            for _ in range(2)
        ]
    assert {task.result().name for task in made} == {str(k)}
    before, after = ((folder / "declaratie.parquet").stat().st_ino for folder in (first, made[0].result()))
    assert before == after
