# SPDX-License-Identifier: EUPL-1.2
"""The bookkeeping on the edge: a cent too much, nothing to book, decided already, never decided (definitions.md 6)."""

from datetime import date

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import (
    Product,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
)
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, from_toewijzing, from_verzoek
from berichtenverkeer.register.rows import Gemeente
from plafonds.bouw import BEGIN, A, B, G, Life, aanvraag, plafond, prestatie, register, toewijzing

D = date
DAY = (D(2026, 3, 1), D(2026, 3, 1))
MAART = (D(2026, 3, 1), D(2026, 3, 31))
VERZOEK, TOEWIJZING = from_verzoek(Verzoeksleutel(A, "V1")), from_toewijzing(G, 1)
BUITEN = [Gemeente(gemeente="0384", gebied="1", geldig_van=BEGIN)]
"""Only another gemeente takes part."""


def budget(cents: int, versie: int = 0) -> ToewijzingVastgesteld:
    return toewijzing(1, *DAY, omvang=None, budget_cents=cents, versie=versie)


def cents(where: Life) -> tuple[int, ...]:
    """VRIJ, GERESERVEERD, BESLAG, REALISATIE, OVERSCHRIJDING."""
    (one,) = where.boekhouding.saldi()
    return (
        one.stand(Rekening.VRIJ),
        one.stand(Rekening.GERESERVEERD),
        one.stand(Rekening.BESLAG),
        one.stand(Rekening.REALISATIE),
        one.stand(Rekening.OVERSCHRIJDING),
    )


@pytest.mark.parametrize(
    ("space", "asked", "uitkomst", "about"),
    [(100, 100, "ja", 0), (99, 100, "overschrijding", 1), (0, 1, "overschrijding", 1), (20, 100, "overschrijding", 80)],
)
def test_a_toewijzing_that_does_not_fit_says_by_how_many_cents(
    space: int, asked: int, uitkomst: str, about: int
) -> None:
    life = Life(register(plafond(2026, bedrag_cents=space), plafond(2026, 1000, segment="2")))
    (besluit,) = life.doe(budget(asked))
    (part,) = besluit.delen
    stand = life.boekhouding.claimstand(TOEWIJZING)
    assert stand is not None
    assert (besluit.uitkomst, part.overschrijding_cents, stand.overschrijding_cents) == (uitkomst, about, about)


def test_what_was_over_before_is_not_over_again() -> None:
    life = Life(register(plafond(2026, bedrag_cents=0)))
    life.doe(budget(7))
    (besluit,) = life.doe(toewijzing(2, *DAY, omvang=None, budget_cents=5))
    assert [part.overschrijding_cents for part in besluit.delen] == [5]


def test_a_cent_more_is_decided_on_and_the_same_is_not() -> None:
    life = Life(register(plafond(2026, 1)))
    assert [one.uitkomst for one in life.doe(budget(100))] == ["ja"]
    assert life.doe(budget(100, versie=1)) == []
    assert [one.uitkomst for one in life.doe(budget(101, versie=2))] == ["overschrijding"]
    assert life.doe(budget(100, versie=3)) == []


def test_new_care_without_a_price_is_decided_on_and_holds_nothing() -> None:
    life = Life(register(plafond(2026, 1)))
    (besluit,) = life.doe(toewijzing(1, *DAY, product=Product("45", "45A07")))
    stand = life.boekhouding.claimstand(TOEWIJZING)
    assert stand is not None
    assert (besluit.uitkomst, stand.bedragen) == ("ja (claim onbekend)", {})


def test_what_was_removed_before_it_was_known_is_nothing() -> None:
    life = Life(register(plafond(2026, 1)))
    assert life.doe(toewijzing(1, *DAY, reden_wijziging="13")) == []
    assert life.boekhouding.claimstanden() == []


