# SPDX-License-Identifier: EUPL-1.2
"""Berichten without their bytes: what receipts, repeats, mailboxes and rebuilds need."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Literal
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.database import Grootboek, fetch
from berichtenverkeer.ledger.book import WITH_ID, BerichtRow, Key
from berichtenverkeer.ledger.causer import Veroorzaker, causer_of
from berichtenverkeer.ledger.kenmerken import SAME_KEY


class Envelope(msgspec.Struct, frozen=True):
    """A `BerichtRow` without content and header."""

    id: UUID
    positie: int
    ontvangen_op: datetime
    standaard: str
    release: str
    berichtsoort: str
    verzender: str
    bestemming: str
    identificatie: str
    sha256_verzegeld: bytes
    sleutel_maand: date
    grootte: int
    oordeel: Literal["goedgekeurd", "afgekeurd", "voorlopig"]
    bron: Literal["partij", "gateway"]
    eerste: bool
    is_bezorgd: bool
    is_boekbaar: bool
    is_betwist: bool
    client: bytes | None
    retour_id: UUID | None
    heen_id: UUID | None
    bevindingen: tuple[Bevinding, ...]

    @property
    def sleutel(self) -> Key:
        """What the bericht is known by."""
        return self.verzender, self.berichtsoort, self.identificatie


# Behind "offset 0" one index fits each: on what it answers, and on its id.
_ACCEPTED = """
    from unnest($2::uuid[]) k (heen_id)
    cross join lateral (select * from bericht where heen_id = k.heen_id offset 0) a
    cross join lateral (select * from bericht where id = a.heen_id offset 0) h
    where a.regio = $1 and h.regio = $1 and h.bestemming = a.verzender and a.oordeel = 'goedgekeurd' and a.eerste
"""
"""The accepted answers `a` to berichten `h`: given by whom `h` was for."""

_FIELDS = Envelope.__struct_fields__
_of_row = attrgetter(*_FIELDS)
_SELECTION = "select " + ", ".join(f"b.{field}" for field in _FIELDS)
_CAUSER = "select door_kanaal, door_partij, door_persoon from gebeurtenis where regio = $1 and positie = $2"
_bevindingen: msgspec.json.Decoder[tuple[Bevinding, ...]] = msgspec.json.Decoder(tuple[Bevinding, ...])


def envelope_of(row: BerichtRow) -> Envelope:
    """The kop of a row that is about to be written."""
    return Envelope(*_of_row(row))


def _envelope(row: Any) -> Envelope:
    return Envelope(**{**row, "bevindingen": _bevindingen.decode(row["bevindingen"])})


async def with_keys(
    grootboek: Grootboek, keys: Iterable[tuple[Key, str | None]], *, at_most: int | None = None
) -> list[Envelope]:
    """All berichten known by one of `keys`, in ledger order: at most one of each sleutel is `eerste`.

    A party beside a sleutel: only when the bericht is for that party. Raises TooManyRows.
    """
    rows = await fetch(
        grootboek.conn,
        f"{_SELECTION} from unnest($2::text[], $3::text[], $4::text[], $5::text[])"
        " k (verzender, berichtsoort, identificatie, bestemming)"
        f" cross join lateral {SAME_KEY.rows()} b where b.bestemming = coalesce(k.bestemming, b.bestemming)",
        grootboek.regio,
        *zip(*((*key, bestemming) for key, bestemming in keys), strict=True),
        at_most=at_most,
    )
    found = {row["id"]: _envelope(row) for row in rows}
    return sorted(found.values(), key=lambda envelope: envelope.positie)


async def envelope(grootboek: Grootboek, bericht_id: UUID) -> Envelope | None:
    """One bericht."""
    row = await grootboek.fetchrow(f"{_SELECTION} from {WITH_ID} b where b.regio = $1", bericht_id)
    return _envelope(row) if row else None


async def causer(grootboek: Grootboek, envelope: Envelope) -> Veroorzaker:
    """Who brought a bericht: said beside the gebeurtenis at its position."""
    row = await grootboek.fetchrow(_CAUSER, envelope.positie)
    return causer_of(*(row or (None, None, None)))


async def answered(grootboek: Grootboek, heen: Sequence[UUID], k: int = 2**63 - 1) -> set[UUID]:
    """Which of these berichten have an answer that was accepted, up to ledger position `k`."""
    rows = await grootboek.fetch(f"select distinct a.heen_id {_ACCEPTED} and a.positie <= $3", list(heen), k)
    return {row["heen_id"] for row in rows}


async def reply_to(grootboek: Grootboek, heen: UUID) -> UUID | None:
    """The first accepted answer to a bericht: the one that counts."""
    antwoord: UUID | None = await grootboek.fetchval(f"select a.id {_ACCEPTED} order by a.positie limit 1", [heen])
    return antwoord


async def envelopes_after(grootboek: Grootboek, na: int, count: int) -> list[Envelope]:
    """The next `count` berichten behind position `na`, in ledger order."""
    rows = await grootboek.fetch(
        f"{_SELECTION} from bericht b where b.regio = $1 and b.positie > $2 order by b.positie limit $3",
        na,
        count,
    )
    return [_envelope(row) for row in rows]


async def counts(grootboek: Grootboek) -> tuple[int, int]:
    """How many berichten were kept, and how many refused."""
    row = await grootboek.fetchrow(
        "select (select count(*) from bericht where regio = $1), (select count(*) from weigering where regio = $1)",
    )
    return row[0], row[1]
