# SPDX-License-Identifier: EUPL-1.2
"""The commands `stop vraag`, `stop besluit`, `stop hef-op` and `stop lijst`."""

import sys
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
import typer
from msgspec import UNSET
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.stop_forms import (
    StopAsked,
    StopDecided,
    StopLifted,
    StopListing,
    StopQuestion,
    Stopregel,
)
from berichtenverkeer.ledger.gebeurtenissen.stops import Grond
from berichtenverkeer.plafonds.stops import Status

WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Cliëntenstops: waar nieuwe jeugdigen niet terechtkunnen. docs/plafonds.md zegt wat een stop doet.",
)

_DAY = ["%Y-%m-%d"]
Number = Annotated[UUID, typer.Argument(metavar="NUMMER", help="Nummer van de stop, uit `stop lijst`.")]
Van = Annotated[datetime, typer.Option(metavar="DATUM", formats=_DAY, help="De eerste dag; niet voor vandaag.")]
Perceel = Annotated[str | None, typer.Option(metavar="CODE", help="Alleen voor dit perceel.")]
Segment = Annotated[str | None, typer.Option(metavar="CODE", help="Alleen voor dit segment.")]
Gemeente = Annotated[str | None, typer.Option(metavar="CODE", help="Alleen voor deze gemeente.")]
Toelichting = Annotated[str, typer.Option(metavar="TEKST", help="Waarom; wordt verzegeld bewaard.")]
Json = Annotated[bool, typer.Option("--json", help="Als JSON, met alles erbij.")]


@app.callback()
def stop() -> None:
    """Cliëntenstops: waar nieuwe jeugdigen niet terechtkunnen. docs/plafonds.md zegt wat een stop doet."""


@app.command()
@per_regio
def vraag(
    aanbieder: Annotated[str, typer.Argument(metavar="AGB", help="De aanbieder.")],
    van: Van,
    grond: Annotated[Grond, typer.Option(help="Waarom: dit ziet iedereen in de regio.")],
    perceel: Perceel = None,
    segment: Segment = None,
    gemeente: Gemeente = None,
    toelichting: Toelichting = "",
    json: Json = False,
) -> None:
    """Vraag een cliëntenstop namens een aanbieder. Hij geldt pas als erop is besloten.

    \b
    Voorbeelden:
      berichtenverkeer stop vraag 99000101 --van 2026-07-01 --grond plafond
      berichtenverkeer stop vraag 99000101 --van 2026-07-01 --grond personeel --segment 4 --gemeente 0855
    """
    asked = StopAsked(
        aanbieder=aanbieder,
        perceel=perceel,
        segment=segment,
        gemeente=gemeente,
        van=van.date(),
        grond=grond,
        toelichting=toelichting,
    )
    _after_step(with_gateway(lambda gateway, beller: gateway.stops.ask(beller, asked)), json=json)


@app.command()
@per_regio
def besluit(
    number: Number,
    uitslag: Annotated[Literal["toegekend", "afgewezen"], typer.Argument(help="Het besluit.")],
    van: Annotated[
        datetime | None, typer.Option(metavar="DATUM", formats=_DAY, help="De eerste dag; niet voor vandaag.")
    ] = None,
    grond: Annotated[Grond | None, typer.Option(help="Een andere grond dan is gevraagd.")] = None,
    perceel: Perceel = None,
    segment: Segment = None,
    gemeente: Gemeente = None,
    geheel: Annotated[bool, typer.Option("--geheel", help="Voor de hele aanbieder, anders dan is gevraagd.")] = False,
    overal: Annotated[bool, typer.Option("--overal", help="Voor alle gemeenten, anders dan is gevraagd.")] = False,
    toelichting: Toelichting = "",
    json: Json = False,
) -> None:
    """Besluit op een aanvraag: ken de stop toe of wijs hem af. Wat u weglaat, is zoals het is gevraagd.

    \b
    Voorbeelden:
      berichtenverkeer stop besluit 0197... toegekend
      berichtenverkeer stop besluit 0197... toegekend --van 2026-07-15 --segment 4
      berichtenverkeer stop besluit 0197... afgewezen --toelichting "Er is nog ruimte in segment 4."
    """
    if geheel and (perceel or segment):
        raise typer.BadParameter("kies een van beide", param_hint="--geheel, --perceel, --segment")
    if overal and gemeente:
        raise typer.BadParameter("kies een van beide", param_hint="--overal, --gemeente")
    is_of_part = perceel or segment or geheel
    decided = StopDecided(
        besluit=uitslag,
        perceel=perceel if is_of_part else UNSET,
        segment=segment if is_of_part else UNSET,
        gemeente=gemeente if gemeente or overal else UNSET,
        van=van.date() if van else UNSET,
        grond=grond or UNSET,
        toelichting=toelichting,
    )
    _after_step(with_gateway(lambda gateway, beller: gateway.stops.decide(beller, number, decided)), json=json)


