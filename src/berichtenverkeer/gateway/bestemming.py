# SPDX-License-Identifier: EUPL-1.2
"""Who a bericht is for: a party of today, or one that ended, for what still has to be closed of its time.

A gemeente that went up in another one, or an aanbieder that stopped, still gets starts, stops, declaraties, changes
and answers about what began before its end (TR378). Nothing new begins there. See docs/register.md.
"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

import msgspec

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, Bericht, Retourbericht
from berichtenverkeer.berichten import soort as soort_van
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.gateway.werk import Geweigerd, Grond
from berichtenverkeer.regels.meldingen.verkeer import ONTVANGER_ONBEKEND
from berichtenverkeer.regels.plek import AANGEVRAAGD, NIEUW, START, STOP, TOEGEWEZEN
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.validation.invoer import Invoer


def bestemming_van(invoer: Invoer, register: RegisterStand, op: date) -> Partij | Geweigerd:
    """The party that gets the bericht, or why nobody does. For one that ended the gateway answers."""
    soort, header = soort_van(invoer.bericht), invoer.bericht.header
    veld, code = ("Afzender", header.afzender) if soort.is_retourbericht else ("Ontvanger", header.ontvanger)
    verwacht = soort.afzender if soort.is_retourbericht else soort.ontvanger
    partij = register.partij(code, op)
    beeindigd = register.beeindigde_partij(code, op) if partij is None else None
    if beeindigd is not None and beeindigd.geldig_tot is not None and beeindigd.soort == verwacht:
        if all(dag <= beeindigd.geldig_tot for dag in _dagen_van_wat_begint(invoer.bericht)):
            return msgspec.structs.replace(beeindigd, retour="automatisch")
        return _onbestelbaar(
            f"{soort.naam}/Header/{veld}",
            f"De {verwacht} in {veld} is na {beeindigd.geldig_tot} gestopt; er kan niets nieuws meer beginnen.",
            f"Stuur het naar de partij die het werk van deze {verwacht} overnam; de regio weet welke dat is.",
        )
    if partij is not None and partij.soort == verwacht:
        return partij
    return _onbestelbaar(
        f"{soort.naam}/Header/{veld}",
        f"De {verwacht} in {veld} is niet aangesloten op dit berichtenverkeer.",
        f"Controleer de code in {veld}. Klopt die, vraag dan de regio om deze partij aan te sluiten.",
    )


def _dagen_van_wat_begint(bericht: Bericht) -> Iterator[date]:
    """From when what a bericht names counts, as far as the bericht says so itself.

    A number of a toewijzing says it through that toewijzing: whether there is one, the rules find out.
    """
    if isinstance(bericht, Retourbericht):
        return
    match bericht:
        case JW301():
            yield from (product.ingangsdatum for _, product in TOEGEWEZEN.in_(bericht))
        case JW315():
            yield from (product.toewijzing_ingangsdatum for _, product in AANGEVRAAGD.in_(bericht))
        case JW317():
            yield from (product.gewenste_ingangsdatum for _, product in NIEUW.in_(bericht))
        case JW305() | JW307():
            for plek in (START, STOP):
                yield from (een.begindatum for _, een in plek.in_(bericht) if een.toewijzing_nummer is None)
        case JW319() | JW323() | JW325():
            pass
        case _:
            assert_never(bericht)


def _onbestelbaar(pad: str, tekst: str, actie: str) -> Geweigerd:
    return Geweigerd(Grond.ONJUIST, [ONTVANGER_ONBEKEND.op(pad, None, tekst, actie)])
