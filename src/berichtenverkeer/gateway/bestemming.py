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
from berichtenverkeer.berichten import soort as kind_of
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.clock import in_words
from berichtenverkeer.gateway.work import RefusalGround, Refused
from berichtenverkeer.regels.meldingen.traffic import ONTVANGER_UNKNOWN
from berichtenverkeer.regels.plek import NEW, REQUESTED, START, STOP, TOEGEWEZEN
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.validation.intake import Intake


def bestemming_of(intake: Intake, register: RegisterStand, op: date) -> Partij | Refused:
    """The party that gets the bericht, or why nobody does. For one that ended the gateway answers."""
    soort, header = kind_of(intake.bericht), intake.bericht.header
    field, code = ("Afzender", header.afzender) if soort.is_retourbericht else ("Ontvanger", header.ontvanger)
    expected = soort.afzender if soort.is_retourbericht else soort.ontvanger
    partij = register.partij(code, op)
    ended = register.former_partij(code, op) if partij is None else None
    if ended is not None and ended.geldig_tot is not None and ended.soort == expected:
        if all(day <= ended.geldig_tot for day in _begin_days(intake.bericht)):
            return msgspec.structs.replace(ended, retour="automatisch")
        return _undeliverable(
            f"{soort.naam}/Header/{field}",
            f"De {expected} in {field} is na {in_words(ended.geldig_tot)} gestopt; er kan niets nieuws meer beginnen.",
            f"Stuur het naar de partij die het werk van deze {expected} overnam; de regio weet welke dat is.",
        )
    if partij is not None and partij.soort == expected:
        return partij
    return _undeliverable(
        f"{soort.naam}/Header/{field}",
        f"De {expected} in {field} is niet aangesloten op dit berichtenverkeer.",
        f"Controleer de code in {field}. Klopt die, vraag dan de regio om deze partij aan te sluiten.",
    )


def _begin_days(bericht: Bericht) -> Iterator[date]:
    """From when what a bericht names counts, as far as the bericht says so itself.

    A number of a toewijzing says it through that toewijzing: whether there is one, the rules find out.
    """
    if isinstance(bericht, Retourbericht):
        return
    match bericht:
        case JW301():
            yield from (product.ingangsdatum for _, product in TOEGEWEZEN.in_(bericht))
        case JW315():
            yield from (product.toewijzing_ingangsdatum for _, product in REQUESTED.in_(bericht))
        case JW317():
            yield from (product.gewenste_ingangsdatum for _, product in NEW.in_(bericht))
        case JW305() | JW307():
            for plek in (START, STOP):
                yield from (one.begindatum for _, one in plek.in_(bericht) if one.toewijzing_nummer is None)
        case JW319() | JW323() | JW325():
            pass
        case _:
            assert_never(bericht)


def _undeliverable(pad: str, text: str, action: str) -> Refused:
    return Refused(RefusalGround.ONJUIST, [ONTVANGER_UNKNOWN.at(pad, None, text, action)])
