# SPDX-License-Identifier: EUPL-1.2
"""The commands `report stromen` and `report wachttijden`."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
import typer

from berichtenverkeer.cli import rapportvorm
from berichtenverkeer.cli.uitvoering import met_gateway, per_regio
from berichtenverkeer.core.ids import MAX_POSITIE
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.rapportages import (
    Bewegingenlijst,
    Rapportages,
    Stroomrapport,
    Vraagstelling,
    Wachtrapport,
)
from berichtenverkeer.ledger.peil import lees_moment
from berichtenverkeer.stromen.bewegingen import Keuze, Richting, Soort
from berichtenverkeer.stromen.opdracht import Dimensie

T = TypeVar("T", Stroomrapport, Wachtrapport, Bewegingenlijst)

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Cijfers over instroom, doorstroom, uitstroom en wachten. docs/stromen.md zegt wat elk cijfer betekent.",
)

Perioden = Annotated[
    str, typer.Argument(metavar="PERIODE", help="2026, 2026-Q1 of 2026-03, of een reeks: 2026-01..2026-06.")
]
Per = Annotated[Dimensie, typer.Option("--per", help="Waarover de cijfers worden uitgesplitst.")]
Doorstroomtermijn = Annotated[
    int | None,
    typer.Option("--termijn", min=0, max=365, help="Doorstroomtermijn in dagen; anders die van het register."),
]
Positie = Annotated[
    int | None, typer.Option("--k", min=1, max=MAX_POSITIE, help="Zoals bekend op deze positie in het grootboek.")
]
DagK = Annotated[datetime | None, typer.Option("--dag-k", formats=["%Y-%m-%d"], help="De dag die bij --k hoort.")]
Op = Annotated[str | None, typer.Option("--op", metavar="MOMENT", help="Zoals bekend aan het eind van deze dag.")]
Json = Annotated[bool, typer.Option("--json", help="Als JSON, met alles erbij.")]
Csv = Annotated[bool, typer.Option("--csv", help="Als CSV, een regel per periode en plek.")]


@app.command()
@per_regio
def stromen(
    perioden: Perioden,
    per: Per = Dimensie.SEGMENT,
    termijn: Doorstroomtermijn = None,
    verondersteld: Annotated[
        bool,
        typer.Option("--verondersteld-einde", help="Zorg zonder stop eindigt met de toewijzing."),
    ] = False,
    k: Positie = None,
    dag_k: DagK = None,
    op: Op = None,
    bewegingen: Annotated[
        bool, typer.Option("--bewegingen", help="Toon de bewegingen achter de cijfers, zonder wie het is.")
    ] = False,
    plek: Annotated[str | None, typer.Option(help="Alleen bewegingen van deze plek.")] = None,
    richting: Annotated[Richting | None, typer.Option(help="Alleen bewegingen in of uit.")] = None,
    soort: Annotated[Soort | None, typer.Option(help="Alleen bewegingen van deze soort.")] = None,
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
    keuze = Keuze(plek=plek, richting=richting, soort=soort, andere_plek=andere_plek)
    if keuze != Keuze() and not bewegingen:
        raise typer.BadParameter("hoort bij --bewegingen", param_hint="--plek, --richting, --soort, --andere-plek")

    def vraag(nu: datetime) -> Vraagstelling:
        return Vraagstelling(
            perioden=perioden,
            dimensie=per,
            termijn=termijn,
            k=k,
            dag_k=dag_k.date() if dag_k else None,
            op=lees_moment(op, nu) if op else None,
            verondersteld=verondersteld,
        )

    if bewegingen:
        lijst = _rapport(vraag, lambda rapportages, beller, een: rapportages.bewegingen(beller, een, keuze))
        _toon(lijst, lijst.bewegingen, rapportvorm.bewegingen, json=json, csv=csv)
        if not lijst.is_volledig:
            print("Er zijn er meer dan hier staan; vraag minder tegelijk.", file=sys.stderr)
        return
    rapport = _rapport(vraag, lambda rapportages, beller, een: rapportages.stromen(beller, een))
    regels = [(periode.periode, een) for periode in rapport.perioden for een in (periode.regio, *periode.plekken)]
    _toon(rapport, regels, rapportvorm.stromen, json=json, csv=csv)


@app.command()
@per_regio
def wachttijden(
    perioden: Perioden,
    per: Per = Dimensie.SEGMENT,
    termijn: Doorstroomtermijn = None,
    k: Positie = None,
    dag_k: DagK = None,
    op: Op = None,
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

    def vraag(nu: datetime) -> Vraagstelling:
        return Vraagstelling(
            perioden=perioden,
            dimensie=per,
            termijn=termijn,
            k=k,
            dag_k=dag_k.date() if dag_k else None,
            op=lees_moment(op, nu) if op else None,
        )

    rapport = _rapport(vraag, lambda rapportages, beller, een: rapportages.wachttijden(beller, een))
    if wachtlijst or vervallen:
        lijst = "wachtlijst" if wachtlijst else "vervallen"
        regels = [(periode.periode, een) for periode in rapport.perioden for een in getattr(periode, lijst)]
        _toon(rapport, regels, lambda een: rapportvorm.wachtregels(een, lijst), json=json, csv=csv)
        return
    cijfers = [(periode.periode, een) for periode in rapport.perioden for een in (periode.regio, *periode.plekken)]
    _toon(rapport, cijfers, rapportvorm.wachttijden, json=json, csv=csv)


def _rapport(
    vraag: Callable[[datetime], Vraagstelling], maak: Callable[[Rapportages, Beller, Vraagstelling], Awaitable[T]]
) -> T:
    return met_gateway(lambda g, beller: maak(g.rapportages, beller, vraag(g.klok())))


def _toon(rapport: T, regels: object, vorm: Callable[[T], None], *, json: bool, csv: bool) -> None:
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rapport), indent=2) + b"\n")
    elif csv:
        rapportvorm.csv(rapport.verantwoording, regels, sys.stdout)  # type: ignore[arg-type]
    else:
        vorm(rapport)
