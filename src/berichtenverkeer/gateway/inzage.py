# SPDX-License-Identifier: EUPL-1.2
"""The inzagelog: each time that somebody opens a bericht, a thread, a tenzij or a client, and who asks about that.

A row is written in a transaction of its own, after what was asked was found and before it is given: what cannot be
written down is not shown, and what goes wrong meanwhile is written down as well.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import NETHERLANDS, system_clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import Reason, StepImpossible
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import inzage, pseudonyms
from berichtenverkeer.ledger.inzage import Inzage, InzageOutcome, InzageQuery, InzageSoort, Looked
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.plafonds.written import wrong_bsn

OPENS: Mapping[str, InzageSoort] = {
    "postvak.view": InzageSoort.BERICHT,
    "postvak.read": InzageSoort.BERICHT,
    "postvak.payload": InzageSoort.BERICHT,
    "reasons.why": InzageSoort.BERICHT,
    "own_care.listing": InzageSoort.BERICHT,
    "own_care.of_month": InzageSoort.BERICHT,
    "own_care.one": InzageSoort.BERICHT,
    "own_care.verzoek": InzageSoort.BERICHT,
    "draden.draad": InzageSoort.DRAAD,
    "tenzijs.one": InzageSoort.TENZIJ,
    "searching.client": InzageSoort.CLIENT,
    "rapportages.behind": InzageSoort.CLIENT,
    "inzage.listing": InzageSoort.INZAGELOG,
    "inzage.export": InzageSoort.INZAGELOG,
}
"""What each use case opens that shows content of a bericht, a thread or a client: one look, one row for each of those
that it shows. A test holds that every other one shows none."""

MOST_ROWS = 100_000
"""How many rows an export has at most."""

COLUMNS = {
    "moment": "op",
    "kanaal": "kanaal",
    "partij": "partij",
    "persoon": "persoon",
    "rollen": "rollen",
    "wat": "soort",
    "bericht": "bericht_id",
    "onderwerp": "onderwerp",
    "pseudoniem": "client",
    "waarom": "waarom",
    "bladzijde": "page",
    "uitkomst": "outcome",
    "verzoek": "aanvraag",
}
"""What a column of an export is called, and what of a row it holds."""

_PSEUDONYM = re.compile("[0-9a-f]{32}")


class Opening:
    """What is being opened. Who does so says what came of it."""

    def __init__(self) -> None:
        self.client: bytes | None = None
        self.is_found = False


@asynccontextmanager
async def opening(
    database: Database,
    zicht: Zicht,
    waarom: str,
    bericht_id: UUID | None = None,
    onderwerp: str | None = None,
) -> AsyncIterator[Opening]:
    """Around the finding of what is opened: `waarom` is the use case. Raises DatabaseGone."""
    one, outcome = Opening(), InzageOutcome.FAILED
    try:
        yield one
        outcome = InzageOutcome.SHOWN if one.is_found else InzageOutcome.NOT_FOUND
    finally:
        await _write(database, zicht, [_row(zicht, waarom, outcome, bericht_id, onderwerp, one.client)])


async def note_opened(database: Database, zicht: Zicht, waarom: str, berichten: Iterable[UUID]) -> None:
    """That several berichten were found, before any of them is given. Raises DatabaseGone."""
    await _write(database, zicht, [_row(zicht, waarom, InzageOutcome.SHOWN, one) for one in berichten])


async def note_seen(database: Database, zicht: Zicht, waarom: str, marks: Iterable[str]) -> None:
    """That clients were found, by the begin of their pseudonyms (hexadecimal), before any of them is shown.

    Where another begins so too, the mark alone is written down. Raises DatabaseGone.
    """
    begins = sorted({bytes.fromhex(mark) for mark in marks})
    if not begins:
        return
    async with database.lees() as conn:
        known = await pseudonyms.every_whole(Grootboek(conn, zicht.beller.regio), begins)
    shown = InzageOutcome.SHOWN
    found = [_row(zicht, waarom, shown, client=known[one]) for one in begins if one in known]
    unsure = [_row(zicht, waarom, shown, onderwerp=one.hex()) for one in begins if one not in known]
    await _write(database, zicht, [*found, *unsure])


async def _write(database: Database, zicht: Zicht, rows: Sequence[Inzage]) -> None:
    if rows:
        async with database.transaction() as conn:
            await inzage.write(Grootboek(conn, zicht.beller.regio), rows)


def _row(
    zicht: Zicht,
    waarom: str,
    outcome: InzageOutcome,
    bericht_id: UUID | None = None,
    onderwerp: str | None = None,
    client: bytes | None = None,
) -> Inzage:
    beller = zicht.beller
    return inzage.new(
        op=system_clock(),
        kanaal=str(beller.kanaal),
        partij=beller.code or None,
        persoon=beller.persoon,
        rollen=tuple(sorted(map(str, beller.rollen))),
        soort=OPENS[waarom],
        bericht_id=bericht_id,
        onderwerp=onderwerp,
        client=client,
        waarom=waarom,
        page=beller.page,
        outcome=outcome,
        aanvraag=beller.aanvraag,
    )


class InzageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a controleur asks: of a client by BSN or by the whole pseudonym (hexadecimal), or of who it was."""

    bsn: str = ""
    pseudonym: str = ""
    persoon: str = ""
    partij: str = ""
    van: datetime | None = None
    tot: datetime | None = None
    before: UUID | None = None
    only_failed: bool = False
    limit: int = 50


