# SPDX-License-Identifier: EUPL-1.2
"""What `make coverage` prints."""

from rooms_covered import by_room, counts, table


def _file(lines: int, of: int, branches: int = 0, of_branches: int = 0) -> dict[str, dict[str, int]]:
    names = ("covered_lines", "num_statements", "covered_branches", "num_branches")
    return {"summary": dict(zip(names, (lines, of, branches, of_branches), strict=True))}


def test_lines_and_branches_are_counted_by_room() -> None:
    files = counts(
        {
            "files": {
                "src/berichtenverkeer/web/app.py": _file(3, 4, 1, 2),
                "src/berichtenverkeer/web/form.py": _file(4, 4),
                "src/berichtenverkeer/core/ids.py": _file(0, 5),
            }
        }
    )
    assert by_room(files) == {"core": (0, 5), "web": (8, 10)}
    assert list(table(files)) == [
        "core                   0.0 % of      5",
        "web                   80.0 % of     10",
        "all                   53.3 % of     15",
        "",
        "   0.0 %  core/ids.py",
        "  66.7 %  web/app.py",
        " 100.0 %  web/form.py",
    ]
