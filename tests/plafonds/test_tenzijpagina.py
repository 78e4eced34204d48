# SPDX-License-Identifier: EUPL-1.2
"""A page of tenzij's out of the ledger is what the fold of their steps says, of any allowed life, at any K."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.ledger import book
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds.tenzij import Tenzij, TenzijStatus, faults, fold, folded
from berichtenverkeer.plafonds.tenzij_store import TenzijQuestion, read_page, read_tenzijs
from plafonds.bouw import A, B, G
from plafonds.orakel.aanbod import BUUR
from plafonds.tenzijbouw import afgewezen, beeindigd, bevestigd, gevraagd, gewijzigd, ingetrokken, toegekend, verrekend

COUNT = 60
NEXT = (
    lambda lot: toegekend(te_bevestigen=lot.random() < 0.4),
    lambda lot: gewijzigd(lot.choice((90_000, 110_000)), te_bevestigen=lot.random() < 0.4),
    lambda _: afgewezen(),
    lambda _: ingetrokken(),
    lambda _: bevestigd("teamleider"),
    lambda _: beeindigd(date(2026, 9, 1)),
    lambda _: verrekend(1_000),
)
"""What may come after the request, when it is allowed."""


def steps(seed: int) -> Iterator[OneTenzijGebeurtenis]:
    """Of many tenzij's, one through the other; each step is allowed where it comes."""
    lot, known = Random(seed), dict[UUID, Tenzij]()
    for number in range(4 * COUNT):
        if number % 4 == 0:
            who = {
                "aanbieder": lot.choice((A, B)),
                "gemeente": lot.choice((G, BUUR)),
                "client": bytes([lot.randrange(9)]) * 16,
            }
            step: OneTenzijGebeurtenis = gevraagd(UUID(int=number + 1), kan_niet_wachten=lot.random() < 0.5, **who)
        else:
            one = lot.choice(list(known.values())).verzoek
            about: dict[str, Any] = {
                name: getattr(one, name) for name in ("tenzij_id", "aanbieder", "gemeente", "client")
            }
            step = msgspec.structs.replace(lot.choice(NEXT)(lot), **about)
        if not faults(known.get(step.tenzij_id), step):
            fold(known, step)
            yield step


def _wanted(known: list[Tenzij], partij: str | None, question: TenzijQuestion) -> list[UUID]:
    """What cannot wait and is still open comes first, then as they were asked."""
    own = [
        one
        for one in known
        if partij in (None, one.verzoek.aanbieder, one.verzoek.gemeente)
        and question.aanbieder in (None, one.verzoek.aanbieder)
        and question.gemeente in (None, one.verzoek.gemeente)
        and question.status in (None, one.status)
    ]
    first = [one for one in own if one.is_open and one.verzoek.kan_niet_wachten]
    every = [one.id for one in [*first, *(one for one in own if one not in first)]]
    return every[question.na : question.na + question.limiet]


async def test_a_page_is_what_the_fold_of_the_steps_says(database: Database, regio: str) -> None:
    every = list(steps(11))
    async with database.transaction() as conn:
        positions = await book.reserve(conn, len(every))
        rows = [
            book.row_of(
                step,
                regio=regio,
                position=position,
                booked_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
                causer=administrator(regio).veroorzaker,
                client=step.client,
                aanbieder=step.aanbieder,
                gemeente=step.gemeente,
            )
            for position, step in zip(positions, every, strict=True)
        ]
        await book.write_gebeurtenissen(conn, rows)
    seen: set[TenzijStatus] = set()
    async with database.lees() as conn:
        grootboek = Grootboek(conn, regio)
        for count in (len(every) // 3, len(every)):
            k, known = positions[count - 1], list(folded(every[:count]).values())
            asked = [
                *[(None, TenzijQuestion(status=status)) for status in TenzijStatus],
                *[(partij, TenzijQuestion(na=na, limiet=7)) for partij in (None, A, BUUR) for na in (0, 7, 14)],
                (G, TenzijQuestion(aanbieder=B, gemeente=G)),
            ]
            for partij, question in asked:
                page = await read_page(grootboek, k, partij, question)
                assert [one.id for one in page] == _wanted(known, partij, question), question
                assert page == [next(own for own in known if own.id == one.id) for one in page]
                seen |= {one.status for one in page}
            at_b = [one for one in known if one.verzoek.aanbieder == B]
            assert await read_tenzijs(grootboek, k, aanbieder=B) == at_b
    assert seen == set(TenzijStatus)
