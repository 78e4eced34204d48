# SPDX-License-Identifier: EUPL-1.2
"""The commands `plafond signalen`, `plafond gesprek` and `plafond besluit`."""

import sys
from datetime import datetime
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.signals import SignaalBesluit, SignaalGesprek, Signaallijst, Signaalregel
from berichtenverkeer.ledger.gebeurtenissen.signals import SignalOutcome

WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""

_DAY = ["%Y-%m-%d"]
Aanbieder = Annotated[str, typer.Argument(metavar="AGB", help="De aanbieder.")]
Jaar = Annotated[int, typer.Argument(min=2000, max=2099, help="Het jaar van het plafond.")]
Perceel = Annotated[str | None, typer.Option(metavar="CODE", help="Het plafond van dit perceel.")]
Segment = Annotated[str | None, typer.Option(metavar="CODE", help="Het plafond van dit segment.")]
Dag = Annotated[datetime | None, typer.Option(metavar="DATUM", formats=_DAY, help="De dag; anders vandaag.")]
Toelichting = Annotated[str, typer.Option(metavar="TEKST", help="Toelichting; wordt verzegeld bewaard.")]


@per_regio
def signalen(
    jaar: Annotated[int | None, typer.Option(min=2000, max=2099, help="Van dit jaar; anders dit jaar.")] = None,
    aanbieder: Annotated[str | None, typer.Option(metavar="AGB", help="Alleen van deze aanbieder.")] = None,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Als JSON.")] = False,
) -> None:
    """Van welke plafonds veel in gebruik is, en wat er nog moet gebeuren: eerst een gesprek, dan een besluit.

    \b
    Voorbeelden:
      berichtenverkeer plafond signalen
      berichtenverkeer plafond signalen --aanbieder 99000101 --jaar 2026
    """
    found = with_gateway(lambda gateway, beller: gateway.signals.listing(beller, jaar, aanbieder, k))
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    else:
        _table(found)


@per_regio
def gesprek(
    aanbieder: Aanbieder,
    jaar: Jaar,
    perceel: Perceel = None,
    segment: Segment = None,
    dag: Dag = None,
    toelichting: Toelichting = "",
) -> None:
    """Leg vast dat er over het lopende signaal van een plafond is gesproken.

    \b
    Voorbeeld:
      berichtenverkeer plafond gesprek 99000101 2026 --dag 2026-09-14
    """
    step = SignaalGesprek(
        aanbieder=aanbieder,
        jaar=jaar,
        perceel=perceel,
        segment=segment,
        dag=dag.date() if dag else None,
        toelichting=toelichting,
    )
    with_gateway(lambda gateway, beller: gateway.signals.discuss(beller, step))
    print("Het gesprek is vastgelegd; binnen tien werkdagen volgt een besluit.")


@per_regio
def besluit(
    aanbieder: Aanbieder,
    jaar: Jaar,
    uitkomst: Annotated[SignalOutcome, typer.Argument(help="Wat er is besloten.")],
    perceel: Perceel = None,
    segment: Segment = None,
    dag: Dag = None,
    toelichting: Toelichting = "",
) -> None:
    """Leg vast wat er na het gesprek is besloten. Het plafond of een stop verandert daar niet vanzelf door.

    \b
    Voorbeeld:
      berichtenverkeer plafond besluit 99000101 2026 "niet ophogen" --toelichting "Er is aanbod in segment 4."
    """
    step = SignaalBesluit(
        aanbieder=aanbieder,
        jaar=jaar,
        perceel=perceel,
        segment=segment,
        dag=dag.date() if dag else None,
        toelichting=toelichting,
        uitkomst=uitkomst,
    )
    with_gateway(lambda gateway, beller: gateway.signals.decide(beller, step))
    print("Het besluit is vastgelegd.")


def _table(found: Signaallijst) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(
        f"{found.regio}, op {found.op}, zoals bekend op K = {found.k}. Definitieversie {found.definitieversie}."
        f" Later precies hetzelfde: --k {found.k}"
    )
    table = Table(title="Signalen", title_justify="left")
    for name in ("aanbieder", "naam", "deel", "sinds", "tot", "gesprek", "besluit", "uitkomst"):
        table.add_column(name)
    for one in found.signalen:
        table.add_row(one.aanbieder, one.naam or "", _part(one), str(one.dag), str(one.tot or "-"), *_clocks(one))
    console.print(table)
    for one in found.signalen:
        for step, op, text in (
            ("gesprek", one.gesprek_op, one.gesprek_toelichting),
            ("besluit", one.besluit_op, one.besluit_toelichting),
        ):
            if text:
                console.print(f"{one.aanbieder} ({_part(one)}), {step} {op}: {text}")


def _part(one: Signaalregel) -> str:
    return (one.perceel and f"perceel {one.perceel}") or (one.segment and f"segment {one.segment}") or "geheel"


def _clocks(one: Signaalregel) -> tuple[str, str, str]:
    late = " (te laat)" if one.is_te_laat else ""
    stop = "stop voorgesteld" if one.stop_voorgesteld else "-"
    if one.gesprek_op is None:
        return f"voor {one.gesprek_voor}{late}", "-", stop
    return str(one.gesprek_op), str(one.besluit_op or f"voor {one.besluit_voor}{late}"), one.uitkomst or stop
