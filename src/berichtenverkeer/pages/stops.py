# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops: who has one, asked, decided, lifted."""

from typing import get_args
from uuid import UUID

from berichtenverkeer.gateway.stop_forms import StopAsked, StopDecided, StopLifted, StopQuestion
from berichtenverkeer.ledger.gebeurtenissen.stops import Grond
from berichtenverkeer.pages.given import after_of, id_of, may, own_of, page_links, position_of, read_given
from berichtenverkeer.pages.visit import FORM_FAULTS, Answer, Page, Redirect, Visit
from berichtenverkeer.plafonds.stops import Status
from berichtenverkeer.web.problem import Afwijzing

GROUNDS = [(str(one), str(one)) for one in get_args(Grond)]


async def listing(visit: Visit) -> Page:
    """GET /clientenstops."""
    return await _listed(visit)


async def _listed(visit: Visit, fault: Exception | None = None) -> Page:
    is_asked = fault is None
    status = visit.form.value("status") if is_asked else ""
    if status and status not in set(Status):
        raise Afwijzing(400, "Deze stand kennen wij niet. Kies er een uit de lijst.")
    na = after_of(visit) if is_asked else 0
    question = StopQuestion(status=Status(status) if status else None, na=na)
    found = await visit.gateway.stops.listing(visit.beller, question, position_of(visit) if is_asked else None)
    values = {
        "stops": found.stops,
        "statuses": [(str(one), str(one)) for one in Status],
        "gronden": GROUNDS,
        "k": found.k,
        "op": found.op,
        **page_links("/clientenstops", {"status": status, "k": found.k}, na, found.volgende),
        "may_ask": may(visit, "stops.ask"),
        "own": own_of(visit, "stops.ask") if may(visit, "stops.ask") else {},
    }
    if fault is None:
        return Page("stops/listing.html", values)
    return Page("stops/listing.html", values, status=400, form=visit.form.with_fault(fault))


async def ask(visit: Visit) -> Answer:
    """POST /clientenstops."""
    try:
        asked = read_given(visit.form, StopAsked, **own_of(visit, "stops.ask"))
        stop = await visit.gateway.stops.ask(visit.beller, asked)
    except FORM_FAULTS as fault:
        return await _listed(visit, fault)
    return Redirect(f"/clientenstops/{stop.id}", "stop-gevraagd")


async def one(visit: Visit) -> Page:
    """GET /clientenstops/{id}."""
    return await _shown(visit, id_of(visit))


async def _shown(visit: Visit, id_: UUID, fault: Exception | None = None) -> Page:
    found = await visit.gateway.stops.view(visit.beller, id_, position_of(visit) if fault is None else None)
    values = {
        "stop": found.stop,
        "view": found,
        "k": found.k,
        "op": found.op,
        "can_decide": may(visit, "stops.decide"),
        "can_lift": may(visit, "stops.lift"),
    }
    if fault is None:
        return Page("stops/one.html", values)
    return Page("stops/one.html", values, status=400, form=visit.form.with_fault(fault))


async def decide(visit: Visit) -> Answer:
    """POST /clientenstops/{id}/besluit."""
    id_ = id_of(visit)
    try:
        await visit.gateway.stops.decide(visit.beller, id_, read_given(visit.form, StopDecided))
    except FORM_FAULTS as fault:
        return await _shown(visit, id_, fault)
    return Redirect(f"/clientenstops/{id_}", "stap-geboekt")


async def lift(visit: Visit) -> Answer:
    """POST /clientenstops/{id}/opheffing."""
    id_ = id_of(visit)
    try:
        await visit.gateway.stops.lift(visit.beller, id_, read_given(visit.form, StopLifted))
    except FORM_FAULTS as fault:
        return await _shown(visit, id_, fault)
    return Redirect(f"/clientenstops/{id_}", "stap-geboekt")
