# SPDX-License-Identifier: EUPL-1.2
"""The command `plafond prognose`."""

from collections import Counter
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import per_regio
from berichtenverkeer.cli.plafond import WIDTH, ask, euro, origin_of, part_of
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.plafonds import PlafondFigures, Plafondstand

_COLUMNS = ("plafond", "bekend", "31 december", "prognose", "laag", "hoog", "vol op", "vorig jaar")


@per_regio
def prognose(
    jaar: Annotated[int | None, typer.Option(min=2000, max=2100, help="Alleen dit jaar.")] = None,
    aanbieder: Annotated[str | None, typer.Option(metavar="AGB", help="Alleen deze aanbieder.")] = None,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
) -> None:
    """Wat er van ieder plafond wordt, en op welke dag het vol is; wie het eerst vol is, staat bovenaan.

    Wat nu bekend is (gereserveerd, beslag en realisatie) loopt verder zoals vergelijkbare plafonds in eerdere jaren
    vanaf dezelfde dag. Laag en hoog zijn de aanbieders op het 10e en het 90e percentiel. Vorig jaar: hoeveel procent
    dezelfde rekenwijze er aan het eind van dezelfde maand naast zat. Zonder vol jaar ervoor is er geen prognose.

    \b
    Voorbeelden:
      berichtenverkeer plafond prognose --jaar 2026
      berichtenverkeer plafond prognose --aanbieder 99000101
      berichtenverkeer plafond stand --jaar 2026 --csv > plafonds.csv

    De laatste geeft dezelfde cijfers als CSV in centen. docs/plafonds.md zegt hoe er gerekend wordt.
    """
    stand = ask(jaar, aanbieder, k)
    table(stand)


def table(stand: Plafondstand) -> None:
    """Print what will become of plafonds, and of how many nothing can be said."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(origin_of(stand))
    console.print(_table(stand))
    until = max((one.prognose.ontwikkeld_tot for one in stand.plafonds if one.prognose.ontwikkeld_tot), default=None)
    if until is not None:
        console.print(
            f"Bedragen afgerond op hele euro's; de prognose is wat er hooguit tot en met {until} bekend wordt."
        )
    for reason, count in Counter(one.prognose.onbekend for one in stand.plafonds if one.prognose.onbekend).items():
        console.print(f"{count} zonder prognose: {reason}")


def _table(stand: Plafondstand) -> Table:
    overview = Table(title="Prognose van de plafonds", title_justify="left")
    for name in ("jaar", "aanbieder", "naam", "deel"):
        overview.add_column(name)
    for name in _COLUMNS:
        overview.add_column(name, justify="right")
    for one in sorted(stand.plafonds, key=lambda one: one.prognose.bereikt_op or date.max):
        overview.add_row(str(one.jaar), one.aanbieder, one.naam or "", part_of(one), *_figures(one))
    return overview


def _figures(one: PlafondFigures) -> tuple[str, ...]:
    said = one.prognose
    bedragen = (said.jaareinde_cents, said.prognose_cents, said.laag_cents, said.hoog_cents)
    off = said.terugblik.afwijking_procent if said.terugblik else None
    return (
        _euros(one.plafond_cents),
        _euros(said.bekend_cents),
        *("-" if cents is None else _euros(cents) for cents in bedragen),
        str(said.bereikt_op or "-"),
        "-" if off is None else f"{off:+} %",
    )


def _euros(cents: int) -> str:
    """In whole euros, half of one upwards: a prognose is no more exact than that."""
    return euro((cents + 50) // 100 * 100).removesuffix(",00")
