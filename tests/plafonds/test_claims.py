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

from berichtenverkeer.ledger.gebeurtenissen.zorg import Omvang, Product, ToewijzingVastgesteld
from berichtenverkeer.plafonds import claims
from berichtenverkeer.plafonds.claims import Claim, claim
from berichtenverkeer.plafonds.geldregister import Geldregister, afgerond
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening
from berichtenverkeer.projections.declaraties import Prestatie, na_prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import na_ontvangst
from berichtenverkeer.register.rijen import Contract, Gemeente, Parameters, Plafond
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import (
    BEGIN,
    CLIENT,
    JAREN,
    PRODUCTEN,
    A,
    G,
    Leven,
    aanvraag,
    als_toewijzing,
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
    verwacht,
)
from plafonds.telling import gerealiseerd, geteld

D = date
DRIE_JAAR = register(*(plafond(jaar, 1000) for jaar in JAREN))


def van(
    feit: ToewijzingVastgesteld,
    nu: RegisterStand = DRIE_JAAR,
    leveringen: Any = (),
    prestaties: Any = (),
    grens: date | None = None,
) -> Claim:
    return claim(als_toewijzing(feit), leveringen, Geldregister(nu), [na_prestatie(een) for een in prestaties], grens)


def per_jaar(uitkomst: Claim) -> dict[int, int]:
    return {sleutel.jaar: cents for sleutel, cents in verwacht(uitkomst).items()}


def leveringen(*feiten: Any) -> list[Levering]:
    stand = Stand()
    for positie, feit in enumerate(feiten):
        stand.vouw(positie, feit)
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
        (Omvang(1, "04", "1"), "45A06", afgerond(Fraction(59 * 60 * 133 * 85, 100))),  # an uur at the price of a minuut
        (Omvang(12345, "83", "6"), "45A04", 12345),
        (Omvang(500, "83", "2"), "45A04", afgerond(Fraction(500 * 59, 7))),
    ],
)
def test_omvang_is_volume_times_frequency_times_tarief(omvang: Omvang, code: str, cents: int) -> None:
    feit = toewijzing(1, D(2026, 1, 1), D(2026, 2, 28), omvang=omvang, product=Product("45", code))
    assert per_jaar(van(feit)) == {2026: cents}


def test_a_budget_is_spread_over_its_days_and_no_cent_is_lost() -> None:
    feit = toewijzing(1, D(2025, 12, 31), D(2026, 1, 2), omvang=None, budget_cents=100)
    assert per_jaar(van(feit)) == {2025: 33, 2026: 67}


def test_aspecific_care_without_budget_costs_what_the_register_expects_per_day() -> None:
    feit = toewijzing(1, D(2026, 1, 1), D(2026, 1, 10), omvang=None, product=Product("44", None))
    assert per_jaar(van(feit)) == {2026: 38500}


def test_open_care_claims_until_the_end_of_each_year_that_has_a_plafond() -> None:
    assert per_jaar(van(toewijzing(1, D(2026, 12, 1)))) == {2026: 3100, 2027: 36500}
    een_jaar = van(toewijzing(1, D(2026, 12, 1)), register(plafond(2026, 1000)))
    assert (per_jaar(een_jaar), een_jaar.plafond_onbekend) == ({2026: 3100}, False)


def test_a_year_without_plafond_is_signalled() -> None:
    lang = van(toewijzing(1, D(2026, 12, 1), D(2029, 1, 1)))
    assert (per_jaar(lang), lang.plafond_onbekend) == ({2026: 3100, 2027: 36500}, True)
    assert van(toewijzing(1), register()).plafond_onbekend
    assert van(toewijzing(1, D(2028, 1, 1))).plafond_onbekend


def test_an_end_in_the_year_9999_costs_no_time() -> None:
    assert per_jaar(van(toewijzing(1, D(2026, 12, 1), D(9999, 12, 31)))) == {2026: 3100, 2027: 36500}


