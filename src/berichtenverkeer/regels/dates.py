# SPDX-License-Identifier: EUPL-1.2
"""Dates within a bericht: no end before its begin, and nothing that already happened after the Dagtekening."""

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW323, JW325
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import conditie, filled
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import (
    CONTACT,
    NEW,
    PRESTATIE,
    REJECTED,
    REQUESTED,
    STOP,
    TO_CHANGE,
    TOEGEWEZEN,
    Field,
    PerBericht,
    Plek,
)
from berichtenverkeer.regels.regel import Plekken, regel

PERIODS: PerBericht[tuple[Field, str]] = PerBericht(
    (Plek(*(f"{pad}/Periode" for pad in CONTACT.paden)) / "Einddatum", "begindatum"),
    (TOEGEWEZEN / "Einddatum", "ingangsdatum"),
    (REQUESTED / "ToewijzingEinddatum", "toewijzing_ingangsdatum"),
    (NEW / "Einddatum", "gewenste_ingangsdatum"),
    (TO_CHANGE / "Einddatum", "gewenste_ingangsdatum"),
)
"""Every period that CS003 names: where it ends, and the attribute of the same class with which it begins."""

HAPPENED = Plek(
    "JW301/Client/Geboortedatum/Datum",
    "JW301/Client/Relaties/Relatie/Geboortedatum/Datum",
    "JW301/Client/ToegewezenProducten/ToegewezenProduct/Toewijzingsdatum",
    "JW305/Client/Geboortedatum/Datum",
    "JW305/Client/StartProducten/StartProduct/Begindatum",
    "JW307/Client/Geboortedatum/Datum",
    "JW307/Client/StopProducten/StopProduct/Begindatum",
    "JW307/Client/StopProducten/StopProduct/Einddatum",
    "JW315/Client/Geboortedatum/Datum",
    "JW323/Declaratie/DeclaratiePeriode/Begindatum",
    *(f"{pad}/ProductPeriode/Begindatum" for class_ in (PRESTATIE, REJECTED) for pad in class_.paden),
)
"""Dates of what already happened when the bericht was written; decision 082 says which, and why no others."""

GEDECLAREERD = Plek(
    "JW323/Declaratie/DeclaratiePeriode",
    *(f"{pad}/ProductPeriode" for class_ in (PRESTATIE, REJECTED) for pad in class_.paden),
)
"""The periods of a declaratie and its answer; both dates are always there."""


@regel(
    "CS003",
    JW301,
    JW315,
    JW317,
    niveau=Niveau.BERICHT,
    action="Controleer beide datums van de periode.",
    lezing="Een einde zonder begin is ook fout: er is dan geen periode. Een begin zonder einde is een open periode.",
)
def periode_eindigt_niet_voor_haar_begin(bericht: JW301 | JW315 | JW317, history: History) -> Plekken:
    """Een periode die eindigt heeft een begin, en eindigt niet eerder; op dezelfde dag mag."""
    del history
    for field, begin in PERIODS[type(bericht)]:
        for pad, end, class_ in field.in_(bericht):
            begindatum = getattr(class_, begin)
            if end is not None and (begindatum is None or end < begindatum):
                yield pad


@regel("TR018", JW307, niveau=Niveau.BERICHT, action="Controleer de begin- en de einddatum van de levering.")
def levering_stopt_niet_voor_haar_begin(bericht: JW307, history: History) -> Plekken:
    """Een levering stopt niet eerder dan zij begon; op dezelfde dag mag."""
    del history
    return (f"{pad}/Einddatum" for pad, stop in STOP.in_(bericht) if stop.einddatum < stop.begindatum)


@regel(
    "TR134",
    JW301,
    JW305,
    JW307,
    JW315,
    JW323,
    JW325,
    niveau=Niveau.BERICHT,
    action="Controleer de datum, of de Dagtekening van het bericht.",
    lezing="De bron noemt geen elementen. Beoordeeld worden geboortedatum, toewijzingsdatum, het begin van een levering"
    " en van een gedeclareerde periode, en het einde in een stop: die meldt wat al gebeurd is. Niet de ingang van een"
    " beschikking of van een toewijzing, een gewenste datum of een adresperiode, die later mogen liggen, en niet de"
    " datum van de declaratie zelf, die de aanbieder kiest. Einddatums van declaraties: TR137.",
)
def gebeurd_voor_de_dagtekening(bericht: JW301 | JW305 | JW307 | JW315 | JW323 | JW325, history: History) -> Plekken:
    """Wat al gebeurd is, heeft een datum op of voor de Dagtekening van het bericht."""
    del history
    dagtekening = bericht.header.bericht_identificatie.dagtekening
    return HAPPENED.where(bericht, lambda datum: datum > dagtekening)


@regel(
    "TR137",
    JW323,
    JW325,
    niveau=Niveau.BERICHT,
    action="Controleer beide datums van de periode. Declareer een maand pas als zij voorbij is.",
    lezing="De bron noemt geen elementen. Beoordeeld worden de einddatums van DeclaratiePeriode en ProductPeriode.",
)
def periode_is_verstreken_op_de_dagtekening(bericht: JW323 | JW325, history: History) -> Plekken:
    """Een gedeclareerde periode eindigt niet voor haar begin en niet na de Dagtekening van het bericht."""
    del history
    dagtekening = bericht.header.bericht_identificatie.dagtekening
    amiss = GEDECLAREERD.where(bericht, lambda periode: not periode.begindatum <= periode.einddatum <= dagtekening)
    return (f"{pad}/Einddatum" for pad in amiss)


conditie(
    "CD043",
    REQUESTED / "BeschikkingIngangsdatum",
    mandatory=filled("beschikking_nummer"),
    only=filled("beschikking_nummer"),
    text="Het nummer en de ingangsdatum van een beschikking staan er allebei, of geen van beide.",
    action="Vul de ingangsdatum bij het nummer, of haal haar weg als er geen beschikking is.",
)
