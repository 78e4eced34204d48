# SPDX-License-Identifier: EUPL-1.2
"""The command `thread`: what hangs together with one bericht, for who runs the gateway."""

import sys
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.draden.searching import LIMIT, MAX_LIMIT
from berichtenverkeer.draden.tree import Draad, Draadbericht, Tak
from berichtenverkeer.rapporten.forms.text import WIDTH

_STYLES = {"goedgekeurd": "green", "afgekeurd": "red", "voorlopig": "yellow"}


@per_regio
def thread(
    bericht: Annotated[UUID, typer.Argument(metavar="ID", help="Nummer van een bericht, als in het ontvangstbewijs.")],
    limiet: Annotated[
        int, typer.Option("--limiet", min=1, max=MAX_LIMIT, help="Hoeveel berichten, zonder hun antwoorden.")
    ] = LIMIT,
    json: Annotated[bool, typer.Option("--json", help="Schrijf de draad als JSON.")] = False,
) -> None:
    """Toon welke berichten bij een bericht horen: verzoek, antwoord, toewijzing, start, stop, declaratie.

    Berichten hangen aan de sleutels van de standaard: ReferentieAanbieder, ToewijzingNummer, Identificatie van de
    declaratie. Elk retourbericht staat onder het bericht dat het beantwoordt. De volgorde is die van ontvangst; die
    heeft in de standaard geen betekenis. Er staat geen BSN en geen naam in.

    \b
    Voorbeeld:
      berichtenverkeer thread 01a2b3c4-0000-7000-8000-000000000000
      berichtenverkeer thread 01a2b3c4-0000-7000-8000-000000000000 --json

    Van een declaratie staan de toewijzingen er niet bij: vraag de draad van een bericht over die toewijzing.
    """
    found = with_gateway(lambda gateway, beller: gateway.draden.draad(beller, bericht, limiet))
    if found is None:
        report("Fout: dit bericht is hier niet bekend.", "neem het nummer over uit het ontvangstbewijs of het postvak.")
        raise typer.Exit(FAULT)
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
    else:
        _show(found)


def _show(found: Draad) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH
    for branch in found.takken:
        console.print(_tree(branch, found.bericht), soft_wrap=True)
    for regel in _foot(found):
        console.print(regel, soft_wrap=True)


def _tree(branch: Tak, asked: UUID) -> Tree:
    tree = Tree(Text(branch.sleutel or "zonder sleutel", style="bold"))
    for one in branch.berichten:
        sheet = tree.add(_regel(one, asked))
        for antwoord in one.antwoorden:
            sheet.add(_regel(antwoord, asked))
    for under in branch.takken:
        tree.add(_tree(under, asked))
    return tree


def _regel(one: Draadbericht, asked: UUID) -> Text:
    """`JW305 ID-7, 65656055 -> 0363, 2026-06-01 12:00 via api, goedgekeurd  01a2...`"""
    on_behalf_of = " namens" if one.bron == "gateway" else ""
    op = one.ontvangen_op.astimezone(NETHERLANDS)
    regel = Text(f"{one.berichtsoort} {one.identificatie}  {one.verzender} -> {one.bestemming}{on_behalf_of}  ")
    regel.append(f"{op:%Y-%m-%d %H:%M} via {one.veroorzaker.kanaal}  ").append(one.oordeel, style=_STYLES[one.oordeel])
    if one.codes:
        regel.append(f" ({', '.join(one.codes)})")
    return regel.append(f"  {one.id}" + ("  <- gevraagd" if one.id == asked else ""), style="dim")


def _foot(found: Draad) -> Iterator[str]:
    yield "\nOp volgorde van ontvangst. `namens`: de gateway maakte het namens de verzender."
    if found.toewijzingen is not None:
        yield f"De declaratie noemt {found.toewijzingen} toewijzingen; hun draden staan hier niet."
    if found.er_is_meer:
        yield f"Er is meer dan hier staat; met --limiet ziet u er hooguit {MAX_LIMIT}."
