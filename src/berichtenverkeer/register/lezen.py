# SPDX-License-Identifier: EUPL-1.2
"""One register file: bytes -> rows and every fault in them, and rows -> text.

What a spreadsheet does to the form of a file is taken: a BOM, another separator, columns and lines without content,
empty cells left out at the end of a line. What it does to a value (a lost zero, another date) is a fault: codes and
dates are never guessed.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.register.declaratie import Kolom, Rij, Tabel, is_verplicht, kolomnaam
from berichtenverkeer.register.fouten import Registerfout
from berichtenverkeer.register.velden import Veld

BOM = codecs.BOM_UTF8

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NUL = b"\0"
"""In no text, but in UTF-16 that does not say so, and in a workbook that was given another name."""
_ALS_UTF8 = "Sla het bestand op als UTF-8; in Excel heet dat 'CSV UTF-8'."
_ZONDER_NUL = "Excel laat een nul vooraan weg; maak de kolom daar eerst op als tekst."
_PUNTKOMMAS = "Zet tussen alle cellen een puntkomma, en tekst met een puntkomma tussen aanhalingstekens."


class Blad(msgspec.Struct):
    """What was read from one file.

    `rijen` holds line number and row. `bedorven` holds the keys of rows with a fault, so that a reference to one is not
    reported as a second fault. `is_leesbaar` is False when rows could not be read at all.
    """

    tabel: Tabel
    rijen: list[tuple[int, Rij]] = []
    fouten: list[Registerfout] = []
    bedorven: set[str] = set()
    is_leesbaar: bool = True

    def fout(self, regel: int, kolom: str, tekst: str, actie: str) -> None:
        """Note a fault in this file."""
        self.fouten.append(Registerfout(self.tabel.bestand, regel, kolom, tekst, actie))


def lees_blad(tabel: Tabel, inhoud: bytes) -> Blad:
    """All rows of a file, and all faults that can be seen without the other files."""
    blad = Blad(tabel)
    regels = list(_regels(blad, _tekst(blad, inhoud)))
    if not regels:
        blad.is_leesbaar = False
        if not blad.fouten:
            blad.fout(1, "", "De regel met kolomnamen ontbreekt.", "Begin het met de namen uit docs/register.md.")
        return blad
    (kopregel, kop), *rest = regels
    namen = kop[: max(plek for plek, naam in enumerate(kop, 1) if naam)]
    plekken = _kop(blad, kopregel, namen)
    if blad.is_leesbaar:
        for nummer, cellen in rest:
            _lees_rij(blad, plekken, (len(namen), len(kop)), nummer, cellen)
    return blad


def _tekst(blad: Blad, inhoud: bytes) -> str:
    """The text; nothing after a fault that would only give more of them."""
    if inhoud.startswith(_UTF16):
        blad.fout(1, "", "Dit bestand is UTF-16 en geen UTF-8.", _ALS_UTF8)
        return ""
    if _NUL in inhoud:
        blad.fout(1, "", "Dit bestand is geen tekst in UTF-8; misschien is het UTF-16 of een werkmap.", _ALS_UTF8)
        return ""
    inhoud = inhoud.removeprefix(BOM)
    for nummer, regel in enumerate(inhoud.splitlines(), 1):
        try:
            regel.decode()
        except UnicodeDecodeError:
            blad.fout(nummer, "", "Deze regel is geen UTF-8.", _ALS_UTF8)
    return inhoud.decode(errors="replace")


def _scheiding(tekst: str) -> str:
    """What stands between the names of the columns: `;`, or the tab or comma of a spreadsheet set otherwise."""
    kop = next(iter(tekst.lstrip().splitlines()), "")
    return next((teken for teken in ";\t," if teken in kop), ";")


def _regels(blad: Blad, tekst: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every line that is not empty."""
    lezer = csv.reader(io.StringIO(tekst, newline=""), delimiter=_scheiding(tekst), strict=True)
    eerste = 1
    while True:
        try:
            cellen = [cel.strip() for cel in next(lezer)]
        except StopIteration:
            return
        except csv.Error:
            blad.fout(
                lezer.line_num, "", "De aanhalingstekens in deze regel kloppen niet.", "Sluit elk aanhalingsteken af."
            )
            cellen = []
        if any(cellen):
            yield eerste, cellen
        eerste = lezer.line_num + 1


class _Plek(msgspec.Struct, frozen=True):
    """Where in a line the cell of an attribute is."""

    attribuut: str
    kolom: Kolom
    verplicht: bool
    index: int


