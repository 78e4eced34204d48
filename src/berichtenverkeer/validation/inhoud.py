# SPDX-License-Identifier: EUPL-1.2
"""The child elements of one part laid beside the schema: which are missing, unknown, misplaced or too many.

All content in iJw is a plain sequence, so the elements that are in order are the longest chain of children that
does not go back in the schema. What stands outside that chain is a fault, each once.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from berichtenverkeer.regels.melding import Melding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.structuur import Onderdeel

# What may be shown of a name that the sender made up: a word without a run of digits that could be a number of someone.
_TOONBAAR = re.compile(r"(?:\{[^}]*\})?([A-Za-z](?:[A-Za-z_.-]|\d{1,2}(?!\d)){0,39})")
_SOORTGELIJK = 0.75
_MAX_VERGELEKEN = 50  # unknown names per part that are held beside the known ones


class Fout(msgspec.Struct, frozen=True):
    """A fault before it has a full path: `staart` goes behind the path of the part, `kind` is the child it is about."""

    melding: Melding
    tekst: str
    actie: str
    staart: str = ""
    kind: int | None = None


def toonbaar(naam: str) -> str:
    """The local name of `naam` if it can do no harm in a finding, otherwise nothing."""
    delen = _TOONBAAR.fullmatch(naam)
    return delen[1] if delen else ""


def leg_naast(tags: Sequence[str], deel: Onderdeel, anders: str) -> tuple[Iterator[Fout], list[int | None]]:
    """Compare child elements (`{namespace}Name`) with what the schema has for `deel`.

    Gives the faults, worked out as they are asked for, and for each child the place in the schema that it takes (None
    for an unknown one). `anders` is the tag of the part itself when that was wrong and reported: children that share
    its wrong namespace are the same fault.
    """
    per_naam = {kind.naam: plaats for plaats, kind in enumerate(deel.kinderen)}
    orde = [per_naam.get(_naam(tag)) for tag in tags]
    verschreven = _verschreven(tags, orde, deel)
    plaatsen = [verschreven.get(nummer, plaats) for nummer, plaats in enumerate(orde)]
    volgnummers = _volgnummers(plaatsen, deel)
    keten = _keten(orde, deel)
    fouten = chain(
        _namen(tags, orde, verschreven, volgnummers, deel, anders),
        _ordening(orde, keten, volgnummers, deel),
        _ontbrekend(orde, keten, set(plaatsen), deel),
    )
    return fouten, plaatsen


def _naam(tag: str) -> str:
    return tag.rpartition("}")[2]


def _ruimte(tag: str) -> str:
    return tag.rpartition("}")[0]


def _verschreven(tags: Sequence[str], orde: list[int | None], deel: Onderdeel) -> dict[int, int]:
    """Unknown children whose name is nearly that of an absent one (`BSN` for `Bsn`): child -> place in the schema."""
    aanwezig = set(orde)
    afwezig = {kind.naam.lower(): plaats for plaats, kind in enumerate(deel.kinderen) if plaats not in aanwezig}
    gevonden: dict[int, int] = {}
    onbekend = (nummer for nummer, plaats in enumerate(orde) if plaats is None)
    for nummer in islice(onbekend, _MAX_VERGELEKEN):
        lijkt = difflib.get_close_matches(_naam(tags[nummer])[:60].lower(), afwezig, n=1, cutoff=_SOORTGELIJK)
        if lijkt:
            gevonden[nummer] = afwezig.pop(lijkt[0])
    return gevonden


def _volgnummers(plaatsen: list[int | None], deel: Onderdeel) -> list[int]:
    """For each child its number among those of the same name, from 1; 0 for an unknown one."""
    tellers = [0] * len(deel.kinderen)
    nummers = []
    for plaats in plaatsen:
        if plaats is not None:
            tellers[plaats] += 1
        nummers.append(0 if plaats is None else tellers[plaats])
    return nummers


def _staart(kind: Onderdeel, volgnummer: int) -> str:
    return f"{kind.naam}[{volgnummer}]" if kind.herhaalt else kind.naam


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
    volgnummers: list[int],
    deel: Onderdeel,
    anders: str,
) -> Iterator[Fout]:
    """Children with a name or namespace that the schema does not have here."""
    for nummer, (tag, plaats) in enumerate(zip(tags, orde, strict=True)):
        if nummer in verschreven:
            kind = deel.kinderen[verschreven[nummer]]
            tekst = f"{deel.naam} kent dit element niet; het lijkt op {kind.naam}."
            actie = f"Noem het element precies {kind.naam}."
            yield Fout(schema.ONBEKEND, tekst, actie, _staart(kind, volgnummers[nummer]), nummer)
        elif plaats is None:
            naam = toonbaar(tag)
            tekst = f"{deel.naam} kent geen element {naam}".rstrip() + "."
            yield Fout(schema.ONBEKEND, tekst, "Verwijder het element of zet het waar het hoort.", naam, nummer)
        elif tag != deel.kinderen[plaats].tag and not (anders and _ruimte(tag) == _ruimte(anders)):
            kind = deel.kinderen[plaats]
            tekst = f"{kind.naam} staat in de verkeerde naamruimte."
            actie = f"Gebruik hier de naamruimte {_ruimte(kind.tag)[1:]}."
            yield Fout(schema.NAAMRUIMTE, tekst, actie, _staart(kind, volgnummers[nummer]), nummer)


def _ordening(orde: list[int | None], keten: list[int], volgnummers: list[int], deel: Onderdeel) -> Iterator[Fout]:
    """Known children outside the chain: a second one of what may stand once, or one in the wrong place."""
    in_keten = set(keten)
    aanwezig = {orde[nummer] for nummer in keten}
    for nummer, plaats in enumerate(orde):
        if plaats is None or nummer in in_keten:
            continue
        kind = deel.kinderen[plaats]
        if plaats in aanwezig and not kind.herhaalt:
            tekst = f"{kind.naam} staat vaker dan één keer in {deel.naam}."
            yield Fout(
                schema.TE_VAAK, tekst, f"Laat één {kind.naam} staan.", _staart(kind, volgnummers[nummer]), nummer
            )
        else:
            tekst = f"{kind.naam} staat op de verkeerde plaats in {deel.naam}."
            actie = f"Zet {kind.naam} {_waar(plaats, aanwezig, deel)}."
            yield Fout(schema.VOLGORDE, tekst, actie, _staart(kind, volgnummers[nummer]), nummer)
        aanwezig.add(plaats)


def _ontbrekend(orde: list[int | None], keten: list[int], aanwezig: set[int | None], deel: Onderdeel) -> Iterator[Fout]:
    """Required children that are nowhere, each at the element behind the gap."""
    for plaats, kind in enumerate(deel.kinderen):
        if not kind.verplicht or plaats in aanwezig:
            continue
        erna = next((nummer for nummer in keten if (orde[nummer] or 0) > plaats), None)
        vul = f", met {kind.waarde.verwacht}" if kind.waarde else ""
        yield Fout(
            schema.ONTBREEKT,
            f"Het verplichte element {kind.naam} ontbreekt in {deel.naam}.",
            f"Zet {kind.naam} {_waar(plaats, aanwezig, deel)}{vul}.",
            _staart(kind, 1),
            erna,
        )


def _waar(plaats: int, aanwezig: set[int | None], deel: Onderdeel) -> str:
    voor = max((ander for ander in aanwezig if ander is not None and ander < plaats), default=None)
    return f"vooraan in {deel.naam}" if voor is None else f"direct na {deel.kinderen[voor].naam}"
