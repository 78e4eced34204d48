# SPDX-License-Identifier: EUPL-1.2
"""The command `plafond wat-als`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.cli.plafond import WIDTH, euro
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.what_if import WatAlsOverzicht
from berichtenverkeer.register.reading import read_sheet
from berichtenverkeer.register.rows import TABLES, Plafond

_COLUMNS = ("plafonds nu", "wordt", "eerste dag", "verzoeken", "bedrag", "niet passend", "bedrag")


@per_regio
def what_if(
    file: Annotated[Path, typer.Argument(metavar="BESTAND", help="Een plafonds.csv met de andere plafonds.")],
    jaar: Annotated[int, typer.Option(min=2000, max=2100, help="Het jaar waarover het gaat.")],
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
) -> None:
    """Wat als de plafonds anders waren geweest: wie zat wanneer vol, en wat werd er daarna gevraagd?

    Legt andere plafonds naast wat er in dat jaar is geboekt, en boekt niets. Per aanbieder: de dag waarop het voor het
    eerst niet paste, de verzoeken vanaf die dag, en hoeveel daarvan niet pasten. Wat niet in het bestand staat, houdt
    zijn bedrag. Het bestand heeft de vorm van plafonds.csv in het register; rijen van andere jaren tellen niet mee.

    \b
    Voorbeeld:
      berichtenverkeer plafond wat-als plafonds-2026-krap.csv --jaar 2026
    """
    rows = [row for row in _rows(file) if row.jaar == jaar]
    overview = with_gateway(lambda g, beller: g.what_if.with_rows(beller, jaar, rows, k))
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(
        f"{overview.regio}. Zoals bekend op K = {overview.k}, register {overview.register_versie} van"
        f" {overview.register_dag or 'onbekende dag'}. Definitieversie {overview.definitieversie}. Bedragen in euro's."
    )
    console.print(_table(overview))
    console.print(f"Let op: {overview.let_op}")


def _rows(file: Path) -> list[Plafond]:
    """What the file says; every fault in it is told, and then the command ends."""
    if not file.is_file():
        report(f"Fout: {file} is er niet.", "Geef een plafonds.csv; docs/register.md beschrijft de kolommen.")
        raise typer.Exit(FAULT)
    sheet = read_sheet(TABLES["plafonds"], file.read_bytes())
    for fault in sheet.faults:
        print(fault)
    if sheet.faults:
        report(f"Fout: {file} klopt niet.", "Verbeter het bestand en probeer het opnieuw.")
        raise typer.Exit(FAULT)
    return [row for _, row in sheet.rows if isinstance(row, Plafond)]


def _table(overview: WatAlsOverzicht) -> Table:
    table = Table(title=f"Wat als, {overview.jaar}", title_justify="left")
    for name in ("aanbieder", "naam"):
        table.add_column(name)
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    for one in overview.aanbieders:
        table.add_row(
            one.aanbieder,
            one.naam or "",
            "\n".join(euro(part.plafond_cents) for part in one.plafonds),
            "\n".join(euro(part.wordt_cents) for part in one.plafonds),
            str(one.dag or "-"),
            str(one.verzoeken),
            euro(one.verzoeken_cents),
            str(one.niet_passend),
            euro(one.niet_passend_cents),
        )
    return table
