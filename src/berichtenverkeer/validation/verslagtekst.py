# SPDX-License-Identifier: EUPL-1.2
"""The report of a bundle as plain text, for a terminal and for `Accept: text/plain`."""

from collections.abc import Iterator

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.validation.nagekeken import Bundelverslag, Nagekeken

_BREED = 70


def aantal(getal: int, een: str, meer: str) -> str:
    """`1 bevinding`, `2 bevindingen`."""
    return f"{getal} {een if getal == 1 else meer}"


def oordeel(een: Nagekeken) -> str:
    """One line: `geldig (JW305)` or what is wrong with how much."""
    soort = f" ({een.berichtsoort})" if een.berichtsoort else ""
    if een.geldig:
        return f"geldig{soort}"
    return f"ongeldig{soort}, {aantal(len(een.bevindingen) + een.weggelaten, 'bevinding', 'bevindingen')}"


def totaal(verslag: Bundelverslag) -> str:
    """One line about all files."""
    ongeldig = verslag.aantal_bestanden - verslag.aantal_geldig
    bestanden = aantal(verslag.aantal_bestanden, "bestand", "bestanden")
    return f"{bestanden}: {verslag.aantal_geldig} geldig, {ongeldig} ongeldig."


def als_tekst(verslag: Bundelverslag) -> Iterator[str]:
    """The lines of the report: each file with its levels and findings; for more than one, the count by code."""
    for een in verslag.bestanden:
        yield from bestandsregels(een)
    if verslag.aantal_bestanden != 1:
        yield ""
        yield totaal(verslag)
        yield from _codes(verslag)


def bestandsregels(een: Nagekeken) -> Iterator[str]:
    """The lines about one file."""
    yield f"{een.bestand}: {oordeel(een)}"
    yield "  " + ", ".join(f"{niveau} {uitkomst}" for niveau, uitkomst in een.niveaus.items())
    if een.reden is not None:
        yield f"  Niet alles is beoordeeld ({een.reden.code}): {een.reden.tekst}"
        yield f"    Wat te doen: {een.reden.actie}"
    for bevinding in (*een.bevindingen, *een.signalen):
        yield from _bevinding(bevinding)
    if een.weggelaten:
        yield f"  En nog {aantal(een.weggelaten, 'bevinding', 'bevindingen')} die hier niet staan."


def _bevinding(bevinding: Bevinding) -> Iterator[str]:
    waar = f"regel {bevinding.regelnummer}" if bevinding.regelnummer else ""
    yield "  " + "  ".join(deel for deel in (waar, bevinding.code, bevinding.pad) if deel)
    yield f"    {bevinding.tekst}"
    yield f"    Wat te doen: {bevinding.actie}"


def _codes(verslag: Bundelverslag) -> Iterator[str]:
    if not verslag.codes:
        return
    breed = max(len("CODE"), *(len(een.code) for een in verslag.codes))
    yield ""
    yield f"{'CODE':{breed}}  {'BESTANDEN':>9}  {'PLAATSEN':>8}  BIJVOORBEELD"
    for een in verslag.codes:
        tekst = een.tekst if len(een.tekst) <= _BREED else f"{een.tekst[: _BREED - 1]}…"
        yield f"{een.code:{breed}}  {een.aantal_berichten:>9}  {een.aantal_plaatsen:>8}  {tekst}"
