# SPDX-License-Identifier: EUPL-1.2
"""What is behind a number of a report, and what moved in it: youths by pseudonym, berichten by their address."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec

from berichtenverkeer.core.clock import in_words, read_day
from berichtenverkeer.pages.report_asked import NOT_BEHIND, Asked, address, filled, whole_months, without
from berichtenverkeer.pages.visit import FORM_FAULTS, Page, Visit
from berichtenverkeer.rapporten.declaration import Report, Unit
from berichtenverkeer.rapporten.forms import wording

FACTS = 50
"""Facts on one page."""

NOT_SHOWN = ("periode", "plek", "plek2", "levering", "segmentplek")
"""Columns of facts by which they are counted, and that say nothing to who reads them."""

OF_CELL = ("tabel", "kolom", "niveau", "bij", "plek", "plek2", "sleutel", "na")
CAUSES = 5
"""Of what moved a number, so many are named; their number is told."""


async def behind(visit: Visit) -> Page:
    """GET /rapporten/{code}/achter: the facts that a number counts, and the berichten that made them so."""
    use = visit.gateway.rapportages
    declared = use.require(visit.beller, visit.part("code"))
    given = [pair for pair in visit.form.filled.items() if pair[0] not in ("taal", "gelukt")]
    found = msgspec.json.decode(await use.behind(visit.beller, declared.code, [*given, ("limit", str(FACTS))]))
    table = declared.table(found["tabel"])
    column = table.column(visit.form.value("kolom")) if visit.form.value("kolom") else None
    facts, onward = found["feiten"], without(given, "na")
    names = [name for name in facts[0]["waarden"] if name not in NOT_SHOWN] if facts else []
    values = {
        "table": table,
        "column": column,
        "label": wording.head(column) if column else "",
        "heads": [_label(name) for name in names],
        "facts": [
            (one["client"], [_read(name, one["waarden"][name]) for name in names], one["berichten"]) for one in facts
        ],
        "of_people": any(one["client"] for one in facts),
        "k": found["verantwoording"]["k"],
        "dag_k": date.fromisoformat(found["verantwoording"]["dagK"]),
        "place": [text for name in ("bij", "plek", "plek2", "sleutel") if (text := visit.form.value(name))],
        "back": address(declared.code, "", without(given, *OF_CELL)),
        "first": f"?{urlencode(onward)}" if visit.form.value("na") else None,
        "following": f"?{urlencode([*onward, ('na', found['volgende'])])}" if found["volgende"] else None,
    }
    return Page("reports/behind.html", {"report": declared, **values})


async def restatement(visit: Visit) -> Page:
    """GET /rapporten/{code}/herziening: what moved since a day or a K, and by which berichten."""
    use = visit.gateway.rapportages
    declared = use.require(visit.beller, visit.part("code"))
    given = without(filled(visit), *NOT_BEHIND)
    fault, found = None, None
    try:
        given = await _since(visit, given)
        if "k" in dict(given):
            found = msgspec.json.decode(await use.restatement(visit.beller, declared.code, given))
    except FORM_FAULTS as told:
        fault = told
    form = visit.form.with_fault(fault) if fault else visit.form
    values = {
        "report": declared,
        "periode": dict(given).get("periode", ""),
        "moved": None if found is None else [_moved(declared, one) for one in found["herzien"]],
        "before": None if found is None else _peil(found["eerder"]),
        "later": None if found is None else _peil(found["later"]),
        "kept": without(given, "k", "dagK", "metK", "metDagK", "periode"),
        "back": address(declared.code, "", without(given, "k", "dagK", "metK", "metDagK")),
    }
    return Page("reports/restatement.html", values, 400 if fault else 200, form)


async def _since(visit: Visit, given: Asked) -> Asked:
    """With the K of the end of the day `sinds`, if it was filled in, and with a period. Raises WrongQuestion."""
    use = visit.gateway.rapportages
    if since := visit.form.value("sinds"):
        peil = await use.peil({"op": since})
        given = [*without(given, "k", "dagK"), ("k", str(peil.positie)), ("dagK", peil.dag.isoformat())]
    if "periode" not in dict(given):
        given = [("periode", whole_months((await use.peil({})).dag)), *given]
    return given


def _peil(ground: dict[str, Any]) -> tuple[int, date]:
    return ground["k"], date.fromisoformat(ground["dagK"])


def _moved(declared: Report, one: dict[str, Any]) -> dict[str, Any]:
    table = declared.table(one["tabel"])
    column = table.column(one["kolom"])
    place = [text for text in (one["periode"], one["plek"], one["plek2"], *one["sleutel"]) if text is not None]
    causes = one["oorzaken"]
    return {
        "table": table.title,
        "place": " · ".join(map(str, place)) or wording.TOTAL,
        "column": wording.head(column),
        "was": wording.shown(one["was"], column.unit),
        "now": wording.shown(one["is"], column.unit),
        "causes": [
            {**cause, "soort": _label(cause["soort"]), "dag": date.fromisoformat(cause["dag"])}
            for cause in causes[:CAUSES]
        ],
        "more": max(0, len(causes) - CAUSES),
    }


def _values(values: dict[str, Any]) -> list[str]:
    return [_read(name, value) for name, value in values.items() if name not in NOT_SHOWN]


def _label(name: str) -> str:
    """`toewijzingNummer` reads `Toewijzing nummer`."""
    return wording.label(re.sub(r"(?<=\w)(?=[A-Z])", "_", name).lower())


def _read(name: str, value: Any) -> str:
    """A value of a fact, as a person reads it."""
    if isinstance(value, str) and (one := read_day(value)) is not None:
        return in_words(one)
    if isinstance(value, int) and not isinstance(value, bool):  # a number of something, which is not grouped, or money
        return wording.shown(value, Unit.CENTS) if name.lower().endswith("cents") else str(value)
    return wording.shown(value, Unit.TEXT)
