# SPDX-License-Identifier: EUPL-1.2
"""Signalen of plafonds: seen in time, spoken of, decided on."""

from typing import get_args

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.signals import SignaalBesluit, SignaalGesprek
from berichtenverkeer.ledger.gebeurtenissen.signals import SignalOutcome
from berichtenverkeer.pages.given import may, position_of, read_given
from berichtenverkeer.pages.plafonds import signal_percent
from berichtenverkeer.pages.visit import FORM_FAULTS, Answer, Page, Redirect, Visit
from berichtenverkeer.web.problem import Afwijzing

OUTCOMES = [(str(one), str(one)) for one in get_args(SignalOutcome)]


async def listing(visit: Visit) -> Page:
    """GET /signalen: those that run first."""
    return await _listed(visit)


async def _listed(visit: Visit, fault: Exception | None = None) -> Page:
    text = visit.form.value("jaar") or str(day(visit.gateway.clock()).year)
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise Afwijzing(400, "Dit is geen jaar; een jaar heeft vier cijfers, bijvoorbeeld 2026.")
    k = position_of(visit) if fault is None else None
    found = await visit.gateway.signals.listing(visit.beller, int(text), None, k)
    values = {
        "signalen": sorted(found.signalen, key=lambda one: (one.tot is not None, not one.is_te_laat, one.gesprek_voor)),
        "jaar": text,
        "outcomes": OUTCOMES,
        "k": found.k,
        "op": found.op,
        "signal": signal_percent(visit),
        "can_act": may(visit, "signals.decide"),
    }
    if fault is None:
        return Page("signals/listing.html", values)
    return Page("signals/listing.html", values, status=400, form=visit.form.with_fault(fault))


async def discuss(visit: Visit) -> Answer:
    """POST /signalen/gesprek."""
    try:
        await visit.gateway.signals.discuss(visit.beller, read_given(visit.form, SignaalGesprek))
    except FORM_FAULTS as fault:
        return await _listed(visit, fault)
    return Redirect("/signalen", "stap-geboekt")


async def decide(visit: Visit) -> Answer:
    """POST /signalen/besluit."""
    try:
        await visit.gateway.signals.decide(visit.beller, read_given(visit.form, SignaalBesluit))
    except FORM_FAULTS as fault:
        return await _listed(visit, fault)
    return Redirect("/signalen", "stap-geboekt")
