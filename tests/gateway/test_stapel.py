# SPDX-License-Identifier: EUPL-1.2
"""Batches and the waiting room, without a database: who is held is what the test says."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import pytest

from berichtenverkeer.core.errors import BerichtenverkeerError, Botsing, DatabaseWeg, TeDruk, TeGroot
from berichtenverkeer.gateway import wachtkamer
from berichtenverkeer.gateway.stapel import Stapel, nooit
from berichtenverkeer.gateway.wachtkamer import Bezet

_PER_TEKEN: dict[str, type[BerichtenverkeerError]] = {"+": TeGroot, "~": Botsing, "-": DatabaseWeg}


class Wereld:
    """Work is a word such as `A1`: of aanbieder A. `gehouden` are the aanbieders who are held by others."""

    def __init__(self, *gehouden: str) -> None:
        self.gehouden = set(gehouden)
        self.verborgen: set[str] = set()
        """Held, though it does not show to who asks who is free."""
        self.gedaan: list[str] = []
        self.vragen = 0
        self.traag = 0.0
        self.stapel: Stapel[str, str] = Stapel(self._verwerk, self._verwerk_een, self._vrij, werkers=2, grootte=4)

    async def __aenter__(self) -> "Wereld":
        await self.stapel.__aenter__()
        return self

    async def __aexit__(self, *fout: object) -> None:
        await self.stapel.__aexit__(*fout)

    def stuur(
        self, werk: str, *, apart: bool = False, onbekend: bool = False, is_weg: Callable[[], bool] = nooit
    ) -> asyncio.Task[str]:
        aanbieder = None if onbekend else werk[0]
        return asyncio.create_task(self.stapel.dien_in(werk, aanbieder, apart=apart, is_weg=is_weg))

    async def _verwerk(self, batch: Sequence[str], _wacht: bool) -> Sequence[str]:
        if bezet := {werk[0] for werk in batch} & (self.gehouden | self.verborgen):
            raise Bezet(frozenset(bezet - self.verborgen))
        if any("!" in werk for werk in batch):
            raise ValueError("!")
        if fout := next((fout for teken, fout in _PER_TEKEN.items() if any(teken in werk for werk in batch)), None):
            raise fout
        await asyncio.sleep(self.traag)
        self.gedaan += batch
        return [werk.lower() for werk in batch]

    async def _verwerk_een(self, werk: str) -> str:
        if werk[0] in self.gehouden:
            raise Bezet(frozenset({werk[0]}))
        return (await self._verwerk([werk], True))[0]

    async def _vrij(self, aanbieders: Mapping[str, str]) -> Collection[str]:
        self.vragen += 1
        if "weg" in self.gehouden:
            raise DatabaseWeg
        return [een for een in aanbieders if een not in self.gehouden]


async def rust() -> None:
    """Long enough for everything that can go on to go on."""
    await asyncio.sleep(4 * wachtkamer.PEILING_S)


async def klaar(*taken: asyncio.Task[str]) -> list[str]:
    return await asyncio.wait_for(asyncio.gather(*taken), 20)


async def test_each_aanbieder_has_a_queue_of_his_own() -> None:
    async with Wereld("A", "B") as wereld:
        a, b = wereld.stuur("A1"), wereld.stuur("B1")
        await rust()
        assert not wereld.gedaan
        wereld.gehouden.remove("B")
        assert await klaar(b) == ["b1"]
        assert not a.done()
        wereld.gehouden.clear()
        assert await klaar(a) == ["a1"]


async def test_what_waits_keeps_its_order_and_is_not_overtaken() -> None:
    async with Wereld("A") as wereld:
        taken = []
        for nummer in range(1, 8):
            taken.append(wereld.stuur(f"A{nummer}", apart=nummer in (3, 4), onbekend=nummer == 3))
            await asyncio.sleep(0.01)
        wereld.traag = 0.05
        wereld.gehouden.clear()
        await klaar(taken[0])
        taken += [wereld.stuur("A8"), wereld.stuur("A9", apart=True)]  # he is free now, but others come first
        ander = wereld.stuur("B1")
        await klaar(*taken, ander)
        assert [werk for werk in wereld.gedaan if werk != "B1"] == [f"A{nummer}" for nummer in range(1, 10)]


async def test_one_of_a_batch_that_must_wait_keeps_nobody_else() -> None:
    async with Wereld("A") as wereld:
        taken = [wereld.stuur(werk) for werk in ("B1", "A1", "C1", "A2")]
        assert await klaar(taken[0], taken[2]) == ["b1", "c1"]
        assert not taken[1].done()
        wereld.gehouden.clear()
        await klaar(*taken)
        assert wereld.gedaan == ["B1", "C1", "A1", "A2"]


async def test_who_does_not_say_which_of_a_batch_must_wait_is_asked_one_by_one() -> None:
    async with Wereld() as wereld:
        wereld.verborgen.add("A")
        taken = [wereld.stuur(werk) for werk in ("B1", "A1", "C1", "A2")]
        assert await klaar(taken[0], taken[2]) == ["b1", "c1"]
        await rust()  # he seems free each time, and is not
        assert not taken[1].done()
        wereld.verborgen.clear()
        await klaar(*taken)
        assert wereld.gedaan == ["B1", "C1", "A1", "A2"]


@pytest.mark.parametrize(("apart", "onbekend"), [(False, False), (True, False), (True, True)])
async def test_what_this_process_lets_go_of_is_noticed_at_once(
    apart: bool, onbekend: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wachtkamer, "PEILING_S", 3600)
    async with Wereld() as wereld:
        wereld.traag = 0.2
        houder = wereld.stuur("A1", apart=apart, onbekend=onbekend)
        await asyncio.sleep(0.05)  # under way
        wereld.gehouden.add("A")
        wachtend = wereld.stuur("A2")
        await asyncio.sleep(0.05)
        assert not wachtend.done()
        wereld.gehouden.clear()
        await klaar(houder, wachtend)
        assert wereld.gedaan == ["A1", "A2"]


async def test_nobody_asks_who_is_free_while_nobody_waits() -> None:
    async with Wereld() as wereld:
        await klaar(wereld.stuur("A1"), wereld.stuur("B1", apart=True))
        await rust()
        assert wereld.vragen == 0


async def test_who_gives_up_leaves_nothing_behind() -> None:
    async with Wereld("A", "B") as wereld:
        weg = False
        opgegeven, opgehangen, blijft = (
            wereld.stuur("A1"),
            wereld.stuur("B1", is_weg=lambda: weg),
            wereld.stuur("A2"),
        )
        await rust()
        opgegeven.cancel()
        weg = True
        await rust()
        assert len(wereld.stapel._kamer) == 1
        with pytest.raises(TeDruk):
            await opgehangen
        wereld.gehouden.clear()
        await klaar(blijft)
        await rust()
        assert wereld.gedaan == ["A2"]
        assert len(wereld.stapel._kamer) == 0


async def test_stopping_refuses_who_waits_and_finishes_the_rest() -> None:
    async with Wereld("A") as wereld:
        wereld.traag = 0.2
        wachtend, bezig = wereld.stuur("A1"), wereld.stuur("B1", apart=True)
        await asyncio.sleep(0.05)
        wereld.stapel.stop()
        with pytest.raises(TeDruk):
            await wachtend
        with pytest.raises(TeDruk):
            await wereld.stuur("A2")
        laat = wereld.stuur("C1")
        await asyncio.sleep(0.01)
    assert (bezig.result(), laat.result()) == ("b1", "c1")


async def test_stopping_does_not_cut_off_a_turn() -> None:
    async with Wereld("A") as wereld:
        wereld.traag = 0.3
        wachtend = wereld.stuur("A1")
        await asyncio.sleep(0.05)
        wereld.gehouden.clear()
        await asyncio.sleep(2 * wachtkamer.PEILING_S)
        assert not wachtend.done()
    assert wachtend.result() == "a1"


async def test_a_world_that_is_wrong_is_told_to_who_waits() -> None:
    async with Wereld("A") as wereld:
        wachtend = wereld.stuur("A1")
        await rust()
        wereld.gehouden.add("weg")
        with pytest.raises(DatabaseWeg):
            await asyncio.wait_for(wachtend, 20)
        wereld.gehouden.clear()
        assert await klaar(wereld.stuur("A2")) == ["a2"]


async def test_one_that_breaks_a_turn_takes_no_other_with_it() -> None:
    async with Wereld("A") as wereld:
        taken = [wereld.stuur(werk) for werk in ("A1", "A!", "A3")]
        await rust()
        wereld.gehouden.clear()
        assert await klaar(taken[0], taken[2]) == ["a1", "a3"]
        with pytest.raises(ValueError, match="!"):
            await taken[1]


@pytest.mark.parametrize(("teken", "deelt"), [("+", False), ("~", False), ("-", True)])
async def test_what_is_wrong_with_one_is_not_said_to_all_and_what_is_wrong_for_all_is(teken: str, deelt: bool) -> None:
    async with Wereld() as wereld:
        wereld.traag = 0.05
        bezig = [wereld.stuur(werk) for werk in ("A0", "B0")]  # both workers, so that the next ones form a batch
        await asyncio.sleep(0.01)
        taken = [wereld.stuur(werk) for werk in ("A1", f"B{teken}", "C3")]
        uitslagen = await asyncio.wait_for(asyncio.gather(*taken, return_exceptions=True), 20)
        await klaar(*bezig)
    fouten = [isinstance(uitslag, _PER_TEKEN[teken]) for uitslag in uitslagen]
    assert fouten == ([True] * 3 if deelt else [False, True, False])
