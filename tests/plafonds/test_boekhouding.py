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
from berichtenverkeer.ledger.gebeurtenissen.declaraties import PrestatieIngediend
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, ReserveringVervallen
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
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
from berichtenverkeer.plafonds.behoefte import Behoefte, van_feiten
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening, van_toewijzing, van_verzoek
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, na_ontvangst
from berichtenverkeer.register.rijen import Plafond
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import (
    A,
    G,
    Leven,
    aanvraag,
    anders,
    declaratie,
    declaratieantwoord,
    nieuw,
    plafond,
    prestatie,
    register,
    start,
    stop,
    tarieven,
    toewijzing,
    wijziging,
)
from plafonds.telling import gerealiseerd, geteld, gewijzigd

VAN, TOT = date(2026, 6, 1), date(2027, 8, 31)
DAGEN = st.dates(VAN, TOT)
NUMMERS = st.integers(1, 4)
REFERENTIES = st.sampled_from(["V1", "V2", "V3", "V4", "V5"])
CODES = st.sampled_from(["45A04", "45A05", "45A06", "45A07", "46A01", "41A01"]).map(lambda c: Product(c[:2], c))
OMVANGEN = st.builds(Omvang, st.integers(1, 9), st.sampled_from(["14", "01"]), st.sampled_from(["1", "2", "4", "6"]))


def register_van(bedragen: Sequence[int | None], wonen: int | None, cents: int) -> RegisterStand:
    rijen: list[Plafond] = []
    for jaar, bedrag in zip((2026, 2027), bedragen, strict=True):
        if bedrag is not None:
            rijen.append(plafond(jaar, bedrag))
    if wonen is not None:
        rijen.append(plafond(2026, wonen, segment="2"))
    return register(*rijen, tarieven=tarieven((2026, 2027), cents))


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
        nummer = draw(DECLARATIES)
        regels = draw(st.lists(prestaties("ingediend", nummer), min_size=1, max_size=3))
        return declaratie(nummer, draw(DAGEN)), *regels
    if soort == "declaratieantwoord":
        afgewezen = draw(st.sets(PRESTATIES, max_size=4))
        verworpen = draw(st.integers(0, 4)) == 0
        return (declaratieantwoord(draw(DECLARATIES), draw(DAGEN), *afgewezen, is_verworpen=verworpen),)
    if soort == "prestatie":
        return (draw(prestaties("goedgekeurd", "D0")),)
    if soort == "wijziging":
        return (wijziging(draw(WIJZIGINGEN), draw(DAGEN), *draw(st.lists(wijzigingsdelen(), min_size=1, max_size=4))),)
    return (draw(enkele(soort)),)


DECLARATIES = st.sampled_from(["D1", "D2", "D3"])
PRESTATIES = st.integers(1, 12).map(lambda nummer: f"P{nummer}")
WIJZIGINGEN = st.sampled_from(["W1", "W2", "W3"])


@st.composite
def prestaties(draw: st.DrawFn, uitslag: str, nummer: str) -> PrestatieIngediend:
    """Of a month, or a part of it, on a toewijzing that may not be there, or not for that month."""
    begin = draw(DAGEN).replace(day=1)
    eind = begin.replace(day=draw(st.sampled_from([28, 28, 10])))
    anders: dict[str, Any] = {"product": draw(CODES), "declaratie_nummer": nummer}
    return prestatie(draw(PRESTATIES), draw(NUMMERS), begin, eind, draw(st.integers(0, 9000)), uitslag, **anders)


@st.composite
def wijzigingsdelen(draw: st.DrawFn) -> Wijzigingsdeel:
    soort = draw(st.sampled_from(["ongewijzigd", "nieuw", "te wijzigen", "te wijzigen"]))
    van = draw(DAGEN)
    tot = draw(st.none() | st.integers(0, 500).map(lambda dagen: van + timedelta(dagen)))
    if soort == "ongewijzigd":
        return Wijzigingsdeel(soort="ongewijzigd", toewijzing_nummer=draw(NUMMERS))
    if soort == "nieuw":
        return nieuw(van, tot, draw(OMVANGEN), draw(CODES).code or "")
    return anders(draw(NUMMERS), van, tot, draw(OMVANGEN))


