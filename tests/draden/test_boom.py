# SPDX-License-Identifier: EUPL-1.2
"""The tree of a thread: whatever ties keys together, nothing is lost, and it ends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.draden.boom import Draadbericht, Rij, Tak, boom
from berichtenverkeer.ledger.veroorzaker import Kanaal, Veroorzaker

TOEWIJZINGEN = [f"toewijzing/0363/{nummer}" for nummer in range(4)]
VERZOEKEN = [f"verzoek/65656055/V{nummer}" for nummer in range(4)]


def rij(positie: int, *sleutels: str, **anders: Any) -> Rij:
    """A JW305 of the asking party."""
    gewoon: dict[str, Any] = {
        "id": UUID(int=positie),
        "ontvangen_op": datetime(2026, 6, 1, tzinfo=UTC),
        "berichtsoort": "JW305",
        "identificatie": str(positie),
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
    return Rij(positie=positie, sleutels=sleutels, **(gewoon | anders))


def alle_takken(takken: Sequence[Tak]) -> Iterator[Tak]:
    for tak in takken:
        yield tak
        yield from alle_takken(tak.takken)


def berichten(takken: Sequence[Tak]) -> Iterator[Draadbericht]:
    for tak in alle_takken(takken):
        yield from tak.berichten


PAREN = st.sets(st.tuples(st.sampled_from(TOEWIJZINGEN), st.sampled_from(VERZOEKEN)))
SLEUTELS = st.lists(st.sampled_from([*TOEWIJZINGEN, *VERZOEKEN]), unique=True, min_size=1, max_size=3)
SOORTEN = st.sampled_from(["JW301", "JW305", "JW315", "JW317", "JW319"])


@given(PAREN, st.lists(st.tuples(SOORTEN, SLEUTELS), max_size=8), SLEUTELS)
def test_all_that_can_be_reached_is_there_and_each_key_once(
    paren: set[tuple[str, str]], inhoud: list[tuple[str, list[str]]], begin: list[str]
) -> None:
    rijen = [rij(nummer, *sleutels, berichtsoort=soort) for nummer, (soort, sleutels) in enumerate(inhoud, 1)]
    takken = boom(begin, paren, rijen, [])
    assert max(Counter(tak.sleutel for tak in alle_takken(takken)).values(), default=1) == 1
    bereikt = set(begin)
    for _ in paren:
        bereikt |= {een for paar in paren if not bereikt.isdisjoint(paar) for een in paar}
    verwacht = {een.id for een in rijen if not bereikt.isdisjoint(een.sleutels)}
    assert {een.id for een in berichten(takken)} == verwacht


@given(PAREN, st.permutations(range(1, 5)))
def test_under_a_key_berichten_stand_in_order_of_receipt(paren: set[tuple[str, str]], posities: list[int]) -> None:
    rijen = sorted((rij(positie, TOEWIJZINGEN[0]) for positie in posities), key=lambda een: een.positie)
    (tak,) = (tak for tak in alle_takken(boom([TOEWIJZINGEN[0]], paren, rijen, [])) if tak.berichten)
    assert [een.identificatie for een in tak.berichten] == ["1", "2", "3", "4"]


def test_a_story_begins_with_its_first_verzoek() -> None:
    een, twee = VERZOEKEN[:2]
    paren = {(TOEWIJZINGEN[0], twee), (TOEWIJZINGEN[0], een)}
    rijen = [rij(1, TOEWIJZINGEN[0]), rij(2, twee, berichtsoort="JW315"), rij(3, een, berichtsoort="JW317")]
    (wortel,) = boom([TOEWIJZINGEN[0]], paren, rijen, [])
    assert wortel.sleutel == twee
    assert [tak.sleutel for tak in wortel.takken] == [TOEWIJZINGEN[0]]
    assert [tak.sleutel for tak in wortel.takken[0].takken] == [een]


def test_in_the_place_of_a_bericht_of_others_stands_the_answer_on_it() -> None:
    heen = rij(1, TOEWIJZINGEN[0], is_zichtbaar=False, richting=None)
    retour = rij(2, heen_id=heen.id, berichtsoort="JW306", richting="in")
    (tak,) = boom([TOEWIJZINGEN[0]], (), [heen], [retour])
    assert [(een.berichtsoort, een.wederpartij, een.sleutels) for een in tak.berichten] == [
        ("JW306", "65656055", (TOEWIJZINGEN[0],))
    ]
    assert boom([TOEWIJZINGEN[0]], (), [heen], []) == ()
