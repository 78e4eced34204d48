# SPDX-License-Identifier: EUPL-1.2
"""Writing to and reading from the ledger: one set-based statement per table per batch, on an asyncpg connection."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import MAX_CLOCK_DIFFERENCE, Clock, is_real
from berichtenverkeer.core.database import Grootboek, PgConnection, fetch
from berichtenverkeer.core.errors import ClockUnreliable
from berichtenverkeer.core.ids import MAX_POSITION, lock_key
from berichtenverkeer.ledger import gebeurtenissen, watermark
from berichtenverkeer.ledger.causer import Veroorzaker, causer_of
from berichtenverkeer.ledger.gebeurtenissen import ABOUT_CREDENTIALS, Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.administration import RegisterGeladen
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd, BerichtOntvangen, BerichtOpgesteld
from berichtenverkeer.ledger.kenmerken import VOORLOPIG, VOORLOPIG_OF_CLIENT
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort, Role

Key = tuple[str, str, str]
"""(verzender, berichtsoort, identificatie): what one bericht of one party is known by."""


class BerichtRow(msgspec.Struct, frozen=True, kw_only=True):
    """One bericht as it is kept; its bytes and their hash are sealed with the data key of `sleutel_maand`.

    `standaard` and `release` (`iJw`, `3.2`) say what `berichtsoort` is of.
    `verzender` handed in the bytes (or is on whose behalf the gateway made them), `bestemming` is the party it is for;
    `afzender` and `ontvanger` are those of the header. `identificatie` of a retourbericht is its IdentificatieRetour.
    `eerste`: the first bericht with its Sleutel; later ones (other bytes) are kept as well. `grootte` in bytes.
    `sleutels` are what it is about, by the keys of the standard (ledger/draden.py).
    What its findings meant for it when it was booked: `is_bezorgd` in the mailbox of `bestemming`, `is_boekbaar` once
    that party approves of it, `is_betwist` when it waits for that party and the gateway found a fault in it.
    """

    regio: str
    id: UUID
    positie: int
    ontvangen_op: datetime
    standaard: str
    release: str
    berichtsoort: str
    afzender: str
    ontvanger: str
    verzender: str
    bestemming: str
    identificatie: str
    dagtekening: date
    sha256_verzegeld: bytes
    grootte: int
    oordeel: Literal["goedgekeurd", "afgekeurd", "voorlopig"]
    bron: Literal["partij", "gateway"]
    eerste: bool
    is_bezorgd: bool
    is_boekbaar: bool
    is_betwist: bool
    client: bytes | None = None
    retour_id: UUID | None = None
    heen_id: UUID | None = None
    bevindingen: tuple[Bevinding, ...] = ()
    sleutels: tuple[str, ...] = ()
    sleutel_maand: date
    inhoud: bytes

    @property
    def sleutel(self) -> Key:
        """What the bericht is known by."""
        return self.verzender, self.berichtsoort, self.identificatie


class GebeurtenisRow(msgspec.Struct, frozen=True, kw_only=True):
    """One gebeurtenis as it is kept; `inhoud` is the JSON of `gebeurtenissen.to_json`.

    `door_kanaal`, `door_partij` and `door_persoon` say who caused it, as the columns do.
    """

    regio: str
    positie: int
    bericht_id: UUID | None
    soort: str
    versie: int
    client: bytes | None
    aanbieder: str | None
    gemeente: str | None
    geboekt_op: datetime
    inhoud: str
    door_kanaal: str | None
    door_partij: str | None
    door_persoon: str | None


def row_of(
    gebeurtenis: Gebeurtenis,
    *,
    regio: str,
    position: int,
    booked_at: datetime,
    causer: Veroorzaker,
    bericht_id: UUID | None = None,
    client: bytes | None = None,
    aanbieder: str | None = None,
    gemeente: str | None = None,
) -> GebeurtenisRow:
    """The row of a gebeurtenis: of what is known of its bericht, the columns that its kind declares."""
    columns = gebeurtenis.columns
    return GebeurtenisRow(
        regio=regio,
        positie=position,
        bericht_id=bericht_id if "bericht_id" in columns else None,
        client=client if "client" in columns else None,
        aanbieder=aanbieder if "aanbieder" in columns else None,
        gemeente=gemeente if "gemeente" in columns else None,
        soort=gebeurtenissen.soort(gebeurtenis),
        versie=gebeurtenissen.versie(type(gebeurtenis)),
        geboekt_op=booked_at,
        inhoud=gebeurtenissen.to_json(gebeurtenis),
        door_kanaal=causer.kanaal,
        door_partij=causer.partij,
        door_persoon=causer.persoon,
    )


def gebeurtenis_of(row: BerichtRow, soort: Berichtsoort, causer: Veroorzaker) -> GebeurtenisRow:
    """What tells of a bericht of this berichtsoort, at its position."""
    child = BerichtOntvangen if row.bron == "partij" else BerichtOpgesteld
    is_of_gemeente = soort.afzender is Role.GEMEENTE
    gemeente, aanbieder = (row.afzender, row.ontvanger) if is_of_gemeente else (row.ontvanger, row.afzender)
    return row_of(
        child(berichtsoort=row.berichtsoort, oordeel=row.oordeel),
        regio=row.regio,
        position=row.positie,
        booked_at=row.ontvangen_op,
        causer=causer,
        bericht_id=row.id,
        aanbieder=aanbieder,
        gemeente=gemeente,
    )


class WeigeringRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was refused before it was a bericht: its hash, sealed as that of a bericht is, never its bytes.

    Its position is drawn as it is written.
    """

    regio: str
    id: UUID
    ontvangen_op: datetime
    partij: str | None
    sha256_verzegeld: bytes
    sleutel_maand: date
    grootte: int
    codes: tuple[str, ...]


