# SPDX-License-Identifier: EUPL-1.2
"""Secrecy of personal data (design.md 4): pseudonyms for searching, sealed bytes for keeping.

One data key per regio and month of receipt, wrapped by the master key; who destroys a data key makes that month
unreadable and leaves the hashes (of the plain bytes) intact. A sealed value is: version (1 byte), nonce (12), AES-GCM.
"""

import hashlib
import hmac
import os
import threading
from datetime import date
from uuid import UUID

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import SleutelOnbekend
from berichtenverkeer.core.instellingen import SLEUTEL_BYTES

_VERSIE = b"\x01"
_NONCE = 12
_NIEUW = (
    "INSERT INTO datasleutel (regio, maand, versleuteld, hoofdsleutel) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
)
_LEES = "SELECT versleuteld, hoofdsleutel FROM datasleutel WHERE regio = $1 AND maand = $2"

_per_draad = threading.local()  # a zstandard context belongs to one thread


class Kluis:
    """Holds the master key and the search key; both are 32 bytes and differ."""

    def __init__(self, hoofdsleutel: bytes, zoeksleutel: bytes) -> None:
        assert len(hoofdsleutel) == len(zoeksleutel) == SLEUTEL_BYTES
        self._hoofdsleutel = hoofdsleutel
        self._zoek = hmac.new(zoeksleutel, digestmod=hashlib.sha256)
        self._sleutels: dict[tuple[str, date], bytes] = {}
        # Of both keys: with another search key every client would get a second pseudonym, and nothing would tell.
        zoekkenmerk = hmac.digest(zoeksleutel, b"kenmerk van de zoeksleutel", "sha256")
        self.kenmerk = hmac.digest(hoofdsleutel, b"kenmerk van de hoofdsleutel" + zoekkenmerk, "sha256")[:8].hex()

    def pseudoniem(self, regio: str, bsn: str) -> bytes:
        """16 bytes that stand for `bsn` in this regio: equal for equal, meaningless without the search key."""
        som = self._zoek.copy()
        som.update(f"{regio}\0{bsn}".encode())
        return som.digest()[:16]

    async def sleutel(self, database: Database, regio: str, maand: date) -> bytes:
        """The data key for what was received in `maand` (any day of it), made and committed at its first use.

        In a transaction of its own: a key that is cached must not vanish with a rollback of the caller.
        Raises SleutelOnbekend when another master key made it, DatabaseWeg.
        """
        maand = maand.replace(day=1)
        bekend = self._sleutels.get((regio, maand))
        if bekend is None:
            bekend = self._sleutels[regio, maand] = await self._haal_of_maak(database, regio, maand)
        return bekend

    async def bestaande_sleutel(self, database: Database, regio: str, maand: date) -> bytes:
        """As `sleutel`, for reading: a data key that is not there (any more) is not made. Raises SleutelOnbekend."""
        maand = maand.replace(day=1)
        bekend = self._sleutels.get((regio, maand))
        if bekend is None:
            async with database.lees() as verbinding:
                rij = await verbinding.fetchrow(_LEES, regio, maand)
            if rij is None:
                raise SleutelOnbekend(f"Voor regio {regio} en maand {maand:%Y-%m} is er geen datasleutel (meer).")
            bekend = self._sleutels[regio, maand] = self._pak_uit(rij["versleuteld"], rij["hoofdsleutel"])
        return bekend

    async def _haal_of_maak(self, database: Database, regio: str, maand: date) -> bytes:
        async with database.transactie() as verbinding:
            rij = await verbinding.fetchrow(_LEES, regio, maand)
            if rij is None:
                await verbinding.execute(_NIEUW, regio, maand, self._pak_in(os.urandom(SLEUTEL_BYTES)), self.kenmerk)
                rij = await verbinding.fetchrow(_LEES, regio, maand)
        return self._pak_uit(rij["versleuteld"], rij["hoofdsleutel"])

    def _pak_in(self, sleutel: bytes) -> bytes:
        return aes_key_wrap(self._hoofdsleutel, sleutel)

    def _pak_uit(self, versleuteld: bytes, kenmerk: str) -> bytes:
        try:
            sleutel = aes_key_unwrap(self._hoofdsleutel, versleuteld)
        except InvalidUnwrap:
            raise SleutelOnbekend(
                f"Deze datasleutel hoort bij hoofdsleutel {kenmerk}, niet bij {self.kenmerk}."
            ) from None
        if kenmerk != self.kenmerk:
            raise SleutelOnbekend("De hoofdsleutel past, de zoeksleutel niet: BV_ZOEKSLEUTEL is een andere dan eerst.")
        return sleutel


def verzegel(sleutel: bytes, regio: str, bericht_id: UUID, data: bytes) -> bytes:
    """Compress and encrypt; bound to regio and id, so that a sealed value cannot be put beside another bericht."""
    nonce = os.urandom(_NONCE)
    return _VERSIE + nonce + AESGCM(sleutel).encrypt(nonce, _pers(data), _gebonden(regio, bericht_id))


def ontzegel(sleutel: bytes, regio: str, bericht_id: UUID, verzegeld: bytes) -> bytes:
    """What `verzegel` was given. Raises SleutelOnbekend when key, regio, id or bytes are not those."""
    if verzegeld[:1] != _VERSIE:
        raise SleutelOnbekend("Deze gegevens zijn verzegeld op een wijze die deze versie niet kent.")
    nonce, rest = verzegeld[1 : 1 + _NONCE], verzegeld[1 + _NONCE :]
    try:
        geperst = AESGCM(sleutel).decrypt(nonce, rest, _gebonden(regio, bericht_id))
    except (InvalidTag, ValueError):
        raise SleutelOnbekend from None
    return _ontpers(geperst)


def _gebonden(regio: str, bericht_id: UUID) -> bytes:
    return regio.encode() + b"\0" + bericht_id.bytes


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
