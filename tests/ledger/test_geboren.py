# SPDX-License-Identifier: EUPL-1.2
"""Of a birth date the ledger keeps the year and month, as far as they are known, and never the day."""

from datetime import date
from typing import Any

import msgspec
import pytest

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.ledger.booking import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import read, to_json
from bouwers import BSN, jw301, jw305, jw307, jw315, jw317, with_

TELLS = (jw301, jw305, jw315)
BORN = "Client/Geboortedatum"


def _booked(bericht: Bericht) -> Any:
    return gebeurtenissen(bericht, {BSN: b"c" * 16}, date(2026, 4, 15))[0]


@pytest.mark.parametrize("build", TELLS)
@pytest.mark.parametrize(
    ("datum", "gebruik", "geboren"),
    [
        ("2012-05-20", None, "2012-05"),
        ("2012-05-01", "1", "2012-05"),
        ("2012-01-01", "2", "2012"),
        ("1900-01-01", "3", None),
        ("0990-12-31", None, "0990-12"),
    ],
)
def test_the_ledger_keeps_what_is_known_of_it_but_the_day(
    build: Any, datum: str, gebruik: str | None, geboren: str | None
) -> None:
    bericht = with_(with_(build(), f"{BORN}/Datum", datum), f"{BORN}/DatumGebruik", gebruik)
    booked = _booked(bericht)
    assert booked.geboren == geboren
    kept = to_json(booked)
    assert datum not in kept
    assert read(type(booked).__name__, 1, kept) == booked
    assert ("geboren" in kept) == (geboren is not None), "what is not known takes no place"


@pytest.mark.parametrize("build", TELLS)
def test_what_was_booked_before_is_read_as_not_known(build: Any) -> None:
    booked = _booked(build())
    old = to_json(booked).replace(',"geboren":"2012-05"', "")
    assert read(type(booked).__name__, 1, old) == msgspec.structs.replace(booked, geboren=None)


def test_a_withdrawn_start_a_stop_and_a_change_tell_no_birth_date() -> None:
    withdrawn = jw305({"Client/StartProducten/StartProduct[1]/StatusAanlevering": "3"})
    for bericht in (withdrawn, jw307(), jw317()):
        assert "2012" not in to_json(_booked(bericht))
