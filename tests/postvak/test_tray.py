# SPDX-License-Identifier: EUPL-1.2
"""A mailbox answers every question as a plain reading of all berichten would: nothing skipped, nothing too much."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.ledger import book
from berichtenverkeer.ledger.book import BerichtRow
from berichtenverkeer.postvak import tray
from berichtenverkeer.postvak.tray import Lying, Poststuk, PostvakQuery, Richting, WaitState
from ledgerrijen import MOMENT, berichtrij

PARTIJEN = ("0363", "0384", "12345678", "12345679")
SOORTEN, OORDELEN = ("JW305", "JW306", "JW301"), ("goedgekeurd", "afgekeurd", "voorlopig")
LATER = MOMENT + timedelta(days=9)
COUNT = 120


class Mailboxes(msgspec.Struct):
    """What was written, and when each was taken."""

    berichten: list[BerichtRow]
    taken: dict[int, datetime] = {}

    def of(self, partij: str) -> Iterator[Poststuk]:
        """Every bericht in the mailbox of a party, in order of position: the plain reading."""
        for row in sorted(self.berichten, key=lambda row: row.positie):
            both = {Richting.UIT: (row.verzender, row.bestemming), Richting.IN: (row.bestemming, row.verzender)}
            for richting, (owner, other) in both.items():
                if owner == partij and (richting is Richting.UIT or row.is_bezorgd):
                    taken = self.taken.get(row.positie) if richting is Richting.IN else None
                    yield Poststuk(
                        *(row.id, richting, row.positie, row.berichtsoort, row.identificatie, other),
                        *(row.oordeel, row.ontvangen_op, taken),
                    )

    def listing(self, partij: str, through: int, asked: PostvakQuery) -> list[Poststuk]:
        """What a page must hold."""
        pieces = [one for one in self.of(partij) if asked.after < one.positie <= through and _fits(one, asked)]
        if asked.before is not None:
            pieces = [one for one in reversed(pieces) if one.positie < asked.before]
        return pieces[: asked.limit]

    @property
    def waiting(self) -> list[BerichtRow]:
        return [row for row in self.berichten if row.is_bezorgd and row.positie not in self.taken]


def _fits(one: Poststuk, asked: PostvakQuery) -> bool:
    if asked.is_afgehaald is not None and (one.richting, one.afgehaald_op is not None) != ("in", asked.is_afgehaald):
        return False
    if asked.since is not None and one.ontvangen_op < asked.since:
        return False
    names = ("richting", "oordeel", "berichtsoort", "identificatie", "wederpartij")
    return all(getattr(asked, name) in (None, getattr(one, name)) for name in names)


def _rows(regio: str, chance: Random) -> list[BerichtRow]:
    """Among four parties: of some only one is delivered to, and moments are not in the order of positions."""
    rows = []
    for position in range(1, COUNT + 1):
        verzender, bestemming = chance.sample(PARTIJEN, 2)
        rows.append(
            berichtrij(
                regio,
                position,
                verzender=verzender,
                bestemming=bestemming,
                berichtsoort=chance.choice(SOORTEN),
                oordeel=chance.choice(OORDELEN),
                identificatie=f"ID{chance.randrange(9)}",
                eerste=False,
                is_bezorgd=chance.random() < 0.8,
                ontvangen_op=MOMENT + timedelta(minutes=position + chance.randrange(-9, 9)),
            )
        )
    chance.shuffle(rows)
    return rows


async def _write(database: Database, rows: list[BerichtRow]) -> None:
    async with database.transaction() as conn:
        await book.write_berichten(conn, rows)
        await tray.deliver(Grootboek(conn, rows[0].regio), rows)


async def _collect(database: Database, mailboxes: Mailboxes, chance: Random) -> None:
    """Most of what waits, twice each; what was sent, or is of others, is not taken."""
    async with database.transaction() as conn:
        grootboek = Grootboek(conn, mailboxes.berichten[0].regio)
        for number, row in enumerate(chance.sample(mailboxes.waiting, len(mailboxes.waiting) * 2 // 3)):
            at = MOMENT + timedelta(days=2, minutes=number)
            assert not await tray.collect(grootboek, row.verzender, row.id, LATER)
            assert await tray.collect(grootboek, row.bestemming, row.id, at)
            assert not await tray.collect(grootboek, row.bestemming, row.id, LATER)
            mailboxes.taken[row.positie] = at


def _questions(chance: Random) -> Iterator[PostvakQuery]:
    """Every way to read a mailbox, each with some filters."""
    filters = {
        "oordeel": (*OORDELEN, None, None),
        "berichtsoort": (*SOORTEN, None, None),
        "identificatie": ("ID1", "ID2", None, None, None),
        "wederpartij": (*PARTIJEN, None, None, None),
        "since": (MOMENT + timedelta(minutes=30), MOMENT + timedelta(minutes=90), None, None),
    }
    for richting, is_afgehaald, before, limit in product(
        (None, *Richting), (None, True, False), (None, 0, 40, COUNT + 9), (1, 7, COUNT)
    ):
        for after in (0, chance.randrange(COUNT)):
            plain = PostvakQuery(richting=richting, is_afgehaald=is_afgehaald, before=before, after=after, limit=limit)
            yield plain
            yield msgspec.structs.replace(plain, **{name: chance.choice(of) for name, of in filters.items()})


async def test_every_page_is_that_of_a_plain_reading(database: Database, regio: str) -> None:
    chance = Random(163)
    mailboxes = Mailboxes(_rows(regio, chance))
    other = Mailboxes(_rows(f"{regio}-2", chance))
    for rows in (mailboxes.berichten[:50], other.berichten, mailboxes.berichten[50:]):
        await _write(database, rows)
    await _collect(database, mailboxes, chance)
    found = 0
    async with database.lees() as conn:
        grootboek = Grootboek(conn, regio)
        for asked in _questions(chance):
            partij, through = chance.choice(PARTIJEN), chance.choice((COUNT, COUNT, 77))
            page = await tray.listing(grootboek, partij, through, asked)
            assert page == mailboxes.listing(partij, through, asked), (partij, through, asked)
            found += len(page)
        for partij in PARTIJEN:
            pieces = {one.bericht_id: one for one in mailboxes.of(partij)}
            for row in mailboxes.berichten:
                assert await tray.piece(grootboek, partij, row.id) == pieces.get(row.id)
        assert await tray.piece(grootboek, PARTIJEN[0], new_id()) is None
        assert await tray.piece(grootboek, PARTIJEN[0], other.berichten[0].id) is None
        await _counts(grootboek, mailboxes)
    assert found > COUNT


async def _counts(grootboek: Grootboek, mailboxes: Mailboxes) -> None:
    """What waits in the region, and with whom since when."""
    moments = [row.ontvangen_op for row in mailboxes.waiting]
    assert await tray.wait_state(grootboek) == WaitState(len(moments), min(moments))
    assert await tray.wait_state(Grootboek(grootboek.conn, "nergens")) == WaitState(0, None)
    bound = MOMENT + timedelta(minutes=80)
    since = {
        partij: [row.ontvangen_op for row in mailboxes.waiting if row.bestemming == partij and row.ontvangen_op < bound]
        for partij in PARTIJEN
    }
    lying = [Lying(partij, len(moments), min(moments)) for partij, moments in since.items() if moments]
    assert await tray.lying(grootboek, bound) == sorted(lying, key=lambda one: (one.oldest, one.partij))
    assert await tray.lying(grootboek, datetime(2020, 1, 1, tzinfo=UTC)) == []
