# SPDX-License-Identifier: EUPL-1.2
"""The commands for the register: check a folder, load it."""

from pathlib import Path
from typing import Annotated

import typer

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.folders import read_folder

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Het register: wie er meedoen, en wat er is ingekocht. docs/register.md beschrijft de bestanden.",
)

Folder = Annotated[Path, typer.Argument(metavar="MAP", help="De map met regio.toml en de CSV-bestanden.")]


@app.command()
def check(map_: Folder) -> None:
    """Controleer een map met registerbestanden, zonder iets te laden.

    Noemt elke fout: bestand, regel, kolom, wat er mis is en wat u kunt doen. Met fouten eindigt de opdracht met
    status 1.

    \b
    Voorbeeld:
      berichtenverkeer register check deploy/voorbeeldregio
    """
    content = _checked(map_)
    print(f"Het register van {content.regio} klopt: {_rows(content)}.")


@app.command("load")
@per_regio
def load_folder(map_: Folder) -> None:
    """Controleer een map met registerbestanden en laad haar.

    Wat in de map staat, vervangt het hele register van BV_REGIO. Wat vroeger bekend was, blijft bewaard: een cijfer van
    een eerder moment verandert niet. Dezelfde inhoud nog eens laden verandert niets.

    \b
    Voorbeeld:
      berichtenverkeer register load deploy/voorbeeldregio

    Gaat het mis? Er is dan niets gewijzigd: een register wordt helemaal geladen of niet.
    """
    content = _checked(map_)
    result = with_gateway(lambda gateway, beller: gateway.register.load(beller, content))
    if result.is_equal:
        print("Niets gewijzigd: dit register was al geladen.")
    else:
        print(f"Geladen: {_rows(content)}; {result.nieuw} nieuw, {result.vervallen} vervallen.")
    print(f"SHA-256 van de inhoud: {result.sha256.hex()}")


def _checked(pad: Path) -> Content:
    if not pad.is_dir():
        report(f"Fout: {pad} is geen map.", "Geef de map met regio.toml en de CSV-bestanden.")
        raise typer.Exit(FAULT)
    folder = read_folder(pad)
    if folder.faults:
        for fault in folder.faults:
            print(fault)
        count = "1 fout" if len(folder.faults) == 1 else f"{len(folder.faults)} fouten"
        report(f"Fout: {count} in {pad}; er is niets geladen.", "Verbeter de bestanden en probeer het opnieuw.")
        raise typer.Exit(FAULT)
    return folder.content


def _rows(content: Content) -> str:
    return f"{sum(len(rows) for rows in content.rows.values())} rijen in {len(content.rows)} bestanden"