@pytest.mark.parametrize("omvang", [Omvang(1, "04", frequentie) for frequentie in "1246"])
def test_all_years_before_2000_count_as_one_and_change_no_amount(omvang: Omvang) -> None:
    oud = als_toewijzing(toewijzing(1, date.min, D(2027, 12, 31), omvang=omvang))
    jaren = claims.per_jaar(oud, Geldregister(DRIE_JAAR), D(2027, 12, 31), D(2027, 12, 31))
    assert list(jaren) == [1, *range(2000, 2028)]
    jong = als_toewijzing(toewijzing(1, D(2026, 1, 1), D(2027, 12, 31), omvang=omvang))
    heel = claims.per_jaar(jong, Geldregister(DRIE_JAAR), D(2027, 12, 31), D(2027, 12, 31))
    if omvang.frequentie != "6":  # what is not a total costs the same in a year, whenever it began
        assert {jaar: jaren[jaar] for jaar in heel} == heel


def test_a_definitive_stop_without_restart_ends_the_claim() -> None:
    feit = toewijzing(1, D(2026, 3, 1), D(2026, 3, 31))
    gestart, gestopt = start(1, D(2026, 3, 1)), stop(1, D(2026, 3, 1), D(2026, 3, 10))
    assert per_jaar(van(feit, leveringen=leveringen(gestart))) == {2026: 3100}
    assert per_jaar(van(feit, leveringen=leveringen(gestart, gestopt))) == {2026: 1000}
    herstart = leveringen(gestart, gestopt, start(1, D(2026, 3, 20)))
    assert per_jaar(van(feit, leveringen=herstart)) == {2026: 3100}
    van_een_ander = leveringen(start(2, D(2026, 3, 1)), stop(2, D(2026, 3, 1), D(2026, 3, 10)))
    assert per_jaar(van(feit, leveringen=van_een_ander)) == {2026: 3100}


def test_an_interruption_ends_nothing_until_the_restart_ended_as_well() -> None:
    feit = toewijzing(1, D(2026, 3, 1), D(2026, 3, 31))
    begin, pauze = start(1, D(2026, 3, 1)), stop(1, D(2026, 3, 1), D(2026, 3, 10), "20")
    assert per_jaar(van(feit, leveringen=leveringen(begin, pauze))) == {2026: 3100}
    weer = (begin, pauze, start(1, D(2026, 3, 15)))
    assert per_jaar(van(feit, leveringen=leveringen(*weer))) == {2026: 3100}
    klaar = leveringen(*weer, stop(1, D(2026, 3, 15), D(2026, 3, 20)))
    assert per_jaar(van(feit, leveringen=klaar)) == {2026: 2000}


def test_a_removed_toewijzing_claims_nothing() -> None:
    assert van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 1), reden_wijziging="13")) == Claim()
    assert per_jaar(van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 1)))) == {2026: 100}


def test_taakgericht_care_and_care_without_ceiling_are_free() -> None:
    assert van(toewijzing(1, product=Product("41", "41A01"))) == Claim(is_vrij=True)
    zonder = register(*(plafond(jaar, zonder_plafond=True) for jaar in JAREN))
    assert van(toewijzing(1), zonder) == Claim(is_vrij=True)


def test_without_a_price_the_claim_is_unknown_and_zero() -> None:
    geen = van(toewijzing(1, tot=D(2026, 3, 31), product=Product("45", "45A07")))
    assert (per_jaar(geen), geen.is_onbekend) == ({2026: 0}, True)
    half = register(*(plafond(jaar, 1000) for jaar in JAREN), tarieven=tarieven([2026]))
    twee_jaar = van(toewijzing(1, D(2026, 12, 1), D(2027, 1, 31)), half)
    assert (per_jaar(twee_jaar), twee_jaar.is_onbekend) == ({2026: 3100, 2027: 0}, True)


def test_the_tarief_of_the_aanbieder_goes_before_that_of_all() -> None:
    eigen = [*tarieven(), tarief("45A04", 2026, "14", 250, A)]
    nu = register(plafond(2026, 1000), tarieven=eigen)
    assert per_jaar(van(toewijzing(1, tot=D(2026, 3, 2)), nu)) == {2026: 500}


def test_a_claim_counts_under_every_plafond_that_covers_it() -> None:
    nu = register(plafond(2026, 1000), plafond(2026, 10, segment="2"))
    wonen = van(toewijzing(1, tot=D(2026, 3, 2), product=Product("45", "45A05")), nu)
    assert verwacht(wonen) == {PlafondSleutel(A, 2026): 200, PlafondSleutel(A, 2026, segment="2"): 200}
    assert verwacht(van(toewijzing(1, tot=D(2026, 3, 2)), nu)) == {PlafondSleutel(A, 2026): 200}


