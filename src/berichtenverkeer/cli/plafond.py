# SPDX-License-Identifier: EUPL-1.2
"""The commands `report plafonds` and `plafond herbereken`."""

import csv as csvlib
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from berichtenverkeer.cli.uitvoering import FOUT, meld, met_gateway, per_regio
from berichtenverkeer.core.ids import MAX_POSITIE
from berichtenverkeer.gateway.plafonds import Plafondcijfers, Plafondstand
from berichtenverkeer.plafonds.lading import Verschil

BREEDTE = 160
"""Columns of a table that goes to a file or a pipe."""

_BEDRAGEN = tuple(veld for veld in Plafondcijfers.__struct_fields__ if veld.endswith("_cents"))
_ALS_HET_ER_IS = "onbevestigd_cents"
"""A column of the table only when it is not zero everywhere."""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Plafonds: klopt wat er is geboekt? docs/plafonds.md zegt wat elk bedrag betekent.",
)


@app.callback()
def plafond() -> None:
    """Plafonds: klopt wat er is geboekt? docs/plafonds.md zegt wat elk bedrag betekent."""


@per_regio
def plafonds(
    jaar: Annotated[int | None, typer.Option(min=2000, max=2100, help="Alleen dit jaar.")] = None,
    aanbieder: Annotated[str | None, typer.Option(metavar="AGB", help="Alleen deze aanbieder.")] = None,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=MAX_POSITIE, help="Zoals bekend op deze positie in het grootboek.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Als CSV in centen, een regel per plafond.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Als JSON in centen.")] = False,
) -> None:
    """Hoeveel ruimte iedere aanbieder heeft: plafond, vrij, gereserveerd, beslag, realisatie, overschrijding.

    Een plafond van een perceel of segment geldt naast dat van de hele aanbieder. De totalen staan daarom apart.

    \b
    Voorbeelden:
      berichtenverkeer report plafonds --jaar 2026
      berichtenverkeer report plafonds --aanbieder 99000101
      berichtenverkeer report plafonds --jaar 2026 --csv > plafonds.csv

    Elk rapport noemt de positie K waarop het rust; met --k krijgt u later precies hetzelfde.
    """
    if csv and json:
        raise typer.BadParameter("kies een van beide", param_hint="--csv, --json")
    if aanbieder is None:
        stand = met_gateway(lambda g, beller: g.plafonds.van_regio(beller, jaar, k))
    else:
        stand = met_gateway(lambda g, beller: g.plafonds.van_aanbieder(beller, aanbieder, jaar, k))
    if json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(stand), indent=2) + b"\n")
    elif csv:
        _csv(stand)
    else:
        tabel(stand)


@app.command()
@per_regio
def herbereken(
    controleer: Annotated[
        bool,
        typer.Option("--controleer", help="Noem alleen wat verschilt, en boek niets. Verschilt er iets: status 1."),
    ] = False,
) -> None:
    """Reken alle plafonds opnieuw uit en vergelijk met wat er is geboekt.

    Er hoort niets te verschillen. Zonder --controleer worden de verschillen geboekt; wat al was geboekt, blijft staan.
    Dat is alleen nodig na een nieuwe versie op een database die al een register had.

    \b
    Voorbeeld:
      berichtenverkeer plafond herbereken --controleer

    Gaat het mis? Dan is er niets gewijzigd; u kunt de opdracht opnieuw geven. Is het grootboek zelf beschadigd, dan
    noemt zij alles wat kapot is, en eindigt zij met status 3.
    """
    if not controleer:
        aantal = met_gateway(lambda g, beller: g.plafonds.werk_bij(beller))
        print("Er was niets te boeken." if not aantal else f"Bijgewerkt met {_aantal(aantal, 'boeking', 'boekingen')}.")
    verschillen = met_gateway(lambda g, beller: g.plafonds.herbereken(beller))
    for verschil in verschillen:
        print(_regel(verschil))
    if verschillen:
        meld(
            f"Fout: {_aantal(len(verschillen), 'verschil', 'verschillen')} tussen wat is geboekt en wat hoort.",
            "geef `berichtenverkeer rebuild`, dan `berichtenverkeer plafond herbereken`, en meld dit aan de makers.",
        )
        raise typer.Exit(FOUT)
    print("Niets verschilt: wat er is geboekt, is wat er hoort te staan.")


