# SPDX-License-Identifier: EUPL-1.2
"""The amounts of a declaratie and its answer: each by itself, and all together (JW323, JW325)."""

from collections.abc import Iterable

from berichtenverkeer.berichten import JW323, JW325
from berichtenverkeer.berichten.basisschema import CDT_BedragMetDC, CDT_TotaalBedragMetDC
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.berichten.jw325 import Client, DeclaratieAntwoord
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.conditie import conditie, fails, value_is
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import PRESTATIE, REJECTED, Plek
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import DebetCredit, Eenheid, Retourcode

TOEGEKEND = {Retourcode.GEEN_OPMERKING, Retourcode.GEHEEL_TOEGEKEND}
"""Retourcodes of a DeclaratieAntwoord that was not itself rejected (WJ001)."""

_TOTALS = Plek(
    "JW323/Declaratie/TotaalIngediendBedrag",
    "JW325/DeclaratieAntwoord/TotaalIngediendBedrag",
    "JW325/DeclaratieAntwoord/TotaalToegekendBedrag",
)
_BEDRAGEN = Plek(*(f"{pad}/IngediendBedrag" for class_ in (PRESTATIE, REJECTED) for pad in class_.paden))
_IN_EURO = value_is("eenheid", Eenheid.EURO)


conditie(
    "CD087",
    PRESTATIE / "ProductTarief",
    mandatory=fails(_IN_EURO),
    empty=_IN_EURO,
    text="Een prestatie heeft een tarief, behalve als zij in euro's is uitgedrukt (eenheid 83).",
    action="Vul ProductTarief, of haal het weg bij eenheid 83.",
)


@regel("CS325", JW323, JW325, niveau=Niveau.BERICHT, action="Vul D (debet) bij een bedrag van 0.")
def nul_is_debet(bericht: JW323 | JW325, history: History) -> Plekken:
    """Een bedrag van nul is altijd debet."""
    del history
    for pad in _TOTALS.where(
        bericht, lambda total: total.totaal_bedrag == 0 and total.debet_credit != DebetCredit.DEBET
    ):
        yield f"{pad}/DebetCredit"
    for pad in _BEDRAGEN.where(bericht, lambda bedrag: bedrag.bedrag == 0 and bedrag.debet_credit != DebetCredit.DEBET):
        yield f"{pad}/DebetCredit"


@regel(
    "CS339",
    JW323,
    niveau=Niveau.BERICHT,
    action="Vul GeleverdVolume en het bedrag allebei met dezelfde eurocenten.",
)
def volume_in_euro_is_het_bedrag(bericht: JW323, history: History) -> Plekken:
    """Bij een prestatie in euro's (eenheid 83) is het geleverde volume gelijk aan het ingediende bedrag."""
    del history
    return (f"{pad}/IngediendBedrag/Bedrag" for pad in PRESTATIE.where(bericht, _deviates))


def _deviates(prestatie: Prestatie) -> bool:
    return prestatie.eenheid == Eenheid.EURO and prestatie.geleverd_volume != prestatie.ingediend_bedrag.bedrag


@regel(
    "TR358",
    JW323,
    niveau=Niveau.BERICHT,
    action="Tel de debetbedragen op, trek de creditbedragen eraf, en vul de uitkomst als totaal.",
)
def totaal_is_de_som_van_de_prestaties(bericht: JW323, history: History) -> Plekken:
    """Het totaal ingediende bedrag is de som van alle prestaties: debet erbij, credit eraf."""
    del history
    declaratie = bericht.declaratie
    bedragen = (one.ingediend_bedrag for client in declaratie.clienten.client for one in client.prestaties.prestatie)
    if _total(declaratie.totaal_ingediend_bedrag) != _summed(bedragen):
        yield "JW323/Declaratie/TotaalIngediendBedrag"


@regel(
    "TR342",
    JW325,
    niveau=Niveau.BERICHT,
    action="Neem precies de afgewezen prestaties op. Is de hele declaratie afgewezen, vul dan 0 als toegekend bedrag.",
    lezing="Afgewezen is het DeclaratieAntwoord met een andere retourcode dan 0200 of 8001; dan telt alleen of het "
    "toegekende bedrag 0 is.",
)
def verschil_is_de_som_van_de_afgewezen_prestaties(bericht: JW325, history: History) -> Plekken:
    """Wat van de declaratie niet is toegekend, is samen het bedrag van de afgewezen prestaties in het antwoord."""
    del history
    antwoord = bericht.declaratie_antwoord
    if antwoord is not None and _total(antwoord.totaal_toegekend_bedrag) != _to_expect(antwoord):
        yield "JW325/DeclaratieAntwoord/TotaalToegekendBedrag"


def _to_expect(antwoord: DeclaratieAntwoord) -> int:
    """What TotaalToegekendBedrag should be, in cents."""
    if not TOEGEKEND.issuperset(antwoord.retour_codes.retour_code):
        return 0
    clienten: tuple[Client, ...] = antwoord.clienten.client if antwoord.clienten else ()
    rejected = _summed(one.ingediend_bedrag for client in clienten for one in client.prestaties.prestatie)
    return _total(antwoord.totaal_ingediend_bedrag) - rejected


def _total(total: CDT_TotaalBedragMetDC) -> int:
    return total.totaal_bedrag if total.debet_credit == DebetCredit.DEBET else -total.totaal_bedrag


def _summed(bedragen: Iterable[CDT_BedragMetDC]) -> int:
    return sum(bedrag.bedrag if bedrag.debet_credit == DebetCredit.DEBET else -bedrag.bedrag for bedrag in bedragen)
