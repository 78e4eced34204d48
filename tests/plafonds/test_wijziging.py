# SPDX-License-Identifier: EUPL-1.2
"""What a JW317 claims and how it is decided and granted (definitions.md 6.3, IV093), counted by hand in euros."""

from datetime import date
from typing import Any

import pytest

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.zorg import Omvang, VerzoekAfgewezen, Wijzigingsdeel
from berichtenverkeer.plafonds.behoefte import van_feiten
from berichtenverkeer.plafonds.sleutels import Rekening, van_toewijzing, van_verzoek
from berichtenverkeer.register.rijen import Gemeente
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import (
    BEGIN,
    A,
    G,
    Leven,
    anders,
    nieuw,
    plafond,
    register,
    start,
    stop,
    toewijzing,
    wijziging,
)

D = date
DAG = D(2026, 2, 15)
JAN_DEC = (D(2026, 1, 1), D(2026, 12, 31))
TWEE_PER_DAG = Omvang(2, "14", "1")
GELIJK = Wijzigingsdeel(soort="ongewijzigd", toewijzing_nummer=1)


def leven(*bestaand: Gebeurtenis, nu: RegisterStand | None = None) -> Leven:
    """A plafond of 1,000 euro in 2026 with what is there already."""
    nieuw_leven = Leven(nu or register(plafond(2026, 1000)))
    nieuw_leven.vandaag = DAG
    for feit in bestaand:
        nieuw_leven.doe(feit)
    return nieuw_leven


def vraag(waar: Leven, *delen: Wijzigingsdeel, ref: str = "W1") -> tuple[str, int]:
    """The outcome, and what is reserved after it in euros."""
    (besluit,) = waar.doe(wijziging(ref, DAG, *delen))
    assert besluit.claim == van_verzoek(A, ref)
    return besluit.uitkomst, gereserveerd(waar)


def gereserveerd(waar: Leven) -> int:
    return sum(saldo.stand(Rekening.GERESERVEERD) for saldo in waar.boekhouding.saldi()) // 100


