# SPDX-License-Identifier: EUPL-1.2
"""Wat-als: with another norm, base or amount, who would have been full, when, and by how much. Nothing is booked."""

from decimal import Decimal, InvalidOperation
from typing import Any

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.amount_forms import VerdelingVraag, WatAlsVraag
from berichtenverkeer.gateway.gateway import Queries
from berichtenverkeer.gateway.what_if import WatAlsOverzicht
from berichtenverkeer.pages.given import cents_of, position_of
from berichtenverkeer.pages.plafonds import year_of
from berichtenverkeer.pages.visit import FORM_FAULTS, Form, Page, Visit
from berichtenverkeer.plafonds.voorstel import Wijze
from berichtenverkeer.web.problem import Afwijzing

WAYS = tuple((str(one), str(one)) for one in Wijze)
"""How an amount is spread: what is sent, what is read."""


async def asked(visit: Visit) -> Page:
    """GET /wat-als: a question has an address of its own, so that it can be asked again and shown to others."""
    jaar, k = year_of(visit), position_of(visit)
    values: dict[str, Any] = {"jaar": jaar, "last": day(visit.gateway.clock()).year - 1, "ways": WAYS}
    if not any(visit.form.value(name) for name in ("norm", "basisjaar", "bedrag")):
        return Page("what_if/asked.html", values | {"found": None})

    async def read(there: Queries) -> WatAlsOverzicht:
        return await there.what_if.asked(visit.beller, jaar, _question(visit.form), k)

    try:
        found = await visit.gateway.ask(visit.beller, read)
    except FORM_FAULTS as fault:
        return Page("what_if/asked.html", values | {"found": None}, status=400, form=visit.form.with_fault(fault))
    return Page("what_if/asked.html", values | {"found": found})


def _question(form: Form) -> WatAlsVraag:
    """Raises Afwijzing (400)."""
    spread = None
    if text := form.value("bedrag"):
        cents = cents_of(text)
        if cents is None:
            raise Afwijzing(400, "Dit is geen bedrag; schrijf het als 250.000 of 250000,50.")
        spread = VerdelingVraag(
            bedrag_cents=cents, wijze="naar rato" if form.value("wijze") == "naar rato" else "gelijk"
        )
    return WatAlsVraag(norm=_norm(form.value("norm")), basisjaar=_base(form.value("basisjaar")), verdeling=spread)


def _norm(text: str) -> str | None:
    """`0,9` as well as `0.9`."""
    if not text:
        return None
    try:
        norm = Decimal(text.replace(",", "."))
    except InvalidOperation:
        norm = Decimal(-1)
    if not (norm.is_finite() and 0 < norm < 1000 and norm == round(norm, 4)):
        raise Afwijzing(400, "Dit is geen norm; schrijf haar als 0,9 of 1,05.")
    return f"{norm:f}"


def _base(text: str) -> int | None:
    if text and not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise Afwijzing(400, "Dit is geen jaar; een jaar heeft vier cijfers, bijvoorbeeld 2025.")
    return int(text) if text else None
