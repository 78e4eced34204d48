# SPDX-License-Identifier: EUPL-1.2
"""The command `rules`: what the gateway judges by, for who wants to read it."""

import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Annotated, NoReturn

import msgspec
import typer

from berichtenverkeer.cli import regelvorm
from berichtenverkeer.cli.uitvoering import VERKEERD_GEBRUIK, meld
from berichtenverkeer.regels.catalogus import NIVEAUS, Catalogusregel, catalogus, eigen_codes
from berichtenverkeer.regels.melding import Melding
from berichtenverkeer.regels.regel import Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN

_KORT = 5
"""Up to so many possible values are all named when none of them was given."""


def regels(
    codes: Annotated[list[str] | None, typer.Argument(metavar="[CODE...]", help="Toon deze regels helemaal.")] = None,
    bericht: Annotated[str | None, typer.Option("--bericht", help="Alleen van deze berichtsoort, zoals JW323.")] = None,
    niveau: Annotated[str | None, typer.Option("--niveau", help=f"Alleen dit niveau: {', '.join(NIVEAUS)}.")] = None,
    staat: Annotated[str | None, typer.Option("--staat", help=f"Alleen deze staat: {', '.join(Staat)}.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Schrijf de regels als JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Schrijf de bladzijde docs/regels.md.")] = False,
) -> None:
    """Toon de regels van iJw 3.2 en wat de gateway ermee doet.

    Zonder code: een lijst. Met een of meer codes: alles over die regels, ook hoe iets gelezen wordt dat in de
    standaard niet eenduidig is. Een bevinding kan ook een code van de gateway zelf hebben, zoals TRANSPORT-XML of
    SIGNAAL-OP257: die wordt net zo uitgelegd.

    \b
    Staat: loopt (wordt helemaal beoordeeld), deels (wordt deels beoordeeld, met wat er nog mist), schema (het schema
    houdt de regel tegen, u ziet een bevinding XSD-...), wacht (wordt nog niet beoordeeld, met waarom).

    \b
    Voorbeeld:
      berichtenverkeer rules
      berichtenverkeer rules TR074 SIGNAAL-OP257
      berichtenverkeer rules --bericht JW323 --niveau BERICHTOVERSTIJGEND
      berichtenverkeer rules --json > regels.json

    Status 2: deze code, berichtsoort, staat of dit niveau bestaat niet.
    """
    if json and markdown:
        _stop("Kies --json of --markdown, niet allebei.", "Laat een van de twee weg.")
    alle = catalogus()
    soort = _keuze("De berichtsoort", bericht, BERICHTSOORTEN)
    laag = _keuze("Het niveau", niveau, NIVEAUS)
    stand = _keuze("De staat", staat, tuple(Staat))
    gevraagd = [_keuze("De regel", code, _codes(alle)) for code in dict.fromkeys(codes or ())]
    gekozen = [
        een
        for een in alle
        if (not gevraagd or een.code in gevraagd)
        and soort in (None, *een.berichten)
        and laag in (None, een.niveau)
        and stand in (None, een.staat)
    ]
    is_alles = not (gevraagd or soort or laag or stand)
    eigen = [een for een in eigen_codes() if een.code in gevraagd or (markdown and is_alles)]
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode([*gekozen, *eigen])).decode() + "\n")
    elif markdown:
        sys.stdout.write(regelvorm.markdown(gekozen, eigen))
    else:
        _toon(gekozen, eigen, is_heel=bool(gevraagd))


def _codes(regels: Sequence[Catalogusregel]) -> list[str]:
    return [*(een.code for een in regels), *(een.code for een in eigen_codes())]


def _toon(gekozen: Sequence[Catalogusregel], eigen: Sequence[Melding], *, is_heel: bool) -> None:
    if not gekozen and not eigen:
        print("Geen enkele regel voldoet aan wat u vroeg.")
    elif is_heel:
        regelvorm.heel([*gekozen, *eigen])
    else:
        regelvorm.lijst(gekozen)


def _keuze(wat: str, gegeven: str | None, bestaand: Iterable[str]) -> str | None:
    """What exists under this name, in any case; leaves with status 2 and the nearest names when nothing does."""
    if gegeven is None:
        return None
    per_naam = {een.upper(): een for een in bestaand}
    naam = gegeven.upper()
    if naam not in per_naam:
        dichtbij = get_close_matches(naam, per_naam, n=5, cutoff=0.5) if len(per_naam) > _KORT else list(per_naam)
        keuzes = " of ".join(per_naam[een] for een in dichtbij)
        _stop(f"{wat} {gegeven} bestaat niet.", f"Bedoelde u {keuzes}?" if keuzes else "Zoek in `rules` zonder code.")
    return per_naam[naam]


def _stop(tekst: str, actie: str) -> NoReturn:
    meld(f"Fout: {tekst}", actie)
    raise typer.Exit(VERKEERD_GEBRUIK)
