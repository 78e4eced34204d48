# SPDX-License-Identifier: EUPL-1.2
"""What the register answers about the example region, day by day."""

from datetime import date

import pytest

from berichtenverkeer.core.files import bestand
from berichtenverkeer.register.folders import read_folder
from berichtenverkeer.register.rows import Contract, Gemeente, Gemeentecode, Partij, Product
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.gemeenten import gemeenten

STAND = RegisterStand(read_folder(bestand("deploy/voorbeeldregio")).content.rows, 7)
EMPTY = RegisterStand({}, 0)
DAY = date(2026, 4, 15)
TILBURG, GOIRLE, WAALWIJK, LOON_OP_ZAND, BAARLE_NASSAU = "0855", "0785", "0867", "0809", "0744"
COALITIE, GROENEWOUD, BAKEN, ZONNEHOEK, SAMEN, VENNEBOS, NEW = (
    f"99000{n}" for n in (101, 102, 103, 107, 108, 110, 112)
)


def stand(*rows: Contract) -> RegisterStand:
    return RegisterStand({**STAND.content("voorbeeldregio").rows, "contracten": rows}, 1)


def contract(
    code: str = "", gemeente: str = "", variant: str = "inspanningsgericht", categorie: str = "45"
) -> Contract:
    return Contract(
        aanbieder=SAMEN,
        gemeente=gemeente,
        categorie=categorie,
        code=code,
        uitvoeringsvariant=variant,
        geldig_van=date(2026, 1, 1),
        geldig_tot=date(2026, 12, 31),
    )


def test_the_example_region_has_no_faults() -> None:
    assert read_folder(bestand("deploy/voorbeeldregio")).faults == ()


def test_the_gebieden_are_those_of_hart_van_brabant() -> None:
    per_gebied: dict[str, set[str]] = {}
    for row in STAND.rows(Gemeente):
        per_gebied.setdefault(row.gebied, set()).add(gemeenten()[row.gemeente])
    assert per_gebied == {
        "1": {"Tilburg"},
        "2": {"Alphen-Chaam", "Baarle-Nassau", "Gilze en Rijen", "Dongen"},
        "3": {"Goirle", "Oisterwijk", "Hilvarenbeek"},
        "4": {"Heusden", "Loon op Zand", "Waalwijk"},
    }


def test_the_parties_of_the_samples_are_known_but_bound_to_nothing() -> None:
    outside = {row.code for row in STAND.rows(Partij) if row.buiten_regio}
    assert outside == {"0363", "0384", "1916", "42420001", "65656055"}
    assert not any({row.aanbieder, row.gemeente, row.hoofdaannemer} & outside for row in STAND.rows(Contract))
    assert all(STAND.partij(code, DAY) is not None for code in outside)
    assert not any(STAND.is_in_regio(code, DAY) for code in outside)


def test_made_up_agb_codes_are_recognisable() -> None:
    own = [row.code for row in STAND.rows(Partij) if row.soort == "aanbieder" and not row.buiten_regio]
    assert len(own) == 14
    assert all(code.startswith("990001") for code in own)


@pytest.mark.parametrize(
    ("op", "known"),
    [(date(2026, 6, 30), False), (date(2026, 7, 1), True), (date(2099, 1, 1), True)],
)
def test_a_partij_is_known_from_its_first_day(op: date, known: bool) -> None:
    assert (STAND.partij(NEW, op) is not None) == known


def test_an_unknown_code_is_no_partij() -> None:
    assert STAND.partij("12345678", DAY) is None


def test_a_gemeente_takes_part_from_the_day_it_joined() -> None:
    assert not STAND.is_in_regio(BAARLE_NASSAU, date(2025, 12, 31))
    assert STAND.is_in_regio(BAARLE_NASSAU, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("aanbieder", "gemeente", "categorie", "code", "op", "taakgericht"),
    [
        (COALITIE, TILBURG, "43", "43A01", DAY, True),
        (GROENEWOUD, TILBURG, "43", "43A01", DAY, True),  # onderaannemer of the coalition
        (GROENEWOUD, TILBURG, "45", "45A03", DAY, False),
        (COALITIE, BAARLE_NASSAU, "43", "43A01", date(2025, 12, 31), False),  # not yet in the region
        (COALITIE, BAARLE_NASSAU, "43", "43A01", date(2026, 1, 1), True),
        (COALITIE, "0363", "43", "43A01", DAY, False),
        (COALITIE, TILBURG, "43", "43A01", date(2033, 1, 1), False),  # contract is over
        (COALITIE, TILBURG, "43", "43A09", DAY, False),  # no contract for this product
        (COALITIE, TILBURG, "43", None, DAY, True),
        (BAKEN, TILBURG, "54", None, DAY, False),  # one is, the others are not
        (COALITIE, TILBURG, None, None, DAY, True),
        (GROENEWOUD, TILBURG, None, None, DAY, False),
        ("42420001", "0384", "55", "55A11", DAY, False),
    ],
)
def test_a_contract_says_whether_a_product_is_taakgericht(
    aanbieder: str, gemeente: str, categorie: str | None, code: str | None, op: date, taakgericht: bool
) -> None:
    assert STAND.is_taakgericht(aanbieder, gemeente, categorie, code, op) is taakgericht


