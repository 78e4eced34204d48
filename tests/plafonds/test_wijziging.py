# SPDX-License-Identifier: EUPL-1.2
"""What a JW317 claims and how it is decided and granted (definitions.md 6.3, IV093), counted by hand in euros."""

from datetime import date
from typing import Any

import pytest

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, VerzoekAfgewezen, Wijzigingsdeel
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.keys import Rekening, from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.needs import needs_of
from berichtenverkeer.register.rows import Gemeente
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import (
    BEGIN,
    A,
    G,
    Life,
    new,
    otherwise,
    plafond,
    register,
    start,
    stop,
    toewijzing,
    wijziging,
)

D = date
DAY = D(2026, 2, 15)
JAN_DEC = (D(2026, 1, 1), D(2026, 12, 31))
TWEE_PER_DAG = Omvang(2, "14", "1")
GELIJK = Wijzigingsdeel(soort="ongewijzigd", toewijzing_nummer=1)


def life(*existing: Gebeurtenis, now: RegisterStand | None = None) -> Life:
    """A plafond of 1,000 euro in 2026 with what is there already."""
    nieuw_leven = Life(now or register(plafond(2026, 1000)))
    nieuw_leven.vandaag = DAY
    for gebeurtenis in existing:
        nieuw_leven.doe(gebeurtenis)
    return nieuw_leven


def question(where: Life, *parts: Wijzigingsdeel, ref: str = "W1") -> tuple[str, int]:
    """The outcome, and what is reserved after it in euros."""
    (besluit,) = where.doe(wijziging(ref, DAY, *parts))
    assert besluit.claim == from_verzoek(Verzoeksleutel(A, ref))
    return besluit.uitkomst, gereserveerd(where)


def gereserveerd(where: Life) -> int:
    return sum(saldo.stand(Rekening.GERESERVEERD) for saldo in where.boekhouding.saldi()) // 100


