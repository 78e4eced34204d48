# SPDX-License-Identifier: EUPL-1.2
"""The commands for tokens: what a party shows to prove who it is."""

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.register.credentials import Credential

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Tokens: waarmee een partij laat zien wie zij is.")

Number = Annotated[UUID, typer.Argument(metavar="ID", help="Het nummer van het token; zie `token list`.")]


@app.command()
@per_regio
def new(
    partij: Annotated[str, typer.Argument(metavar="PARTIJ", help="AGB-code, gemeentecode of code van de regio.")],
    label: Annotated[str, typer.Option(help="Waar het token voor is, bijvoorbeeld de naam van een systeem.")] = "",
) -> None:
    """Geef een partij een nieuw token. Het geheim wordt eenmaal getoond, en nergens bewaard.

    \b
    Voorbeeld:
      berichtenverkeer token new 99000101 --label "ECD Groenewoud"
    """
    id_, secret = with_gateway(lambda g, beller: g.access.create(beller, partij, label))
    _show(id_, secret)


@app.command()
@per_regio
def rotate(
    id_: Number,
    dagen: Annotated[int, typer.Option(min=0, max=90, help="Zo lang werkt het oude token nog.")] = 7,
) -> None:
    """Geef een nieuw token in de plaats van een ander, dat nog even blijft werken.

    \b
    Voorbeeld:
      berichtenverkeer token rotate 01976f0e-8d5c-7cc3-98c6-2f0bba1d9d6f --dagen 2
    """
    overlap = timedelta(days=dagen)
    new_id, secret = with_gateway(lambda g, beller: g.access.rotate(beller, id_, overlap))
    _show(new_id, secret)


@app.command()
@per_regio
def revoke(id_: Number) -> None:
    """Trek een token in. Een werkproces merkt dat binnen een seconde.

    \b
    Voorbeeld:
      berichtenverkeer token revoke 01976f0e-8d5c-7cc3-98c6-2f0bba1d9d6f
    """
    old = with_gateway(lambda g, beller: g.access.withdraw(beller, id_))
    print(f"Ingetrokken: {old.id} van {old.partij}.")


@app.command("list")
@per_regio
def list_() -> None:
    """Noem alle tokens, ook die niet meer gelden. De geheimen staan er niet bij."""

    async def read(g: Gateway, beller: Beller) -> tuple[Sequence[Credential], datetime]:
        return await g.access.listing(beller), g.clock()

    tokens, now = with_gateway(read)
    print(f"{'ID':36}  {'PARTIJ':16}  {'GEMAAKT':16}  TOESTAND")
    for token in tokens:
        condition = " ".join(filter(None, (_condition(token, now), token.label and f"({token.label})")))
        print(f"{token.id!s:36}  {token.partij:16}  {_moment(token.aangemaakt_op):16}  {condition}")


def _condition(token: Credential, now: datetime) -> str:
    if token.ingetrokken_op is not None:
        return f"ingetrokken op {_moment(token.ingetrokken_op)}"
    if token.verloopt_op is not None:
        return f"{'verloopt' if token.is_valid(now) else 'verlopen'} op {_moment(token.verloopt_op)}"
    return "geldig"


def _moment(moment: datetime) -> str:
    return moment.astimezone(NETHERLANDS).strftime("%Y-%m-%d %H:%M")


def _show(id_: UUID, secret: str) -> None:
    """The secret alone on stdout, so that it can be piped to where it must go."""
    print(f"Token {id_}. Bewaar het geheim nu; het wordt niet nog eens getoond:", file=sys.stderr)
    print(secret)
