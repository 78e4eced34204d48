# SPDX-License-Identifier: EUPL-1.2
"""The inzagelog: who saw what, and who saw this client. Asked by POST: a BSN is in no address."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.errors import Reason, StepImpossible
from berichtenverkeer.gateway.inzage import InzageAsked
from berichtenverkeer.ledger.inzage import Inzage
from berichtenverkeer.pages.visit import FORM_FAULTS, Answer, Download, Form, Page, Visit

FIELDS = ("bsn", "pseudonym", "persoon", "van", "tot", "mislukt")
_DAY = timedelta(days=1)


async def listing(visit: Visit) -> Page:
    """GET and POST /inzagelog: a page, the newest first."""
    try:
        page = await visit.gateway.inzage.listing(visit.beller, _asked(visit))
    except FORM_FAULTS as fault:
        return _page(400, form=visit.form.with_fault(fault))
    return _page(rows=page.rows, following=page.following)


async def export(visit: Visit) -> Answer:
    """POST /inzagelog/export: all of it that is asked, as CSV."""
    try:
        data = await visit.gateway.inzage.export(visit.beller, _asked(visit))
    except FORM_FAULTS as fault:
        return _page(400, form=visit.form.with_fault(fault))
    return Download(data, "text/csv; charset=utf-8", "inzagelog.csv")


def _page(
    status: int = 200, rows: Sequence[Inzage] = (), following: UUID | None = None, form: Form | None = None
) -> Page:
    values = {"rows": rows, "following": following, "fields": FIELDS}
    return Page("inzagelog/listing.html", values, status, form=form)


def _asked(visit: Visit) -> InzageAsked:
    form = visit.form
    is_post = visit.request.method == "POST"
    last = _moment(visit, "tot")
    try:
        before = UUID(form.value("na")) if form.value("na") else None
    except ValueError:
        before = None
    return InzageAsked(
        bsn=form.value("bsn") if is_post else "",
        pseudonym=form.value("pseudonym").lower() if is_post else "",
        persoon=form.value("persoon") if is_post else "",
        van=_moment(visit, "van"),
        tot=None if last is None else last + _DAY,
        only_failed=bool(form.value("mislukt")),
        before=before,
    )


def _moment(visit: Visit, name: str) -> datetime | None:
    """The begin of a day that can be in a log. Raises StepImpossible."""
    text = visit.form.value(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day.replace(year=min(max(day.year, 2000), 2100)), time(), NETHERLANDS)
    except ValueError:
        raise StepImpossible([Reason(name, "Dit is geen datum.", "Vul een dag in.")]) from None
