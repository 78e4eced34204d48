# SPDX-License-Identifier: EUPL-1.2
"""What the register answers about the example region, day by day."""

from datetime import date

import pytest

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.register.mappen import lees_map
from berichtenverkeer.register.rijen import Contract, Gemeente, Gemeentecode, Partij, Product
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.gemeenten import gemeenten

STAND = RegisterStand(lees_map(bestand("deploy/voorbeeldregio")).inhoud.rijen, 7)
LEEG = RegisterStand({}, 0)
DAG = date(2026, 4, 15)
TILBURG, GOIRLE, WAALWIJK, LOON_OP_ZAND, BAARLE_NASSAU = "0855", "0785", "0867", "0809", "0744"
COALITIE, GROENEWOUD, BAKEN, ZONNEHOEK, SAMEN, VENNEBOS, NIEUW = (
    f"99000{n}" for n in (101, 102, 103, 107, 108, 110, 112)
)


def stand(*rijen: Contract) -> RegisterStand:
    return RegisterStand({**STAND.inhoud("voorbeeldregio").rijen, "contracten": rijen}, 1)


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
    assert lees_map(bestand("deploy/voorbeeldregio")).fouten == ()


def test_the_gebieden_are_those_of_hart_van_brabant() -> None:
    per_gebied: dict[str, set[str]] = {}
    for rij in STAND.rijen(Gemeente):
        per_gebied.setdefault(rij.gebied, set()).add(gemeenten()[rij.gemeente])
    assert per_gebied == {
        "1": {"Tilburg"},
        "2": {"Alphen-Chaam", "Baarle-Nassau", "Gilze en Rijen", "Dongen"},
        "3": {"Goirle", "Oisterwijk", "Hilvarenbeek"},
        "4": {"Heusden", "Loon op Zand", "Waalwijk"},
    }


def test_the_parties_of_the_samples_are_known_but_bound_to_nothing() -> None:
    buiten = {rij.code for rij in STAND.rijen(Partij) if rij.buiten_regio}
    assert buiten == {"0363", "0384", "1916", "42420001", "65656055"}
    assert not any({rij.aanbieder, rij.gemeente, rij.hoofdaannemer} & buiten for rij in STAND.rijen(Contract))
    assert all(STAND.partij(code, DAG) is not None for code in buiten)
    assert not any(STAND.is_in_regio(code, DAG) for code in buiten)


def test_made_up_agb_codes_are_recognisable() -> None:
    eigen = [rij.code for rij in STAND.rijen(Partij) if rij.soort == "aanbieder" and not rij.buiten_regio]
    assert len(eigen) == 12
    assert all(code.startswith("990001") for code in eigen)


@pytest.mark.parametrize(
    ("op", "bekend"),
    [(date(2026, 6, 30), False), (date(2026, 7, 1), True), (date(2099, 1, 1), True)],
)
def test_a_partij_is_known_from_its_first_day(op: date, bekend: bool) -> None:
    assert (STAND.partij(NIEUW, op) is not None) == bekend


def test_an_unknown_code_is_no_partij() -> None:
    assert STAND.partij("12345678", DAG) is None


def test_a_gemeente_takes_part_from_the_day_it_joined() -> None:
    assert not STAND.is_in_regio(BAARLE_NASSAU, date(2025, 12, 31))
    assert STAND.is_in_regio(BAARLE_NASSAU, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("aanbieder", "gemeente", "categorie", "code", "op", "taakgericht"),
    [
        (COALITIE, TILBURG, "43", "43A01", DAG, True),
        (GROENEWOUD, TILBURG, "43", "43A01", DAG, True),  # onderaannemer of the coalition
        (GROENEWOUD, TILBURG, "45", "45A03", DAG, False),
        (COALITIE, BAARLE_NASSAU, "43", "43A01", date(2025, 12, 31), False),  # not yet in the region
        (COALITIE, BAARLE_NASSAU, "43", "43A01", date(2026, 1, 1), True),
        (COALITIE, "0363", "43", "43A01", DAG, False),
        (COALITIE, TILBURG, "43", "43A01", date(2033, 1, 1), False),  # contract is over
        (COALITIE, TILBURG, "43", "43A09", DAG, False),  # no contract for this product
        (COALITIE, TILBURG, "43", None, DAG, True),
        (BAKEN, TILBURG, "54", None, DAG, False),  # one is, the others are not
        (COALITIE, TILBURG, None, None, DAG, True),
        (GROENEWOUD, TILBURG, None, None, DAG, False),
        ("42420001", "0384", "55", "55A11", DAG, False),
    ],
)
def test_a_contract_says_whether_a_product_is_taakgericht(
    aanbieder: str, gemeente: str, categorie: str | None, code: str | None, op: date, taakgericht: bool
) -> None:
    assert STAND.is_taakgericht(aanbieder, gemeente, categorie, code, op) is taakgericht


