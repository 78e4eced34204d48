# SPDX-License-Identifier: EUPL-1.2
"""What a gateway answers and what it then knows, in the notation of the stories."""

from collections.abc import Iterator, Mapping
from datetime import date

from berichtenverkeer.berichten import Bericht, every, soort, write
from berichtenverkeer.berichten.jw325 import JW325, Client
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.work import Receipt, Refused
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.hervattingen import last_days
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.validation.intake import Intake, read_intake
from bouwers import AANBIEDER, GEMEENTE
from scenarios.opstellen import CLIENTEN, referentie_van

Namen = Mapping[bytes, str]
"""The pseudonym of each client -> his letter."""

_SIGNAAL, _PLAFOND = "SIGNAAL-", "SIGNAAL-PLAFOND-"
_GOOD, _GEWOON = ("0200",), (4, "04", "2", None)


def beschrijf_stand(stand: Stand, names: Namen) -> str:
    """The state in the notation of the tables."""
    return "; ".join(sorted(_rows(stand, names)))


def _rows(stand: Stand, names: Namen) -> Iterator[str]:
    clienten = set()
    for row in stand.rijen():
        if isinstance(row, Declaratie):
            yield f"{row.nummer} {_declaratie(row)}{_van(row.gemeente, row.aanbieder)}"
        elif not isinstance(row, Wijzigingsdeel):
            clienten.add(row.client)
            if not isinstance(row, Levering):
                lock = " voorlopig" if getattr(row, "is_voorlopig", False) else ""
                yield f"{_row(row)}{lock}{_van(row.gemeente, row.aanbieder, names[row.client])}"
    for client in clienten:
        living = stand.leveringen(client)
        ends = last_days(living)
        for levering in living:
            lock = " voorlopig" if levering.is_voorlopig else ""
            van = _van(levering.gemeente, levering.aanbieder, names[client])
            yield f"{_levering(levering, ends[levering.sleutel])}{lock}{van}"


def _row(row: Toewijzing | Verzoek | Prestatie) -> str:
    match row:
        case Toewijzing():
            verwijderd = " verwijderd" if row.is_verwijderd else ""
            return f"T{row.nummer} {_kort(row.ingangsdatum)}..{_kort(row.einddatum)}{_omvang(row)}{verwijderd}"
        case Verzoek():
            return f"{row.referentie} {_condition(row)}"
        case Prestatie():
            credit = " credit" if row.is_credit else ""
            return f"{row.referentie}{credit} {'gecrediteerd' if row.is_gecrediteerd else row.uitslag}"


def _omvang(row: Toewijzing) -> str:
    """Only what is not the 4 hours per week of the builder."""
    if (row.volume, row.eenheid, row.frequentie, row.budget_cents) == _GEWOON:
        return ""
    return f" {row.volume}/{row.frequentie}" if row.budget_cents is None else f" €{row.budget_cents}"


def _levering(levering: Levering, end: date | None) -> str:
    number = f"L{levering.toewijzing_nummer or '-'} {_kort(levering.begindatum)}"
    if end:
        return f"{number}..{_kort(end)}"
    if levering.tijdelijk_einde:
        return f"{number} onderbroken na {_kort(levering.tijdelijk_einde)}"
    return f"{number} loopt"


def _declaratie(row: Declaratie) -> str:
    if row.is_verworpen:
        return f"{row.totaal_cents} verworpen"
    return f"{row.totaal_cents} toegekend {row.toegekend_cents}" if row.is_answered else f"{row.totaal_cents} open"


def _kort(day: date | None) -> str:
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == 2026 else day.isoformat()


def _condition(verzoek: Verzoek) -> str:
    if verzoek.is_toegewezen:
        return "toegewezen"
    if verzoek.is_rejected:
        return f"afgewezen, zie {verzoek.gemeente_woonplaats}" if verzoek.gemeente_woonplaats else "afgewezen"
    return "in onderzoek" if verzoek.is_in_onderzoek else "open"


def _van(gemeente: str, aanbieder: str, client: str = "A") -> str:
    """Whose it is, as far as that is not gemeente, aanbieder and client of the builders."""
    otherwise = [one for one, plain in ((client, "A"), (gemeente, GEMEENTE), (aanbieder, AANBIEDER)) if one != plain]
    return f" ({' '.join(otherwise)})" if otherwise else ""


def beschrijf_antwoord(uitkomst: Receipt | Refused, retour: Bericht | None) -> str:
    """What the sender gets back: a retourbericht with its codes, then the signals beside the receipt."""
    if isinstance(uitkomst, Refused):
        return " ".join(["geweigerd", *dict.fromkeys(one.code for one in uitkomst.bevindingen)])
    if uitkomst.is_herhaald:
        return "herhaald"
    bevindingen = [one for one in uitkomst.bevindingen if not one.code.startswith(_PLAFOND)]
    if retour is None:
        name = "-" if uitkomst.oordeel is Oordeel.GOEDGEKEURD else str(uitkomst.oordeel)
        return " ".join([name, *map(_signaal, bevindingen)])
    signalen = [one for one in bevindingen if one.is_signaal]
    return " ".join([soort(retour).naam, *_codes(retour), *map(_signaal, signalen)])


def _signaal(bevinding: Bevinding) -> str:
    """`!OP257@ToegewezenProduct[1]/Omvang`: from the last class that may repeat, or else from the last element."""
    steps = bevinding.pad.split("/")
    since = max((plek for plek, step in enumerate(steps) if step.endswith("]")), default=len(steps) - 1)
    code = bevinding.retourcode or bevinding.code.removeprefix(_SIGNAAL)
    return f"!{code}@{'/'.join(steps[since:])}".removesuffix("@")


def _codes(retour: Bericht) -> Iterator[str]:
    for pad, part in every(retour):
        if getattr(part, "retour_codes", None) is None:
            continue
        plek = pad.split("/")[-1]
        if isinstance(part, Client):
            plek = next(letter for letter, bsn in CLIENTEN.items() if bsn == part.bsn)
        for code in part.retour_codes.retour_code:
            if code not in _GOOD:
                yield f"{code}@{referentie_van(part) or plek}"


def is_naar_de_standaard(retour: Bericht) -> bool:
    """Whether the answer is shaped as IV028, IV032 and IV087 say, and passes its schema.

    A code in the Header stands alone; codes elsewhere go with 0200 in the Header; without any there is only a Header.
    """
    assert isinstance(read_intake(write(retour)), Intake)
    parts = dict(every(retour))
    envelope = parts[next(pad for pad in parts if pad.endswith("/Header"))]
    in_kop = envelope.retour_codes.retour_code if envelope.retour_codes else ()
    rest = [pad for pad in parts if "/" in pad and "/Header" not in pad]
    if isinstance(retour, JW325):
        return bool(rest) == (in_kop == _GOOD)
    return bool(rest) == (in_kop == _GOOD) and (bool(in_kop) or not rest)