@app.command("hef-op")
@per_regio
def lift(
    number: Number,
    vanaf: Annotated[
        datetime, typer.Option(metavar="DATUM", formats=_DAY, help="De eerste dag waarop hij niet meer geldt.")
    ],
    toelichting: Toelichting = "",
    json: Json = False,
) -> None:
    """Hef een toegekende stop op, vanaf vandaag of een latere dag.

    \b
    Voorbeeld:
      berichtenverkeer stop hef-op 0197... --vanaf 2026-10-01
    """
    lifted = StopLifted(vanaf=vanaf.date(), toelichting=toelichting)
    _after_step(with_gateway(lambda gateway, beller: gateway.stops.lift(beller, number, lifted)), json=json)


@app.command("lijst")
@per_regio
def listing(
    aanbieder: Annotated[str | None, typer.Option(metavar="AGB", help="Alleen van deze aanbieder.")] = None,
    gemeente: Annotated[str | None, typer.Option(metavar="CODE", help="Alleen wat voor deze gemeente geldt.")] = None,
    status: Annotated[Status | None, typer.Option(help="Alleen met deze status.")] = None,
    op: Annotated[
        datetime | None, typer.Option(metavar="DATUM", formats=_DAY, help="Met de status op deze dag.")
    ] = None,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
    na: Annotated[int, typer.Option(min=0, max=MAX_POSITION, help="Sla er zoveel over.")] = 0,
    limiet: Annotated[int, typer.Option(min=1, max=10_000, help="Toon er hooguit zoveel.")] = 250,
    json: Json = False,
) -> None:
    """Welke stops er zijn: gevraagd, afgewezen, aanstaand, geldend of opgeheven.

    \b
    Voorbeelden:
      berichtenverkeer stop lijst --status geldt
      berichtenverkeer stop lijst --gemeente 0855 --op 2026-10-01
    """
    question = StopQuestion(
        aanbieder=aanbieder, gemeente=gemeente, status=status, op=op.date() if op else None, na=na, limiet=limiet
    )
    found = with_gateway(lambda gateway, beller: gateway.stops.listing(beller, question, k))
    if json:
        _json(found)
        return
    _table(found)
    if found.volgende is not None:
        further = f"--k {found.k} --op {found.op} --na {found.volgende}"
        print(f"Er zijn er meer dan hier staan; ga verder met {further}.", file=sys.stderr)


def _after_step(regel: Stopregel, *, json: bool) -> None:
    if json:
        _json(regel)
        return
    print(f"Cliëntenstop {regel.id}: {regel.status}.")
    print(f"{regel.aanbieder} ({regel.naam}), {_scope(regel)}, {_days(regel)}; grond: {regel.grond}.")


def _json(what: Stopregel | StopListing) -> None:
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(what), indent=2) + b"\n")


def _scope(regel: Stopregel) -> str:
    part = (regel.perceel and f"perceel {regel.perceel}") or (regel.segment and f"segment {regel.segment}") or "geheel"
    return f"{part}, {f'gemeente {regel.gemeente}' if regel.gemeente else 'alle gemeenten'}"


def _days(regel: Stopregel) -> str:
    return f"vanaf {regel.van}" + (f", tot {regel.opgeheven_vanaf}" if regel.opgeheven_vanaf else "")


def _table(listing: StopListing) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(
        f"{listing.regio}, op {listing.op}, zoals bekend op K = {listing.k}. Definitieversie "
        f"{listing.definitieversie}. Later precies hetzelfde: --k {listing.k} --op {listing.op}"
    )
    table = Table(title="Cliëntenstops, op volgorde van aanvraag", title_justify="left")
    for name in ("nummer", "aanbieder", "naam", "waarvoor", "grond", "status", "gevraagd", "van", "tot"):
        table.add_column(name)
    for one in listing.stops:
        days = (str(one.gevraagd_op), str(one.van), str(one.opgeheven_vanaf or "-"))
        table.add_row(str(one.id), one.aanbieder, one.naam or "", _scope(one), one.grond, one.status, *days)
    console.print(table)