def _regel(verschil: Verschil) -> str:
    """`99000101 2026 segment 4, toewijzing/0363/1: what is wrong`."""
    waar = []
    if (sleutel := verschil.plafond) is not None:
        deel = [f"{naam} {code}" for naam in ("perceel", "segment") if (code := getattr(sleutel, naam))]
        waar.append(" ".join(("plafond", sleutel.aanbieder, str(sleutel.jaar), *deel)))
    if verschil.claim is not None:
        waar.append(str(verschil.claim))
    return f"{', '.join(waar)}: {verschil.tekst}"


def _csv(stand: Plafondstand) -> None:
    bron = {naam: getattr(stand, naam) for naam in ("definitieversie", "k", "register_versie", "register_dag")}
    velden = (*Plafondcijfers.__struct_fields__, *bron)
    schrijver = csvlib.DictWriter(sys.stdout, velden, delimiter=";", lineterminator="\n")
    schrijver.writeheader()
    schrijver.writerows(msgspec.structs.asdict(een) | bron for een in stand.plafonds)


def tabel(stand: Plafondstand) -> None:
    """Print plafonds as a table, with totals."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = BREEDTE
    console.print(
        f"{stand.regio}. Zoals bekend op K = {stand.k}, register {stand.register_versie} van"
        f" {stand.register_dag or 'onbekende dag'}. Definitieversie {stand.definitieversie}. Bedragen in euro's."
        f" Later precies hetzelfde: --k {stand.k}"
    )
    bedragen = [
        veld for veld in _BEDRAGEN if veld != _ALS_HET_ER_IS or any(p.onbevestigd_cents for p in stand.plafonds)
    ]
    overzicht = Table(title="Plafonds", title_justify="left")
    for naam in ("jaar", "aanbieder", "naam", "deel"):
        overzicht.add_column(naam)
    for naam in (*(veld.removesuffix("_cents") for veld in bedragen), "gebruik"):
        overzicht.add_column(naam, justify="right")
    for een in stand.plafonds:
        procent = "-" if een.gebruik_procent is None else f"{een.gebruik_procent} %"
        wie = (str(een.jaar), een.aanbieder, een.naam or "", _deel(een))
        overzicht.add_row(*wie, *(_euro(getattr(een, veld)) for veld in bedragen), procent)
    overzicht.add_section()
    for (jaar, soort), groep in sorted(_per_soort(stand.plafonds).items()):
        overzicht.add_row(
            str(jaar),
            "totaal",
            _aantal(len(groep), "plafond", "plafonds"),
            soort,
            *(_euro(sum(getattr(een, veld) for een in groep)) for veld in bedragen),
            "",
        )
    console.print(overzicht)


def _deel(een: Plafondcijfers) -> str:
    delen = (een.perceel and f"perceel {een.perceel}", een.segment and f"segment {een.segment}")
    return ", ".join(filter(None, delen)) or "geheel"


def _per_soort(alle: Iterable[Plafondcijfers]) -> dict[tuple[int, str], Sequence[Plafondcijfers]]:
    """Plafonds that may be added up: of one year, all of whole aanbieders, or all of percelen, or all of segmenten."""
    groepen: dict[tuple[int, str], list[Plafondcijfers]] = {}
    for een in alle:
        soort = "percelen" if een.perceel else "segmenten" if een.segment else "geheel"
        groepen.setdefault((een.jaar, soort), []).append(een)
    return dict(groepen)


def _euro(cents: int) -> str:
    """123456 -> 1.234,56."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros:,}".replace(",", ".") + f",{rest:02}"


def _aantal(aantal: int, een: str, meer: str) -> str:
    return f"{aantal} {een if aantal == 1 else meer}"
