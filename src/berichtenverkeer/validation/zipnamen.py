# SPDX-License-Identifier: EUPL-1.2
"""What the files in a zip are called, and which of them nobody put there: folders, and what systems add by themselves.

Names are shown and compared, never used as a path: nothing of a zip is written to a disk.
"""

import re
import zipfile
from contextlib import suppress

_UTF8 = 0x800
_IS_MAP = 0x10  # the attribute of DOS
_VAN_HET_SYSTEEM = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_MACOS = "__MACOSX"
_APPLE = "._"
_APPLE_BEGIN = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")  # AppleDouble, AppleSingle
_SCHIJF = re.compile(r"[A-Za-z]:")


def pad(deel: zipfile.ZipInfo) -> str:
    """The path of a file in the zip with `/` between its folders, whichever separator and encoding its maker used."""
    naam = deel.filename
    if not deel.flag_bits & _UTF8:
        with suppress(UnicodeError):  # macOS writes UTF-8 without saying so; the library took it for cp437
            naam = naam.encode("cp437").decode()
    begin, *rest = naam.replace("\\", "/").split("/")
    return "/".join([begin] * (begin != ".") + [stap for stap in rest[:-1] if stap not in ("", ".")] + rest[-1:])


def is_map(deel: zipfile.ZipInfo) -> bool:
    """A folder: an entry without content."""
    heet_map = deel.filename.endswith(("/", "\\")) or bool(deel.external_attr & _IS_MAP)
    return heet_map and not deel.file_size


def is_van_het_systeem(naam: str) -> bool:
    """What macOS or Windows added: the user does not know that it is there."""
    *mappen, bestand = naam.split("/")
    return _MACOS in mappen or bestand.lower() in _VAN_HET_SYSTEEM


def is_schaduw(naam: str, begin: bytes) -> bool:
    """The attributes that macOS keeps of a file, in a file `._` with its name beside it."""
    return re.split(r"[/\\]", naam)[-1].startswith(_APPLE) and begin.startswith(_APPLE_BEGIN)


def wijst_naar_buiten(naam: str) -> bool:
    """A path that would leave the zip, or is none."""
    delen = naam.split("/")
    return not delen[-1].strip(".") or ".." in delen or naam.startswith("/") or bool(_SCHIJF.match(naam))
