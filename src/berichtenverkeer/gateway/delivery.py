# SPDX-License-Identifier: EUPL-1.2
"""In which mailboxes a bericht belongs: one rule, for receiving and for rebuilding."""

from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.postvak.tray import Poststuk, Richting


def poststukken(envelope: Envelope) -> list[Poststuk]:
    """In which mailboxes a bericht of the ledger belongs.

    Always in that of its sender; in that of its receiver when it is delivered (`Envelope.is_bezorgd`).
    """
    outgoing = _poststuk(envelope, Richting.UIT, envelope.verzender, envelope.bestemming)
    if not envelope.is_bezorgd:
        return [outgoing]
    return [outgoing, _poststuk(envelope, Richting.IN, envelope.bestemming, envelope.verzender)]


def _poststuk(envelope: Envelope, richting: Richting, partij: str, wederpartij: str) -> Poststuk:
    return Poststuk(
        partij=partij,
        bericht_id=envelope.id,
        richting=richting,
        positie=envelope.positie,
        berichtsoort=envelope.berichtsoort,
        identificatie=envelope.identificatie,
        wederpartij=wederpartij,
        oordeel=envelope.oordeel,
        ontvangen_op=envelope.ontvangen_op,
    )
