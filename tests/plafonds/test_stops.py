# SPDX-License-Identifier: EUPL-1.2
"""Whom a cliëntenstop keeps out, and who goes on (definitions.md 6.5)."""

from datetime import date, timedelta
from typing import Any

import pytest

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.plafonds.stops import Status, Stops
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import (
    A,
    Life,
    aanvraag,
    clientenstop,
    new,
    plafond,
    product,
    register,
    start,
    stop,
    toewijzing,
    wijziging,
)
from plafonds.bouw import otherwise as change

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
OTHER = b"o" * 16
NEE, JA = "nee (cliëntenstop)", "ja"


def life(*stops: Any, register_: RegisterStand | None = None) -> Life:
    one = Life(register_ or register(plafond(2026, 1000)))
    one.vandaag, one.stops = TODAY, list(stops or [clientenstop()])
    return one


def asked(one: Life, **fields: Any) -> str:
    ((besluit),) = one.doe(aanvraag("V9", TODAY, TODAY, **fields))
    return besluit.uitkomst


@pytest.mark.parametrize(
    ("fields", "op", "status"),
    [
        ({"besloten_op": None, "is_toegekend": False}, TODAY, Status.ASKED),
        ({"is_toegekend": False}, TODAY, Status.REJECTED),
        ({"van": TODAY}, TODAY - DAY, Status.COMING),
        ({"van": TODAY}, TODAY, Status.IN_FORCE),
        ({"opgeheven_vanaf": TODAY}, TODAY - DAY, Status.IN_FORCE),
        ({"opgeheven_vanaf": TODAY}, TODAY, Status.LIFTED),
        ({"van": TODAY, "opgeheven_vanaf": TODAY}, TODAY - DAY, Status.LIFTED),
    ],
)
def test_a_stop_holds_from_its_first_day_until_it_is_lifted(fields: dict[str, Any], op: date, status: Status) -> None:
    one = clientenstop(**fields)
    assert (one.status(op), one.is_in_force(op)) == (status, status is Status.IN_FORCE)


def test_a_stop_is_asked_on_the_day_of_receipt_and_not_on_that_of_the_care() -> None:
    assert asked(life(clientenstop(TODAY))) == NEE
    assert asked(life(clientenstop(TODAY + DAY))) == JA, "care that begins under it was asked before it"
    assert asked(life(clientenstop(opgeheven_vanaf=TODAY))) == JA
    assert asked(life(clientenstop(opgeheven_vanaf=TODAY + DAY))) == NEE


VAN = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("had", "uitkomst"),
    [
        ([], NEE),
        ([toewijzing(1, VAN)], JA),
        ([toewijzing(1, VAN, TODAY)], JA),
        ([toewijzing(1, VAN, TODAY - DAY)], NEE),
        ([toewijzing(1, TODAY + 5 * DAY)], JA),
        ([toewijzing(1, VAN, VAN, reden_wijziging="13")], NEE),
        ([toewijzing(1, VAN, client=OTHER)], NEE),
        ([toewijzing(1, VAN, aanbieder="42420001")], NEE),
        ([toewijzing(1, VAN, gemeente="0384")], JA),
        ([start(None, VAN)], JA),
        ([start(None, VAN), stop(None, VAN, TODAY)], JA),
        ([start(None, VAN), stop(None, VAN, TODAY - DAY)], NEE),
        ([start(None, VAN), stop(None, VAN, TODAY - DAY, "20")], JA),
    ],
    ids=[
        "nothing", "a toewijzing", "one that ends today", "one that ended", "one that is to come", "a removed one",
        "of another client", "at another aanbieder", "of another gemeente", "a levering", "one that stops today",
        "one that stopped", "one that is interrupted",
    ],
)  # fmt: skip
def test_who_has_running_care_there_goes_on(had: list[Gebeurtenis], uitkomst: str) -> None:
    one = life()
    for gebeurtenis in had:
        one.doe(gebeurtenis)
    assert asked(one) == uitkomst


def test_crisis_and_what_is_free_of_ceilings_go_on() -> None:
    assert asked(life(), product=Product("46", "46A01")) == "crisis"
    assert asked(life(register_=register(plafond(2026, zonder_plafond=True)))) == "vrij"


