# SPDX-License-Identifier: EUPL-1.2
"""A web font as the font that it was before it was packed (WOFF File Format 1.0): what measures text reads no other."""

import struct
import zlib
from itertools import accumulate

_HEAD = struct.Struct(">4s4sIHHIHHIIIII")
_ENTRY = struct.Struct(">4sIIII")
_RECORD = struct.Struct(">4sIII")


def unpacked(woff: bytes) -> bytes:
    """The same tables in an sfnt file, in the same order. Raises ValueError for what is no WOFF."""
    signature, flavor, _, number, *_ = _HEAD.unpack_from(woff)
    if signature != b"wOFF":
        raise ValueError("no WOFF")
    entries = [_ENTRY.unpack_from(woff, _HEAD.size + _ENTRY.size * one) for one in range(number)]
    tables = [_table(woff, offset, packed, length) for _, offset, packed, length, _ in entries]
    begin = 12 + _RECORD.size * number
    offsets = accumulate((len(one) for one in tables[:-1]), initial=begin)
    records = [
        _RECORD.pack(tag, checksum, offset, length)
        for (tag, _, _, length, checksum), offset in zip(entries, offsets, strict=True)
    ]
    return b"".join([_first(flavor, number), *records, *tables])


def _table(woff: bytes, offset: int, packed: int, length: int) -> bytes:
    """One, filled up to whole words."""
    data = woff[offset : offset + packed]
    return (zlib.decompress(data) if packed < length else data) + b"\0" * (-length % 4)


def _first(flavor: bytes, number: int) -> bytes:
    """What a reader searches by: the largest power of two that is not more than the number of tables."""
    power = number.bit_length() - 1
    search = 16 << power
    return flavor + struct.pack(">HHHH", number, search, power, 16 * number - search)
