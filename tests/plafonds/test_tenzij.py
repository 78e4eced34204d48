# SPDX-License-Identifier: EUPL-1.2
"""Which step of a tenzij is allowed when, and what it makes of it (definitions.md 6.4)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.ledger.gebeurtenissen.tenzij import Correctie, OneTenzijGebeurtenis, TenzijGevraagd
from berichtenverkeer.plafonds import tenzij as life
from berichtenverkeer.plafonds.tenzij import Tenzij, TenzijStatus, folded, is_more
from berichtenverkeer.plafonds.updating import MoneyUpdater
from berichtenverkeer.register.stand import RegisterStand
from groeimeting import Stappen, niet_lineair
from plafonds.tenzijbouw import (
    T1,
    T2,
    afgewezen,
    beeindigd,
    bevestigd,
    gevraagd,
    gewijzigd,
    ingetrokken,
    toegekend,
    verrekend,
)

JUNI, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)


def faults(old: Tenzij | None, step: OneTenzijGebeurtenis) -> list[str]:
    """What is said, without what to do."""
    return [one.text for one in life.faults(old, step)]


def tenzij(*steps: OneTenzijGebeurtenis) -> Tenzij:
    """After these steps, each of which was allowed."""
    now: Tenzij | None = None
    for number, step in enumerate(steps, 1):
        assert faults(now, step) == [], step
        now = folded(steps[:number])[T1]
    assert now is not None
    return now


def test_a_request_is_granted_and_holds() -> None:
    one = tenzij(gevraagd(), toegekend(maximum_cents=80_000, tot=JUNI))
    assert (one.status, one.wacht, one.is_weak) == (TenzijStatus.TOEGEKEND, None, False)
    assert one.geldt is not None
    assert (one.geldt.maximum_cents, one.geldt.tot) == (80_000, JUNI)


def test_a_request_is_rejected_or_withdrawn_and_then_nothing_can_be_decided_any_more() -> None:
    for end, status in ((afgewezen(), "afgewezen"), (ingetrokken(), "ingetrokken")):
        one = tenzij(gevraagd(), end)
        assert (one.status, one.geldt) == (status, None)
        assert faults(one, toegekend()) == [f"Op deze tenzij is al besloten: zij is {status}."]
        assert faults(one, beeindigd(JUNI)) == [f"Deze tenzij is niet toegekend: zij is {status}."]


@pytest.mark.parametrize(
    "weak",
    [gevraagd(kan_niet_wachten=False), gevraagd(alleen_hier=False), gevraagd(alternatieven=())],
)
def test_one_without_both_grounds_or_alternatieven_can_be_granted_and_is_marked(weak: TenzijGevraagd) -> None:
    assert tenzij(weak, toegekend()).is_weak


def test_who_did_not_ask_cannot_withdraw() -> None:
    assert faults(tenzij(gevraagd()), ingetrokken(partij="0363")) == ["Een ander vroeg deze tenzij."]


def test_all_that_is_wrong_with_a_request_is_said_at_once() -> None:
    wrong = gevraagd(
        product=Product(), van=JUNI, tot=date(2026, 1, 1), maximum_cents=0, door=" ", alternatieven=("1", "1")
    )
    assert len(faults(None, wrong)) == 5
    assert faults(tenzij(gevraagd()), gevraagd()) == ["Deze tenzij is al gevraagd."]
    assert faults(None, toegekend()) == ["Deze tenzij is er niet."]


def test_what_needs_a_second_user_is_in_force_for_nothing_until_he_confirms() -> None:
    waiting = tenzij(gevraagd(), toegekend(te_bevestigen=True, door="J12"))
    assert (waiting.status, waiting.geldt) == (TenzijStatus.TE_BEVESTIGEN, None)
    assert faults(waiting, bevestigd(" j12 ")) == ["Wie het besluit nam, kan het niet zelf bevestigen."]
    assert tenzij(gevraagd(), toegekend(te_bevestigen=True, door="J12"), bevestigd("K7")).geldt == waiting.wacht
    assert tenzij(gevraagd(), toegekend(te_bevestigen=True), afgewezen()).status is TenzijStatus.AFGEWEZEN
    assert faults(tenzij(gevraagd()), bevestigd("K7")) == ["Er is bij deze tenzij niets te bevestigen."]


@pytest.mark.parametrize(
    "door", ["j12\u200b", "J-12", "j 1 2.", "Ｊ12", "j\u00ad12", "J12\ufe0f", "j\u030112", "j12\x00"]
)
def test_nobody_is_a_second_user_by_another_spelling(door: str) -> None:
    waiting = tenzij(gevraagd(), toegekend(te_bevestigen=True, door="J12"))
    assert "Wie het besluit nam, kan het niet zelf bevestigen." in faults(waiting, bevestigd(door))


@pytest.mark.parametrize(
    "door", ["contra\u0441tmanager", "\u03b1dviseur", "a\x00b", "a\u202eb", "\u200b", "\x00", "---"]
)
def test_who_takes_a_step_is_written_in_signs_that_look_like_no_other(door: str) -> None:
    assert len(faults(tenzij(gevraagd()), afgewezen(door=door))) == 1
    assert not faults(tenzij(gevraagd()), afgewezen(door="Zorgcoördinator 2"))


def test_a_change_that_waits_leaves_what_holds_as_it_is() -> None:
    steps = gevraagd(), toegekend(maximum_cents=50_000), gewijzigd(90_000, te_bevestigen=True)
    waiting = tenzij(*steps)
    assert waiting.status is TenzijStatus.TOEGEKEND
    assert waiting.geldt is not None
    assert waiting.geldt.maximum_cents == 50_000
    refused = tenzij(*steps, afgewezen())
    assert (refused.status, refused.wacht, refused.geldt) == (TenzijStatus.TOEGEKEND, None, waiting.geldt)
    confirmed = tenzij(*steps, bevestigd("K7"))
    assert confirmed.geldt is not None
    assert confirmed.geldt.maximum_cents == 90_000


def test_only_what_gives_more_needs_a_second_user() -> None:
    one = tenzij(gevraagd(), toegekend(maximum_cents=50_000, tot=JUNI))
    assert is_more(tenzij(gevraagd()), 1, JUNI)
    assert is_more(one, 50_001, JUNI)
    assert is_more(one, 1, SEPTEMBER)
    assert not is_more(one, 50_000, JUNI)


def test_an_end_is_from_a_day_and_a_change_can_open_it_again() -> None:
    ended = tenzij(gevraagd(), toegekend(), beeindigd(date(2026, 7, 1)))
    assert ended.geldt is not None
    assert ended.geldt.tot == JUNI
    assert faults(ended, beeindigd(date(2026, 7, 1))) == ["De tenzij loopt maar tot en met 30 juni 2026."]
    again = tenzij(gevraagd(), toegekend(), beeindigd(date(2026, 7, 1)), gewijzigd(100_000, SEPTEMBER))
    assert again.geldt is not None
    assert again.geldt.tot == SEPTEMBER


@pytest.mark.parametrize(
    ("step", "count"),
    [
        (gewijzigd(39_999), 1),
        (gewijzigd(40_000), 0),
        (gewijzigd(39_999, date(2026, 5, 31)), 2),
        (gewijzigd(40_000, JUNI), 0),
        (beeindigd(JUNI), 1),
        (beeindigd(date(2026, 7, 1)), 0),
    ],
)
def test_never_backwards_over_what_was_settled(step: OneTenzijGebeurtenis, count: int) -> None:
    assert len(faults(tenzij(gevraagd(), toegekend(), verrekend(40_000)), step)) == count


def test_a_decision_that_waited_while_it_was_settled_cannot_be_confirmed_below_that() -> None:
    waiting = tenzij(gevraagd(), toegekend(), gewijzigd(30_000, te_bevestigen=True), verrekend(40_000))
    assert faults(waiting, bevestigd("K7")) == ["Er is al 40000 cent verrekend."]


@pytest.mark.parametrize(
    ("again", "allowed"),
    [
        (verrekend(1), False),
        (verrekend(60_000, helft=2), True),
        (verrekend(60_001, helft=2), False),
        (verrekend(70_000, helft=2, correcties=(Correctie(2026, 1, -10_000),)), True),
        (verrekend(0, helft=2, correcties=(Correctie(2026, 1, -40_001),)), False),
        (verrekend(1, helft=2, correcties=(Correctie(2025, 2, 1),)), False),
    ],
)
def test_what_was_settled_is_fixed_and_all_of_it_stays_within_the_maximum(again: Any, allowed: bool) -> None:
    one = tenzij(gevraagd(), toegekend(), verrekend(40_000))
    assert (faults(one, again) == []) is allowed


def test_a_correction_is_of_its_own_half_year() -> None:
    one = tenzij(
        gevraagd(), toegekend(), verrekend(40_000), verrekend(5_000, helft=2, correcties=(Correctie(2026, 1, -300),))
    )
    assert (one.settled_of(2026, 1), one.settled_of(2026, 2), one.settled_of(2027, 1)) == (39_700, 5_000, None)
    assert (one.settled_cents, one.settled_through) == (44_700, date(2026, 12, 31))


def test_steps_of_another_leave_it_alone() -> None:
    both = folded([gevraagd(), gevraagd(T2), toegekend(T2), afgewezen(), toegekend(id_=T1.__class__(int=9))])
    assert {one.status for one in both.values()} == {TenzijStatus.AFGEWEZEN, TenzijStatus.TOEGEKEND}


def test_what_shares_in_tenzijs_is_kept_in_work_that_grows_as_they_do() -> None:
    """A load, a check and a rebuild have those of all clients here; a step changes what one of them has."""

    def steps(count: int) -> Stappen:
        money = MoneyUpdater(RegisterStand({}, 0))
        numbers = range(count // 10)
        asked = [gevraagd(UUID(int=number), client=number.to_bytes(16)) for number in numbers]
        granted = [toegekend(UUID(int=number), client=number.to_bytes(16)) for number in numbers]

        def fold() -> None:
            for one in granted[:100]:
                money.fold_tenzij(one)

        return {"add": lambda: money.add_tenzijs(folded(asked).values()), "fold": fold}

    assert niet_lineair(steps) == {}
