# SPDX-License-Identifier: EUPL-1.2
"""What care claims (definitions.md 6.2): counted by hand, and against a count day by day."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, ToewijzingVastgesteld
from berichtenverkeer.plafonds import claims
from berichtenverkeer.plafonds.claim import Claim
from berichtenverkeer.plafonds.claims import claim
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.money_register import MoneyRegister, rounded
from berichtenverkeer.projections.declaraties import Prestatie, after_prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import after_reception
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Contract, Gemeente, Plafond
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import (
    BEGIN,
    CLIENT,
    JAREN,
    PRODUCTEN,
    A,
    G,
    Life,
    aanvraag,
    als_toewijzing,
    expected,
    op,
    plafond,
    prestatie,
    product,
    register,
    start,
    stop,
    tarief,
    tarieven,
    toewijzing,
)
from plafonds.tally import counted, gerealiseerd

D = date
DRIE_JAAR = register(*(plafond(jaar, 1000) for jaar in JAREN))


def van(
    gebeurtenis: ToewijzingVastgesteld,
    now: RegisterStand = DRIE_JAAR,
    leveringen: Any = (),
    prestaties: Any = (),
    bound: date | None = None,
) -> Claim:
    approved = [after_prestatie(one) for one in prestaties]
    return claim(als_toewijzing(gebeurtenis), leveringen, MoneyRegister(now), approved, bound)


def per_year(uitkomst: Claim) -> dict[int, int]:
    return {key.jaar: cents for key, cents in expected(uitkomst).items()}


def leveringen(*gebeurtenissen: Any) -> list[Levering]:
    stand = Stand()
    for position, gebeurtenis in enumerate(gebeurtenissen):
        stand.fold(position, gebeurtenis)
    return stand.leveringen(CLIENT)


@pytest.mark.parametrize(
    ("omvang", "code", "cents"),
    [
        (Omvang(1, "14", "1"), "45A04", 59 * 100),
        (Omvang(7, "14", "2"), "45A04", 59 * 100),
        (Omvang(31, "14", "4"), "45A04", 31 * 100 + 31 * 100),  # January and February each take the whole volume
        (Omvang(10, "14", "6"), "45A04", 1000),
        (Omvang(2, "04", "1"), "45A04", 59 * 2 * 6000),
        (Omvang(30, "01", "1"), "45A04", 59 * 3000),  # minuten at the price of an uur
        (Omvang(1, "04", "1"), "45A06", rounded(Fraction(59 * 60 * 133 * 85, 100))),  # an uur at the price of a minuut
        (Omvang(12345, "83", "6"), "45A04", 12345),
        (Omvang(500, "83", "2"), "45A04", rounded(Fraction(500 * 59, 7))),
    ],
)
def test_omvang_is_volume_times_frequency_times_tarief(omvang: Omvang, code: str, cents: int) -> None:
    gebeurtenis = toewijzing(1, D(2026, 1, 1), D(2026, 2, 28), omvang=omvang, product=Product("45", code))
    assert per_year(van(gebeurtenis)) == {2026: cents}


def test_a_budget_is_spread_over_its_days_and_no_cent_is_lost() -> None:
    gebeurtenis = toewijzing(1, D(2025, 12, 31), D(2026, 1, 2), omvang=None, budget_cents=100)
    assert per_year(van(gebeurtenis)) == {2025: 33, 2026: 67}


def test_aspecific_care_without_budget_costs_what_the_register_expects_per_day() -> None:
    gebeurtenis = toewijzing(1, D(2026, 1, 1), D(2026, 1, 10), omvang=None, product=Product("44", None))
    assert per_year(van(gebeurtenis)) == {2026: 38500}


def test_open_care_claims_until_the_end_of_each_year_that_has_a_plafond() -> None:
    assert per_year(van(toewijzing(1, D(2026, 12, 1)))) == {2026: 3100, 2027: 36500}
    een_jaar = van(toewijzing(1, D(2026, 12, 1)), register(plafond(2026, 1000)))
    assert (per_year(een_jaar), een_jaar.has_unknown_plafond) == ({2026: 3100}, False)


def test_a_year_without_plafond_is_signalled() -> None:
    long = van(toewijzing(1, D(2026, 12, 1), D(2029, 1, 1)))
    assert (per_year(long), long.has_unknown_plafond) == ({2026: 3100, 2027: 36500}, True)
    assert van(toewijzing(1), register()).has_unknown_plafond
    assert van(toewijzing(1, D(2028, 1, 1))).has_unknown_plafond


def test_an_end_in_the_year_9999_costs_no_time() -> None:
    assert per_year(van(toewijzing(1, D(2026, 12, 1), D(9999, 12, 31)))) == {2026: 3100, 2027: 36500}


@pytest.mark.parametrize("omvang", [Omvang(1, "04", frequentie) for frequentie in "1246"])
def test_all_years_before_2000_count_as_one_and_change_no_amount(omvang: Omvang) -> None:
    old = als_toewijzing(toewijzing(1, date.min, D(2027, 12, 31), omvang=omvang))
    years = claims.per_year(old, MoneyRegister(DRIE_JAAR), D(2027, 12, 31))
    assert list(years) == [1, *range(2000, 2028)]
    jong = als_toewijzing(toewijzing(1, D(2026, 1, 1), D(2027, 12, 31), omvang=omvang))
    whole = claims.per_year(jong, MoneyRegister(DRIE_JAAR), D(2027, 12, 31))
    if omvang.frequentie != "6":  # what is not a total costs the same in a year, whenever it began
        assert {jaar: years[jaar] for jaar in whole} == whole


def test_a_definitive_stop_without_restart_ends_the_claim() -> None:
    gebeurtenis = toewijzing(1, D(2026, 3, 1), D(2026, 3, 31))
    gestart, stopped = start(1, D(2026, 3, 1)), stop(1, D(2026, 3, 1), D(2026, 3, 10))
    assert per_year(van(gebeurtenis, leveringen=leveringen(gestart))) == {2026: 3100}
    assert per_year(van(gebeurtenis, leveringen=leveringen(gestart, stopped))) == {2026: 1000}
    herstart = leveringen(gestart, stopped, start(1, D(2026, 3, 20)))
    assert per_year(van(gebeurtenis, leveringen=herstart)) == {2026: 3100}
    van_een_ander = leveringen(start(2, D(2026, 3, 1)), stop(2, D(2026, 3, 1), D(2026, 3, 10)))
    assert per_year(van(gebeurtenis, leveringen=van_een_ander)) == {2026: 3100}


def test_an_interruption_ends_nothing_until_the_restart_ended_as_well() -> None:
    gebeurtenis = toewijzing(1, D(2026, 3, 1), D(2026, 3, 31))
    begin, pauze = start(1, D(2026, 3, 1)), stop(1, D(2026, 3, 1), D(2026, 3, 10), "20")
    assert per_year(van(gebeurtenis, leveringen=leveringen(begin, pauze))) == {2026: 3100}
    again = (begin, pauze, start(1, D(2026, 3, 15)))
    assert per_year(van(gebeurtenis, leveringen=leveringen(*again))) == {2026: 3100}
    ready = leveringen(*again, stop(1, D(2026, 3, 15), D(2026, 3, 20)))
    assert per_year(van(gebeurtenis, leveringen=ready)) == {2026: 2000}


def test_a_removed_toewijzing_claims_nothing() -> None:
    assert van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 1), reden_wijziging="13")) == Claim()
    assert per_year(van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 1)))) == {2026: 100}


def test_taakgericht_care_and_care_without_ceiling_are_free() -> None:
    assert van(toewijzing(1, product=Product("41", "41A01"))) == Claim(is_vrij=True)
    without = register(*(plafond(jaar, zonder_plafond=True) for jaar in JAREN))
    assert van(toewijzing(1), without) == Claim(is_vrij=True)


def test_a_claim_counts_under_every_plafond_that_covers_it() -> None:
    now = register(plafond(2026, 1000), plafond(2026, 10, segment="2"))
    wonen = van(toewijzing(1, tot=D(2026, 3, 2), product=Product("45", "45A05")), now)
    assert expected(wonen) == {PlafondKey(A, 2026): 200, PlafondKey(A, 2026, segment="2"): 200}
    assert expected(van(toewijzing(1, tot=D(2026, 3, 2)), now)) == {PlafondKey(A, 2026): 200}


def test_a_gemeente_claims_only_in_years_in_which_it_takes_part() -> None:
    plafonds = [plafond(jaar, 1000) for jaar in JAREN]
    later = register(*plafonds, gemeenten=[Gemeente(gemeente=G, gebied="1", geldig_van=D(2027, 1, 1))])
    half = van(toewijzing(1, D(2026, 12, 1), D(2027, 1, 31)), later)
    assert (per_year(half), half.has_unknown_plafond, half.is_in_regio) == ({2027: 3100}, False, True)
    assert van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31)), later) == Claim(is_in_regio=False)
    assert van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31)), register(gemeenten=[])) == Claim(is_in_regio=False)
    life = Life(register(*plafonds, gemeenten=[]))
    assert life.doe(aanvraag(tot=D(2026, 3, 31))) == life.doe(toewijzing(1, referentie_aanbieder="V1")) == []
    assert life.boekhouding.claimstanden() == []


def test_the_amount_of_a_plafond_is_norm_times_base_pro_rata_when_the_contract_starts() -> None:
    def cents(row: Plafond, since: date = BEGIN, **otherwise: Any) -> int:
        contract = Contract(aanbieder=A, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=since)
        now = register(row, contracten=[contract], **otherwise)
        return MoneyRegister(now).bedragen[PlafondKey(A, 2026)]

    norm = PRODUCTEN[2].gebruiksfactor
    assert cents(plafond(2026, 1000)) == 100_000
    assert cents(plafond(2026, 1000), D(2026, 7, 1)) == 100_000
    assert cents(plafond(2026, norm=norm, basisjaar=2024, basis_cents=1003)) == 853  # 852.55
    assert cents(plafond(2026, norm=norm)) == 850_000
    assert cents(plafond(2026, norm=norm), parameters=[Parameters(geldig_van=BEGIN, startbudget_cents=200)]) == 170
    assert cents(plafond(2026, norm=norm), D(2026, 12, 1)) == rounded(Fraction(850_000 * 31, 365))


def test_a_startbudget_that_changes_within_the_year_changes_no_plafond_of_it() -> None:
    parameters = [
        Parameters(geldig_van=BEGIN, geldig_tot=D(2026, 1, 1), startbudget_cents=200),
        Parameters(geldig_van=D(2026, 1, 2), startbudget_cents=400),
    ]
    now = MoneyRegister(register(plafond(2026, norm=Decimal("0.5")), parameters=parameters))
    assert now.bedragen == {PlafondKey(A, 2026): 100}


PERCEEL = product("45A08", perceel="P")


@pytest.mark.parametrize(
    ("contracten", "plek", "dagen"),
    [
        ({"45A04": BEGIN, "45A05": D(2026, 12, 1)}, {}, 365),
        ({"45A04": BEGIN, "45A05": D(2026, 12, 1)}, {"segment": "2"}, 31),
        ({"45A04": BEGIN, "45A08": D(2026, 12, 31)}, {"perceel": "P"}, 1),
        ({"45A05": BEGIN, "45A08": D(2026, 12, 1)}, {"perceel": "P"}, 31),
        ({"45A08": BEGIN, "45A05": D(2026, 12, 1)}, {"segment": "2"}, 31),
        ({"45A04": D(2026, 7, 1), "45A08": D(2026, 12, 1)}, {"segment": "2"}, 184),  # none for it: what there is
        ({"": BEGIN, "45A05": D(2026, 12, 1)}, {"segment": "2"}, 31),  # of a whole categorie: in no segment
        ({"": BEGIN, "45A08": D(2026, 12, 1)}, {"perceel": "P"}, 31),
        ({"": D(2026, 7, 1), "45A05": D(2026, 12, 1)}, {}, 184),
    ],
)
def test_pro_rata_is_from_the_first_contract_for_what_the_plafond_is_of(
    contracten: dict[str, date], plek: dict[str, Any], dagen: int
) -> None:
    rows = [
        Contract(aanbieder=A, categorie="45", code=code, uitvoeringsvariant="inspanningsgericht", geldig_van=since)
        for code, since in contracten.items()
    ]
    row = plafond(2026, norm=Decimal(1), basis_cents=36_500, **plek)
    now = MoneyRegister(register(row, contracten=rows, producten=[*PRODUCTEN, PERCEEL]))
    assert now.bedragen == {PlafondKey(A, 2026, **plek): 100 * dagen}


@pytest.mark.parametrize(("code", "crisis"), [("46A01", True), ("46Z99", True), ("45A04", False), ("45Z99", False)])
def test_crisis_is_what_the_register_says_and_else_what_the_categorie_is(code: str, crisis: bool) -> None:
    assert MoneyRegister(register()).is_crisis(code[:2], code, BEGIN) is crisis


JAN_MRT = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31))
FEBRUARI = (D(2026, 2, 1), D(2026, 2, 28))


def bedragen(uitkomst: Claim) -> tuple[dict[int, int], dict[int, int]]:
    """What is expected and what was declared, in euros per year."""
    done = {key.jaar: cents // 100 for key, cents in op(uitkomst, Rekening.REALISATIE).items()}
    return {jaar: cents // 100 for jaar, cents in per_year(uitkomst).items()}, done


def test_approved_prestaties_take_the_place_of_the_days_that_they_are_about() -> None:
    more, minder = prestatie("P1", 1, *FEBRUARI, 4000), prestatie("P1", 1, *FEBRUARI, 0)
    assert bedragen(van(JAN_MRT, prestaties=[more])) == ({2026: 62}, {2026: 40})
    assert bedragen(van(JAN_MRT, prestaties=[minder])) == ({2026: 62}, {2026: 0})


@pytest.mark.parametrize(
    "otherwise", [{"uitslag": "afgewezen"}, {"uitslag": "ingediend"}, {"vorig_referentie": "P0"}], ids=str
)
def test_only_what_was_approved_and_not_taken_back_counts(otherwise: dict[str, Any]) -> None:
    assert van(JAN_MRT, prestaties=[prestatie("P1", 1, *FEBRUARI, 4000, **otherwise)]) == van(JAN_MRT)
    back = msgspec.structs.replace(after_prestatie(prestatie("P1", 1, *FEBRUARI, 4000)), is_gecrediteerd=True)
    assert claim(als_toewijzing(JAN_MRT), (), MoneyRegister(DRIE_JAAR), [back]) == van(JAN_MRT)


def test_several_products_in_one_month_replace_that_month_together() -> None:
    two = [prestatie("P1", 1, *FEBRUARI, 700), prestatie("P2", 1, D(2026, 2, 10), D(2026, 3, 1), 800)]
    assert bedragen(van(JAN_MRT, prestaties=two)) == ({2026: 31 + 30}, {2026: 15})
    assert van(JAN_MRT, prestaties=two[::-1]) == van(JAN_MRT, prestaties=two)


def test_the_other_days_keep_their_share_of_a_budget_or_a_total() -> None:
    whole: dict[str, Any] = {"omvang": None, "budget_cents": 9000}
    budget = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), **whole)  # 90 days of one euro
    total = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), omvang=Omvang(90, "14", "6"))
    for gebeurtenis in (budget, total):
        assert bedragen(van(gebeurtenis, prestaties=[prestatie("P1", 1, *FEBRUARI, 100)])) == ({2026: 62}, {2026: 1})
    derde = toewijzing(1, D(2025, 12, 31), D(2026, 1, 2), omvang=None, budget_cents=100)
    without = van(derde, prestaties=[prestatie("P1", 1, D(2026, 1, 1), D(2026, 1, 1), 0)])
    assert per_year(without) == {2025: 33, 2026: 34}  # two of three days: 66.67, in years that add up to it


def test_a_late_prestatie_books_on_the_year_of_its_period() -> None:
    gebeurtenis = toewijzing(1, D(2025, 12, 1), D(2026, 1, 31))
    late = prestatie("P1", 1, D(2025, 12, 1), D(2025, 12, 31), 5000)
    assert bedragen(van(gebeurtenis, prestaties=[late])) == ({2025: 0, 2026: 31}, {2025: 50})


def test_what_was_declared_stays_when_the_toewijzing_ends_earlier_or_is_removed() -> None:
    done = [prestatie("P1", 1, *FEBRUARI, 4000)]
    korter = toewijzing(1, D(2026, 1, 1), D(2026, 1, 31))
    assert bedragen(van(korter, prestaties=done)) == ({2026: 31}, {2026: 40})
    gone = toewijzing(1, D(2026, 1, 1), D(2026, 1, 1), reden_wijziging="13")
    assert bedragen(van(gone, prestaties=done)) == ({}, {2026: 40})


def test_only_care_of_the_region_under_a_ceiling_counts_as_realisatie() -> None:
    done = [prestatie("P1", 1, *FEBRUARI, 4000)]
    plafonds = [plafond(jaar, 1000) for jaar in JAREN]
    later = register(*plafonds, gemeenten=[Gemeente(gemeente=G, gebied="1", geldig_van=D(2026, 2, 1))])
    assert op(van(JAN_MRT, later, prestaties=done), Rekening.REALISATIE) == {}
    taakgericht = msgspec.structs.replace(done[0], product=Product("41", "41A01"))
    generiek = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), product=Product(), omvang=None, budget_cents=9000)
    assert bedragen(van(generiek, prestaties=[taakgericht])) == ({2026: 62}, {})
    without = register(*(plafond(jaar, zonder_plafond=True) for jaar in JAREN))
    assert op(van(JAN_MRT, without, prestaties=done), Rekening.REALISATIE) == {}


def test_a_prestatie_counts_under_the_plafonds_of_its_own_product() -> None:
    now = register(plafond(2026, 1000), plafond(2026, 10, segment="2"))
    wonen = prestatie("P1", 1, *FEBRUARI, 4000, product=Product("45", "45A05"))
    assert op(van(JAN_MRT, now, prestaties=[wonen]), Rekening.REALISATIE) == {
        PlafondKey(A, 2026): 4000,
        PlafondKey(A, 2026, segment="2"): 4000,
    }


def test_a_month_that_stays_undeclared_too_long_claims_nothing() -> None:
    done = [prestatie("P1", 1, *FEBRUARI, 4000)]
    vroeg = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), ontvangen_op=D(2025, 12, 20))
    assert bedragen(van(vroeg, bound=D(2026, 2, 1))) == ({2026: 28 + 31}, {})
    assert bedragen(van(vroeg, prestaties=done, bound=D(2026, 3, 1))) == ({2026: 31}, {2026: 40})
    assert bedragen(van(vroeg, bound=D(2026, 5, 1))) == ({2026: 0}, {})


def test_nobody_can_declare_on_a_toewijzing_before_he_has_it() -> None:
    def bij_ontvangst(op: date) -> dict[int, int]:
        gebeurtenis = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), ontvangen_op=op)
        return per_year(van(gebeurtenis, bound=D(2026, 4, 1)))

    assert bij_ontvangst(D(2026, 3, 31)) == {2026: 0}
    assert bij_ontvangst(D(2026, 4, 1)) == {2026: 9000}


@pytest.mark.parametrize(
    ("termijn", "peilmaand", "bound"),
    [
        (None, D(2026, 5, 1), D(2026, 2, 1)),
        (3, D(2026, 2, 1), D(2025, 11, 1)),
        (12, D(2026, 12, 1), D(2025, 12, 1)),
        (0, D(2026, 5, 1), None),
        (3, None, None),
    ],
)
def test_the_term_is_counted_in_whole_months(termijn: int | None, peilmaand: date | None, bound: date | None) -> None:
    rows = [] if termijn is None else [Parameters(geldig_van=BEGIN, declaratietermijn_maanden=termijn)]
    assert MoneyRegister(register(parameters=rows)).first_declarable_day(peilmaand) == bound


DAGEN = st.dates(date(2025, 1, 1), date(2027, 12, 31))
OMVANGEN = st.builds(
    Omvang, st.integers(0, 9999), st.sampled_from(["01", "04", "14", "83"]), st.sampled_from(["1", "2", "4", "6"])
)
PRODUCTCODES = st.sampled_from(["45A04", "45A05", "45A06", "45A07"]).map(lambda code: Product("45", code))
REGISTERS = st.builds(
    lambda years, priced, wonen: register(
        *(plafond(jaar, 1000) for jaar in years),
        *([plafond(2026, 500, segment="2")] if wonen else []),
        tarieven=[*tarieven(priced, 99), tarief("45A05", 2026, "01", 7)],
    ),
    st.sets(st.sampled_from(JAREN)),
    st.sets(st.sampled_from(JAREN)),
    st.booleans(),
)


@st.composite
def toewijzingen(draw: st.DrawFn, *, end: bool | None = None) -> ToewijzingVastgesteld:
    begin = draw(DAGEN)
    if end is None:
        end = draw(st.booleans())
    tot = begin + timedelta(draw(st.integers(0, 800))) if end else None
    form = draw(st.sampled_from(["omvang", "budget", "categorie"]))
    otherwise: dict[str, Any] = {"omvang": None}
    if form == "omvang":
        otherwise = {"omvang": draw(OMVANGEN), "product": draw(PRODUCTCODES)}
    elif form == "budget":
        otherwise["budget_cents"] = draw(st.integers(0, 10**9))
    else:
        otherwise["product"] = Product("44", None)
    return toewijzing(1, begin, tot, **otherwise)


@st.composite
def stops(draw: st.DrawFn) -> list[Levering]:
    """On the toewijzing, and of the same product without one, which says nothing of it; also close together."""
    gebeurtenissen: list[Any] = []
    first = draw(DAGEN)
    dagen = DAGEN if draw(st.booleans()) else st.dates(first, first + timedelta(20))
    for begin in draw(st.lists(dagen, max_size=5, unique=True)):
        number = draw(st.sampled_from([1, 1, 1, None]))
        gebeurtenissen.append(start(number, begin))
        for reden in draw(st.sampled_from([(), ("31",), ("20",), ("20",), ("20", "31")])):
            end = begin + timedelta(draw(st.integers(0, 300) | st.integers(0, 9)))
            gebeurtenissen.append(stop(number, begin, end, reden))
    return leveringen(*gebeurtenissen)


@settings(max_examples=150, deadline=None)
@given(toewijzingen(), stops(), REGISTERS)
def test_the_claim_equals_a_count_day_by_day(gebeurtenis: Any, geleverd: list[Levering], now: RegisterStand) -> None:
    uitkomst = expected(van(gebeurtenis, now, geleverd))
    assert +Counter(uitkomst) == counted(als_toewijzing(gebeurtenis), geleverd, now)


@st.composite
def declaraties(draw: st.DrawFn) -> list[Prestatie]:
    """Months, and parts of them, that overlap as they like."""
    regels = []
    for number in range(draw(st.integers(0, 5))):
        begin = draw(DAGEN)
        ending = begin + timedelta(draw(st.integers(0, 60)))
        uitslag = draw(st.sampled_from(["goedgekeurd", "goedgekeurd", "afgewezen"]))
        gebeurtenis = prestatie(
            f"P{number}", 1, begin, ending, draw(st.integers(0, 9999)), uitslag, product=draw(PRODUCTCODES)
        )
        regels.append(after_prestatie(gebeurtenis))
    return regels


@settings(max_examples=150, deadline=None)
@given(toewijzingen(), stops(), declaraties(), REGISTERS, st.none() | DAGEN)
def test_with_declaraties_it_equals_a_count_day_by_day(
    gebeurtenis: Any, geleverd: list[Levering], done: list[Prestatie], now: RegisterStand, bound: date | None
) -> None:
    care = msgspec.structs.replace(als_toewijzing(gebeurtenis), ontvangen_op=None)
    uitkomst = claim(care, geleverd, MoneyRegister(now), done, bound)
    assert +Counter(expected(uitkomst)) == counted(care, geleverd, now, done, bound)
    assert {key: cents for key, cents in op(uitkomst, Rekening.REALISATIE).items() if cents} == gerealiseerd(done, now)


@settings(max_examples=60, deadline=None)
@given(toewijzingen(end=True))
def test_the_years_add_up_to_the_rounded_whole(gebeurtenis: Any) -> None:
    years = range(2025, 2032)
    now = register(*(plafond(jaar, 1) for jaar in years), tarieven=tarieven(years))
    whole = register(plafond(gebeurtenis.ingangsdatum.year, 1), tarieven=tarieven(years))
    parts = per_year(van(gebeurtenis, now))
    assert min(parts.values()) >= 0
    if gebeurtenis.budget_cents is not None:
        assert sum(parts.values()) == gebeurtenis.budget_cents
    elif gebeurtenis.einddatum.year == gebeurtenis.ingangsdatum.year:
        assert parts == per_year(van(gebeurtenis, whole))
    elif gebeurtenis.omvang is None:
        assert sum(parts.values()) == 3850 * ((gebeurtenis.einddatum - gebeurtenis.ingangsdatum).days + 1)


@settings(max_examples=60, deadline=None)
@given(toewijzingen(end=True), st.integers(0, 400))
def test_a_later_end_never_lowers_the_whole(gebeurtenis: Any, langer: int) -> None:
    years = range(2025, 2033)
    now = register(*(plafond(jaar, 1) for jaar in years), tarieven=tarieven(years))
    later = toewijzing(
        1,
        gebeurtenis.ingangsdatum,
        gebeurtenis.einddatum + timedelta(langer),
        omvang=gebeurtenis.omvang,
        product=gebeurtenis.product,
        budget_cents=gebeurtenis.budget_cents,
    )
    assert sum(per_year(van(later, now)).values()) >= sum(per_year(van(gebeurtenis, now)).values())


@settings(max_examples=60, deadline=None)
@given(toewijzingen(), stops(), REGISTERS)
def test_stops_never_raise_a_claim(gebeurtenis: Any, geleverd: list[Levering], now: RegisterStand) -> None:
    without, with_ = expected(van(gebeurtenis, now)), expected(van(gebeurtenis, now, geleverd))
    assert sum(with_.values()) <= sum(without.values())


def test_a_verzoek_claims_as_a_toewijzing_would() -> None:
    asked = claim(after_reception(aanvraag(tot=D(2026, 3, 31))), (), MoneyRegister(DRIE_JAAR))
    assert op(asked, Rekening.GERESERVEERD) == op(van(toewijzing(1, tot=D(2026, 3, 31))), Rekening.BESLAG) != {}
