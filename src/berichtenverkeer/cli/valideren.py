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

from berichtenverkeer.cli.crew import crew
from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.clock import day, system_clock
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.regels.meldingen.bestand import UNREADABLE
from berichtenverkeer.validation.bundle import AT_THIS_MACHINE, is_zip, unpack
from berichtenverkeer.validation.nagekeken import (
    Bundelverslag,
    Gathering,
    Nagekeken,
    Piece,
    judge,
    printable_name,
    refused,
)
from berichtenverkeer.validation.verslag_page import as_page
from berichtenverkeer.validation.verslag_text import as_text

_INVALID, _UNREADABLE = 1, 2  # status of the program
_KINDS = frozenset({".xml", ".zip"})
_BEGIN = 4  # so many bytes tell a zip from anything else
_MANY, _MANY_BYTES = 50, 1024 * 1024
"""From so many files, or so much to unpack or read, it pays to start processes."""
_PROBLEMS = {
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
    verslag = _historic(paden) if historie else _loose(paden)
    if html is not None:
        html.write_text(as_page(verslag, system_clock()), encoding="utf-8")
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(verslag)).decode() + "\n")
    else:
        sys.stdout.writelines(f"{regel}\n" for regel in as_text(verslag))
    raise typer.Exit(max(map(_status, verslag.bestanden), default=0))


def _loose(paden: Sequence[Path]) -> Bundelverslag:
    """The report on the levels that need nothing but the bericht."""
    files = list(_find(paden))
    collection = Gathering(historie=False, at_most=AT_THIS_MACHINE.bevindingen)
    with crew(is_many=_is_many(files)) as look, _progress(files) as step:
        for one in look(_pieces(files)):
            collection.take_in(one)
            step()
    return collection.verslag()


def _historic(paden: Sequence[Path]) -> Bundelverslag:
    """The report on all levels, one bericht after the other: each is a transaction of the gateway."""

    async def question(gateway: Gateway, beller: Beller) -> Bundelverslag:
        files = list(_find(paden))
        collection = Gathering(historie=True, at_most=AT_THIS_MACHINE.bevindingen)
        with _progress(files) as step:
            for piece in _pieces(files):
                collection.take_in(await _with_history(gateway, beller, piece))
                step()
        return collection.verslag()

    return with_gateway(question)


async def _with_history(gateway: Gateway, beller: Beller, piece: Piece | Nagekeken) -> Nagekeken:
    if isinstance(piece, Nagekeken):
        return piece
    first = judge(piece, gateway.standaarden, day(gateway.clock()))
    return await gateway.checking.with_history(beller, piece, first)


def _find(paden: Iterable[Path]) -> Iterator[Path | Nagekeken]:
    """The files that were named, and those in the folders that were named, by name."""
    for pad in paden:
        if not os.path.isdir(pad):  # unlike Path.is_dir it does not raise where one may not look
            yield pad
            continue
        faults: list[OSError] = []
        empty = True
        for map_, folders, names in os.walk(pad, onerror=faults.append):
            folders.sort()
            for name in sorted(names):
                bestand = Path(map_, name)
                if bestand.suffix.lower() in _KINDS and os.path.isfile(bestand):
                    empty = False
                    yield bestand
        for fault in faults:
            what = UNREADABLE.at(text="Deze map mag niet worden gelezen.", action="Controleer de rechten van de map.")
            yield refused(printable_name(str(fault.filename)), what)
        if empty and not faults:
            text = "In deze map staan geen XML- of zip-bestanden."
            what = UNREADABLE.at(text=text, action="Controleer of dit de juiste map is.")
            yield refused(printable_name(str(pad)), what)


def _pieces(files: Iterable[Path | Nagekeken]) -> Iterator[Piece | Nagekeken]:
    for bestand in files:
        if isinstance(bestand, Nagekeken):
            yield bestand
        else:
            yield from _read(bestand)


def _read(pad: Path) -> Iterator[Piece | Nagekeken]:
    name = str(pad)
    try:
        with pad.open("rb") as bestand:
            begin = bestand.read(_BEGIN)
            bound = AT_THIS_MACHINE.zip_bytes if is_zip(begin) else AT_THIS_MACHINE.bericht_bytes
            data = begin + bestand.read(bound + 1 - len(begin))
    except OSError as fault:
        text, action = _PROBLEMS.get(type(fault), ("", ""))
        yield refused(printable_name(name), UNREADABLE.at(text=text, action=action))
        return
    yield from unpack([(name, data)], AT_THIS_MACHINE)


def _is_many(files: Sequence[Path | Nagekeken]) -> bool:
    omvang = sum(_omvang(pad) for pad in files if isinstance(pad, Path))
    has_zip = any(isinstance(pad, Path) and pad.suffix.lower() == ".zip" for pad in files)
    return len(files) >= _MANY or omvang >= (_MANY_BYTES // 10 if has_zip else _MANY_BYTES)


def _omvang(pad: Path) -> int:
    try:
        return pad.stat().st_size
    except OSError:
        return 0  # told when it is read


@contextmanager
def _progress(files: Sequence[Path | Nagekeken]) -> Iterator[Callable[[], None]]:
    """A bar on stderr, when that is a terminal. How many berichten are in a zip is not known before it is opened."""
    console = Console(stderr=True)
    has_zip = any(isinstance(pad, Path) and pad.suffix.lower() == ".zip" for pad in files)
    columns = (TextColumn("Nakijken"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task("", total=None if has_zip else len(files))
        yield lambda: bar.advance(task)


def _status(one: Nagekeken) -> int:
    if one.geldig:
        return 0
    return _UNREADABLE if one.bevindingen[0].code == UNREADABLE.code else _INVALID
