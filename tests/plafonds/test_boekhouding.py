# SPDX-License-Identifier: EUPL-1.2
"""Whatever happens in whatever order: every plafond sums to zero and is what the state says it should be."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import event, given, settings
from hypothesis import strategies as st

from berichtenverkeer.ledger.claimsleutel import Claimsoort
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    Omvang,
    Product,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    Wijzigingsdeel,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.gebeurtenissen.declaraties import PrestatieIngediend
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.needs import Needs, needs_of
from berichtenverkeer.plafonds.stops import Stops
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, after_reception
from berichtenverkeer.register.rows import Plafond
from berichtenverkeer.register.stand import RegisterStand
from examples import examples
from plafonds.bouw import (
    CLIENT,
    A,
    G,
    Life,
    aanvraag,
    clientenstop,
    declaratie,
    declaratieantwoord,
    new,
    otherwise,
    plafond,
    prestatie,
    register,
    start,
    stop,
    tarieven,
    toewijzing,
    wijziging,
)
from plafonds.tally import changed, counted, gerealiseerd

OF, TOT = date(2026, 6, 1), date(2027, 8, 31)
DAGEN = st.dates(OF, TOT)
NUMMERS = st.integers(1, 4)
REFERENTIES = st.sampled_from(["V1", "V2", "V3", "V4", "V5"])
CODES = st.sampled_from(["45A04", "45A05", "45A06", "45A07", "46A01", "41A01"]).map(lambda c: Product(c[:2], c))
OMVANGEN = st.builds(Omvang, st.integers(1, 9), st.sampled_from(["14", "01"]), st.sampled_from(["1", "2", "4", "6"]))


def register_van(bedragen: Sequence[int | None], wonen: int | None, cents: int) -> RegisterStand:
    rows: list[Plafond] = []
    for jaar, bedrag in zip((2026, 2027), bedragen, strict=True):
        if bedrag is not None:
            rows.append(plafond(jaar, bedrag))
    if wonen is not None:
        rows.append(plafond(2026, wonen, segment="2"))
    return register(*rows, tarieven=tarieven((2026, 2027), cents))


EUROS = st.integers(0, 1500) | st.integers(0, 300_000) | st.none()
REGISTERS = st.builds(register_van, st.tuples(EUROS, EUROS), EUROS, st.sampled_from([33, 100, 250]))


Bericht = tuple[Gebeurtenis, ...]
SOORTEN = ["verzoek"] * 3 + ["toewijzing"] * 4 + ["start", "stop", "weg", "antwoord"]
NIEUWE_SOORTEN = ["prestatie"] * 4 + ["declaratie", "declaratieantwoord", "wijziging", "wijziging", "bundel", "bundel"]


@st.composite
def berichten(draw: st.DrawFn) -> Bericht:
    soort = draw(st.sampled_from(SOORTEN + NIEUWE_SOORTEN))
    if soort == "bundel":  # what is granted together
        ref = draw(st.none() | REFERENTIES | WIJZIGINGEN)
        regels = draw(st.lists(enkele("toewijzing"), min_size=1, max_size=4))
        assert all(isinstance(regel, ToewijzingVastgesteld) for regel in regels)
        return tuple(msgspec.structs.replace(regel, referentie_aanbieder=ref) for regel in regels)
    if soort == "declaratie":
        number = draw(DECLARATIES)
        regels = draw(st.lists(prestaties("ingediend", number), min_size=1, max_size=3))
        return declaratie(number, draw(DAGEN)), *regels
    if soort == "declaratieantwoord":
        rejected = draw(st.sets(PRESTATIES, max_size=4))
        verworpen = draw(st.integers(0, 4)) == 0
        return (declaratieantwoord(draw(DECLARATIES), draw(DAGEN), *rejected, is_verworpen=verworpen),)
    if soort == "prestatie":
        return (draw(prestaties("goedgekeurd", "D0")),)
    if soort == "wijziging":
        return (wijziging(draw(WIJZIGINGEN), draw(DAGEN), *draw(st.lists(wijzigingsdelen(), min_size=1, max_size=4))),)
    return (draw(enkele(soort)),)


DECLARATIES = st.sampled_from(["D1", "D2", "D3"])
PRESTATIES = st.integers(1, 12).map(lambda number: f"P{number}")
WIJZIGINGEN = st.sampled_from(["W1", "W2", "W3"])


@st.composite
def prestaties(draw: st.DrawFn, uitslag: str, number: str) -> PrestatieIngediend:
    """Of a month, or a part of it, on a toewijzing that may not be there, or not for that month."""
    begin = draw(DAGEN).replace(day=1)
    ending = begin.replace(day=draw(st.sampled_from([28, 28, 10])))
    otherwise: dict[str, Any] = {"product": draw(CODES), "declaratie_nummer": number}
    return prestatie(draw(PRESTATIES), draw(NUMMERS), begin, ending, draw(st.integers(0, 9000)), uitslag, **otherwise)


@st.composite
def wijzigingsdelen(draw: st.DrawFn) -> Wijzigingsdeel:
    soort = draw(st.sampled_from(["ongewijzigd", "nieuw", "te wijzigen", "te wijzigen"]))
    van = draw(DAGEN)
    tot = draw(st.none() | st.integers(0, 500).map(lambda dagen: van + timedelta(dagen)))
    if soort == "ongewijzigd":
        return Wijzigingsdeel(soort="ongewijzigd", toewijzing_nummer=draw(NUMMERS))
    if soort == "nieuw":
        return new(van, tot, draw(OMVANGEN), draw(CODES).code or "")
    return otherwise(draw(NUMMERS), van, tot, draw(OMVANGEN))


@st.composite
def enkele(draw: st.DrawFn, soort: str) -> Gebeurtenis:
    number, ref, begin = draw(NUMMERS), draw(REFERENTIES), draw(DAGEN)
    tot = begin + timedelta(draw(st.integers(0, 500))) if draw(st.booleans()) else None
    otherwise: dict[str, Any] = {"omvang": draw(OMVANGEN), "product": draw(CODES), "ontvangen_op": begin}
    if soort == "verzoek":
        return aanvraag(ref, begin, tot, **otherwise)
    if soort == "toewijzing":
        if draw(st.integers(0, 5)) == 0:
            tot, otherwise["reden_wijziging"] = begin, "13"
        otherwise["referentie_aanbieder"] = draw(st.none() | REFERENTIES)
        return toewijzing(number, begin, tot, draw(st.integers(0, 99)), **otherwise)
    gestart = start(number, draw(st.sampled_from([OF, OF + timedelta(100)])))
    fields = {field: getattr(gestart, field) for field in ("client", "aanbieder", "gemeente", "toewijzing_nummer")}
    if soort == "start":
        return gestart
    stopped = stop(number, gestart.begindatum, gestart.begindatum + timedelta(30), draw(st.sampled_from(["20", "31"])))
    if soort == "stop":
        return stopped
    if soort == "weg":
        key = {**fields, "product": gestart.product, "begindatum": gestart.begindatum}
        if draw(st.booleans()):
            return StartVerwijderd(**key)
        return StopVerwijderd(**key, einddatum=stopped.einddatum, reden=stopped.reden)
    partijen: dict[str, Any] = {"aanbieder": A, "gemeente": G, "referentie": ref, "ontvangen_op": begin}
    return VerzoekInOnderzoek(**partijen) if draw(st.booleans()) else VerzoekAfgewezen(**partijen, reden="2")


class Credit(msgspec.Struct, frozen=True):
    """Take this debet back, when it was approved."""

    referentie: str


STEPS = st.lists(
    st.one_of(*[berichten()] * 5, REGISTERS, st.integers(1, 60), PRESTATIES.map(Credit), st.just("maand")),
    min_size=8,
    max_size=40,
)


def expected(life: Life, now: RegisterStand) -> dict[PlafondKey, tuple[int, ...]]:
    """VRIJ, GERESERVEERD, BESLAG, REALISATIE, OVERSCHRIJDING, straight from the state by another count."""
    bound = None
    if life.peilmaand is not None:
        months = life.peilmaand.year * 12 + life.peilmaand.month - 1 - 3
        bound = date(months // 12, months % 12 + 1, 1)
    bedragen = {
        PlafondKey(row.aanbieder, row.jaar, segment=row.segment): row.bedrag_cents or 0 for row in now.rows(Plafond)
    }
    booked: dict[PlafondKey, list[int]] = {}
    for row in life.stand.rijen():
        claim: dict[PlafondKey, int] = {}
        is_beslag = isinstance(row, Toewijzing)
        if isinstance(row, Toewijzing):
            own = life.stand.prestaties(row.gemeente, row.nummer)
            is_te_oud = bound is not None and row.ontvangen_op is not None and row.ontvangen_op < bound
            claim = counted(row, life.stand.leveringen(row.client), now, own, bound if is_te_oud else None)
            for key, cents in gerealiseerd([one for one in own if one.code != "41A01"], now).items():
                booked.setdefault(key, [0, 0, 0])[2] += cents
        elif isinstance(row, Verzoek):
            stand = life.boekhouding.claimstand(from_verzoek(row.sleutel))
            if stand is not None and stand.is_gereserveerd:
                claim = changed(row, life.stand, now) if row.is_wijziging else counted(row, (), now)
        for key, cents in claim.items():
            booked.setdefault(key, [0, 0, 0])[is_beslag] += cents
    result: dict[PlafondKey, tuple[int, ...]] = {}
    for saldo in life.boekhouding.saldi():
        gereserveerd, beslag, realisatie = booked.pop(saldo.plafond, [0, 0, 0])
        space = bedragen.pop(saldo.plafond, 0) - gereserveerd - beslag - realisatie
        result[saldo.plafond] = (max(0, space), gereserveerd, beslag, realisatie, min(0, space))
    assert not booked
    assert not bedragen, "every plafond of the register has a saldo"
    return result


@settings(max_examples=examples(50), deadline=None)
@given(REGISTERS, STEPS)
def test_what_is_booked_is_what_the_state_says(first: RegisterStand, steps: list[Any]) -> None:
    life, now = Life(first), first
    life.vandaag = OF
    seen: set[str] = set()
    for step in steps:
        life.doe()  # what lapses today is given back before anything is asked
        before = {saldo.plafond: saldo.stand(Rekening.VRIJ) for saldo in life.boekhouding.saldi()}
        if isinstance(step, RegisterStand):
            now = step
            life.load(step)
        elif isinstance(step, int):
            life.vandaag += timedelta(step)
            continue
        elif step == "maand":
            life.verschuif()
        else:
            gebeurtenissen = _credit(life.stand, step) if isinstance(step, Credit) else step
            asked = {one.referentie for one in gebeurtenissen if isinstance(one, VerzoekOntvangen | WijzigingVerzocht)}
            if asked & seen:
                continue  # a reference is used once (OP361)
            seen |= asked
            for besluit in life.doe(*gebeurtenissen):
                event(besluit.uitkomst)
                _is_right(besluit, before)
        for saldo in life.boekhouding.saldi():
            assert sum(saldo.stand(rekening) for rekening in Rekening) == 0
            assert saldo.stand(Rekening.VRIJ) >= 0
        assert {
            one.plafond: (
                one.stand(Rekening.VRIJ),
                one.stand(Rekening.GERESERVEERD),
                one.stand(Rekening.BESLAG),
                one.stand(Rekening.REALISATIE),
                one.stand(Rekening.OVERSCHRIJDING),
            )
            for one in life.boekhouding.saldi()
        } == expected(life, now)


def _credit(stand: Stand, step: Credit) -> Bericht:
    """What an aanbieder sends to take a debet back; nothing when there is no such debet (OP360)."""
    debet = stand.prestatie(A, step.referentie)
    if debet is None or not debet.is_goedgekeurd:
        return ()
    product = Product(debet.categorie, debet.code)
    own = (f"C{debet.referentie}-{debet.declaratie_nummer}", debet.toewijzing_nummer, debet.begindatum)
    return (prestatie(*own, debet.einddatum, debet.bedrag_cents, product=product, vorig_referentie=debet.referentie),)


def _is_right(besluit: PlafondBesloten, before: dict[PlafondKey, int]) -> None:
    """No `ja` that did not fit, no `nee` that did."""
    parts = {PlafondKey(A, one.jaar, one.perceel, one.segment): one for one in besluit.delen}
    if besluit.uitkomst == "ja":
        assert not any(one.overschrijding_cents for one in parts.values())
        if besluit.claim.soort is Claimsoort.VERZOEK:
            assert all(one.bedrag_cents <= before[key] for key, one in parts.items())
    elif besluit.uitkomst == "nee (plafond)":
        assert any(one.bedrag_cents > before[key] for key, one in parts.items())


def test_a_batch_sees_what_the_berichten_before_it_took() -> None:
    life = Life(register(plafond(2026, 31)))
    besluiten = life.doe(*(aanvraag(ref, tot=date(2026, 3, 16)) for ref in ("V1", "V2")))
    assert [one.uitkomst for one in besluiten] == ["ja", "nee (plafond)"]


def test_a_client_stop_keeps_out_whom_it_must_also_before_the_ceiling_is_known() -> None:
    def question(now: RegisterStand) -> str:
        boekhouding = Boekhouding(
            now,
            [Saldo(PlafondKey(A, 2026), {Rekening.PLAFOND: -9000, Rekening.VRIJ: 9000})],
            today=date(2026, 3, 1),
            loaded={from_verzoek(Verzoeksleutel(A, "V1"))},
            stops=Stops(date(2026, 3, 1), [clientenstop()]),
        )
        ((_, besluit),) = boekhouding.besluit_verzoek(
            Stand(), after_reception(aanvraag(tot=date(2026, 3, 2))), iter([1])
        )
        assert isinstance(besluit, PlafondBesloten)
        return besluit.uitkomst

    assert question(register(plafond(2026, 90))) == "nee (cliëntenstop)"
    assert question(register()) == "nee (cliëntenstop)"
    assert question(register(plafond(2026, zonder_plafond=True))) == "vrij"


def test_a_reservation_becomes_beslag_in_one_boeking_and_the_difference_in_another() -> None:
    life = Life(register(plafond(2026, 100)))
    life.doe(aanvraag(tot=date(2026, 3, 31)))
    life.doe(toewijzing(1, tot=date(2026, 4, 2), referentie_aanbieder="V1"))
    booked = [
        (one.debet.value, one.credit.value, one.bedrag_cents, one.claim, one.van_claim)
        for _, one in life.boekhouding.boekingen
    ]
    assert booked == [
        ("BESLAG", "GERESERVEERD", 3100, from_toewijzing(G, 1), from_verzoek(Verzoeksleutel(A, "V1"))),
        ("BESLAG", "VRIJ", 200, from_toewijzing(G, 1), None),
    ]


def test_what_is_declared_comes_out_of_the_beslag_first_and_a_credit_goes_the_same_way_back() -> None:
    life = Life(register(plafond(2026, 100)))
    life.doe(toewijzing(1, tot=date(2026, 3, 31)))

    def boekingen(*gebeurtenissen: Gebeurtenis) -> list[tuple[str, str, int]]:
        life.doe(*gebeurtenissen)
        booked = [one for _, one in life.boekhouding.boekingen]
        assert {one.claim for one in booked} <= {from_toewijzing(G, 1)}
        return [(one.debet.value, one.credit.value, one.bedrag_cents) for one in booked]

    maart = (date(2026, 3, 1), date(2026, 3, 31))
    assert boekingen(prestatie("P1", 1, *maart, 3500)) == [
        ("REALISATIE", "BESLAG", 3100),
        ("REALISATIE", "VRIJ", 400),
    ]
    assert boekingen(prestatie("C1", 1, *maart, 3500, vorig_referentie="P1")) == [
        ("BESLAG", "REALISATIE", 3100),
        ("VRIJ", "REALISATIE", 400),
    ]
    assert boekingen(prestatie("P2", 1, *maart, 3000)) == [("REALISATIE", "BESLAG", 3000), ("VRIJ", "BESLAG", 100)]


def test_a_prestatie_books_at_its_own_position_also_when_its_answer_follows_at_once() -> None:
    life = Life(register(plafond(2026, 100)))
    life.doe(toewijzing(1, tot=date(2026, 3, 31)))
    maart = (date(2026, 3, 1), date(2026, 3, 31))
    regels = prestatie("P1", 1, *maart, 3100, declaratie_nummer="D1"), declaratieantwoord("D1", maart[1])
    life.doe(declaratie("D1", maart[1]), *regels)
    ((position, _),) = life.boekhouding.boekingen
    assert dict(life.gebeurtenissen)[position] == regels[0]


def test_a_lapse_is_a_gebeurtenis_of_its_own_before_what_comes_next() -> None:
    life = Life(register(plafond(2026, 31)))
    life.vandaag = date(2026, 3, 1)
    life.doe(aanvraag("V1", tot=date(2026, 3, 31)))
    life.vandaag = date(2026, 4, 26)
    (besluit,) = life.doe(aanvraag("V2", date(2026, 4, 26), date(2026, 5, 20)))
    assert besluit.uitkomst == "ja"
    kinds = [type(gebeurtenis).__name__ for _, gebeurtenis in life.gebeurtenissen]
    assert kinds == [
        "VerzoekOntvangen",
        "PlafondBesloten",
        "ReserveringVervallen",
        "VerzoekOntvangen",
        "PlafondBesloten",
    ]
    vervallen = [gebeurtenis for _, gebeurtenis in life.gebeurtenissen if isinstance(gebeurtenis, ReserveringVervallen)]
    assert vervallen[0].vervalt_op == date(2026, 4, 26)


def test_only_a_start_after_a_definitive_stop_needs_the_money() -> None:
    stand = Stand()
    first, pauze, end = start(1, OF), stop(1, OF, OF, "20"), stop(1, OF, OF + timedelta(3))
    again = start(1, OF + timedelta(9))
    stand.fold(1, first)
    assert needs_of(stand, [again]) == Needs()
    stand.fold(2, pauze)
    assert needs_of(stand, [again]) == Needs()
    toewijzing_1 = frozenset({("0363", 1)})
    everything = Needs(frozenset({A}), frozenset({from_toewijzing(G, 1)}), toewijzing_1, betrokken=frozenset({CLIENT}))
    assert needs_of(stand, [end]) == everything
    stand.fold(3, end)
    assert needs_of(stand, [again]) == everything
    assert needs_of(stand, [msgspec.structs.replace(again, toewijzing_nummer=None)]) == Needs()
