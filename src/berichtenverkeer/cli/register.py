# SPDX-License-Identifier: EUPL-1.2
"""The commands for the register: check a folder, load it."""

from pathlib import Path
from typing import Annotated

import typer

from berichtenverkeer.cli.uitvoering import FOUT, meld, met_gateway, per_regio
from berichtenverkeer.register.declaratie import Inhoud
from berichtenverkeer.register.mappen import lees_map

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Het register: wie er meedoen, en wat er is ingekocht. docs/register.md beschrijft de bestanden.",
)

Map = Annotated[Path, typer.Argument(metavar="MAP", help="De map met regio.toml en de CSV-bestanden.")]


@app.command()
def check(map_: Map) -> None:
    """Controleer een map met registerbestanden, zonder iets te laden.

    Noemt elke fout: bestand, regel, kolom, wat er mis is en wat u kunt doen. Met fouten eindigt de opdracht met
    status 1.

    \b
    Voorbeeld:
      berichtenverkeer register check deploy/voorbeeldregio
    """
    inhoud = _gekeurd(map_)
    print(f"Het register van {inhoud.regio} klopt: {_rijen(inhoud)}.")


@app.command("load")
@per_regio
def laad_map(map_: Map) -> None:
    """Controleer een map met registerbestanden en laad haar.

    Wat in de map staat, vervangt het hele register van BV_REGIO. Wat vroeger bekend was, blijft bewaard: een cijfer van
    een eerder moment verandert niet. Dezelfde inhoud nog eens laden verandert niets.

    \b
    Voorbeeld:
      berichtenverkeer register load deploy/voorbeeldregio

    Gaat het mis? Er is dan niets gewijzigd: een register wordt helemaal geladen of niet.
    """
    inhoud = _gekeurd(map_)
    resultaat = met_gateway(lambda gateway, beller: gateway.register.laad(beller, inhoud))
    if resultaat.is_gelijk:
        print("Niets gewijzigd: dit register was al geladen.")
    else:
        print(f"Geladen: {_rijen(inhoud)}; {resultaat.nieuw} nieuw, {resultaat.vervallen} vervallen.")
    print(f"SHA-256 van de inhoud: {resultaat.sha256.hex()}")


def _gekeurd(pad: Path) -> Inhoud:
    if not pad.is_dir():
        meld(f"Fout: {pad} is geen map.", "Geef de map met regio.toml en de CSV-bestanden.")
        raise typer.Exit(FOUT)
    lezing = lees_map(pad)
    if lezing.fouten:
        for fout in lezing.fouten:
            print(fout)
        aantal = "1 fout" if len(lezing.fouten) == 1 else f"{len(lezing.fouten)} fouten"
        meld(f"Fout: {aantal} in {pad}; er is niets geladen.", "Verbeter de bestanden en probeer het opnieuw.")
        raise typer.Exit(FOUT)
    return lezing.inhoud


def _rijen(inhoud: Inhoud) -> str:
    return f"{sum(len(rijen) for rijen in inhoud.rijen.values())} rijen in {len(inhoud.rijen)} bestanden"
