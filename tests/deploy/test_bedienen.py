# SPDX-License-Identifier: EUPL-1.2
"""What docs/bedienen tells an operator is what the program shows: figures, events, the way to this release."""

import re

from berichtenverkeer.core.revisions import Phase, line
from house.repository import ROOT
from observed import events, metrics

BEDIENEN = ROOT / "docs/bedienen"
_LEVELS = {"exception": "error"}


def rows(room: str) -> list[list[str]]:
    """The cells of every row of a table that begins with a name."""
    text = (BEDIENEN / f"{room}.md").read_text(encoding="utf-8")
    cells = [[one.strip() for one in row.split("|")] for row in re.findall(r"^\| (.+) \|$", text, re.M)]
    return [row for row in cells if re.fullmatch(r"`[a-z_]+`", row[0])]


def test_every_figure_has_its_query_and_when_to_worry() -> None:
    told = {row[0].strip("`"): row for row in rows("observability") if row[0].startswith("`berichtenverkeer_")}
    assert set(told) == metrics()
    for figure, (_, _labels, query, worry) in told.items():
        assert figure in query
        assert worry
        asked = {re.sub("_(bucket|sum|count)$", "", one) for one in re.findall(r"berichtenverkeer_[a-z_]+", query)}
        assert asked == {figure}


def test_every_event_of_the_log_is_told_with_its_level() -> None:
    told = {row[0].strip("`"): row[1] for row in rows("observability") if not row[0].startswith("`berichtenverkeer_")}
    assert told == {event: _LEVELS.get(level, level) for event, level in events().items()}


def test_the_way_to_this_release_is_that_of_its_migrations() -> None:
    text = (BEDIENEN / "updating.md").read_text(encoding="utf-8")
    (version,) = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    *_, (release, database, migrations) = re.findall(
        r"^\| (\d\S+).*? \| (\d{4}) \|.*?migrations (.+) want everybody stopped", text, re.MULTILINE
    )
    assert (release, database) == (version, line().head)
    told = {
        f"{number:04}"
        for first, last in re.findall(r"(\d{4})(?: to (\d{4}))?", migrations)
        for number in range(int(first), int(last or first) + 1)
    }
    assert told == {revision for revision, phase in line().phases.items() if phase is Phase.STOPPED}
