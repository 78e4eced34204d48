# SPDX-License-Identifier: EUPL-1.2
"""The command `clocks`."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.uitvoering import met_gateway, per_regio
from berichtenverkeer.core.ids import MAX_POSITIE
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.termijnen import Termijnen, Termijnlijst, Termijnsamenvatting
from berichtenverkeer.termijnen.klokken import Vraag
from berichtenverkeer.termijnen.soorten import Soort

BREEDTE = 160
"""Columns of a table that goes to a file or a pipe."""

LIMIET = 500

T = TypeVar("T", Termijnlijst, Termijnsamenvatting)


@per_regio
def termijnen(
    alleen_open: Annotated[bool, typer.Option("--open", help="Alleen wat nog moet gebeuren.")] = False,
    te_laat: Annotated[bool, typer.Option("--te-laat", help="Alleen wat voorbij de deadline is, of dat was.")] = False,
    soort: Annotated[Soort | None, typer.Option(help="Alleen deze soort.")] = None,
    partij: Annotated[str | None, typer.Option(metavar="CODE", help="Alleen wat deze partij moet doen.")] = None,
    wederpartij: Annotated[
        str | None, typer.Option(metavar="CODE", help="Alleen wat tegenover deze partij moet gebeuren.")
    ] = None,
    k: Annotated[
        int | None,
        typer.Option("--k", "--peil", metavar="K", min=1, max=MAX_POSITIE, help="Zoals bekend op deze positie."),
    ] = None,
    op: Annotated[
        datetime | None,
        typer.Option(metavar="DATUM", formats=["%Y-%m-%d"], help="Gerekend op deze dag, zoals toen bekend."),
    ] = None,
    samenvatting: Annotated[bool, typer.Option("--samenvatting", help="Aantallen per partij en soort.")] = False,
    periode: Annotated[
        str | None,
        typer.Option(metavar="PERIODE", help="Bij --samenvatting: wanneer voldaan, zoals 2026-Q1; anders dat jaar."),
    ] = None,
    na: Annotated[int, typer.Option(min=0, max=MAX_POSITIE, help="Sla zoveel termijnen over.")] = 0,
    limiet: Annotated[int, typer.Option(min=1, max=10_000, help="Toon er hooguit zoveel.")] = LIMIET,
    json: Annotated[bool, typer.Option("--json", help="Als JSON, met alles erbij.")] = False,
) -> None:
    """Wat er nog moet gebeuren, wanneer uiterlijk, en wie te laat is. docs/termijnen.md legt elke termijn uit.

    \b
    Voorbeelden:
      berichtenverkeer clocks --open --te-laat
      berichtenverkeer clocks --partij 0855 --soort antwoord-verzoek
      berichtenverkeer clocks --samenvatting --periode 2026-Q1
      berichtenverkeer clocks --open --op 2026-04-15            zoals toen bekend

    Elke lijst noemt de positie K en de dag waarop zij rust; met --k en --op krijgt u later precies hetzelfde.
    """
    dag = op.date() if op else None
    if samenvatting:
        anders = (alleen_open, te_laat, soort, partij, wederpartij, na)
        if any(anders):
            raise typer.BadParameter("hoort niet bij --samenvatting", param_hint="--open, --te-laat, --soort, --partij")
        telling = _stel(lambda gebruik, beller: gebruik.samenvatting(beller, periode, k=k, op=dag))
        _toon(telling, _tellingen, json=json)
        return
    if periode is not None:
        raise typer.BadParameter("hoort bij --samenvatting", param_hint="--periode")
    vraag = Vraag(
        soorten=(soort,) if soort else tuple(Soort),
        partij=partij,
        wederpartij=wederpartij,
        is_open=True if alleen_open else None,
        is_te_laat=True if te_laat else None,
        na=na,
        limiet=limiet,
    )
    lijst = _stel(lambda gebruik, beller: gebruik.klokken(beller, vraag, k=k, op=dag))
    _toon(lijst, _lijst, json=json)
    if lijst.volgende is not None:
        verder = f"--k {lijst.k} --op {lijst.op} --na {lijst.volgende}"
        print(f"Er zijn er meer dan hier staan; ga verder met {verder}.", file=sys.stderr)


def _stel(vraag: Callable[[Termijnen, Beller], Awaitable[T]]) -> T:
    return met_gateway(lambda gateway, beller: vraag(gateway.termijnen, beller))


def _toon(wat: T, vorm: Callable[[T], None], *, json: bool) -> None:
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(wat), indent=2) + b"\n")
    else:
        vorm(wat)


def _lijst(lijst: Termijnlijst) -> None:
    """One clock a line."""
    console = _console(lijst)
    tabel = _tabel(
        "Termijnen, de oudste deadline eerst",
        ("soort", "partij", "wederpartij", "waarover", "client", "van", "deadline", "voldaan"),
        ("werkdagen", "te laat"),
    )
    for een in lijst.klokken:
        soort = f"{een.soort} (signaal)" if een.is_signaal else een.soort
        dagen = (str(een.van), str(een.deadline), str(een.voldaan_op or "-"))
        wie = (soort, een.partij, een.wederpartij, een.sleutel, een.client or "-")
        tabel.add_row(*wie, *dagen, str(een.werkdagen), str(een.werkdagen_te_laat or "-"))
    console.print(tabel)


def _tellingen(telling: Termijnsamenvatting) -> None:
    """One party and kind a line."""
    console = _console(telling)
    tabel = _tabel(
        f"Termijnen; voldaan van {telling.begin} tot en met {telling.eind}",
        ("partij", "soort"),
        ("open", "te laat", "oudste", "voldaan op tijd", "voldaan te laat", "op tijd"),
    )
    for een in telling.tellingen:
        soort = f"{een.soort} (signaal)" if een.is_signaal else een.soort
        nog = (str(een.open), str(een.open_te_laat), str(een.oudste or "-"))
        aandeel = "-" if een.procent_op_tijd is None else f"{een.procent_op_tijd} %"
        tabel.add_row(een.partij, soort, *nog, str(een.voldaan_op_tijd), str(een.voldaan_te_laat), aandeel)
    console.print(tabel)


def _console(waarover: Termijnlijst | Termijnsamenvatting) -> Console:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = BREEDTE
    console.print(
        f"{waarover.regio}, op {waarover.op}, zoals bekend op K = {waarover.k}."
        f" Definitieversie {waarover.definitieversie}. Later precies hetzelfde: --k {waarover.k} --op {waarover.op}"
    )
    return console


def _tabel(titel: str, teksten: tuple[str, ...], getallen: tuple[str, ...]) -> Table:
    tabel = Table(title=titel, title_justify="left")
    for naam in teksten:
        tabel.add_column(naam)
    for naam in getallen:
        tabel.add_column(naam, justify="right")
    return tabel
