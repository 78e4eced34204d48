# SPDX-License-Identifier: EUPL-1.2
"""What the answer of a receiver does to the money when it undoes or confirms a bericht: only differences."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import VerzoekAfgewezen, VerzoekInOnderzoek
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.keys import Rekening, from_verzoek
from berichtenverkeer.projections.rows import Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import Verzoek
from plafonds.bouw import CLIENT, A, G, Life, aanvraag, plafond, register, start, stop, toewijzing

D = date
MAART = (D(2026, 3, 1), D(2026, 3, 31))
VERZOEK = from_verzoek(Verzoeksleutel(A, "V1"))
REJECTED = VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="V1", reden="2", ontvangen_op=D(2026, 3, 5))
IN_ONDERZOEK = VerzoekInOnderzoek(aanbieder=A, gemeente=G, referentie="V1", ontvangen_op=D(2026, 3, 9))
GEVRAAGD = aanvraag(tot=MAART[1])
TOEGEWEZEN = toewijzing(1, *MAART)


def na(*gebeurtenissen: Gebeurtenis, euro: int = 100) -> Life:
    life = Life(register(plafond(2026, euro)))
    for gebeurtenis in gebeurtenissen:
        life.doe(gebeurtenis)
    return life


def stand(gebeurtenissen: Sequence[Gebeurtenis]) -> Stand:
    gevouwen = Stand()
    for position, gebeurtenis in enumerate(gebeurtenissen, 1):
        gevouwen.fold(position, gebeurtenis)
    return gevouwen


def herzie(life: Life, *gebeurtenissen: Gebeurtenis) -> tuple[int, int, int]:
    """From now on only `gebeurtenissen` are true. VRIJ, GERESERVEERD and BESLAG after it, in euros."""
    new = stand(gebeurtenissen)
    pairs = [
        (life.stand.verzoek(Verzoeksleutel(A, "V1")), new.verzoek(Verzoeksleutel(A, "V1"))),
        (life.stand.toewijzing(G, 1), new.toewijzing(G, 1)),
        *((one, None) for one in life.stand.leveringen_at(CLIENT, G, A, 1)),
    ]
    wijzigingen = [Wijziging(99, old, soon) for old, soon in pairs if old != soon]
    life.boekhouding.revise(99, new, wijzigingen)
    (saldo,) = life.boekhouding.saldi()
    assert saldo.stand(Rekening.OVERSCHRIJDING) == 0
    return (
        saldo.stand(Rekening.VRIJ) // 100,
        saldo.stand(Rekening.GERESERVEERD) // 100,
        saldo.stand(Rekening.BESLAG) // 100,
    )


def vervalt(life: Life) -> date | None:
    held = life.boekhouding.claimstand(VERZOEK)
    assert held is not None
    return held.vervalt_op


def test_a_rejection_that_is_undone_gives_the_reservation_back_until_56_days_after_receipt() -> None:
    life = na(GEVRAAGD, REJECTED)
    assert herzie(life, GEVRAAGD) == (69, 31, 0)
    assert vervalt(life) == GEVRAAGD.ontvangen_op + timedelta(56)


def test_a_verzoek_that_is_looked_into_again_waits_from_there() -> None:
    life = na(GEVRAAGD, IN_ONDERZOEK, REJECTED)
    assert herzie(life, GEVRAAGD, IN_ONDERZOEK) == (69, 31, 0)
    assert vervalt(life) == D(2026, 5, 4)  # 56 days after 9 March


def test_looking_into_it_that_is_undone_counts_from_receipt_again() -> None:
    life = na(GEVRAAGD, IN_ONDERZOEK)
    assert herzie(life, GEVRAAGD) == (69, 31, 0)
    assert vervalt(life) == GEVRAAGD.ontvangen_op + timedelta(56)


def test_a_rejection_that_is_confirmed_holds_nothing() -> None:
    assert herzie(na(GEVRAAGD), GEVRAAGD, REJECTED) == (100, 0, 0)


def test_a_nee_that_is_open_again_has_nothing_reserved() -> None:
    life = na(GEVRAAGD, REJECTED, euro=30)
    assert herzie(life, GEVRAAGD) == (30, 0, 0)
    held = life.boekhouding.claimstand(VERZOEK)
    assert held is not None
    assert (held.is_gereserveerd, held.vervalt_op) == (False, None)


@pytest.mark.parametrize("euro", [100, 30])
def test_a_verzoek_that_is_undone_was_never_decided_on(euro: int) -> None:
    life = na(GEVRAAGD, euro=euro)
    assert herzie(life) == (euro, 0, 0)
    held = life.boekhouding.claimstand(VERZOEK)
    assert held is not None
    assert (held.uitkomst, held.overschrijding_cents, held.vervalt_op, held.sinds) == (None, 0, None, 0)
    assert len(life.boekhouding.besluit_verzoek(stand([GEVRAAGD]), _verzoek(), iter([100]))) == 1


def _verzoek() -> Verzoek:
    verzoek = stand([GEVRAAGD]).verzoek(Verzoeksleutel(A, "V1"))
    assert verzoek is not None
    return verzoek


def test_a_verzoek_that_was_never_decided_on_has_nothing_to_undo() -> None:
    life = na()
    life.stand = stand([GEVRAAGD])
    assert herzie(life, GEVRAAGD, REJECTED) == (100, 0, 0)
    assert life.boekhouding.claimstanden() == []


def test_a_toewijzing_that_is_undone_claims_nothing_and_one_that_stays_what_it_was() -> None:
    assert herzie(na(TOEGEWEZEN)) == (100, 0, 0)
    assert herzie(na(TOEGEWEZEN, toewijzing(1, MAART[0], D(2026, 3, 10), versie=1)), TOEGEWEZEN) == (69, 0, 31)


def test_a_toewijzing_that_was_never_booked_is_undone_without_a_boeking() -> None:
    life = na()
    life.stand = stand([TOEGEWEZEN])
    assert herzie(life) == (100, 0, 0)


def test_a_stop_that_is_undone_claims_to_the_end_again() -> None:
    begun = start(1, MAART[0])
    life = na(TOEGEWEZEN, begun, stop(1, MAART[0], D(2026, 3, 10)))
    assert herzie(life, TOEGEWEZEN, begun) == (69, 0, 31)
