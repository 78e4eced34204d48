# SPDX-License-Identifier: EUPL-1.2
"""Retourberichten and JW325's that parties send themselves: what they answer, and what is to be said about them."""

from collections.abc import Iterable

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.ledger import boeken
from berichtenverkeer.ledger.boek import Sleutel
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.regels import REGELS

IDENTIFICATIE_UNIEK = "TR056"
"""The one rule that is judged before all others: whether this bericht can be told apart at all."""

RETOUR_DUBBEL = Bevinding(
    code="SIGNAAL-RETOUR-DUBBEL",
    niveau=Niveau.EXTERN,
    pad="",
    regelnummer=None,
    tekst="Dit heenbericht was al beantwoord; op een heenbericht hoort één antwoord. Dit antwoord is niet bezorgd.",
    actie="U hoeft niets te doen. Antwoordt de gateway namens u, zet dan in uw systeem het zelf antwoorden uit.",
)
RETOUR_ONBEKEND = Bevinding(
    code="RETOUR-ONBEKEND",
    niveau=Niveau.BERICHTOVERSTIJGEND,
    pad="",
    regelnummer=None,
    tekst="Het heenbericht dat u beantwoordt, is hier niet bekend.",
    actie="Controleer Afzender, Identificatie en berichtsoort in de header; neem ze over van het heenbericht.",
)
NIET_GEBOEKT = Bevinding(
    code="SIGNAAL-NIET-GEBOEKT",
    niveau=Niveau.BERICHT,
    pad="",
    regelnummer=None,
    tekst="Dit antwoord keurt een bericht goed dat de gateway niet (helemaal) kan boeken: het is in zichzelf onjuist, "
    "zegt iets dat er al is, of gebruikt een nummer dat van iets anders is.",
    actie="Zoek samen uit wat bedoeld was en verstuur het verbeterd; in de cijfers telt het niet mee.",
)
NUMMER_BEZET = Bevinding(
    code="SIGNAAL-NUMMER-BEZET",
    niveau=Niveau.BERICHTOVERSTIJGEND,
    pad="",
    regelnummer=None,
    tekst="Dit bericht gebruikt een nummer dat al van iets anders is. De gateway bezorgt het, maar boekt er niets van.",
    actie="Verstuur het opnieuw met een nummer dat nog vrij is; in de cijfers telt dit bericht niet mee.",
)


def toegekend_niet_geboekt(aantal: int) -> Bevinding:
    """Of so many prestaties that a JW325 grants nothing is booked."""
    return Bevinding(
        code="SIGNAAL-TOEGEKEND-NIET-GEBOEKT",
        niveau=Niveau.BERICHTOVERSTIJGEND,
        pad="",
        regelnummer=None,
        tekst=f"Dit antwoord kent prestaties toe die de gateway niet kan boeken ({aantal}): hun ReferentieNummer is "
        "van een andere prestatie, de toewijzing is er niet, of er is niets om te crediteren. Zij tellen nergens mee.",
        actie="De bevindingen bij de declaratie (JW323) zeggen welke. Zoek samen uit wat bedoeld was en crediteer wat "
        "niet klopt.",
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


def is_te_boeken(heen: Kop) -> bool:
    """Whether what a bericht says could be booked, whatever its receiver, who answers himself, thinks of it."""
    return not any(een.niveau is Niveau.BERICHT or een.code == NUMMER_BEZET.code for een in heen.bevindingen)


def niet_uniek(werk: Werk) -> Bevinding:
    """TR056 on a retourbericht: the rule names heenberichten, the demand is the same (IdentificatieRetour)."""
    regel = REGELS[IDENTIFICATIE_UNIEK]
    pad = f"{werk.soort.naam}/Header/IdentificatieRetour"
    return Bevinding(
        code=regel.code,
        niveau=regel.niveau,
        pad=pad,
        regelnummer=werk.invoer.regelnummer(pad),
        tekst=regel.tekst,
        actie=regel.actie,
        retourcode=regel.retourcode,
    )
