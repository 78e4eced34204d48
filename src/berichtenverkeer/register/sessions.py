# SPDX-License-Identifier: EUPL-1.2
"""Sessions of people, and the one-time links that begin one. What is secret in them is kept as a keyed hash alone.

The hash is of regio, id, gebruiker and secret, under a key that the database does not have: who can write a row, but
has no key, gives nobody a way in (as decision 087 asks of credentials). Moments are handed in.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import new_id

LONGEST = timedelta(hours=8)
"""A session ends so long after it began, however much it is used."""

IDLE = timedelta(minutes=30)
"""And so long after it was last used."""

_PRECISION = timedelta(minutes=1)
"""How precisely is kept when a session was last used: not every request writes."""

LINK_LIFE = timedelta(minutes=15)
"""How long a link works."""

Proof = Callable[[str], bytes]
"""A keyed hash of a text (ledger/vault.py)."""

_SECRET_BYTES = 32
_KEY_LENGTH = 32 + 43
"""Of an id in hexadecimal, and a secret in base64."""


class Session(msgspec.Struct, frozen=True):
    """What is known of a session; never its secret."""

    id: UUID
    gebruiker: str
    wijze: str
    begonnen_op: datetime
    gebruikt_op: datetime
    beeindigd_op: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it still opens the pages at that moment."""
        return self.beeindigd_op is None and now < min(self.begonnen_op + LONGEST, self.gebruikt_op + IDLE)


class Key(msgspec.Struct, frozen=True):
    """What the browser, or who got a link, shows: an id, and a secret of 256 bits."""

    id: UUID
    secret: str

    def __str__(self) -> str:
        return f"{self.id.hex}{self.secret}"

    @staticmethod
    def read(text: str) -> "Key | None":
        """What `str` wrote; None for anything else."""
        try:
            return Key(UUID(hex=text[:32]), text[32:]) if len(text) == _KEY_LENGTH else None
        except ValueError:
            return None

    @staticmethod
    def new() -> "Key":
        """A fresh one."""
        return Key(new_id(), secrets.token_urlsafe(_SECRET_BYTES))

    def hash_for(self, kind: str, regio: str, gebruiker: str, proof: Proof) -> bytes:
        """The form in which it is kept: of a session or a link of this user."""
        return proof("\0".join((kind, regio, self.id.hex, gebruiker, self.secret)))


class Opened(msgspec.Struct, frozen=True):
    """A session that is to begin: how its user came in, and under what name his provider knows it."""

    gebruiker: str
    wijze: str
    provider_session: str | None = None


class Link(msgspec.Struct, frozen=True):
    """What is known of a link: for whom, who made it (a person, or by which kanaal), and when it let him in."""

    gebruiker: str
    door_kanaal: str
    door_persoon: str | None
    aangemaakt_op: datetime
    gebruikt_op: datetime | None


async def begin(grootboek: Grootboek, opened: Opened, proof: Proof, now: datetime) -> Key:
    """A new session; its key is shown once."""
    key = Key.new()
    hash_ = key.hash_for(_SESSION, grootboek.regio, opened.gebruiker, proof)
    values = opened.gebruiker, hash_, opened.wijze, opened.provider_session
    await grootboek.execute(_BEGIN, key.id, *values, now)
    return key


async def opened_by(grootboek: Grootboek, key: Key, proof: Proof, now: datetime) -> Session | None:
    """The session that this key opens at that moment; None for none."""
    row = await grootboek.fetchrow(_ONE, key.id)
    if row is None:
        return None
    session = Session(*row[:-1])
    hash_ = key.hash_for(_SESSION, grootboek.regio, session.gebruiker, proof)
    return session if hmac.compare_digest(hash_, row["hash"]) and session.is_valid(now) else None


def is_to_note(session: Session, now: datetime) -> bool:
    """Whether its use is to be written down again."""
    return now - session.gebruikt_op >= _PRECISION


async def note_use(grootboek: Grootboek, session_id: UUID, now: datetime) -> None:
    """It was used at that moment."""
    await grootboek.execute(_USED, session_id, now)


