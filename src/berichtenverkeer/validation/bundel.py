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
from berichtenverkeer.validation.nagekeken import Nagekeken, Stuk, geweigerd, toonbare_naam
from berichtenverkeer.validation.transport import MAX_BYTES
from berichtenverkeer.validation.zipnamen import is_map, is_schaduw, is_van_het_systeem, pad, wijst_naar_buiten

MB = 1024 * 1024


class Bundelgrenzen(msgspec.Struct, frozen=True, kw_only=True):
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


OP_DEZE_MACHINE = Bundelgrenzen(zip_bytes=256 * MB, berichten=20_000, uitgepakt_bytes=4096 * MB, bevindingen=100_000)
"""For the command line."""

OVER_HTTP = Bundelgrenzen(zip_bytes=MAX_BYTES, berichten=500, uitgepakt_bytes=100 * MB, bevindingen=5_000)
"""For one request."""

Delen = Sequence[zipfile.ZipInfo]

_PER_BERICHT = 4
"""Lines in a table of contents for each bericht at most: its own, its shadow of macOS, folders."""

_HAP = 64 * 1024
_BEGIN = (b"PK\x03\x04", b"PK\x05\x06")  # a file in a zip; the end of a zip that is empty
_INHOUDSREGEL = b"PK\x01\x02"
_KAN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_WACHTWOORD = 0x1 | 0x40 | 0x2000  # encrypted, strongly encrypted, hidden names
_STUK = (
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


def pak_uit(invoer: Iterable[tuple[str, bytes]], grenzen: Bundelgrenzen) -> Iterator[Stuk | Nagekeken]:
    """The berichten in files of a name and bytes, one at a time in memory; a report for each thing refused.

    A file in a zip is called `zip/file`, or `file` when the zip has no name.
    """
    for naam, data in invoer:
        if is_zip(data):
            yield from pak_zip_uit(naam, data, grenzen)
        elif not is_schaduw(naam, data):
            yield Stuk(toonbare_naam(naam), data)


def pak_zip_uit(naam: str, data: bytes, grenzen: Bundelgrenzen) -> Iterator[Stuk | Nagekeken]:
    """The same for what must be a zip."""
    bestand = toonbare_naam(naam)
    if len(data) > grenzen.zip_bytes:
        yield geweigerd(bestand, meldingen.ZIP_TE_GROOT.op(tekst=_groter(grenzen.zip_bytes)))
        return
    # Before the library reads the table of contents: it makes an object of every line in it.
    if data.count(_INHOUDSREGEL) > _PER_BERICHT * grenzen.berichten:
        yield _te_veel(bestand, grenzen)
        return
    try:
        archief = zipfile.ZipFile(io.BytesIO(data))
    except _STUK:
        yield geweigerd(bestand, meldingen.ZIP_KAPOT.op())
        return
    with archief:
        delen = [deel for deel in archief.infolist() if not (is_map(deel) or is_van_het_systeem(pad(deel)))]
        weigering = _geheel(bestand, archief, delen, len(data), grenzen)
        if weigering is not None:
            yield weigering
        else:
            yield from _delen(naam, archief, delen, len(data), grenzen)


def _geheel(
    bestand: str, archief: zipfile.ZipFile, delen: Delen, omvang: int, grenzen: Bundelgrenzen
) -> Nagekeken | None:
    """What makes the zip as a whole too dangerous, or pointless, to unpack: what is passed over counts as well."""
    uitgepakt = sum(deel.file_size for deel in archief.infolist())
    if not delen:
        return geweigerd(bestand, meldingen.ZIP_LEEG.op())
    if len(delen) > grenzen.berichten:
        return _te_veel(bestand, grenzen)
    if uitgepakt > max(grenzen.klein, grenzen.verhouding * omvang):
        return geweigerd(bestand, _bom(grenzen))
    if uitgepakt > grenzen.uitgepakt_bytes:
        tekst = f"Uitgepakt is dit samen meer dan {grenzen.uitgepakt_bytes // MB} MB."
        return geweigerd(bestand, meldingen.ZIP_TE_GROOT.op(tekst=tekst))
    return None


def _delen(
    naam: str, archief: zipfile.ZipFile, delen: Delen, omvang: int, grenzen: Bundelgrenzen
) -> Iterator[Stuk | Nagekeken]:
    gezien: set[str] = set()
    for deel in delen:
        eigen = pad(deel)
        bestand = toonbare_naam(f"{naam}/{eigen}" if naam else eigen)
        fout = _bezwaar(deel, omvang, grenzen)
        if fout is None and eigen in gezien:
            fout = meldingen.ZIP_DUBBEL.op()
        gezien.add(eigen)
        if fout is not None:
            yield geweigerd(bestand, fout)
            continue
        data = _lees(archief, deel)
        if data is None:
            tekst = "Dit bestand is niet heel uit het zip-bestand te halen."
            yield geweigerd(bestand, meldingen.ZIP_KAPOT.op(tekst=tekst))
        elif is_zip(data):
            yield geweigerd(bestand, meldingen.ZIP_IN_ZIP.op())
        elif not is_schaduw(eigen, data):
            yield Stuk(bestand, data)


def _bezwaar(deel: zipfile.ZipInfo, omvang: int, grenzen: Bundelgrenzen) -> Bevinding | None:
    """What can be held against a file in the zip before it is unpacked."""
    if wijst_naar_buiten(pad(deel)):
        return meldingen.ZIP_MAP.op()
    if deel.flag_bits & _WACHTWOORD:
        return meldingen.ZIP_WACHTWOORD.op()
    if deel.compress_type not in _KAN:
        return meldingen.ZIP_INPAKKING.op()
    if deel.file_size > grenzen.bericht_bytes:
        actie = "Verdeel de inhoud over meer berichten."
        return meldingen.ZIP_TE_GROOT.op(tekst=_groter(grenzen.bericht_bytes), actie=actie)
    if deel.file_size > max(grenzen.klein, grenzen.verhouding * min(deel.compress_size, omvang)):
        return _bom(grenzen)
    return None


def _lees(archief: zipfile.ZipFile, deel: zipfile.ZipInfo) -> bytes | None:
    """The content, when it is what the table of contents promises: size and checksum.

    In bites: in one go the library unpacks all there is before it looks at the promised size.
    """
    delen = []
    try:
        with archief.open(deel) as stroom:
            while hap := stroom.read(_HAP):
                delen.append(hap)
    except _STUK:
        return None
    data = b"".join(delen)
    return data if len(data) == deel.file_size else None


def _te_veel(bestand: str, grenzen: Bundelgrenzen) -> Nagekeken:
    tekst = f"In het zip-bestand zitten meer dan {grenzen.berichten} bestanden."
    return geweigerd(bestand, meldingen.ZIP_TE_VEEL.op(tekst=tekst))


def _groter(grens: int) -> str:
    return f"Het bestand is groter dan {grens // MB} MB."


def _bom(grenzen: Bundelgrenzen) -> Bevinding:
    tekst = f"Uitgepakt is dit meer dan {grenzen.verhouding} keer zo groot; dat komt bij berichten niet voor."
    return meldingen.ZIP_VERHOUDING.op(tekst=tekst)
