# SPDX-License-Identifier: EUPL-1.2
"""A form in JSON, from whatever edge: every field known, every value right, or all that is wrong at once.

What is wrong in it whatever the ledger says, its class declares in `RULES`: which fields a rule is about, and the rule.
A form of the right shape goes on to its use case, which judges that too and can say the rest with it; of one of another
shape it is told here, so that nobody hears his faults in two turns.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import EnumType
from typing import Any, Literal, TypeVar, get_args, get_origin
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import FIRST_DAY, LAST_DAY
from berichtenverkeer.core.errors import BerichtenverkeerError, Reason
from berichtenverkeer.regels.meldingen.verzoek import CONTENT

T = TypeVar("T", bound=msgspec.Struct)

Rules = dict[tuple[str, ...], Callable[..., Iterable[Reason]]]
"""By the fields that a rule gets, in its order; those that the edge knows beside the form are among them."""

_EXPECTED: dict[Any, str] = {
    str: "een tekst",
    bool: "true of false",
    int: "een geheel getal",
    date: f"een datum als 2026-01-31, van {FIRST_DAY} tot en met {LAST_DAY}",
    UUID: "een UUID",
}


class WrongForm(BerichtenverkeerError):
    """De inhoud van het verzoek klopt niet."""

    actie = "Verbeter wat er staat; er is niets gewijzigd."
    status = 400

    def __init__(self, bevindingen: Sequence[Bevinding]) -> None:
        """`bevindingen`: all of them; nothing of what was sent is in any."""
        super().__init__("\n".join(f"{one.tekst} {one.actie}" for one in bevindingen))
        self.bevindingen = bevindingen


def read_form(data: bytes, form: type[T], **known: Any) -> T:
    """JSON as `form`; `known`: what rules get beside its fields. Raises WrongForm."""
    try:
        content = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        content = None
    if not isinstance(content, dict):
        text = "De inhoud is geen JSON-object."
        raise WrongForm([CONTENT.at(text=text, action="Stuur één JSON-object; zie /v1/openapi.json.")])
    values = dict(known)
    if faults := [*_faults(content, form, values)]:
        raise WrongForm([*faults, *_broken(form, values)])
    return msgspec.convert(content, form)


def require(form: msgspec.Struct, **known: Any) -> None:
    """The rules of a form that was made otherwise than of JSON. Raises WrongForm."""
    values = {name: getattr(form, name) for name in form.__struct_fields__}
    if faults := [*_broken(type(form), values | known)]:
        raise WrongForm(faults)


def _faults(content: dict[str, Any], form: type[msgspec.Struct], values: dict[str, Any]) -> Iterator[Bevinding]:
    """What is wrong in its shape; what is right, is added to `values`."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(form)}
    if unknown := len(content.keys() - fields.keys()):
        many = f"Dit verzoek heeft {unknown} {'veld' if unknown == 1 else 'velden'} die dit adres niet kent."
        yield CONTENT.at(text=many, action=f"Laat weg wat niet hoort bij: {', '.join(fields)}.")
    for name, field in fields.items():
        if name in content:
            try:
                values[field.name] = msgspec.convert(content[name], field.type)
            except msgspec.ValidationError as fault:
                yield CONTENT.at(
                    f"{name}{_place(fault)}",
                    text=f"Het veld {name} klopt niet.",
                    action=f"Verwacht wordt {_expected(field.type)}.",
                )
        elif field.required:
            yield CONTENT.at(name, text=f"Het veld {name} ontbreekt.", action=f"Vul {_expected(field.type)} in.")
        else:
            values[field.name] = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _broken(form: type[msgspec.Struct], values: Mapping[str, Any]) -> Iterator[Bevinding]:
    """What the rules say of the fields that are right, and there."""
    rules: Rules = getattr(form, "RULES", {})
    for names, rule in rules.items():
        given = [values.get(name, msgspec.UNSET) for name in names]
        if msgspec.UNSET not in given:
            yield from (CONTENT.at(one.pad, text=one.text, action=one.action) for one in rule(*given))


def _place(fault: msgspec.ValidationError) -> str:
    """Where in a field that is made of others: msgspec names the place, and never what stands there."""
    found = re.search(r" - at `\$([\w.\[\]]*)`$", str(fault))
    return found[1] if found else ""


def _expected(soort: Any) -> str:
    """What a value should be, in Dutch."""
    if soort in _EXPECTED:
        return _EXPECTED[soort]
    if isinstance(soort, EnumType):
        return " of ".join(map(str, soort))
    if isinstance(soort, type) and issubclass(soort, msgspec.Struct):
        return f"een object met: {_names(soort)}"
    if get_origin(soort) is list:
        return f"een lijst met per onderdeel: {_names(get_args(soort)[0])}"
    if get_origin(soort) is Literal:
        return " of ".join(map(str, get_args(soort)))
    parts = [part for part in get_args(soort) if part not in (type(None), msgspec.UnsetType)]
    if hasattr(soort, "__metadata__"):
        return f"{_expected(parts[0])} ({soort.__metadata__[0].description})"
    return " of ".join([_expected(part) for part in parts])


def _names(form: type[msgspec.Struct]) -> str:
    return ", ".join(field.encode_name for field in msgspec.structs.fields(form))
