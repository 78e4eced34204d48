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

from berichtenverkeer.cli.rapportvorm import BREEDTE
from berichtenverkeer.cli.uitvoering import FOUT, meld, met_gateway, per_regio
from berichtenverkeer.core.klok import NEDERLAND
from berichtenverkeer.draden.boom import Draad, Draadbericht, Tak
from berichtenverkeer.draden.zoeken import LIMIET, MAX_LIMIET

_STIJLEN = {"goedgekeurd": "green", "afgekeurd": "red", "voorlopig": "yellow"}


@per_regio
def thread(
    bericht: Annotated[UUID, typer.Argument(metavar="ID", help="Nummer van een bericht, als in het ontvangstbewijs.")],
    limiet: Annotated[
        int, typer.Option("--limiet", min=1, max=MAX_LIMIET, help="Hoeveel berichten, zonder hun antwoorden.")
    ] = LIMIET,
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
    gevonden = met_gateway(lambda gateway, beller: gateway.draden.draad(beller, bericht, limiet))
    if gevonden is None:
        meld("Fout: dit bericht is hier niet bekend.", "neem het nummer over uit het ontvangstbewijs of het postvak.")
        raise typer.Exit(FOUT)
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(gevonden)).decode() + "\n")
    else:
        _toon(gevonden)


def _toon(gevonden: Draad) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = BREEDTE
    for tak in gevonden.takken:
        console.print(_boom(tak, gevonden.bericht), soft_wrap=True)
    for regel in _voet(gevonden):
        console.print(regel, soft_wrap=True)


def _boom(tak: Tak, gevraagd: UUID) -> Tree:
    boom = Tree(Text(tak.sleutel or "zonder sleutel", style="bold"))
    for een in tak.berichten:
        blad = boom.add(_regel(een, gevraagd))
        for antwoord in een.antwoorden:
            blad.add(_regel(antwoord, gevraagd))
    for onder in tak.takken:
        boom.add(_boom(onder, gevraagd))
    return boom


def _regel(een: Draadbericht, gevraagd: UUID) -> Text:
    """`JW305 ID-7, 65656055 -> 0363, 2026-06-01 12:00 via api, goedgekeurd  01a2...`"""
    namens = " namens" if een.bron == "gateway" else ""
    op = een.ontvangen_op.astimezone(NEDERLAND)
    regel = Text(f"{een.berichtsoort} {een.identificatie}  {een.verzender} -> {een.bestemming}{namens}  ")
    regel.append(f"{op:%Y-%m-%d %H:%M} via {een.veroorzaker.kanaal}  ").append(een.oordeel, style=_STIJLEN[een.oordeel])
    if een.codes:
        regel.append(f" ({', '.join(een.codes)})")
    return regel.append(f"  {een.id}" + ("  <- gevraagd" if een.id == gevraagd else ""), style="dim")


def _voet(gevonden: Draad) -> Iterator[str]:
    yield "\nOp volgorde van ontvangst. `namens`: de gateway maakte het namens de verzender."
    if gevonden.toewijzingen is not None:
        yield f"De declaratie noemt {gevonden.toewijzingen} toewijzingen; hun draden staan hier niet."
    if gevonden.er_is_meer:
        yield f"Er is meer dan hier staat; met --limiet ziet u er hooguit {MAX_LIMIET}."
