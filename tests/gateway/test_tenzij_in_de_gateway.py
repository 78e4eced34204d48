# SPDX-License-Identifier: EUPL-1.2
"""A tenzij through the gateway: asked, decided, used, ended; who sees it; what is booked, as a rebuild has it.

Product 45A04 costs 100 euro a uur; 4 uur in all is 400 euro. The plafond of the aanbieder is 1,000 euro.
"""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from bellers import administration, as_, as_person
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import StepImpossible
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.plafonds import let_lapse
from berichtenverkeer.gateway.rights import NoRight, OfAnother
from berichtenverkeer.gateway.tenzij import UnknownTenzij
from berichtenverkeer.gateway.tenzij_values import (
    AskedElsewhere,
    TenzijAsked,
    TenzijGrant,
    TenzijResult,
    TenzijView,
)
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.tenzij_store import TenzijQuestion
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.user_rows import Gebruiker
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import BSN, gateway_met_plafond, rows, toewijzing, verzoek
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, partijen, received, register

TODAY = date(2026, 4, 15)
YEAR = {"van": date(2026, 1, 1), "tot": date(2026, 12, 31)}
OFFICE, SECOND = "contractmanager", "teamleider"


def asked(bsn: str = BSN[0], **otherwise: Any) -> TenzijAsked:
    fields: dict[str, Any] = {
        "bsn": bsn,
        "aanbieder": AANBIEDER,
        "gemeente": GEMEENTE,
        "categorie": "45",
        "code": "45A04",
        "maximum_cents": 100_000,
        "door": "planner",
        "kan_niet_wachten": "De crisis loopt op.",
        "alleen_hier": "Alleen hier is dit team.",
        "toelichting": "Zie het plan.",
    }
    return TenzijAsked(**fields | YEAR | otherwise)


def grant(maximum_cents: int = 100_000, **otherwise: Any) -> TenzijGrant:
    fields: dict[str, Any] = {"categorie": "45", "code": "45A04", "maximum_cents": maximum_cents}
    return TenzijGrant(**fields | YEAR | otherwise)


async def ask(gateway: Gateway, bsn: str = BSN[0], who: str = AANBIEDER, **otherwise: Any) -> TenzijView:
    return (await gateway.tenzijs.ask(as_(gateway, who), asked(bsn, **otherwise))).tenzij


async def granted(gateway: Gateway, one: TenzijView, maximum_cents: int = 100_000) -> TenzijResult:
    region = as_(gateway, "REGIO")
    return await gateway.tenzijs.grant(region, one.id, grant(maximum_cents), OFFICE, "Zwaar genoeg.")


