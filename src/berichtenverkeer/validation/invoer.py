# SPDX-License-Identifier: EUPL-1.2
"""From bytes to a bericht that rules can judge, or to everything that stands in the way."""

from collections.abc import Collection
from datetime import date

import msgspec
from lxml import etree

from berichtenverkeer.berichten import Bericht, Leesfout, Leesplek, read
from berichtenverkeer.berichten.stroom import Langdradig, lees_stromend
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import STANDAARDEN, Standaard, Standaarden
from berichtenverkeer.validation.regelnummers import regelnummers
from berichtenverkeer.validation.transport import langdradig, lees_transport, onleesbaar, toets_transport
from berichtenverkeer.validation.xsd import MAX_BEVINDINGEN, is_geldig, leg_groot_uit, toets_xsd

GROOT_BYTES = 64 * 1024
"""From this size on a bericht is read without making a tree of it: the same outcome in far less memory, and in time
that its faults do not multiply (xsd.toets_xsd)."""


class Invoer(msgspec.Struct, frozen=True):
    """A bericht that passed TRANSPORT and XSD: the bytes as received, the object, and the standard that it is of."""

    data: bytes
    bericht: Bericht
    standaard: Standaard

    def regelnummer(self, pad: str) -> int | None:
        """The line of the element at `pad`, or of its deepest ancestor that the bericht has."""
        return self.regelnummers((pad,))[pad]

    def regelnummers(self, paden: Collection[str]) -> dict[str, int | None]:
        """The line for each of `paden`, for all of them in one walk through the bytes."""
        return regelnummers(self.data, paden)

    def __repr__(self) -> str:
        return f"<Invoer {type(self.bericht).__name__}>"


def lees_invoer(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> Invoer | list[Bevinding]:
    """The bericht in `data`, or at least one finding of level TRANSPORT or XSD. `op`: see `lees_transport`.

    The schema allows what no calendar can hold (year 12026): that is a finding of level XSD too.
    A large bericht takes about 0.05 s and twice its size, objects included, for each MB: call this in a thread.
    """
    try:
        lees = _lees if len(data) < GROOT_BYTES else _lees_groot
        bericht = lees(data, standaarden, op)
    except Leesfout as fout:
        return _onhoudbaar(data, fout.plekken)
    return bericht if isinstance(bericht, list) else _invoer(data, bericht, standaarden)


def lees_vlot(
    data: bytes, standaarden: Standaarden = STANDAARDEN, op: date | None = None
) -> Invoer | list[Bevinding] | None:
    """The same of a small bericht; None when it does not fit its schema, because saying where takes long.

    The first time for a berichtsoort that is 0.2 s, and then up to 20 microseconds for each element.
    """
    gelezen = lees_transport(data, standaarden, op)
    if isinstance(gelezen, list):
        return gelezen
    soort, boom = gelezen
    if not is_geldig(boom, soort):
        return None
    try:
        return _invoer(data, read(boom, standaarden.per_tag), standaarden)
    except Leesfout as fout:
        return _onhoudbaar(data, fout.plekken)


def _invoer(data: bytes, bericht: Bericht, standaarden: Standaarden) -> Invoer:
    return Invoer(data, bericht, standaarden.van(bericht.berichtsoort))


def _lees(data: bytes, standaarden: Standaarden, op: date | None) -> Bericht | list[Bevinding]:
    gelezen = lees_transport(data, standaarden, op)
    if isinstance(gelezen, list):
        return gelezen
    soort, boom = gelezen
    return toets_xsd(boom, soort) or read(boom, standaarden.per_tag)


def _lees_groot(data: bytes, standaarden: Standaarden, op: date | None) -> Bericht | list[Bevinding]:
    soort = toets_transport(data, standaarden, op)
    if isinstance(soort, list):
        return soort
    try:
        return lees_stromend(data, standaarden.per_tag[soort.tag], xsd(soort)) or leg_groot_uit(data, soort)
    except Langdradig as fout:
        return [langdradig(data, fout.plek)]
    except etree.XMLSyntaxError as fout:
        return [onleesbaar(fout)]


def _onhoudbaar(data: bytes, plekken: list[Leesplek]) -> list[Bevinding]:
    getoond = plekken[:MAX_BEVINDINGEN]
    regels = regelnummers(data, {plek.pad for plek in getoond})
    gevonden = [schema.ONHOUDBAAR.op(plek.pad, regels[plek.pad], tekst=plek.tekst) for plek in getoond]
    return gevonden if len(getoond) == len(plekken) else [*gevonden, schema.MEER.op(gevonden[0].pad.partition("/")[0])]
