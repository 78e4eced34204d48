# SPDX-License-Identifier: EUPL-1.2
"""Who is an alternatief, and in which order (definitions.md 6.3). Care is 10 days: 1,000 cents at one euro a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product
from berichtenverkeer.plafonds.alternatieven import Likeness, Surroundings, Wait, alternatieven
from berichtenverkeer.plafonds.care import RequestedCare
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.projections.verzoeken import after_reception
from berichtenverkeer.register.rows import Afmelding, Contract, Partij
from plafonds.bouw import BEGIN, A, B, G, aanvraag, clientenstop, plafond, product, register, tarief, tarieven

C, D = "42420002", "42420003"
TODAY = date(2026, 3, 1)
LAST = TODAY + timedelta(days=9)
PRODUCTEN = [
    product("45A04", perceel="2a"), product("45A05"), product("46B01", "46", perceel="2a"), product("", "45"),
    product("47A01", "47"),
]  # fmt: skip


def contract(aanbieder: str, code: str = "45A04", **fields: Any) -> Contract:
    plain: dict[str, Any] = {"categorie": code[:2], "uitvoeringsvariant": "inspanningsgericht", "geldig_van": BEGIN}
    return Contract(aanbieder=aanbieder, code=code, **(plain | fields))


def around(contracten: Sequence[Contract], **fields: Any) -> Surroundings:
    rows = fields.pop("rows", {})
    others = [Partij(soort="aanbieder", code=who, naam=f"Aanbieder {who}", geldig_van=BEGIN) for who in (A, B, C, D)]
    plafonds = fields.pop("plafonds", [plafond(2026, 100, aanbieder=who) for who in (A, B, C, D)])
    prices = [*tarieven((2026,)), tarief("46B01", 2026, "14", 100)]
    made = register(
        *plafonds, **({"contracten": contracten, "producten": PRODUCTEN, "partijen": others, "tarieven": prices} | rows)
    )
    free = {PlafondKey(who, 2026): 1000 for who in (A, B, C, D)}
    plain: dict[str, Any] = {"free": free, "stops": [], "running": (), "waits": {}}
    return Surroundings(money=money_register(made), today=TODAY, **(plain | fields))


def care(**fields: Any) -> RequestedCare:
    return RequestedCare.like(after_reception(aanvraag("V1", TODAY, LAST, **fields)))


def found(at: Surroundings, **fields: Any) -> list[str]:
    return [one.code for one in alternatieven([care(**fields)], at)]


def test_the_same_product_comes_first_then_the_same_perceel_then_the_same_categorie() -> None:
    at = around([contract(B, "45A05"), contract(C, "46B01"), contract(D), contract(A)])
    assert [(one.code, one.likeness) for one in alternatieven([care()], at)] == [
        (D, Likeness.PRODUCT),
        (C, Likeness.PERCEEL),
        (B, Likeness.CATEGORIE),
    ]


def test_a_contract_for_the_whole_categorie_is_one_for_the_product() -> None:
    (one,) = alternatieven([care()], around([contract(B, "", categorie="45")]))
    assert one.likeness is Likeness.PRODUCT


def test_within_a_likeness_the_shortest_wait_comes_first_unknown_last_then_by_code() -> None:
    waits = {(D, "product", "45/45A04"): Wait(3, 9), (C, "perceel", "2a"): Wait(5, 1)}
    at = around([contract(who) for who in (B, C, D)], waits=waits)
    assert [(one.code, one.wait) for one in alternatieven([care()], at)] == [
        (D, Wait(3, 9)),
        (C, Wait(5, 1)),
        (B, None),
    ]
    assert found(around([contract(who) for who in (D, C, B)])) == [B, C, D]


@pytest.mark.parametrize(
    ("one", "is_there"),
    [
        (contract(B), True),
        (contract(B, gemeente=G), True),
        (contract(B, gemeente="0384"), False),
        (contract(B, geldig_tot=TODAY - timedelta(days=1)), False),
        (contract(B, geldig_van=TODAY + timedelta(days=1)), False),
        (contract(B, "47A01"), False),
        (contract(A), False),
        (contract("99999999"), False),
    ],
    ids=["region", "gemeente", "another gemeente", "ended", "to come", "other care", "who was asked", "no partij"],
)
def test_a_contract_must_hold_for_the_gemeente_on_the_day_that_care_can_begin(one: Contract, is_there: bool) -> None:
    assert found(around([one])) == ([B] if is_there else [])


def test_a_gemeente_that_stays_out_of_the_segment_has_no_part_in_the_contract() -> None:
    rows = {
        "producten": [product("45A04", segment="2")],
        "afmeldingen": [Afmelding(gemeente=G, segment="2", geldig_van=BEGIN)],
    }
    assert found(around([contract(B)], rows=rows)) == []
    assert found(around([contract(B, gemeente=G)], rows=rows)) == [B]


@pytest.mark.parametrize(("free", "is_there"), [(1000, True), (999, False), (1, False)])
def test_room_is_room_for_this_claim_and_not_just_some_room(free: int, is_there: bool) -> None:
    assert found(around([contract(B)], free={PlafondKey(B, 2026): free})) == ([B] if is_there else [])


def test_the_claim_is_that_at_his_own_tarief() -> None:
    dear = {"tarieven": [*tarieven((2026,)), tarief("45A04", 2026, "14", 101, B)]}
    assert found(around([contract(B), contract(C)], rows=dear)) == [C]


def test_it_must_fit_in_every_plafond_that_it_touches() -> None:
    both = [plafond(2026, 100, aanbieder=B), plafond(2026, 100, aanbieder=B, perceel="2a")]
    for part, is_there in ((1000, True), (999, False)):
        free = {PlafondKey(B, 2026): 5000, PlafondKey(B, 2026, perceel="2a"): part}
        assert found(around([contract(B)], plafonds=both, free=free)) == ([B] if is_there else [])


def test_where_plafond_or_tarief_is_unknown_nobody_can_promise_room() -> None:
    assert found(around([contract(B)], plafonds=[])) == []
    assert found(around([contract(B)], rows={"tarieven": []})) == []
    assert found(around([contract(B)]), omvang=Omvang(1, "16", "1")) == []


def test_who_works_without_ceiling_has_room() -> None:
    assert found(around([contract(B)], plafonds=[plafond(2026, zonder_plafond=True, aanbieder=B)], free={})) == [B]


def test_a_stop_keeps_out_a_client_who_is_new_there() -> None:
    stop = clientenstop(aanbieder=B)
    assert found(around([contract(B)], stops=[stop])) == []
    assert found(around([contract(B)], stops=[stop], running={B})) == [B]
    assert found(around([contract(B)], stops=[clientenstop(TODAY + timedelta(days=1), aanbieder=B)])) == [B]
    assert found(around([contract(B)], stops=[clientenstop(aanbieder=B, gemeente="0384")])) == [B]
    assert found(around([contract(B)], stops=[clientenstop(aanbieder=B, perceel="2a")])) == []
    offers = [contract(B), contract(B, "45A05")]
    (one,) = alternatieven([care()], around(offers, stops=[clientenstop(aanbieder=B, perceel="2a")]))
    assert one.likeness is Likeness.CATEGORIE, "what he may still take"


def test_several_products_together_must_fit_at_one_aanbieder() -> None:
    offers = [contract(B), contract(B, "45A05"), contract(C)]
    two = [care(), care(product=Product("45", "45A05"))]
    assert [one.code for one in alternatieven(two, around(offers, free={PlafondKey(B, 2026): 2000}))] == [B]
    assert alternatieven(two, around(offers, free={PlafondKey(B, 2026): 1999})) == []
    assert alternatieven([], around(offers)) == []


def test_what_names_no_product_can_be_had_nowhere_in_particular() -> None:
    assert found(around([contract(B)]), product=Product(None, None)) == []
