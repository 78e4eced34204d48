# SPDX-License-Identifier: EUPL-1.2
"""The closed lists of values of the API, each under one name in the OpenAPI document."""

from collections.abc import Iterator, Sequence
from typing import Any

from berichtenverkeer.core.bevinding import Ernst, Niveau
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.plafonds.sleutels import Rekening
from berichtenverkeer.postvak.bak import Richting
from berichtenverkeer.regels.catalogus import NIVEAUS, Regelsoort
from berichtenverkeer.regels.regel import Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.stromen.bewegingen import Richting as Stroomrichting
from berichtenverkeer.stromen.bewegingen import Soort as Bewegingsoort
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.termijnen.soorten import Soort as Termijnsoort
from berichtenverkeer.validation.toetsing import Oordeel, Uitkomst

Schema = dict[str, Any]


def verwijs(naam: str, uitleg: str = "") -> Schema:
    """A reference to one of SCHEMAS; `uitleg` says what it is here."""
    verwijzing: Schema = {"$ref": f"#/components/schemas/{naam}"}
    return {**verwijzing, "description": uitleg} if uitleg else verwijzing


def of_niet(naam: str, uitleg: str) -> Schema:
    """One of SCHEMAS, or null."""
    return {"description": uitleg, "oneOf": [verwijs(naam), {"type": "null"}]}


_MEER = "Er kunnen waarden bij komen; houd daar rekening mee."

WAARDEN: dict[str, tuple[str, Sequence[str]]] = {
    "Berichtsoort": ("Berichtsoort van iJw 3.2.", tuple(BERICHTSOORTEN)),
    "Beweging": ("De soort beweging.", tuple(Bewegingsoort)),
    "Bron": ("Of de partij het zelf maakte, of de gateway namens haar.", ("partij", "gateway")),
    "Dimensie": ("Waarover de cijfers worden uitgesplitst.", tuple(Dimensie)),
    "Ernst": (
        "`fout`: het bericht klopt niet. `signaal`: goed om te weten, meer niet.",
        tuple(Ernst),
    ),
    "Kanaal": (
        "`api`: met een token. `cli`: een opdracht op de machine van de gateway. `gateway`: de gateway deed het "
        "zelf. `onbekend`: van voor dit werd bewaard.",
        tuple(Kanaal),
    ),
    "Niveau": ("Controleniveau.", tuple(Niveau)),
    "Oordeel": (
        "Of het bericht bij ontvangst is goedgekeurd of afgekeurd; `voorlopig` als de ontvanger dat zelf nog moest "
        "zeggen.",
        tuple(Oordeel),
    ),
    "Poststatus": ("Of een bericht nog wacht of is afgehaald.", ("wachtend", "afgehaald")),
    "Regelniveau": ("Het niveau waarop een regel wordt getoetst.", tuple(NIVEAUS)),
    "Regelsoort": ("De eerste twee letters van de code van een regel.", tuple(Regelsoort)),
    "Regelstaat": (
        "`loopt`: de gateway beoordeelt alles wat de regel noemt. `deels`: een deel. `schema`: het schema houdt de "
        "regel tegen, met een bevinding XSD-... . `wacht`: de gateway beoordeelt de regel nog niet.",
        tuple(Staat),
    ),
    "Rekening": ("Rekening in de boekhouding van een plafond.", tuple(Rekening)),
    "Richting": ("`in` is voor u, `uit` is van u.", tuple(Richting)),
    "Stroomrichting": ("In of uit.", tuple(Stroomrichting)),
    "Termijnsoort": ("Welke termijn; docs/termijnen.md legt ze uit.", tuple(Termijnsoort)),
    "Termijnstatus": ("Of een termijn nog open is, of al voldaan.", ("open", "voldaan")),
    "Uitkomst": ("Uitkomst van een controleniveau.", tuple(Uitkomst)),
    "Ja": ("Alleen `ja`.", ("ja",)),
    "JaNee": ("`ja` of `nee`.", ("ja", "nee")),
}
"""Every closed list of the API, under one name: what it is, and which values it has now."""


def waardelijsten(document: object) -> dict[str, Schema]:
    """Those of WAARDEN that a document refers to, as schemas.

    In an answer `Naam`, open to values that are not there yet: a client that was made today still reads them. For what
    a caller may ask `KeuzeNaam`, closed.
    """
    namen = set(_verwezen(document))
    open_ = {
        naam: {"type": "string", "description": f"{uitleg} {_MEER}", "x-extensible-enum": [*waarden]}
        for naam, (uitleg, waarden) in WAARDEN.items()
        if naam in namen
    }
    dicht = {
        f"Keuze{naam}": {"type": "string", "description": uitleg, "enum": [*waarden]}
        for naam, (uitleg, waarden) in WAARDEN.items()
        if f"Keuze{naam}" in namen
    }
    return open_ | dicht


def _verwezen(deel: object) -> Iterator[str]:
    if isinstance(deel, dict):
        if "$ref" in deel:
            yield deel["$ref"].rpartition("/")[2]
        for inhoud in deel.values():
            yield from _verwezen(inhoud)
    elif isinstance(deel, list):
        for inhoud in deel:
            yield from _verwezen(inhoud)
