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

BSNS = tuple(f"{nummer:09d}" for nummer in range(999_900_000, 1_000_000_000))
"""All numbers that a test BSN can be: as few as a thief needs to try who knows where and when somebody was born."""

_SOMMEN = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
_BEGIN = 8
"""So many bytes of a digest are enough to know it by: it may be kept in part."""
_TEKEN = re.compile(r"[A-Za-z0-9+/_=-]{8,}")


class Buit:
    """All values of a database as bytes: what text spells in hexadecimal digits or base64 is there as bytes as well."""

    def __init__(self, rijen: Iterable[Collection[Any]]) -> None:
        self.waarden = {deel for rij in rijen for waarde in rij for deel in _delen(waarde)}
        self._alles = b"\xff\x00".join(self.waarden)
        self._randen = {waarde[:_BEGIN] for waarde in self.waarden} | {waarde[-_BEGIN:] for waarde in self.waarden}

    def bevat(self, iets: bytes) -> bool:
        """Whether these bytes are somewhere in it."""
        return iets in self._alles

    def verraadt(self, som: bytes) -> bool:
        """Whether a digest is in it, whole or in part; a short one must be a value by itself."""
        return som in self.waarden if len(som) < _BEGIN else self.bevat(som[:_BEGIN]) or self.bevat(som[-_BEGIN:])

    def vind(self, voor: bytes, na: bytes) -> set[str]:
        """The BSNs between `voor` and `na` whose hash is in it: all of BSNS are tried."""
        gevonden = set()
        for bsn in BSNS:
            geraden = voor + bsn.encode() + na
            sommen = (hashlib.sha256(geraden), hashlib.sha1(geraden), hashlib.md5(geraden))  # noqa: S324 (an attack)
            if any(som.digest()[:_BEGIN] in self._randen for som in sommen):
                gevonden.add(bsn)
        return gevonden


def sommen(geheim: bytes, bekend: Collection[bytes]) -> Iterator[tuple[str, bytes]]:
    """Everything that can be computed from `geheim` and from what is `bekend`, without any key: what it is, and it."""
    for naam in _SOMMEN:
        som = hashlib.new(naam, geheim, usedforsecurity=False).digest()
        yield naam, som
        yield f"{naam} twice", hashlib.new(naam, som, usedforsecurity=False).digest()
    for bytes_ in (4, 8, 16, 20):
        yield f"blake2b of {bytes_}", hashlib.blake2b(geheim, digest_size=bytes_).digest()
    for naam, getal in (("crc32", zlib.crc32(geheim)), ("adler32", zlib.adler32(geheim))):
        yield naam, getal.to_bytes(4, "big")
        yield naam, getal.to_bytes(4, "little")
        yield f"{naam} as a number", getal.to_bytes(8, "big")
    for iets in bekend:
        for naam in ("md5", "sha1", "sha256", "sha512"):
            yield f"hmac-{naam} with {iets!r}", hmac.digest(iets, geheim, naam)
            for tussen in (b"", b"\0", b"/", b"|", b":", b" "):
                yield f"{naam} after {iets!r}", hashlib.new(naam, iets + tussen + geheim).digest()
                yield f"{naam} before {iets!r}", hashlib.new(naam, geheim + tussen + iets).digest()
        yield f"keyed blake2b with {iets!r}", hashlib.blake2b(geheim, key=iets[:64], digest_size=16).digest()


async def lees_alles(verbinding: Any) -> Mapping[str, list[list[Any]]]:
    """Every row of every table that the program made, by table; whoever owns the database sees this."""
    tabellen = await verbinding.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS naam FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    return {
        rij["naam"]: [list(een.values()) for een in await verbinding.fetch(f"TABLE {rij['naam']}")] for rij in tabellen
    }


def _delen(waarde: Any) -> Iterator[bytes]:
    match waarde:
        case bool() | None:
            pass
        case bytes():
            yield waarde
        case int():
            yield waarde.to_bytes(8, "big", signed=True)
        case list() | tuple():
            for een in waarde:
                yield from _delen(een)
        case _:
            tekst = str(waarde)
            yield tekst.encode()
            for teken in _TEKEN.findall(tekst):
                yield from _ontcijferd(teken)


def _ontcijferd(teken: str) -> Iterator[bytes]:
    kaal = teken.replace("-", "").removeprefix("x")  # as in \\x0123, how a dump writes bytes
    if re.fullmatch("(?:[0-9a-fA-F]{2})+", kaal):
        yield bytes.fromhex(kaal)
    for alfabet in (teken, teken.replace("-", "+").replace("_", "/")):
        try:
            yield base64.b64decode(alfabet + "=" * (-len(alfabet) % 4), validate=True)
        except binascii.Error:
            continue
