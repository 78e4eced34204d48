# SPDX-License-Identifier: EUPL-1.2
"""Queries in files of their own, written so that psql and asyncpg both take them (decision 107).

A value is `$1`, as PostgreSQL numbers them; the head of the file says what each is. What files share is a part, which
psql knows as a variable: `\\set NAME `cat FILE`` or `\\set NAME 'text'`, and then `:NAME`, in a part too. The parts of
a room are set in its `parts.psql`, which a query takes in with `\\ir parts.psql`; what is set later goes before.
"""

import re
from functools import cache
from pathlib import Path

ROOMS = Path(__file__).resolve().parent.parent

_COMMAND = re.compile(r"^\\(\w+) +(.*)$", re.MULTILINE)
_SET = re.compile(r"(\w+) +(?:`cat ([\w./]+)`|'((?:[^']|'')*)')")
_PART = re.compile(r"(?<![:\w]):([a-z_]+)")
_COMMENT = re.compile(r"--.*")


def query(room: str, name: str, **parts: str) -> str:
    """The text of `ROOM/NAME.sql` with every part in its place.

    `parts` names a part that goes in the place of another, as `\\set NAME :OTHER` in psql. Raises FileNotFoundError,
    and KeyError for a part that is not set.
    """
    return compose(room, (ROOMS / room / f"{name}.sql").read_text(encoding="utf-8"), **parts)


def compose(room: str, text: str, **parts: str) -> str:
    """The same of a text, as if it were a file of that room."""
    folder = ROOMS / room
    known: dict[str, str] = {}
    body = _read(folder, text, known) + "\n"
    known |= {name: known[other] for name, other in parts.items()}
    while _PART.search(body):
        body = _PART.sub(lambda part: known[part[1]], body)
    return body.strip()


@cache
def _file(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8")).strip()


def _read(folder: Path, text: str, known: dict[str, str]) -> str:
    """What remains of a file when its commands are carried out."""
    for command, argument in _COMMAND.findall(text):
        if command == "ir":
            _read(folder, (folder / argument).read_text(encoding="utf-8"), known)
            continue
        setting = _SET.fullmatch(argument)
        assert command == "set", "no other command of psql is known here"
        assert setting, "a file or a text"
        name, file, quoted = setting.groups()
        known[name] = _file(folder / file) if file else quoted.replace("''", "'")
    return _COMMENT.sub("", _COMMAND.sub("", text))
