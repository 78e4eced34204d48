# SPDX-License-Identifier: EUPL-1.2
"""Which rows a bericht or a gebeurtenis can touch: what to lock, and what to load, for a whole batch at once."""

from collections.abc import Iterable, Mapping
from typing import TypeVar, assert_never

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.named import Named, Subject, named
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel

Clienten = Mapping[str, bytes]
"""The pseudonym of every BSN in a bericht."""

K = TypeVar("K")


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """Keys within a regio, of what to load and what to lock.

    Of clients (pseudonyms): `clienten` their leveringen and verzoeken, `levend` their leveringen alone, `pakketten` all
    their toewijzingen. `toewijzingen`: (gemeente, ToewijzingNummer); `op_toewijzing`: the prestaties on those.
    `verzoeken` by their keys. `prestaties`: (aanbieder, ReferentieNummer). Of declaraties:
    `declaraties` by (aanbieder, DeclaratieNummer), `inhouden` the prestaties in those, `reeksen` the last one of
    (aanbieder, gemeente), `identificaties` (aanbieder, gemeente, Identificatie) with their prestaties.

    `locks` are names to hold, for a moment, so that nobody minds waiting; `exclusive` and `shared` may be held for
    long: by oneself, or beside others who share them. Who declares holds his aanbieder alone; whoever changes what
    prestaties are judged by shares it. Who names a toewijzing shares its gemeente. So a bericht takes few locks,
    however much it names (PostgreSQL has room for some thousands in all): a declaratie holds its aanbieder, and
    another bericht that names more than MOST_LOCKS holds its aanbieder and its gemeente, which is more than all that
    it names.
    """

    clienten: frozenset[bytes] = frozenset()
    levend: frozenset[bytes] = frozenset()
    pakketten: frozenset[bytes] = frozenset()
    toewijzingen: frozenset[tuple[str, int]] = frozenset()
    op_toewijzing: frozenset[tuple[str, int]] = frozenset()
    verzoeken: frozenset[Verzoeksleutel] = frozenset()
    declaraties: frozenset[tuple[str, str]] = frozenset()
    inhouden: frozenset[tuple[str, str]] = frozenset()
    reeksen: frozenset[tuple[str, str]] = frozenset()
    identificaties: frozenset[tuple[str, str, str]] = frozenset()
    prestaties: frozenset[tuple[str, str]] = frozenset()
    locks: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    exclusive: frozenset[str] = frozenset()


def together(needs: Iterable[Needs]) -> Needs:
    """What all of them need."""
    every = list(needs)
    fields = Needs.__struct_fields__
    return Needs(**{field: frozenset().union(*(getattr(one, field) for one in every)) for field in fields})


def without(needs: Needs, loaded: Needs) -> Needs:
    """What `needs` has more than what was loaded."""
    fields = Needs.__struct_fields__
    return Needs(**{field: getattr(needs, field) - getattr(loaded, field) for field in fields})


def from_bericht(bericht: Bericht, clienten: Clienten) -> Needs:
    """The rows that the rules and the booking of a bericht can touch."""
    what = named(bericht)
    return Needs() if what is None else from_named(what, clienten)


def from_named(what: Named, clienten: Clienten) -> Needs:
    """The same of what a bericht names, for the clients that it is about."""
    pseudonyms = frozenset(clienten.values())
    match what.onderwerp:
        case Subject.TOEWIJZING | Subject.WIJZIGING:
            return _with_locks(what, pseudonyms, packages=pseudonyms)
        case Subject.LEVERING:
            return _with_locks(what, pseudonyms, asks=False)
        case Subject.VERZOEK:
            return _with_locks(what, pseudonyms)
        case Subject.ANTWOORD:
            return _with_locks(what, frozenset())
        case Subject.DECLARATIE | Subject.DECLARATIEANTWOORD:
            return _from_declaratie(what, pseudonyms)
        case _:
            assert_never(what.onderwerp)


MOST_LOCKS = 16
"""How many toewijzingen and verzoeken one bericht locks by their own names."""


def from_gemeente(gemeente: str) -> str:
    """The name of the lock on all toewijzingen of a gemeente."""
    return f"gemeente/{gemeente}"


def from_aanbieder(aanbieder: str) -> str:
    """The name of the lock on all that an aanbieder's prestaties are judged by."""
    return f"aanbieder/{aanbieder}"


def _with_locks(
    what: Named, clienten: frozenset[bytes], *, packages: frozenset[bytes] = frozenset(), asks: bool = True
) -> Needs:
    """Of one client: everything that it names is locked by its own name, and its aanbieder and gemeente are shared.
    When it names much, those two are held alone instead: who names any of it shares them, and waits.

    `asks`: it can be about a verzoek of the client.
    """
    named = {f"toewijzing/{what.gemeente}/{number}" for number in what.toewijzingen}
    named |= {f"verzoek/{what.aanbieder}/{referentie}" for referentie in what.verzoeken}
    above = {from_aanbieder(what.aanbieder), *([from_gemeente(what.gemeente)] if what.toewijzingen else ())}
    is_many = len(named) > MOST_LOCKS
    return Needs(
        clienten=clienten if asks else frozenset(),
        levend=frozenset() if asks else clienten,
        pakketten=packages,
        toewijzingen=_together(what.gemeente, what.toewijzingen),
        op_toewijzing=_together(what.gemeente, what.vervallen),
        verzoeken=frozenset(Verzoeksleutel(what.aanbieder, referentie) for referentie in what.verzoeken),
        locks=frozenset({*(f"client/{client.hex()}" for client in clienten), *(() if is_many else named)}),
        shared=frozenset(() if is_many else above),
        exclusive=frozenset(above if is_many else ()),
    )


def _from_declaratie(what: Named, clienten: frozenset[bytes]) -> Needs:
    """A declaratie also by its number in the row of its aanbieder; an answer by the Identificatie that it answers."""
    numbers = _together(what.gemeente, what.toewijzingen)
    who = (what.aanbieder, what.gemeente)
    is_antwoord = what.identificatie is not None
    return Needs(
        levend=frozenset() if is_antwoord else clienten,
        pakketten=frozenset() if is_antwoord else clienten,
        toewijzingen=numbers,
        op_toewijzing=numbers,
        declaraties=frozenset() if what.declaratie is None else frozenset({(what.aanbieder, what.declaratie)}),
        reeksen=frozenset() if is_antwoord else frozenset({who}),
        identificaties=frozenset() if what.identificatie is None else frozenset({(*who, what.identificatie)}),
        prestaties=_together(what.aanbieder, what.prestaties),
        exclusive=frozenset({from_aanbieder(what.aanbieder)}),
    )


def _together(partij: str, marks: Iterable[K]) -> frozenset[tuple[str, K]]:
    return frozenset((partij, mark) for mark in marks)


def from_gebeurtenis(gebeurtenis: Gebeurtenis) -> Needs:
    """The rows that folding a gebeurtenis can touch, as its kind declares."""
    return Needs(**msgspec.structs.asdict(gebeurtenis.touches()))