async def end(grootboek: Grootboek, session_id: UUID, gebruiker: str, now: datetime) -> bool:
    """End a session of this user. False when there is no such session that runs."""
    return await grootboek.fetchval(_END, session_id, gebruiker, now) is not None


async def end_all(grootboek: Grootboek, gebruiker: str, now: datetime) -> int:
    """End every session of a user: how many."""
    return len(await grootboek.fetch(_END_ALL, gebruiker, now))


async def end_at_provider(grootboek: Grootboek, provider_session: str, now: datetime) -> int:
    """End those that the provider calls by this name: how many."""
    return len(await grootboek.fetch(_END_AT_PROVIDER, provider_session, now))


async def running(grootboek: Grootboek, now: datetime, gebruiker: str | None = None) -> list[Session]:
    """The sessions that run, of one user or of all, the newest first."""
    rows = await grootboek.fetch(_RUNNING, gebruiker, now, LONGEST, IDLE)
    return [Session(*row) for row in rows]


async def new_link(
    grootboek: Grootboek, gebruiker: str, by: tuple[str, str | None], proof: Proof, now: datetime
) -> Key:
    """A link for a user; `by`: channel and person of who made it. Its key is shown once."""
    key = Key.new()
    hash_ = key.hash_for(_LINK, grootboek.regio, gebruiker, proof)
    await grootboek.execute(_NEW_LINK, key.id, gebruiker, hash_, *by, now)
    return key


async def last_links(grootboek: Grootboek, limit: int) -> list[Link]:
    """The newest first."""
    return [Link(*row) for row in await grootboek.fetch(_LAST_LINKS, limit)]


async def use_link(grootboek: Grootboek, key: Key, proof: Proof, now: datetime) -> str | None:
    """The user whom this link lets in, once; None when it was used, is too old, or never was."""
    row = await grootboek.fetchrow(_LINK_OF, key.id)
    if row is None or not hmac.compare_digest(
        key.hash_for(_LINK, grootboek.regio, row["gebruiker"], proof), row["hash"]
    ):
        return None
    gebruiker: str | None = await grootboek.fetchval(_USE_LINK, key.id, now, now - LINK_LIFE)
    return gebruiker


_SESSION, _LINK = "session", "login_link"
_COLUMNS = ", ".join(Session.__struct_fields__)

_BEGIN = """
insert into session (regio, id, gebruiker, hash, wijze, provider_session, begonnen_op, gebruikt_op)
values ($1, $2, $3, $4, $5, $6, $7, $7)"""

_ONE = f"select {_COLUMNS}, hash from session where regio = $1 and id = $2"

_USED = "update session set gebruikt_op = greatest(gebruikt_op, $3) where regio = $1 and id = $2"

_END = """
update session set beeindigd_op = $4
where regio = $1 and id = $2 and gebruiker = $3 and beeindigd_op is null returning id"""

_END_ALL = """
update session set beeindigd_op = $3 where regio = $1 and gebruiker = $2 and beeindigd_op is null returning id"""

_END_AT_PROVIDER = """
update session set beeindigd_op = $3
where regio = $1 and provider_session = $2 and beeindigd_op is null returning id"""

_RUNNING = f"""
select {_COLUMNS} from session
where regio = $1 and beeindigd_op is null and ($2::text is null or gebruiker = $2)
  and begonnen_op > $3::timestamptz - $4::interval and gebruikt_op > $3::timestamptz - $5::interval
order by begonnen_op desc, id desc"""

_NEW_LINK = """
insert into login_link (regio, id, gebruiker, hash, door_kanaal, door_persoon, aangemaakt_op)
values ($1, $2, $3, $4, $5, $6, $7)"""

_LAST_LINKS = f"select {', '.join(Link.__struct_fields__)} from login_link where regio = $1 order by id desc limit $2"

_LINK_OF = "select gebruiker, hash from login_link where regio = $1 and id = $2"

_USE_LINK = """
update login_link set gebruikt_op = $3
where regio = $1 and id = $2 and gebruikt_op is null and aangemaakt_op > $4 returning gebruiker"""