def rekeningen(where: Life) -> tuple[int, int, int, int]:
    """VRIJ, GERESERVEERD, BESLAG, OVERSCHRIJDING."""
    (saldo,) = where.boekhouding.saldi()
    cents = (
        saldo.stand(Rekening.VRIJ),
        saldo.stand(Rekening.GERESERVEERD),
        saldo.stand(Rekening.BESLAG),
        saldo.stand(Rekening.OVERSCHRIJDING),
    )
    free, occupied, beslag, about = (one // 100 for one in cents)
    return free, occupied, beslag, about


def test_what_is_new_asks_its_own_claim_and_what_stays_asks_nothing() -> None:
    existing = life(toewijzing(1, *JAN_DEC))
    assert question(existing, GELIJK, new(D(2026, 3, 1), D(2026, 3, 31))) == ("ja", 31)


@pytest.mark.parametrize(
    ("van", "tot", "omvang", "euro"),
    [
        (D(2026, 3, 1), D(2026, 12, 31), TWEE_PER_DAG, 306),  # one more on each day from March
        (D(2026, 1, 1), D(2026, 12, 31), TWEE_PER_DAG, 365),
        (D(2025, 12, 1), D(2026, 12, 31), TWEE_PER_DAG, 365),  # no plafond in 2025: see below
        (D(2026, 3, 1), D(2026, 3, 31), TWEE_PER_DAG, 0),  # 59 + 62 is less than 365
        (D(2026, 3, 1), None, TWEE_PER_DAG, 306),
        (D(2026, 3, 1), D(2026, 12, 31), Omvang(400, "14", "6"), 94),  # 59 + 400 instead of 365
    ],
)
def test_a_change_of_the_amount_keeps_the_old_until_the_day_before(
    van: date, tot: date | None, omvang: Omvang, euro: int
) -> None:
    _, occupied = question(life(toewijzing(1, *JAN_DEC)), otherwise(1, van, tot, omvang))
    assert occupied == euro


def test_a_budget_or_a_total_is_replaced_from_its_first_day() -> None:
    for old in ({"omvang": None, "budget_cents": 10_000}, {"omvang": Omvang(100, "14", "6")}):
        for part in (
            otherwise(1, D(2026, 7, 1), D(2026, 12, 31), budget=30_000),
            otherwise(1, D(2026, 7, 1), D(2026, 12, 31), Omvang(300, "14", "6")),
        ):
            assert question(life(toewijzing(1, *JAN_DEC, **old)), part) == ("ja", 200)


def test_another_end_alone_is_one_toewijzing_with_its_own_rounding() -> None:
    """100 cents a week: 31 days are 443 cents, not 143 and 300 (or 301) of two pieces."""
    per_week = Omvang(100, "83", "2")
    where = life(toewijzing(1, D(2026, 3, 1), D(2026, 3, 11), omvang=per_week))
    (besluit,) = where.doe(wijziging("W1", DAY, otherwise(1, D(2026, 3, 5), D(2026, 3, 31), per_week)))
    assert [part.bedrag_cents for part in besluit.delen] == [443 - 157]


def test_one_product_may_give_what_another_takes_but_the_whole_is_never_below_zero() -> None:
    where = life(toewijzing(1, *JAN_DEC))
    korter = otherwise(1, D(2026, 1, 1), D(2026, 1, 31))
    assert question(where, korter, new(*JAN_DEC, TWEE_PER_DAG)) == ("ja", 31 + 730 - 365)
    assert question(life(toewijzing(1, *JAN_DEC)), korter) == ("ja", 0)


def test_leveringen_and_prestaties_play_no_part() -> None:
    where = life(toewijzing(1, *JAN_DEC), start(1, D(2026, 1, 1)), stop(1, D(2026, 1, 1), D(2026, 1, 10)))
    assert question(where, otherwise(1, D(2026, 3, 1), D(2026, 12, 31), TWEE_PER_DAG)) == ("ja", 306)


def test_what_cannot_be_changed_asks_nothing() -> None:
    gone = toewijzing(1, D(2026, 1, 1), D(2026, 1, 1), reden_wijziging="13")
    assert question(life(gone), otherwise(1, D(2026, 1, 1), omvang=TWEE_PER_DAG)) == ("ja", 0)
    assert question(life(), otherwise(9, D(2026, 1, 1), omvang=TWEE_PER_DAG), GELIJK) == ("ja", 0)


MAART = (D(2026, 3, 1), D(2026, 3, 31))


@pytest.mark.parametrize(
    ("parts", "uitkomst"),
    [
        ([new(*MAART, code="41A01"), GELIJK], "vrij"),
        ([new(*MAART, code="41A01"), new(*MAART)], "ja"),
        ([new(*MAART, code="46A01"), GELIJK], "crisis"),
        ([new(*JAN_DEC, Omvang(9, "14", "1"), code="46A01"), otherwise(1, *MAART)], "crisis"),
        ([new(*MAART, code="46A01"), new(*MAART, code="41A01")], "crisis"),
        ([new(*MAART, code="46A01"), new(*JAN_DEC, Omvang(9, "14", "1"))], "nee (plafond)"),
        ([new(*MAART), new(D(2027, 1, 1), D(2027, 1, 2))], "ja (plafond onbekend)"),
        ([new(*MAART, code="45A07"), new(*MAART)], "ja (claim onbekend)"),
        ([new(*JAN_DEC, TWEE_PER_DAG)], "nee (plafond)"),
    ],
)
def test_one_decision_for_the_whole(parts: list[Wijzigingsdeel], uitkomst: str) -> None:
    assert question(life(toewijzing(1, *JAN_DEC)), *parts)[0] == uitkomst


NEGEN_CRISIS = new(*JAN_DEC, Omvang(9, "14", "1"), code="46A01")


@pytest.mark.parametrize(
    ("beside", "uitkomst"),
    [
        (otherwise(1, *JAN_DEC), "crisis"),  # to the cent what it was
        (otherwise(1, *JAN_DEC, TWEE_PER_DAG), "nee (plafond)"),
        (otherwise(2, *JAN_DEC, budget=9_999), "crisis"),
        (otherwise(2, *JAN_DEC, budget=10_001), "nee (plafond)"),
        (new(*MAART, Omvang(0, "14", "1")), "nee (plafond)"),  # asks nothing yet, and is no crisis
    ],
)
def test_crisis_care_opens_no_door_for_what_asks_a_cent_more(beside: Wijzigingsdeel, uitkomst: str) -> None:
    """3,285 euro of crisis care in a plafond of 1,000."""
    where = life(toewijzing(1, *JAN_DEC), toewijzing(2, *JAN_DEC, omvang=None, budget_cents=10_000))
    assert question(where, NEGEN_CRISIS, beside)[0] == uitkomst


@pytest.mark.parametrize(
    ("beside", "uitkomst"),
    [
        (otherwise(1, D(2026, 1, 1), D(2027, 1, 31)), "ja (plafond onbekend)"),
        (otherwise(1, *JAN_DEC, Omvang(1, "16", "1")), "ja (claim onbekend)"),
    ],
)
def test_what_may_cost_more_is_no_crisis_for_standing_beside_it(beside: Wijzigingsdeel, uitkomst: str) -> None:
    where = life(toewijzing(1, *JAN_DEC))
    assert question(where, new(*MAART, code="46A01"), beside)[0] == uitkomst


def test_outside_the_region_nothing_is_decided() -> None:
    now = register(plafond(2026, 1000), gemeenten=[Gemeente(gemeente="0384", gebied="1", geldig_van=BEGIN)])
    assert life(now=now).doe(wijziging("W1", DAY, new(*MAART))) == []
    assert life(now=now).doe(wijziging("W1", DAY, GELIJK)) == []


def test_a_jw301_that_changes_what_it_would_change_books_it_anew() -> None:
    where = life(toewijzing(1, *JAN_DEC))
    assert question(where, otherwise(1, D(2026, 3, 1), D(2026, 12, 31), TWEE_PER_DAG)) == ("ja", 306)
    where.doe(toewijzing(1, D(2026, 1, 1), D(2026, 6, 30), versie=1))
    assert rekeningen(where) == (1000 - 181 - 490, 490, 181, 0)  # 59 + 2 x 306 - 181
    where.doe(VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="W1", reden="2", ontvangen_op=DAY))
    where.doe(toewijzing(1, *JAN_DEC, versie=2))
    assert rekeningen(where) == (635, 0, 365, 0)