@st.composite
def enkele(draw: st.DrawFn, soort: str) -> Gebeurtenis:
    nummer, ref, begin = draw(NUMMERS), draw(REFERENTIES), draw(DAGEN)
    tot = begin + timedelta(draw(st.integers(0, 500))) if draw(st.booleans()) else None
    anders: dict[str, Any] = {"omvang": draw(OMVANGEN), "product": draw(CODES), "ontvangen_op": begin}
    if soort == "verzoek":
        return aanvraag(ref, begin, tot, **anders)
    if soort == "toewijzing":
        if draw(st.integers(0, 5)) == 0:
            tot, anders["reden_wijziging"] = begin, "13"
        anders["referentie_aanbieder"] = draw(st.none() | REFERENTIES)
        return toewijzing(nummer, begin, tot, draw(st.integers(0, 99)), **anders)
    gestart = start(nummer, draw(st.sampled_from([VAN, VAN + timedelta(100)])))
    velden = {veld: getattr(gestart, veld) for veld in ("client", "aanbieder", "gemeente", "toewijzing_nummer")}
    if soort == "start":
        return gestart
    gestopt = stop(nummer, gestart.begindatum, gestart.begindatum + timedelta(30), draw(st.sampled_from(["20", "31"])))
    if soort == "stop":
        return gestopt
    if soort == "weg":
        sleutel = {**velden, "product": gestart.product, "begindatum": gestart.begindatum}
        if draw(st.booleans()):
            return StartVerwijderd(**sleutel)
        return StopVerwijderd(**sleutel, einddatum=gestopt.einddatum, reden=gestopt.reden)
    partijen: dict[str, Any] = {"aanbieder": A, "gemeente": G, "referentie": ref, "ontvangen_op": begin}
    return VerzoekInOnderzoek(**partijen) if draw(st.booleans()) else VerzoekAfgewezen(**partijen, reden="2")


class Credit(msgspec.Struct, frozen=True):
    """Take this debet back, when it was approved."""

    referentie: str


STAPPEN = st.lists(
    st.one_of(*[berichten()] * 5, REGISTERS, st.integers(1, 60), PRESTATIES.map(Credit), st.just("maand")),
    min_size=8,
    max_size=40,
)


