# SPDX-License-Identifier: EUPL-1.2
"""From frozen objects to XML: UTF-8 without BOM, lines ended by CR/LF (OP192)."""

from functools import cache

from berichtenverkeer.berichten.class_ import Class, Datatype
from berichtenverkeer.berichten.generated_xml import writers
from berichtenverkeer.berichten.kinds import Bericht
from berichtenverkeer.berichten.literal import written
from berichtenverkeer.berichten.plan import BASISSCHEMA, fields
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort

_END = "\r\n"


def write(bericht: Bericht, *, compact: bool = False) -> bytes:
    """The bytes of `bericht`; `read(write(x)) == x`, and valid by the schema when the values of `x` are.

    `compact`: no indentation, no prefix for what is most, one line for each thing of which there can be more. For an
    answer: it repeats what it answers, with codes, and may not be larger than the channel takes (OP179).
    """
    begin, end = _outside(bericht.berichtsoort, compact)
    parts = [begin]
    if compact:
        writers[type(bericht)](bericht, parts.append)
    else:
        _write(bericht, bericht.berichtsoort.naam.lower(), f"{_END}\t", parts)
    parts.append(end)
    return "".join(parts).encode()


@cache
def _outside(soort: Berichtsoort, compact: bool) -> tuple[str, str]:
    """What stands before the content of a bericht, and behind it."""
    own = soort.naam.lower()
    before, space = ("", "xmlns") if compact else (f"{own}:", f"xmlns:{own}")
    names = f'xmlns:ijw="{soort.release.namespace(BASISSCHEMA)}" {space}="{soort.namespace}"'
    begin = f'<?xml version="1.0" encoding="UTF-8"?>{_END}<{before}Bericht {names}>'
    return begin, f"{_END}</{before}Bericht>{_END}"


@cache
def _children(class_: type[Class], own: str) -> tuple[tuple[str, str, bool, bool], ...]:
    """Of each child its attribute, the name it is written under, whether it repeats, whether it is a value.

    `own` is the prefix of the bericht itself.
    """
    before = "ijw:" if issubclass(class_, Datatype) else f"{own}:" if own else ""
    return tuple(
        (field.attribuut, f"{before}{field.element}", field.herhaalt, field.klasse is None) for field in fields(class_)
    )


def _write(part: Class, own: str, regel: str, parts: list[str]) -> None:
    """`regel`: the end of a line and the indentation of the next."""
    for attribute, name, repeats, is_value in _children(type(part), own):
        value = getattr(part, attribute)
        if value is None:
            continue
        for one in value if repeats else (value,):
            if is_value:
                parts.append(f"{regel}<{name}>{written(one)}</{name}>")
            else:
                parts.append(f"{regel}<{name}>")
                _write(one, own, f"{regel}\t", parts)
                parts.append(f"{regel}</{name}>")
