# SPDX-License-Identifier: EUPL-1.2
"""The commands for the register: check a folder, say what loading it would change, load it, write one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.cli.plafond import WIDTH, euro
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.lading import Moved
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.folders import read_folder, write_folder

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


@app.command()
@per_regio
def export(
    map_: Annotated[Path, typer.Argument(metavar="MAP", help="Een map die er nog niet is, of leeg is.")],
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
) -> None:
    """Schrijf het register als bestanden: zoals het nu geldt, of zoals het op een positie bekend was.

    Wat u schrijft, kunt u wijzigen en weer laden. `register diff` zegt eerst wat dat verandert.

    \b
    Voorbeelden:
      berichtenverkeer register export register-nu
      berichtenverkeer register export register-van-toen --k 120000
    """
    if map_.exists() and (not map_.is_dir() or any(map_.iterdir())):
        report(f"Fout: {map_} is geen lege map; er is niets geschreven.", "Kies een map die er nog niet is.")
        raise typer.Exit(FAULT)
    content = with_gateway(lambda gateway, beller: gateway.register.export(beller, k))
    map_.mkdir(parents=True, exist_ok=True)
    write_folder(content, map_)
    print(f"Geschreven naar {map_}: {_rows(content)}.")


@app.command()
@per_regio
def diff(map_: Folder) -> None:
    """Controleer een map met registerbestanden en toon wat laden zou veranderen, zonder iets te laden.

    Per bestand de rijen die vervallen (-) en nieuw zijn (+); daaronder de plafonds waarvan het bedrag of de claims
    zouden veranderen, in euro's.

    \b
    Voorbeeld:
      berichtenverkeer register diff deploy/voorbeeldregio
    """
    content = _checked(map_)
    found = with_gateway(lambda gateway, beller: gateway.register.diff(beller, content))
    if not found.files:
        print("Laden zou niets veranderen.")
    for one in found.files:
        print(f"{one.table.file}: {len(one.gone)} vervallen, {len(one.new)} nieuw")
        for line in one.lines:
            print(f"  {line}")
    if found.plafonds:
        console = Console(highlight=False, markup=False)
        if not console.is_terminal:
            console.width = WIDTH
        console.print(_plafonds(found.plafonds))
    elif found.files:
        print("Geen plafond en geen claim verandert.")


def _plafonds(moved: Sequence[Moved]) -> Table:
    table = Table(title="Plafonds in euro's, nu en na het laden", title_justify="left")
    for name in ("jaar", "aanbieder", "deel"):
        table.add_column(name)
    for name in ("plafond", "wordt", "claims", "wordt", "overschrijding", "wordt", "aantal claims"):
        table.add_column(name, justify="right")
    for one in moved:
        key, before = one.after.plafond, one.before or Saldo(one.after.plafond)
        part = (key.perceel and f"perceel {key.perceel}", key.segment and f"segment {key.segment}")
        cents = (
            *("-" if one.before is None else euro(before.plafond_cents), euro(one.after.plafond_cents)),
            *(euro(saldo.claims_cents) for saldo in (before, one.after)),
            *(euro(saldo.stand(Rekening.OVERSCHRIJDING)) for saldo in (before, one.after)),
        )
        table.add_row(str(key.jaar), key.aanbieder, ", ".join(filter(None, part)) or "geheel", *cents, str(one.claims))
    return table


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