async def standen(gateway: Gateway) -> tuple[int, ...]:
    """VRIJ, GERESERVEERD, BESLAG and TENZIJ_BESLAG in euros; and nothing is booked otherwise than it should be."""
    async with gateway.database.lees() as conn:
        (saldo,) = await store.read_saldi(Grootboek(conn, gateway.regio))
    assert await gateway.plafonds.recalculate(administration(gateway)) == []
    wanted = Rekening.VRIJ, Rekening.GERESERVEERD, Rekening.BESLAG, Rekening.TENZIJ_BESLAG
    return tuple(saldo.stand(one) // 100 for one in wanted)


async def reasons(step: Any) -> set[str]:
    with pytest.raises(StepImpossible) as fault:
        await step
    return {one.field for one in fault.value.reasons}


async def test_a_grant_decides_anew_is_used_and_ended(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        for number in (0, 1, 2):
            await received(gateway, verzoek(number), AANBIEDER)
        assert await standen(gateway) == (200, 800, 0, 0)
        one = await ask(gateway, BSN[2])
        result = await granted(gateway, one)
        assert [again.uitkomst for again in result.opnieuw_besloten] == ["tenzij"]
        assert (result.tenzij.status, result.tenzij.beslag_cents) == (TenzijStatus.TOEGEKEND, 40_000)
        assert await standen(gateway) == (200, 800, 0, 400)
        await received(gateway, toewijzing(2), GEMEENTE)
        assert await standen(gateway) == (200, 800, 0, 400)
        ended = await gateway.tenzijs.end(as_(gateway, "REGIO"), one.id, YEAR["van"], OFFICE, "Voorbij.")
        assert ended.tenzij.beslag_cents == 0
        assert await standen(gateway) == (0, 800, 400, 0)


async def test_a_request_after_the_grant_gets_tenzij_at_once_whatever_room_there_is(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=0) as (gateway, _):
        await granted(gateway, await ask(gateway))
        receipts = [await received(gateway, verzoek(number), AANBIEDER) for number in (0, 1)]
        codes = [[one.code for one in receipt.bevindingen] for receipt in receipts]
        assert codes == [[], ["SIGNAAL-PLAFOND-NEE-PLAFOND"]]
        assert await standen(gateway) == (0, 0, 0, 400)


async def test_a_reservation_under_a_tenzij_lapses_by_the_timer(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        await granted(gateway, await ask(gateway))
        await received(gateway, verzoek(0), AANBIEDER)
        clock.zet(TODAY + timedelta(days=56))
        assert await let_lapse(gateway.database, gateway.regio, clock) == 1
        assert await standen(gateway) == (1000, 0, 0, 0)


async def test_a_register_load_leaves_what_is_under_a_tenzij_and_books_the_rest(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await granted(gateway, await ask(gateway), 30_000)
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        assert await standen(gateway) == (900, 0, 100, 300)
        await gateway.register.load(administration(gateway), register(gateway.regio, **rows(50_000)))
        assert await standen(gateway) == (400, 0, 100, 300)


async def test_four_eyes_wait_for_another_user(config: Settings) -> None:
    parameters = [Parameters(vier_ogen_vanaf_cents=50_000, geldig_van=BEGIN)]
    known = rows(0) | {"parameters": parameters}
    async with gateway_met_register(config, StaandeKlok(TODAY), **known) as gateway:
        one, region = await ask(gateway), as_(gateway, "REGIO")
        await received(gateway, verzoek(0), AANBIEDER)
        waiting = await granted(gateway, one, 50_001)
        assert (waiting.tenzij.status, waiting.opnieuw_besloten) == (TenzijStatus.TE_BEVESTIGEN, ())
        assert await reasons(gateway.tenzijs.confirm(region, one.id, OFFICE)) == {"door"}
        sure = await gateway.tenzijs.confirm(region, one.id, SECOND)
        assert [again.uitkomst for again in sure.opnieuw_besloten] == ["tenzij"]
        lower = await gateway.tenzijs.change(region, one.id, 50_000, YEAR["tot"], OFFICE, "Minder.")
        assert lower.tenzij.te_bevestigen is None
        assert (await granted(gateway, await ask(gateway, BSN[1]), 50_000)).tenzij.te_bevestigen is None


async def test_of_who_logged_in_four_eyes_know_who_it_is_whatever_he_types(config: Settings) -> None:
    people = [
        Gebruiker(gebruiker=key, partij="REGIO", rollen=("contractmanager",), naam=key, geldig_van=BEGIN)
        for key in ("manager.a", "manager.b")
    ]
    known = rows(0) | {"parameters": [Parameters(vier_ogen_vanaf_cents=50_000, geldig_van=BEGIN)], "gebruikers": people}
    async with gateway_met_register(config, StaandeKlok(TODAY), **known) as gateway:
        one, a, b = await ask(gateway), as_person(gateway, "manager.a"), as_person(gateway, "manager.b")
        waiting = await gateway.tenzijs.grant(a, one.id, grant(maximum_cents=50_001), OFFICE, "Nodig.")
        assert waiting.tenzij.status is TenzijStatus.TE_BEVESTIGEN
        for said in (OFFICE, SECOND, "manager.b"):
            assert await reasons(gateway.tenzijs.confirm(a, one.id, said)) == {"door"}
        assert (await gateway.tenzijs.confirm(b, one.id, OFFICE)).tenzij.status is not TenzijStatus.TE_BEVESTIGEN
        await record_watermark(gateway.database, gateway.regio, gateway.clock())
        steps = (await gateway.tenzijs.one(a, one.id)).stappen
        assert [step.door for step in steps[1:]] == ["manager.a", "manager.b"]


async def test_what_is_wrong_is_said_at_once_and_nothing_is_booked(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        wrong = asked("123456789", categorie="99", door=f"voor {BSN[0]}", maximum_cents=0, alternatieven={"1": "Nee."})
        step = gateway.tenzijs.ask(as_(gateway, AANBIEDER), wrong)
        assert await reasons(step) == {"bsn", "categorie", "door", "maximum_cents", "alternatieven"}
        one, region = await ask(gateway), as_(gateway, "REGIO")
        long = "x" * 4001
        assert await reasons(gateway.tenzijs.reject(region, one.id, " ", long)) == {"door", "motivering"}
        assert await reasons(gateway.tenzijs.reject(region, one.id, OFFICE, "")) == {"motivering"}
        unknown = gateway.tenzijs.grant(region, one.id, grant(code="45X99"), OFFICE, "Zwaar.")
        assert await reasons(unknown) == {"categorie"}
        assert await reasons(gateway.tenzijs.withdraw(as_(gateway, GEMEENTE), one.id, "consulent")) == {"id"}
        with pytest.raises(UnknownTenzij):
            await gateway.tenzijs.reject(region, uuid4(), OFFICE, "Nee.")
        with pytest.raises(OfAnother):
            await gateway.tenzijs.ask(as_(gateway, "42420001"), asked())
        with pytest.raises(NoRight):
            await gateway.tenzijs.grant(as_(gateway, AANBIEDER), one.id, grant(), OFFICE, "Zelf.")
        assert await standen(gateway) == (1000, 0, 0, 0)


async def test_each_sees_his_own_with_its_texts_and_what_cannot_wait_comes_first(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        calm = await ask(gateway, BSN[1], GEMEENTE, kan_niet_wachten="")
        urgent = await ask(gateway, referentie="J-17")
        k = (await _listing(gateway, "REGIO")).k
        assert [one.id for one in (await _listing(gateway, AANBIEDER)).tenzijs] == [urgent.id, calm.id]
        assert (urgent.beslissen_voor, urgent.is_te_laat, urgent.is_zwak) == (date(2026, 4, 22), False, True)
        clock.zet(TODAY + timedelta(days=8))
        assert [one.is_te_laat for one in (await _listing(gateway, "REGIO")).tenzijs] == [True, True]
        await gateway.tenzijs.reject(as_(gateway, "REGIO"), urgent.id, OFFICE, "Er is elders plek.")
        assert [one.id for one in (await _listing(gateway, GEMEENTE)).tenzijs] == [calm.id, urgent.id]
        assert (await _listing(gateway, GEMEENTE, status=TenzijStatus.AFGEWEZEN)).tenzijs[0].id == urgent.id
        assert (await _listing(gateway, "REGIO", k)).tenzijs[0].status is TenzijStatus.GEVRAAGD
        file = await gateway.tenzijs.one(as_(gateway, AANBIEDER), urgent.id)
        first, last = file.stappen
        assert first.teksten == {
            "kan_niet_wachten": "De crisis loopt op.",
            "alleen_hier": "Alleen hier is dit team.",
            "toelichting": "Zie het plan.",
        }
        assert (first.door, last.door, last.teksten) == ("planner", None, {"motivering": "Er is elders plek."})
        with pytest.raises(UnknownTenzij):
            await gateway.tenzijs.one(as_(gateway, "42420001"), urgent.id)


async def test_an_alternatief_has_the_name_of_the_day_on_which_it_was_asked(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, clock):
        first = await ask(gateway, alternatieven={"42420001": "Geen plek."})
        may = date(2026, 5, 1)
        known = [
            msgspec.structs.replace(one, geldig_tot=may - timedelta(days=1)) if one.code == "42420001" else one
            for one in partijen()
        ]
        known.append(Partij(soort="aanbieder", code="42420001", naam="Nieuwe naam", geldig_van=may))
        await gateway.register.load(administration(gateway), register(gateway.regio, **rows() | {"partijen": known}))
        clock.zet(may)
        second = await ask(gateway, BSN[1], alternatieven={"42420001": "Geen plek."})
        names = {one.id: one.alternatieven[0].naam for one in (await _listing(gateway, AANBIEDER)).tenzijs}
        assert names == {first.id: "Aanbieder 42420001", second.id: "Nieuwe naam"}
        for one in (first, second):
            file = await gateway.tenzijs.one(as_(gateway, GEMEENTE), one.id)
            assert file.tenzij.alternatieven == (AskedElsewhere("42420001", names[one.id]),)


async def test_an_ended_tenzij_leaves_nothing_and_is_of_its_first_year(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        one = await ask(gateway)
        await granted(gateway, one)
        await gateway.tenzijs.end(as_(gateway, "REGIO"), one.id, YEAR["van"], OFFICE, "Voorbij.")
        for jaar, found in ((2025, []), (2026, [0]), (None, [0])):
            room = await gateway.plafonds.from_aanbieder(as_(gateway, AANBIEDER), AANBIEDER, jaar)
            assert [own.over_cents for own in room.tenzijs] == found


async def _listing(gateway: Gateway, who: str, k: int | None = None, **question: Any) -> Any:
    return await gateway.tenzijs.listing(as_(gateway, who), TenzijQuestion(**question), k)


async def test_no_bsn_and_no_text_stands_in_the_ledger(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        await granted(gateway, await ask(gateway))
        async with gateway.database.lees() as conn:
            kept = await conn.fetch(
                "select inhoud::text from gebeurtenis where soort like 'Tenzij%' and regio = $1", gateway.regio
            )
        assert len(kept) == 2
        assert not [row for row in kept if BSN[0] in row["inhoud"] or "crisis loopt" in row["inhoud"]]


async def test_requests_and_steps_at_the_same_moment_end_as_one_after_the_other(config: Settings) -> None:
    async with gateway_met_plafond(config) as (gateway, _):
        ids = [await ask(gateway, bsn) for bsn in BSN]
        berichten = (received(gateway, verzoek(number), AANBIEDER) for number in range(4))
        await asyncio.gather(*(granted(gateway, one) for one in ids), *berichten)
        assert await standen(gateway) in [(1000 - 400 * n, 400 * n, 0, 1600 - 400 * n) for n in range(3)]


async def test_what_is_unconfirmed_is_what_takes_room(config: Settings) -> None:
    """The aanbieder answers himself: of his toewijzing 300 is under the tenzij, and 100 rests on his answer."""
    themselves = [msgspec.structs.replace(one, retour="zelf") if one.code == AANBIEDER else one for one in partijen()]
    async with gateway_met_register(config, StaandeKlok(TODAY), **rows() | {"partijen": themselves}) as gateway:
        await granted(gateway, await ask(gateway), 30_000)
        await received(gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        (one,) = (await gateway.plafonds.from_aanbieder(as_(gateway, AANBIEDER), AANBIEDER, 2026)).plafonds
        assert (one.beslag_cents, one.onbevestigd_cents, one.tenzij_beslag_cents) == (10_000, 10_000, 30_000)
        await received(gateway, verzoek(0), AANBIEDER)
        assert await standen(gateway) == (500, 400, 100, 300)


async def test_a_whole_categorie_is_known_by_its_products(config: Settings) -> None:
    async with gateway_met_plafond(config, plafond_cents=0) as (gateway, _):
        one = await ask(gateway, code=None)
        await gateway.tenzijs.grant(as_(gateway, "REGIO"), one.id, grant(code=None), OFFICE, "Zwaar genoeg.")
        assert not (await received(gateway, verzoek(0), AANBIEDER)).bevindingen
        assert await standen(gateway) == (0, 0, 0, 400)