def test_a_stop_goes_before_the_room_that_there_is_not() -> None:
    assert asked(life(register_=register(plafond(2026, 0)))) == NEE


SEGMENTED = register(plafond(2026, 1000), producten=[product("45A04", segment="2", perceel="2a"), product("45A05")])


@pytest.mark.parametrize(
    ("scope", "uitkomst"),
    [
        ({"segment": "2"}, NEE),
        ({"segment": "3"}, JA),
        ({"perceel": "2a"}, NEE),
        ({"perceel": "2b"}, JA),
        ({"gemeente": "0363"}, NEE),
        ({"gemeente": "0384"}, JA),
        ({"segment": "2", "gemeente": "0384"}, JA),
        ({"aanbieder": "42420001"}, JA),
    ],
)
def test_a_stop_is_about_its_scope(scope: dict[str, Any], uitkomst: str) -> None:
    assert asked(life(clientenstop(**scope), register_=SEGMENTED)) == uitkomst


def test_what_cannot_be_placed_is_in_no_segment() -> None:
    one = life(clientenstop(segment="2"), register_=SEGMENTED)
    assert asked(one, product=Product("45", "45A05")) != NEE


def test_a_request_for_change_is_held_against_what_is_new_in_it() -> None:
    def asks(segment: str, *had: Gebeurtenis) -> str:
        one = life(clientenstop(segment=segment), register_=SEGMENTED)
        for gebeurtenis in had:
            one.doe(gebeurtenis)
        ((besluit),) = one.doe(wijziging("V9", TODAY, new(TODAY, TODAY)))
        return besluit.uitkomst

    assert asks("2") == NEE
    assert asks("3") == JA
    assert asks("2", toewijzing(1, VAN)) == JA


def test_a_request_for_change_of_care_that_ended_is_one_of_a_new_client() -> None:
    one = life(clientenstop(segment="2"), register_=SEGMENTED)
    one.doe(toewijzing(1, VAN, TODAY - DAY))
    ((besluit),) = one.doe(wijziging("V9", TODAY, change(1, VAN, TODAY + DAY)))
    assert besluit.uitkomst == NEE


def test_a_product_that_was_removed_is_no_care_that_a_request_for_change_is_about() -> None:
    one = life(clientenstop(segment="2"), register_=SEGMENTED)
    one.doe(toewijzing(1, VAN, VAN, reden_wijziging="13"))
    ((besluit),) = one.doe(wijziging("V9", TODAY, change(1, VAN, TODAY + DAY)))
    assert besluit.uitkomst == JA


def test_a_toewijzing_for_a_new_client_is_paid_and_signalled() -> None:
    one = life()
    besluiten = one.doe(toewijzing(1, TODAY, TODAY), toewijzing(2, TODAY, TODAY))
    assert [(besluit.uitkomst, besluit.onder_clientenstop) for besluit in besluiten] == [(JA, True), (JA, True)]
    assert one.boekhouding.saldi()[0].room_cents == 99800
    assert [besluit.onder_clientenstop for besluit in one.doe(toewijzing(3, TODAY, TODAY))] == [False], (
        "a client by now"
    )


def test_a_toewijzing_that_follows_another_in_one_bericht_is_of_a_running_client() -> None:
    one = life()
    one.stops = []
    one.doe(toewijzing(1, VAN))
    one.stops = [clientenstop()]
    follow = one.doe(toewijzing(1, VAN, TODAY - DAY, versie=1), toewijzing(2, TODAY, TODAY + DAY))
    assert [besluit.onder_clientenstop for besluit in follow] == [False]


def test_a_toewijzing_of_crisis_care_is_not_signalled() -> None:
    (besluit,) = life().doe(toewijzing(1, TODAY, TODAY, product=Product("46", "46A01")))
    assert (besluit.uitkomst, besluit.onder_clientenstop) == ("crisis", False)


def test_whose_care_must_be_known_are_those_who_ask_where_a_stop_holds() -> None:
    stops = Stops(TODAY, [clientenstop(), clientenstop(TODAY + DAY, aanbieder="42420001")])
    assert stops.asking([(A, b"a"), ("42420001", b"b")]) == {b"a"}
