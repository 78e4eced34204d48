# SPDX-License-Identifier: EUPL-1.2
"""Level XSD: lxml gives the verdict, `explanation` says what is wrong."""

from lxml import etree

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaard.structure import structure
from berichtenverkeer.validation.explanation import explain
from berichtenverkeer.validation.line_numbers import regel_of
from berichtenverkeer.validation.stream_explanation import explain_streamed

MAX_BEVINDINGEN = 1_000
"""So many faults are listed; one more finding says that there are others."""


def examine_xsd(tree: etree._Element, soort: Berichtsoort) -> list[Bevinding]:
    """The faults of a bericht against its schema, by line; empty when it is valid.

    For a small bericht: for every fault lxml works out a path by counting siblings, which is quadratic.
    """
    if is_valid(tree, soort):
        return []
    return _listing(soort, regel_of(tree), *explain(tree, structure(soort), MAX_BEVINDINGEN))


def is_valid(tree: etree._Element, soort: Berichtsoort) -> bool:
    """Whether a bericht fits its schema."""
    return xsd(soort).validate(tree)


def explain_large(data: bytes, soort: Berichtsoort) -> list[Bevinding]:
    """The same faults of a large bericht of which it is known that it is not valid.

    Takes about a second for 25 MB. Raises etree.XMLSyntaxError for what libxml2 does not take (a text of 10 MB).
    """
    return _listing(soort, None, *explain_streamed(data, structure(soort), MAX_BEVINDINGEN))


def _listing(
    soort: Berichtsoort, line_number: int | None, bevindingen: list[Bevinding], complete: bool
) -> list[Bevinding]:
    if not bevindingen:
        # lxml and xmlschema disagree about a value, or there is too much to look at; the verdict stands.
        release = soort.release.naam
        text = f"Het bericht past niet bij het schema van {release}, maar de plaats is niet te bepalen."
        action = f"Laat de leverancier van de software het bericht controleren met de schema's van {release}."
        return [schema.INVALID.at(soort.naam, line_number, text, action)]
    return bevindingen if complete else [*bevindingen, schema.MORE.at(soort.naam)]
