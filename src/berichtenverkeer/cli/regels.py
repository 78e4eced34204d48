# SPDX-License-Identifier: EUPL-1.2
"""The command `rules`: what the gateway judges by, for who wants to read it."""

import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Annotated, NoReturn

import msgspec
import typer

from berichtenverkeer.cli import regel_form
from berichtenverkeer.cli.execution import WRONG_USE, report
from berichtenverkeer.regels.catalogue import NIVEAUS, CatalogueRegel, catalogue, own_codes
from berichtenverkeer.regels.melding import Melding
from berichtenverkeer.regels.regel import Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN

_SHORT = 5
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
    every = catalogue()
    soort = _choice("De berichtsoort", bericht, BERICHTSOORTEN)
    layer = _choice("Het niveau", niveau, NIVEAUS)
    stand = _choice("De staat", staat, tuple(Staat))
    asked = [_choice("De regel", code, _codes(every)) for code in dict.fromkeys(codes or ())]
    chosen = [
        one
        for one in every
        if (not asked or one.code in asked)
        and soort in (None, *one.berichten)
        and layer in (None, one.niveau)
        and stand in (None, one.staat)
    ]
    is_everything = not (asked or soort or layer or stand)
    own = [one for one in own_codes() if one.code in asked or (markdown and is_everything)]
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode([*chosen, *own])).decode() + "\n")
    elif markdown:
        sys.stdout.write(regel_form.markdown(chosen, own))
    else:
        _show(chosen, own, is_whole=bool(asked))


def _codes(regels: Sequence[CatalogueRegel]) -> list[str]:
    return [*(one.code for one in regels), *(one.code for one in own_codes())]


def _show(chosen: Sequence[CatalogueRegel], own: Sequence[Melding], *, is_whole: bool) -> None:
    if not chosen and not own:
        print("Geen enkele regel voldoet aan wat u vroeg.")
    elif is_whole:
        regel_form.whole([*chosen, *own])
    else:
        regel_form.listing(chosen)


def _choice(what: str, handed: str | None, existing: Iterable[str]) -> str | None:
    """What exists under this name, in any case; leaves with status 2 and the nearest names when nothing does."""
    if handed is None:
        return None
    per_name = {one.upper(): one for one in existing}
    name = handed.upper()
    if name not in per_name:
        near = get_close_matches(name, per_name, n=5, cutoff=0.5) if len(per_name) > _SHORT else list(per_name)
        choices = " of ".join(per_name[one] for one in near)
        _stop(f"{what} {handed} bestaat niet.", f"Bedoelde u {choices}?" if choices else "Zoek in `rules` zonder code.")
    return per_name[name]


def _stop(text: str, action: str) -> NoReturn:
    report(f"Fout: {text}", action)
    raise typer.Exit(WRONG_USE)
