# SPDX-License-Identifier: EUPL-1.2
"""The child elements of one part laid beside the schema: which are missing, unknown, misplaced or too many.

All content in iJw is a plain sequence, so the elements that are in order are the longest chain of children that
does not go back in the schema. What stands outside that chain is a fault, each once.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from berichtenverkeer.standaard.structuur import Onderdeel

# What may be shown of a name that the sender made up: a word without a run of digits that could be a number of someone.
_TOONBAAR = re.compile(r"(?:\{[^}]*\})?([A-Za-z](?:[A-Za-z_.-]|\d{1,2}(?!\d)){0,39})")
_SOORTGELIJK = 0.75


class Fout(msgspec.Struct, frozen=True):
    """A fault before it has a full path: `staart` goes behind the path of the part, `kind` is the child it is about."""

    code: str
    tekst: str
    actie: str
    staart: str = ""
    kind: int | None = None


class Uitkomst(msgspec.Struct, frozen=True):
    """The faults, and for each child the place in the schema that it takes (None: nothing to look at under it)."""

    fouten: list[Fout]
    plaatsen: list[int | None]


def toonbaar(naam: str) -> str:
    """The local name of `naam` if it can do no harm in a finding, otherwise nothing."""
    delen = _TOONBAAR.fullmatch(naam)
    return delen[1] if delen else ""


def leg_naast(tags: Sequence[str], deel: Onderdeel, anders: str) -> Uitkomst:
    """Compare child elements (`{namespace}Name`) with what the schema has for `deel`.

    `anders` is the tag of the part itself when that was wrong and reported: children that share its wrong namespace
    are the same fault.
    """
    per_naam = {kind.naam: plaats for plaats, kind in enumerate(deel.kinderen)}
    orde = [per_naam.get(_naam(tag)) for tag in tags]
    verschreven = _verschreven(tags, orde, deel)
    plaatsen = [verschreven.get(nummer, plaats) for nummer, plaats in enumerate(orde)]
    staarten = _staarten(plaatsen, deel)
    keten = _keten(orde, deel)
    fouten = [
        *_namen(tags, orde, verschreven, staarten, deel, anders),
        *_ordening(orde, keten, staarten, deel),
        *_ontbrekend(orde, keten, set(plaatsen), deel),
    ]
    return Uitkomst(fouten, plaatsen)


def _naam(tag: str) -> str:
    return tag.rpartition("}")[2]


def _ruimte(tag: str) -> str:
    return tag.rpartition("}")[0]


def _verschreven(tags: Sequence[str], orde: list[int | None], deel: Onderdeel) -> dict[int, int]:
    """Unknown children whose name is nearly that of an absent one (`BSN` for `Bsn`): child -> place in the schema."""
    afwezig = {kind.naam.lower(): plaats for plaats, kind in enumerate(deel.kinderen) if plaats not in set(orde)}
    gevonden: dict[int, int] = {}
    for nummer, (tag, plaats) in enumerate(zip(tags, orde, strict=True)):
        if plaats is None and afwezig:
            lijkt = difflib.get_close_matches(_naam(tag)[:60].lower(), afwezig, n=1, cutoff=_SOORTGELIJK)
            if lijkt:
                gevonden[nummer] = afwezig.pop(lijkt[0])
    return gevonden


def _staarten(plaatsen: list[int | None], deel: Onderdeel) -> list[str]:
    """What each child adds to the path of the part: its name, with a number where it may repeat."""
    tellers = [0] * len(deel.kinderen)
    staarten = []
    for plaats in plaatsen:
        if plaats is None:
            staarten.append("")
            continue
        tellers[plaats] += 1
        kind = deel.kinderen[plaats]
        staarten.append(f"{kind.naam}[{tellers[plaats]}]" if kind.herhaalt else kind.naam)
    return staarten


def _keten(orde: list[int | None], deel: Onderdeel) -> list[int]:
    """The longest chain of children that stand in the order of the schema, single ones once."""
    # Per place in the schema: the length of the best chain that ends there, and its links from back to front.
    beste: list[tuple[int, Any]] = [(0, None)] * len(deel.kinderen)
    for nummer, plaats in enumerate(orde):
        if plaats is None:
            continue
        tot = plaats + 1 if deel.kinderen[plaats].herhaalt else plaats
        lengte, schakel = max(beste[:tot], key=_lengte, default=(0, None))
        if lengte + 1 > beste[plaats][0]:
            beste[plaats] = (lengte + 1, (nummer, schakel))
    _, schakel = max(beste, key=_lengte, default=(0, None))
    keten = []
    while schakel is not None:
        nummer, schakel = schakel
        keten.append(nummer)
    return keten[::-1]


def _lengte(keten: tuple[int, Any]) -> int:
    return keten[0]


def _namen(
    tags: Sequence[str],
    orde: list[int | None],
    verschreven: dict[int, int],
    staarten: list[str],
    deel: Onderdeel,
    anders: str,
) -> Iterator[Fout]:
    """Children with a name or namespace that the schema does not have here."""
    for nummer, (tag, plaats) in enumerate(zip(tags, orde, strict=True)):
        if nummer in verschreven:
            naam = deel.kinderen[verschreven[nummer]].naam
            tekst = f"{deel.naam} kent dit element niet; het lijkt op {naam}."
            yield Fout("ONBEKEND", tekst, f"Noem het element precies {naam}.", staarten[nummer], nummer)
        elif plaats is None:
            naam = toonbaar(tag)
            tekst = f"{deel.naam} kent geen element {naam}".rstrip() + "."
            yield Fout("ONBEKEND", tekst, "Verwijder het element of zet het waar het hoort.", naam, nummer)
        elif tag != deel.kinderen[plaats].tag and _ruimte(tag) != _ruimte(anders):
            kind = deel.kinderen[plaats]
            tekst = f"{kind.naam} staat in de verkeerde naamruimte."
            actie = f"Gebruik hier de naamruimte {_ruimte(kind.tag)[1:]}."
            yield Fout("NAAMRUIMTE", tekst, actie, staarten[nummer], nummer)


def _ordening(orde: list[int | None], keten: list[int], staarten: list[str], deel: Onderdeel) -> Iterator[Fout]:
    """Known children outside the chain: a second one of what may stand once, or one in the wrong place."""
    in_keten = set(keten)
    aanwezig = {orde[nummer] for nummer in keten}
    for nummer, plaats in enumerate(orde):
        if plaats is None or nummer in in_keten:
            continue
        kind = deel.kinderen[plaats]
        if plaats in aanwezig and not kind.herhaalt:
            tekst = f"{kind.naam} staat vaker dan één keer in {deel.naam}."
            yield Fout("TE-VAAK", tekst, f"Laat één {kind.naam} staan.", staarten[nummer], nummer)
        else:
            tekst = f"{kind.naam} staat op de verkeerde plaats in {deel.naam}."
            actie = f"Zet {kind.naam} {_waar(plaats, aanwezig, deel)}."
            yield Fout("VOLGORDE", tekst, actie, staarten[nummer], nummer)
        aanwezig.add(plaats)


def _ontbrekend(orde: list[int | None], keten: list[int], aanwezig: set[int | None], deel: Onderdeel) -> Iterator[Fout]:
    """Required children that are nowhere, each at the element behind the gap."""
    for plaats, kind in enumerate(deel.kinderen):
        if not kind.verplicht or plaats in aanwezig:
            continue
        erna = next((nummer for nummer in keten if (orde[nummer] or 0) > plaats), None)
        vul = f", met {kind.waarde.verwacht}" if kind.waarde else ""
        yield Fout(
            "ONTBREEKT",
            f"Het verplichte element {kind.naam} ontbreekt in {deel.naam}.",
            f"Zet {kind.naam} {_waar(plaats, aanwezig, deel)}{vul}.",
            f"{kind.naam}[1]" if kind.herhaalt else kind.naam,
            erna,
        )


def _waar(plaats: int, aanwezig: set[int | None], deel: Onderdeel) -> str:
    voor = max((ander for ander in aanwezig if ander is not None and ander < plaats), default=None)
    return f"vooraan in {deel.naam}" if voor is None else f"direct na {deel.kinderen[voor].naam}"
