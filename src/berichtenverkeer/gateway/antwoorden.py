# SPDX-License-Identifier: EUPL-1.2
"""Retourberichten and JW325's that parties send themselves: what they answer, and what is to be said about them."""

from collections.abc import Iterable

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.ledger import boeken
from berichtenverkeer.ledger.boek import Sleutel
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.regels.meldingen.signalen import TOEGEKEND_NIET_GEBOEKT

IDENTIFICATIE_UNIEK = "TR056"
"""The one rule that is judged before all others: whether this bericht can be told apart at all."""


def toegekend_niet_geboekt(aantal: int) -> Bevinding:
    """Of so many prestaties that a JW325 grants nothing is booked."""
    return TOEGEKEND_NIET_GEBOEKT.op(
        tekst=f"Dit antwoord kent prestaties toe die de gateway niet kan boeken ({aantal}): hun ReferentieNummer is "
        "van een andere prestatie, de toewijzing is er niet, of er is niets om te crediteren. Zij tellen nergens mee."
    )


def heen_sleutel(werk: Werk) -> Sleutel | None:
    """Under which key the bericht was received that a retourbericht or JW325 says it answers; None for any other.

    Whoever writes an answer writes this key: it finds nothing by itself, see `heen_van`.
    """
    bericht, header = werk.bericht, werk.bericht.header
    if isinstance(bericht, JW325):
        return bericht.header.ontvanger, "JW323", bericht.header.declaratie_identificatie.identificatie
    if werk.soort.heen is None:
        return None
    return header.afzender, werk.soort.heen, header.bericht_identificatie.identificatie


def heen_van(werk: Werk, koppen: Iterable[Kop]) -> Kop | None:
    """The bericht among `koppen` that `werk` answers: received under that key, and for whom it was answers it.

    One that is not there and one that was for another are the same to its sender.
    """
    sleutel = heen_sleutel(werk)
    gevonden = (kop for kop in koppen if kop.eerste and kop.sleutel == sleutel)
    return next((kop for kop in gevonden if kop.bestemming == werk.verzender.code), None)


def keurt_goed(bericht: Bericht) -> bool:
    """What a party that answers itself says of the bericht as a whole."""
    if isinstance(bericht, JW325):
        return not boeken.antwoord_op_declaratie(bericht, bericht.header.bericht_identificatie.dagtekening).is_verworpen
    return getattr(bericht.header, "retour_codes", None) is None


def niet_uniek(werk: Werk) -> Bevinding:
    """TR056 on a retourbericht: the rule names heenberichten, the demand is the same (IdentificatieRetour)."""
    pad = f"{werk.soort.naam}/Header/IdentificatieRetour"
    return werk.invoer.standaard.regels[IDENTIFICATIE_UNIEK].op(pad, werk.invoer.regelnummer(pad))
