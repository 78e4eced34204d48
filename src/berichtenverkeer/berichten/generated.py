# SPDX-License-Identifier: EUPL-1.2
"""Functions that are written out from the declarations, once for each class or path, and then only called.

What a class declares (`plan.fields`) is the only source; nothing is looked up or asked again for each bericht. Who
wants to see one: `print(walk(JW301, "Client/Naam").source)`. Decision 158.
"""

import linecache
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.berichten.plan import Field, fields


class Generated:
    """A function and the text that it was made of."""

    def __init__(self, call: Callable[..., Any], source: str) -> None:
        self.call = call
        self.source = source


def generated(name: str, source: str, known: Mapping[str, Any]) -> Generated:
    """The function `name` of `source`, which may use what is `known`. A traceback shows its lines."""
    place = f"<generated {name} {abs(hash(source)):x}>"
    linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
    space = dict(known)
    exec(compile(source, place, "exec"), space)  # noqa: S102  # made of declarations of ours alone
    return Generated(space[name], source)


@cache
def walk(class_: type[Class], pad: str) -> Generated:
    """(bericht) -> [(path, value)]: what stands at `pad` in a bericht of `class_`, as `plekken.each` says."""
    return generated("walk", _source("walk(bericht)", class_, [(pad, "")], ["found.append(({path}, {part}))"]), {})


@cache
def search(class_: type[Class], pad: str) -> Generated:
    """(bericht, is_right) -> [path]: where `is_right` holds for the value, as `plekken.where` says."""
    source = _source("search(bericht, is_right)", class_, [(pad, "")], ["if is_right({part}): found.append({path})"])
    return generated("search", source, {})


@cache
def walk_field(class_: type[Class], pad: str, element: str) -> Generated:
    """(bericht) -> [(path, value, class)]: an element seen from each class at `pad`; None where it is absent."""
    last = ["found.append(({path}, value, {part}))"]
    return generated("walk_field", _source("walk_field(bericht)", class_, [(pad, element)], last), {})


@cache
def search_field(class_: type[Class], pad: str, element: str) -> Generated:
    """(bericht, is_right) -> [path]: where `is_right` holds for that value and the class that it is seen from."""
    last = ["if is_right(value, {part}): found.append({path})"]
    return generated("search_field", _source("search_field(bericht, is_right)", class_, [(pad, element)], last), {})


@cache
def judge(class_: type[Class], places: tuple[tuple[str, str], ...], absent: str, filled: str) -> Generated:
    """(bericht) -> [path]: an element seen from each class at a pad, for each (pad, element) of `places`.

    Found where it is left out and `absent` holds, or filled and `filled` does: expressions about `one`, the class.
    """
    lines = ["one = {part}", f"if ({absent}) if value is None else ({filled}):", "    found.append({path})"]
    return generated("judge", _source("judge(bericht)", class_, places, lines), {"date": date})


def _source(head: str, class_: type[Class], places: Iterable[tuple[str, str]], last: Sequence[str]) -> str:
    """A function that goes along each pad and does `last` with all that it finds, and the element seen from there."""
    lines = [f"def {head}:", "    found = []"]
    for pad, element in places:
        lines += (f"    {line}" for line in _along(class_, pad, element, last))
    return "\n".join([*lines, "    return found", ""])


def _along(class_: type[Class], pad: str, element: str, last: Sequence[str]) -> Iterator[str]:
    depth, part, path = "", "bericht", class_.__name__
    for number, field in enumerate(steps(class_, pad)):
        here, part = f"{part}.{field.attribuut}", f"part{number}"
        path += f"/{field.element}"
        if field.herhaalt:
            path += f"[{{n{number}}}]"
            yield f"{depth}for n{number}, {part} in enumerate({here} or (), 1):"
        else:
            yield f"{depth}{part} = {here}"
            yield f"{depth}if {part} is not None:"
        depth += "    "
    if element:
        below = steps(class_, f"{pad}/{element}")[-len(element.split("/")) :]
        path += f"/{element}"
        yield f"{depth}value = {value_of(part, [field.attribuut for field in below])}"
    for line in last:
        yield depth + line.replace("{path}", f'f"{path}"').replace("{part}", part)


def value_of(one: str, attributes: Sequence[str]) -> str:
    """The expression of what stands below `one`, or None where anything on the way is absent."""
    *before, last = attributes
    if not before:
        return f"{one}.{last}"
    above = value_of(one, before)
    return f"(None if {above} is None else {above}.{last})"


@cache
def steps(class_: type[Class], pad: str) -> tuple[Field, ...]:
    """The child elements to step through from `class_` along `pad`; KeyError for a name that a class does not have."""
    found: list[Field] = []
    here: type[Class] | None = class_
    for name in pad.split("/"):
        field = field_of(here, name, pad)
        found.append(field)
        here = field.klasse
    return tuple(found)


def field_of(class_: type[Class] | None, name: str, pad: str) -> Field:
    """The child element `name` of a class on the way along `pad`; KeyError when it has none."""
    for field in fields(class_) if class_ else ():
        if field.element == name:
            return field
    raise KeyError(pad)
