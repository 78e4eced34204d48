# SPDX-License-Identifier: EUPL-1.2
"""Level XSD: lxml gives the verdict, `uitleg` says what is wrong."""

from lxml import etree

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.berichtsoorten import PER_NAMESPACE
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaard.structuur import structuur
from berichtenverkeer.validation.regelnummers import regel_van
from berichtenverkeer.validation.stroomuitleg import leg_stromend_uit
from berichtenverkeer.validation.uitleg import leg_uit

MAX_BEVINDINGEN = 1_000
"""So many faults are listed; one more finding says that there are others."""


def toets_xsd(boom: etree._Element) -> list[Bevinding]:
    """The faults of a bericht against its schema, by line; empty when it is valid.

    For a small bericht: for every fault lxml works out a path by counting siblings, which is quadratic.
    """
    if is_geldig(boom):
        return []
    naam = _soort(boom)
    return _lijst(naam, regel_van(boom), *leg_uit(boom, structuur(naam), MAX_BEVINDINGEN))


def is_geldig(boom: etree._Element) -> bool:
    """Whether a bericht fits its schema."""
    return xsd(_soort(boom)).validate(boom)


def _soort(boom: etree._Element) -> str:
    return PER_NAMESPACE[etree.QName(boom).namespace or ""].naam


def leg_groot_uit(data: bytes, naam: str) -> list[Bevinding]:
    """The same faults of a large bericht of which it is known that it is not valid.

    Takes about a second for 25 MB. Raises etree.XMLSyntaxError for what libxml2 does not take (a text of 10 MB).
    """
    return _lijst(naam, None, *leg_stromend_uit(data, structuur(naam), MAX_BEVINDINGEN))


def _lijst(naam: str, regelnummer: int | None, bevindingen: list[Bevinding], volledig: bool) -> list[Bevinding]:
    if not bevindingen:
        # lxml and xmlschema disagree about a value, or there is too much to look at; the verdict stands.
        return [schema.ONGELDIG.op(naam, regelnummer)]
    return bevindingen if volledig else [*bevindingen, schema.MEER.op(naam)]