def verwacht(leven: Leven, nu: RegisterStand) -> dict[PlafondSleutel, tuple[int, ...]]:
    """VRIJ, GERESERVEERD, BESLAG, REALISATIE, OVERSCHRIJDING, straight from the state by another count."""
    grens = None
    if leven.peilmaand is not None:
        maanden = leven.peilmaand.year * 12 + leven.peilmaand.month - 1 - 3
        grens = date(maanden // 12, maanden % 12 + 1, 1)
    bedragen = {
        PlafondSleutel(rij.aanbieder, rij.jaar, segment=rij.segment): rij.bedrag_cents or 0 for rij in nu.rijen(Plafond)
    }
    geboekt: dict[PlafondSleutel, list[int]] = {}
    for rij in leven.stand.rijen():
        claim: dict[PlafondSleutel, int] = {}
        is_beslag = isinstance(rij, Toewijzing)
        if isinstance(rij, Toewijzing):
            eigen = leven.stand.prestaties(rij.gemeente, rij.nummer)
            is_te_oud = grens is not None and rij.ontvangen_op is not None and rij.ontvangen_op < grens
            claim = geteld(rij, leven.stand.leveringen(rij.client), nu, eigen, grens if is_te_oud else None)
            for sleutel, cents in gerealiseerd([een for een in eigen if een.code != "41A01"], nu).items():
                geboekt.setdefault(sleutel, [0, 0, 0])[2] += cents
        elif isinstance(rij, Verzoek):
            stand = leven.boekhouding.claimstand(van_verzoek(rij.aanbieder, rij.referentie))
            if stand is not None and stand.is_gereserveerd:
                claim = gewijzigd(rij, leven.stand, nu) if rij.is_wijziging else geteld(rij, (), nu)
        for sleutel, cents in claim.items():
            geboekt.setdefault(sleutel, [0, 0, 0])[is_beslag] += cents
    resultaat: dict[PlafondSleutel, tuple[int, ...]] = {}
    for saldo in leven.boekhouding.saldi():
        gereserveerd, beslag, realisatie = geboekt.pop(saldo.sleutel, [0, 0, 0])
        ruimte = bedragen.pop(saldo.sleutel, 0) - gereserveerd - beslag - realisatie
        resultaat[saldo.sleutel] = (max(0, ruimte), gereserveerd, beslag, realisatie, min(0, ruimte))
    assert not geboekt
    assert not bedragen, "every plafond of the register has a saldo"
    return resultaat


@settings(max_examples=50, deadline=None)
@given(REGISTERS, STAPPEN)
def test_what_is_booked_is_what_the_state_says(eerste: RegisterStand, stappen: list[Any]) -> None:
    leven, nu = Leven(eerste), eerste
    leven.vandaag = VAN
    gezien: set[str] = set()
    for stap in stappen:
        leven.doe()  # what lapses today is given back before anything is asked
        voor = {saldo.sleutel: saldo.stand(Rekening.VRIJ) for saldo in leven.boekhouding.saldi()}
        if isinstance(stap, RegisterStand):
            nu = stap
            leven.laad(stap)
        elif isinstance(stap, int):
            leven.vandaag += timedelta(stap)
            continue
        elif stap == "maand":
            leven.verschuif()
        else:
            feiten = _credit(leven.stand, stap) if isinstance(stap, Credit) else stap
            gevraagd = {een.referentie for een in feiten if isinstance(een, VerzoekOntvangen | WijzigingVerzocht)}
            if gevraagd & gezien:
                continue  # a reference is used once (OP361)
            gezien |= gevraagd
            for besluit in leven.doe(*feiten):
                event(besluit.uitkomst)
                _klopt(besluit, voor)
        for saldo in leven.boekhouding.saldi():
            assert sum(saldo.stand(rekening) for rekening in Rekening) == 0
            assert saldo.stand(Rekening.VRIJ) >= 0
        assert {
            een.sleutel: (
                een.stand(Rekening.VRIJ),
                een.stand(Rekening.GERESERVEERD),
                een.stand(Rekening.BESLAG),
                een.stand(Rekening.REALISATIE),
                een.stand(Rekening.OVERSCHRIJDING),
            )
            for een in leven.boekhouding.saldi()
        } == verwacht(leven, nu)


def _credit(stand: Stand, stap: Credit) -> Bericht:
    """What an aanbieder sends to take a debet back; nothing when there is no such debet (OP360)."""
    debet = stand.prestatie(A, stap.referentie)
    if debet is None or not debet.is_goedgekeurd:
        return ()
    product = Product(debet.categorie, debet.code)
    eigen = (f"C{debet.referentie}-{debet.declaratie_nummer}", debet.toewijzing_nummer, debet.begindatum)
    return (prestatie(*eigen, debet.einddatum, debet.bedrag_cents, product=product, vorig_referentie=debet.referentie),)


def _klopt(besluit: PlafondBesloten, voor: dict[PlafondSleutel, int]) -> None:
    """No `ja` that did not fit, no `nee` that did."""
    delen = {PlafondSleutel(A, een.jaar, een.perceel, een.segment): een for een in besluit.delen}
    if besluit.uitkomst == "ja":
        assert not any(een.overschrijding_cents for een in delen.values())
        if besluit.claim.soort is Claimsoort.VERZOEK:
            assert all(een.bedrag_cents <= voor[sleutel] for sleutel, een in delen.items())
    elif besluit.uitkomst == "nee (plafond)":
        assert any(een.bedrag_cents > voor[sleutel] for sleutel, een in delen.items())


def test_a_batch_sees_what_the_berichten_before_it_took() -> None:
    leven = Leven(register(plafond(2026, 31)))
    besluiten = leven.doe(*(aanvraag(ref, tot=date(2026, 3, 16)) for ref in ("V1", "V2")))
    assert [een.uitkomst for een in besluiten] == ["ja", "nee (plafond)"]


def test_a_client_stop_keeps_out_whom_it_must_and_nobody_before_the_ceiling_is_known() -> None:
    def vraag(nu: RegisterStand) -> str:
        boekhouding = Boekhouding(
            nu,
            [Saldo(PlafondSleutel(A, 2026), {Rekening.PLAFOND: -9000, Rekening.VRIJ: 9000})],
            vandaag=date(2026, 3, 1),
            gekend={van_verzoek(A, "V1")},
            is_gestopt=lambda verzoek: verzoek.referentie == "V1",
        )
        ((_, besluit),) = boekhouding.besluit_verzoek(Stand(), na_ontvangst(aanvraag(tot=date(2026, 3, 2))), iter([1]))
        assert isinstance(besluit, PlafondBesloten)
        return besluit.uitkomst

    assert vraag(register(plafond(2026, 90))) == "nee (cliëntenstop)"
    assert vraag(register()) == "ja (plafond onbekend)"
    assert vraag(register(plafond(2026, zonder_plafond=True))) == "vrij"


def test_a_reservation_becomes_beslag_in_one_boeking_and_the_difference_in_another() -> None:
    leven = Leven(register(plafond(2026, 100)))
    leven.doe(aanvraag(tot=date(2026, 3, 31)))
    leven.doe(toewijzing(1, tot=date(2026, 4, 2), referentie_aanbieder="V1"))
    geboekt = [
        (een.debet.value, een.credit.value, een.bedrag_cents, een.claim, een.van_claim)
        for _, een in leven.boekhouding.boekingen
    ]
    assert geboekt == [
        ("BESLAG", "GERESERVEERD", 3100, van_toewijzing(G, 1), van_verzoek(A, "V1")),
        ("BESLAG", "VRIJ", 200, van_toewijzing(G, 1), None),
    ]


def test_what_is_declared_comes_out_of_the_beslag_first_and_a_credit_goes_the_same_way_back() -> None:
    leven = Leven(register(plafond(2026, 100)))
    leven.doe(toewijzing(1, tot=date(2026, 3, 31)))

    def boekingen(*feiten: Gebeurtenis) -> list[tuple[str, str, int]]:
        leven.doe(*feiten)
        geboekt = [een for _, een in leven.boekhouding.boekingen]
        assert {een.claim for een in geboekt} <= {van_toewijzing(G, 1)}
        return [(een.debet.value, een.credit.value, een.bedrag_cents) for een in geboekt]

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
    leven = Leven(register(plafond(2026, 100)))
    leven.doe(toewijzing(1, tot=date(2026, 3, 31)))
    maart = (date(2026, 3, 1), date(2026, 3, 31))
    regels = prestatie("P1", 1, *maart, 3100, declaratie_nummer="D1"), declaratieantwoord("D1", maart[1])
    leven.doe(declaratie("D1", maart[1]), *regels)
    ((positie, _),) = leven.boekhouding.boekingen
    assert dict(leven.feiten)[positie] == regels[0]


def test_a_lapse_is_a_gebeurtenis_of_its_own_before_what_comes_next() -> None:
    leven = Leven(register(plafond(2026, 31)))
    leven.vandaag = date(2026, 3, 1)
    leven.doe(aanvraag("V1", tot=date(2026, 3, 31)))
    leven.vandaag = date(2026, 4, 26)
    (besluit,) = leven.doe(aanvraag("V2", date(2026, 4, 26), date(2026, 5, 20)))
    assert besluit.uitkomst == "ja"
    soorten = [type(feit).__name__ for _, feit in leven.feiten]
    assert soorten == [
        "VerzoekOntvangen",
        "PlafondBesloten",
        "ReserveringVervallen",
        "VerzoekOntvangen",
        "PlafondBesloten",
    ]
    vervallen = [feit for _, feit in leven.feiten if isinstance(feit, ReserveringVervallen)]
    assert vervallen[0].vervalt_op == date(2026, 4, 26)


def test_only_a_start_after_a_definitive_stop_needs_the_money() -> None:
    stand = Stand()
    eerste, pauze, einde = start(1, VAN), stop(1, VAN, VAN, "20"), stop(1, VAN, VAN + timedelta(3))
    weer = start(1, VAN + timedelta(9))
    stand.vouw(1, eerste)
    assert van_feiten(stand, [weer]) == Behoefte()
    stand.vouw(2, pauze)
    assert van_feiten(stand, [weer]) == Behoefte()
    alles = Behoefte(frozenset({A}), frozenset({van_toewijzing(G, 1)}), frozenset({("0363", 1)}))
    assert van_feiten(stand, [einde]) == alles
    stand.vouw(3, einde)
    assert van_feiten(stand, [weer]) == alles
    assert van_feiten(stand, [msgspec.structs.replace(weer, toewijzing_nummer=None)]) == Behoefte()
