# SPDX-License-Identifier: EUPL-1.2
"""What the answer of a receiver does to the money when it undoes or confirms a bericht: only differences."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.zorg import VerzoekAfgewezen, VerzoekInOnderzoek
from berichtenverkeer.plafonds.sleutels import Rekening, van_verzoek
from berichtenverkeer.projections.rijen import Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import Verzoek
from plafonds.bouw import CLIENT, A, G, Leven, aanvraag, plafond, register, start, stop, toewijzing

D = date
MAART = (D(2026, 3, 1), D(2026, 3, 31))
VERZOEK = van_verzoek(A, "V1")
AFGEWEZEN = VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="V1", reden="2", ontvangen_op=D(2026, 3, 5))
IN_ONDERZOEK = VerzoekInOnderzoek(aanbieder=A, gemeente=G, referentie="V1", ontvangen_op=D(2026, 3, 9))
GEVRAAGD = aanvraag(tot=MAART[1])
TOEGEWEZEN = toewijzing(1, *MAART)


def na(*feiten: Gebeurtenis, euro: int = 100) -> Leven:
    leven = Leven(register(plafond(2026, euro)))
    for feit in feiten:
        leven.doe(feit)
    return leven


def stand(feiten: Sequence[Gebeurtenis]) -> Stand:
    gevouwen = Stand()
    for positie, feit in enumerate(feiten, 1):
        gevouwen.vouw(positie, feit)
    return gevouwen


def herzie(leven: Leven, *feiten: Gebeurtenis) -> tuple[int, int, int]:
    """From now on only `feiten` are true. VRIJ, GERESERVEERD and BESLAG after it, in euros."""
    nieuw = stand(feiten)
    paren = [
        (leven.stand.verzoek(A, "V1"), nieuw.verzoek(A, "V1")),
        (leven.stand.toewijzing(G, 1), nieuw.toewijzing(G, 1)),
        *((een, None) for een in leven.stand.leveringen_op(CLIENT, G, A, 1)),
    ]
    wijzigingen = [Wijziging(99, oud, straks) for oud, straks in paren if oud != straks]
    leven.boekhouding.herzie(99, nieuw, wijzigingen)
    (saldo,) = leven.boekhouding.saldi()
    assert saldo.stand(Rekening.OVERSCHRIJDING) == 0
    return (
        saldo.stand(Rekening.VRIJ) // 100,
        saldo.stand(Rekening.GERESERVEERD) // 100,
        saldo.stand(Rekening.BESLAG) // 100,
    )


def vervalt(leven: Leven) -> date | None:
    held = leven.boekhouding.claimstand(VERZOEK)
    assert held is not None
    return held.vervalt_op


def test_a_rejection_that_is_undone_gives_the_reservation_back_until_56_days_after_receipt() -> None:
    leven = na(GEVRAAGD, AFGEWEZEN)
    assert herzie(leven, GEVRAAGD) == (69, 31, 0)
    assert vervalt(leven) == GEVRAAGD.ontvangen_op + timedelta(56)


def test_a_verzoek_that_is_looked_into_again_waits_from_there() -> None:
    leven = na(GEVRAAGD, IN_ONDERZOEK, AFGEWEZEN)
    assert herzie(leven, GEVRAAGD, IN_ONDERZOEK) == (69, 31, 0)
    assert vervalt(leven) == D(2026, 5, 4)  # 56 days after 9 March


def test_looking_into_it_that_is_undone_counts_from_receipt_again() -> None:
    leven = na(GEVRAAGD, IN_ONDERZOEK)
    assert herzie(leven, GEVRAAGD) == (69, 31, 0)
    assert vervalt(leven) == GEVRAAGD.ontvangen_op + timedelta(56)


def test_a_rejection_that_is_confirmed_holds_nothing() -> None:
    assert herzie(na(GEVRAAGD), GEVRAAGD, AFGEWEZEN) == (100, 0, 0)


def test_a_nee_that_is_open_again_has_nothing_reserved() -> None:
    leven = na(GEVRAAGD, AFGEWEZEN, euro=30)
    assert herzie(leven, GEVRAAGD) == (30, 0, 0)
    held = leven.boekhouding.claimstand(VERZOEK)
    assert held is not None
    assert (held.is_gereserveerd, held.vervalt_op) == (False, None)


@pytest.mark.parametrize("euro", [100, 30])
def test_a_verzoek_that_is_undone_was_never_decided_on(euro: int) -> None:
    leven = na(GEVRAAGD, euro=euro)
    assert herzie(leven) == (euro, 0, 0)
    held = leven.boekhouding.claimstand(VERZOEK)
    assert held is not None
    assert (held.uitkomst, held.overschrijding_cents, held.vervalt_op, held.sinds) == (None, 0, None, 0)
    assert len(leven.boekhouding.besluit_verzoek(stand([GEVRAAGD]), _verzoek(), iter([100]))) == 1


def _verzoek() -> Verzoek:
    verzoek = stand([GEVRAAGD]).verzoek(A, "V1")
    assert verzoek is not None
    return verzoek


def test_a_verzoek_that_was_never_decided_on_has_nothing_to_undo() -> None:
    leven = na()
    leven.stand = stand([GEVRAAGD])
    assert herzie(leven, GEVRAAGD, AFGEWEZEN) == (100, 0, 0)
    assert leven.boekhouding.claimstanden() == []


def test_a_toewijzing_that_is_undone_claims_nothing_and_one_that_stays_what_it_was() -> None:
    assert herzie(na(TOEGEWEZEN)) == (100, 0, 0)
    assert herzie(na(TOEGEWEZEN, toewijzing(1, MAART[0], D(2026, 3, 10), versie=1)), TOEGEWEZEN) == (69, 0, 31)


def test_a_toewijzing_that_was_never_booked_is_undone_without_a_boeking() -> None:
    leven = na()
    leven.stand = stand([TOEGEWEZEN])
    assert herzie(leven) == (100, 0, 0)


def test_a_stop_that_is_undone_claims_to_the_end_again() -> None:
    begonnen = start(1, MAART[0])
    leven = na(TOEGEWEZEN, begonnen, stop(1, MAART[0], D(2026, 3, 10)))
    assert herzie(leven, TOEGEWEZEN, begonnen) == (69, 0, 31)
