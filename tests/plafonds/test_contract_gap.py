# SPDX-License-Identifier: EUPL-1.2
"""Why there is no contract, where the register knows of contracts between the two (definitions.md 6.3)."""

from datetime import date
from typing import Any

import pytest

from berichtenverkeer.plafonds.contract_gap import gaps, why_none
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.register.rows import Afmelding, Contract
from plafonds.bouw import BEGIN, A, B, G, aanvraag, new, plafond, product, register, toewijzing, wijziging

OP = date(2026, 3, 1)
NOT_THIS = "De aanbieder heeft contracten voor deze gemeente, maar niet voor dit product."
OUT = "De gemeente doet niet mee in het segment van dit product, en heeft er zelf geen contract voor."


def contract(**fields: Any) -> Contract:
    plain: dict[str, Any] = {
        "aanbieder": A,
        "categorie": "45",
        "uitvoeringsvariant": "inspanningsgericht",
        "geldig_van": BEGIN,
    }
    return Contract(**(plain | fields))


def money(*contracten: Contract, **rows: Any) -> Any:
    return money_register(register(plafond(2026, 1), contracten=list(contracten), **rows))


@pytest.mark.parametrize(
    ("contracten", "reason"),
    [
        ([], None),
        ([contract(aanbieder=B)], None),
        ([contract(gemeente="0384")], None),
        ([contract()], None),
        ([contract(code="45A04")], None),
        ([contract(gemeente=G)], None),
        ([contract(code="45A05")], NOT_THIS),
        ([contract(categorie="41")], NOT_THIS),
        ([contract(geldig_tot=date(2026, 2, 28))],
         "Het contract voor dit product liep tot en met 28 februari 2026; de zorg gaat in op 1 maart 2026."),
        ([contract(geldig_van=date(2026, 3, 2))],
         "Het contract voor dit product begint pas op 2 maart 2026; de zorg gaat in op 1 maart 2026."),
        ([contract(geldig_tot=date(2026, 1, 31)), contract(geldig_van=date(2026, 4, 1))],
         "Het contract voor dit product liep tot en met 31 januari 2026, en begint weer op 1 april 2026; de zorg gaat "
         "in op 1 maart 2026."),
        ([contract(geldig_tot=date(2026, 2, 28)), contract(gemeente=G, code="45A04")], None),
    ],
)  # fmt: skip
def test_the_true_reason_is_told(contracten: list[Contract], reason: str | None) -> None:
    assert why_none(money(*contracten), A, G, "45", "45A04", OP) == reason


def test_a_gemeente_outside_the_region_has_no_part_in_a_contract_with_the_region() -> None:
    assert why_none(money(contract(code="45A05")), A, "0384", "45", "45A04", OP) is None


def test_a_gemeente_that_stays_out_of_the_segment_needs_a_contract_of_its_own() -> None:
    rows = {
        "producten": [product("45A04", segment="2")],
        "afmeldingen": [Afmelding(gemeente=G, segment="2", geldig_van=BEGIN)],
    }
    assert why_none(money(contract(code="45A04"), **rows), A, G, "45", "45A04", OP) == OUT
    assert why_none(money(contract(code="45A04"), contract(gemeente=G), **rows), A, G, "45", "45A04", OP) is None


def test_a_product_that_is_not_named_needs_any_contract() -> None:
    assert why_none(money(contract(code="45A05")), A, G, "45", None, OP) is None
    assert why_none(money(contract(code="45A05")), A, G, "41", None, OP) == NOT_THIS
    assert why_none(money(contract(code="45A05")), A, G, None, None, OP) is None


def test_of_a_request_for_change_only_what_is_new_is_asked_about() -> None:
    ended = money(contract(geldig_tot=date(2026, 2, 28)))
    assert len([*gaps(aanvraag(van=OP), ended)]) == 1
    assert len([*gaps(toewijzing(1, OP), ended)]) == 1
    assert len([*gaps(wijziging("V", OP, new(OP), new(date(2026, 2, 1))), ended)]) == 1
