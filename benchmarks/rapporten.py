# SPDX-License-Identifier: EUPL-1.2
"""Every report on 100,000, 300,000 and a million leveringen, beside a raw `count(*) group by` on the same rows.

`python -m benchmarks.rapporten [LEVERINGEN ...] [--map MAP]`: a peilbestand of each size (large_region.py), made in MAP
unless it is there, else in a folder that is gone afterwards. Of each report, over twelve months, seconds of processor
and on the clock: the first time, when it also makes what no report before it needed, and again. A process per size,
with the memory and threads that the product has. Ends by itself.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks import large_region
from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Report, Takes
from berichtenverkeer.rapporten.opening import MANIFEST, Manifest, open_connection, read_manifest
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Question

SIZES = (100_000, 300_000, 1_000_000)
AIM_S, AIM_SET_S = 1.0, 30.0
"""What a report may take on a million once its base is there, and all of them from nothing, on free processors."""
MEMORY, THREADS = "1000MB", 2
MONTHS, DAY = "2026-01..2026-12", "2026-12-31"

_RAW = """
select code, date_trunc('month', begindatum), count(*) from bron.levering
where pos_van <= $1 and (pos_tot is null or pos_tot > $1) group by 1, 2"""


class Took(NamedTuple):
    """Seconds of processor, of both threads together, and on the clock."""

    cpu: float
    wall: float


class Measured(msgspec.Struct):
    """Of one size: the raw count, each report the first time and again, and the most memory the process had, in MB."""

    raw: Took
    reports: dict[str, tuple[Took, Took]]
    megabytes: int


def main() -> None:
    """A table with a line per report, the raw count first and all reports together last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("leveringen", nargs="*", type=int, default=SIZES)
    parser.add_argument("--map", type=Path)
    parser.add_argument("--een", type=Path, help="measure this peilbestand alone")
    given = parser.parse_args()
    if given.een:
        print(msgspec.json.encode(_measure(given.een)).decode())
        return
    with tempfile.TemporaryDirectory(prefix="bv-rapporten-") as own:
        root = given.map or Path(own)
        measured = {size: _in_a_process(_peilbestand(root, size)) for size in given.leveringen}
    _print(measured)


def _peilbestand(root: Path, size: int) -> Path:
    folder = root / str(size)
    if not (folder / MANIFEST).exists():
        begun = time.perf_counter()
        large_region.write(folder, size)
        print(f"{size:,} leveringen made in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return folder


def _in_a_process(folder: Path) -> Measured:
    command = [sys.executable, "-m", "benchmarks.rapporten", "--een", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    assert not done.returncode, done.stderr
    return msgspec.json.decode(done.stdout, type=Measured)


def _measure(folder: Path) -> Measured:
    manifest = read_manifest(folder)
    reports = {}
    with open_connection(folder, MEMORY, THREADS) as connection:
        raw = _took(lambda: connection.execute(_RAW, [manifest.k]).fetchall())
        for report in REPORTS.values():
            question = _question(report, manifest)
            first, again = (_took(lambda: engine.make(connection, report, question)) for _ in range(2))  # noqa: B023
            reports[report.code] = first, again
    return Measured(raw=raw, reports=reports, megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _question(report: Report, manifest: Manifest) -> Question:
    """The year by months; of what is of a day, the last one. With what the report takes when nothing is said."""
    return Question(
        regio=manifest.regio,
        k=manifest.k,
        dag_k=manifest.dag_k,
        periods=read_periods(MONTHS if Takes.PERIODS in report.takes else DAY),
        dimension=report.dimension,
        small_cells=report.small_cells_always,
    )


def _took(do: Callable[[], object]) -> Took:
    cpu, wall = time.process_time(), time.perf_counter()
    do()
    return Took(time.process_time() - cpu, time.perf_counter() - wall)


def _print(measured: dict[int, Measured]) -> None:
    """The table of docs/snelheid.md: what a report takes again, the heaviest first; of the largest size the clock
    too, and what each took the first time."""
    *_, large = sizes = list(measured.values())
    heads = ["report, again", *(f"{size:,}" for size in measured), "on the clock", "first", "first on the clock"]
    print("Seconds of processor; on the clock, and the first time, of the largest size.\n")
    _line(heads)
    _line(["---"] * len(heads))
    _line(["count(*) group by", *(f"{one.raw.cpu:.2f}" for one in sizes), f"{large.raw.wall:.2f}", "", ""])
    codes = sorted(large.reports, key=lambda code: -large.reports[code][1].cpu)
    for code in codes:
        _line([code, *(f"{value:.2f}" for value in _values(sizes, [code]))])
    _line(["together", *(f"{value:.1f}" for value in _values(sizes, codes))])
    _line(["memory, MB", *(str(one.megabytes) for one in sizes), "", "", ""])
    print(f"\nAims on a million, on free processors: again <= {AIM_S:.0f} s, all the first time <= {AIM_SET_S:.0f} s.")


def _values(sizes: Sequence[Measured], codes: Sequence[str]) -> Iterator[float]:
    """A line of the table, of these reports together."""
    for one in sizes:
        yield sum(one.reports[code][1].cpu for code in codes)
    firsts, agains = zip(*(sizes[-1].reports[code] for code in codes), strict=True)
    yield sum(again.wall for again in agains)
    yield sum(first.cpu for first in firsts)
    yield sum(first.wall for first in firsts)


def _line(cells: Sequence[str]) -> None:
    print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
