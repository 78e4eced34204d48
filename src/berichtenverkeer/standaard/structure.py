# SPDX-License-Identifier: EUPL-1.2
"""The elements of a berichtsoort as its schema orders them: names, order, how often, and what a value may be."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.codelijsten import Codelijst
from berichtenverkeer.standaard.schemas import explainer
from berichtenverkeer.standaard.values import Value, value

if TYPE_CHECKING:
    from xmlschema.validators import XsdElement


class Component(msgspec.Struct, frozen=True, eq=False):
    """One element of the schema. It holds a `waarde` or `kinderen`, never both: iJw has no mixed content.

    `datatype` is the qualified name of its type, None for an anonymous one.
    """

    naam: str
    tag: str
    datatype: str | None
    verplicht: bool
    herhaalt: bool
    waarde: Value | None
    kinderen: tuple["Component", ...]
    plaats: dict[str, int]
    """Position in `kinderen` by tag."""


@cache
def structure(soort: Berichtsoort) -> Component:
    """The root element of a berichtsoort, named after the bericht (`JW305`), with everything under it."""
    per_datatype = {listing.datatype: listing for listing in soort.release.codelijsten.values()}
    return _component(explainer(soort).elements["Bericht"], soort.naam, per_datatype)


def _component(element: "XsdElement", name: str, listings: Mapping[str, Codelijst]) -> Component:
    from xmlschema.validators import XsdAtomicRestriction, XsdComplexType, XsdElement, XsdGroup  # see `explainer`

    soort = element.type
    content = soort.content if isinstance(soort, XsdComplexType) and isinstance(soort.content, XsdGroup) else ()
    children = tuple(
        _component(child, child.local_name, listings) for child in content if isinstance(child, XsdElement)
    )
    return Component(
        naam=name,
        tag=element.name,
        datatype=soort.name,
        verplicht=element.min_occurs > 0,
        herhaalt=element.max_occurs is None,
        waarde=value(soort, listings) if isinstance(soort, XsdAtomicRestriction) else None,
        kinderen=children,
        plaats={child.tag: number for number, child in enumerate(children)},
    )
