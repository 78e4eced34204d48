# SPDX-License-Identifier: EUPL-1.2
"""The command that checks berichten on this machine, without sending or keeping anything."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from berichtenverkeer.cli.ploeg import ploeg
from berichtenverkeer.cli.uitvoering import met_gateway, per_regio
from berichtenverkeer.core.klok import dag, systeemklok
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.regels.meldingen.bestand import ONLEESBAAR
from berichtenverkeer.validation.bundel import OP_DEZE_MACHINE, is_zip, pak_uit
from berichtenverkeer.validation.nagekeken import (
    Bundelverslag,
    Nagekeken,
    Stuk,
    Verzameling,
    beoordeel,
    geweigerd,
    toonbare_naam,
)
from berichtenverkeer.validation.verslagpagina import als_pagina
from berichtenverkeer.validation.verslagtekst import als_tekst

_ONGELDIG, _ONLEESBAAR = 1, 2  # status of the program
_SOORTEN = frozenset({".xml", ".zip"})
_BEGIN = 4  # so many bytes tell a zip from anything else
_VEEL, _VEEL_BYTES = 50, 1024 * 1024
"""From so many files, or so much to unpack or read, it pays to start processes."""
_PROBLEMEN = {
    FileNotFoundError: ("Dit bestand bestaat niet.", "Controleer de naam en de map."),
    PermissionError: ("Dit bestand mag niet worden gelezen.", "Controleer de rechten van het bestand."),
}


@per_regio
def valideren(
    paden: Annotated[
        list[Path], typer.Argument(metavar="PAD...", help="XML-bestanden, zip-bestanden of mappen met zulke bestanden.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Schrijf de uitkomst als JSON.")] = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="BESTAND", help="Schrijf de uitkomst ook als pagina om te lezen of te printen."),
    ] = None,
    historie: Annotated[
        bool,
        typer.Option("--met-historie", help="Beoordeel ook met eerdere berichten en het register van deze gateway."),
    ] = False,
) -> None:
    """Kijk berichten na op deze machine; er wordt niets verstuurd of bewaard.

    Toetst of het bericht leesbaar is, of het past bij het schema van iJw 3.2, en de regels binnen het bericht. Met
    --met-historie ook de regels die eerdere berichten of het register nodig hebben, alsof het bericht nu van zijn
    afzender werd ontvangen; anders zijn die overgeslagen. Elk bericht wordt apart beoordeeld.

    Van een map worden alle *.xml en *.zip nagekeken, ook in de mappen erin.

    \b
    Voorbeeld:
      berichtenverkeer validate JW315.xml
      berichtenverkeer validate --html uitkomst.html levering.zip map/
      berichtenverkeer validate --json *.xml > uitkomst.json

    Status 0: alles is geldig. Status 1: minstens één bericht is ongeldig. Status 2: een bestand is niet te lezen; de
    andere zijn wel nagekeken.
    """
    if html is not None:
        html.open("ab").close()  # a place that cannot be written to is told before the work
    verslag = _historisch(paden) if historie else _los(paden)
    if html is not None:
        html.write_text(als_pagina(verslag, systeemklok()), encoding="utf-8")
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(verslag)).decode() + "\n")
    else:
        sys.stdout.writelines(f"{regel}\n" for regel in als_tekst(verslag))
    raise typer.Exit(max(map(_status, verslag.bestanden), default=0))


def _los(paden: Sequence[Path]) -> Bundelverslag:
    """The report on the levels that need nothing but the bericht."""
    bestanden = list(_vind(paden))
    verzameling = Verzameling(historie=False, hoogstens=OP_DEZE_MACHINE.bevindingen)
    with ploeg(is_veel=_is_veel(bestanden)) as kijk, _voortgang(bestanden) as stap:
        for een in kijk(_stukken(bestanden)):
            verzameling.neem_op(een)
            stap()
    return verzameling.verslag()


def _historisch(paden: Sequence[Path]) -> Bundelverslag:
    """The report on all levels, one bericht after the other: each is a transaction of the gateway."""

    async def vraag(gateway: Gateway, beller: Beller) -> Bundelverslag:
        bestanden = list(_vind(paden))
        verzameling = Verzameling(historie=True, hoogstens=OP_DEZE_MACHINE.bevindingen)
        with _voortgang(bestanden) as stap:
            for stuk in _stukken(bestanden):
                verzameling.neem_op(await _met_historie(gateway, beller, stuk))
                stap()
        return verzameling.verslag()

    return met_gateway(vraag)


async def _met_historie(gateway: Gateway, beller: Beller, stuk: Stuk | Nagekeken) -> Nagekeken:
    if isinstance(stuk, Nagekeken):
        return stuk
    eerst = beoordeel(stuk, gateway.standaarden, dag(gateway.klok()))
    return await gateway.nakijken.met_historie(beller, stuk, eerst)


def _vind(paden: Iterable[Path]) -> Iterator[Path | Nagekeken]:
    """The files that were named, and those in the folders that were named, by name."""
    for pad in paden:
        if not os.path.isdir(pad):  # unlike Path.is_dir it does not raise where one may not look
            yield pad
            continue
        fouten: list[OSError] = []
        leeg = True
        for map_, mappen, namen in os.walk(pad, onerror=fouten.append):
            mappen.sort()
            for naam in sorted(namen):
                bestand = Path(map_, naam)
                if bestand.suffix.lower() in _SOORTEN and os.path.isfile(bestand):
                    leeg = False
                    yield bestand
        for fout in fouten:
            wat = ONLEESBAAR.op(tekst="Deze map mag niet worden gelezen.", actie="Controleer de rechten van de map.")
            yield geweigerd(toonbare_naam(str(fout.filename)), wat)
        if leeg and not fouten:
            tekst = "In deze map staan geen XML- of zip-bestanden."
            wat = ONLEESBAAR.op(tekst=tekst, actie="Controleer of dit de juiste map is.")
            yield geweigerd(toonbare_naam(str(pad)), wat)


def _stukken(bestanden: Iterable[Path | Nagekeken]) -> Iterator[Stuk | Nagekeken]:
    for bestand in bestanden:
        if isinstance(bestand, Nagekeken):
            yield bestand
        else:
            yield from _lees(bestand)


def _lees(pad: Path) -> Iterator[Stuk | Nagekeken]:
    naam = str(pad)
    try:
        with pad.open("rb") as bestand:
            begin = bestand.read(_BEGIN)
            grens = OP_DEZE_MACHINE.zip_bytes if is_zip(begin) else OP_DEZE_MACHINE.bericht_bytes
            data = begin + bestand.read(grens + 1 - len(begin))
    except OSError as fout:
        tekst, actie = _PROBLEMEN.get(type(fout), ("", ""))
        yield geweigerd(toonbare_naam(naam), ONLEESBAAR.op(tekst=tekst, actie=actie))
        return
    yield from pak_uit([(naam, data)], OP_DEZE_MACHINE)


def _is_veel(bestanden: Sequence[Path | Nagekeken]) -> bool:
    omvang = sum(_omvang(pad) for pad in bestanden if isinstance(pad, Path))
    heeft_zip = any(isinstance(pad, Path) and pad.suffix.lower() == ".zip" for pad in bestanden)
    return len(bestanden) >= _VEEL or omvang >= (_VEEL_BYTES // 10 if heeft_zip else _VEEL_BYTES)


def _omvang(pad: Path) -> int:
    try:
        return pad.stat().st_size
    except OSError:
        return 0  # told when it is read


@contextmanager
def _voortgang(bestanden: Sequence[Path | Nagekeken]) -> Iterator[Callable[[], None]]:
    """A bar on stderr, when that is a terminal. How many berichten are in a zip is not known before it is opened."""
    console = Console(stderr=True)
    heeft_zip = any(isinstance(pad, Path) and pad.suffix.lower() == ".zip" for pad in bestanden)
    kolommen = (TextColumn("Nakijken"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *kolommen,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as balk:
        taak = balk.add_task("", total=None if heeft_zip else len(bestanden))
        yield lambda: balk.advance(taak)


def _status(een: Nagekeken) -> int:
    if een.geldig:
        return 0
    return _ONLEESBAAR if een.bevindingen[0].code == ONLEESBAAR.code else _ONGELDIG