class Lading(msgspec.Struct, frozen=True):
    """A load of a register: its ledger position, when, how many rows began and ended with it, and who did it."""

    positie: int
    geboekt_op: datetime
    nieuw: int
    vervallen: int
    door: Veroorzaker


_BEFORE_PROEFS = 10**14
"""So many positions, at the very end, no real bericht will ever have: they are for what is only tried."""

_COLUMNS = ", ".join(BerichtRow.__struct_fields__)
_RESERVE = "SELECT nextval('ledger_positie') AS p, clock_timestamp() AS nu FROM generate_series(1, $1)"
_WRITE_WEIGERING = f"""
    WITH eerst AS MATERIALIZED ({watermark.BEGIN}),
    nieuw AS MATERIALIZED (SELECT nextval('ledger_positie') AS positie FROM eerst),
    bewaard AS (
      INSERT INTO weigering ({", ".join(WeigeringRow.__struct_fields__)}, positie)
      SELECT $2, $3, $4, $5, $6, $7, $8, $9, positie FROM nieuw)
    INSERT INTO gebeurtenis (regio, positie, geboekt_op, soort, versie, inhoud, door_kanaal, door_partij, door_persoon)
    SELECT $2, positie, $4, $10, $11, $12, $13, $14, $15 FROM nieuw
"""


def berichten_where(condition: str) -> str:
    """Those rows, found by what one index fits and no other (core/kenmerk.py)."""
    return f"(SELECT * FROM bericht WHERE {condition} OFFSET 0)"


WITH_ID = berichten_where("id = $2")
"""The bericht with this id, of whatever regio. Asked for a regio besides, other indexes would fit."""

_BERICHT = f"SELECT {_COLUMNS} FROM {WITH_ID} b WHERE regio = $1"
_AFTER = f"""
    SELECT {", ".join(GebeurtenisRow.__struct_fields__)} FROM gebeurtenis
    WHERE regio = $1 AND positie > $2 AND positie <= $3 AND soort <> ALL($5::text[]) ORDER BY positie LIMIT $4
"""

_LAST_WITH = f"""
    SELECT k.sleutel, {", ".join(f"b.{field}" for field in BerichtRow.__struct_fields__)}
    FROM unnest($3::text[], $4::text[], $5::text[]) k (sleutel, afzender, ontvanger)
    CROSS JOIN LATERAL (
      SELECT * FROM (SELECT * FROM bericht WHERE sleutels @> ARRAY[k.sleutel] OFFSET 0) r
      WHERE r.regio = $1 AND r.berichtsoort = $2 AND r.afzender = k.afzender AND r.ontvanger = k.ontvanger
        AND r.oordeel <> 'afgekeurd' ORDER BY r.positie DESC LIMIT 1) b
"""
_FROM_CLIENTEN = f"""
    SELECT {", ".join(f"g.{field}" for field in GebeurtenisRow.__struct_fields__)},
      coalesce(b.is_betwist, false) AS is_betwist
    FROM unnest($2::bytea[]) k (client)
    CROSS JOIN LATERAL (SELECT * FROM gebeurtenis WHERE client = k.client OFFSET 0) g
    LEFT JOIN LATERAL (SELECT * FROM bericht WHERE id = g.bericht_id OFFSET 0) b ON b.regio = g.regio
    WHERE g.regio = $1 AND g.soort = ANY($3::text[]) ORDER BY g.positie
"""
_WHO_WAIT = f"""
    SELECT EXISTS (SELECT FROM {VOORLOPIG.rows(" LIMIT 1")} b),
      ARRAY(SELECT DISTINCT k.client FROM unnest($2::bytea[]) k (client)
            CROSS JOIN LATERAL {VOORLOPIG_OF_CLIENT.rows()} b)
"""
_LOOSE_SINCE = """
    SELECT client, min(positie) AS positie FROM gebeurtenis
    WHERE regio = $1 AND client IS NOT NULL AND soort = ANY($2::text[]) AND (inhoud ->> 'is_voorlopig')::boolean
    GROUP BY client
"""

