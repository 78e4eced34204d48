# SPDX-License-Identifier: EUPL-1.2
"""A party that answers itself: what it receives is voorlopig until its own answer, which confirms or undoes it."""

from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from bellers import as_
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import unanswered
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt, Work
from berichtenverkeer.ledger import envelopes
from berichtenverkeer.ledger.book import Key
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.projections import store
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

KLOK = StaandeKlok(date(2026, 6, 1))
PARTIJEN = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
]


FAULT = Bevinding(
    code="TR018", niveau=Niveau.BERICHT, pad="", regelnummer=None, tekst="fout", actie="herstel", retourcode="0001"
)


async def stand(gateway: Gateway) -> Stand:
    async with gateway.database.lees() as conn:
        return await store.load_at(Grootboek(conn, gateway.regio), 2**62)


async def leveringen(gateway: Gateway) -> list[tuple[date, date | None, bool]]:
    """(begin, einde, voorlopig) of every levering."""
    now = await stand(gateway)
    (client,) = {row.client for row in now.rijen() if hasattr(row, "client")}
    return [(one.begindatum, one.einde, one.is_voorlopig) for one in now.leveringen(client)]


async def antwoord(gateway: Gateway, heen: Bericht, number: str, *, good: bool, partij: str = GEMEENTE) -> Receipt:
    """The retourbericht of a party that answers itself: a Header alone, with 0001 when it rejects."""
    bevindingen = [] if good else [FAULT]
    retour = retourbericht(heen, bevindingen, number, date(2026, 6, 1))
    return await received(gateway, write(retour), partij)


async def gelijk_na_herbouw(gateway: Gateway) -> None:
    otherwise = await rebuild(gateway.database, gateway.regio)
    assert not any(otherwise.verschillen.values()), otherwise.verschillen


async def test_what_is_not_answered_yet_counts_and_says_so(config: Settings) -> None:
    async with gateway_met_register(config, KLOK, partijen=PARTIJEN) as gateway:
        await received(gateway, write(jw301()), GEMEENTE)
        start = jw305()
        receipt = await received(gateway, write(start), AANBIEDER)
        assert (receipt.oordeel, receipt.retour_id) == (Oordeel.VOORLOPIG, None)
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, True)]
        assert (await antwoord(gateway, start, "R1", good=True)).oordeel is Oordeel.GOEDGEKEURD
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, False)]
        await gelijk_na_herbouw(gateway)


async def test_what_an_answer_answers_is_read_once(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Key, str | None]] = []
    with_keys = envelopes.with_keys

    async def counted(grootboek: Grootboek, keys: Iterable[tuple[Key, str | None]], **limit: int) -> list[Envelope]:
        asked.extend(keys)
        return await with_keys(grootboek, keys, **limit)

    async with gateway_met_register(config, KLOK, partijen=PARTIJEN) as gateway:
        start = jw305()
        await received(gateway, write(start), AANBIEDER)
        monkeypatch.setattr(envelopes, "with_keys", counted)
        assert (await antwoord(gateway, start, "R1", good=True)).oordeel is Oordeel.GOEDGEKEURD
    assert sorted(key[1] for key, _ in asked) == ["JW305", "JW306"]


async def test_an_answer_on_what_is_just_being_booked_can_be_given_again(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = unanswered.search
    start = jw305()

    async def just_before(grootboek: Grootboek, batch: Sequence[Work]) -> list[Envelope]:
        found = await search(grootboek, batch)
        if any(work.soort.is_retourbericht for work in batch) and not booked:
            booked.append(await received(gateway, write(start), AANBIEDER))
        return found

    booked: list[Receipt] = []
    async with gateway_met_register(config, KLOK, partijen=PARTIJEN) as gateway:
        await received(gateway, write(jw301()), GEMEENTE)
        monkeypatch.setattr(unanswered, "search", just_before)
        early = await antwoord(gateway, start, "R1", good=True)
        assert [one.code for one in early.bevindingen] == ["RETOUR-ONBEKEND"]
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, True)]
        assert (await antwoord(gateway, start, "R2", good=True)).bevindingen == ()
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, False)]


async def test_a_rejection_undoes_the_whole_bericht_also_when_more_was_booked_since(config: Settings) -> None:
    async with gateway_met_register(config, KLOK, partijen=PARTIJEN) as gateway:
        await received(gateway, write(jw301()), GEMEENTE)
        start, stop = jw305(), jw307()
        await received(gateway, write(start), AANBIEDER)
        await received(gateway, write(stop), AANBIEDER)
        assert await leveringen(gateway) == [(date(2026, 4, 3), date(2026, 4, 10), True)]
        await antwoord(gateway, stop, "R2", good=False)
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, True)]
        await antwoord(gateway, start, "R1", good=False)
        assert await leveringen(gateway) == []
        await gelijk_na_herbouw(gateway)


async def test_findings_are_signals_to_the_receiver_and_the_second_answer_is_one_too_many(
    config: Settings,
) -> None:
    async with gateway_met_register(config, KLOK, partijen=PARTIJEN) as gateway:
        start = jw305()
        receipt = await received(gateway, write(start), AANBIEDER)
        assert (receipt.oordeel, [one.retourcode for one in receipt.bevindingen]) == (Oordeel.VOORLOPIG, ["9019"])
        bezorgd = await gateway.postvak.listing(as_(gateway, GEMEENTE), PostvakQuery(richting=Richting.IN))
        assert [piece.bericht_id for piece in bezorgd.pieces] == [receipt.id]
        await antwoord(gateway, start, "R1", good=True)
        tweede = await antwoord(gateway, start, "R2", good=False)
        assert [one.code for one in tweede.bevindingen] == ["SIGNAAL-RETOUR-DUBBEL"]
        assert await leveringen(gateway) == [(date(2026, 4, 3), None, False)]


@pytest.mark.parametrize("good", [True, False])
async def test_what_is_wrong_in_itself_goes_to_the_receiver_but_is_never_booked(
    config: Settings, *, good: bool
) -> None:
    async with gateway_met_register(config, KLOK, partijen=PARTIJEN) as gateway:
        start = jw305({"Client/StartProducten/StartProduct[1]/StatusAanlevering": "2"})
        receipt = await received(gateway, write(start), AANBIEDER)
        assert (receipt.oordeel, [one.code for one in receipt.bevindingen]) == (Oordeel.VOORLOPIG, ["CS058"])
        retour = await antwoord(gateway, start, "R1", good=good)
        assert [one.code for one in retour.bevindingen] == (["SIGNAAL-NIET-GEBOEKT"] if good else [])
        assert (await stand(gateway)).rijen() == []