def test_a_contract_for_the_product_goes_before_one_for_the_categorie() -> None:
    both = stand(contract(variant="taakgericht"), contract("45A03"))
    assert not both.is_taakgericht(SAMEN, TILBURG, "45", "45A03", DAY)
    assert both.is_taakgericht(SAMEN, TILBURG, "45", "45B01", DAY)


def test_a_contract_with_the_gemeente_goes_before_one_with_the_region() -> None:
    both = stand(contract("45A03", variant="taakgericht"), contract("45A03", gemeente=GOIRLE))
    assert not both.is_taakgericht(SAMEN, GOIRLE, "45", "45A03", DAY)
    assert both.is_taakgericht(SAMEN, TILBURG, "45", "45A03", DAY)


@pytest.mark.parametrize(
    ("aanbieder", "gemeente", "categorie", "code", "fits"),
    [
        (SAMEN, GOIRLE, "45", "45A03", True),
        (SAMEN, GOIRLE, "45", "45B01", False),  # not in the contract
        (SAMEN, TILBURG, "45", "45B01", True),  # Tilburg has the whole categorie
        (SAMEN, GOIRLE, "45", "46A01", False),  # known under categorie 46
        (SAMEN, GOIRLE, "46", "46A01", True),  # no contract for 46: no list
        (VENNEBOS, GOIRLE, "54", "54A02", False),  # only in Tilburg
        (VENNEBOS, TILBURG, "54", "54A02", True),
        (ZONNEHOEK, TILBURG, "41", "41B01", True),
        (ZONNEHOEK, TILBURG, "41", "41A01", False),
        (ZONNEHOEK, WAALWIJK, "41", "41A01", True),  # Waalwijk stays out of segment 3: no contract
        (SAMEN, GOIRLE, "54", "X9", True),  # a code that no list knows
        ("65656055", "0363", "55", "55A11", True),
        ("42420001", "0384", "45", "55A11", True),  # outside the region the product list says nothing
    ],
)
def test_the_agreed_list_says_whether_a_code_fits(
    aanbieder: str, gemeente: str, categorie: str, code: str, fits: bool
) -> None:
    assert STAND.product_fits(aanbieder, gemeente, categorie, code, DAY) is fits


def test_a_gemeente_that_stayed_out_of_a_segment_may_come_back() -> None:
    assert STAND.product_fits(ZONNEHOEK, LOON_OP_ZAND, "41", "41A01", date(2026, 12, 31))
    assert not STAND.product_fits(ZONNEHOEK, LOON_OP_ZAND, "41", "41A01", date(2027, 1, 1))


def test_gemeentecodes_are_those_of_cbs_and_of_the_dated_exceptions() -> None:
    assert STAND.gemeentecode_exists("0363", DAY)
    assert not STAND.gemeentecode_exists("9999", DAY)
    assert STAND.gemeentecode_exists("0788", date(2020, 12, 31))
    assert not STAND.gemeentecode_exists("0788", date(2021, 1, 1))


def test_a_gemeentecode_of_the_list_is_good_before_its_year_and_until_the_register_ends_it() -> None:
    opgeheven = Gemeentecode(gemeente=GOIRLE, naam="Goirle", geldig_van=date(1996, 1, 1), geldig_tot=date(2027, 12, 31))
    stand_2028 = RegisterStand({"gemeentecodes": [opgeheven]}, 1)
    assert stand_2028.gemeentecode_exists(TILBURG, date(2019, 1, 1))
    assert stand_2028.gemeentecode_exists(GOIRLE, date(2027, 12, 31))
    assert not stand_2028.gemeentecode_exists(GOIRLE, date(2028, 1, 1))


def test_a_mandate_holds_from_its_day_and_is_signaleren_without_one() -> None:
    assert STAND.mandaat(WAALWIJK, date(2025, 12, 31)) == "signaleren"
    assert STAND.mandaat(WAALWIJK, date(2026, 1, 1)) == "blokkeren"
    assert STAND.mandaat(GOIRLE, DAY) == "signaleren"


def test_a_product_is_found_by_code_and_a_categorie_without() -> None:
    product, categorie = STAND.product("45", "45A03", DAY), STAND.product("45", None, DAY)
    assert product is not None
    assert (product.segment, product.kosten_per_dag_cents) == ("4", None)
    assert categorie is not None
    assert categorie.kosten_per_dag_cents == 1450
    assert STAND.product("46", "45A03", DAY) is None
    assert {row.code for row in STAND.rows(Product) if row.crisis} == {"46A01", "46B01", "46C01"}


def test_parameters_are_those_of_the_day_and_else_those_of_the_definitions() -> None:
    assert str(STAND.parameters(DAY).norm) == "0.9"
    assert str(STAND.parameters(date(2027, 1, 1)).norm) == "0.8"
    without = EMPTY.parameters(DAY)
    assert (without.historie_vanaf, without.startbudget_cents) == (None, 1_000_000)
    assert (without.doorstroomtermijn_dagen, without.signaaldrempel_procent) == (30, 70)


def test_an_empty_register_knows_nobody_and_forbids_nothing() -> None:
    assert EMPTY.versie == 0
    assert EMPTY.partij(TILBURG, DAY) is None
    assert not EMPTY.is_taakgericht(COALITIE, TILBURG, "43", "43A01", DAY)
    assert EMPTY.product_fits(COALITIE, TILBURG, "45", "46A01", DAY)
    assert EMPTY.gemeentecode_exists(TILBURG, DAY)
