# SPDX-License-Identifier: EUPL-1.2
"""One bericht of a mailbox: as a person reads it, with its receipt and its answer; its XML; that it was taken."""

import asyncio
from uuid import UUID

from berichtenverkeer.gateway.postvak import View
from berichtenverkeer.pages.bericht_content import Content, content_of
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Download, Page, Redirect, Visit
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.problem import Afwijzing


async def one(visit: Visit) -> Page:
    """GET /berichten/{id}: `vanaf` is the number of the element with which a long one begins."""
    bericht_id = asked(visit)
    found = await visit.gateway.postvak.read(visit.beller, bericht_id)
    if found is None:
        raise _unknown()
    view, data = found
    given = visit.form.value("vanaf")
    since = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 1
    content = await _content(visit, view, data, since)
    envelope = view.envelope
    standaarden = visit.gateway.standaarden
    values = {
        "view": view,
        "piece": view.piece,
        "envelope": envelope,
        "receipt": forms.berichtinzage(view, standaarden).ontvangstbewijs,
        "soort": kind_of(visit, view),
        "content": content,
        "since": since,
        "name": names(visit),
        "names_only": visit.beller.is_aanbieder,
        "antwoord": envelope.retour_id or view.antwoord_id,
    }
    title = visit.language.gettext("Wat staat er in bericht %(soort)s?") % {"soort": envelope.berichtsoort}
    return Page("bericht/one.html", values, title=title)


async def xml(visit: Visit) -> Download:
    """GET /berichten/{id}/xml: the exact bytes."""
    bericht_id = asked(visit)
    data = await visit.gateway.postvak.payload(visit.beller, bericht_id)
    if data is None:
        raise _unknown()
    return Download(data, "application/xml", f"{bericht_id}.xml")


async def collect(visit: Visit) -> Redirect:
    """POST /berichten/{id}/opgehaald: it waits no longer."""
    bericht_id = asked(visit)
    if not await visit.gateway.postvak.collect(visit.beller, bericht_id):
        raise _unknown()
    return Redirect(f"/berichten/{bericht_id}", notice="opgehaald")


def asked(visit: Visit) -> UUID:
    """The id in the address. Raises Afwijzing (404) for what no bericht can have."""
    bericht_id = questions.bericht_id(visit.part("id"))
    if bericht_id is None:
        raise _unknown()
    return bericht_id


def kind_of(visit: Visit, view: View) -> Berichtsoort:
    """The berichtsoort of a bericht in its own release."""
    standaard = visit.gateway.standaarden.with_name(f"{view.envelope.standaard} {view.envelope.release}")
    return (standaard.soorten if standaard is not None else BERICHTSOORTEN)[view.envelope.berichtsoort]


async def _content(visit: Visit, view: View, data: bytes | None, since: int) -> Content | None:
    """None when it was destroyed."""
    if data is None:
        return None
    return await asyncio.to_thread(content_of, data, kind_of(visit, view), view.envelope.bevindingen, since)


def _unknown() -> Afwijzing:
    return Afwijzing(404, "Dit bericht staat niet in uw postvak.")
