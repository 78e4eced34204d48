# SPDX-License-Identifier: EUPL-1.2
"""Walking a bericht by element path, so that a rule can say where: `JW305/Client/StartProducten/StartProduct[2]`."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.berichten.generated import field_of, search, walk
from berichtenverkeer.berichten.kinds import Bericht
from berichtenverkeer.berichten.plan import Field, fields


def each(bericht: Bericht, pad: str) -> Iterator[tuple[str, Any]]:
    """Every value at `pad` that the bericht holds, with its own full path, in document order.

    `pad` has the names of the standard, without the berichtsoort in front and without indexes:
    `Client/StartProducten/StartProduct`. A repeating element gets an index from 1. What is absent yields nothing.
    Raises KeyError for a name that the class does not have: a typing error in a rule fails its first test.
    """
    return iter(walk(type(bericht), pad).call(bericht))


def where(bericht: Bericht, pad: str, is_right: Callable[[Any], bool]) -> Iterator[str]:
    """The path of every value at `pad` for which `is_right` holds, as `each` would give it.

    No other path is made, so that judging 30,000 prestaties costs little more than looking at them.
    """
    return iter(search(type(bericht), pad).call(bericht, is_right))


def _under(here: str, part: Class, field: Field) -> Iterator[tuple[str, Any]]:
    """What `part` holds in one field, each with its path."""
    value = getattr(part, field.attribuut)
    if field.herhaalt:
        for number, one in enumerate(value, 1):
            yield f"{here}/{field.element}[{number}]", one
    elif value is not None:
        yield f"{here}/{field.element}", value


def every(bericht: Bericht) -> Iterator[tuple[str, Any]]:
    """Every element of the bericht with its path, the parts before what hangs under them; the root first."""
    yield from _every(type(bericht).__name__, bericht)


def _every(here: str, part: Any) -> Iterator[tuple[str, Any]]:
    yield here, part
    if isinstance(part, Class):
        for field in fields(type(part)):
            for plek, under in _under(here, part, field):
                yield from _every(plek, under)


def volgorde(pad: str, class_: type[Bericht]) -> tuple[tuple[int, int], ...]:
    """A key that puts the paths of a `class_` in document order, a part before what hangs under it.

    An absent element has its place too.

    Raises KeyError for a path that it cannot have.
    """
    soort, _, rest = pad.partition("/")
    if soort != class_.__name__:
        raise KeyError(pad)
    here: type[Class] | None = class_
    key: list[tuple[int, int]] = []
    for step in rest.split("/") if rest else ():
        name, _, number = step.rstrip("]").partition("[")
        place, here = _place(here, name)
        key.append((place, int(number or 0)))
    return tuple(key)


@cache
def _place(class_: type[Class] | None, name: str) -> tuple[int, type[Class] | None]:
    """Where an element stands in its class, and its own class."""
    field = field_of(class_, name, name)
    assert class_ is not None
    return fields(class_).index(field), field.klasse
