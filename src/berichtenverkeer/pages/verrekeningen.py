# SPDX-License-Identifier: EUPL-1.2
"""The half-yearly settlement of tenzij's: asked of an aanbieder, answered by him, fixed. Who acts is who logged in."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from berichtenverkeer.gateway.verrekening_forms import (
    Opgave,
    Uitvraag,
    Vaststelling,
    VerrekeningQuestion,
    Verrekeningregel,
    VerrekeningView,
)
from berichtenverkeer.pages.given import after_of, cents_of, id_of, may, page_links, position_of, read_given
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.producten import product_names
from berichtenverkeer.pages.visit import FORM_FAULTS, Answer, Form, Page, Redirect, Visit
from berichtenverkeer.plafonds.verrekening import Verrekeningstatus
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN
from berichtenverkeer.web.problem import Afwijzing

UNITS = [(code, f"{text} ({code})") for code, text in CODELIJSTEN["WJ756"].codes.items()]
MORE = 1
"""Rows for a volume beside those that were asked."""


async def listing(visit: Visit) -> Page:
    """GET /verrekeningen: the last asked first."""
    return await _listed(visit)


async def _listed(visit: Visit, fault: Exception | None = None) -> Page:
    is_asked = fault is None
    status = visit.form.value("status") if is_asked else ""
    if status and status not in set(Verrekeningstatus):
        raise Afwijzing(400, "Deze stand kennen wij niet. Kies er een uit de lijst.")
    na = after_of(visit) if is_asked else 0
    question = VerrekeningQuestion(status=Verrekeningstatus(status) if status else None, na=na)
    found = await visit.gateway.verrekeningen.listing(visit.beller, question, position_of(visit) if is_asked else None)
    values = {
        "verrekeningen": found.verrekeningen,
        "statuses": [(str(one), str(one)) for one in Verrekeningstatus],
        "changed": _changed,
        "name": names(visit),
        "k": found.k,
        **page_links("/verrekeningen", {"status": status, "k": found.k}, na, found.volgende),
        "may_ask": may(visit, "verrekeningen.ask"),
    }
    return _page("verrekeningen/listing.html", values, visit, fault)


def _changed(one: VerrekeningView) -> int | None:
    """What its lines became more since they were fixed; None before that."""
    known = [line.na_verrekening_gewijzigd_cents for line in one.regels]
    return sum(cents or 0 for cents in known) if any(cents is not None for cents in known) else None


async def ask(visit: Visit) -> Answer:
    """POST /verrekeningen."""
    try:
        asked = await visit.gateway.verrekeningen.ask(
            visit.beller, read_given(visit.form, Uitvraag, door=visit.beller.persoon)
        )
    except FORM_FAULTS as fault:
        return await _listed(visit, fault)
    return Redirect(f"/verrekeningen/{asked.id}", "stap-geboekt")


async def one(visit: Visit) -> Page:
    """GET /verrekeningen/{id}: line by line, of what each amount is made, and what can be done now."""
    return await _shown(visit, id_of(visit))


async def _shown(visit: Visit, id_: UUID, fault: Exception | None = None) -> Page:
    found = await visit.gateway.verrekeningen.one(visit.beller, id_, position_of(visit) if fault is None else None)
    settled = found.verrekening
    values = {
        "verrekening": settled,
        "changed": _changed(settled),
        "units": UNITS,
        "unit": dict(UNITS),
        "rows": _rows,
        "name": names(visit),
        "product": product_names(visit),
        "k": found.k,
        "behind": _behind(settled, found.k) if may(visit, "plafonds.boekingen") else None,
        "can_answer": may(visit, "verrekeningen.answer") and settled.status is Verrekeningstatus.UITGEVRAAGD,
        "can_settle": may(visit, "verrekeningen.settle") and settled.status is not Verrekeningstatus.VERREKEND,
        "may_open": may(visit, "tenzijs.one"),
    }
    page = _page("verrekeningen/one.html", values, visit, fault)
    title = visit.language.gettext("Wat wordt er verrekend met {name}?").format(name=names(visit)(settled.aanbieder))
    return Page(page.template, page.values, page.status, page.form, title)


def _page(template: str, values: dict[str, Any], visit: Visit, fault: Exception | None) -> Page:
    if fault is None:
        return Page(template, values)
    return Page(template, values, status=400, form=visit.form.with_fault(fault))


def _behind(one: VerrekeningView, k: int) -> str:
    asked = urlencode({"jaar": one.jaar, "k": k, "rekening": "TENZIJ_REALISATIE"})
    return f"/plafonds/{one.aanbieder}/boekingen?{asked}"


def _rows(line: Verrekeningregel) -> list[tuple[str, object]]:
    """What stands in the form under a line: the volumes that were asked, and room for another."""
    return [*((one.eenheid, one.volume) for one in line.volumes), *[("", "")] * MORE]


async def answer(visit: Visit) -> Answer:
    """POST /verrekeningen/{id}/opgave."""

    async def act(id_: UUID, lines: list[Verrekeningregel]) -> None:
        given = [one for n, line in enumerate(lines, 1) if (one := _other_volume(visit.form, n, line))]
        opgave = read_given(visit.form, Opgave, door=visit.beller.persoon, regels=given)
        await visit.gateway.verrekeningen.answer(visit.beller, id_, opgave)

    return await _step(visit, act)


def _other_volume(form: Form, n: int, line: Verrekeningregel) -> dict[str, Any] | None:
    """What was filled in at a line; None where that is what was asked."""
    rows = [(form.value(f"eenheid{n}-{m}"), form.value(f"volume{n}-{m}")) for m, _ in enumerate(_rows(line), 1)]
    filled = [(unit, text) for unit, text in rows if text]
    asked, reason = [(one.eenheid, str(one.volume)) for one in line.volumes], form.value(f"reden{n}")
    if filled == asked and not reason:
        return None
    volumes = [{"eenheid": unit, "volume": _numeral(text)} for unit, text in filled]
    return {"tenzij": line.tenzij, "volumes": volumes, "reden": reason}


def _numeral(text: str) -> int | str:
    """What is no number stays a text, which the form then says is wrong."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


async def settle(visit: Visit) -> Answer:
    """POST /verrekeningen/{id}/verrekening."""

    async def act(id_: UUID, lines: list[Verrekeningregel]) -> None:
        given = [one for n, line in enumerate(lines, 1) if (one := _other_amount(visit.form, n, line))]
        fixed = read_given(visit.form, Vaststelling, door=visit.beller.persoon, regels=given)
        await visit.gateway.verrekeningen.settle(visit.beller, id_, fixed)

    return await _step(visit, act)


def _other_amount(form: Form, n: int, line: Verrekeningregel) -> dict[str, Any] | None:
    """The amount that was filled in at a line; None where none was."""
    text, reason = form.value(f"bedrag{n}"), form.value(f"waarom{n}")
    if not text and not reason:
        return None
    cents = cents_of(text)
    return {"tenzij": line.tenzij, "bedragCents": text if cents is None else cents, "reden": reason}


async def _step(visit: Visit, act: Callable[[UUID, list[Verrekeningregel]], Awaitable[None]]) -> Answer:
    """What is done with the lines as who acts sees them."""
    id_ = id_of(visit)
    found = await visit.gateway.verrekeningen.one(visit.beller, id_)
    try:
        await act(id_, found.verrekening.regels)
    except FORM_FAULTS as fault:
        return await _shown(visit, id_, fault)
    return Redirect(f"/verrekeningen/{id_}", "stap-geboekt")
