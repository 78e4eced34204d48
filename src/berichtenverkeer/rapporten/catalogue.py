# SPDX-License-Identifier: EUPL-1.2
"""Every report by its code, named here one by one; a test proves that none is left out."""

from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN

REPORTS: dict[str, Report] = {report.code: report for report in (JEUGDIGEN,)}
"""In the order of figures.md 2."""
