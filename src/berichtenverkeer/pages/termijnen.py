# SPDX-License-Identifier: EUPL-1.2
"""Who owes what, late or not."""

from datetime import date
from urllib.parse import urlencode

from berichtenverkeer.gateway.gateway import Queries
from berichtenverkeer.gateway.termijnen import TermijnListing
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.pages.work_list import GROUPS
from berichtenverkeer.termijnen.clocks import Question
from berichtenverkeer.termijnen.kinds import Kind
from berichtenverkeer.web import questions
from berichtenverkeer.web.problem import Afwijzing

KINDS = {
    Kind.RETOURBERICHT: "Retourbericht op een bericht",
    Kind.DECLARATIEANTWOORD: "Antwoord op een declaratie",
    Kind.ANTWOORD_VERZOEK: "Antwoord op een verzoek om toewijzing",
    Kind.ANTWOORD_WIJZIGING: "Antwoord op een verzoek om wijziging",
    Kind.EINDANTWOORD: "Besluit na 'in onderzoek'",
    Kind.WOONPLAATSBEGINSEL: "Bericht over het woonplaatsbeginsel",
    Kind.START: "Startbericht",
    Kind.STOP: "Stopbericht",
    Kind.STOP_VERWACHT: "Stopbericht na het einde van de toewijzing",
    Kind.TENZIJBESLUIT: "Besluit op een tenzij-verzoek",
    Kind.TENZIJOPGAVE: "Opgave van wat onder een tenzij is geleverd",
    Kind.SIGNAALGESPREK: "Gesprek over een signaal",
    Kind.SIGNAALBESLUIT: "Besluit over een signaal",
}
"""How a person reads each kind of clock."""


async def listing(visit: Visit) -> Page:
    """GET /termijnen."""
    form = visit.form
    asked = {name: text for name in ("k", "op", "na") if (text := form.value(name))}
    given = questions.read(asked, questions.TERMIJNEN)
    question = Question(
        soorten=_kinds(form.value("groep"), form.value("soort")),
        partij=form.value("partij") or None,
        is_open=form.value("stand", "open") != "voldaan",
        is_te_laat={"ja": True, "nee": False}.get(form.value("laat")),
        na=given.get("na", 0),
    )
    k, op = given.get("k"), given.get("op")

    async def read(there: Queries) -> TermijnListing:
        return await there.termijnen.klokken(visit.beller, question, k=k, op=op)

    found = await visit.gateway.ask(visit.beller, read)
    values = {
        "klokken": found.klokken,
        "kinds": KINDS,
        "options": [(str(kind), text) for kind, text in KINDS.items()],
        "k": found.k,
        "op": found.op,
        "following": _following(visit, found.k, found.op, found.volgende),
        "first": _following(visit, found.k, found.op, 0) if question.na else None,
    }
    return Page("termijnen/listing.html", values)


def _kinds(group: str, kind: str) -> tuple[Kind, ...]:
    """Raises Afwijzing (400)."""
    if kind:
        if kind not in set(Kind):
            raise Afwijzing(400, "Deze soort termijn kennen wij niet. Kies er een uit de lijst.")
        return (Kind(kind),)
    return GROUPS.get(group, tuple(Kind))


def _following(visit: Visit, k: int, op: date, na: int | None) -> str | None:
    """The same question at the same K, further on."""
    if na is None:
        return None
    kept = {name: text for name in ("groep", "soort", "partij", "stand", "laat") if (text := visit.form.value(name))}
    return f"/termijnen?{urlencode({**kept, 'k': k, 'op': op.isoformat(), **({'na': na} if na else {})})}"
