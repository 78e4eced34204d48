# SPDX-License-Identifier: EUPL-1.2
"""What a gateway answers and what it then knows, in the notation of the stories."""

from collections.abc import Iterator, Mapping
from datetime import date

from berichtenverkeer.berichten import Bericht, alle, soort, write
from berichtenverkeer.berichten.jw325 import JW325, Client
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.werk import Bon, Geweigerd
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.hervattingen import laatste_dagen
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE
from scenarios.opstellen import CLIENTEN, referentie_van

Namen = Mapping[bytes, str]
"""The pseudonym of each client -> his letter."""

_SIGNAAL, _PLAFOND = "SIGNAAL-", "SIGNAAL-PLAFOND-"
_GOED, _GEWOON = ("0200",), (4, "04", "2", None)


def beschrijf_stand(stand: Stand, namen: Namen) -> str:
    """The state in the notation of the tables."""
    return "; ".join(sorted(_rijen(stand, namen)))


def _rijen(stand: Stand, namen: Namen) -> Iterator[str]:
    clienten = set()
    for rij in stand.rijen():
        if isinstance(rij, Declaratie):
            yield f"{rij.nummer} {_declaratie(rij)}{_van(rij.gemeente, rij.aanbieder)}"
        elif not isinstance(rij, Wijzigingsdeel):
            clienten.add(rij.client)
            if not isinstance(rij, Levering):
                slot = " voorlopig" if getattr(rij, "is_voorlopig", False) else ""
                yield f"{_rij(rij)}{slot}{_van(rij.gemeente, rij.aanbieder, namen[rij.client])}"
    for client in clienten:
        levend = stand.leveringen(client)
        eindes = laatste_dagen(levend)
        for levering in levend:
            slot = " voorlopig" if levering.is_voorlopig else ""
            van = _van(levering.gemeente, levering.aanbieder, namen[client])
            yield f"{_levering(levering, eindes[levering.sleutel])}{slot}{van}"


def _rij(rij: Toewijzing | Verzoek | Prestatie) -> str:
    match rij:
        case Toewijzing():
            verwijderd = " verwijderd" if rij.is_verwijderd else ""
            return f"T{rij.nummer} {_kort(rij.ingangsdatum)}..{_kort(rij.einddatum)}{_omvang(rij)}{verwijderd}"
        case Verzoek():
            return f"{rij.referentie} {_toestand(rij)}"
        case Prestatie():
            credit = " credit" if rij.is_credit else ""
            return f"{rij.referentie}{credit} {'gecrediteerd' if rij.is_gecrediteerd else rij.uitslag}"


def _omvang(rij: Toewijzing) -> str:
    """Only what is not the 4 hours per week of the builder."""
    if (rij.volume, rij.eenheid, rij.frequentie, rij.budget_cents) == _GEWOON:
        return ""
    return f" {rij.volume}/{rij.frequentie}" if rij.budget_cents is None else f" €{rij.budget_cents}"


def _levering(levering: Levering, einde: date | None) -> str:
    nummer = f"L{levering.toewijzing_nummer or '-'} {_kort(levering.begindatum)}"
    if einde:
        return f"{nummer}..{_kort(einde)}"
    if levering.tijdelijk_einde:
        return f"{nummer} onderbroken na {_kort(levering.tijdelijk_einde)}"
    return f"{nummer} loopt"


def _declaratie(rij: Declaratie) -> str:
    if rij.is_verworpen:
        return f"{rij.totaal_cents} verworpen"
    return f"{rij.totaal_cents} toegekend {rij.toegekend_cents}" if rij.is_beantwoord else f"{rij.totaal_cents} open"


def _kort(dag: date | None) -> str:
    if dag is None:
        return ""
    return f"{dag:%m-%d}" if dag.year == 2026 else dag.isoformat()


def _toestand(verzoek: Verzoek) -> str:
    if verzoek.is_toegewezen:
        return "toegewezen"
    if verzoek.is_afgewezen:
        return f"afgewezen, zie {verzoek.gemeente_woonplaats}" if verzoek.gemeente_woonplaats else "afgewezen"
    return "in onderzoek" if verzoek.is_in_onderzoek else "open"


def _van(gemeente: str, aanbieder: str, client: str = "A") -> str:
    """Whose it is, as far as that is not gemeente, aanbieder and client of the builders."""
    anders = [een for een, gewoon in ((client, "A"), (gemeente, GEMEENTE), (aanbieder, AANBIEDER)) if een != gewoon]
    return f" ({' '.join(anders)})" if anders else ""


def beschrijf_antwoord(uitkomst: Bon | Geweigerd, retour: Bericht | None) -> str:
    """What the sender gets back: a retourbericht with its codes, then the signals beside the receipt."""
    if isinstance(uitkomst, Geweigerd):
        return " ".join(["geweigerd", *dict.fromkeys(een.code for een in uitkomst.bevindingen)])
    if uitkomst.is_herhaald:
        return "herhaald"
    bevindingen = [een for een in uitkomst.bevindingen if not een.code.startswith(_PLAFOND)]
    if retour is None:
        naam = "-" if uitkomst.oordeel is Oordeel.GOEDGEKEURD else str(uitkomst.oordeel)
        return " ".join([naam, *map(_signaal, bevindingen)])
    signalen = [een for een in bevindingen if een.is_signaal]
    return " ".join([soort(retour).naam, *_codes(retour), *map(_signaal, signalen)])


def _signaal(bevinding: Bevinding) -> str:
    """`!OP257@ToegewezenProduct[1]/Omvang`: from the last class that may repeat, or else from the last element."""
    stappen = bevinding.pad.split("/")
    vanaf = max((plek for plek, stap in enumerate(stappen) if stap.endswith("]")), default=len(stappen) - 1)
    code = bevinding.retourcode or bevinding.code.removeprefix(_SIGNAAL)
    return f"!{code}@{'/'.join(stappen[vanaf:])}".removesuffix("@")


def _codes(retour: Bericht) -> Iterator[str]:
    for pad, deel in alle(retour):
        if getattr(deel, "retour_codes", None) is None:
            continue
        plek = pad.split("/")[-1]
        if isinstance(deel, Client):
            plek = next(letter for letter, bsn in CLIENTEN.items() if bsn == deel.bsn)
        for code in deel.retour_codes.retour_code:
            if code not in _GOED:
                yield f"{code}@{referentie_van(deel) or plek}"


def is_naar_de_standaard(retour: Bericht) -> bool:
    """Whether the answer is shaped as IV028, IV032 and IV087 say, and passes its schema.

    A code in the Header stands alone; codes elsewhere go with 0200 in the Header; without any there is only a Header.
    """
    assert isinstance(lees_invoer(write(retour)), Invoer)
    delen = dict(alle(retour))
    kop = delen[next(pad for pad in delen if pad.endswith("/Header"))]
    in_kop = kop.retour_codes.retour_code if kop.retour_codes else ()
    rest = [pad for pad in delen if "/" in pad and "/Header" not in pad]
    if isinstance(retour, JW325):
        return bool(rest) == (in_kop == _GOED)
    return bool(rest) == (in_kop == _GOED) and (bool(in_kop) or not rest)