def test_a_gemeente_claims_only_in_years_in_which_it_takes_part() -> None:
    plafonds = [plafond(jaar, 1000) for jaar in JAREN]
    later = register(*plafonds, gemeenten=[Gemeente(gemeente=G, gebied="1", geldig_van=D(2027, 1, 1))])
    half = van(toewijzing(1, D(2026, 12, 1), D(2027, 1, 31)), later)
    assert (per_jaar(half), half.plafond_onbekend, half.is_van_de_regio) == ({2027: 3100}, False, True)
    assert van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31)), later) == Claim(is_van_de_regio=False)
    assert van(toewijzing(1, D(2026, 3, 1), D(2026, 3, 31)), register(gemeenten=[])) == Claim(is_van_de_regio=False)
    leven = Leven(register(*plafonds, gemeenten=[]))
    assert leven.doe(aanvraag(tot=D(2026, 3, 31))) == leven.doe(toewijzing(1, referentie_aanbieder="V1")) == []
    assert leven.boekhouding.claimstanden() == []


def test_the_amount_of_a_plafond_is_norm_times_base_pro_rata_when_the_contract_starts() -> None:
    def cents(rij: Plafond, vanaf: date = BEGIN, **anders: Any) -> int:
        contract = Contract(aanbieder=A, categorie="45", uitvoeringsvariant="inspanningsgericht", geldig_van=vanaf)
        nu = register(rij, contracten=[contract], **anders)
        return Geldregister(nu).bedragen[PlafondSleutel(A, 2026)]

    norm = PRODUCTEN[2].gebruiksfactor
    assert cents(plafond(2026, 1000)) == 100_000
    assert cents(plafond(2026, 1000), D(2026, 7, 1)) == 100_000
    assert cents(plafond(2026, norm=norm, basisjaar=2024, basis_cents=1003)) == 853  # 852.55
    assert cents(plafond(2026, norm=norm)) == 850_000
    assert cents(plafond(2026, norm=norm), parameters=[Parameters(geldig_van=BEGIN, startbudget_cents=200)]) == 170
    assert cents(plafond(2026, norm=norm), D(2026, 12, 1)) == afgerond(Fraction(850_000 * 31, 365))


def test_a_startbudget_that_changes_within_the_year_changes_no_plafond_of_it() -> None:
    parameters = [
        Parameters(geldig_van=BEGIN, geldig_tot=D(2026, 1, 1), startbudget_cents=200),
        Parameters(geldig_van=D(2026, 1, 2), startbudget_cents=400),
    ]
    nu = Geldregister(register(plafond(2026, norm=Decimal("0.5")), parameters=parameters))
    assert nu.bedragen == {PlafondSleutel(A, 2026): 100}


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
    rijen = [
        Contract(aanbieder=A, categorie="45", code=code, uitvoeringsvariant="inspanningsgericht", geldig_van=vanaf)
        for code, vanaf in contracten.items()
    ]
    rij = plafond(2026, norm=Decimal(1), basis_cents=36_500, **plek)
    nu = Geldregister(register(rij, contracten=rijen, producten=[*PRODUCTEN, PERCEEL]))
    assert nu.bedragen == {PlafondSleutel(A, 2026, **plek): 100 * dagen}


@pytest.mark.parametrize(("code", "crisis"), [("46A01", True), ("46Z99", True), ("45A04", False), ("45Z99", False)])
def test_crisis_is_what_the_register_says_and_else_what_the_categorie_is(code: str, crisis: bool) -> None:
    assert Geldregister(register()).is_crisis(code[:2], code, BEGIN) is crisis


JAN_MRT = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31))
FEBRUARI = (D(2026, 2, 1), D(2026, 2, 28))


