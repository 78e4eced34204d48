# SPDX-License-Identifier: EUPL-1.2
"""What a rule saw is told of every question that History knows, in words, each once, and never with a BSN."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from berichtenverkeer.berichten import JW305
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.facts import _QUESTIONS, MOST_FACTS, WatchedHistory, facts_of
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.regel import Regel
from bouwers import BSN, jw305


class _Known:
    """Answers as a History would."""

    vandaag = date(2026, 6, 1)

    def toewijzing(self, number: int) -> Any:
        row = SimpleNamespace(
            nummer=number,
            categorie="45",
            code="45A04",
            ingangsdatum=date(2026, 1, 1),
            einddatum=None,
            budget_cents=None,
            volume=4,
            eenheid="04",
            frequentie="2",
            is_verwijderd=False,
            gemeente="0363",
            aanbieder="65656055",
        )
        return row if number == 1 else None

    def is_known_client(self, bsn: str) -> bool:
        return bsn == BSN


def test_every_question_of_history_has_its_words() -> None:
    asked = {name for name in dir(History) if not name.startswith("_")}
    assert set(_QUESTIONS) == asked


def test_a_rule_tells_what_it_asked_in_order_and_once() -> None:
    def examine(bericht: JW305, history: History) -> list[str]:
        assert (bericht, history.vandaag) == (jw305(), date(2026, 6, 1))
        return [pad for pad in ("a", "b") if history.toewijzing(1) is None or not history.is_known_client(BSN)]

    facts = facts_of(_regel(examine), jw305(), cast("History", _Known()))
    assert [(one.vraag, one.antwoord) for one in facts] == [
        ("Dag van ontvangst", "1 juni 2026"),
        ("Toewijzing 1", "1: 45 45A04, vanaf 1 januari 2026, volume 4, eenheid 04, frequentie 2"),
        ("Heeft deze cliënt hier ooit een toewijzing gehad?", "ja"),
    ]
    assert [sorted(one.partijen) for one in facts] == [[], ["0363", "65656055"], []]
    assert BSN not in str(facts)


def test_of_a_rule_that_asks_thousands_the_first_are_kept() -> None:
    watched = WatchedHistory(cast("History", _Known()))
    for number in range(2 * MOST_FACTS):
        watched.toewijzing(number)
    assert len(watched.facts) == MOST_FACTS
    assert watched.facts[0].antwoord == "niet bekend"


def _regel(examine: Any) -> Regel:
    return Regel(
        code="TR999",
        berichten=frozenset({"JW305"}),
        niveau=Niveau.BERICHTOVERSTIJGEND,
        retourcode=None,
        tekst="x",
        actie="x",
        examine=examine,
    )
