# SPDX-License-Identifier: EUPL-1.2
"""The answer to a bericht as it is sent: what repeats a large bericht may not become too large for the channel."""

from collections.abc import Sequence
from datetime import date

import msgspec

from berichtenverkeer.berichten import Bericht, Retourbericht, soort, write
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen.verkeer import ANTWOORD_TE_GROOT, ANTWOORD_TE_HOOG
from berichtenverkeer.standaarden import Standaard

HOOGSTE_TOTAAL = 999_999_999_999
"""Cents that a TotaalBedrag can hold (RS040)."""


class Antwoord(msgspec.Struct, frozen=True):
    """An answer, its bytes, and the findings that it is made of."""

    bericht: Retourbericht | JW325
    data: bytes
    bevindingen: Sequence[Bevinding]


def antwoord(
    standaard: Standaard,
    heen: Bericht,
    bevindingen: Sequence[Bevinding],
    identificatie: str,
    dagtekening: date,
    grootste: int,
) -> Antwoord:
    """The answer to `heen`, a bericht of `standaard`, whose findings are all on level BERICHT or later.

    It never has more than `grootste` bytes.

    When all that is to be repeated would be more, the bericht as a whole is rejected with 0001, a declaratie in its
    DeclaratieAntwoord: OP179 leaves it to the sender to make it smaller. So it is when credits are rejected of a
    declaratie whose debits no TotaalBedrag can hold. The first finding then says so.
    """
    eerste = standaard.antwoord(heen, bevindingen, identificatie, dagtekening)
    data = write(eerste, compact=True)
    if _is_te_hoog(eerste):
        past_niet = ANTWOORD_TE_HOOG.op("JW323/Declaratie")
    elif len(data) > grootste:
        past_niet = _te_groot(heen, grootste)
    else:
        return Antwoord(eerste, data, bevindingen)
    kort = standaard.antwoord(heen, [past_niet], identificatie, dagtekening)
    return Antwoord(kort, write(kort, compact=True), [past_niet, *bevindingen])


def _is_te_hoog(uit: Retourbericht | JW325) -> bool:
    inhoud = uit.declaratie_antwoord if isinstance(uit, JW325) else None
    return inhoud is not None and inhoud.totaal_toegekend_bedrag.totaal_bedrag > HOOGSTE_TOTAAL


def _te_groot(heen: Bericht, grootste: int) -> Bevinding:
    kb = grootste // 1024
    deel = "Declaratie" if isinstance(heen, JW323) else "Header"
    return ANTWOORD_TE_GROOT.op(
        f"{soort(heen).naam}/{deel}",
        tekst="Dit bericht heeft zo veel fouten dat het antwoord met alle retourcodes groter zou zijn dan "
        f"{f'{kb // 1024} MB' if kb >= 1024 else f'{kb} kB'}. Daarom is het in zijn geheel afgekeurd; er is niets van "
        "verwerkt.",
    )