def bedragen(uitkomst: Claim) -> tuple[dict[int, int], dict[int, int]]:
    """What is expected and what was declared, in euros per year."""
    gedaan = {sleutel.jaar: cents // 100 for sleutel, cents in op(uitkomst, Rekening.REALISATIE).items()}
    return {jaar: cents // 100 for jaar, cents in per_jaar(uitkomst).items()}, gedaan


def test_approved_prestaties_take_the_place_of_the_days_that_they_are_about() -> None:
    meer, minder = prestatie("P1", 1, *FEBRUARI, 4000), prestatie("P1", 1, *FEBRUARI, 0)
    assert bedragen(van(JAN_MRT, prestaties=[meer])) == ({2026: 62}, {2026: 40})
    assert bedragen(van(JAN_MRT, prestaties=[minder])) == ({2026: 62}, {2026: 0})


@pytest.mark.parametrize(
    "anders", [{"uitslag": "afgewezen"}, {"uitslag": "ingediend"}, {"vorig_referentie": "P0"}], ids=str
)
def test_only_what_was_approved_and_not_taken_back_counts(anders: dict[str, Any]) -> None:
    assert van(JAN_MRT, prestaties=[prestatie("P1", 1, *FEBRUARI, 4000, **anders)]) == van(JAN_MRT)
    terug = msgspec.structs.replace(na_prestatie(prestatie("P1", 1, *FEBRUARI, 4000)), is_gecrediteerd=True)
    assert claim(als_toewijzing(JAN_MRT), (), Geldregister(DRIE_JAAR), [terug]) == van(JAN_MRT)


def test_several_products_in_one_month_replace_that_month_together() -> None:
    twee = [prestatie("P1", 1, *FEBRUARI, 700), prestatie("P2", 1, D(2026, 2, 10), D(2026, 3, 1), 800)]
    assert bedragen(van(JAN_MRT, prestaties=twee)) == ({2026: 31 + 30}, {2026: 15})
    assert van(JAN_MRT, prestaties=twee[::-1]) == van(JAN_MRT, prestaties=twee)


def test_the_other_days_keep_their_share_of_a_budget_or_a_total() -> None:
    heel: dict[str, Any] = {"omvang": None, "budget_cents": 9000}
    budget = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), **heel)  # 90 days of one euro
    totaal = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), omvang=Omvang(90, "14", "6"))
    for feit in (budget, totaal):
        assert bedragen(van(feit, prestaties=[prestatie("P1", 1, *FEBRUARI, 100)])) == ({2026: 62}, {2026: 1})
    derde = toewijzing(1, D(2025, 12, 31), D(2026, 1, 2), omvang=None, budget_cents=100)
    zonder = van(derde, prestaties=[prestatie("P1", 1, D(2026, 1, 1), D(2026, 1, 1), 0)])
    assert per_jaar(zonder) == {2025: 33, 2026: 34}  # two of three days: 66.67, in years that add up to it


def test_a_late_prestatie_books_on_the_year_of_its_period() -> None:
    feit = toewijzing(1, D(2025, 12, 1), D(2026, 1, 31))
    laat = prestatie("P1", 1, D(2025, 12, 1), D(2025, 12, 31), 5000)
    assert bedragen(van(feit, prestaties=[laat])) == ({2025: 0, 2026: 31}, {2025: 50})


def test_what_was_declared_stays_when_the_toewijzing_ends_earlier_or_is_removed() -> None:
    gedaan = [prestatie("P1", 1, *FEBRUARI, 4000)]
    korter = toewijzing(1, D(2026, 1, 1), D(2026, 1, 31))
    assert bedragen(van(korter, prestaties=gedaan)) == ({2026: 31}, {2026: 40})
    weg = toewijzing(1, D(2026, 1, 1), D(2026, 1, 1), reden_wijziging="13")
    assert bedragen(van(weg, prestaties=gedaan)) == ({}, {2026: 40})


def test_only_care_of_the_region_under_a_ceiling_counts_as_realisatie() -> None:
    gedaan = [prestatie("P1", 1, *FEBRUARI, 4000)]
    plafonds = [plafond(jaar, 1000) for jaar in JAREN]
    later = register(*plafonds, gemeenten=[Gemeente(gemeente=G, gebied="1", geldig_van=D(2026, 2, 1))])
    assert op(van(JAN_MRT, later, prestaties=gedaan), Rekening.REALISATIE) == {}
    taakgericht = msgspec.structs.replace(gedaan[0], product=Product("41", "41A01"))
    generiek = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), product=Product(), omvang=None, budget_cents=9000)
    assert bedragen(van(generiek, prestaties=[taakgericht])) == ({2026: 62}, {})
    zonder = register(*(plafond(jaar, zonder_plafond=True) for jaar in JAREN))
    assert op(van(JAN_MRT, zonder, prestaties=gedaan), Rekening.REALISATIE) == {}


def test_a_prestatie_counts_under_the_plafonds_of_its_own_product() -> None:
    nu = register(plafond(2026, 1000), plafond(2026, 10, segment="2"))
    wonen = prestatie("P1", 1, *FEBRUARI, 4000, product=Product("45", "45A05"))
    assert op(van(JAN_MRT, nu, prestaties=[wonen]), Rekening.REALISATIE) == {
        PlafondSleutel(A, 2026): 4000,
        PlafondSleutel(A, 2026, segment="2"): 4000,
    }


