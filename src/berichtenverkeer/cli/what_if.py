# SPDX-License-Identifier: EUPL-1.2
"""The command `plafond wat-als`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.cli.plafond import WIDTH, euro
from berichtenverkeer.cli.voorstel import read_option
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.amount_forms import OtherPlafond, VerdelingVraag, WatAlsVraag
from berichtenverkeer.gateway.what_if import WatAlsOverzicht
from berichtenverkeer.plafonds.voorstel import Wijze
from berichtenverkeer.register.fields import BEDRAG_OR_LESS, FACTOR
from berichtenverkeer.register.reading import read_sheet
from berichtenverkeer.register.rows import TABLES, Plafond

_COLUMNS = ("plafonds nu", "wordt", "eerste dag", "verzoeken", "bedrag", "niet passend", "bedrag")


@per_regio
def what_if(
    jaar: Annotated[int, typer.Option(min=2015, max=2100, help="Het jaar waarover het gaat.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="[BESTAND]", help="Een plafonds.csv met de andere plafonds.")
    ] = None,
    norm: Annotated[str | None, typer.Option(metavar="FACTOR", help="Een andere norm, zoals 0,75.")] = None,
    basisjaar: Annotated[
        int | None,
        typer.Option(min=2015, max=2100, help="Een ander basisjaar: norm maal wat in dat jaar is goedgekeurd."),
    ] = None,
    verdeel: Annotated[
        str | None,
        typer.Option(
            metavar="BEDRAG", help="Een bedrag in euro's erbij, of met een min ervoor eraf, over alle plafonds."
        ),
    ] = None,
    wijze: Annotated[Wijze, typer.Option(help="Hoe dat bedrag wordt verdeeld.")] = Wijze.GELIJK,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
) -> None:
    """Wat als de plafonds anders waren geweest: wie zat wanneer vol, en wat werd er daarna gevraagd?

    Legt andere plafonds naast wat er in dat jaar is geboekt, en boekt niets. Per aanbieder: de dag waarop het voor het
    eerst niet paste, de verzoeken vanaf die dag, en hoeveel daarvan niet pasten. Wat niet anders wordt, houdt zijn
    bedrag. Zeg op een van drie manieren hoe de plafonds anders worden: met --norm, --basisjaar of beide; met --verdeel;
    of met een bestand in de vorm van plafonds.csv in het register (rijen van andere jaren tellen niet mee).

    \b
    Voorbeelden:
      berichtenverkeer plafond wat-als --jaar 2026 --norm 0,75
      berichtenverkeer plafond wat-als --jaar 2026 --basisjaar 2024
      berichtenverkeer plafond wat-als --jaar 2026 --verdeel -250.000,00 --wijze "naar rato"
      berichtenverkeer plafond wat-als plafonds-2026-krap.csv --jaar 2026

    --norm alleen laat elk plafond zijn eigen basis. --basisjaar rekent als `plafond voorstel`, --verdeel als
    `plafond verdeel`.
    """
    vraag = WatAlsVraag(
        norm=None if norm is None else f"{read_option(FACTOR, norm, '--norm'):f}",
        basisjaar=basisjaar,
        verdeling=None if verdeel is None else _verdeling(verdeel, wijze),
        plafonds=None if file is None else [OtherPlafond.of(row) for row in _rows(file) if row.jaar == jaar],
    )
    _show(with_gateway(lambda g, beller: g.what_if.asked(beller, jaar, vraag, k)))


def _show(overview: WatAlsOverzicht) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(
        f"{overview.regio}. Zoals bekend op K = {overview.k}, register {overview.register_versie} van"
        f" {overview.register_dag or 'onbekende dag'}. Definitieversie {overview.definitieversie}. Bedragen in euro's."
    )
    console.print(_table(overview))
    console.print(f"Let op: {overview.let_op}")


def _verdeling(bedrag: str, wijze: Wijze) -> VerdelingVraag:
    cents: int = read_option(BEDRAG_OR_LESS, bedrag, "--verdeel")
    return VerdelingVraag(bedrag_cents=cents, wijze=wijze.value)


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
