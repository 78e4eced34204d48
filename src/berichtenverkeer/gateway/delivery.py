# SPDX-License-Identifier: EUPL-1.2
"""In which mailboxes a bericht belongs: one rule, for receiving and for rebuilding."""

import msgspec

from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.postvak.tray import Poststuk, Richting


def poststukken(envelope: Envelope) -> list[Poststuk]:
    """In which mailboxes a bericht of the ledger belongs.

    Always in that of its sender; in that of its receiver when it is delivered (`Envelope.is_bezorgd`).
    """
    outgoing = Poststuk(
        partij=envelope.verzender,
        bericht_id=envelope.id,
        richting=Richting.UIT,
        positie=envelope.positie,
        berichtsoort=envelope.berichtsoort,
        identificatie=envelope.identificatie,
        wederpartij=envelope.bestemming,
        oordeel=envelope.oordeel,
        ontvangen_op=envelope.ontvangen_op,
    )
    incoming = msgspec.structs.replace(
        outgoing, partij=envelope.bestemming, richting=Richting.IN, wederpartij=envelope.verzender
    )
    return [outgoing, incoming] if envelope.is_bezorgd else [outgoing]
