# SPDX-License-Identifier: EUPL-1.2
"""What a tenzij covers, counted on fingers: 45A04 and 45A05 cost one euro a day (definitions.md 6.4)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import Product, VerzoekAfgewezen
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, RekeningKey, from_toewijzing, from_verzoek
from berichtenverkeer.register.rows import Plafond
from plafonds.bouw import (
    A,
    B,
    G,
    Life,
    aanvraag,
    clientenstop,
    declaratie,
    plafond,
    prestatie,
    register,
    start,
    stop,
    toewijzing,
)
from plafonds.tenzijbouw import T1, T2, afgewezen, beeindigd, bevestigd, gevraagd, gewijzigd, toegekend

D = date
JAN_APR = D(2026, 1, 1), D(2026, 4, 10)
"""A hundred days."""

P26, P27 = PlafondKey(A, 2026), PlafondKey(A, 2027)
REKENINGEN = (
    Rekening.VRIJ,
    Rekening.GERESERVEERD,
    Rekening.BESLAG,
    Rekening.REALISATIE,
    Rekening.OVERSCHRIJDING,
    Rekening.TENZIJ_BESLAG,
    Rekening.TENZIJ_REALISATIE,
)


def na(*steps: Gebeurtenis, plafonds: Sequence[Plafond] = (plafond(2026, 40),)) -> Life:
    life = Life(register(*plafonds))
    for step in steps:
        doe(life, step)
    return life


def doe(life: Life, step: Gebeurtenis) -> list[str]:
    besluiten = life.step(step) if isinstance(step, OneTenzijGebeurtenis) else life.doe(step)
    for saldo in life.boekhouding.saldi():
        assert sum(map(saldo.stand, Rekening)) == 0
        assert -saldo.stand(Rekening.TENZIJ_RUIMTE) == sum(map(saldo.stand, REKENINGEN[5:]))
    for _, one in life.boekhouding.boekingen:
        assert one.debet is not one.credit
        assert [side.startswith("TENZIJ") for side in (one.debet, one.credit)] == [bool(one.tenzij)] * 2
    return [one.uitkomst for one in besluiten]


def euros(life: Life, key: PlafondKey = P26) -> str:
    """VRIJ, GERESERVEERD, BESLAG, REALISATIE, OVERSCHRIJDING and what is under a tenzij, where it is not zero."""
    saldo = life.boekhouding.saldo(key)
    names = "V", "G", "B", "R", "O", "TB", "TR"
    return " ".join(
        f"{name}{saldo.stand(one) / 100:g}" for name, one in zip(names, REKENINGEN, strict=True) if saldo.stand(one)
    )


def granted(maximum: int = 100, id_: UUID = T1, **otherwise: object) -> tuple[OneTenzijGebeurtenis, ...]:
    return gevraagd(id_), toegekend(id_, maximum * 100, **otherwise)


def under(life: Life, number: int, tenzij: UUID = T1, key: PlafondKey = P26) -> float:
    """How much of a toewijzing is under a tenzij, in euros."""
    held = life.boekhouding.held(from_toewijzing(G, number))
    return sum(held.get(RekeningKey(key, one, str(tenzij)), 0) for one in Rekening) / 100


def test_a_request_that_comes_after_the_grant_gets_tenzij_at_once() -> None:
    life = na(*granted())
    assert doe(life, aanvraag("V1", *JAN_APR)) == ["tenzij"]
    assert euros(life) == "V40 TB100"


def test_a_request_that_had_a_nee_is_decided_anew_and_ends_the_same() -> None:
    life = na(gevraagd())
    assert doe(life, aanvraag("V1", *JAN_APR)) == ["nee (plafond)"]
    assert doe(life, toegekend()) == ["tenzij"]
    assert euros(life) == "V40 TB100"
    held = life.boekhouding.claimstand(from_verzoek(Verzoeksleutel(A, "V1")))
    assert held is not None
    assert (held.uitkomst, held.is_gereserveerd) == ("tenzij", True)


def test_one_that_was_answered_is_not_decided_anew() -> None:
    rejected = VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="V1", reden="2", ontvangen_op=D(2026, 1, 5))
    life = na(gevraagd(), aanvraag("V1", *JAN_APR), rejected)
    assert doe(life, toegekend()) == []


def test_one_that_still_does_not_fit_stays_a_nee_without_another_word() -> None:
    life = na(gevraagd(), aanvraag("V1", *JAN_APR))
    assert doe(life, toegekend(maximum_cents=5_000)) == []
    assert euros(life) == "V40"
    assert doe(life, gewijzigd(6_000)) == ["ja"]  # 60 under the tenzij, 40 in the room
    assert euros(life) == "G40 TB60"


@pytest.mark.parametrize("less", [gewijzigd(5_000), gewijzigd(9_000, date(2026, 6, 30)), beeindigd(date(2026, 2, 1))])
def test_what_gives_no_more_decides_nothing_anew(less: OneTenzijGebeurtenis) -> None:
    life = na(*granted(90), aanvraag("V1", *JAN_APR, product=Product("45", "45A05")))
    life.load(register(plafond(2026, 1_000)))
    assert doe(life, less) == [], "who was refused before him was not told of the room either"
    assert doe(life, gevraagd(T2)) == []
    assert doe(life, toegekend(T2)) == ["ja"]


def test_what_is_beyond_the_maximum_is_on_the_plafond_as_ever() -> None:
    life = na(*granted(70), aanvraag("V1", *JAN_APR))
    assert euros(life) == "V10 G30 TB70"
    assert doe(life, aanvraag("V2", *JAN_APR)) == ["nee (plafond)"]


@pytest.mark.parametrize(
    ("van", "tot", "euro"),
    [
        (JAN_APR[0], JAN_APR[1], 100),
        (D(2025, 1, 1), D(2027, 1, 1), 100),
        (D(2026, 1, 11), JAN_APR[1], 90),
        (JAN_APR[0], D(2026, 1, 10), 10),
        (D(2026, 1, 11), D(2026, 1, 11), 1),
        (D(2026, 4, 11), D(2026, 12, 31), 0),
    ],
)
def test_only_days_within_it_are_covered(van: date, tot: date, euro: int) -> None:
    life = na(toewijzing(1, *JAN_APR), *granted(van=van, tot=tot))
    assert under(life, 1) == euro


@pytest.mark.parametrize(
    ("product", "covered"),
    [(Product("45", "45A04"), 10), (Product("45"), 20), (Product("45", "45A05"), 10), (Product("46"), 0)],
)
def test_it_is_for_a_product_or_for_all_of_a_categorie(product: Product, covered: int) -> None:
    ten = D(2026, 1, 1), D(2026, 1, 10)
    two = toewijzing(1, *ten), toewijzing(2, *ten, product=Product("45", "45A05"))
    life = na(*two, *granted(product=product))
    assert under(life, 1) + under(life, 2) == covered


def test_another_client_and_another_aanbieder_are_not_covered() -> None:
    other = toewijzing(1, *JAN_APR, client=b"d" * 16), toewijzing(2, *JAN_APR, aanbieder=B)
    life = na(*other, *granted(), plafonds=(plafond(2026, 40), plafond(2026, 40, aanbieder=B)))
    assert (under(life, 1), under(life, 2, key=PlafondKey(B, 2026))) == (0, 0)


def test_a_decision_that_waits_for_a_second_user_covers_nothing() -> None:
    life = na(gevraagd(), aanvraag("V1", *JAN_APR))
    assert doe(life, toegekend(te_bevestigen=True)) == []
    assert euros(life) == "V40"
    assert doe(life, bevestigd("K7")) == ["tenzij"]
    assert doe(life, afgewezen()) == []


def test_a_stop_is_nothing_to_it() -> None:
    life = na(gevraagd())
    life.stops = [clientenstop(D(2026, 1, 1))]
    assert doe(life, aanvraag("V1", D(2026, 1, 1), D(2026, 1, 5))) == ["nee (cliëntenstop)"]
    assert doe(life, toegekend()) == ["tenzij"]


def test_the_jw301_takes_over_what_is_under_the_tenzij() -> None:
    life = na(*granted(), aanvraag("V1", *JAN_APR))
    assert doe(life, toewijzing(1, *JAN_APR, referentie_aanbieder="V1")) == ["tenzij"]
    assert euros(life) == "V40 TB100"
    assert under(life, 1) == 100


def test_a_jw301_that_asks_more_than_the_maximum_is_paid_all_the_same() -> None:
    life = na(*granted(50), aanvraag("V1", D(2026, 1, 1), D(2026, 2, 19)))
    assert doe(life, toewijzing(1, *JAN_APR, referentie_aanbieder="V1")) == ["overschrijding"]
    assert euros(life) == "B50 O-10 TB50"


def test_several_claims_share_by_year_then_ingangsdatum_then_number() -> None:
    two_years = plafond(2026, 500), plafond(2027, 500)
    life = na(
        toewijzing(3, D(2026, 1, 1), D(2026, 1, 10)),
        toewijzing(2, D(2026, 1, 1), D(2026, 1, 10)),
        toewijzing(1, D(2025, 12, 31), D(2027, 1, 10)),  # 365 days of 2026, 10 of 2027
        *granted(380, van=D(2025, 1, 1), tot=D(2027, 12, 31)),
        plafonds=two_years,
    )
    assert [under(life, number) for number in (1, 2, 3)] == [365, 10, 5]
    assert under(life, 1, key=P27) == 0
    doe(life, gewijzigd(39_000, D(2027, 12, 31)))
    assert [under(life, number) for number in (1, 2, 3)] == [365, 10, 10]
    assert under(life, 1, key=P27) == 5


def test_realisatie_follows_its_claim_by_the_days_of_its_periode() -> None:
    january = D(2026, 1, 1), D(2026, 1, 31)
    life = na(toewijzing(1, *JAN_APR), *granted(van=D(2026, 1, 11)))
    assert euros(life) == "V30 B10 TB90"
    doe(life, prestatie("P1", 1, *january, 6_200))  # 62 euro over 31 days: 21 of them are covered
    assert euros(life) == "V9 B11 R20 TB58 TR42"  # of 69 days after january, with a maximum of 100


def test_a_credit_gives_the_cover_back() -> None:
    january = D(2026, 1, 1), D(2026, 1, 31)
    life = na(toewijzing(1, *JAN_APR), *granted(), prestatie("P1", 1, *january, 6_200))
    before = euros(life)
    doe(life, prestatie("P2", 1, *january, 6_200, vorig_referentie="P1"))
    assert before == "V9 B31 TB38 TR62"
    assert euros(life) == "V40 TB100"


def test_ending_and_lowering_book_the_differences_also_beyond_the_room() -> None:
    life = na(toewijzing(1, *JAN_APR), *granted())
    doe(life, gewijzigd(8_000))
    assert euros(life) == "V20 B20 TB80"
    doe(life, beeindigd(D(2026, 1, 31)))
    assert euros(life) == "B70 O-30 TB30"
    doe(life, beeindigd(D(2026, 1, 1)))
    assert euros(life) == "B100 O-60"


def test_a_stop_of_the_care_gives_the_cover_to_the_next_claim() -> None:
    both = toewijzing(1, *JAN_APR), toewijzing(2, D(2026, 2, 1), D(2026, 4, 11))
    life = na(*both, *granted(), plafonds=(plafond(2026, 70),))
    assert (under(life, 1), under(life, 2)) == (100, 0)
    doe(life, start(1, D(2026, 1, 1)))
    doe(life, stop(1, D(2026, 1, 1), D(2026, 1, 30)))
    assert (under(life, 1), under(life, 2)) == (30, 70)
    assert euros(life) == "V70 TB100"


def test_a_reservation_that_lapses_gives_the_cover_to_the_next_claim() -> None:
    life = na(
        toewijzing(1, D(2026, 2, 1), D(2026, 4, 11)),
        *granted(),
        aanvraag("V1", D(2026, 1, 1), D(2026, 1, 31)),
        plafonds=(plafond(2026, 70),),
    )
    assert (under(life, 1), euros(life)) == (69, "V69 B1 TB100")
    life.vandaag = D(2026, 2, 26)
    life.doe()
    assert (under(life, 1), euros(life)) == (70, "V70 TB70")


def test_a_request_that_takes_the_cover_of_another_claim_must_leave_room_for_that() -> None:
    ten = D(2026, 2, 1), D(2026, 2, 10)
    life = na(toewijzing(1, *ten), *granted(10), plafonds=(plafond(2026, 9),))
    assert doe(life, aanvraag("V1", D(2026, 1, 1), D(2026, 1, 10))) == ["nee (plafond)"]
    assert euros(life) == "V9 TB10"
    life.load(register(plafond(2026, 10)))
    assert doe(life, aanvraag("V2", D(2026, 1, 1), D(2026, 1, 10))) == ["ja"]
    assert (under(life, 1), euros(life)) == (0, "B10 TB10")


def test_two_tenzijs_on_one_claim_each_to_its_maximum() -> None:
    steps = *granted(30), *granted(50, T2, product=Product("45"), van=D(2026, 1, 11))
    life = na(toewijzing(1, *JAN_APR), *steps)
    assert (under(life, 1), under(life, 1, T2), euros(life)) == (30, 50, "V20 B20 TB80")


def test_every_plafond_of_the_product_has_its_part() -> None:
    wonen = PlafondKey(A, 2026, segment="2")
    life = na(
        *granted(60, product=Product("45", "45A05")),
        toewijzing(1, *JAN_APR, product=Product("45", "45A05")),
        plafonds=(plafond(2026, 50), plafond(2026, 45, segment="2")),
    )
    assert (euros(life), euros(life, wonen)) == ("V10 B40 TB60", "V5 B40 TB60")


def test_a_year_that_gets_its_plafond_later_is_covered_then() -> None:
    both = D(2026, 12, 30), D(2027, 1, 10)
    life = na(*granted(van=both[0], tot=both[1]))
    assert doe(life, aanvraag("V1", *both)) == ["tenzij"]
    life.load(register(plafond(2026, 40), plafond(2027, 1)))
    assert (euros(life), euros(life, P27)) == ("V40 TB2", "V1 TB10")


def test_half_a_cent_is_nobodys() -> None:
    """A budget of 10.01 over ten days, cut in the middle: the parts add up to the whole."""
    ten = D(2026, 1, 1), D(2026, 1, 10)
    life = na(toewijzing(1, *ten, omvang=None, budget_cents=1_001), *granted(van=D(2026, 1, 6)))
    assert euros(life) == "V34.99 B5.01 TB5"


def test_a_declaratie_that_waits_covers_nothing_yet() -> None:
    january = D(2026, 1, 1), D(2026, 1, 31)
    life = na(toewijzing(1, *JAN_APR), *granted())
    life.doe(declaratie("D1", D(2026, 2, 1)), prestatie("P1", 1, *january, 6_200, "ingediend"))
    assert euros(life) == "V40 TB100"
