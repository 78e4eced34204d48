# SPDX-License-Identifier: EUPL-1.2
"""The commands `report stromen` and `report wachttijden`."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
import typer

from berichtenverkeer.cli import report_form
from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.reports import (
    Bewegingenlijst,
    Inquiry,
    Reports,
    Stroomrapport,
    Wachtrapport,
)
from berichtenverkeer.ledger.peil import read_moment
from berichtenverkeer.stromen.bewegingen import Choice, Kind, Richting
from berichtenverkeer.stromen.order import Dimensie

T = TypeVar("T", Stroomrapport, Wachtrapport, Bewegingenlijst)

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Cijfers over instroom, doorstroom, uitstroom en wachten. docs/stromen.md zegt wat elk cijfer betekent.",
)

Periods = Annotated[
    str, typer.Argument(metavar="PERIODE", help="2026, 2026-Q1 of 2026-03, of een reeks: 2026-01..2026-06.")
]
Per = Annotated[Dimensie, typer.Option("--per", help="Waarover de cijfers worden uitgesplitst.")]
Doorstroomtermijn = Annotated[
    int | None,
    typer.Option("--termijn", min=0, max=365, help="Doorstroomtermijn in dagen; anders die van het register."),
]
Position = Annotated[
    int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
]
DayK = Annotated[datetime | None, typer.Option("--dag-k", formats=["%Y-%m-%d"], help="De dag die bij --k hoort.")]
At = Annotated[str | None, typer.Option("--op", metavar="MOMENT", help="Zoals bekend aan het eind van deze dag.")]
Json = Annotated[bool, typer.Option("--json", help="Als JSON, met alles erbij.")]
Csv = Annotated[bool, typer.Option("--csv", help="Als CSV, een regel per periode en plek.")]


@app.command()
@per_regio
def stromen(
    perioden: Periods,
    per: Per = Dimensie.SEGMENT,
    termijn: Doorstroomtermijn = None,
    verondersteld: Annotated[
        bool,
        typer.Option("--verondersteld-einde", help="Zorg zonder stop eindigt met de toewijzing."),
    ] = False,
    k: Position = None,
    dag_k: DayK = None,
    op: At = None,
    bewegingen: Annotated[
        bool, typer.Option("--bewegingen", help="Toon de bewegingen achter de cijfers, zonder wie het is.")
    ] = False,
    plek: Annotated[str | None, typer.Option(help="Alleen bewegingen van deze plek.")] = None,
    richting: Annotated[Richting | None, typer.Option(help="Alleen bewegingen in of uit.")] = None,
    soort: Annotated[Kind | None, typer.Option(help="Alleen bewegingen van deze soort.")] = None,
    andere_plek: Annotated[str | None, typer.Option(help="Alleen doorstroom van of naar deze plek.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Wie er kwam, ging en doorstroomde, per periode en plek.

    \b
    Voorbeelden:
      berichtenverkeer report stromen 2026-01..2026-06
      berichtenverkeer report stromen 2026 --per aanbieder --csv > stromen.csv
      berichtenverkeer report stromen 2026-03 --bewegingen --plek 4 --soort instroom
      berichtenverkeer report stromen 2026-Q1 --op 2026-04-15     zoals toen bekend

    Elk rapport noemt de positie K en de dag waarop het rust; met --k en --dag-k krijgt u later precies hetzelfde.
    """
    choice = Choice(plek=plek, richting=richting, soort=soort, andere_plek=andere_plek)
    if choice != Choice() and not bewegingen:
        raise typer.BadParameter("hoort bij --bewegingen", param_hint="--plek, --richting, --soort, --andere-plek")

    def question(now: datetime) -> Inquiry:
        return Inquiry(
            perioden=perioden,
            dimensie=per,
            termijn=termijn,
            k=k,
            dag_k=dag_k.date() if dag_k else None,
            op=read_moment(op, now) if op else None,
            verondersteld=verondersteld,
        )

    if bewegingen:
        listing = _report(question, lambda reports, beller, one: reports.bewegingen(beller, one, choice))
        _show(listing, listing.bewegingen, report_form.bewegingen, json=json, csv=csv)
        if not listing.is_volledig:
            print("Er zijn er meer dan hier staan; vraag minder tegelijk.", file=sys.stderr)
        return
    report = _report(question, lambda reports, beller, one: reports.stromen(beller, one))
    regels = [(periode.periode, one) for periode in report.perioden for one in (periode.regio, *periode.plekken)]
    _show(report, regels, report_form.stromen, json=json, csv=csv)


@app.command()
@per_regio
def wachttijden(
    perioden: Periods,
    per: Per = Dimensie.SEGMENT,
    termijn: Doorstroomtermijn = None,
    k: Position = None,
    dag_k: DayK = None,
    op: At = None,
    wachtlijst: Annotated[
        bool, typer.Option("--wachtlijst", help="Toon een voor een wie er op de laatste dag wacht, en hoe lang al.")
    ] = False,
    vervallen: Annotated[
        bool, typer.Option("--vervallen", help="Toon een voor een welke toewijzing afliep voor de hulp begon.")
    ] = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Hoe lang antwoord en start op zich lieten wachten, wie nog wacht en hoe lang al, en hoe lang hulp duurde.

    \b
    Voorbeelden:
      berichtenverkeer report wachttijden 2026-01..2026-06
      berichtenverkeer report wachttijden 2026 --per aanbieder --json
      berichtenverkeer report wachttijden 2026-06 --wachtlijst --csv > wachtlijst.csv

    Een lijst heeft hooguit 1000 regels per periode, de langste eerst. Met --json staat alles erin.
    """
    if wachtlijst and vervallen:
        raise typer.BadParameter("kies een van beide lijsten", param_hint="--wachtlijst, --vervallen")

    def question(now: datetime) -> Inquiry:
        return Inquiry(
            perioden=perioden,
            dimensie=per,
            termijn=termijn,
            k=k,
            dag_k=dag_k.date() if dag_k else None,
            op=read_moment(op, now) if op else None,
        )

    report = _report(question, lambda reports, beller, one: reports.waiting_times(beller, one))
    if wachtlijst or vervallen:
        listing = "wachtlijst" if wachtlijst else "vervallen"
        regels = [(periode.periode, one) for periode in report.perioden for one in getattr(periode, listing)]
        _show(report, regels, lambda one: report_form.wachtregels(one, listing), json=json, csv=csv)
        return
    figures = [(periode.periode, one) for periode in report.perioden for one in (periode.regio, *periode.plekken)]
    _show(report, figures, report_form.wachttijden, json=json, csv=csv)


def _report(question: Callable[[datetime], Inquiry], make: Callable[[Reports, Beller, Inquiry], Awaitable[T]]) -> T:
    return with_gateway(lambda g, beller: make(g.reports, beller, question(g.clock())))


def _show(report: T, regels: object, form: Callable[[T], None], *, json: bool, csv: bool) -> None:
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    elif csv:
        report_form.csv(report.verantwoording, regels, sys.stdout)  # type: ignore[arg-type]
    else:
        form(report)
