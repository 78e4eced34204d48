# SPDX-License-Identifier: EUPL-1.2
"""The commands of the half-yearly settlement: `tenzij uitvraag`, `tenzij opgave`, `tenzij verreken`."""

from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.cli.tenzij import Door, File, Json, K, read, show
from berichtenverkeer.gateway.verrekening_forms import (
    Opgave,
    Uitvraag,
    Vaststelling,
    VerrekeningQuestion,
    VerrekeningView,
)

Number = Annotated[
    UUID, typer.Argument(metavar="NUMMER", help="Nummer van de verrekening, uit `tenzij verrekeningen`.")
]


@per_regio
def uitvraag(
    aanbieder: Annotated[str, typer.Argument(metavar="AGB", help="De aanbieder.")],
    jaar: Annotated[int, typer.Argument(min=2000, max=2100, help="Het jaar.")],
    helft: Annotated[
        Literal["1", "2"], typer.Argument(help="1: januari tot en met juni. 2: juli tot en met december.")
    ],
    door: Door,
    json: Json = False,
) -> None:
    """Vraag bij een aanbieder uit wat er in een halfjaar onder zijn tenzij's is geleverd.

    \b
    Voorbeeld:
      berichtenverkeer tenzij uitvraag 99000101 2026 1 --door contractmanager
    """
    asked = Uitvraag(aanbieder=aanbieder, jaar=jaar, helft=1 if helft == "1" else 2, door=door)
    _show(with_gateway(lambda gateway, beller: gateway.verrekeningen.ask(beller, asked)), json=json)


@per_regio
def opgave(number: Number, bestand: File = Path("-"), json: Json = False) -> None:
    """Doe opgave namens een aanbieder: alleen wat anders is dan uitgevraagd, met waarom.

    \b
    Voorbeeld:
      echo '{"door": "administratie", "regels": [{"tenzij": "0197...", "reden": "Mei komt nog.",
             "volumes": [{"eenheid": "04", "volume": 3}]}]}' | berichtenverkeer tenzij opgave 0197...
    """
    form = read(bestand, Opgave)
    _show(with_gateway(lambda gateway, beller: gateway.verrekeningen.answer(beller, number, form)), json=json)


@per_regio
def verreken(number: Number, bestand: File = Path("-"), json: Json = False) -> None:
    """Stel de bedragen vast: de productie zoals nu bekend, tenzij u een ander bedrag noemt. Dit wijzigt niet meer.

    \b
    Voorbeeld:
      echo '{"door": "contractmanager"}' | berichtenverkeer tenzij verreken 0197...
    """
    form = read(bestand, Vaststelling)
    _show(with_gateway(lambda gateway, beller: gateway.verrekeningen.settle(beller, number, form)), json=json)


@per_regio
def verrekeningen(
    aanbieder: Annotated[str | None, typer.Option(metavar="AGB", help="Alleen van deze aanbieder.")] = None,
    k: K = None,
    json: Json = False,
) -> None:
    """Welke verrekeningen er zijn, de laatst uitgevraagde eerst, hooguit 250.

    \b
    Voorbeeld:
      berichtenverkeer tenzij verrekeningen --aanbieder 99000101
    """
    question = VerrekeningQuestion(aanbieder=aanbieder, limiet=250)
    found = with_gateway(lambda gateway, beller: gateway.verrekeningen.listing(beller, question, k))
    if json:
        show(found)
        return
    for one in found.verrekeningen:
        _show(one, json=False)


def _show(one: VerrekeningView, *, json: bool) -> None:
    if json:
        show(one)
        return
    late = ", te laat" if one.is_te_laat else ""
    print(f"Verrekening {one.id}: {one.aanbieder}, {one.jaar}-{one.helft}, {one.status}{late}.")
    print(f"  uitgevraagd {one.uitgevraagd_op}, opgave voor {one.antwoord_voor}, gedaan {one.opgegeven_op or '-'}")
    settled = "-" if one.verrekend_cents is None else f"{one.verrekend_cents} cent"
    print(f"  uitgevraagd {one.bedrag_cents} cent; verrekend {settled}, op {one.verrekend_op or '-'}")
    for line in one.regels:
        volumes = ", ".join(f"{each.volume} x eenheid {each.eenheid}" for each in line.volumes) or "niets"
        moved = line.na_verrekening_gewijzigd_cents
        print(
            f"  tenzij {line.tenzij}: {volumes}, {line.bedrag_cents} cent"
            + (f"; de aanbieder: {line.reden}" if line.reden else "")
            + (f"; verrekend {line.verrekend_cents} cent" if line.verrekend_cents is not None else "")
            + (f"; na verrekening gewijzigd: {moved} cent" if moved else "")
        )
