# SPDX-License-Identifier: EUPL-1.2
"""What was filled in on a page as the form of a use case: the same class, the same rules, as over the API."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_args
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from berichtenverkeer.core.money import MAX_CENTS
from berichtenverkeer.gateway.json_form import read_form
from berichtenverkeer.gateway.rights import NoRight, zicht_of
from berichtenverkeer.pages.visit import Form, Visit
from berichtenverkeer.web import questions
from berichtenverkeer.web.problem import Afwijzing

T = TypeVar("T", bound=msgspec.Struct)

_CENTS = "Cents"


def read_given(form: Form, wanted: type[T], **known: Any) -> T:
    """A form of `wanted`, of the fields of a page that have its names; an empty one was not given.

    An amount is written in euros: 1288624 or 12,50. `known` stands fast, whatever was filled in. Raises WrongForm.
    """
    content: dict[str, Any] = {}
    for field in msgspec.structs.fields(wanted):
        if field.name in known:
            content[field.encode_name] = known[field.name]
        elif text := form.value(field.encode_name):
            content[field.encode_name] = _typed(field, text)
    return read_form(msgspec.json.encode(content), wanted)


def _typed(field: msgspec.structs.FieldInfo, text: str) -> Any:
    """As JSON has it; what is no number stays a text, which the form then says is wrong."""
    if field.encode_name.endswith(_CENTS):
        cents = cents_of(text)
        return text if cents is None else cents
    if any(one is int or type(one) is int for one in (field.type, *get_args(field.type))):
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
    return text


def cents_of(text: str) -> int | None:
    """Euros as somebody writes them: `1.288.624`, `12,50`, `€ 12`. None for anything else."""
    euros, comma, cents = text.removeprefix("€").strip().partition(",")
    plain = euros.replace(".", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 16):
        return None
    if comma and not (cents.isascii() and cents.isdigit() and len(cents) in (1, 2)):
        return None
    amount = int(plain) * 100 + int(cents.ljust(2, "0"))
    return amount if amount <= MAX_CENTS else None


def id_of(visit: Visit) -> UUID:
    """The id in the address. Raises Afwijzing (404)."""
    found = questions.bericht_id(visit.part("id"))
    if found is None:
        raise Afwijzing(404, "Dit adres bestaat niet.")
    return found


def position_of(visit: Visit) -> int | None:
    """The K that is asked, None for now. Raises Afwijzing (400)."""
    text = visit.form.value("k")
    k: int | None = questions.read({"k": text}, questions.PEIL)["k"] if text else None
    return k


def after_of(visit: Visit) -> int:
    """Behind how many of a list its page begins. Raises Afwijzing (400)."""
    text = visit.form.value("na", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Afwijzing(400, "Dit is geen plaats in de lijst; begin vooraan.")
    return int(text)


def may(visit: Visit, use: str) -> bool:
    """Whether who looks may do this: whether a page shows him the form for it."""
    try:
        zicht_of(visit.beller, use)
    except NoRight:
        return False
    return True


def page_links(path: str, kept: Mapping[str, object], after: int, following: int | None) -> dict[str, str | None]:
    """The addresses of the next and of the first page of a list; what is empty was not asked."""
    asked = {name: value for name, value in kept.items() if value != ""}
    return {
        "following": None if following is None else f"{path}?{urlencode({**asked, 'na': following})}",
        "first": f"{path}?{urlencode(asked)}" if after else None,
    }


def own_of(visit: Visit, use: str) -> dict[str, str]:
    """What stands fast of whom this is about, by its field: his own partij; nothing for the region."""
    own = zicht_of(visit.beller, use).own
    return {} if own is None else {own[0]: own[1]}
