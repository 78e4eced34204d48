# SPDX-License-Identifier: EUPL-1.2
"""The bookkeeping on the edge: a cent too much, nothing to book, decided already, never decided (definitions.md 6)."""

from datetime import date

import pytest

from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    Product,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
)
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_toewijzing, van_verzoek
from berichtenverkeer.register.rijen import Gemeente
from plafonds.bouw import BEGIN, A, B, G, Leven, aanvraag, plafond, prestatie, register, toewijzing

D = date
DAG = (D(2026, 3, 1), D(2026, 3, 1))
MAART = (D(2026, 3, 1), D(2026, 3, 31))
VERZOEK, TOEWIJZING = van_verzoek(A, "V1"), van_toewijzing(G, 1)
BUITEN = [Gemeente(gemeente="0384", gebied="1", geldig_van=BEGIN)]
"""Only another gemeente takes part."""


def budget(cents: int, versie: int = 0) -> ToewijzingVastgesteld:
    return toewijzing(1, *DAG, omvang=None, budget_cents=cents, versie=versie)


def cents(waar: Leven) -> tuple[int, ...]:
    """VRIJ, GERESERVEERD, BESLAG, REALISATIE, OVERSCHRIJDING."""
    (een,) = waar.boekhouding.saldi()
    return (
        een.stand(Rekening.VRIJ),
        een.stand(Rekening.GERESERVEERD),
        een.stand(Rekening.BESLAG),
        een.stand(Rekening.REALISATIE),
        een.stand(Rekening.OVERSCHRIJDING),
    )


@pytest.mark.parametrize(
    ("ruimte", "gevraagd", "uitkomst", "over"),
    [(100, 100, "ja", 0), (99, 100, "overschrijding", 1), (0, 1, "overschrijding", 1), (20, 100, "overschrijding", 80)],
)
def test_a_toewijzing_that_does_not_fit_says_by_how_many_cents(
    ruimte: int, gevraagd: int, uitkomst: str, over: int
) -> None:
    leven = Leven(register(plafond(2026, bedrag_cents=ruimte), plafond(2026, 1000, segment="2")))
    (besluit,) = leven.doe(budget(gevraagd))
    (deel,) = besluit.delen
    stand = leven.boekhouding.claimstand(TOEWIJZING)
    assert stand is not None
    assert (besluit.uitkomst, deel.overschrijding_cents, stand.overschrijding_cents) == (uitkomst, over, over)


def test_what_was_over_before_is_not_over_again() -> None:
    leven = Leven(register(plafond(2026, bedrag_cents=0)))
    leven.doe(budget(7))
    (besluit,) = leven.doe(toewijzing(2, *DAG, omvang=None, budget_cents=5))
    assert [deel.overschrijding_cents for deel in besluit.delen] == [5]


def test_a_cent_more_is_decided_on_and_the_same_is_not() -> None:
    leven = Leven(register(plafond(2026, 1)))
    assert [een.uitkomst for een in leven.doe(budget(100))] == ["ja"]
    assert leven.doe(budget(100, versie=1)) == []
    assert [een.uitkomst for een in leven.doe(budget(101, versie=2))] == ["overschrijding"]
    assert leven.doe(budget(100, versie=3)) == []


def test_new_care_without_a_price_is_decided_on_and_holds_nothing() -> None:
    leven = Leven(register(plafond(2026, 1)))
    (besluit,) = leven.doe(toewijzing(1, *DAG, product=Product("45", "45A07")))
    stand = leven.boekhouding.claimstand(TOEWIJZING)
    assert stand is not None
    assert (besluit.uitkomst, stand.bedragen) == ("ja (claim onbekend)", {})


def test_what_was_removed_before_it_was_known_is_nothing() -> None:
    leven = Leven(register(plafond(2026, 1)))
    assert leven.doe(toewijzing(1, *DAG, reden_wijziging="13")) == []
    assert leven.boekhouding.claimstanden() == []