def rekeningen(waar: Leven) -> tuple[int, int, int, int]:
    """VRIJ, GERESERVEERD, BESLAG, OVERSCHRIJDING."""
    (saldo,) = waar.boekhouding.saldi()
    cents = (
        saldo.stand(Rekening.VRIJ),
        saldo.stand(Rekening.GERESERVEERD),
        saldo.stand(Rekening.BESLAG),
        saldo.stand(Rekening.OVERSCHRIJDING),
    )
    vrij, bezet, beslag, over = (een // 100 for een in cents)
    return vrij, bezet, beslag, over


def test_what_is_new_asks_its_own_claim_and_what_stays_asks_nothing() -> None:
    bestaand = leven(toewijzing(1, *JAN_DEC))
    assert vraag(bestaand, GELIJK, nieuw(D(2026, 3, 1), D(2026, 3, 31))) == ("ja", 31)


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
    _, bezet = vraag(leven(toewijzing(1, *JAN_DEC)), anders(1, van, tot, omvang))
    assert bezet == euro


def test_a_budget_or_a_total_is_replaced_from_its_first_day() -> None:
    for oud in ({"omvang": None, "budget_cents": 10_000}, {"omvang": Omvang(100, "14", "6")}):
        for deel in (
            anders(1, D(2026, 7, 1), D(2026, 12, 31), budget=30_000),
            anders(1, D(2026, 7, 1), D(2026, 12, 31), Omvang(300, "14", "6")),
        ):
            assert vraag(leven(toewijzing(1, *JAN_DEC, **oud)), deel) == ("ja", 200)


def test_another_end_alone_is_one_toewijzing_with_its_own_rounding() -> None:
    """100 cents a week: 31 days are 443 cents, not 143 and 300 (or 301) of two pieces."""
    per_week = Omvang(100, "83", "2")
    waar = leven(toewijzing(1, D(2026, 3, 1), D(2026, 3, 11), omvang=per_week))
    (besluit,) = waar.doe(wijziging("W1", DAG, anders(1, D(2026, 3, 5), D(2026, 3, 31), per_week)))
    assert [deel.bedrag_cents for deel in besluit.delen] == [443 - 157]


def test_one_product_may_give_what_another_takes_but_the_whole_is_never_below_zero() -> None:
    waar = leven(toewijzing(1, *JAN_DEC))
    korter = anders(1, D(2026, 1, 1), D(2026, 1, 31))
    assert vraag(waar, korter, nieuw(*JAN_DEC, TWEE_PER_DAG)) == ("ja", 31 + 730 - 365)
    assert vraag(leven(toewijzing(1, *JAN_DEC)), korter) == ("ja", 0)


def test_leveringen_and_prestaties_play_no_part() -> None:
    waar = leven(toewijzing(1, *JAN_DEC), start(1, D(2026, 1, 1)), stop(1, D(2026, 1, 1), D(2026, 1, 10)))
    assert vraag(waar, anders(1, D(2026, 3, 1), D(2026, 12, 31), TWEE_PER_DAG)) == ("ja", 306)


def test_what_cannot_be_changed_asks_nothing() -> None:
    weg = toewijzing(1, D(2026, 1, 1), D(2026, 1, 1), reden_wijziging="13")
    assert vraag(leven(weg), anders(1, D(2026, 1, 1), omvang=TWEE_PER_DAG)) == ("ja", 0)
    assert vraag(leven(), anders(9, D(2026, 1, 1), omvang=TWEE_PER_DAG), GELIJK) == ("ja", 0)


MAART = (D(2026, 3, 1), D(2026, 3, 31))


@pytest.mark.parametrize(
    ("delen", "uitkomst"),
    [
        ([nieuw(*MAART, code="41A01"), GELIJK], "vrij"),
        ([nieuw(*MAART, code="41A01"), nieuw(*MAART)], "ja"),
        ([nieuw(*MAART, code="46A01"), GELIJK], "crisis"),
        ([nieuw(*JAN_DEC, Omvang(9, "14", "1"), code="46A01"), anders(1, *MAART)], "crisis"),
        ([nieuw(*MAART, code="46A01"), nieuw(*MAART, code="41A01")], "crisis"),
        ([nieuw(*MAART, code="46A01"), nieuw(*JAN_DEC, Omvang(9, "14", "1"))], "nee (plafond)"),
        ([nieuw(*MAART), nieuw(D(2027, 1, 1), D(2027, 1, 2))], "ja (plafond onbekend)"),
        ([nieuw(*MAART, code="45A07"), nieuw(*MAART)], "ja (claim onbekend)"),
        ([nieuw(*JAN_DEC, TWEE_PER_DAG)], "nee (plafond)"),
    ],
)
def test_one_decision_for_the_whole(delen: list[Wijzigingsdeel], uitkomst: str) -> None:
    assert vraag(leven(toewijzing(1, *JAN_DEC)), *delen)[0] == uitkomst


NEGEN_CRISIS = nieuw(*JAN_DEC, Omvang(9, "14", "1"), code="46A01")


@pytest.mark.parametrize(
    ("beside", "uitkomst"),
    [
        (anders(1, *JAN_DEC), "crisis"),  # to the cent what it was
        (anders(1, *JAN_DEC, TWEE_PER_DAG), "nee (plafond)"),
        (anders(2, *JAN_DEC, budget=9_999), "crisis"),
        (anders(2, *JAN_DEC, budget=10_001), "nee (plafond)"),
        (nieuw(*MAART, Omvang(0, "14", "1")), "nee (plafond)"),  # asks nothing yet, and is no crisis
    ],
)
def test_crisis_care_opens_no_door_for_what_asks_a_cent_more(beside: Wijzigingsdeel, uitkomst: str) -> None:
    """3,285 euro of crisis care in a plafond of 1,000."""
    waar = leven(toewijzing(1, *JAN_DEC), toewijzing(2, *JAN_DEC, omvang=None, budget_cents=10_000))
    assert vraag(waar, NEGEN_CRISIS, beside)[0] == uitkomst


@pytest.mark.parametrize(
    ("beside", "uitkomst"),
    [
        (anders(1, D(2026, 1, 1), D(2027, 1, 31)), "ja (plafond onbekend)"),
        (anders(1, *JAN_DEC, Omvang(1, "16", "1")), "ja (claim onbekend)"),
    ],
)
def test_what_may_cost_more_is_no_crisis_for_standing_beside_it(beside: Wijzigingsdeel, uitkomst: str) -> None:
    waar = leven(toewijzing(1, *JAN_DEC))
    assert vraag(waar, nieuw(*MAART, code="46A01"), beside)[0] == uitkomst


def test_outside_the_region_nothing_is_decided() -> None:
    nu = register(plafond(2026, 1000), gemeenten=[Gemeente(gemeente="0384", gebied="1", geldig_van=BEGIN)])
    assert leven(nu=nu).doe(wijziging("W1", DAG, nieuw(*MAART))) == []
    assert leven(nu=nu).doe(wijziging("W1", DAG, GELIJK)) == []


def test_a_jw301_that_changes_what_it_would_change_books_it_anew() -> None:
    waar = leven(toewijzing(1, *JAN_DEC))
    assert vraag(waar, anders(1, D(2026, 3, 1), D(2026, 12, 31), TWEE_PER_DAG)) == ("ja", 306)
    waar.doe(toewijzing(1, D(2026, 1, 1), D(2026, 6, 30), versie=1))
    assert rekeningen(waar) == (1000 - 181 - 490, 490, 181, 0)  # 59 + 2 x 306 - 181
    waar.doe(VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="W1", reden="2", ontvangen_op=DAG))
    waar.doe(toewijzing(1, *JAN_DEC, versie=2))
    assert rekeningen(waar) == (635, 0, 365, 0)


