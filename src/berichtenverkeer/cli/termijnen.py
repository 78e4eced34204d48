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

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.termijnen import Termijnen, TermijnListing, Termijnsamenvatting
from berichtenverkeer.termijnen.clocks import Question
from berichtenverkeer.termijnen.kinds import Kind

WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""

LIMIT = 500

T = TypeVar("T", TermijnListing, Termijnsamenvatting)


@per_regio
def termijnen(
    alleen_open: Annotated[bool, typer.Option("--open", help="Alleen wat nog moet gebeuren.")] = False,
    te_laat: Annotated[bool, typer.Option("--te-laat", help="Alleen wat voorbij de deadline is, of dat was.")] = False,
    soort: Annotated[Kind | None, typer.Option(help="Alleen deze soort.")] = None,
    partij: Annotated[str | None, typer.Option(metavar="CODE", help="Alleen wat deze partij moet doen.")] = None,
    wederpartij: Annotated[
        str | None, typer.Option(metavar="CODE", help="Alleen wat tegenover deze partij moet gebeuren.")
    ] = None,
    k: Annotated[
        int | None,
        typer.Option("--k", "--peil", metavar="K", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie."),
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
    na: Annotated[int, typer.Option(min=0, max=MAX_POSITION, help="Sla zoveel termijnen over.")] = 0,
    limiet: Annotated[int, typer.Option(min=1, max=10_000, help="Toon er hooguit zoveel.")] = LIMIT,
    json: Annotated[bool, typer.Option("--json", help="Als JSON, met alles erbij.")] = False,
) -> None:
    """Wat er nog moet gebeuren, wanneer uiterlijk, en wie te laat is. docs/termijnen.md legt elke termijn uit.

    \b
    Voorbeelden:
      berichtenverkeer clocks --open --te-laat
      berichtenverkeer clocks --partij 0855 --soort antwoord-verzoek   (over geld: --partij opdrachtgever)
      berichtenverkeer clocks --samenvatting --periode 2026-Q1
      berichtenverkeer clocks --open --op 2026-04-15            zoals toen bekend

    Elke lijst noemt de positie K en de dag waarop zij rust; met --k en --op krijgt u later precies hetzelfde.
    """
    day = op.date() if op else None
    if samenvatting:
        otherwise = (alleen_open, te_laat, soort, partij, wederpartij, na)
        if any(otherwise):
            raise typer.BadParameter("hoort niet bij --samenvatting", param_hint="--open, --te-laat, --soort, --partij")
        tally = _set_up(lambda use, beller: use.summary(beller, periode, k=k, op=day))
        _show(tally, _tallies, json=json)
        return
    if periode is not None:
        raise typer.BadParameter("hoort bij --samenvatting", param_hint="--periode")
    question = Question(
        soorten=(soort,) if soort else tuple(Kind),
        partij=partij,
        wederpartij=wederpartij,
        is_open=True if alleen_open else None,
        is_te_laat=True if te_laat else None,
        na=na,
        limiet=limiet,
    )
    listing = _set_up(lambda use, beller: use.klokken(beller, question, k=k, op=day))
    _show(listing, _listing, json=json)
    if listing.volgende is not None:
        further = f"--k {listing.k} --op {listing.op} --na {listing.volgende}"
        print(f"Er zijn er meer dan hier staan; ga verder met {further}.", file=sys.stderr)


def _set_up(question: Callable[[Termijnen, Beller], Awaitable[T]]) -> T:
    return with_gateway(lambda gateway, beller: question(gateway.termijnen, beller))


def _show(what: T, form: Callable[[T], None], *, json: bool) -> None:
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(what), indent=2) + b"\n")
    else:
        form(what)


def _listing(listing: TermijnListing) -> None:
    """One clock a line."""
    console = _console(listing)
    table = _table(
        "Termijnen: wat niet kan wachten, dan de oudste deadline",
        ("soort", "partij", "wederpartij", "waarover", "client", "van", "deadline", "voldaan"),
        ("werkdagen", "te laat"),
    )
    for one in listing.klokken:
        soort = f"{one.soort} (signaal)" if one.is_signaal else one.soort
        dagen = (str(one.van), str(one.deadline), str(one.voldaan_op or "-"))
        who = (soort, one.partij, one.wederpartij, one.sleutel, one.client or "-")
        table.add_row(*who, *dagen, str(one.werkdagen), str(one.werkdagen_te_laat or "-"))
    console.print(table)


def _tallies(tally: Termijnsamenvatting) -> None:
    """One party and kind a line."""
    console = _console(tally)
    table = _table(
        f"Termijnen; voldaan van {tally.begin} tot en met {tally.eind}",
        ("partij", "soort"),
        ("open", "te laat", "oudste", "voldaan op tijd", "voldaan te laat", "op tijd"),
    )
    for one in tally.tellingen:
        soort = f"{one.soort} (signaal)" if one.is_signaal else one.soort
        still = (str(one.open), str(one.open_te_laat), str(one.oudste or "-"))
        share = "-" if one.procent_op_tijd is None else f"{one.procent_op_tijd} %"
        table.add_row(one.partij, soort, *still, str(one.voldaan_op_tijd), str(one.voldaan_te_laat), share)
    console.print(table)


def _console(what_about: TermijnListing | Termijnsamenvatting) -> Console:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(
        f"{what_about.regio}, op {what_about.op}, zoals bekend op K = {what_about.k}."
        f" Definitieversie {what_about.definitieversie}. Later precies hetzelfde: --k {what_about.k} --op "
        f"{what_about.op}"
    )
    return console


def _table(title: str, texts: tuple[str, ...], numerals: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in texts:
        table.add_column(name)
    for name in numerals:
        table.add_column(name, justify="right")
    return table