def test_a_verzoek_is_decided_on_once_and_only_while_it_is_open() -> None:
    leven = Leven(register(plafond(2026, 100)))
    leven.doe(aanvraag(tot=MAART[1]))
    verzoek = leven.stand.verzoek(A, "V1")
    assert verzoek is not None
    assert leven.boekhouding.besluit_verzoek(leven.stand, verzoek, iter([99])) == []
    leven.doe(_afgewezen())
    beantwoord = leven.stand.verzoek(A, "V1")
    assert beantwoord is not None
    anders = Boekhouding(register(plafond(2026, 100)), leven.boekhouding.saldi(), vandaag=DAG[0], gekend={VERZOEK})
    assert anders.besluit_verzoek(leven.stand, beantwoord, iter([99])) == []
    assert anders.besluit_verzoek(leven.stand, verzoek, iter([99])) != []


def _afgewezen() -> VerzoekAfgewezen:
    return VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="V1", reden="2", ontvangen_op=DAG[0])


def _in_onderzoek() -> VerzoekInOnderzoek:
    return VerzoekInOnderzoek(aanbieder=A, gemeente=G, referentie="V1", ontvangen_op=DAG[0])


def test_an_answer_to_what_was_never_decided_on_books_nothing() -> None:
    leven = Leven(register(plafond(2026, 100), gemeenten=BUITEN))
    for feit in (aanvraag(tot=MAART[1]), _in_onderzoek(), _afgewezen()):
        assert leven.doe(feit) == []
    assert leven.boekhouding.claimstanden() == []


def test_a_nee_that_is_looked_into_has_no_reservation_that_could_lapse() -> None:
    leven = Leven(register(plafond(2026, 30)))
    assert [een.uitkomst for een in leven.doe(aanvraag(tot=MAART[1]))] == ["nee (plafond)"]
    leven.doe(_in_onderzoek())
    stand = leven.boekhouding.claimstand(VERZOEK)
    assert stand is not None
    assert stand.vervalt_op is None


def test_what_is_left_of_a_reservation_comes_back_with_the_decision() -> None:
    leven = Leven(register(plafond(2026, 100)))
    leven.doe(aanvraag(tot=MAART[1]))
    (besluit,) = leven.doe(toewijzing(1, MAART[0], D(2026, 3, 11), referentie_aanbieder="V1"))
    (positie,) = (plek for plek, feit in leven.feiten if feit is besluit)
    geboekt = [(plek, een.debet.value, een.bedrag_cents) for plek, een in leven.boekhouding.boekingen]
    assert geboekt == [(positie, "BESLAG", 1100), (positie, "VRIJ", 2000)]


def test_a_gemeente_that_joins_brings_what_runs_and_what_was_declared() -> None:
    binnen = register(plafond(2026, 100))
    leven = Leven(register(plafond(2026, 100), gemeenten=BUITEN))
    assert leven.doe(toewijzing(1, *MAART)) == []
    leven.laad(binnen)
    assert cents(leven) == (6900, 0, 3100, 0, 0)
    gedeclareerd = Leven(register(plafond(2026, 100), gemeenten=BUITEN))
    gedeclareerd.doe(toewijzing(1, *MAART))
    gedeclareerd.doe(prestatie("P1", 1, *MAART, 3000))
    gedeclareerd.laad(binnen)
    assert cents(gedeclareerd) == (7000, 0, 0, 3000, 0)
    weg = Leven(register(plafond(2026, 100), gemeenten=BUITEN))
    weg.doe(toewijzing(1, *DAG, reden_wijziging="13"))
    weg.laad(binnen)
    assert weg.boekhouding.claimstanden() == []


def test_only_the_plafonds_of_the_named_aanbieders_are_booked() -> None:
    boekhouding = Boekhouding(register(plafond(2026, 1), plafond(2026, 2, aanbieder=B)), vandaag=DAG[0])
    boekhouding.boek_plafonds(1, frozenset({B}))
    assert [(een.sleutel, een.stand(Rekening.VRIJ)) for een in boekhouding.saldi()] == [(PlafondSleutel(B, 2026), 200)]
