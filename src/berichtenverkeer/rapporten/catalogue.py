# SPDX-License-Identifier: EUPL-1.2
"""Every report by its code, named here one by one; a test proves that none is left out."""

from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.reports.begroting import BEGROTING
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.kosten import KOSTEN
from berichtenverkeer.rapporten.reports.leeftijd import LEEFTIJD
from berichtenverkeer.rapporten.reports.lumpsum import LUMPSUM
from berichtenverkeer.rapporten.reports.markt import MARKT
from berichtenverkeer.rapporten.reports.prijzen import PRIJZEN
from berichtenverkeer.rapporten.reports.respijt import RESPIJT
from berichtenverkeer.rapporten.reports.solidariteit import SOLIDARITEIT
from berichtenverkeer.rapporten.reports.stapeling import STAPELING
from berichtenverkeer.rapporten.reports.verblijf import VERBLIJF
from berichtenverkeer.rapporten.reports.vervolg import VERVOLG

REPORTS: dict[str, Report] = {
    report.code: report
    for report in (
        JEUGDIGEN,
        STAPELING,
        VERBLIJF,
        LEEFTIJD,
        VERVOLG,
        RESPIJT,
        KOSTEN,
        MARKT,
        BEGROTING,
        LUMPSUM,
        SOLIDARITEIT,
        PRIJZEN,
    )
}
"""In the order of figures.md 2."""