def _kop(blad: Blad, nummer: int, namen: list[str]) -> list[_Plek]:
    """The places of all columns; notes columns that are unknown, double or missing."""
    bekend = {kolomnaam(attribuut): attribuut for attribuut in blad.tabel.kolommen}
    for naam in dict.fromkeys(namen):
        if naam not in bekend:
            wat = f"De kolom '{naam}' bestaat niet." if naam else "Een kolom tussen de andere heeft geen naam."
            blad.fout(nummer, naam, wat, f"Kies uit: {', '.join(bekend)}.")
        elif namen.count(naam) > 1:
            blad.is_leesbaar = False
            blad.fout(nummer, naam, f"De kolom '{naam}' staat er meer dan eens.", "Laat er een staan.")
    for naam in bekend.keys() - set(namen):
        blad.is_leesbaar = False
        blad.fout(nummer, naam, f"De kolom '{naam}' ontbreekt.", "Voeg de kolom toe; zie docs/register.md.")
    return [
        _Plek(attribuut, blad.tabel.kolommen[attribuut], is_verplicht(blad.tabel, attribuut), namen.index(naam))
        for naam, attribuut in bekend.items()
        if naam in namen
    ]


def _lees_rij(blad: Blad, plekken: list[_Plek], breedtes: tuple[int, int], nummer: int, cellen: list[str]) -> None:
    """`breedtes`: of the columns that have a name, and of the first line with the empty cells after those."""
    waarden: dict[str, Any] = {}
    fouten: list[tuple[str, str, str]] = []
    for plek in plekken:
        tekst = cellen[plek.index] if plek.index < len(cellen) else ""
        veld = plek.kolom.veld
        actie = f"Vul een {veld.naam} in, bijvoorbeeld {plek.kolom.voorbeeld}."
        if tekst:
            try:
                waarden[plek.attribuut] = veld.lees(tekst)
            except ValueError:
                actie = f"{actie} {_ZONDER_NUL}" if _mist_nul(veld, tekst) else actie
                fouten.append((kolomnaam(plek.attribuut), f"'{tekst}' is geen {veld.naam}.", actie))
        elif plek.verplicht:
            fouten.append((kolomnaam(plek.attribuut), "Deze cel is leeg.", actie))
    # A spreadsheet leaves out, or adds, empty cells at the end; a forgotten or superfluous separator shifts a value.
    if any(cellen[breedtes[0] :]) or (fouten and len(cellen) not in breedtes):
        fouten = [("", f"Deze regel heeft {len(cellen)} cellen, de eerste regel {breedtes[0]}.", _PUNTKOMMAS)]
    for fout in fouten:
        blad.fout(nummer, *fout)
    if blad.tabel.per_jaar and "jaar" in waarden:
        waarden |= {"geldig_van": date(waarden["jaar"], 1, 1), "geldig_tot": date(waarden["jaar"], 12, 31)}
    if fouten:
        blad.bedorven.add("|".join(str(waarden.get(naam, "")) for naam in blad.tabel.sleutel))
    else:
        _neem_op(blad, nummer, blad.tabel.rij(**waarden))


def _mist_nul(veld: Veld, tekst: str) -> bool:
    """Whether zeros in front would have made it right."""
    for breedte in range(len(tekst) + 1, 9) if tekst.isdigit() else ():
        try:
            veld.lees(tekst.zfill(breedte))
        except ValueError:
            continue
        return True
    return False


def _neem_op(blad: Blad, nummer: int, rij: Rij) -> None:
    if rij.geldig_tot is not None and rij.geldig_tot < rij.geldig_van:
        blad.bedorven.add(blad.tabel.sleutel_van(rij))
        blad.fout(
            nummer,
            "geldig_tot",
            f"De rij eindigt ({rij.geldig_tot}) voor zij begint ({rij.geldig_van}).",
            "Maak geldig_tot gelijk aan of later dan geldig_van, of laat geldig_tot leeg.",
        )
    else:
        blad.rijen.append((nummer, rij))


def schrijf_blad(tabel: Tabel, rijen: Sequence[Rij]) -> str:
    """The text of a file that `lees_blad` reads back as the same rows."""
    uit = io.StringIO(newline="")
    schrijver = csv.writer(uit, delimiter=";", lineterminator="\n")
    schrijver.writerow(kolomnaam(attribuut) for attribuut in tabel.kolommen)
    for rij in rijen:
        waarden = ((kolom.veld, getattr(rij, attribuut)) for attribuut, kolom in tabel.kolommen.items())
        schrijver.writerow("" if waarde in (None, "") else veld.schrijf(waarde) for veld, waarde in waarden)
    return uit.getvalue()
