# SPDX-License-Identifier: EUPL-1.2
"""What every berichtklasse is, and the one mapping between the names of the standard and those of Python."""

import re
from typing import Any

import msgspec


class Class(msgspec.Struct, frozen=True, gc=False):
    """A berichtklasse or complex datatype of the standard: frozen, compared by value.

    What is frozen from the bottom up has no cycles: the garbage collector need not walk through a large bericht, which
    would stop every thread. Its fields stand in the order of the schema. Text of a field can hold personal data:
    `repr` shows none of it.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """What rich would print in a traceback: nothing either."""
        return []


class Datatype(Class, frozen=True):
    """A complex datatype of the basisschema, which all berichten of a release share."""


_BOUND = re.compile(r"(?<!^)(?=[A-Z])")


def attribute(element: str) -> str:
    """`ToegewezenProduct` -> `toegewezen_product`."""
    return _BOUND.sub("_", element).lower()


def element(attribute: str) -> str:
    """`toegewezen_product` -> `ToegewezenProduct`; the inverse of `attribute` for every name in iJw 3.2."""
    return "".join(part[:1].upper() + part[1:] for part in attribute.split("_"))