def test_a_contract_for_the_product_goes_before_one_for_the_categorie() -> None:
    beide = stand(contract(variant="taakgericht"), contract("45A03"))
    assert not beide.is_taakgericht(SAMEN, TILBURG, "45", "45A03", DAG)
    assert beide.is_taakgericht(SAMEN, TILBURG, "45", "45B01", DAG)


def test_a_contract_with_the_gemeente_goes_before_one_with_the_region() -> None:
    beide = stand(contract("45A03", variant="taakgericht"), contract("45A03", gemeente=GOIRLE))
    assert not beide.is_taakgericht(SAMEN, GOIRLE, "45", "45A03", DAG)
    assert beide.is_taakgericht(SAMEN, TILBURG, "45", "45A03", DAG)


@pytest.mark.parametrize(
    ("aanbieder", "gemeente", "categorie", "code", "past"),
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
    aanbieder: str, gemeente: str, categorie: str, code: str, past: bool
) -> None:
    assert STAND.product_past(aanbieder, gemeente, categorie, code, DAG) is past


def test_a_gemeente_that_stayed_out_of_a_segment_may_come_back() -> None:
    assert STAND.product_past(ZONNEHOEK, LOON_OP_ZAND, "41", "41A01", date(2026, 12, 31))
    assert not STAND.product_past(ZONNEHOEK, LOON_OP_ZAND, "41", "41A01", date(2027, 1, 1))


def test_gemeentecodes_are_those_of_cbs_and_of_the_dated_exceptions() -> None:
    assert STAND.gemeentecode_bestaat("0363", DAG)
    assert not STAND.gemeentecode_bestaat("9999", DAG)
    assert STAND.gemeentecode_bestaat("0788", date(2020, 12, 31))
    assert not STAND.gemeentecode_bestaat("0788", date(2021, 1, 1))


def test_a_gemeentecode_of_the_list_is_good_before_its_year_and_until_the_register_ends_it() -> None:
    opgeheven = Gemeentecode(gemeente=GOIRLE, naam="Goirle", geldig_van=date(1996, 1, 1), geldig_tot=date(2027, 12, 31))
    stand_2028 = RegisterStand({"gemeentecodes": [opgeheven]}, 1)
    assert stand_2028.gemeentecode_bestaat(TILBURG, date(2019, 1, 1))
    assert stand_2028.gemeentecode_bestaat(GOIRLE, date(2027, 12, 31))
    assert not stand_2028.gemeentecode_bestaat(GOIRLE, date(2028, 1, 1))


def test_a_mandate_holds_from_its_day_and_is_signaleren_without_one() -> None:
    assert STAND.mandaat(WAALWIJK, date(2025, 12, 31)) == "signaleren"
    assert STAND.mandaat(WAALWIJK, date(2026, 1, 1)) == "blokkeren"
    assert STAND.mandaat(GOIRLE, DAG) == "signaleren"


def test_a_product_is_found_by_code_and_a_categorie_without() -> None:
    product, categorie = STAND.product("45", "45A03", DAG), STAND.product("45", None, DAG)
    assert product is not None
    assert (product.segment, product.kosten_per_dag_cents) == ("4", None)
    assert categorie is not None
    assert categorie.kosten_per_dag_cents == 1450
    assert STAND.product("46", "45A03", DAG) is None
    assert {rij.code for rij in STAND.rijen(Product) if rij.crisis} == {"46A01", "46B01", "46C01"}


def test_parameters_are_those_of_the_day_and_else_those_of_the_definitions() -> None:
    assert str(STAND.parameters(DAG).norm) == "0.9"
    assert str(STAND.parameters(date(2027, 1, 1)).norm) == "0.8"
    zonder = LEEG.parameters(DAG)
    assert (zonder.historie_vanaf, zonder.startbudget_cents) == (None, 1_000_000)
    assert (zonder.doorstroomtermijn_dagen, zonder.signaaldrempel_procent) == (30, 70)


def test_an_empty_register_knows_nobody_and_forbids_nothing() -> None:
    assert LEEG.versie == 0
    assert LEEG.partij(TILBURG, DAG) is None
    assert not LEEG.is_taakgericht(COALITIE, TILBURG, "43", "43A01", DAG)
    assert LEEG.product_past(COALITIE, TILBURG, "45", "46A01", DAG)
    assert LEEG.gemeentecode_bestaat(TILBURG, DAG)
