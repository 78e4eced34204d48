# SPDX-License-Identifier: EUPL-1.2
"""Which rows a bericht or a gebeurtenis can touch: what to lock, and what to load, for a whole batch at once."""

from collections.abc import Iterable, Mapping
from typing import TypeVar, assert_never

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.genoemd import Genoemd, Onderwerp, genoemd

Clienten = Mapping[str, bytes]
"""The pseudonym of every BSN in a bericht."""

K = TypeVar("K")


class Behoefte(msgspec.Struct, frozen=True, kw_only=True):
    """Keys within a regio, of what to load and what to lock.

    Of clients (pseudonyms): `clienten` their leveringen and verzoeken, `levend` their leveringen alone, `pakketten` all
    their toewijzingen. `toewijzingen`: (gemeente, ToewijzingNummer); `op_toewijzing`: the prestaties on those.
    `verzoeken`: (aanbieder, ReferentieAanbieder). `prestaties`: (aanbieder, ReferentieNummer). Of declaraties:
    `declaraties` by (aanbieder, DeclaratieNummer), `inhouden` the prestaties in those, `reeksen` the last one of
    (aanbieder, gemeente), `identificaties` (aanbieder, gemeente, Identificatie) with their prestaties.

    `sloten` are names to hold, for a moment, so that nobody minds waiting; `alleen` and `gedeeld` may be held for long:
    by oneself, or beside others who share them. Who declares holds his aanbieder alone; whoever changes what prestaties
    are judged by shares it. Who names a toewijzing shares its gemeente. So a bericht takes few locks, however much it
    names (PostgreSQL has room for some thousands in all): a declaratie holds its aanbieder, and another bericht that
    names more than MEESTE_SLOTEN holds its aanbieder and its gemeente, which is more than all that it names.
    """

    clienten: frozenset[bytes] = frozenset()
    levend: frozenset[bytes] = frozenset()
    pakketten: frozenset[bytes] = frozenset()
    toewijzingen: frozenset[tuple[str, int]] = frozenset()
    op_toewijzing: frozenset[tuple[str, int]] = frozenset()
    verzoeken: frozenset[tuple[str, str]] = frozenset()
    declaraties: frozenset[tuple[str, str]] = frozenset()
    inhouden: frozenset[tuple[str, str]] = frozenset()
    reeksen: frozenset[tuple[str, str]] = frozenset()
    identificaties: frozenset[tuple[str, str, str]] = frozenset()
    prestaties: frozenset[tuple[str, str]] = frozenset()
    sloten: frozenset[str] = frozenset()
    gedeeld: frozenset[str] = frozenset()
    alleen: frozenset[str] = frozenset()

    @property
    def omvang(self) -> int:
        """How many keys it names."""
        return sum(map(len, msgspec.structs.astuple(self)))


def samen(behoeften: Iterable[Behoefte]) -> Behoefte:
    """What all of them need."""
    alle = list(behoeften)
    velden = Behoefte.__struct_fields__
    return Behoefte(**{veld: frozenset().union(*(getattr(een, veld) for een in alle)) for veld in velden})


def zonder(behoefte: Behoefte, geladen: Behoefte) -> Behoefte:
    """What `behoefte` has more than what was loaded."""
    velden = Behoefte.__struct_fields__
    return Behoefte(**{veld: getattr(behoefte, veld) - getattr(geladen, veld) for veld in velden})


def van_bericht(bericht: Bericht, clienten: Clienten) -> Behoefte:
    """The rows that the rules and the booking of a bericht can touch."""
    wat = genoemd(bericht)
    return Behoefte() if wat is None else van_genoemd(wat, clienten)


