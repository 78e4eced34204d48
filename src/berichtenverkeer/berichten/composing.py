# SPDX-License-Identifier: EUPL-1.2
"""A bericht of texts by element path, as somebody filled them in. What a value may be, the schema says."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.berichten.kinds import Bericht
from berichtenverkeer.berichten.plan import Field, fields
from berichtenverkeer.berichten.plekken import every

_NUMBER = re.compile(r"\[(\d+)\]")


def compose(class_: type[Bericht], texts: Mapping[str, str]) -> Any:
    """A `class_` to write, never to reckon with: its values are texts, and what has none is left out.

    `texts` are by path without the berichtsoort in front: `Client/StartProducten/StartProduct[1]/Begindatum`. Raises
    KeyError for a path that the class does not have.
    """
    left = {path: text for path, text in texts.items() if text}
    made = _made(class_, "", left)
    if left:
        raise KeyError(next(iter(left)))
    return made


def _made(class_: type[Class], here: str, left: dict[str, str]) -> Any:
    """None when nothing in it was filled in; what is taken up goes out of `left`."""
    values = {field.attribuut: _value(field, f"{here}{field.element}", left) for field in fields(class_)}
    return class_(**values) if any(value is not None for value in values.values()) else None


def _value(field: Field, path: str, left: dict[str, str]) -> Any:
    if field.herhaalt:
        every = [_one(field, f"{path}[{number}]", left) for number in _numbers(path, left)]
        return tuple(every) or None
    return _one(field, path, left)


def _one(field: Field, path: str, left: dict[str, str]) -> Any:
    return left.pop(path, None) if field.klasse is None else _made(field.klasse, f"{path}/", left)


def _numbers(path: str, left: Mapping[str, str]) -> list[int]:
    """Of which repetitions something was filled in."""
    found = (_NUMBER.match(one, len(path)) for one in left if one.startswith(f"{path}["))
    return sorted({int(number[1]) for number in found if number})


def texts_of(bericht: Bericht) -> dict[str, str]:
    """The single values of a bericht as texts by path, as `compose` takes them."""
    found = {}
    for path, value in every(bericht):
        if not isinstance(value, Class):
            found[path.partition("/")[2]] = value.isoformat() if isinstance(value, date | time) else str(value)
    return found
