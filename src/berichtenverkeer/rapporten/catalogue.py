# SPDX-License-Identifier: EUPL-1.2
"""Every report, by theme and by its code, named here one by one; a test proves that none is left out."""

from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.reports.aanbieders import AANBIEDERS
from berichtenverkeer.rapporten.reports.acceptatie import ACCEPTATIE
from berichtenverkeer.rapporten.reports.begroting import BEGROTING
from berichtenverkeer.rapporten.reports.berichtkwaliteit import BERICHTKWALITEIT
from berichtenverkeer.rapporten.reports.besluiten import BESLUITEN
from berichtenverkeer.rapporten.reports.contracten import CONTRACTEN
from berichtenverkeer.rapporten.reports.crisis import CRISIS
from berichtenverkeer.rapporten.reports.dekking import DEKKING
from berichtenverkeer.rapporten.reports.herziening import HERZIENING
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.kosten import KOSTEN
from berichtenverkeer.rapporten.reports.leeftijd import LEEFTIJD
from berichtenverkeer.rapporten.reports.lumpsum import LUMPSUM
from berichtenverkeer.rapporten.reports.markt import MARKT
from berichtenverkeer.rapporten.reports.openbaar import OPENBAAR
from berichtenverkeer.rapporten.reports.overdrachten import OVERDRACHTEN
from berichtenverkeer.rapporten.reports.plafonds import PLAFONDS
from berichtenverkeer.rapporten.reports.prijzen import PRIJZEN
from berichtenverkeer.rapporten.reports.raadsbrief import RAADSBRIEF
from berichtenverkeer.rapporten.reports.respijt import RESPIJT
from berichtenverkeer.rapporten.reports.signalen import SIGNALEN
from berichtenverkeer.rapporten.reports.solidariteit import SOLIDARITEIT
from berichtenverkeer.rapporten.reports.spiegel import SPIEGEL
from berichtenverkeer.rapporten.reports.stapeling import STAPELING
from berichtenverkeer.rapporten.reports.stops import STOPS
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.rapporten.reports.tenzij import TENZIJ
from berichtenverkeer.rapporten.reports.termijnen import TERMIJNEN
from berichtenverkeer.rapporten.reports.trajecten import TRAJECTEN
from berichtenverkeer.rapporten.reports.verblijf import VERBLIJF
from berichtenverkeer.rapporten.reports.vervallen import VERVALLEN
from berichtenverkeer.rapporten.reports.vervolg import VERVOLG
from berichtenverkeer.rapporten.reports.verwijzers import VERWIJZERS
from berichtenverkeer.rapporten.reports.volledigheid import VOLLEDIGHEID
from berichtenverkeer.rapporten.reports.wachtlijst import WACHTLIJST
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN

THEMES: dict[str, tuple[Report, ...]] = {
    "Stromen en wachten": (
        STROMEN,
        JEUGDIGEN,
        TRAJECTEN,
        WACHTTIJDEN,
        WACHTLIJST,
        VERVALLEN,
        CRISIS,
        STAPELING,
        OVERDRACHTEN,
        VERBLIJF,
        LEEFTIJD,
        VERVOLG,
        RESPIJT,
    ),
    "Kosten, verwijzers en markt": (KOSTEN, VERWIJZERS, MARKT, AANBIEDERS, DEKKING),
    "Plafonds en besluiten": (PLAFONDS, BESLUITEN, TENZIJ, STOPS),
    "Geld": (BEGROTING, LUMPSUM, SOLIDARITEIT, PRIJZEN),
    "Contracten en samenwerking": (CONTRACTEN, TERMIJNEN, BERICHTKWALITEIT, SIGNALEN, ACCEPTATIE, SPIEGEL),
    "Over de cijfers, en voor de raad": (HERZIENING, VOLLEDIGHEID, RAADSBRIEF, OPENBAAR),
}
"""By what they are about, in the order of figures.md 2."""

REPORTS: dict[str, Report] = {report.code: report for theme in THEMES.values() for report in theme}
"""By code, in the same order."""