def van_genoemd(wat: Genoemd, clienten: Clienten) -> Behoefte:
    """The same of what a bericht names, for the clients that it is about."""
    pseudoniemen = frozenset(clienten.values())
    match wat.onderwerp:
        case Onderwerp.TOEWIJZING | Onderwerp.WIJZIGING:
            return _met_sloten(wat, pseudoniemen, pakketten=pseudoniemen)
        case Onderwerp.LEVERING:
            return _met_sloten(wat, pseudoniemen, vraagt=False)
        case Onderwerp.VERZOEK:
            return _met_sloten(wat, pseudoniemen)
        case Onderwerp.ANTWOORD:
            return _met_sloten(wat, frozenset())
        case Onderwerp.DECLARATIE | Onderwerp.DECLARATIEANTWOORD:
            return _van_declaratie(wat, pseudoniemen)
        case _:
            assert_never(wat.onderwerp)


MEESTE_SLOTEN = 16
"""How many toewijzingen and verzoeken one bericht locks by their own names."""


def van_gemeente(gemeente: str) -> str:
    """The name of the lock on all toewijzingen of a gemeente."""
    return f"gemeente/{gemeente}"


def van_aanbieder(aanbieder: str) -> str:
    """The name of the lock on all that an aanbieder's prestaties are judged by."""
    return f"aanbieder/{aanbieder}"


def _met_sloten(
    wat: Genoemd, clienten: frozenset[bytes], *, pakketten: frozenset[bytes] = frozenset(), vraagt: bool = True
) -> Behoefte:
    """Of one client: everything that it names is locked by its own name, and its aanbieder and gemeente are shared.
    When it names much, those two are held alone instead: who names any of it shares them, and waits.

    `vraagt`: it can be about a verzoek of the client.
    """
    genoemd = {f"toewijzing/{wat.gemeente}/{nummer}" for nummer in wat.toewijzingen}
    genoemd |= {f"verzoek/{wat.aanbieder}/{referentie}" for referentie in wat.verzoeken}
    boven = {van_aanbieder(wat.aanbieder), *([van_gemeente(wat.gemeente)] if wat.toewijzingen else ())}
    is_veel = len(genoemd) > MEESTE_SLOTEN
    return Behoefte(
        clienten=clienten if vraagt else frozenset(),
        levend=frozenset() if vraagt else clienten,
        pakketten=pakketten,
        toewijzingen=_samen(wat.gemeente, wat.toewijzingen),
        op_toewijzing=_samen(wat.gemeente, wat.vervallen),
        verzoeken=_samen(wat.aanbieder, wat.verzoeken),
        sloten=frozenset({*(f"client/{client.hex()}" for client in clienten), *(() if is_veel else genoemd)}),
        gedeeld=frozenset(() if is_veel else boven),
        alleen=frozenset(boven if is_veel else ()),
    )


def _van_declaratie(wat: Genoemd, clienten: frozenset[bytes]) -> Behoefte:
    """A declaratie also by its number in the row of its aanbieder; an answer by the Identificatie that it answers."""
    nummers = _samen(wat.gemeente, wat.toewijzingen)
    wie = (wat.aanbieder, wat.gemeente)
    is_antwoord = wat.identificatie is not None
    return Behoefte(
        levend=frozenset() if is_antwoord else clienten,
        pakketten=frozenset() if is_antwoord else clienten,
        toewijzingen=nummers,
        op_toewijzing=nummers,
        declaraties=frozenset() if wat.declaratie is None else frozenset({(wat.aanbieder, wat.declaratie)}),
        reeksen=frozenset() if is_antwoord else frozenset({wie}),
        identificaties=frozenset() if wat.identificatie is None else frozenset({(*wie, wat.identificatie)}),
        prestaties=_samen(wat.aanbieder, wat.prestaties),
        alleen=frozenset({van_aanbieder(wat.aanbieder)}),
    )


def _samen(partij: str, kenmerken: Iterable[K]) -> frozenset[tuple[str, K]]:
    return frozenset((partij, kenmerk) for kenmerk in kenmerken)


def van_gebeurtenis(gebeurtenis: Gebeurtenis) -> Behoefte:
    """The rows that folding a gebeurtenis can touch, as its kind declares."""
    return Behoefte(**msgspec.structs.asdict(gebeurtenis.touches()))
