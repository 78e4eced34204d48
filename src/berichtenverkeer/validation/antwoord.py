# SPDX-License-Identifier: EUPL-1.2
"""The answer to a bericht as it is sent: what repeats a large bericht may not become too large for the channel."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.berichten import Bericht, Retourbericht, soort, write
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.ids import identificatie_of
from berichtenverkeer.regels.meldingen.traffic import ANTWOORD_TOO_HIGH, ANTWOORD_TOO_LARGE
from berichtenverkeer.standaarden import Standaard

HIGHEST_TOTAL = 999_999_999_999
"""Cents that a TotaalBedrag can hold (RS040)."""


_NAMELESS = identificatie_of("BV", 0)
"""Stands for the Identificatie until the answer has one: as many bytes as any of ours."""


class Antwoord(msgspec.Struct, frozen=True):
    """What is answered, still without an Identificatie, and the findings that it is made of."""

    bericht: Retourbericht | JW325
    bevindingen: Sequence[Bevinding]

    def named(self, identificatie: str) -> Retourbericht | JW325:
        """The answer as it is sent, compact. `identificatie` is of `core.ids`: no longer than the limit allowed for."""
        if isinstance(self.bericht, JW325):
            own = msgspec.structs.replace(self.bericht.header.bericht_identificatie, identificatie=identificatie)
            header: Any = msgspec.structs.replace(self.bericht.header, bericht_identificatie=own)
        else:
            header = msgspec.structs.replace(self.bericht.header, identificatie_retour=identificatie)
        return msgspec.structs.replace(self.bericht, header=header)


def antwoord(
    standaard: Standaard, heen: Bericht, bevindingen: Sequence[Bevinding], dagtekening: date, largest: int
) -> Antwoord:
    """The answer to `heen`, a bericht of `standaard`, whose findings are all on level BERICHT or later.

    With findings it never has more than `largest` bytes; without, it is hardly more than a Header, and always given.

    When all that is to be repeated would be more, the bericht as a whole is rejected with 0001, a declaratie in its
    DeclaratieAntwoord: OP179 leaves it to the sender to make it smaller. So it is when credits are rejected of a
    declaratie whose debits no TotaalBedrag can hold. The first finding then says so.
    """
    whole = standaard.antwoord(heen, bevindingen, _NAMELESS, dagtekening)
    if _is_too_high(whole):
        fits_not = ANTWOORD_TOO_HIGH.at("JW323/Declaratie")
    elif bevindingen and len(write(whole, compact=True)) > largest:  # without, it repeats no part of `heen`
        fits_not = _too_large(heen, largest)
    else:
        return Antwoord(whole, bevindingen)
    return Antwoord(standaard.antwoord(heen, [fits_not], _NAMELESS, dagtekening), [fits_not, *bevindingen])


def _is_too_high(out: Retourbericht | JW325) -> bool:
    content = out.declaratie_antwoord if isinstance(out, JW325) else None
    return content is not None and content.totaal_toegekend_bedrag.totaal_bedrag > HIGHEST_TOTAL


def _too_large(heen: Bericht, largest: int) -> Bevinding:
    kb = largest // 1024
    part = "Declaratie" if isinstance(heen, JW323) else "Header"
    return ANTWOORD_TOO_LARGE.at(
        f"{soort(heen).naam}/{part}",
        text="Dit bericht heeft zo veel fouten dat het antwoord met alle retourcodes groter zou zijn dan "
        f"{f'{kb // 1024} MB' if kb >= 1024 else f'{kb} kB'}. Daarom is het in zijn geheel afgekeurd; er is niets van "
        "verwerkt.",
    )
