# SPDX-License-Identifier: EUPL-1.2
"""The closed lists of values of the API, each under one name in the OpenAPI document."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from berichtenverkeer.core.bevinding import Ernst, Niveau
from berichtenverkeer.gateway.why_report import Answered
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.gebeurtenissen.signals import SignalOutcome
from berichtenverkeer.ledger.gebeurtenissen.stops import Grond
from berichtenverkeer.plafonds.begroting import Kind as BudgetKind
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.stops import Status as Stopstatus
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.verrekening import Verrekeningstatus
from berichtenverkeer.plafonds.voorstel import Herkomst, Wijze
from berichtenverkeer.postvak.tray import Richting
from berichtenverkeer.regels.catalogue import NIVEAUS, Regelsoort
from berichtenverkeer.regels.regel import Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.termijnen.kinds import Kind as Termijnsoort
from berichtenverkeer.validation.examining import Oordeel, Uitkomst

Schema = dict[str, Any]


def refer(name: str, explanation: str = "") -> Schema:
    """A reference to one of SCHEMAS; `explanation` says what it is here."""
    reference: Schema = {"$ref": f"#/components/schemas/{name}"}
    return {**reference, "description": explanation} if explanation else reference


def or_not(name: str, explanation: str) -> Schema:
    """One of SCHEMAS, or null."""
    return {"description": explanation, "oneOf": [refer(name), {"type": "null"}]}


_MORE = "Er kunnen waarden bij komen; houd daar rekening mee."

VALUES: dict[str, tuple[str, Sequence[str]]] = {
    "Berichtsoort": ("Berichtsoort van iJw 3.2.", tuple(BERICHTSOORTEN)),
    "Bron": ("Of de partij het zelf maakte, of de gateway namens haar.", ("partij", "gateway")),
    "Ernst": (
        "`fout`: het bericht klopt niet. `signaal`: goed om te weten, meer niet.",
        tuple(Ernst),
    ),
    "Begrotingssoort": (
        "`productgroep`: een groep producten. `overig`: zorg waarvan het product in geen groep zit. `taakstelling`: op "
        "het geheel. `totaal`: alles samen.",
        tuple(BudgetKind),
    ),
    "Herkomst": (
        "Waar de basis vandaan komt: `register`, `grootboek` (wat is goedgekeurd), of `startbudget` (nieuw).",
        tuple(Herkomst),
    ),
    "Kanaal": (
        "`api`: met een token. `cli`: een opdracht op de machine van de gateway. `pages`: iemand die inlogde. "
        "`gateway`: de gateway deed het zelf. `onbekend`: van voor dit werd bewaard.",
        tuple(Kanaal),
    ),
    "Niveau": ("Controleniveau.", tuple(Niveau)),
    "Oordeel": (
        "Of het bericht bij ontvangst is goedgekeurd of afgekeurd; `voorlopig` als de ontvanger dat zelf nog moest "
        "zeggen.",
        tuple(Oordeel),
    ),
    "Poststatus": ("Of een bericht nog wacht of is afgehaald.", ("wachtend", "afgehaald")),
    "Regeluitkomst": (
        "Wat er van een regel is gekomen. `overgeslagen`: een eerder niveau had al een fout.",
        tuple(Answered),
    ),
    "Regelniveau": ("Het niveau waarop een regel wordt getoetst.", tuple(NIVEAUS)),
    "Regelsoort": ("De eerste twee letters van de code van een regel.", tuple(Regelsoort)),
    "Regelstaat": (
        "`loopt`: de gateway beoordeelt alles wat de regel noemt. `deels`: een deel. `schema`: het schema houdt de "
        "regel tegen, met een bevinding XSD-... . `wacht`: de gateway beoordeelt de regel nog niet.",
        tuple(Staat),
    ),
    "Rekening": ("Rekening in de boekhouding van een plafond.", tuple(Rekening)),
    "Richting": ("`in` is voor u, `uit` is van u.", tuple(Richting)),
    "Signaaluitkomst": ("Wat er na een signaal is besloten.", get_args(SignalOutcome)),
    "Stopbesluit": ("Wat er op een aanvraag is besloten.", ("toegekend", "afgewezen")),
    "Stopgrond": (
        "Waarom: het plafond is op, er is geen personeel, om de kwaliteit, of om iets anders.",
        get_args(Grond),
    ),
    "Stopstatus": (
        "`gevraagd`: er is nog niet besloten. `aanstaand`: toegekend, maar nog niet ingegaan.",
        tuple(Stopstatus),
    ),
    "Tenzijstatus": (
        "`te bevestigen`: het besluit wacht op een tweede gebruiker en geldt nog niet.",
        tuple(TenzijStatus),
    ),
    "Termijnsoort": ("Welke termijn; docs/termijnen.md legt ze uit.", tuple(Termijnsoort)),
    "Termijnstatus": ("Of een termijn nog open is, of al voldaan.", ("open", "voldaan")),
    "Uitkomst": ("Uitkomst van een controleniveau.", tuple(Uitkomst)),
    "Verdeelwijze": ("Ieder evenveel, of naar rato van de plafonds; zonder keuze `gelijk`.", tuple(Wijze)),
    "Uitslag": ("Wat er op een verzoek is besloten.", ("toegekend", "afgewezen")),
    "Verrekeningstatus": ("Hoe ver de verrekening is.", tuple(Verrekeningstatus)),
    "Ja": ("Alleen `ja`.", ("ja",)),
    "JaNee": ("`ja` of `nee`.", ("ja", "nee")),
}
"""Every closed list of the API, under one name: what it is, and which values it has now."""


def value_listings(document: object) -> dict[str, Schema]:
    """Those of WAARDEN that a document refers to, as schemas.

    In an answer `Name`, open to values that are not there yet: a client that was made today still reads them. For what
    a caller may ask `KeuzeNaam`, closed.
    """
    names = set(_referred(document))
    open_ = {
        name: {"type": "string", "description": f"{explanation} {_MORE}", "x-extensible-enum": [*values]}
        for name, (explanation, values) in VALUES.items()
        if name in names
    }
    closed = {
        f"Keuze{name}": {"type": "string", "description": explanation, "enum": [*values]}
        for name, (explanation, values) in VALUES.items()
        if f"Keuze{name}" in names
    }
    return open_ | closed


def _referred(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        for content in part.values():
            yield from _referred(content)
    elif isinstance(part, list):
        for content in part:
            yield from _referred(content)
