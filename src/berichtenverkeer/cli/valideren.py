# SPDX-License-Identifier: EUPL-1.2
"""The command that checks berichten on this machine, without sending or keeping anything."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.validation.invoer import lees_invoer
from berichtenverkeer.validation.toetsing import Verslag, toets_bericht
from berichtenverkeer.validation.transport import MAX_BYTES

ONGELDIG, ONLEESBAAR = 1, 2
_GETOETST = (Niveau.TRANSPORT, Niveau.XSD, Niveau.BERICHT)
_PROBLEMEN = {
    FileNotFoundError: ("Dit bestand bestaat niet.", "Controleer de naam en de map."),
    IsADirectoryError: ("Dit is een map, geen bestand.", "Noem de bestanden in de map."),
    PermissionError: ("Dit bestand mag niet worden gelezen.", "Controleer de rechten van het bestand."),
}


class Nagekeken(msgspec.Struct, frozen=True):
    """What was found in one file; the fields are those of the JSON output. `berichtsoort` is None when unknown."""

    bestand: str
    berichtsoort: str | None
    geldig: bool
    bevindingen: list[Bevinding]


def valideren(
    bestanden: Annotated[list[Path], typer.Argument(metavar="BESTAND...", help="Een of meer XML-bestanden.")],
    json: Annotated[bool, typer.Option("--json", help="Schrijf de uitkomst als JSON.")] = False,
) -> None:
    """Kijk berichten na op deze machine; er wordt niets verstuurd of bewaard.

    Toetst of het bericht leesbaar is, of het past bij het schema van iJw 3.2, en de regels binnen het bericht. Regels
    die eerdere berichten of het register nodig hebben, zijn hier overgeslagen.

    \b
    Voorbeeld:
      berichtenverkeer validate JW315.xml
      berichtenverkeer validate --json *.xml > uitkomst.json

    Status 0: alles is geldig. Status 1: minstens één bericht is ongeldig. Status 2: een bestand is niet te lezen; de
    andere zijn wel nagekeken.
    """
    nagekeken = []
    status = 0
    for pad in bestanden:
        uitkomst, eigen_status = _kijk_na(pad)
        status = max(status, eigen_status)
        nagekeken.append(uitkomst)
        if not json:
            _druk_af(uitkomst, is_gelezen=eigen_status != ONLEESBAAR)
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(nagekeken)).decode() + "\n")
    raise typer.Exit(status)


def _kijk_na(pad: Path) -> tuple[Nagekeken, int]:
    naam = str(pad).encode(errors="replace").decode()
    try:
        with pad.open("rb") as bestand:
            data = bestand.read(MAX_BYTES + 1)
    except OSError as fout:
        return Nagekeken(naam, None, False, [_onleesbaar(fout)]), ONLEESBAAR
    invoer = lees_invoer(data)
    if isinstance(invoer, list):
        berichtsoort = invoer[0].pad.partition("/")[0] or None
        return Nagekeken(naam, berichtsoort, False, invoer), ONGELDIG
    bevindingen = toets_bericht(invoer)
    return Nagekeken(naam, type(invoer.bericht).__name__, not bevindingen, bevindingen), ONGELDIG if bevindingen else 0


def _onleesbaar(fout: OSError) -> Bevinding:
    anders = ("Dit bestand is niet te lezen.", "Controleer of het bestand er is en of de schijf werkt.")
    tekst, actie = _PROBLEMEN.get(type(fout), anders)
    return Bevinding(
        code="BESTAND-ONLEESBAAR", niveau=Niveau.TRANSPORT, pad="", regelnummer=None, tekst=tekst, actie=actie
    )


def _druk_af(uitkomst: Nagekeken, *, is_gelezen: bool) -> None:
    soort = f" ({uitkomst.berichtsoort})" if uitkomst.berichtsoort else ""
    if not is_gelezen:
        print(f"{uitkomst.bestand}: niet gelezen")
    elif uitkomst.geldig:
        print(f"{uitkomst.bestand}: geldig{soort}")
    else:
        aantal = len(uitkomst.bevindingen)
        print(f"{uitkomst.bestand}: ongeldig{soort}, {aantal} {'bevinding' if aantal == 1 else 'bevindingen'}")
    if is_gelezen:
        niveaus = Verslag.van(uitkomst.bevindingen, _GETOETST).niveaus
        print("  " + ", ".join(f"{niveau} {oordeel}" for niveau, oordeel in niveaus.items()))
    for bevinding in uitkomst.bevindingen:
        waar = f"regel {bevinding.regelnummer}" if bevinding.regelnummer else ""
        print("  " + "  ".join(deel for deel in (waar, bevinding.code, bevinding.pad) if deel))
        print(f"    {bevinding.tekst}")
        print(f"    Wat te doen: {bevinding.actie}")
