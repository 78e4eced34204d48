# SPDX-License-Identifier: EUPL-1.2
"""The elements of a berichtsoort as its schema orders them: names, order, how often, and what a value may be."""

from functools import cache

import msgspec
from xmlschema.validators import XsdAtomicRestriction, XsdComplexType, XsdElement, XsdGroup

from berichtenverkeer.standaard.schemas import uitlegger
from berichtenverkeer.standaard.waarden import Waarde, waarde


class Onderdeel(msgspec.Struct, frozen=True, eq=False):
    """One element of the schema. It holds a `waarde` or `kinderen`, never both: iJw has no mixed content.

    `datatype` is the qualified name of its type, None for an anonymous one.
    """

    naam: str
    tag: str
    datatype: str | None
    verplicht: bool
    herhaalt: bool
    waarde: Waarde | None
    kinderen: tuple["Onderdeel", ...]
    plaats: dict[str, int]
    """Position in `kinderen` by tag."""


@cache
def structuur(naam: str) -> Onderdeel:
    """The root element of a berichtsoort (`JW305`), named after the bericht, with everything under it."""
    return _onderdeel(uitlegger(naam).elements["Bericht"], naam)


def _onderdeel(element: XsdElement, naam: str) -> Onderdeel:
    soort = element.type
    inhoud = soort.content if isinstance(soort, XsdComplexType) and isinstance(soort.content, XsdGroup) else ()
    kinderen = tuple(_onderdeel(kind, kind.local_name) for kind in inhoud if isinstance(kind, XsdElement))
    return Onderdeel(
        naam=naam,
        tag=element.name,
        datatype=soort.name,
        verplicht=element.min_occurs > 0,
        herhaalt=element.max_occurs is None,
        waarde=waarde(soort) if isinstance(soort, XsdAtomicRestriction) else None,
        kinderen=kinderen,
        plaats={kind.tag: nummer for nummer, kind in enumerate(kinderen)},
    )
