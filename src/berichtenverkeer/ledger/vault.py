# SPDX-License-Identifier: EUPL-1.2
"""Secrecy of personal data (design.md 4): pseudonyms for searching, sealed bytes for keeping.

One data key per regio and month of receipt, wrapped by the master key; who destroys a data key makes all that it sealed
unreadable, the hashes too. Sealed bytes are: version (1 byte), nonce (12), AES-GCM. A sealed hash is AES-SIV (RFC 5297)
under a key derived from the data key: always the same for the same bytes, so that a repeated bericht is recognised.
A plain hash would tell a BSN to whoever tries them all: the rest of a bericht is easily guessed (decision 090).
"""

import hashlib
import hmac
import os
import threading
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from berichtenverkeer.core.database import Database, PgConnection
from berichtenverkeer.core.errors import ContentDestroyed, UnknownKey
from berichtenverkeer.core.settings import KEY_BYTES

_VERSION = b"\x01"
_NONCE = 12
_FOREIGN = "SELECT count(*) FROM datasleutel WHERE regio = $1 AND hoofdsleutel <> $2"
_NEW = (
    "INSERT INTO datasleutel (regio, maand, versleuteld, hoofdsleutel) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
)
_READ = "SELECT maand, versleuteld, hoofdsleutel FROM datasleutel WHERE regio = $1 AND maand = ANY($2::date[])"
_HASH_BYTES = 64

_per_draad = threading.local()  # a zstandard context belongs to one thread


