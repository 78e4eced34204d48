# SPDX-License-Identifier: EUPL-1.2
"""The tree of a thread: whatever ties keys together, nothing is lost, and it ends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.draden.tree import Draadbericht, Row, Tak, tree
from berichtenverkeer.ledger.causer import Kanaal, Veroorzaker

TOEWIJZINGEN = [f"toewijzing/0363/{number}" for number in range(4)]
VERZOEKEN = [f"verzoek/65656055/V{number}" for number in range(4)]


def row(position: int, *keys: str, **otherwise: Any) -> Row:
    """A JW305 of the asking party."""
    plain: dict[str, Any] = {
        "id": UUID(int=position),
        "ontvangen_op": datetime(2026, 6, 1, tzinfo=UTC),
        "berichtsoort": "JW305",
        "identificatie": str(position),
        "verzender": "65656055",
        "bestemming": "0363",
        "dagtekening": date(2026, 6, 1),
        "oordeel": "goedgekeurd",
        "bron": "partij",
        "veroorzaker": Veroorzaker(kanaal=Kanaal.API, partij="65656055"),
        "heen_id": None,
        "richting": "uit",
        "is_zichtbaar": True,
        "codes": (),
    }
    return Row(positie=position, sleutels=keys, **(plain | otherwise))


def alle_takken(branches: Sequence[Tak]) -> Iterator[Tak]:
    for branch in branches:
        yield branch
        yield from alle_takken(branch.takken)


def berichten(branches: Sequence[Tak]) -> Iterator[Draadbericht]:
    for branch in alle_takken(branches):
        yield from branch.berichten


PAREN = st.sets(st.tuples(st.sampled_from(TOEWIJZINGEN), st.sampled_from(VERZOEKEN)))
KEYS = st.lists(st.sampled_from([*TOEWIJZINGEN, *VERZOEKEN]), unique=True, min_size=1, max_size=3)
SOORTEN = st.sampled_from(["JW301", "JW305", "JW315", "JW317", "JW319"])


@given(PAREN, st.lists(st.tuples(SOORTEN, KEYS), max_size=8), KEYS)
def test_all_that_can_be_reached_is_there_and_each_key_once(
    pairs: set[tuple[str, str]], content: list[tuple[str, list[str]]], begin: list[str]
) -> None:
    rows = [row(number, *keys, berichtsoort=soort) for number, (soort, keys) in enumerate(content, 1)]
    branches = tree(begin, pairs, rows, [])
    assert max(Counter(branch.sleutel for branch in alle_takken(branches)).values(), default=1) == 1
    bereikt = set(begin)
    for _ in pairs:
        bereikt |= {one for pair in pairs if not bereikt.isdisjoint(pair) for one in pair}
    expected = {one.id for one in rows if not bereikt.isdisjoint(one.sleutels)}
    assert {one.id for one in berichten(branches)} == expected


@given(PAREN, st.permutations(range(1, 5)))
def test_under_a_key_berichten_stand_in_order_of_receipt(pairs: set[tuple[str, str]], positions: list[int]) -> None:
    rows = sorted((row(position, TOEWIJZINGEN[0]) for position in positions), key=lambda one: one.positie)
    (branch,) = (branch for branch in alle_takken(tree([TOEWIJZINGEN[0]], pairs, rows, [])) if branch.berichten)
    assert [one.identificatie for one in branch.berichten] == ["1", "2", "3", "4"]


def test_a_story_begins_with_its_first_verzoek() -> None:
    one, two = VERZOEKEN[:2]
    pairs = {(TOEWIJZINGEN[0], two), (TOEWIJZINGEN[0], one)}
    rows = [row(1, TOEWIJZINGEN[0]), row(2, two, berichtsoort="JW315"), row(3, one, berichtsoort="JW317")]
    (root,) = tree([TOEWIJZINGEN[0]], pairs, rows, [])
    assert root.sleutel == two
    assert [branch.sleutel for branch in root.takken] == [TOEWIJZINGEN[0]]
    assert [branch.sleutel for branch in root.takken[0].takken] == [one]


def test_in_the_place_of_a_bericht_of_others_stands_the_answer_on_it() -> None:
    heen = row(1, TOEWIJZINGEN[0], is_zichtbaar=False, richting=None)
    retour = row(2, heen_id=heen.id, berichtsoort="JW306", richting="in")
    (branch,) = tree([TOEWIJZINGEN[0]], (), [heen], [retour])
    assert [(one.berichtsoort, one.wederpartij, one.sleutels) for one in branch.berichten] == [
        ("JW306", "65656055", (TOEWIJZINGEN[0],))
    ]
    assert tree([TOEWIJZINGEN[0]], (), [heen], []) == ()
