# SPDX-License-Identifier: EUPL-1.2
"""The elements of a berichtsoort as its schema orders them: names, order, how often, and what a value may be."""

from collections.abc import Mapping
from functools import cache

import msgspec
from xmlschema.validators import XsdAtomicRestriction, XsdComplexType, XsdElement, XsdGroup

from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.codelijsten import Codelijst
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
def structuur(soort: Berichtsoort) -> Onderdeel:
    """The root element of a berichtsoort, named after the bericht (`JW305`), with everything under it."""
    per_datatype = {lijst.datatype: lijst for lijst in soort.release.codelijsten.values()}
    return _onderdeel(uitlegger(soort).elements["Bericht"], soort.naam, per_datatype)


def _onderdeel(element: XsdElement, naam: str, lijsten: Mapping[str, Codelijst]) -> Onderdeel:
    soort = element.type
    inhoud = soort.content if isinstance(soort, XsdComplexType) and isinstance(soort.content, XsdGroup) else ()
    kinderen = tuple(_onderdeel(kind, kind.local_name, lijsten) for kind in inhoud if isinstance(kind, XsdElement))
    return Onderdeel(
        naam=naam,
        tag=element.name,
        datatype=soort.name,
        verplicht=element.min_occurs > 0,
        herhaalt=element.max_occurs is None,
        waarde=waarde(soort, lijsten) if isinstance(soort, XsdAtomicRestriction) else None,
        kinderen=kinderen,
        plaats={kind.tag: nummer for nummer, kind in enumerate(kinderen)},
    )
