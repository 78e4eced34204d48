# SPDX-License-Identifier: EUPL-1.2
"""In which mailboxes a bericht belongs: one rule, for receiving and for rebuilding."""

import msgspec

from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.postvak.bak import Poststuk, Richting


def poststukken(kop: Kop) -> list[Poststuk]:
    """In which mailboxes a bericht of the ledger belongs.

    Always in that of its sender; in that of its receiver when it is delivered (`Kop.is_bezorgd`).
    """
    uit = Poststuk(
        partij=kop.verzender,
        bericht_id=kop.id,
        richting=Richting.UIT,
        positie=kop.positie,
        berichtsoort=kop.berichtsoort,
        identificatie=kop.identificatie,
        wederpartij=kop.bestemming,
        oordeel=kop.oordeel,
        ontvangen_op=kop.ontvangen_op,
    )
    naar = msgspec.structs.replace(uit, partij=kop.bestemming, richting=Richting.IN, wederpartij=kop.verzender)
    return [uit, naar] if kop.is_bezorgd else [uit]
