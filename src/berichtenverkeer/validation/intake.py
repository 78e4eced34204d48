# SPDX-License-Identifier: EUPL-1.2
"""From bytes to a bericht that rules can judge, or to everything that stands in the way."""

from collections.abc import Collection
from datetime import date

import msgspec
from lxml import etree

from berichtenverkeer.berichten import Bericht, ReadError, ReadingPlace, read
from berichtenverkeer.berichten.stroom import Verbose, read_streamed
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import STANDAARDEN, Standaard, Standaarden
from berichtenverkeer.validation.line_numbers import line_numbers
from berichtenverkeer.validation.transport import examine_transport, read_transport, unreadable, verbose
from berichtenverkeer.validation.xsd import MAX_BEVINDINGEN, examine_xsd, explain_large, is_valid

LARGE_BYTES = 64 * 1024
"""From this size on a bericht is read without making a tree of it: the same outcome in far less memory, and in time
that its faults do not multiply (xsd.toets_xsd)."""


class Intake(msgspec.Struct, frozen=True):
    """A bericht that passed TRANSPORT and XSD: the bytes as received, the object, and the standard that it is of."""

    data: bytes
    bericht: Bericht
    standaard: Standaard

    def regelnummer(self, pad: str) -> int | None:
        """The line of the element at `pad`, or of its deepest ancestor that the bericht has."""
        return self.line_numbers((pad,))[pad]

    def line_numbers(self, paden: Collection[str]) -> dict[str, int | None]:
        """The line for each of `paden`, for all of them in one walk through the bytes."""
        return line_numbers(self.data, paden)

    def __repr__(self) -> str:
        return f"<Invoer {type(self.bericht).__name__}>"


def read_intake(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> Intake | list[Bevinding]:
    """The bericht in `data`, or at least one finding of level TRANSPORT or XSD. `op`: see `read_transport`.

    The schema allows what no calendar can hold (year 12026): that is a finding of level XSD too.
    A large bericht takes about 0.05 s and twice its size, objects included, for each MB: call this in a thread.
    """
    try:
        read = _read if len(data) < LARGE_BYTES else _read_large
        bericht = read(data, standaarden, op)
    except ReadError as fault:
        return _unsound(data, fault.plekken)
    return bericht if isinstance(bericht, list) else _intake(data, bericht, standaarden)


def read_fast(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> Intake | list[Bevinding] | None:
    """The same of a small bericht; None when it does not fit its schema, because saying where takes long.

    The first time for a berichtsoort that is 0.2 s, and then up to 20 microseconds for each element.
    """
    was_read = read_transport(data, standaarden, op)
    if isinstance(was_read, list):
        return was_read
    soort, tree = was_read
    if not is_valid(tree, soort):
        return None
    try:
        return _intake(data, read(tree, standaarden.per_tag), standaarden)
    except ReadError as fault:
        return _unsound(data, fault.plekken)


def _intake(data: bytes, bericht: Bericht, standaarden: Standaarden) -> Intake:
    return Intake(data, bericht, standaarden.van(bericht.berichtsoort))


def _read(data: bytes, standaarden: Standaarden, op: date | None) -> Bericht | list[Bevinding]:
    was_read = read_transport(data, standaarden, op)
    if isinstance(was_read, list):
        return was_read
    soort, tree = was_read
    return examine_xsd(tree, soort) or read(tree, standaarden.per_tag)


def _read_large(data: bytes, standaarden: Standaarden, op: date | None) -> Bericht | list[Bevinding]:
    soort = examine_transport(data, standaarden, op)
    if isinstance(soort, list):
        return soort
    try:
        return read_streamed(data, standaarden.per_tag[soort.tag], xsd(soort)) or explain_large(data, soort)
    except Verbose as fault:
        return [verbose(data, fault.plek)]
    except etree.XMLSyntaxError as fault:
        return [unreadable(fault)]


def _unsound(data: bytes, plekken: list[ReadingPlace]) -> list[Bevinding]:
    shown = plekken[:MAX_BEVINDINGEN]
    regels = line_numbers(data, {plek.pad for plek in shown})
    found = [schema.UNSOUND.at(plek.pad, regels[plek.pad], text=plek.tekst) for plek in shown]
    return found if len(shown) == len(plekken) else [*found, schema.MORE.at(found[0].pad.partition("/")[0])]
