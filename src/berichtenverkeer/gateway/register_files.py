# SPDX-License-Identifier: EUPL-1.2
"""A register as it comes in through a browser, loose files or a zip, and as the zip that somebody keeps."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.faults import RegisterFault
from berichtenverkeer.register.folders import REGIO_FILE, FolderContent, make_content, read_folder, write_folder
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.validation.bundle import ABOUT_HTTP, unpack
from berichtenverkeer.validation.nagekeken import Nagekeken

KNOWN = frozenset({REGIO_FILE, *(table.file for table in TABLES.values())})


def read_uploads(files: Iterable[tuple[str, bytes]]) -> FolderContent:
    """Check files of a name and bytes, zips among them, as one folder; folders in a zip do not count.

    Files that do not belong together are faults, and then nothing else is looked at. Reads a disk: not for the event
    loop.
    """
    with TemporaryDirectory() as folder:
        if faults := _write(files, Path(folder)):
            return FolderContent(make_content("", {}), tuple(faults))
        return read_folder(Path(folder))


def as_zip(content: Content) -> bytes:
    """The files of a register, packed: `read_uploads` reads them back as the same. Uses a disk, as that does."""
    packed = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        write_folder(content, Path(folder))
        for path in sorted(Path(folder).iterdir()):
            archive.write(path, path.name)
    return packed.getvalue()


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> list[RegisterFault]:
    faults = []
    for piece in unpack(files, ABOUT_HTTP):
        if isinstance(piece, Nagekeken):
            faults += [RegisterFault(piece.bestand, 0, "", one.tekst, one.actie) for one in piece.bevindingen]
            continue
        name = piece.naam.rpartition("/")[2]
        if name not in KNOWN:
            action = f"Haal het weg; bekend zijn: {', '.join(sorted(KNOWN))}."
            faults.append(RegisterFault(piece.naam, 0, "", "Dit bestand hoort niet bij een register.", action))
        elif (folder / name).exists():
            faults.append(RegisterFault(piece.naam, 0, "", "Dit bestand zit er twee keer bij.", "Laat er een weg."))
        else:
            (folder / name).write_bytes(piece.data)
    return faults
