# SPDX-License-Identifier: EUPL-1.2
"""The report of a bundle as plain text, for a terminal and for `Accept: text/plain`."""

from collections.abc import Iterator

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.validation.nagekeken import Bundelverslag, Nagekeken

_BROAD = 70


def count(numeral: int, one: str, more: str) -> str:
    """`1 bevinding`, `2 bevindingen`."""
    return f"{numeral} {one if numeral == 1 else more}"


def oordeel(one: Nagekeken) -> str:
    """One line: `geldig (JW305)` or what is wrong with how much."""
    soort = f" ({one.berichtsoort})" if one.berichtsoort else ""
    if one.geldig:
        return f"geldig{soort}"
    return f"ongeldig{soort}, {count(len(one.bevindingen) + one.weggelaten, 'bevinding', 'bevindingen')}"


def total(verslag: Bundelverslag) -> str:
    """One line about all files."""
    invalid = verslag.aantal_bestanden - verslag.aantal_geldig
    files = count(verslag.aantal_bestanden, "bestand", "bestanden")
    return f"{files}: {verslag.aantal_geldig} geldig, {invalid} ongeldig."


def as_text(verslag: Bundelverslag) -> Iterator[str]:
    """The lines of the report: each file with its levels and findings; for more than one, the count by code."""
    for one in verslag.bestanden:
        yield from file_lines(one)
    if verslag.aantal_bestanden != 1:
        yield ""
        yield total(verslag)
        yield from _codes(verslag)


def file_lines(one: Nagekeken) -> Iterator[str]:
    """The lines about one file."""
    yield f"{one.bestand}: {oordeel(one)}"
    yield "  " + ", ".join(f"{niveau} {uitkomst}" for niveau, uitkomst in one.niveaus.items())
    if one.reden is not None:
        yield f"  Niet alles is beoordeeld ({one.reden.code}): {one.reden.tekst}"
        yield f"    Wat te doen: {one.reden.actie}"
    for bevinding in (*one.bevindingen, *one.signalen):
        yield from _bevinding(bevinding)
    if one.weggelaten:
        yield f"  En nog {count(one.weggelaten, 'bevinding', 'bevindingen')} die hier niet staan."


def _bevinding(bevinding: Bevinding) -> Iterator[str]:
    where = f"regel {bevinding.regelnummer}" if bevinding.regelnummer else ""
    yield "  " + "  ".join(part for part in (where, bevinding.code, bevinding.pad) if part)
    yield f"    {bevinding.tekst}"
    yield f"    Wat te doen: {bevinding.actie}"


def _codes(verslag: Bundelverslag) -> Iterator[str]:
    if not verslag.codes:
        return
    broad = max(len("CODE"), *(len(one.code) for one in verslag.codes))
    yield ""
    yield f"{'CODE':{broad}}  {'BESTANDEN':>9}  {'PLAATSEN':>8}  BIJVOORBEELD"
    for one in verslag.codes:
        text = one.tekst if len(one.tekst) <= _BROAD else f"{one.tekst[: _BROAD - 1]}…"
        yield f"{one.code:{broad}}  {one.aantal_berichten:>9}  {one.aantal_plaatsen:>8}  {text}"
