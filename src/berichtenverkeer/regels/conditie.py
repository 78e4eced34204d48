# SPDX-License-Identifier: EUPL-1.2
"""Rules of one kind in one line each: an element must, may or may not be filled, depending on what stands beside it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.generated import generated, judge, value_of
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import Field
from berichtenverkeer.regels.regel import REGELS, Plekken, Registry, regel
from berichtenverkeer.standaard.codes import Retourcode


class Conditie:
    """A claim about the berichtklasse that an element is judged from: an expression about `one`, and a function.

    Written out in the function of each rule that it is part of (`berichten.generated`).
    """

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self._holds = generated("holds", f"def holds(one):\n    return {expression}\n", {"date": date}).call

    def __call__(self, class_: Any) -> bool:
        return bool(self._holds(class_))


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

    absent = mandatory.expression if mandatory else "False"
    wrong = [*([empty.expression] if empty else ()), *([fails(only).expression] if only else ())]
    judges = _Judges(fields, absent, " or ".join(f"({one})" for one in wrong) or "False")

    def examine(bericht: Bericht, history: History) -> Plekken:
        del history
        return judges[type(bericht)](bericht)

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


class _Judges(dict[type[Bericht], Callable[[Bericht], list[str]]]):
    """What judges a bericht by one conditie, by its root class: made when the first of that class comes."""

    def __init__(self, fields: Sequence[Field], absent: str, filled: str) -> None:
        super().__init__()
        self._fields = fields
        self._expressions = (absent, filled)

    def __missing__(self, class_: type[Bericht]) -> Callable[[Bericht], list[str]]:
        here = [(one.element, one.klasse.per_bericht.get(class_.__name__, ())) for one in self._fields]
        places = tuple((pad, element) for element, paden in here for pad in paden)
        self[class_] = judge(class_, places, *self._expressions).call
        return self[class_]


def filled(attribute: str) -> Conditie:
    """The element is there: `filled("product.code")`."""
    return Conditie(f"{_value(attribute)} is not None")


def is_empty(attribute: str) -> Conditie:
    """The element, or a class above it, is not there."""
    return Conditie(f"{_value(attribute)} is None")


def value_is(attribute: str, *values: str) -> Conditie:
    """The element is there with one of these values."""
    return Conditie(f"{_value(attribute)} in {tuple(map(str, values))}")


def na(day: date, attribute: str) -> Conditie:
    """The date is later than `day`, or open."""
    value = _value(attribute)
    return Conditie(f"{value} is None or {value} > date({day.year}, {day.month}, {day.day})")


def both(one: Conditie, other: Conditie) -> Conditie:
    """Both claims hold."""
    return Conditie(f"({one.expression}) and ({other.expression})")


def fails(one: Conditie) -> Conditie:
    """The claim does not hold."""
    return Conditie(f"not ({one.expression})")


def _value(attribute: str) -> str:
    return value_of("one", attribute.split("."))