def test_a_month_that_stays_undeclared_too_long_claims_nothing() -> None:
    gedaan = [prestatie("P1", 1, *FEBRUARI, 4000)]
    vroeg = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), ontvangen_op=D(2025, 12, 20))
    assert bedragen(van(vroeg, grens=D(2026, 2, 1))) == ({2026: 28 + 31}, {})
    assert bedragen(van(vroeg, prestaties=gedaan, grens=D(2026, 3, 1))) == ({2026: 31}, {2026: 40})
    assert bedragen(van(vroeg, grens=D(2026, 5, 1))) == ({2026: 0}, {})


def test_nobody_can_declare_on_a_toewijzing_before_he_has_it() -> None:
    def bij_ontvangst(op: date) -> dict[int, int]:
        feit = toewijzing(1, D(2026, 1, 1), D(2026, 3, 31), ontvangen_op=op)
        return per_jaar(van(feit, grens=D(2026, 4, 1)))

    assert bij_ontvangst(D(2026, 3, 31)) == {2026: 0}
    assert bij_ontvangst(D(2026, 4, 1)) == {2026: 9000}


@pytest.mark.parametrize(
    ("termijn", "peilmaand", "grens"),
    [
        (None, D(2026, 5, 1), D(2026, 2, 1)),
        (3, D(2026, 2, 1), D(2025, 11, 1)),
        (12, D(2026, 12, 1), D(2025, 12, 1)),
        (0, D(2026, 5, 1), None),
        (3, None, None),
    ],
)
def test_the_term_is_counted_in_whole_months(termijn: int | None, peilmaand: date | None, grens: date | None) -> None:
    rijen = [] if termijn is None else [Parameters(geldig_van=BEGIN, declaratietermijn_maanden=termijn)]
    assert Geldregister(register(parameters=rijen)).declaratiegrens(peilmaand) == grens


DAGEN = st.dates(date(2025, 1, 1), date(2027, 12, 31))
OMVANGEN = st.builds(
    Omvang, st.integers(0, 9999), st.sampled_from(["01", "04", "14", "83"]), st.sampled_from(["1", "2", "4", "6"])
)
PRODUCTCODES = st.sampled_from(["45A04", "45A05", "45A06", "45A07"]).map(lambda code: Product("45", code))
REGISTERS = st.builds(
    lambda jaren, geprijsd, wonen: register(
        *(plafond(jaar, 1000) for jaar in jaren),
        *([plafond(2026, 500, segment="2")] if wonen else []),
        tarieven=[*tarieven(geprijsd, 99), tarief("45A05", 2026, "01", 7)],
    ),
    st.sets(st.sampled_from(JAREN)),
    st.sets(st.sampled_from(JAREN)),
    st.booleans(),
)


@st.composite
def toewijzingen(draw: st.DrawFn, *, einde: bool | None = None) -> ToewijzingVastgesteld:
    begin = draw(DAGEN)
    if einde is None:
        einde = draw(st.booleans())
    tot = begin + timedelta(draw(st.integers(0, 800))) if einde else None
    vorm = draw(st.sampled_from(["omvang", "budget", "categorie"]))
    anders: dict[str, Any] = {"omvang": None}
    if vorm == "omvang":
        anders = {"omvang": draw(OMVANGEN), "product": draw(PRODUCTCODES)}
    elif vorm == "budget":
        anders["budget_cents"] = draw(st.integers(0, 10**9))
    else:
        anders["product"] = Product("44", None)
    return toewijzing(1, begin, tot, **anders)


@st.composite
def stops(draw: st.DrawFn) -> list[Levering]:
    """On the toewijzing, and of the same product without one, which says nothing of it; also close together."""
    feiten: list[Any] = []
    eerste = draw(DAGEN)
    dagen = DAGEN if draw(st.booleans()) else st.dates(eerste, eerste + timedelta(20))
    for begin in draw(st.lists(dagen, max_size=5, unique=True)):
        nummer = draw(st.sampled_from([1, 1, 1, None]))
        feiten.append(start(nummer, begin))
        for reden in draw(st.sampled_from([(), ("31",), ("20",), ("20",), ("20", "31")])):
            einde = begin + timedelta(draw(st.integers(0, 300) | st.integers(0, 9)))
            feiten.append(stop(nummer, begin, einde, reden))
    return leveringen(*feiten)


