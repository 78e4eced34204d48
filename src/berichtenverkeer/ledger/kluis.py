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

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.errors import InhoudVernietigd, SleutelOnbekend
from berichtenverkeer.core.instellingen import SLEUTEL_BYTES

_VERSIE = b"\x01"
_NONCE = 12
_VREEMD = "SELECT count(*) FROM datasleutel WHERE regio = $1 AND hoofdsleutel <> $2"
_NIEUW = (
    "INSERT INTO datasleutel (regio, maand, versleuteld, hoofdsleutel) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
)
_LEES = "SELECT maand, versleuteld, hoofdsleutel FROM datasleutel WHERE regio = $1 AND maand = ANY($2::date[])"
_HASH_BYTES = 64

_per_draad = threading.local()  # a zstandard context belongs to one thread


class Maandsleutel:
    """The data key of one regio and month, ready for use. Safe to share between threads."""

    def __init__(self, regio: str, maand: date, sleutel: bytes) -> None:
        self.regio = regio
        self.maand = maand
        self._inhoud = AESGCM(sleutel)
        self._hash = AESSIV(HKDF(SHA256(), _HASH_BYTES, None, b"berichtenverkeer/sha256").derive(sleutel))

    def verzegel(self, bericht_id: UUID, data: bytes) -> bytes:
        """Compress and encrypt; bound to regio and id, so that a sealed value cannot be put beside another bericht."""
        nonce = os.urandom(_NONCE)
        return _VERSIE + nonce + self._inhoud.encrypt(nonce, _pers(data), self._gebonden(bericht_id))

    def ontzegel(self, bericht_id: UUID, verzegeld: bytes) -> bytes:
        """What `verzegel` was given. Raises SleutelOnbekend when key, regio, id or bytes are not those."""
        if verzegeld[:1] != _VERSIE:
            raise SleutelOnbekend("Deze gegevens zijn verzegeld op een wijze die deze versie niet kent.")
        nonce, rest = verzegeld[1 : 1 + _NONCE], verzegeld[1 + _NONCE :]
        try:
            geperst = self._inhoud.decrypt(nonce, rest, self._gebonden(bericht_id))
        except (InvalidTag, ValueError):
            raise SleutelOnbekend from None
        return _ontpers(geperst)

    def verzegel_hash(self, sha256: bytes) -> bytes:
        """48 bytes for a SHA-256: equal for equal, meaningless without the key."""
        return self._hash.encrypt(sha256, [self.regio.encode()])

    def ontzegel_hash(self, verzegeld: bytes) -> bytes:
        """What `verzegel_hash` was given. Raises SleutelOnbekend when key, regio or bytes are not those."""
        try:
            return self._hash.decrypt(verzegeld, [self.regio.encode()])
        except (InvalidTag, ValueError):
            raise SleutelOnbekend from None

    def _gebonden(self, bericht_id: UUID) -> bytes:
        return self.regio.encode() + b"\0" + bericht_id.bytes