def test_all_products_of_the_jw301_that_grants_it_draw_on_the_reservation() -> None:
    """A plafond of 1,000 with 365 taken and 635 asked: to the last euro, and nobody sees an overschrijding."""
    where = life(toewijzing(1, *JAN_DEC))
    parts = otherwise(1, D(2026, 3, 1), D(2026, 12, 31), TWEE_PER_DAG), new(D(2026, 1, 1), D(2026, 11, 25))
    assert question(where, *parts) == ("ja", 306 + 329)
    besluiten = where.doe(
        toewijzing(2, D(2026, 1, 1), D(2026, 11, 25), referentie_aanbieder="W1"),
        toewijzing(3, D(2026, 3, 1), D(2026, 12, 31), omvang=TWEE_PER_DAG, referentie_aanbieder="W1"),
        toewijzing(1, D(2026, 1, 1), D(2026, 2, 28), versie=1, referentie_aanbieder="W1"),
    )
    assert [(one.claim.nummer, one.uitkomst) for one in besluiten] == [(2, "ja"), (3, "ja")]
    assert rekeningen(where) == (0, 0, 1000, 0)
    about = [one for _, one in where.boekhouding.boekingen if one.van_claim]
    assert {(one.claim, one.bedrag_cents) for one in about} == {
        (from_toewijzing(G, 2), 32_900),
        (from_toewijzing(G, 3), 30_600),
    }


def test_granted_for_less_the_rest_comes_back() -> None:
    where = life(toewijzing(1, *JAN_DEC))
    question(where, GELIJK, new(*MAART), new(*MAART))
    (besluit,) = where.doe(
        toewijzing(1, *JAN_DEC, versie=1, referentie_aanbieder="W1"), toewijzing(2, *MAART, referentie_aanbieder="W1")
    )
    assert isinstance(besluit, PlafondBesloten)
    assert rekeningen(where) == (1000 - 365 - 31, 0, 365 + 31, 0)


def test_the_money_of_a_jw301_asks_for_the_open_jw317_and_what_that_would_change() -> None:
    where = life(toewijzing(1, *JAN_DEC), toewijzing(2, *JAN_DEC))
    question(where, otherwise(1, *MAART), otherwise(2, *MAART), otherwise(7, *MAART))

    def needed(**fields: Any) -> tuple[set[Claimsleutel], set[tuple[str, int]], set[tuple[str, int]]]:
        needs = needs_of(where.stand, [toewijzing(1, *MAART, versie=5, **fields)])
        return set(needs.claims), set(needs.toewijzingen), set(needs.genoemd)

    own, verzoek = from_toewijzing(G, 1), from_verzoek(Verzoeksleutel(A, "W1"))
    assert needed() == ({own, verzoek}, {(G, 1)}, {(G, 7)})
    assert needed(referentie_aanbieder="W1") == ({own, verzoek}, {(G, 1)}, set())
