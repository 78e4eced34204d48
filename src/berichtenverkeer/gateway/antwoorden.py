# SPDX-License-Identifier: EUPL-1.2
"""Retourberichten and JW325's that parties send themselves: what they answer, and what is to be said about them."""

from collections.abc import Iterable

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.work import Work
from berichtenverkeer.ledger import booking
from berichtenverkeer.ledger.book import Key
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.regels.meldingen.signalen import TOEGEKEND_NOT_BOOKED

IDENTIFICATIE_UNIQUE = "TR056"
"""The one rule that is judged before all others: whether this bericht can be told apart at all."""


def toegekend_not_booked(count: int) -> Bevinding:
    """Of so many prestaties that a JW325 grants nothing is booked."""
    return TOEGEKEND_NOT_BOOKED.at(
        text=f"Dit antwoord kent prestaties toe die de gateway niet kan boeken ({count}): hun ReferentieNummer is "
        "van een andere prestatie, de toewijzing is er niet, of er is niets om te crediteren. Zij tellen nergens mee."
    )


def heen_key(work: Work) -> Key | None:
    """Under which key the bericht was received that a retourbericht or JW325 says it answers; None for any other.

    Whoever writes an answer writes this key: it finds nothing by itself, see `heen_of`.
    """
    bericht, header = work.bericht, work.bericht.header
    if isinstance(bericht, JW325):
        return bericht.header.ontvanger, "JW323", bericht.header.declaratie_identificatie.identificatie
    if work.soort.heen is None:
        return None
    return header.afzender, work.soort.heen, header.bericht_identificatie.identificatie


def heen_of(work: Work, envelopes: Iterable[Envelope]) -> Envelope | None:
    """The bericht among `envelopes` that `work` answers: received under that key, and for whom it was answers it.

    One that is not there and one that was for another are the same to its sender.
    """
    key = heen_key(work)
    found = (envelope for envelope in envelopes if envelope.eerste and envelope.sleutel == key)
    return next((envelope for envelope in found if envelope.bestemming == work.verzender.code), None)


def approves(bericht: Bericht) -> bool:
    """What a party that answers itself says of the bericht as a whole."""
    if isinstance(bericht, JW325):
        return not booking.reply_to_declaratie(bericht, bericht.header.bericht_identificatie.dagtekening).is_verworpen
    return getattr(bericht.header, "retour_codes", None) is None


def not_unique(work: Work) -> Bevinding:
    """TR056 on a retourbericht: the rule names heenberichten, the demand is the same (IdentificatieRetour)."""
    pad = f"{work.soort.naam}/Header/IdentificatieRetour"
    return work.intake.standaard.regels[IDENTIFICATIE_UNIQUE].at(pad, work.intake.regelnummer(pad))