class MonthKey:
    """The data key of one regio and month, ready for use. Safe to share between threads."""

    def __init__(self, regio: str, month: date, key: bytes) -> None:
        self.regio = regio
        self.maand = month
        self._content = AESGCM(key)
        self._hash = AESSIV(HKDF(SHA256(), _HASH_BYTES, None, b"berichtenverkeer/sha256").derive(key))

    def seal(self, bericht_id: UUID, data: bytes) -> bytes:
        """Compress and encrypt; bound to regio and id, so that a sealed value cannot be put beside another bericht."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._content.encrypt(nonce, _compress(data), self._bound(bericht_id))

    def unseal(self, bericht_id: UUID, verzegeld: bytes) -> bytes:
        """What `seal` was given. Raises UnknownKey when key, regio, id or bytes are not those."""
        if verzegeld[:1] != _VERSION:
            raise UnknownKey("Deze gegevens zijn verzegeld op een wijze die deze versie niet kent.")
        nonce, rest = verzegeld[1 : 1 + _NONCE], verzegeld[1 + _NONCE :]
        try:
            pressed = self._content.decrypt(nonce, rest, self._bound(bericht_id))
        except (InvalidTag, ValueError):
            raise UnknownKey from None
        return _decompress(pressed)

    def seal_hash(self, sha256: bytes) -> bytes:
        """48 bytes for a SHA-256: equal for equal, meaningless without the key."""
        return self._hash.encrypt(sha256, [self.regio.encode()])

    def unseal_hash(self, verzegeld: bytes) -> bytes:
        """What `seal_hash` was given. Raises UnknownKey when key, regio or bytes are not those."""
        try:
            return self._hash.decrypt(verzegeld, [self.regio.encode()])
        except (InvalidTag, ValueError):
            raise UnknownKey from None

    def _bound(self, bericht_id: UUID) -> bytes:
        return self.regio.encode() + b"\0" + bericht_id.bytes


class Vault:
    """Holds the master key and the search key; both are 32 bytes and differ."""

    def __init__(self, master_key: bytes, search_key: bytes) -> None:
        assert len(master_key) == len(search_key) == KEY_BYTES
        self._master_key = master_key
        self._proof_key = hmac.digest(master_key, b"bewijzen van sessies en links", "sha256")
        self._search = hmac.new(search_key, digestmod=hashlib.sha256)
        self._keys: dict[tuple[str, date], MonthKey] = {}
        # Of both keys: with another search key every client would get a second pseudonym, and nothing would tell.
        search_mark = hmac.digest(search_key, b"kenmerk van de zoeksleutel", "sha256")
        self.mark = hmac.digest(master_key, b"kenmerk van de hoofdsleutel" + search_mark, "sha256")[:8].hex()

    def pseudonym(self, regio: str, bsn: str) -> bytes:
        """16 bytes that stand for `bsn` in this regio: equal for equal, meaningless without the search key."""
        summed = self._search.copy()
        summed.update(f"{regio}\0{bsn}".encode())
        return summed.digest()[:16]

    def proof(self, text: str) -> bytes:
        """32 bytes that only who has the master key can make of a text (register/sessions.py)."""
        return hmac.digest(self._proof_key, text.encode(), "sha256")

    async def month_key(self, database: Database, regio: str, month: date) -> MonthKey:
        """The data key for what was received in `month` (any day of it), made and committed at its first use.

        In a transaction of its own: a key that is cached must not vanish with a rollback of the caller.
        Raises UnknownKey when another master key made it, DatabaseGone.
        """
        month = month.replace(day=1)
        known = self._keys.get((regio, month))
        if known is not None:
            return known
        async with database.transaction() as connection:
            if not await self.existing_keys(connection, regio, [month]):
                await connection.execute(_NEW, regio, month, self.new_key(), self.mark)
        async with database.lees() as connection:
            return (await self.existing_keys(connection, regio, [month]))[month]

    async def foreign_keys(self, connection: PgConnection, regio: str) -> int:
        """How many data keys of a region another pair of keys made."""
        count: int = await connection.fetchval(_FOREIGN, regio, self.mark)
        return count

    async def existing_key(self, database: Database, regio: str, month: date) -> MonthKey:
        """As `month_key`, for reading: one that is not there (any more) is not made. Raises also ContentDestroyed."""
        month = month.replace(day=1)
        known = self._keys.get((regio, month))
        if known is not None:
            return known
        async with database.lees() as connection:
            found = await self.existing_keys(connection, regio, [month])
        if month not in found:
            raise ContentDestroyed(f"Voor regio {regio} en maand {month:%Y-%m} is er geen datasleutel (meer).")
        return found[month]

    async def existing_keys(self, connection: PgConnection, regio: str, months: Iterable[date]) -> dict[date, MonthKey]:
        """The data keys of these months (first days), without those that are not there; no statement for known ones.

        Raises UnknownKey when another master key made one.
        """
        months = set(months)
        unknown = sorted(month for month in months if (regio, month) not in self._keys)
        for row in await connection.fetch(_READ, regio, unknown) if unknown else ():
            self._keys[regio, row["maand"]] = self.unpack(regio, row["maand"], row["versleuteld"], row["hoofdsleutel"])
        return {month: self._keys[regio, month] for month in months if (regio, month) in self._keys}

    def new_key(self) -> bytes:
        """A fresh data key, wrapped."""
        return aes_key_wrap(self._master_key, os.urandom(KEY_BYTES))

    def unpack(self, regio: str, month: date, encrypted: bytes, mark: str) -> MonthKey:
        """A data key as its row has it. Raises UnknownKey when it is not of this pair of keys."""
        try:
            key = aes_key_unwrap(self._master_key, encrypted)
        except InvalidUnwrap:
            if mark == self.mark:
                raise UnknownKey(f"De datasleutel van {month:%Y-%m} (regio {regio}) is beschadigd.") from None
            raise UnknownKey(f"Deze datasleutel hoort bij hoofdsleutel {mark}, niet bij {self.mark}.") from None
        if mark != self.mark:
            raise UnknownKey("De hoofdsleutel past, de zoeksleutel niet: BV_ZOEKSLEUTEL is een andere dan eerst.")
        return MonthKey(regio, month, key)


def _compress(data: bytes) -> bytes:
    if not hasattr(_per_draad, "press"):
        _per_draad.press = zstandard.ZstdCompressor(level=3)
    pressed: bytes = _per_draad.press.compress(data)
    return pressed


def _decompress(data: bytes) -> bytes:
    if not hasattr(_per_draad, "decompress"):
        _per_draad.decompress = zstandard.ZstdDecompressor()
    flat: bytes = _per_draad.decompress.decompress(data)
    return flat
