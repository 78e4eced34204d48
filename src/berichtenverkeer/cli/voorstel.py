# SPDX-License-Identifier: EUPL-1.2
"""The commands `plafond voorstel` and `plafond verdeel`: plafonds of a year to look at, and to load."""

import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.cli.plafond import WIDTH, euro
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.amounts import Voorstel, Voorstelregel
from berichtenverkeer.plafonds.voorstel import Wijze
from berichtenverkeer.register.fields import BEDRAG_OR_LESS, FACTOR, Field

_BEDRAGEN = ("oud_cents", "nieuw_cents", "claims_cents", "overschrijding_cents", "rest_cents")

Jaar = Annotated[int, typer.Argument(metavar="JAAR", min=2015, max=2100, help="Het jaar van de plafonds.")]
At = Annotated[
    int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
]
ToFile = Annotated[
    Path | None, typer.Option("--naar", metavar="BESTAND", help="Schrijf hier plafonds.csv, klaar om te laden.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Als JSON in centen.")]


@per_regio
def voorstel(
    jaar: Jaar,
    basisjaar: Annotated[
        int, typer.Option(min=2015, max=2100, help="Het jaar waarvan de goedgekeurde productie de basis is.")
    ],
    norm: Annotated[
        str | None, typer.Option(metavar="FACTOR", help="Deel van de basis, zoals 0,8; anders dat van het register.")
    ] = None,
    naar: ToFile = None,
    k: At = None,
    json: AsJson = False,
) -> None:
    """Reken de plafonds van een jaar uit: norm maal de goedgekeurde productie van een basisjaar.

    Staat in het register al een basis van dat jaar, dan geldt die. Wie geen van beide heeft, is nieuw: norm maal het
    startbudget. Er wordt niets geboekt; dat gebeurt pas als u de rijen laadt.

    \b
    Voorbeelden:
      berichtenverkeer plafond voorstel 2027 --basisjaar 2025 --norm 0,8
      berichtenverkeer plafond voorstel 2027 --basisjaar 2025 --naar register/plafonds.csv

    Het bestand is de hele plafonds.csv, met alle jaren: bekijk met `register diff` wat het verandert.
    """
    factor: Decimal | None = None if norm is None else read_option(FACTOR, norm, "--norm")
    _show(with_gateway(lambda g, beller: g.amounts.from_norm(beller, jaar, factor, basisjaar, k)), naar, json)


@per_regio
def spread(
    jaar: Jaar,
    bedrag: Annotated[
        str, typer.Argument(metavar="BEDRAG", help="In euro's, zoals 250.000,00; met een min ervoor om te korten.")
    ],
    wijze: Annotated[
        Wijze, typer.Option(help="Ieder evenveel, of naar rato van de plafonds van dat jaar.")
    ] = Wijze.GELIJK,
    naar: ToFile = None,
    k: At = None,
    json: AsJson = False,
) -> None:
    """Verdeel een bedrag over alle plafonds van een jaar, of haal het eraf.

    Geen plafond komt onder nul; wat er niet af kan, wordt genoemd en niet op een ander verhaald. Er wordt niets
    geboekt; dat gebeurt pas als u de rijen laadt.

    \b
    Voorbeelden:
      berichtenverkeer plafond verdeel 2026 250.000,00
      berichtenverkeer plafond verdeel 2026 --wijze "naar rato" --naar register/plafonds.csv -- -100.000,00
    """
    cents: int = read_option(BEDRAG_OR_LESS, bedrag, "BEDRAG")
    _show(with_gateway(lambda g, beller: g.amounts.spread(beller, jaar, cents, wijze, k)), naar, json)


def read_option(field: Field, text: str, hint: str) -> Any:
    """An option in the notation of the register. Raises typer.BadParameter."""
    try:
        return field.read(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is geen {field.name}", param_hint=hint) from None


def _show(found: Voorstel, naar: Path | None, json: bool) -> None:
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    else:
        _table(found)
    if naar is not None:
        naar.write_text(found.plafonds_csv, encoding="utf-8", newline="")
        if not json:
            print(f"De rijen staan in {naar}. Er is niets geboekt: dat gebeurt als u ze laadt.")


def _table(found: Voorstel) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(
        f"{found.regio}. Zoals bekend op K = {found.k}, register {found.register_versie}."
        f" Definitieversie {found.definitieversie}. Bedragen in euro's. Later precies hetzelfde: --k {found.k}"
    )
    overview = Table(title=f"Plafonds {found.jaar}", title_justify="left")
    for name in ("aanbieder", "naam", "deel", "basis"):
        overview.add_column(name)
    for field in _BEDRAGEN:
        overview.add_column(field.removesuffix("_cents"), justify="right")
    for one in found.regels:
        cents = (getattr(one, field) for field in _BEDRAGEN)
        part = _part(one)
        overview.add_row(
            one.aanbieder, one.naam or "", part, one.herkomst or "", *("-" if c is None else euro(c) for c in cents)
        )
    overview.add_section()
    sums = (sum(getattr(one, field) or 0 for one in found.regels) for field in _BEDRAGEN)
    overview.add_row("totaal", "", "", "", *map(euro, sums))
    console.print(overview)
    if found.rest_cents:
        console.print(f"Niet te verdelen: {euro(found.rest_cents)}.")
    if found.let_op:
        console.print(f"Let op: {found.let_op}")


def _part(one: Voorstelregel) -> str:
    parts = (one.perceel and f"perceel {one.perceel}", one.segment and f"segment {one.segment}")
    return ", ".join(filter(None, parts)) or "geheel"
