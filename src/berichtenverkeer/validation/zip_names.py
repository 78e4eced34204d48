# SPDX-License-Identifier: EUPL-1.2
"""What the files in a zip are called, and which of them nobody put there: folders, and what systems add by themselves.

Names are shown and compared, never used as a path: nothing of a zip is written to a disk.
"""

import re
import zipfile
from contextlib import suppress

_UTF8 = 0x800
_IS_FOLDER = 0x10  # the attribute of DOS
_FROM_THE_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_MACOS = "__MACOSX"
_APPLE = "._"
_APPLE_BEGIN = (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00")  # AppleDouble, AppleSingle
_DISK = re.compile(r"[A-Za-z]:")


def pad(part: zipfile.ZipInfo) -> str:
    """The path of a file in the zip with `/` between its folders, whichever separator and encoding its maker used."""
    name = part.filename
    if not part.flag_bits & _UTF8:
        with suppress(UnicodeError):  # macOS writes UTF-8 without saying so; the library took it for cp437
            name = name.encode("cp437").decode()
    begin, *rest = name.replace("\\", "/").split("/")
    return "/".join([begin] * (begin != ".") + [step for step in rest[:-1] if step not in ("", ".")] + rest[-1:])


def is_folder(part: zipfile.ZipInfo) -> bool:
    """A folder: an entry without content."""
    is_called_folder = part.filename.endswith(("/", "\\")) or bool(part.external_attr & _IS_FOLDER)
    return is_called_folder and not part.file_size


def is_of_the_system(name: str) -> bool:
    """What macOS or Windows added: the user does not know that it is there."""
    *folders, bestand = name.split("/")
    return _MACOS in folders or bestand.lower() in _FROM_THE_SYSTEM


def is_shadow(name: str, begin: bytes) -> bool:
    """The attributes that macOS keeps of a file, in a file `._` with its name beside it."""
    return re.split(r"[/\\]", name)[-1].startswith(_APPLE) and begin.startswith(_APPLE_BEGIN)


def points_to_outside(name: str) -> bool:
    """A path that would leave the zip, or is none."""
    parts = name.split("/")
    return not parts[-1].strip(".") or ".." in parts or name.startswith("/") or bool(_DISK.match(name))
