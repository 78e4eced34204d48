# SPDX-License-Identifier: EUPL-1.2
"""The commands `begroting` and `lumpsum`: the money beside the ceilings."""

import sys
from collections.abc import Iterable
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.cli.plafond import WIDTH, euro
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway.budgets import Begrotingsoverzicht
from berichtenverkeer.gateway.lumpsums import Lumpsumoverzicht, Solidariteit
from berichtenverkeer.plafonds.begroting import Begrotingsregel
from berichtenverkeer.plafonds.solidarity import Sleutel
from berichtenverkeer.register.fields import BEDRAG, GEMEENTECODE

_BEDRAGEN = ("begroot_cents", "realisatie_cents", "beslag_cents", "gereserveerd_cents", "prognose_cents", "rest_cents")

Jaar = Annotated[int, typer.Argument(metavar="JAAR", min=2015, max=2100, help="Het jaar.")]
At = Annotated[
    int | None, typer.Option("--k", min=1, max=MAX_POSITION, help="Zoals bekend op deze positie in het grootboek.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Als JSON in centen.")]


@per_regio
def begroting(jaar: Jaar, k: At = None, json: AsJson = False) -> None:
    """Blijft iedere gemeente binnen haar budget? Per productgroep wat er is, wat er af is, en wat er overblijft.

    Een taakstelling is een bedrag op het geheel; zij telt mee in het totaal. De bedragen staan in begrotingen.csv en
    productgroepen.csv van het register.

    \b
    Voorbeelden:
      berichtenverkeer begroting 2026
      berichtenverkeer begroting 2026 --json
    """
    found = with_gateway(lambda g, beller: g.budgets.of_year(beller, jaar, k))
    if json:
        _json(found)
        return
    console = _console(found)
    for one in found.gemeenten:
        console.print(_lines(f"{one.naam or ''} {one.gemeente}".strip(), one.regels))
    console.print(_lines("Samen", found.samen or []))
    console.print(found.let_op)


@per_regio
def lumpsum(jaar: Jaar, k: At = None, json: AsJson = False) -> None:
    """Hoe snel raakt de lumpsum op? Per hoofdaannemer en segment wat er verbruikt is, met de zorg ernaast.

    Een lumpsum raakt op per kalenderdag. Verhoging en verlaging komen van buiten; afbouw is de afgesproken besparing.

    \b
    Voorbeelden:
      berichtenverkeer lumpsum 2026
      berichtenverkeer lumpsum 2026 --json
    """
    found = with_gateway(lambda g, beller: g.lumpsums.of_year(beller, jaar, k))
    if json:
        _json(found)
        return
    console = _console(found)
    console.print(f"Aan het eind van {found.op.isoformat()}.")
    overview = Table(title=f"Lumpsums {jaar}", title_justify="left")
    for name in ("hoofdaannemer", "naam", "segment"):
        overview.add_column(name)
    for name in ("bedrag", "verbruikt", "rest", "cliënten", "leveringen", "zorgdagen", "per cliënt per maand"):
        overview.add_column(name, justify="right")
    saved = Table(title="Afbouw over de jaren", title_justify="left")
    for name in ("hoofdaannemer", "segment", "jaar"):
        saved.add_column(name)
    for name in ("bedrag", "van buiten", "afbouw", "herinvestering", "bereikt", "van de basis", "zorgdagen"):
        saved.add_column(name, justify="right")
    for one in found.lumpsums:
        cents = (one.bedrag_cents, one.verbruikt_cents, one.rest_cents)
        counts = (str(one.clienten), str(one.leveringen), str(one.zorgdagen), _euro(one.per_client_maand_cents))
        overview.add_row(one.hoofdaannemer, one.naam or "", one.segment, *map(euro, cents), *counts)
        for year in one.jaren:
            cents = (year.bedrag_cents, year.van_buiten_cents, year.afbouw_cents)
            percent = "-" if year.bereikt_procent is None else f"{year.bereikt_procent} %"
            reached = (euro(year.herinvestering_cents), euro(year.bereikt_cents), percent, str(year.zorgdagen))
            saved.add_row(one.hoofdaannemer, one.segment, str(year.jaar), *map(euro, cents), *reached)
    console.print(overview)
    console.print(saved)


@per_regio
def solidariteit(
    jaar: Jaar,
    sleutel: Annotated[Sleutel, typer.Option(help="Waarnaar de kosten worden verdeeld.")] = Sleutel.JEUGDIGEN,
    eigen: Annotated[
        list[str] | None,
        typer.Option("--eigen", metavar="CODE=BEDRAG", help="Inleg van een gemeente, zoals 0855=1.250.000,00."),
    ] = None,
    k: At = None,
    json: AsJson = False,
) -> None:
    """Wie betaalt mee aan wie? De goedgekeurde kosten van een jaar, verdeeld naar een sleutel.

    Wat de gemeenten samen betalen en krijgen, telt op tot nul.

    \b
    Voorbeelden:
      berichtenverkeer solidariteit 2026
      berichtenverkeer solidariteit 2026 --sleutel inwoners
      berichtenverkeer solidariteit 2026 --sleutel eigen --eigen 0855=750.000,00 --eigen 0867=250.000,00
    """
    own = dict(_own(one) for one in eigen or ())
    if bool(own) != (sleutel is Sleutel.EIGEN):
        raise typer.BadParameter("hoort bij --sleutel eigen, en die vraagt erom", param_hint="--eigen")
    found = with_gateway(lambda g, beller: g.lumpsums.shared(beller, jaar, sleutel, own, k))
    if json:
        _json(found)
        return
    table = Table(title=f"Solidariteit {jaar}, naar {sleutel}", title_justify="left")
    table.add_column("gemeente")
    for name in ("kosten", "gewicht", "aandeel", "bijdrage"):
        table.add_column(name, justify="right")
    for one in found.gemeenten:
        table.add_row(
            *(one.gemeente, euro(one.kosten_cents), str(one.gewicht)),
            *(euro(one.aandeel_cents), euro(one.bijdrage_cents)),
        )
    _console(found).print(table)


def _own(text: str) -> tuple[str, int]:
    code, _, amount = text.partition("=")
    try:
        return str(GEMEENTECODE.read(code)), int(BEDRAG.read(amount))
    except ValueError:
        raise typer.BadParameter(f"'{text}' is geen gemeentecode=bedrag", param_hint="--eigen") from None


def _lines(title: str, regels: Iterable[Begrotingsregel]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("groep", "naam"):
        table.add_column(name)
    for name in _BEDRAGEN:
        table.add_column(name.removesuffix("_cents"), justify="right")
    for one in regels:
        cents = (getattr(one, name) for name in _BEDRAGEN)
        table.add_row(one.productgroep or one.soort, one.naam or "", *map(_euro, cents))
    return table


def _euro(cents: int | None) -> str:
    return "-" if cents is None else euro(cents)


def _console(found: Begrotingsoverzicht | Lumpsumoverzicht | Solidariteit) -> Console:
    """With what the figures rest on."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    console.print(
        f"{found.regio}. Zoals bekend op K = {found.k}, register {found.register_versie} van"
        f" {found.register_dag or 'onbekende dag'}. Definitieversie {found.definitieversie}. Bedragen in euro's."
        f" Later precies hetzelfde: --k {found.k}"
    )
    return console


def _json(found: msgspec.Struct) -> None:
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