_FROM_CREDENTIALS = f"""
    SELECT {", ".join(GebeurtenisRow.__struct_fields__)} FROM gebeurtenis
    WHERE regio = $1 AND {ABOUT_CREDENTIALS} ORDER BY positie
"""
_AT_POSITION = "SELECT soort, versie, inhoud FROM gebeurtenis WHERE regio = $1 AND positie = $2"
_LADINGEN = """
    SELECT positie, geboekt_op, soort, versie, inhoud, door_kanaal, door_partij, door_persoon FROM gebeurtenis
    WHERE regio = $1 AND positie = ANY($2::bigint[]) ORDER BY positie DESC
"""

_to_json = msgspec.json.Encoder()
_bevindingen: msgspec.json.Decoder[tuple[Bevinding, ...]] = msgspec.json.Decoder(tuple[Bevinding, ...])


async def reserve(connection: PgConnection, count: int, clock: Clock | None = None) -> list[int]:
    """`count` rising ledger positions. The transaction must have called `watermark.begin` before.

    With `clock`, by which the caller books, it raises ClockUnreliable when that is the real one and the database has
    another time.
    """
    rows = await connection.fetch(_RESERVE, count)
    if clock is not None and is_real(clock) and rows and abs(clock() - rows[-1]["nu"]) > MAX_CLOCK_DIFFERENCE:
        raise ClockUnreliable("De klokken van deze machine en van de database verschillen.")
    return [row["p"] for row in rows]


def at_proef(count: int) -> list[int]:
    """`count` rising positions for a transaction that will be undone: behind all others, and of no sequence."""
    begin = MAX_POSITION - secrets.randbelow(_BEFORE_PROEFS) - count
    return list(range(begin, begin + count))


async def write_berichten(connection: PgConnection, rows: Sequence[BerichtRow]) -> None:
    """Append. Raises asyncpg.UniqueViolationError when a concurrent transaction was first with a Sleutel."""
    if rows:
        await _copy(connection, "bericht", rows)


async def write_gebeurtenissen(connection: PgConnection, rows: Sequence[GebeurtenisRow]) -> None:
    """Append."""
    if rows:
        await _copy(connection, "gebeurtenis", rows)


async def write_weigering(connection: PgConnection, row: WeigeringRow, causer: Veroorzaker) -> None:
    """Append, with its gebeurtenis at a position of its own. One statement, all that its transaction books."""
    gebeurtenis = BerichtGeweigerd(weigering_id=row.id, codes=row.codes)
    await connection.execute(
        _WRITE_WEIGERING,
        lock_key(row.regio),
        *msgspec.structs.astuple(row),
        gebeurtenissen.soort(gebeurtenis),
        gebeurtenissen.versie(BerichtGeweigerd),
        gebeurtenissen.to_json(gebeurtenis),
        *msgspec.structs.astuple(causer),
    )


async def bericht(grootboek: Grootboek, id_: UUID) -> BerichtRow | None:
    """The bericht, or None when there is none with this id in this regio."""
    row = await grootboek.fetchrow(_BERICHT, id_)
    return None if row is None else _bericht_row(row)


async def last_with(
    grootboek: Grootboek, berichtsoort: str, keys: Mapping[str, tuple[str, str]]
) -> list[tuple[str, BerichtRow]]:
    """The last bericht of a kind that has each of these keys (ledger/draden.py), from its afzender to its ontvanger.

    What was rejected does not count. A key that no such bericht has is left out.
    """
    between = [pair[0] for pair in keys.values()], [pair[1] for pair in keys.values()]
    rows = await grootboek.fetch(_LAST_WITH, berichtsoort, list(keys), *between)
    return [(row["sleutel"], _bericht_row({k: v for k, v in row.items() if k != "sleutel"})) for row in rows]


