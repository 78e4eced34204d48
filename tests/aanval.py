# SPDX-License-Identifier: EUPL-1.2
"""What a thief of a database tries: he has each value in it, knows all of a bericht but the BSN, and tries them all."""

import base64
import binascii
import hashlib
import hmac
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

BSNS = tuple(f"{number:09d}" for number in range(999_900_000, 1_000_000_000))
"""All numbers that a test BSN can be: as few as a thief needs to try who knows where and when somebody was born."""

_SOMMEN = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
_BEGIN = 8
"""So many bytes of a digest are enough to know it by: it may be kept in part."""
_TEKEN = re.compile(r"[A-Za-z0-9+/_=-]{8,}")


class Buit:
    """All values of a database as bytes: what text spells in hexadecimal digits or base64 is there as bytes as well."""

    def __init__(self, rows: Iterable[Collection[Any]]) -> None:
        self.waarden = {part for row in rows for value in row for part in _parts(value)}
        self._alles = b"\xff\x00".join(self.waarden)
        self._randen = {value[:_BEGIN] for value in self.waarden} | {value[-_BEGIN:] for value in self.waarden}

    def bevat(self, iets: bytes) -> bool:
        """Whether these bytes are somewhere in it."""
        return iets in self._alles

    def verraadt(self, summed: bytes) -> bool:
        """Whether a digest is in it, whole or in part; a short one must be a value by itself."""
        return (
            summed in self.waarden
            if len(summed) < _BEGIN
            else self.bevat(summed[:_BEGIN]) or self.bevat(summed[-_BEGIN:])
        )

    def vind(self, before: bytes, na: bytes) -> set[str]:
        """The BSNs between `before` and `na` whose hash is in it: all of BSNS are tried."""
        found = set()
        for bsn in BSNS:
            geraden = before + bsn.encode() + na
            sums = (hashlib.sha256(geraden), hashlib.sha1(geraden), hashlib.md5(geraden))  # noqa: S324 (an attack)
            if any(summed.digest()[:_BEGIN] in self._randen for summed in sums):
                found.add(bsn)
        return found


def sums(secret: bytes, known: Collection[bytes]) -> Iterator[tuple[str, bytes]]:
    """Everything that can be computed from `secret` and from what is `known`, without any key: what it is, and it."""
    for name in _SOMMEN:
        summed = hashlib.new(name, secret, usedforsecurity=False).digest()
        yield name, summed
        yield f"{name} twice", hashlib.new(name, summed, usedforsecurity=False).digest()
    for bytes_ in (4, 8, 16, 20):
        yield f"blake2b of {bytes_}", hashlib.blake2b(secret, digest_size=bytes_).digest()
    for name, numeral in (("crc32", zlib.crc32(secret)), ("adler32", zlib.adler32(secret))):
        yield name, numeral.to_bytes(4, "big")
        yield name, numeral.to_bytes(4, "little")
        yield f"{name} as a number", numeral.to_bytes(8, "big")
    for iets in known:
        for name in ("md5", "sha1", "sha256", "sha512"):
            yield f"hmac-{name} with {iets!r}", hmac.digest(iets, secret, name)
            for between in (b"", b"\0", b"/", b"|", b":", b" "):
                yield f"{name} after {iets!r}", hashlib.new(name, iets + between + secret).digest()
                yield f"{name} before {iets!r}", hashlib.new(name, secret + between + iets).digest()
        yield f"keyed blake2b with {iets!r}", hashlib.blake2b(secret, key=iets[:64], digest_size=16).digest()


async def lees_alles(connection: Any) -> Mapping[str, list[list[Any]]]:
    """Every row of every table that the program made, by table; whoever owns the database sees this."""
    tables = await connection.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS naam FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    return {
        row["naam"]: [list(one.values()) for one in await connection.fetch(f"TABLE {row['naam']}")] for row in tables
    }


def _parts(value: Any) -> Iterator[bytes]:
    match value:
        case bool() | None:
            pass
        case bytes():
            yield value
        case int():
            yield value.to_bytes(8, "big", signed=True)
        case list() | tuple():
            for one in value:
                yield from _parts(one)
        case _:
            text = str(value)
            yield text.encode()
            for sign in _TEKEN.findall(text):
                yield from _ontcijferd(sign)


def _ontcijferd(sign: str) -> Iterator[bytes]:
    kaal = sign.replace("-", "").removeprefix("x")  # as in \\x0123, how a dump writes bytes
    if re.fullmatch("(?:[0-9a-fA-F]{2})+", kaal):
        yield bytes.fromhex(kaal)
    for alfabet in (sign, sign.replace("-", "+").replace("_", "/")):
        try:
            yield base64.b64decode(alfabet + "=" * (-len(alfabet) % 4), validate=True)
        except binascii.Error:
            continue
