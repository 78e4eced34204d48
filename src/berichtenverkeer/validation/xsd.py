# SPDX-License-Identifier: EUPL-1.2
"""Level XSD: lxml gives the verdict, `uitleg` says what is wrong."""

from lxml import etree

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaard.structuur import structuur
from berichtenverkeer.validation.regelnummers import regel_van
from berichtenverkeer.validation.stroomuitleg import leg_stromend_uit
from berichtenverkeer.validation.uitleg import leg_uit

MAX_BEVINDINGEN = 1_000
"""So many faults are listed; one more finding says that there are others."""


def toets_xsd(boom: etree._Element, soort: Berichtsoort) -> list[Bevinding]:
    """The faults of a bericht against its schema, by line; empty when it is valid.

    For a small bericht: for every fault lxml works out a path by counting siblings, which is quadratic.
    """
    if is_geldig(boom, soort):
        return []
    return _lijst(soort, regel_van(boom), *leg_uit(boom, structuur(soort), MAX_BEVINDINGEN))


def is_geldig(boom: etree._Element, soort: Berichtsoort) -> bool:
    """Whether a bericht fits its schema."""
    return xsd(soort).validate(boom)


def leg_groot_uit(data: bytes, soort: Berichtsoort) -> list[Bevinding]:
    """The same faults of a large bericht of which it is known that it is not valid.

    Takes about a second for 25 MB. Raises etree.XMLSyntaxError for what libxml2 does not take (a text of 10 MB).
    """
    return _lijst(soort, None, *leg_stromend_uit(data, structuur(soort), MAX_BEVINDINGEN))


def _lijst(
    soort: Berichtsoort, regelnummer: int | None, bevindingen: list[Bevinding], volledig: bool
) -> list[Bevinding]:
    if not bevindingen:
        # lxml and xmlschema disagree about a value, or there is too much to look at; the verdict stands.
        release = soort.release.naam
        tekst = f"Het bericht past niet bij het schema van {release}, maar de plaats is niet te bepalen."
        actie = f"Laat de leverancier van de software het bericht controleren met de schema's van {release}."
        return [schema.ONGELDIG.op(soort.naam, regelnummer, tekst, actie)]
    return bevindingen if volledig else [*bevindingen, schema.MEER.op(soort.naam)]