async def gebeurtenissen_after(
    grootboek: Grootboek, na: int, k: int, at_most: int = 5_000, *, without: Sequence[str] = ()
) -> list[GebeurtenisRow]:
    """All that happened at positions in (`na`, `k`], in order: the first `at_most` of it, but kinds in `without`.

    Who goes on behind the last position of each page gets everything once, however many write meanwhile: every bericht
    that came in or was drawn up, every weigering, and what followed. `k` must be a watermark that was taken before this
    call (`watermark.watermark`): behind it nothing can appear any more. A position that was kept from before a restore
    may be lost: see `epoch.require_cursor`.
    """
    return [GebeurtenisRow(**row) for row in await grootboek.fetch(_AFTER, na, k, at_most, without)]


async def gebeurtenissen_since(
    grootboek: Grootboek, na: int, k: int, per_time: int = 5_000, *, without: Sequence[str] = ()
) -> AsyncIterator[list[GebeurtenisRow]]:
    """The same, page after page."""
    while rows := await gebeurtenissen_after(grootboek, na, k, per_time, without=without):
        yield rows
        na = rows[-1].positie


async def gebeurtenissen_of(
    grootboek: Grootboek,
    clienten: Sequence[bytes],
    kinds: Sequence[str],
    *,
    at_most: int | None = None,
) -> list[tuple[GebeurtenisRow, bool]]:
    """What was booked of these kinds for these clients, in ledger order.

    Beside each whether its receiver answers himself and the gateway found a fault in its bericht. Raises
    TooManyRows.
    """
    fields = GebeurtenisRow.__struct_fields__
    rows = await fetch(grootboek.conn, _FROM_CLIENTEN, grootboek.regio, list(clienten), list(kinds), at_most=at_most)
    return [(GebeurtenisRow(**{field: row[field] for field in fields}), row["is_betwist"]) for row in rows]


async def loose_since(grootboek: Grootboek, kinds: Sequence[str]) -> dict[bytes, int]:
    """By client: the position of the first of these that waited for an answer of its receiver himself."""
    return {row["client"]: row["positie"] for row in await grootboek.fetch(_LOOSE_SINCE, list(kinds))}


async def who_wait(grootboek: Grootboek, clienten: Sequence[bytes]) -> tuple[bool, set[bytes]]:
    """Whether anyone in the region ever answered himself, and for which of these clients."""
    is_there, found = await grootboek.fetchrow(_WHO_WAIT, list(clienten))
    return is_there, set(found)


async def gebeurtenissen_of_credentials(grootboek: Grootboek) -> list[GebeurtenisRow]:
    """All that was ever booked about credentials, in ledger order."""
    return [GebeurtenisRow(**row) for row in await grootboek.fetch(_FROM_CREDENTIALS)]


async def loaded_register(grootboek: Grootboek, position: int) -> bytes | None:
    """The SHA-256 of the register that was loaded at `position`; None when the ledger knows of no load there."""
    row = await grootboek.fetchrow(_AT_POSITION, position)
    gebeurtenis = gebeurtenissen.read(row["soort"], row["versie"], row["inhoud"]) if row is not None else None
    return gebeurtenis.sha256 if isinstance(gebeurtenis, RegisterGeladen) else None


async def ladingen(grootboek: Grootboek, positions: Sequence[int]) -> list[Lading]:
    """The loads of a register at these positions, the newest first."""
    found = []
    for row in await grootboek.fetch(_LADINGEN, positions):
        one = gebeurtenissen.read(row["soort"], row["versie"], row["inhoud"])
        if isinstance(one, RegisterGeladen):
            causer = causer_of(row["door_kanaal"], row["door_partij"], row["door_persoon"])
            found.append(Lading(row["positie"], row["geboekt_op"], one.nieuw, one.vervallen, causer))
    return found


async def _copy(connection: PgConnection, table: str, rows: Sequence[BerichtRow] | Sequence[GebeurtenisRow]) -> None:
    """COPY: one round trip however many rows, and the cheapest way in on both sides."""
    await connection.copy_records_to_table(
        table, records=[_record(row) for row in rows], columns=rows[0].__struct_fields__
    )


def _record(row: BerichtRow | GebeurtenisRow) -> tuple[Any, ...]:
    if isinstance(row, BerichtRow):
        row = msgspec.structs.replace(row, bevindingen=_to_json.encode(row.bevindingen).decode())
    return msgspec.structs.astuple(row)


def _bericht_row(row: Any) -> BerichtRow:
    bevindingen = _bevindingen.decode(row["bevindingen"])
    return BerichtRow(**{**row, "bevindingen": bevindingen, "sleutels": tuple(row["sleutels"])})
