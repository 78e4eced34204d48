# SPDX-License-Identifier: EUPL-1.2
"""Rules of one kind in one line each: an element must, may or may not be filled, depending on what stands beside it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import Field
from berichtenverkeer.regels.regel import REGELS, Plekken, Registry, regel
from berichtenverkeer.standaard.codes import Retourcode

Conditie = Callable[[Any], bool]
"""A claim about the berichtklasse that an element is judged from."""


def conditie(
    code: str,
    *fields: Field,
    mandatory: Conditie | None = None,
    empty: Conditie | None = None,
    only: Conditie | None = None,
    text: str,
    action: str,
    retourcode: str = Retourcode.TECHNISCH,
    lezing: str = "",
    registry: Registry = REGELS,
) -> None:
    """Declare a rule of level BERICHT on `velden`, for the berichten that have them.

    The element must be there when `mandatory` holds, must be left out when `empty` holds, and may be there only when
    `only` holds.
    """

    def breaks(value: Any, class_: Any) -> bool:
        if value is None:
            return mandatory is not None and mandatory(class_)
        return (empty is not None and empty(class_)) or (only is not None and not only(class_))

    def examine(bericht: Bericht, history: History) -> Plekken:
        del history
        for field in fields:
            yield from field.where(bericht, breaks)

    assert mandatory or empty or only, code
    examine.__doc__ = text
    examine.__name__ = code
    berichten = dict.fromkeys(bericht for field in fields for bericht in field.klasse.berichten)
    regel(
        code,
        *berichten,
        niveau=Niveau.BERICHT,
        action=action,
        retourcode=retourcode,
        lezing=lezing,
        registry=registry,
    )(examine)


def filled(attribute: str) -> Conditie:
    """The element is there: `filled("product.code")`."""
    names = attribute.split(".")
    return lambda class_: _value(class_, names) is not None


def is_empty(attribute: str) -> Conditie:
    """The element, or a class above it, is not there."""
    names = attribute.split(".")
    return lambda class_: _value(class_, names) is None


def value_is(attribute: str, *values: Any) -> Conditie:
    """The element is there with one of these values."""
    names = attribute.split(".")
    return lambda class_: _value(class_, names) in values


def na(day: date, attribute: str) -> Conditie:
    """The date is later than `day`, or open."""
    names = attribute.split(".")

    def is_after(class_: Any) -> bool:
        datum = _value(class_, names)
        return datum is None or bool(datum > day)

    return is_after


def both(one: Conditie, other: Conditie) -> Conditie:
    """Both claims hold."""
    return lambda class_: one(class_) and other(class_)


def _value(class_: Any, names: list[str]) -> Any:
    for name in names:
        if class_ is None:
            return None
        class_ = getattr(class_, name)
    return class_
