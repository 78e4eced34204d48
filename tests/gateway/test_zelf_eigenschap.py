# SPDX-License-Identifier: EUPL-1.2
"""Whatever parties that answer themselves send and leave unanswered: without it all is what is confirmed.

Two regions get the same berichten in the same order, the second only those that are answered. What is confirmed in the
first is the state of the second (and figures are made of nothing else: tests/rapporten), and its money less the part
that is not is the money there; in both the state is what a rebuild makes of the ledger.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bellers import administration
from berichtenverkeer.berichten import Bericht, soort
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.plafonds import lading
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import AANBIEDER, GEMEENTE, bouw, with_
from examples import examples
from gateway.test_plafonds_in_de_gateway import rows
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received
from waarombouw import require_same_again

VANDAAG = date(2026, 11, 30)
_LAYER = """
select '{0}' || (to_jsonb(r) - array['regio', 'client', 'pos_van', 'pos_tot'])::text as rij from {0} r
where regio = $1 and pos_tot is null and not is_voorlopig
union all
select '{0}' || (to_jsonb(r) - array['regio', 'client', 'pos_van', 'pos_tot'])::text from {0}_bevestigd r
where regio = $1 and pos_tot is null"""
_BEVESTIGD = " union all ".join(_LAYER.format(one) for one in ("toewijzing", "levering", "verzoek"))
OP = {"Dagtekening": "2026-11-16"}
CODES = ("45A04", "45A05")
T = "Client/ToegewezenProducten/ToegewezenProduct[1]"
V = "Client/AangevraagdeProducten/AangevraagdProduct[1]"
W = "Client/Verzoek"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"


@dataclasses.dataclass(frozen=True)
class Step:
    """One bericht, what its receiver says of it, and after how many other berichten he says so."""

    soort: str
    velden: tuple[tuple[str, Any], ...]
    antwoord: str | None
    wacht: int


class Geld(NamedTuple):
    """What is claimed and realised in all, and how much of it is not confirmed."""

    cents: int
    onbevestigd_cents: int


def register() -> dict[str, list[Any]]:
    """Room for everything, and two products."""
    money = rows(plafond_cents=10**12)
    for bestand in ("producten", "contracten", "tarieven"):
        money[bestand] += [msgspec.structs.replace(row, code=CODES[1]) for row in money[bestand]]
    himself = [("gemeente", GEMEENTE), ("aanbieder", AANBIEDER)]
    partijen = [Partij(soort=what, code=code, naam=code, retour="zelf", geldig_van=BEGIN) for what, code in himself]
    return {**money, "partijen": partijen}


_nummers, _starts = st.integers(1, 2), st.sampled_from(("2026-04-03", "2026-06-10"))
_referenties = st.sampled_from(("V1", "V2", "W1"))


def _product(number: int, otherwise: bool) -> dict[str, str]:
    return {"Categorie": "45", "Code": CODES[(number - 1 + otherwise) % 2]}


@st.composite
def verzoek(trek: st.DrawFn) -> tuple[str, dict[str, Any]]:
    omvang = {"Volume": trek(st.integers(1, 3)), "Eenheid": "04", "Frequentie": "6"}
    return "JW315", {f"{V}/ReferentieAanbieder": trek(st.sampled_from(("V1", "V2"))), f"{V}/Omvang": omvang}


@st.composite
def wijziging(trek: st.DrawFn) -> tuple[str, dict[str, Any]]:
    number = trek(_nummers)
    return "JW317", {
        f"{W}/ReferentieAanbieder": "W1",
        f"{W}/OngewijzigdeProducten": None,
        f"{W}/NieuweProducten": None,
        f"{W}/TeWijzigenProducten/TeWijzigenProduct[1]/ToewijzingNummer": number,
    }


@st.composite
def antwoord(trek: st.DrawFn) -> tuple[str, dict[str, Any]]:
    ref = trek(_referenties)
    if trek(st.booleans()):
        return "JW319", {"Antwoord/ReferentieAanbieder": ref}
    return "JW319", {"Antwoord": {"ReferentieAanbieder": ref, "VerzoekAntwoord": "2"}}


@st.composite
def toewijzing(trek: st.DrawFn) -> tuple[str, dict[str, Any]]:
    number, gone = trek(_nummers), trek(st.integers(0, 5)) == 0
    otherwise = trek(st.integers(0, 4)) == 0
    return "JW301", {
        f"{T}/ToewijzingNummer": number,
        f"{T}/Product": _product(number, otherwise),
        f"{T}/Toewijzingsdatum": trek(st.sampled_from(("2026-04-01", "2026-05-01"))),
        f"{T}/Omvang": {"Volume": trek(st.integers(1, 3)), "Eenheid": "04", "Frequentie": "6"},
        f"{T}/ReferentieAanbieder": trek(st.none() | _referenties),
        f"{T}/Einddatum": "2026-04-01" if gone else trek(st.sampled_from(("2026-09-30", "2026-12-31"))),
        f"{T}/RedenWijziging": "13" if gone else None,
    }


@st.composite
def start(trek: st.DrawFn) -> tuple[str, dict[str, Any]]:
    number, s = trek(_nummers), "Client/StartProducten/StartProduct[1]"
    return "JW305", {
        f"{s}/ToewijzingNummer": number,
        f"{s}/Product": _product(number, False),
        f"{s}/Begindatum": trek(_starts),
        f"{s}/StatusAanlevering": trek(st.sampled_from("1113")),
    }


@st.composite
def stop(trek: st.DrawFn) -> tuple[str, dict[str, Any]]:
    number, s = trek(_nummers), "Client/StopProducten/StopProduct[1]"
    return "JW307", {
        f"{s}/ToewijzingNummer": number,
        f"{s}/Product": _product(number, False),
        f"{s}/Begindatum": trek(_starts),
        f"{s}/Einddatum": trek(st.sampled_from(("2026-07-31", "2026-08-31"))),
        f"{s}/RedenBeeindiging": trek(st.sampled_from(("31", "20"))),
        f"{s}/StatusAanlevering": trek(st.sampled_from("1113")),
    }


@st.composite
def declaratie(trek: st.DrawFn) -> tuple[str, dict[str, Any]]:
    number, month = trek(_nummers), trek(st.sampled_from(("05", "06")))
    is_credit = trek(st.integers(0, 3)) == 0
    referentie = {"ReferentieNummer": trek(st.sampled_from(("R1", "R2", "R3")))}
    if is_credit:
        referentie["VorigReferentieNummer"] = trek(st.sampled_from(("R1", "R2")))
    return "JW323", gedeclareerd(number, month, referentie, is_credit)


def gedeclareerd(number: int, month: str, referentie: dict[str, str], is_credit: bool = False) -> dict[str, Any]:
    periode = {"Begindatum": f"2026-{month}-01", "Einddatum": f"2026-{month}-30"}
    return {
        "Declaratie/DeclaratieDagtekening": OP["Dagtekening"],
        "Declaratie/DeclaratiePeriode": {**periode, "Einddatum": f"2026-{month}-{'31' if month == '05' else '30'}"},
        "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": 10_000, "DebetCredit": "C" if is_credit else "D"},
        f"{P}/ProductReferentie": referentie,
        f"{P}/ToewijzingNummer": number,
        f"{P}/ProductCode": _product(number, False)["Code"],
        f"{P}/ProductPeriode": periode,
        f"{P}/GeleverdVolume": 1,
        f"{P}/ProductTarief": 10_000,
        f"{P}/IngediendBedrag": {"Bedrag": 10_000, "DebetCredit": "C" if is_credit else "D"},
    }


@st.composite
def steps(trek: st.DrawFn) -> list[Step]:
    kinds = st.one_of(
        verzoek(), wijziging(), antwoord(), toewijzing(), toewijzing(), start(), start(), stop(), stop(), declaratie()
    )
    story = []
    for _ in range(trek(st.integers(2, 12))):
        name, fields = trek(kinds)
        what = trek(st.sampled_from((None, "goed", "goed", "goed", "slecht")))
        story.append(Step(name, tuple(fields.items()), what, trek(st.integers(0, 6))))
    return story


def berichten(story: Sequence[Step], *, alleen_beantwoord: bool) -> Iterator[Bericht]:
    """In the order in which they are sent, the answers among them."""
    later: list[tuple[int, Bericht]] = []
    for number, step in enumerate(story):
        yield from (bericht for when, bericht in later if when == number)
        heen = _heen(step, number)
        if step.antwoord is not None:
            later.append((number + 1 + step.wacht, _back(heen, number, step.antwoord)))
        if step.antwoord is not None or not alleen_beantwoord:
            yield heen
    yield from (bericht for when, bericht in sorted(later, key=lambda one: one[0]) if when >= len(story))


def _heen(step: Step, number: int) -> Bericht:
    envelope = {"Header/BerichtIdentificatie": {"Identificatie": f"H{number}", **OP}}
    own = {"Declaratie/DeclaratieNummer": f"D{number}"} if step.soort == "JW323" else {}
    bericht = bouw(step.soort)
    for pad, value in {**envelope, **dict(step.velden), **own}.items():
        bericht = with_(bericht, pad, value)
    return bericht


def _back(heen: Bericht, number: int, what: str) -> Bericht:
    fault = Bevinding(
        code="EIGEN",
        niveau=Niveau.BERICHT,
        pad=f"{soort(heen).naam}/Header",
        regelnummer=None,
        tekst="",
        actie="",
        retourcode="0001",
    )
    faults = [] if what == "goed" else [fault]
    if isinstance(heen, JW323):
        return declaratieantwoord(heen, faults, f"A{number}", VANDAAG)
    return retourbericht(heen, faults, f"A{number}", VANDAAG)


async def _speel(
    config: Settings, database: Database, story: Sequence[Step], *, alleen_beantwoord: bool
) -> tuple[Counter[str], Geld]:
    """After the story what is confirmed, and the money; the state must be that of a rebuild."""
    own = msgspec.structs.replace(config, regios=(str(new_id()),))
    async with gateway_met_register(own, StaandeKlok(VANDAAG), database, **register()) as gateway:
        for bericht in berichten(story, alleen_beantwoord=alleen_beantwoord):
            van_wie = soort(bericht)
            header = bericht.header
            who = header.ontvanger if van_wie.is_retourbericht else header.afzender
            await received(gateway, bericht, who)
        known = await _zorg(gateway), await _geld(gateway)
        async with gateway.database.lees(snapshot=True) as conn:
            assert await lading.search_differences(Grootboek(conn, gateway.regio)) == []
        if not alleen_beantwoord:
            await require_same_again(gateway)
        otherwise = await rebuild(gateway.database, gateway.regio)
        assert not any(otherwise.verschillen.values()), otherwise.verschillen
    return known


async def _zorg(gateway: Gateway) -> Counter[str]:
    """What is confirmed of the state that figures are made of; who the client is has another name in each region."""
    async with gateway.database.lees() as conn:
        return Counter(row["rij"] for row in await conn.fetch(_BEVESTIGD, gateway.regio))


async def _geld(gateway: Gateway) -> Geld:
    (one,) = (await gateway.plafonds.from_aanbieder(administration(gateway), AANBIEDER, 2026)).plafonds
    return Geld(one.gereserveerd_cents + one.beslag_cents + one.realisatie_cents, one.onbevestigd_cents)


def _step(name: str, antwoord: str | None, fields: tuple[tuple[str, Any], ...] = (), wait: int = 0) -> Step:
    return Step(name, fields, antwoord, wait)


VAN_EEN: tuple[tuple[str, Any], ...] = (
    (f"{W}/OngewijzigdeProducten", None),
    (f"{W}/NieuweProducten", None),
    (f"{W}/TeWijzigenProducten/TeWijzigenProduct[1]/ToewijzingNummer", 1),
)
OP_VERZOEK = ((f"{T}/ReferentieAanbieder", "VOT1"),)
R3 = tuple(gedeclareerd(1, "05", {"ReferentieNummer": "R3"}).items())
NAY = (("Antwoord/ReferentieAanbieder", "VOT1"),)
ANDER = ((f"{V}/Omvang", {"Volume": 3, "Eenheid": "04", "Frequentie": "6"}),)


@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps())
@example([_step("JW301", "goed"), _step("JW305", "goed"), _step("JW307", "goed"), _step("JW305", None)])
@example([_step("JW301", "goed"), _step("JW305", "goed"), _step("JW307", None)])
@example([_step("JW315", "goed"), _step("JW301", None, OP_VERZOEK)])
@example([_step("JW317", "goed", VAN_EEN), _step("JW301", None)])
@example([_step("JW317", "goed", VAN_EEN, 6), _step("JW301", "goed", ((f"{T}/ReferentieAanbieder", "VOW1"),))])
@example([_step("JW315", None), _step("JW315", "goed"), _step("JW301", "goed", OP_VERZOEK)])
@example([_step("JW301", "goed"), _step("JW323", None, R3), _step("JW323", "goed", R3, 1), _step("JW305", "goed")])
@example([_step("JW315", "slecht", (), 3), _step("JW315", "goed", ANDER), _step("JW319", "goed", NAY)])
async def test_what_is_confirmed_is_what_there_is_without_what_is_not_answered(
    config: Settings, database: Database, story: list[Step]
) -> None:
    confirmed, money = await _speel(config, database, story, alleen_beantwoord=False)
    without, settled = await _speel(config, database, story, alleen_beantwoord=True)
    assert confirmed == without
    assert (money.cents - money.onbevestigd_cents, 0) == settled