def test_a_verzoek_is_decided_on_once_and_only_while_it_is_open() -> None:
    life = Life(register(plafond(2026, 100)))
    life.doe(aanvraag(tot=MAART[1]))
    verzoek = life.stand.verzoek(Verzoeksleutel(A, "V1"))
    assert verzoek is not None
    assert life.boekhouding.besluit_verzoek(life.stand, verzoek, iter([99])) == []
    life.doe(_afgewezen())
    answered = life.stand.verzoek(Verzoeksleutel(A, "V1"))
    assert answered is not None
    otherwise = Boekhouding(register(plafond(2026, 100)), life.boekhouding.saldi(), today=DAY[0], loaded={VERZOEK})
    assert otherwise.besluit_verzoek(life.stand, answered, iter([99])) == []
    assert otherwise.besluit_verzoek(life.stand, verzoek, iter([99])) != []


def _afgewezen() -> VerzoekAfgewezen:
    return VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="V1", reden="2", ontvangen_op=DAY[0])


def _in_onderzoek() -> VerzoekInOnderzoek:
    return VerzoekInOnderzoek(aanbieder=A, gemeente=G, referentie="V1", ontvangen_op=DAY[0])


def test_an_answer_to_what_was_never_decided_on_books_nothing() -> None:
    life = Life(register(plafond(2026, 100), gemeenten=BUITEN))
    for gebeurtenis in (aanvraag(tot=MAART[1]), _in_onderzoek(), _afgewezen()):
        assert life.doe(gebeurtenis) == []
    assert life.boekhouding.claimstanden() == []


def test_a_nee_that_is_looked_into_has_no_reservation_that_could_lapse() -> None:
    life = Life(register(plafond(2026, 30)))
    assert [one.uitkomst for one in life.doe(aanvraag(tot=MAART[1]))] == ["nee (plafond)"]
    life.doe(_in_onderzoek())
    stand = life.boekhouding.claimstand(VERZOEK)
    assert stand is not None
    assert stand.vervalt_op is None


def test_what_is_left_of_a_reservation_comes_back_with_the_decision() -> None:
    life = Life(register(plafond(2026, 100)))
    life.doe(aanvraag(tot=MAART[1]))
    (besluit,) = life.doe(toewijzing(1, MAART[0], D(2026, 3, 11), referentie_aanbieder="V1"))
    (position,) = (plek for plek, gebeurtenis in life.gebeurtenissen if gebeurtenis is besluit)
    booked = [(plek, one.debet.value, one.bedrag_cents) for plek, one in life.boekhouding.boekingen]
    assert booked == [(position, "BESLAG", 1100), (position, "VRIJ", 2000)]


def test_a_gemeente_that_joins_brings_what_runs_and_what_was_declared() -> None:
    inside = register(plafond(2026, 100))
    life = Life(register(plafond(2026, 100), gemeenten=BUITEN))
    assert life.doe(toewijzing(1, *MAART)) == []
    life.load(inside)
    assert cents(life) == (6900, 0, 3100, 0, 0)
    gedeclareerd = Life(register(plafond(2026, 100), gemeenten=BUITEN))
    gedeclareerd.doe(toewijzing(1, *MAART))
    gedeclareerd.doe(prestatie("P1", 1, *MAART, 3000))
    gedeclareerd.load(inside)
    assert cents(gedeclareerd) == (7000, 0, 0, 3000, 0)
    gone = Life(register(plafond(2026, 100), gemeenten=BUITEN))
    gone.doe(toewijzing(1, *DAY, reden_wijziging="13"))
    gone.load(inside)
    assert gone.boekhouding.claimstanden() == []


def test_only_the_plafonds_of_the_named_aanbieders_are_booked() -> None:
    boekhouding = Boekhouding(register(plafond(2026, 1), plafond(2026, 2, aanbieder=B)), today=DAY[0])
    boekhouding.book_plafonds(1, frozenset({B}))
    assert [(one.plafond, one.stand(Rekening.VRIJ)) for one in boekhouding.saldi()] == [(PlafondKey(B, 2026), 200)]
