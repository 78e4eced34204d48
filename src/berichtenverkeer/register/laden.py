# SPDX-License-Identifier: EUPL-1.2
"""Loading: the difference between a register and what is known, written in two statements, however many rows."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.register.declaratie import Inhoud, Rij
from berichtenverkeer.register.rijen import TABELLEN


class Laadresultaat(msgspec.Struct, frozen=True):
    """How many rows began and ended with a load, and the SHA-256 of its whole content (not of the difference)."""

    nieuw: int
    vervallen: int
    sha256: bytes

    @property
    def is_gelijk(self) -> bool:
        """Whether the register already said all this, so that nothing was written."""
        return not self.nieuw and not self.vervallen


Opslagrij = tuple[str, str, date, date | None, str]
"""tabel, sleutel, geldig_van, geldig_tot, the other attributes as JSON."""

_encoder = msgspec.json.Encoder(order="deterministic")

_INHOUD = """
with inhoud as materialized (
  select tabel, sleutel, geldig_van, geldig_tot, waarde::jsonb as waarde
  from unnest($2::text[], $3::text[], $4::date[], $5::date[], $6::text[])
    as i (tabel, sleutel, geldig_van, geldig_tot, waarde)
)"""

_ZELFDE = """
  i.tabel = r.tabel and i.sleutel = r.sleutel and i.geldig_van = r.geldig_van
  and i.geldig_tot is not distinct from r.geldig_tot and i.waarde = r.waarde"""

_VERVALT = f"r.regio = $1 and r.pos_tot is null and not exists (select from inhoud i where {_ZELFDE})"

_IS_NIEUW = f"""
  not exists (select from register_rij r where r.regio = $1 and r.pos_tot is null and {_ZELFDE})"""

_BEWAARD = """
select tabel, sleutel, geldig_van, geldig_tot, waarde::text from register_rij where regio = $1 and pos_tot is null
order by tabel collate "C", sleutel collate "C", geldig_van"""

_VERGELIJK = f"""{_INHOUD}
select (select count(*) from inhoud i where {_IS_NIEUW}) as nieuw,
       (select count(*) from register_rij r where {_VERVALT}) as vervallen"""

_SLUIT = f"{_INHOUD} update register_rij r set pos_tot = $7 where {_VERVALT}"

_VOEG_TOE = f"""{_INHOUD}
insert into register_rij (regio, tabel, sleutel, geldig_van, geldig_tot, waarde, pos_van)
select $1, tabel, sleutel, geldig_van, geldig_tot, waarde, $7 from inhoud i where {_IS_NIEUW}"""


async def laad(grootboek: Grootboek, inhoud: Inhoud, positie: int) -> Laadresultaat:
    """Make `inhoud` what is known from ledger position `positie` on. Content that is already known writes nothing.

    The transaction is the caller's, who keeps other loads of the region out of it and gives them a later position.
    """
    rijen = list(opslagrijen(inhoud))
    kolommen = [[rij[kolom] for rij in rijen] for kolom in range(5)]
    telling = await grootboek.fetchrow(_VERGELIJK, *kolommen)
    resultaat = Laadresultaat(telling["nieuw"], telling["vervallen"], _sha256(rijen))
    if resultaat.is_gelijk:
        return resultaat
    assert positie > await laatste_versie(grootboek), "loads follow the ledger"
    await grootboek.execute(_SLUIT, *kolommen, positie)
    await grootboek.execute(_VOEG_TOE, *kolommen, positie)
    await grootboek.execute("insert into registerversie values ($1, $2, $3)", positie, resultaat.sha256)
    return resultaat


async def laatste_versie(grootboek: Grootboek, k: int | None = None) -> int:
    """The ledger position of the last load (at or before `k`); 0 when there is none."""
    vraag = "select coalesce(max(positie), 0) from registerversie where regio = $1 and positie <= coalesce($2, positie)"
    positie: int = await grootboek.fetchval(vraag, k)
    return positie


async def is_leeg(grootboek: Grootboek) -> bool:
    """Whether nothing is known."""
    leeg: bool = await grootboek.fetchval("select not exists (select from register_rij where regio = $1)")
    return leeg


async def bewaarde_rijen(grootboek: Grootboek) -> list[Opslagrij]:
    """What is known now, as it is kept: for `sha256_van`."""
    return [tuple(rij) for rij in await grootboek.fetch(_BEWAARD)]


def sha256_van(rijen: Iterable[Opslagrij]) -> bytes:
    """The hash that the load of these rows had: of their content, however the database writes it."""
    return _sha256([(*rij[:4], _encoder.encode(msgspec.json.decode(rij[4])).decode()) for rij in rijen])


def opslagrijen(inhoud: Inhoud) -> Iterator[Opslagrij]:
    """The rows as they are kept, in the order of tabel, key and date."""
    for naam in sorted(inhoud.rijen):
        sleutel_van = TABELLEN[naam].sleutel_van
        for rij in sorted(inhoud.rijen[naam], key=lambda rij: (sleutel_van(rij), rij.geldig_van)):
            yield naam, sleutel_van(rij), rij.geldig_van, rij.geldig_tot, _waarde(rij)


def _waarde(rij: Rij) -> str:
    velden = msgspec.structs.asdict(rij)
    del velden["geldig_van"], velden["geldig_tot"]
    return _encoder.encode(velden).decode()


def _sha256(rijen: list[Opslagrij]) -> bytes:
    """Of the rows in order, so that spaces and the order of lines in the files do not count."""
    som = hashlib.sha256()
    for rij in rijen:
        som.update(_encoder.encode(rij) + b"\n")
    return som.digest()
