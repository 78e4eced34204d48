# SPDX-License-Identifier: EUPL-1.2
"""A youth above a ceiling: asked, weighed, granted, used. Whoever acts is the person who logged in."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from berichtenverkeer.gateway.tenzij import Tenzijs
from berichtenverkeer.gateway.tenzij_forms import (
    GevraagdAlternatief,
    Tenzijbesluit,
    Tenzijeinde,
    Tenzijstap,
    Tenzijverzoek,
    Tenzijwijziging,
)
from berichtenverkeer.gateway.tenzij_values import TenzijResult
from berichtenverkeer.pages.given import after_of, id_of, may, own_of, page_links, position_of, read_given
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.producten import product_names
from berichtenverkeer.pages.visit import FORM_FAULTS, Answer, Page, Redirect, Visit
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.tenzij_store import TenzijQuestion
from berichtenverkeer.web.problem import Afwijzing

_STEPS = ("grant", "change", "end", "confirm", "withdraw")

STEPS = {
    "TenzijGevraagd": "gevraagd",
    "TenzijToegekend": "toegekend",
    "TenzijAfgewezen": "afgewezen",
    "TenzijGewijzigd": "gewijzigd",
    "TenzijBeeindigd": "beëindigd",
    "TenzijBevestigd": "bevestigd door een tweede",
    "TenzijIngetrokken": "ingetrokken",
}
"""How a person reads each step."""

ALTERNATIEVEN = 3
"""How many aanbieders that were asked first the form has room for."""


async def listing(visit: Visit) -> Page:
    """GET /tenzij: what waits for a decision first."""
    status, na, k = visit.form.value("status"), after_of(visit), position_of(visit)
    if status and status not in set(TenzijStatus):
        raise Afwijzing(400, "Deze stand kennen wij niet. Kies er een uit de lijst.")
    question = TenzijQuestion(status=TenzijStatus(status) if status else None, na=na)
    found = await visit.gateway.tenzijs.listing(visit.beller, question, k)
    values = {
        "tenzijs": found.tenzijs,
        "statuses": [(str(one), str(one)) for one in TenzijStatus],
        "k": found.k,
        **page_links("/tenzij", {"status": status, "k": found.k}, na, found.volgende),
        "may_ask": may(visit, "tenzijs.ask"),
        "name": names(visit),
        "product": product_names(visit),
    }
    return Page("tenzij/listing.html", values)


async def one(visit: Visit) -> Page:
    """GET /tenzij/{id}: with the steps so far, and what can be done now."""
    return await _shown(visit, id_of(visit))


async def _shown(visit: Visit, id_: UUID, fault: Exception | None = None) -> Page:
    found = await visit.gateway.tenzijs.one(visit.beller, id_, position_of(visit) if fault is None else None)
    values: dict[str, Any] = {
        "tenzij": found.tenzij,
        "stappen": found.stappen,
        "steps": STEPS,
        "k": found.k,
        "can": {step: may(visit, f"tenzijs.{step}") for step in _STEPS},
        "name": names(visit),
        "product": product_names(visit),
        "elders": [],
    }
    if values["can"]["grant"] and found.tenzij.status is TenzijStatus.GEVRAAGD:
        values["elders"] = await visit.gateway.alternatieven.of_tenzij(visit.beller, id_)
    if fault is None:
        return Page("tenzij/one.html", values)
    return Page("tenzij/one.html", values, status=400, form=visit.form.with_fault(fault))


async def form(visit: Visit) -> Page:
    """GET /tenzij/vragen."""
    return _asking(visit)


def _asking(visit: Visit, fault: Exception | None = None) -> Page:
    values = {"own": own_of(visit, "tenzijs.ask"), "places": range(1, ALTERNATIEVEN + 1)}
    if fault is None:
        return Page("tenzij/ask.html", values)
    return Page("tenzij/ask.html", values, status=400, form=visit.form.with_fault(fault))


async def ask(visit: Visit) -> Answer:
    """POST /tenzij/vragen."""
    known: dict[str, object] = {
        "door": visit.beller.persoon,
        "alternatieven": _alternatieven(visit),
        **own_of(visit, "tenzijs.ask"),
    }
    try:
        asked = read_given(visit.form, Tenzijverzoek, **known).asked()
        result = await visit.gateway.tenzijs.ask(visit.beller, asked)
    except FORM_FAULTS as fault:
        return _asking(visit, fault)
    return Redirect(f"/tenzij/{result.tenzij.id}", "tenzij-gevraagd")


def _alternatieven(visit: Visit) -> list[GevraagdAlternatief]:
    """Those of which either the code or the reason was filled in."""
    rows = [
        GevraagdAlternatief(aanbieder=visit.form.value(f"ander{n}"), waarom=visit.form.value(f"waarom{n}"))
        for n in range(1, ALTERNATIEVEN + 1)
    ]
    return [row for row in rows if row.aanbieder or row.waarom]


async def decide(visit: Visit) -> Answer:
    """POST /tenzij/{id}/besluit."""

    async def act(tenzijs: Tenzijs, id_: UUID) -> TenzijResult:
        given = read_given(visit.form, Tenzijbesluit, door=visit.beller.persoon)
        if given.besluit == "afgewezen":
            return await tenzijs.reject(visit.beller, id_, given.door, given.motivering)
        granted = given.on(await tenzijs.asked(visit.beller, id_))
        return await tenzijs.grant(visit.beller, id_, granted, given.door, given.motivering)

    return await _step(visit, act)


async def change(visit: Visit) -> Answer:
    """POST /tenzij/{id}/wijziging."""

    async def act(tenzijs: Tenzijs, id_: UUID) -> TenzijResult:
        given = read_given(visit.form, Tenzijwijziging, door=visit.beller.persoon)
        return await tenzijs.change(visit.beller, id_, given.maximum_cents, given.tot, given.door, given.motivering)

    return await _step(visit, act)


async def end(visit: Visit) -> Answer:
    """POST /tenzij/{id}/einde."""

    async def act(tenzijs: Tenzijs, id_: UUID) -> TenzijResult:
        given = read_given(visit.form, Tenzijeinde, door=visit.beller.persoon)
        return await tenzijs.end(visit.beller, id_, given.vanaf, given.door, given.motivering)

    return await _step(visit, act)


async def confirm(visit: Visit) -> Answer:
    """POST /tenzij/{id}/bevestiging."""

    async def act(tenzijs: Tenzijs, id_: UUID) -> TenzijResult:
        given = read_given(visit.form, Tenzijstap, door=visit.beller.persoon)
        return await tenzijs.confirm(visit.beller, id_, given.door, given.toelichting)

    return await _step(visit, act)


async def withdraw(visit: Visit) -> Answer:
    """POST /tenzij/{id}/intrekking."""

    async def act(tenzijs: Tenzijs, id_: UUID) -> TenzijResult:
        given = read_given(visit.form, Tenzijstap, door=visit.beller.persoon)
        return await tenzijs.withdraw(visit.beller, id_, given.door, given.toelichting)

    return await _step(visit, act)


async def _step(visit: Visit, act: Callable[[Tenzijs, UUID], Awaitable[TenzijResult]]) -> Answer:
    id_ = id_of(visit)
    try:
        await act(visit.gateway.tenzijs, id_)
    except FORM_FAULTS as fault:
        return await _shown(visit, id_, fault)
    return Redirect(f"/tenzij/{id_}", "stap-geboekt")
