# SPDX-License-Identifier: EUPL-1.2
"""A folder that holds a register: read and checked as a whole, every fault at once; and written."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from berichtenverkeer.register.controles import klachten
from berichtenverkeer.register.declaratie import Inhoud, Rij, Tabel, kolomnaam
from berichtenverkeer.register.fouten import Registerfout
from berichtenverkeer.register.lezen import BOM, Blad, lees_blad, schrijf_blad
from berichtenverkeer.register.rijen import TABELLEN
from berichtenverkeer.register.velden import REGIOCODE
from berichtenverkeer.register.verbanden import controleer_verbanden

REGIO_BESTAND = "regio.toml"
INDELING = 1
"""Version of the layout of the files; a change of columns that older folders do not have raises it."""


class Lezing(msgspec.Struct, frozen=True):
    """What a folder holds. `inhoud` may only be loaded when there are no `fouten`."""

    inhoud: Inhoud
    fouten: tuple[Registerfout, ...]


def lees_map(pad: Path) -> Lezing:
    """Read and check a folder. Raises OSError when a file that is there cannot be opened."""
    fouten: list[Registerfout] = []
    regio = _lees_regio(pad / REGIO_BESTAND, fouten)
    verwacht = {tabel.bestand: tabel for tabel in TABELLEN.values()}
    for vreemd in sorted(bestand.name for bestand in pad.glob("*.csv") if bestand.name not in verwacht):
        actie = f"Hernoem of verwijder het bestand; bekend zijn: {', '.join(sorted(verwacht))}."
        fouten.append(Registerfout(vreemd, 0, "", "Dit bestand hoort niet bij een register.", actie))
    bladen = {tabel.naam: _lees(Blad(tabel), pad / bestand) for bestand, tabel in verwacht.items()}
    controleer_verbanden(bladen, regio)
    for blad in bladen.values():
        fouten += sorted(blad.fouten, key=lambda fout: fout.regel)
    rijen = {naam: [rij for _, rij in blad.rijen] for naam, blad in bladen.items()}
    return Lezing(maak_inhoud(regio, rijen), tuple(fouten))


def _lees(blad: Blad, pad: Path) -> Blad:
    if not pad.is_file():
        blad.is_leesbaar = False
        blad.fout(0, "", "Dit bestand ontbreekt.", "Maak het aan; met alleen de regel met kolomnamen is het leeg.")
        return blad
    blad = lees_blad(blad.tabel, pad.read_bytes())
    for nummer, rij in blad.rijen:
        for attribuut, tekst, actie in klachten(rij):
            blad.fout(nummer, kolomnaam(attribuut), tekst, actie)
    return blad


def _lees_regio(pad: Path, fouten: list[Registerfout]) -> str:
    """The code of the region; empty after a fault."""

    def fout(regel: int, kolom: str, tekst: str, actie: str) -> str:
        fouten.append(Registerfout(REGIO_BESTAND, regel, kolom, tekst, actie))
        return ""

    voorbeeld = f'Schrijf regio = "naam-van-de-regio" en indeling = {INDELING}.'
    if not pad.is_file():
        return fout(0, "", "Dit bestand ontbreekt.", voorbeeld)
    try:
        gegevens = tomllib.loads(pad.read_bytes().removeprefix(BOM).decode())
    except UnicodeDecodeError:
        return fout(0, "", "Dit bestand is geen UTF-8.", "Sla het bestand op als UTF-8.")
    except tomllib.TOMLDecodeError as oorzaak:
        regel = re.search(r"line (\d+)", str(oorzaak))
        return fout(int(regel[1]) if regel else 0, "", "Dit bestand is geen geldige TOML.", voorbeeld)
    for vreemd in sorted(gegevens.keys() - {"regio", "indeling"}):
        fout(0, vreemd, f"De naam '{vreemd}' bestaat niet.", voorbeeld)
    if gegevens.get("indeling") != INDELING:
        fout(0, "indeling", "De indeling van deze map past niet bij deze versie.", voorbeeld)
    try:
        return str(REGIOCODE.lees(str(gegevens.get("regio", ""))))
    except ValueError:
        return fout(0, "regio", f"De waarde is geen {REGIOCODE.naam}.", voorbeeld)


def schrijf_map(inhoud: Inhoud, pad: Path) -> None:
    """Write the files that `lees_map` reads back as the same content. The folder must exist."""
    (pad / REGIO_BESTAND).write_text(f'regio = "{inhoud.regio}"\nindeling = {INDELING}\n', encoding="utf-8")
    for naam, tabel in TABELLEN.items():
        (pad / tabel.bestand).write_text(schrijf_blad(tabel, inhoud.rijen[naam]), encoding="utf-8", newline="")


def maak_inhoud(regio: str, rijen: Mapping[str, Iterable[Rij]]) -> Inhoud:
    """An Inhoud with all tabellen, rows in the order of key and date; a tabel that is not named is empty."""

    def volgorde(tabel: Tabel) -> tuple[Rij, ...]:
        eigen = rijen.get(tabel.naam, ())
        return tuple(sorted(eigen, key=lambda rij: (tabel.sleutel_van(rij), rij.geldig_van)))

    return Inhoud(regio, {tabel.naam: volgorde(tabel) for tabel in TABELLEN.values()})
