# SPDX-License-Identifier: EUPL-1.2
"""From what a user hands in, XML or zip, to the single berichten in it. Nothing in a zip is trusted (decision 055).

What a zip may not hold: a path that leads out of it, a password, another zip, two files of one name, more than its
caps. Each such thing is a finding; the rest of the zip is still looked at, unless the zip as a whole is the danger.
Folders, and what macOS and Windows add by themselves, are passed over (zipnamen.py).
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import bestand as meldingen
from berichtenverkeer.validation.nagekeken import Nagekeken, Piece, printable_name, refused
from berichtenverkeer.validation.transport import MAX_BYTES
from berichtenverkeer.validation.zip_names import is_folder, is_of_the_system, is_shadow, pad, points_to_outside

MB = 1024 * 1024


class BundleLimits(msgspec.Struct, frozen=True, kw_only=True):
    """All caps of checking many berichten.

    Of one zip: its size, how many files, what they unpack to together. `verhouding` is how many times larger than
    packed a file, or the zip, may be once it is over `klein` bytes; a JW323 with all Prestaties alike comes to 85.
    `bevindingen` is how many faults a report lists; all are counted.
    """

    zip_bytes: int
    berichten: int
    uitgepakt_bytes: int
    bevindingen: int
    verhouding: int = 250
    klein: int = MB
    bericht_bytes: int = MAX_BYTES


AT_THIS_MACHINE = BundleLimits(zip_bytes=256 * MB, berichten=20_000, uitgepakt_bytes=4096 * MB, bevindingen=100_000)
"""For the command line."""

ABOUT_HTTP = BundleLimits(zip_bytes=MAX_BYTES, berichten=500, uitgepakt_bytes=100 * MB, bevindingen=5_000)
"""For one request."""

Parts = Sequence[zipfile.ZipInfo]

_PER_BERICHT = 4
"""Lines in a table of contents for each bericht at most: its own, its shadow of macOS, folders."""

_BITE = 64 * 1024
_BEGIN = (b"PK\x03\x04", b"PK\x05\x06")  # a file in a zip; the end of a zip that is empty
_CONTENT_LINE = b"PK\x01\x02"
_CAN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PASSWORD = 0x1 | 0x40 | 0x2000  # encrypted, strongly encrypted, hidden names
_PIECE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    OverflowError,
)
"""What the library raises on bytes that are no proper zip."""


def is_zip(begin: bytes) -> bool:
    """Whether a file that begins like this is a zip."""
    return begin.startswith(_BEGIN)


def unpack(intake: Iterable[tuple[str, bytes]], limits: BundleLimits) -> Iterator[Piece | Nagekeken]:
    """The berichten in files of a name and bytes, one at a time in memory; a report for each thing refused.

    A file in a zip is called `zip/file`, or `file` when the zip has no name.
    """
    for name, data in intake:
        if is_zip(data):
            yield from unpack_zip(name, data, limits)
        elif not is_shadow(name, data):
            yield Piece(printable_name(name), data)


def unpack_zip(name: str, data: bytes, limits: BundleLimits) -> Iterator[Piece | Nagekeken]:
    """The same for what must be a zip."""
    bestand = printable_name(name)
    if len(data) > limits.zip_bytes:
        yield refused(bestand, meldingen.ZIP_TOO_LARGE.at(text=_larger(limits.zip_bytes)))
        return
    # Before the library reads the table of contents: it makes an object of every line in it.
    if data.count(_CONTENT_LINE) > _PER_BERICHT * limits.berichten:
        yield _too_much(bestand, limits)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _PIECE:
        yield refused(bestand, meldingen.ZIP_BROKEN.at())
        return
    with archive:
        parts = [part for part in archive.infolist() if not (is_folder(part) or is_of_the_system(pad(part)))]
        weigering = _whole(bestand, archive, parts, len(data), limits)
        if weigering is not None:
            yield weigering
        else:
            yield from _parts(name, archive, parts, len(data), limits)


def _whole(bestand: str, archive: zipfile.ZipFile, parts: Parts, omvang: int, limits: BundleLimits) -> Nagekeken | None:
    """What makes the zip as a whole too dangerous, or pointless, to unpack: what is passed over counts as well."""
    unpacked = sum(part.file_size for part in archive.infolist())
    if not parts:
        return refused(bestand, meldingen.ZIP_EMPTY.at())
    if len(parts) > limits.berichten:
        return _too_much(bestand, limits)
    if unpacked > max(limits.klein, limits.verhouding * omvang):
        return refused(bestand, _bomb(limits))
    if unpacked > limits.uitgepakt_bytes:
        text = f"Uitgepakt is dit samen meer dan {limits.uitgepakt_bytes // MB} MB."
        return refused(bestand, meldingen.ZIP_TOO_LARGE.at(text=text))
    return None


def _parts(
    name: str, archive: zipfile.ZipFile, parts: Parts, omvang: int, limits: BundleLimits
) -> Iterator[Piece | Nagekeken]:
    seen: set[str] = set()
    for part in parts:
        own = pad(part)
        bestand = printable_name(f"{name}/{own}" if name else own)
        fault = _objection(part, omvang, limits)
        if fault is None and own in seen:
            fault = meldingen.ZIP_DOUBLE.at()
        seen.add(own)
        if fault is not None:
            yield refused(bestand, fault)
            continue
        data = _read(archive, part)
        if data is None:
            text = "Dit bestand is niet heel uit het zip-bestand te halen."
            yield refused(bestand, meldingen.ZIP_BROKEN.at(text=text))
        elif is_zip(data):
            yield refused(bestand, meldingen.ZIP_IN_ZIP.at())
        elif not is_shadow(own, data):
            yield Piece(bestand, data)


def _objection(part: zipfile.ZipInfo, omvang: int, limits: BundleLimits) -> Bevinding | None:
    """What can be held against a file in the zip before it is unpacked."""
    if points_to_outside(pad(part)):
        return meldingen.ZIP_FOLDER.at()
    if part.flag_bits & _PASSWORD:
        return meldingen.ZIP_PASSWORD.at()
    if part.compress_type not in _CAN:
        return meldingen.ZIP_PACKING.at()
    if part.file_size > limits.bericht_bytes:
        action = "Verdeel de inhoud over meer berichten."
        return meldingen.ZIP_TOO_LARGE.at(text=_larger(limits.bericht_bytes), action=action)
    if part.file_size > max(limits.klein, limits.verhouding * min(part.compress_size, omvang)):
        return _bomb(limits)
    return None


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | None:
    """The content, when it is what the table of contents promises: size and checksum.

    In bites: in one go the library unpacks all there is before it looks at the promised size.
    """
    parts = []
    try:
        with archive.open(part) as stroom:
            while bite := stroom.read(_BITE):
                parts.append(bite)
    except _PIECE:
        return None
    data = b"".join(parts)
    return data if len(data) == part.file_size else None


def _too_much(bestand: str, limits: BundleLimits) -> Nagekeken:
    text = f"In het zip-bestand zitten meer dan {limits.berichten} bestanden."
    return refused(bestand, meldingen.ZIP_TOO_MUCH.at(text=text))


def _larger(bound: int) -> str:
    return f"Het bestand is groter dan {bound // MB} MB."


def _bomb(limits: BundleLimits) -> Bevinding:
    text = f"Uitgepakt is dit meer dan {limits.verhouding} keer zo groot; dat komt bij berichten niet voor."
    return meldingen.ZIP_RATIO.at(text=text)
