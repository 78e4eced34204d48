# SPDX-License-Identifier: EUPL-1.2
"""The commands for people: who may log in, a link for one of them, and the end of one."""

import sys
from typing import Annotated

import typer

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.core.settings import Settings, read_settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Gebruikers: wie er mag inloggen.")

Key = Annotated[str, typer.Argument(metavar="GEBRUIKER", help="De sleutel in gebruikers.csv; zie `gebruiker lijst`.")]


@app.command()
@per_regio
def link(gebruiker: Key) -> None:
    """Maak een link waarmee een gebruiker eenmaal inlogt, binnen een kwartier. Geef hem alleen aan die gebruiker.

    \b
    Voorbeeld:
      berichtenverkeer gebruiker link contractmanager
    """
    secret = with_gateway(lambda gateway, beller: gateway.gebruikers.link(beller, gebruiker))
    print("Deze link werkt eenmaal, tot een kwartier na nu:", file=sys.stderr)
    print(f"{public_address(read_settings())}/inloggen/link/{secret}")


@app.command("lijst")
@per_regio
def list_() -> None:
    """Noem alle gebruikers van het register, ook die niet meer mogen inloggen, met hun lopende sessies."""
    rows = with_gateway(lambda gateway, beller: gateway.gebruikers.listing(beller))
    print(f"{'GEBRUIKER':30}  {'PARTIJ':16}  {'SESSIES':>7}  {'GELDIG':24}  ROLLEN")
    for row in rows:
        one = row.gebruiker
        until = f"{one.geldig_van} t/m {one.geldig_tot}" if one.geldig_tot else f"vanaf {one.geldig_van}"
        print(f"{one.gebruiker:30}  {one.partij:16}  {len(row.sessions):>7}  {until:24}  {' '.join(one.rollen)}")


@app.command("beeindig")
@per_regio
def end(gebruiker: Key) -> None:
    """Laat een gebruiker vanaf nu niet meer toe: zijn rij eindigt, en zijn sessies ook.

    \b
    Zet de einddatum daarna ook in uw eigen gebruikers.csv: een volgende `register load` laadt wat daarin staat.
    Voorbeeld:
      berichtenverkeer gebruiker beeindig contractmanager
    """
    count = with_gateway(lambda gateway, beller: gateway.gebruikers.end(beller, gebruiker))
    print(f"Beëindigd: {gebruiker}, met {count} lopende {'sessie' if count == 1 else 'sessies'}.")
    print(
        "Zet de einddatum ook in gebruikers.csv, anders laadt een volgende `register load` hem weer.", file=sys.stderr
    )


def public_address(config: Settings) -> str:
    """Where people reach the pages: the address in the settings, else that of this machine."""
    return config.adres or f"http://{config.host}:{config.port}"