def test_all_products_of_the_jw301_that_grants_it_draw_on_the_reservation() -> None:
    """A plafond of 1,000 with 365 taken and 635 asked: to the last euro, and nobody sees an overschrijding."""
    waar = leven(toewijzing(1, *JAN_DEC))
    delen = anders(1, D(2026, 3, 1), D(2026, 12, 31), TWEE_PER_DAG), nieuw(D(2026, 1, 1), D(2026, 11, 25))
    assert vraag(waar, *delen) == ("ja", 306 + 329)
    besluiten = waar.doe(
        toewijzing(2, D(2026, 1, 1), D(2026, 11, 25), referentie_aanbieder="W1"),
        toewijzing(3, D(2026, 3, 1), D(2026, 12, 31), omvang=TWEE_PER_DAG, referentie_aanbieder="W1"),
        toewijzing(1, D(2026, 1, 1), D(2026, 2, 28), versie=1, referentie_aanbieder="W1"),
    )
    assert [(een.claim.nummer, een.uitkomst) for een in besluiten] == [(2, "ja"), (3, "ja")]
    assert rekeningen(waar) == (0, 0, 1000, 0)
    over = [een for _, een in waar.boekhouding.boekingen if een.van_claim]
    assert {(een.claim, een.bedrag_cents) for een in over} == {
        (van_toewijzing(G, 2), 32_900),
        (van_toewijzing(G, 3), 30_600),
    }


def test_granted_for_less_the_rest_comes_back() -> None:
    waar = leven(toewijzing(1, *JAN_DEC))
    vraag(waar, GELIJK, nieuw(*MAART), nieuw(*MAART))
    (besluit,) = waar.doe(
        toewijzing(1, *JAN_DEC, versie=1, referentie_aanbieder="W1"), toewijzing(2, *MAART, referentie_aanbieder="W1")
    )
    assert isinstance(besluit, PlafondBesloten)
    assert rekeningen(waar) == (1000 - 365 - 31, 0, 365 + 31, 0)


def test_the_money_of_a_jw301_asks_for_the_open_jw317_and_what_that_would_change() -> None:
    waar = leven(toewijzing(1, *JAN_DEC), toewijzing(2, *JAN_DEC))
    vraag(waar, anders(1, *MAART), anders(2, *MAART), anders(7, *MAART))

    def nodig(**velden: Any) -> tuple[set[Claimsleutel], set[tuple[str, int]], set[tuple[str, int]]]:
        behoefte = van_feiten(waar.stand, [toewijzing(1, *MAART, versie=5, **velden)])
        return set(behoefte.claims), set(behoefte.toewijzingen), set(behoefte.genoemd)

    eigen, verzoek = van_toewijzing(G, 1), van_verzoek(A, "W1")
    assert nodig() == ({eigen, verzoek}, {(G, 1)}, {(G, 7)})
    assert nodig(referentie_aanbieder="W1") == ({eigen, verzoek}, {(G, 1)}, set())