class Kluis:
    """Holds the master key and the search key; both are 32 bytes and differ."""

    def __init__(self, hoofdsleutel: bytes, zoeksleutel: bytes) -> None:
        assert len(hoofdsleutel) == len(zoeksleutel) == SLEUTEL_BYTES
        self._hoofdsleutel = hoofdsleutel
        self._zoek = hmac.new(zoeksleutel, digestmod=hashlib.sha256)
        self._sleutels: dict[tuple[str, date], Maandsleutel] = {}
        # Of both keys: with another search key every client would get a second pseudonym, and nothing would tell.
        zoekkenmerk = hmac.digest(zoeksleutel, b"kenmerk van de zoeksleutel", "sha256")
        self.kenmerk = hmac.digest(hoofdsleutel, b"kenmerk van de hoofdsleutel" + zoekkenmerk, "sha256")[:8].hex()

    def pseudoniem(self, regio: str, bsn: str) -> bytes:
        """16 bytes that stand for `bsn` in this regio: equal for equal, meaningless without the search key."""
        som = self._zoek.copy()
        som.update(f"{regio}\0{bsn}".encode())
        return som.digest()[:16]

    async def sleutel(self, database: Database, regio: str, maand: date) -> Maandsleutel:
        """The data key for what was received in `maand` (any day of it), made and committed at its first use.

        In a transaction of its own: a key that is cached must not vanish with a rollback of the caller.
        Raises SleutelOnbekend when another master key made it, DatabaseWeg.
        """
        maand = maand.replace(day=1)
        bekend = self._sleutels.get((regio, maand))
        if bekend is not None:
            return bekend
        async with database.transactie() as verbinding:
            if not await self.bestaande_sleutels(verbinding, regio, [maand]):
                await verbinding.execute(_NIEUW, regio, maand, self.nieuwe_sleutel(), self.kenmerk)
        async with database.lees() as verbinding:
            return (await self.bestaande_sleutels(verbinding, regio, [maand]))[maand]

    async def vreemde_sleutels(self, verbinding: Verbinding, regio: str) -> int:
        """How many data keys of a region another pair of keys made."""
        aantal: int = await verbinding.fetchval(_VREEMD, regio, self.kenmerk)
        return aantal

    async def bestaande_sleutel(self, database: Database, regio: str, maand: date) -> Maandsleutel:
        """As `sleutel`, for reading: one that is not there (any more) is not made. Raises also InhoudVernietigd."""
        maand = maand.replace(day=1)
        bekend = self._sleutels.get((regio, maand))
        if bekend is not None:
            return bekend
        async with database.lees() as verbinding:
            gevonden = await self.bestaande_sleutels(verbinding, regio, [maand])
        if maand not in gevonden:
            raise InhoudVernietigd(f"Voor regio {regio} en maand {maand:%Y-%m} is er geen datasleutel (meer).")
        return gevonden[maand]

    async def bestaande_sleutels(
        self, verbinding: Verbinding, regio: str, maanden: Iterable[date]
    ) -> dict[date, Maandsleutel]:
        """The data keys of these months (first days), without those that are not there; no statement for known ones.

        Raises SleutelOnbekend when another master key made one.
        """
        maanden = set(maanden)
        onbekend = sorted(maand for maand in maanden if (regio, maand) not in self._sleutels)
        for rij in await verbinding.fetch(_LEES, regio, onbekend) if onbekend else ():
            self._sleutels[regio, rij["maand"]] = self.pak_uit(
                regio, rij["maand"], rij["versleuteld"], rij["hoofdsleutel"]
            )
        return {maand: self._sleutels[regio, maand] for maand in maanden if (regio, maand) in self._sleutels}

    def nieuwe_sleutel(self) -> bytes:
        """A fresh data key, wrapped."""
        return aes_key_wrap(self._hoofdsleutel, os.urandom(SLEUTEL_BYTES))

    def pak_uit(self, regio: str, maand: date, versleuteld: bytes, kenmerk: str) -> Maandsleutel:
        """A data key as its row has it. Raises SleutelOnbekend when it is not of this pair of keys."""
        try:
            sleutel = aes_key_unwrap(self._hoofdsleutel, versleuteld)
        except InvalidUnwrap:
            if kenmerk == self.kenmerk:
                raise SleutelOnbekend(f"De datasleutel van {maand:%Y-%m} (regio {regio}) is beschadigd.") from None
            raise SleutelOnbekend(
                f"Deze datasleutel hoort bij hoofdsleutel {kenmerk}, niet bij {self.kenmerk}."
            ) from None
        if kenmerk != self.kenmerk:
            raise SleutelOnbekend("De hoofdsleutel past, de zoeksleutel niet: BV_ZOEKSLEUTEL is een andere dan eerst.")
        return Maandsleutel(regio, maand, sleutel)


def _pers(data: bytes) -> bytes:
    if not hasattr(_per_draad, "pers"):
        _per_draad.pers = zstandard.ZstdCompressor(level=3)
    geperst: bytes = _per_draad.pers.compress(data)
    return geperst


def _ontpers(data: bytes) -> bytes:
    if not hasattr(_per_draad, "ontpers"):
        _per_draad.ontpers = zstandard.ZstdDecompressor()
    plat: bytes = _per_draad.ontpers.decompress(data)
    return plat
