# SPDX-License-Identifier: EUPL-1.2
"""The thread of a bericht as a timeline: all that hangs together with it, with the answers."""

from collections.abc import Iterator

import msgspec

from berichtenverkeer.draden.tree import Draadbericht, Tak
from berichtenverkeer.gateway.rights import NoRight, zicht_of
from berichtenverkeer.ledger.draden import DECLARATIE, LEVERING, TOEWIJZING, VERZOEK
from berichtenverkeer.pages.bericht import asked
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.web.problem import Afwijzing


class Story(msgspec.Struct, frozen=True):
    """The berichten of one key, in order of receipt; what kind of key and how it reads."""

    kind: str
    key: str
    steps: list[Draadbericht]


async def draad(visit: Visit) -> Page:
    """GET /berichten/{id}/draad."""
    bericht_id = asked(visit)
    found = await visit.gateway.ask(visit.beller, lambda there: there.draden.draad(visit.beller, bericht_id))
    if found is None:
        raise Afwijzing(404, "Dit bericht staat niet in uw postvak.")
    values = {
        "draad": found,
        "stories": [story for tak in found.takken for story in _told(tak)],
        "name": names(visit),
        "opens": may_open(visit),
        "explains": zicht_of(visit.beller, "reasons.why").partij is None,
        "soorten": {soort.naam: soort.omschrijving for soort in BERICHTSOORTEN.values()},
    }
    return Page("draad/draad.html", values)


def _told(tak: Tak) -> Iterator[Story]:
    """A tak with the takken that hang on it, as one list of stories."""
    every = [step for one in tak.berichten for step in (one, *one.antwoorden)]
    if every:
        kind, _, key = (tak.sleutel or "").partition("/")
        known = f"{kind}/" in (VERZOEK, TOEWIJZING, LEVERING, DECLARATIE)
        yield Story(kind if known else "", key.replace("/", " · "), sorted(every, key=lambda one: one.ontvangen_op))
    for under in tak.takken:
        yield from _told(under)


def may_open(visit: Visit) -> bool:
    """Whether he may open what is in a mailbox of his partij."""
    try:
        zicht_of(visit.beller, "postvak.view")
    except NoRight:
        return False
    return True
