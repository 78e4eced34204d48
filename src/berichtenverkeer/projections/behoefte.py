# SPDX-License-Identifier: EUPL-1.2
"""Which rows a bericht or a gebeurtenis can touch: what to lock, and what to load, for a whole batch at once."""

from collections.abc import Iterable

import msgspec

from berichtenverkeer.berichten import Bericht, elk
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305
from berichtenverkeer.berichten.jw307 import JW307
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.ledger.gebeurtenissen import (
    Gebeurtenis,
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
)


class Behoefte(msgspec.Struct, frozen=True):
    """Keys within a regio: clients (pseudonyms), (gemeente, ToewijzingNummer), (aanbieder, ReferentieAanbieder)."""

    clienten: frozenset[bytes] = frozenset()
    toewijzingen: frozenset[tuple[str, int]] = frozenset()
    verzoeken: frozenset[tuple[str, str]] = frozenset()

    def namen(self) -> Iterable[str]:
        """A name for every key, to lock it by."""
        yield from (f"client/{client.hex()}" for client in self.clienten)
        yield from (f"toewijzing/{gemeente}/{nummer}" for gemeente, nummer in self.toewijzingen)
        yield from (f"verzoek/{aanbieder}/{referentie}" for aanbieder, referentie in self.verzoeken)


def samen(behoeften: Iterable[Behoefte]) -> Behoefte:
    """What all of them need."""
    alle = list(behoeften)
    return Behoefte(
        frozenset().union(*(een.clienten for een in alle)),
        frozenset().union(*(een.toewijzingen for een in alle)),
        frozenset().union(*(een.verzoeken for een in alle)),
    )


def van_bericht(bericht: Bericht, client: bytes | None) -> Behoefte:
    """The rows that the rules and the booking of a bericht can touch."""
    clienten = frozenset((client,) if client is not None else ())
    match bericht:
        case JW301():
            gemeente, aanbieder = bericht.header.afzender, bericht.header.ontvanger
            producten = bericht.client.toegewezen_producten.toegewezen_product
            return Behoefte(
                clienten,
                frozenset((gemeente, product.toewijzing_nummer) for product in producten),
                frozenset((aanbieder, een.referentie_aanbieder) for een in producten if een.referentie_aanbieder),
            )
        case JW305():
            starts = bericht.client.start_producten.start_product
            return Behoefte(clienten, _nummers(bericht.header.ontvanger, (een.toewijzing_nummer for een in starts)))
        case JW307():
            stops = bericht.client.stop_producten.stop_product
            return Behoefte(clienten, _nummers(bericht.header.ontvanger, (een.toewijzing_nummer for een in stops)))
        case JW315():
            referenties = (
                een for _, een in elk(bericht, "Client/AangevraagdeProducten/AangevraagdProduct/ReferentieAanbieder")
            )
            return Behoefte(clienten, verzoeken=frozenset((bericht.header.afzender, een) for een in referenties))
        case JW319():
            return Behoefte(verzoeken=frozenset({(bericht.header.ontvanger, bericht.antwoord.referentie_aanbieder)}))
        case _:
            return Behoefte(clienten)


def _nummers(gemeente: str, nummers: Iterable[int | None]) -> frozenset[tuple[str, int]]:
    return frozenset((gemeente, nummer) for nummer in nummers if nummer is not None)


def van_gebeurtenis(feit: Gebeurtenis) -> Behoefte:
    """The rows that folding a gebeurtenis can touch."""
    match feit:
        case ToewijzingVastgesteld():
            referentie = feit.referentie_aanbieder
            return Behoefte(
                toewijzingen=frozenset({(feit.gemeente, feit.nummer)}),
                verzoeken=frozenset({(feit.aanbieder, referentie)} if referentie is not None else ()),
            )
        case VerzoekOntvangen() | VerzoekAfgewezen() | VerzoekInOnderzoek():
            return Behoefte(verzoeken=frozenset({(feit.aanbieder, feit.referentie)}))
        case LeveringGestart() | StartVerwijderd() | LeveringGestopt() | StopVerwijderd():
            return Behoefte(clienten=frozenset({feit.client}))
        case _:
            return Behoefte()