class InzagePage(msgspec.Struct, frozen=True):
    """The rows, newest first; `following` is the `before` of the next page."""

    rows: list[Inzage]
    following: UUID | None


class Inzagelog:
    """The use cases, on one region."""

    def __init__(self, database: Database, vault: Vault, *, regio: str) -> None:
        self._database = database
        self._regio = regio
        self._vault = vault

    @use("inzage.listing")
    async def listing(self, zicht: Zicht, asked: InzageAsked) -> InzagePage:
        """Who opened what; that this was asked of a client is written down too. Raises StepImpossible, DatabaseGone."""
        rows = await self._found(zicht, asked, "inzage.listing")
        page = rows[: asked.limit]
        return InzagePage(page, page[-1].id if len(rows) > asked.limit else None)

    @use("inzage.export")
    async def export(self, zicht: Zicht, asked: InzageAsked) -> bytes:
        """The same as CSV (UTF-8, `;`), with at most MOST_ROWS. Raises as `listing`."""
        rows = await self._found(zicht, msgspec.structs.replace(asked, limit=MOST_ROWS), "inzage.export")
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(getattr(row, name)) for name in COLUMNS.values()] for row in rows[:MOST_ROWS])
        return out.getvalue().encode()

    @use("inzage.looked")
    async def looked(self, zicht: Zicht, since: datetime) -> list[Looked]:
        """How much everybody opened since a moment, without what. Raises DatabaseGone."""
        async with self._database.lees() as conn:
            return await inzage.looked(Grootboek(conn, self._regio), since, zicht.partij)

    async def _found(self, zicht: Zicht, asked: InzageAsked, waarom: str) -> list[Inzage]:
        if reasons := list(_wrong(asked)):
            raise StepImpossible(reasons)
        client = bytes.fromhex(asked.pseudonym) if asked.pseudonym else None
        client = self._vault.pseudonym(self._regio, asked.bsn) if asked.bsn else client
        question = InzageQuery(
            client=client,
            persoon=asked.persoon or None,
            partij=zicht.partij or asked.partij or None,
            van=asked.van,
            tot=asked.tot,
            before=asked.before,
            only_failed=asked.only_failed,
            limit=asked.limit,
        )
        async with opening(self._database, zicht, waarom) as one:
            one.client, one.is_found = client, True
            async with self._database.lees() as conn:
                return await inzage.listing(Grootboek(conn, self._regio), question)


def _wrong(asked: InzageAsked) -> Iterator[Reason]:
    if asked.bsn:
        yield from wrong_bsn(asked.bsn)
    if asked.pseudonym and not _PSEUDONYM.fullmatch(asked.pseudonym):
        yield Reason(
            "pseudonym", "Dit is geen pseudoniem.", "Vul alle 32 tekens in: cijfers, en letters a tot en met f."
        )


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bytes():
            return value.hex()
        case datetime():
            return value.astimezone(NETHERLANDS).isoformat(timespec="seconds")
        case tuple():
            return " ".join(map(str, value))
        case _:
            return str(value)
