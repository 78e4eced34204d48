# SPDX-License-Identifier: EUPL-1.2
"""From bytes to a bericht that rules can judge, or to everything that stands in the way."""

import msgspec
from lxml import etree

from berichtenverkeer.berichten import Bericht, Leesfout, Leesplek, read
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.validation.regelnummers import regelnummer
from berichtenverkeer.validation.transport import lees_transport
from berichtenverkeer.validation.xsd import MAX_BEVINDINGEN, er_is_meer, toets_xsd


class Invoer(msgspec.Struct, frozen=True):
    """A bericht that passed TRANSPORT and XSD: the bytes as received, their root element, and the object."""

    data: bytes
    boom: etree._Element
    bericht: Bericht

    def __repr__(self) -> str:
        return f"<Invoer {type(self.bericht).__name__}>"


def lees_invoer(data: bytes) -> Invoer | list[Bevinding]:
    """The bericht in `data`, or at least one finding of level TRANSPORT or XSD.

    The schema allows what no calendar or clock can hold (year 12026, 24:00:00): that is a finding of level XSD too.
    """
    boom = lees_transport(data)
    if isinstance(boom, list):
        return boom
    bevindingen = toets_xsd(boom, data)
    if bevindingen:
        return bevindingen
    try:
        return Invoer(data, boom, read(boom))
    except Leesfout as fout:
        gevonden = [_bevinding(boom, plek) for plek in fout.plekken[:MAX_BEVINDINGEN]]
        volledig = len(gevonden) == len(fout.plekken)
        return gevonden if volledig else [*gevonden, er_is_meer(gevonden[0].pad.partition("/")[0])]


def _bevinding(boom: etree._Element, plek: Leesplek) -> Bevinding:
    return Bevinding(
        code="XSD-ONHOUDBAAR",
        niveau=Niveau.XSD,
        pad=plek.pad,
        regelnummer=regelnummer(boom, plek.pad),
        tekst=plek.tekst,
        actie="Vul een waarde in die te verwerken is.",
    )
