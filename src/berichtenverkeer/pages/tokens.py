# SPDX-License-Identifier: EUPL-1.2
"""Tokens, with which the systems of a partij come in: all of them, a new one, one in the place of another, an end."""

from uuid import UUID

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.access import UnknownCredential, UnknownPartij
from berichtenverkeer.gateway.json_form import WrongForm
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import FORM_FAULTS, Form, Page, Redirect, Visit
from berichtenverkeer.regels.meldingen.verzoek import CONTENT
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.web.problem import Afwijzing

MAX_LABEL = 100
"""Characters of what a token is for."""


async def listing(visit: Visit) -> Page:
    """GET /beheer/tokens: those that are valid first, by partij."""
    return await _listing(visit)


async def create(visit: Visit) -> Page:
    """POST /beheer/tokens: its secret stands on the answer and nowhere else."""
    try:
        id_, secret = await _made(visit)
    except FORM_FAULTS as fault:
        return await _listing(visit, visit.form.with_fault(fault))
    return _shown(id_, secret)


async def rotate(visit: Visit) -> Page:
    """POST /beheer/tokens/{id}/vernieuwen: a new secret; the old one works on for a week."""
    try:
        id_, secret = await visit.gateway.access.rotate(visit.beller, _asked(visit))
    except UnknownCredential:
        raise _unknown() from None
    return _shown(id_, secret)


async def withdraw(visit: Visit) -> Redirect:
    """POST /beheer/tokens/{id}/intrekken."""
    try:
        await visit.gateway.access.withdraw(visit.beller, _asked(visit))
    except UnknownCredential:
        raise _unknown() from None
    return Redirect("/beheer/tokens", "token-ingetrokken")


async def _made(visit: Visit) -> tuple[UUID, str]:
    """Raises WrongForm."""
    label = visit.form.value("label")
    if len(label) > MAX_LABEL or not label.isprintable():
        text = f"Dit is langer dan {MAX_LABEL} tekens, of er staan tekens in die niet te lezen zijn."
        raise WrongForm([CONTENT.at("label", text=text, action="Maak het korter.")])
    try:
        return await visit.gateway.access.create(visit.beller, visit.form.value("partij"), label)
    except UnknownPartij:
        text, action = "Deze partij staat vandaag niet in het register.", "Kies een partij uit de lijst."
        raise WrongForm([CONTENT.at("partij", text=text, action=action)]) from None


async def _listing(visit: Visit, form: Form | None = None) -> Page:
    now = visit.gateway.clock()
    rows = [(one, one.is_valid(now)) for one in await visit.gateway.access.listing(visit.beller)]
    rows.sort(key=lambda pair: not pair[1])
    stand = visit.gateway.register.stand
    partijen = [(one.code, f"{one.naam} ({one.code})") for one in stand.rows(Partij) if one.is_valid(day(now))]
    values = {"rows": rows, "name": names(visit), "partijen": partijen}
    return Page("tokens/listing.html", values, 400 if form else 200, form=form)


def _shown(id_: UUID, secret: str) -> Page:
    return Page("tokens/shown.html", {"id": id_, "secret": secret})


def _asked(visit: Visit) -> UUID:
    try:
        return UUID(visit.part("id"))
    except ValueError:
        raise _unknown() from None


def _unknown() -> Afwijzing:
    return Afwijzing(404, "Dit token bestaat niet, of het geldt niet meer. Kijk in de lijst van tokens.")
