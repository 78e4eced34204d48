# SPDX-License-Identifier: EUPL-1.2
"""What a page of a report was asked: the filled fields, always at a K, so that each link leads to the same figures."""

from datetime import date, timedelta
from urllib.parse import urlencode

from berichtenverkeer.pages.visit import Visit

Asked = list[tuple[str, str]]
"""Names and texts, as `gateway.report_parameters` reads them."""

MONTHS = 6
"""The whole months that a report is about when nobody says which."""

OF_PAGE = frozenset({"taal", "gelukt", "tabel", "vanaf", "sinds"})
"""What an address has for the page itself."""

NOT_BEHIND = ("kleineAantallen", "regiototaal", "band")
"""Ways to look at a report; what is behind a number has none of them."""


def filled(visit: Visit) -> Asked:
    """A field that was left empty was not asked."""
    given = visit.form.filled.items()
    return [(name, text.strip()) for name, text in given if name not in OF_PAGE and text.strip()]


async def at_peil(visit: Visit, asked: Asked) -> Asked:
    """The same at a K, of `op` or else of now, and with a period. Raises WrongQuestion."""
    given = dict(asked)
    use = visit.gateway.rapportages
    peil = await use.peil({"op": given["op"]}) if "op" in given and "k" not in given else await use.beat.recent()
    if "k" not in given:
        asked = [*without(asked, "op"), ("k", str(peil.positie)), ("dagK", peil.dag.isoformat())]
    return asked if "periode" in given else [("periode", whole_months(peil.dag)), *asked]


def whole_months(dag: date) -> str:
    """The last MONTHS of them that are over on a day."""
    last = dag.replace(day=1) - timedelta(days=1)
    first = last
    for _ in range(MONTHS - 1):
        first = first.replace(day=1) - timedelta(days=1)
    return f"{first:%Y-%m}..{last:%Y-%m}"


def without(asked: Asked, *names: str) -> Asked:
    """The same without these."""
    return [pair for pair in asked if pair[0] not in names]


def address(code: str, page: str, asked: Asked) -> str:
    """Of a page of a report (empty: of the report itself), as it is asked."""
    return f"/rapporten/{code}{page}?{urlencode(asked)}"
