# SPDX-License-Identifier: EUPL-1.2
"""The function that reads a class from XML and the one that writes it, written out from what the class declares.

They know a bericht as its schema has it. What is anything else, the reader leaves to `reading.read_part`, which goes by
the plan and says of every place what is wrong with it.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

from berichtenverkeer.berichten.class_ import Class, Datatype
from berichtenverkeer.berichten.generated import Generated, generated
from berichtenverkeer.berichten.literal import key_text, written
from berichtenverkeer.berichten.plan import Field, fields, tag
from berichtenverkeer.berichten.reading_plan import Onleesbaar, conversion
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort

_OWN_NAMES = {"element", "child", "children", "text"}


class _End:
    """Stands behind the last child of an element."""

    tag = None


@cache
def reader(class_: type[Class], soort: Berichtsoort) -> Generated:
    """(element) -> object of `class_`, in a bericht of this soort.

    Raises Onleesbaar for what is not as its schema has it; also for what can be read all the same, as a comment.
    """
    assert _OWN_NAMES.isdisjoint(field.attribuut for field in fields(class_)), class_
    known: dict[str, Any] = {"Class": class_, "End": _End, "Onleesbaar": Onleesbaar, "key_text": key_text}
    lines = ["def read(element):", "    child, *children = [*element, End]", "    children = iter(children)"]
    for field in fields(class_):
        if field.klasse is None:
            known[f"value_{field.attribuut}"] = conversion(field)
        else:
            known[f"read_{field.attribuut}"] = reader(field.klasse, soort).call
        lines += (f"    {line}" for line in _reading(field, f"child.tag == {tag(field, class_, soort)!r}"))
    values = ", ".join(f"{field.attribuut}={field.attribuut}" for field in fields(class_))
    lines += ["    if child is not End: raise Onleesbaar", f"    return Class({values})", ""]
    return generated("read", "\n".join(lines), known)


def _reading(field: Field, is_next: str) -> Iterator[str]:
    """The lines that read one child element, or all of those that repeat."""
    name = field.attribuut
    if field.herhaalt:
        yield f"{name} = []"
        yield f"while {is_next}:"
        yield from (f"    {line}" for line in _one(field, "{}.append({})"))
        yield from [f"if not {name}: raise Onleesbaar"] if field.verplicht else []
        yield f"{name} = tuple({name})"
        return
    yield f"if {is_next}:"
    yield from (f"    {line}" for line in _one(field, "{} = {}"))
    yield "else: raise Onleesbaar" if field.verplicht else f"else: {name} = None"


def _one(field: Field, kept: str) -> Iterator[str]:
    """The lines that read the child that has come, and go to the next."""
    name = field.attribuut
    if field.klasse is not None:
        yield kept.format(name, f"read_{name}(child)")
    else:
        yield "if len(child): raise Onleesbaar"
        yield "text = child.text or ''"
        value = {str: "text", key_text: "text if text.isalnum() else key_text(text)"}
        yield kept.format(name, value.get(conversion(field), f"value_{name}(text)"))
    yield "child = next(children)"


class _Writers(dict[type[Class], Callable[[Class, Callable[[str], None]], None]]):
    """What writes a part, by its class: made when the first of that class comes."""

    def __missing__(self, class_: type[Class]) -> Callable[[Class, Callable[[str], None]], None]:
        self[class_] = writer(class_).call
        return self[class_]


writers = _Writers()


@cache
def writer(class_: type[Class]) -> Generated:
    """(part, add) -> None: gives `add` the XML of what is in `part`, as `writing.write` has it when compact."""
    before = "ijw:" if issubclass(class_, Datatype) else ""
    lines = ["def write(part, add):", "    pass"]
    for field in fields(class_):
        lines += (f"    {line}" for line in _writing(field, f"{before}{field.element}"))
    return generated("write", "\n".join([*lines, ""]), {"writers": writers, "written": written, "date": date})


def _writing(field: Field, name: str) -> Iterator[str]:
    """The lines that write one child element, or all of those that repeat, each class of which begins a line."""
    if field.herhaalt:
        yield f"for value in part.{field.attribuut} or ():"
    else:
        yield f"value = part.{field.attribuut}"
        yield "if value is not None:"
    if field.klasse is None:
        yield f'    add(f"<{name}>{{{_AS_TEXT.get(field.soort, "written(value)")}}}</{name}>")'
    else:
        yield f'    add("{chr(92)}r{chr(92)}n<{name}>")' if field.herhaalt else f'    add("<{name}>")'
        yield "    writers[type(value)](value, add)"
        yield f'    add("</{name}>")'


_AS_TEXT: dict[type, str] = {
    str: "value if type(value) is str and value.isalnum() else written(value)",
    int: "value if type(value) is int else written(value)",
    date: "value.isoformat() if type(value) is date else written(value)",
}
"""Most values of these kinds are written as they are; a bericht that is composed has texts for all."""
