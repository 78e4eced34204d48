# SPDX-License-Identifier: EUPL-1.2
"""Who the client and his relaties are: BSN, name, date of birth, language."""

from datetime import date

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW323, JW325, Bericht
from berichtenverkeer.berichten.basisschema import CDT_Geboortedatum
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import conditie, value_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import GEBOORTEDATUM, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import Communicatievorm, DatumGebruik, NaamGebruik

BSN = Plek(
    *(f"{soort}/Client/Bsn" for soort in ("JW301", "JW305", "JW307", "JW315", "JW317")),
    "JW323/Declaratie/Clienten/Client/Bsn",
    "JW325/DeclaratieAntwoord/Clienten/Client/Bsn",
)
NAME = Plek("JW301/Client/Naam", "JW301/Client/Relaties/Relatie/Naam")

WITH_PARTNERNAAM = {NaamGebruik.EIGEN, NaamGebruik.PARTNER, NaamGebruik.PARTNER_EIGEN, NaamGebruik.EIGEN_PARTNER}
WITHOUT_PARTNERNAAM = {NaamGebruik.EIGEN, NaamGebruik.ORGANISATIE}

UNKNOWN = date(1900, 1, 1)
"""The date that stands for a date of birth nobody knows, with DatumGebruik 3 (COD170)."""


@regel(
    "CS002",
    JW301,
    JW305,
    JW307,
    JW315,
    JW317,
    JW323,
    JW325,
    niveau=Niveau.BERICHT,
    action="Controleer het BSN; waarschijnlijk is een cijfer verkeerd overgenomen.",
    lezing="Negen nullen doorstaan de proef alleen rekenkundig en zijn geen BSN.",
)
def bsn_doorstaat_de_elfproef(bericht: Bericht, history: History) -> Plekken:
    """Een BSN moet de elfproef doorstaan."""
    del history
    return (pad for pad, bsn in BSN.in_(bericht) if not passes_elfproef(bsn))


def passes_elfproef(bsn: str) -> bool:
    """9, 8 .. 2 times the first eight digits minus the last is a multiple of eleven."""
    a, b, c, d, e, f, g, h, i = bsn.encode()
    zero = 43 * ord("0")  # of each figure its character was counted, 9 + 8 .. + 2 - 1 times
    summed = 9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i - zero
    return summed % 11 == 0 and bsn != "000000000"


conditie(
    "CD007",
    Plek("JW301/Client/Communicatie") / "Taal",
    mandatory=value_is("vorm", Communicatievorm.TOLK_TAAL),
    only=value_is("vorm", Communicatievorm.TOLK_TAAL),
    text="De taal staat er als een tolk nodig is, en anders niet.",
    action="Vul Taal bij vorm 1 (tolk taal), of haal Taal weg.",
)


@regel(
    "CS050",
    JW301,
    niveau=Niveau.BERICHT,
    action="Kies met een partnernaam 1, 2, 3 of 4, en zonder partnernaam 1 (persoon) of 6 (organisatie).",
    lezing="Voor waarde 5 (pseudoniem) blijft geen gebruik over.",
)
def naamgebruik_past_bij_partnernaam(bericht: JW301, history: History) -> Plekken:
    """Hoe iemand genoemd wil worden, past bij de namen die er staan."""
    del history
    for pad, name in NAME.in_(bericht):
        if name.naam_gebruik not in (WITH_PARTNERNAAM if name.partnernaam is not None else WITHOUT_PARTNERNAAM):
            yield f"{pad}/NaamGebruik"


@regel("CS318", JW301, niveau=Niveau.BERICHT, action="Kies een andere waarde dan 6 voor de client.")
def client_is_een_mens(bericht: JW301, history: History) -> Plekken:
    """Een client heeft de naam van een mens, niet die van een organisatie."""
    del history
    if bericht.client.naam.naam_gebruik == NaamGebruik.ORGANISATIE:
        yield "JW301/Client/Naam/NaamGebruik"


@regel(
    "CS139",
    JW301,
    JW305,
    JW307,
    JW315,
    niveau=Niveau.BERICHT,
    action="Zet wat onbekend is op 01 (en een onbekend jaar op 1900), of haal DatumGebruik weg.",
)
def datumgebruik_past_bij_geboortedatum(bericht: Bericht, history: History) -> Plekken:
    """Wat van een geboortedatum onbekend heet, heeft ook de datum die daarvoor is afgesproken."""
    del history
    return (f"{pad}/DatumGebruik" for pad, born in GEBOORTEDATUM.in_(bericht) if not _fits(born))


def _fits(born: CDT_Geboortedatum) -> bool:
    datum = born.datum
    match born.datum_gebruik:
        case None:
            return True
        case DatumGebruik.DAG:
            return datum.day == 1
        case DatumGebruik.DAG_EN_MAAND:
            return (datum.month, datum.day) == (1, 1)
        case DatumGebruik.ALLES:
            return datum == UNKNOWN
        case _:
            return True


@regel(
    "TR002",
    JW301,
    JW305,
    JW307,
    JW315,
    niveau=Niveau.BERICHT,
    action="Controleer de geboortedatum; is die onbekend, vul dan 1900-01-01 met DatumGebruik 3.",
)
def niemand_is_ouder_dan_120(bericht: JW301 | JW305 | JW307 | JW315, history: History) -> Plekken:
    """Op de dag waarop een bericht is gedagtekend, is niemand ouder dan 120 jaar."""
    del history
    day = bericht.header.bericht_identificatie.dagtekening
    for pad, born in GEBOORTEDATUM.in_(bericht):
        is_unknown = born.datum_gebruik == DatumGebruik.ALLES and born.datum == UNKNOWN
        datum = born.datum
        if (datum.year + 120, datum.month, datum.day) < (day.year, day.month, day.day) and not is_unknown:
            yield f"{pad}/Datum"
