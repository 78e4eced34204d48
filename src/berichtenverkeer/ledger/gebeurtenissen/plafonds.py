# SPDX-License-Identifier: EUPL-1.2
"""What is decided on the room of plafonds."""

from datetime import date

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen.declaration import OF_BERICHT, Declared, Payload, Touched


class Plafonddeel(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a claim asks of one plafond of its aanbieder; how much was booked beyond the room, and under a tenzij."""

    jaar: int
    perceel: str = ""
    segment: str = ""
    bedrag_cents: int
    overschrijding_cents: int = 0
    tenzij_cents: int = 0


def _claim_in_columns(payload: Payload) -> Payload:
    """Until version 2 a claim was `verzoek/<aanbieder>/<referentie>` or `toewijzing/<gemeente>/<nummer>`."""
    match str(payload.get("claim")).split("/", 2):
        case ["toewijzing", gemeente, number] if number.isdecimal():
            claim: Payload = {"soort": "toewijzing", "partij": gemeente, "nummer": int(number)}
        case ["verzoek", aanbieder, referentie]:
            claim = {"soort": "verzoek", "partij": aanbieder, "referentie": referentie}
        case _:
            raise msgspec.ValidationError("no claim")
    return {**payload, "claim": claim}


class PlafondBesloten(Declared, frozen=True, kw_only=True):
    """The decision on a verzoek, or on a toewijzing that adds to what is claimed (definitions.md 6.3).

    `vervalt_op` is the day on which a reservation lapses. `onder_clientenstop`: a toewijzing, which is always paid, for
    a client who was new at an aanbieder that took no new clients.
    """

    upcasters = (_claim_in_columns,)
    columns = OF_BERICHT

    claim: Claimsleutel
    aanbieder: str
    gemeente: str
    uitkomst: str
    delen: tuple[Plafonddeel, ...] = ()
    onder_clientenstop: bool = False
    vervalt_op: date | None = None

    def touches(self) -> Touched:
        claim = self.claim
        if claim.soort is Claimsoort.VERZOEK:
            return Touched(verzoeken=frozenset({claim.verzoek}))
        return Touched(toewijzingen=frozenset({(claim.partij, claim.nummer)}))


class ReserveringVervallen(Declared, frozen=True, kw_only=True):
    """A reservation that was not answered in time gave its room back; `vervalt_op` is the day it was due."""

    upcasters = (_claim_in_columns,)

    claim: Claimsleutel
    aanbieder: str
    gemeente: str
    vervalt_op: date


class PlafondsHerrekend(Declared, frozen=True, kw_only=True):
    """What was booked was brought in line with the state, outside a register load."""

    shows_time = False

    boekingen: int


class PeilmaandVerschoven(Declared, frozen=True, kw_only=True):
    """A month began: from its first day, `peilmaand`, the declaration term counts back (definitions.md 6.2)."""

    peilmaand: date
    boekingen: int


Plafondgebeurtenis = PlafondBesloten | ReserveringVervallen | PlafondsHerrekend | PeilmaandVerschoven