@settings(max_examples=150, deadline=None)
@given(toewijzingen(), stops(), REGISTERS)
def test_the_claim_equals_a_count_day_by_day(feit: Any, geleverd: list[Levering], nu: RegisterStand) -> None:
    uitkomst = verwacht(van(feit, nu, geleverd))
    assert +Counter(uitkomst) == geteld(als_toewijzing(feit), geleverd, nu)


@st.composite
def declaraties(draw: st.DrawFn) -> list[Prestatie]:
    """Months, and parts of them, that overlap as they like."""
    regels = []
    for nummer in range(draw(st.integers(0, 5))):
        begin = draw(DAGEN)
        eind = begin + timedelta(draw(st.integers(0, 60)))
        uitslag = draw(st.sampled_from(["goedgekeurd", "goedgekeurd", "afgewezen"]))
        feit = prestatie(f"P{nummer}", 1, begin, eind, draw(st.integers(0, 9999)), uitslag, product=draw(PRODUCTCODES))
        regels.append(na_prestatie(feit))
    return regels


@settings(max_examples=150, deadline=None)
@given(toewijzingen(), stops(), declaraties(), REGISTERS, st.none() | DAGEN)
def test_with_declaraties_it_equals_a_count_day_by_day(
    feit: Any, geleverd: list[Levering], gedaan: list[Prestatie], nu: RegisterStand, grens: date | None
) -> None:
    zorg = msgspec.structs.replace(als_toewijzing(feit), ontvangen_op=None)
    uitkomst = claim(zorg, geleverd, Geldregister(nu), gedaan, grens)
    assert +Counter(verwacht(uitkomst)) == geteld(zorg, geleverd, nu, gedaan, grens)
    assert {sleutel: cents for sleutel, cents in op(uitkomst, Rekening.REALISATIE).items() if cents} == gerealiseerd(
        gedaan, nu
    )


@settings(max_examples=60, deadline=None)
@given(toewijzingen(einde=True))
def test_the_years_add_up_to_the_rounded_whole(feit: Any) -> None:
    jaren = range(2025, 2032)
    nu = register(*(plafond(jaar, 1) for jaar in jaren), tarieven=tarieven(jaren))
    heel = register(plafond(feit.ingangsdatum.year, 1), tarieven=tarieven(jaren))
    delen = per_jaar(van(feit, nu))
    assert min(delen.values()) >= 0
    if feit.budget_cents is not None:
        assert sum(delen.values()) == feit.budget_cents
    elif feit.einddatum.year == feit.ingangsdatum.year:
        assert delen == per_jaar(van(feit, heel))
    elif feit.omvang is None:
        assert sum(delen.values()) == 3850 * ((feit.einddatum - feit.ingangsdatum).days + 1)


@settings(max_examples=60, deadline=None)
@given(toewijzingen(einde=True), st.integers(0, 400))
def test_a_later_end_never_lowers_the_whole(feit: Any, langer: int) -> None:
    jaren = range(2025, 2033)
    nu = register(*(plafond(jaar, 1) for jaar in jaren), tarieven=tarieven(jaren))
    later = toewijzing(
        1,
        feit.ingangsdatum,
        feit.einddatum + timedelta(langer),
        omvang=feit.omvang,
        product=feit.product,
        budget_cents=feit.budget_cents,
    )
    assert sum(per_jaar(van(later, nu)).values()) >= sum(per_jaar(van(feit, nu)).values())


@settings(max_examples=60, deadline=None)
@given(toewijzingen(), stops(), REGISTERS)
def test_stops_never_raise_a_claim(feit: Any, geleverd: list[Levering], nu: RegisterStand) -> None:
    zonder, met = verwacht(van(feit, nu)), verwacht(van(feit, nu, geleverd))
    assert sum(met.values()) <= sum(zonder.values())


def test_a_verzoek_claims_as_a_toewijzing_would() -> None:
    gevraagd = claim(na_ontvangst(aanvraag(tot=D(2026, 3, 31))), (), Geldregister(DRIE_JAAR))
    assert op(gevraagd, Rekening.GERESERVEERD) == op(van(toewijzing(1, tot=D(2026, 3, 31))), Rekening.BESLAG) != {}
