# SPDX-License-Identifier: EUPL-1.2
"""How much of each room the tests came through, and the files they know least (`make coverage`).

Counts lines and branches together, as coverage does; the argument is the JSON that it wrote.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

LEAST = 10
"""How many files are named."""

Counts = tuple[int, int]
"""What was come through, and what there is."""


def counts(measured: Mapping[str, Any]) -> dict[str, Counts]:
    """File, from the package on -> its counts."""
    return {path.partition("berichtenverkeer/")[2]: _both(one["summary"]) for path, one in measured["files"].items()}


def _both(summary: Mapping[str, int]) -> Counts:
    return (
        summary["covered_lines"] + summary["covered_branches"],
        summary["num_statements"] + summary["num_branches"],
    )


def by_room(files: Mapping[str, Counts]) -> dict[str, Counts]:
    """Room -> the sum of its files."""
    rooms: dict[str, list[Counts]] = defaultdict(list)
    for path, one in files.items():
        rooms[path.partition("/")[0]].append(one)
    return {room: together(of) for room, of in sorted(rooms.items())}


def together(several: Iterable[Counts]) -> Counts:
    """Their sum."""
    come, there = zip(*several, strict=True)
    return sum(come), sum(there)


def percent(one: Counts) -> float:
    """100 of nothing."""
    return 100 * one[0] / one[1] if one[1] else 100.0


def table(files: Mapping[str, Counts]) -> Iterator[str]:
    """A line for each room, for all, and for each of the files that are known least."""
    for name, one in {**by_room(files), "all": together(files.values())}.items():
        yield f"{name:<20}{percent(one):6.1f} % of {one[1]:6}"
    yield ""
    for path in sorted(files, key=lambda path: percent(files[path]))[:LEAST]:
        yield f"{percent(files[path]):6.1f} %  {path}"


if __name__ == "__main__":
    print(*table(counts(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))), sep="\n")
