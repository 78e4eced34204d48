# SPDX-License-Identifier: EUPL-1.2
"""The commands `report CODE`, one for each report of the catalogue, and `report lijst`."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.report_parameters import MAX_TERMIJN
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Report
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.forms.json_form import camel
from berichtenverkeer.rapporten.question import Dimension

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Alle rapporten, in elke vorm. `report lijst` noemt ze; docs/rapporten.md zegt wat elk cijfer betekent.",
)

Periods = Annotated[
    str,
    typer.Argument(metavar="PERIODE", help="2026, 2026-H1, 2026-Q1, 2026-03, een reeks 2026-01..2026-06, of dag."),
]
Per = Annotated[Dimension | None, typer.Option("--per", help="Waarover de cijfers worden uitgesplitst.")]
Per2 = Annotated[Dimension | None, typer.Option("--per2", help="De tweede uitsplitsing.")]
Filters = Annotated[
    list[str] | None, typer.Option("--filter", metavar="DIM=WAARDE", help="Alleen deze waarden; mag vaker.")
]
At = Annotated[str | None, typer.Option("--op", metavar="MOMENT", help="Zoals bekend aan het eind van deze dag.")]
Position = Annotated[
    int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
]
DayK = Annotated[datetime | None, typer.Option("--dag-k", formats=["%Y-%m-%d"], help="De dag die bij --k hoort.")]
Termijn = Annotated[
    int | None,
    typer.Option("--termijn", min=0, max=MAX_TERMIJN, help="Doorstroomtermijn; zonder: het register."),
]
Outside = Annotated[
    bool | None,
    typer.Option("--buiten-opdracht/--zonder", help="Of hulp buiten de opdracht meetelt; zonder keuze wel."),
]
Presumed = Annotated[bool, typer.Option("--verondersteld-einde", help="Zorg zonder stop eindigt met de toewijzing.")]
Small = Annotated[bool, typer.Option("--kleine-aantallen", help="Aantallen van 1 tot en met 4 staan er als < 5.")]
Moving = Annotated[
    bool, typer.Option("--band", help="Ook hoeveel zulke cijfers nog bewogen in het jaar ervoor; duurt langer.")
]
Thresholds = Annotated[
    list[str] | None, typer.Option("--drempel", metavar="NAAM=N", help="Een drempel van het rapport; mag vaker.")
]
Amounts = Annotated[
    list[str] | None,
    typer.Option("--eigen", metavar="GEMEENTE=CENTEN", help="Bij solidariteit: wat een gemeente inlegt; mag vaker."),
]
Form = Annotated[Vorm, typer.Option("--vorm", help="De vorm.")]
PartName = Annotated[
    str | None, typer.Option("--deel", help="Bij csv en parquet welke tabel, bij svg welke grafiek; zonder de eerste.")
]
Target = Annotated[Path | None, typer.Option("--naar", metavar="BESTAND", help="Schrijf naar dit bestand.")]


@app.command("lijst")
def reports() -> None:
    """Welke rapporten er zijn, en welke vraag zij beantwoorden.

    \b
    Voorbeelden:
      berichtenverkeer report lijst
      berichtenverkeer report jeugdigen --help     waarmee u dat rapport vraagt, en wat zijn kolommen betekenen
    """
    table = Table(box=None, show_header=False)
    for report in REPORTS.values():
        table.add_row(report.code, report.question)
    console = Console(highlight=False)
    console.print(table)


@app.command("all")
@per_regio
def everything(
    naar: Annotated[Path, typer.Option("--naar", metavar="MAP", help="Map die er nog niet is.")],
    maand: Annotated[str | None, typer.Option("--maand", help="Van welke maand; zonder de laatste die om is.")] = None,
    op: At = None,
    k: Position = None,
    dag_k: DayK = None,
) -> None:
    """Schrijf alle rapporten van een maand: elk als pagina en als werkmap, de tabellen als CSV, en een inhoudsopgave.

    \b
    Voorbeelden:
      berichtenverkeer report all --naar cijfers/nu
      berichtenverkeer report all --naar cijfers/2026-06 --maand 2026-06 --op 2026-07-10

    Breekt het af, geef dan dezelfde opdracht met --k en --dag-k: wat er al was, blijft. Dezelfde K geeft hetzelfde.
    """
    given = {"k": k, "dagK": dag_k and dag_k.date(), "op": op}

    async def write(gateway: Gateway, beller: Beller) -> list[str]:
        peil = await gateway.rapportages.peil({name: value for name, value in given.items() if value is not None})
        month = maand or f"{peil.dag.replace(day=1) - timedelta(days=1):%Y-%m}"
        print(f"Maand {month}, later precies hetzelfde: --k {peil.positie} --dag-k {peil.dag}", file=sys.stderr)
        return await gateway.report_sets.write(beller, naar, month, peil)

    print(f"{len(with_gateway(write))} bestanden in {naar}; begin bij index.html.")


def command(report: Report) -> Callable[..., None]:
    """The command of one report."""

    @per_regio
    def ask(
        periode: Periods,
        per: Per = None,
        per2: Per2 = None,
        filters: Filters = None,
        op: At = None,
        k: Position = None,
        dag_k: DayK = None,
        termijn: Termijn = None,
        buiten_opdracht: Outside = None,
        verondersteld: Presumed = False,
        kleine_aantallen: Small = False,
        band: Moving = False,
        drempels: Thresholds = None,
        eigen: Amounts = None,
        vorm: Form = Vorm.TEXT,
        deel: PartName = None,
        naar: Target = None,
    ) -> None:
        given = {
            "periode": periode,
            "per": per,
            "per2": per2,
            "op": op,
            "k": k,
            "dagK": dag_k and dag_k.date(),
            "termijn": termijn,
            "buitenOpdracht": {True: "ja", False: "nee", None: None}[buiten_opdracht],
            "verondersteld": "ja" if verondersteld else None,
            "kleineAantallen": "ja" if kleine_aantallen else None,
            "band": "ja" if band else None,
            "eigen": ",".join(f"{code}:{cents}" for code, cents in _pairs(eigen, "--eigen")) or None,
            "deel": deel,
        }
        question = [(name, str(value)) for name, value in given.items() if value is not None]
        question += [
            *_pairs(filters, "--filter"),
            *((camel(name), text) for name, text in _pairs(drempels, "--drempel")),
        ]
        _write(with_gateway(lambda g, beller: g.rapportages.report(beller, report.code, question, vorm))[1], naar)

    ask.__doc__ = help_of(report)
    return ask


def help_of(report: Report) -> str:
    """What the command says of the report: its question, examples, and what its columns mean."""
    code = report.code
    lines = [
        report.question,
        "",
        "\b",
        "Voorbeelden:",
        f"  berichtenverkeer report {code} 2026-01..2026-06",
        f"  berichtenverkeer report {code} 2026 --per aanbieder --vorm xlsx --naar {code}.xlsx",
        "",
        "\b",
        "Kolommen:",
        *(f"  {column.name}: {column.sentence}" for table in report.tables for column in table.columns),
    ]
    return "\n".join(lines)


def _pairs(texts: list[str] | None, option: str) -> Iterator[tuple[str, str]]:
    """`gemeente=0363` twice is both of them."""
    together: dict[str, list[str]] = {}
    for text in texts or ():
        name, is_pair, value = text.partition("=")
        if not is_pair:
            raise typer.BadParameter("verwacht wordt naam=waarde", param_hint=option)
        together.setdefault(name, []).append(value)
    yield from ((name, ",".join(values)) for name, values in together.items())


def _write(data: bytes, target: Path | None) -> None:
    if target is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        target.write_bytes(data)


for made in REPORTS.values():
    app.command(made.code)(command(made))
