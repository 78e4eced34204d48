# SPDX-License-Identifier: EUPL-1.2
"""The decision (definitions.md 6.3): the first outcome that applies. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from berichtenverkeer.plafonds.claims import Claim
from berichtenverkeer.plafonds.sleutels import PlafondSleutel


class Uitkomst(StrEnum):
    """In the words of the definitions; `nee` books nothing, all others book the claim."""

    VRIJ = "vrij"
    CRISIS = "crisis"
    PLAFOND_ONBEKEND = "ja (plafond onbekend)"
    NEE_CLIENTENSTOP = "nee (cliëntenstop)"
    NEE_PLAFOND = "nee (plafond)"
    JA = "ja"
    CLAIM_ONBEKEND = "ja (claim onbekend)"
    OVERSCHRIJDING = "overschrijding"

    @property
    def is_nee(self) -> bool:
        """Whether the verzoek is turned down, so that nothing is reserved."""
        return self in (Uitkomst.NEE_CLIENTENSTOP, Uitkomst.NEE_PLAFOND)


def besluit_verzoek(
    claim: Claim, ruimte: Mapping[PlafondSleutel, int], *, is_crisis: bool, is_gestopt: bool = False
) -> Uitkomst:
    """The outcome for a verzoek. `ruimte` is the VRIJ of the plafonds that are known; a claim must fit in every one.

    `is_gestopt`: a cliëntenstop is in force and the client has no running toewijzing or levering there.
    """
    if vooraf := _vooraf(claim, ruimte, is_crisis):
        return vooraf
    if is_gestopt:
        return Uitkomst.NEE_CLIENTENSTOP
    return _ja(claim) if _past(claim.per_plafond, ruimte) else Uitkomst.NEE_PLAFOND


def besluit_toewijzing(
    claim: Claim, erbij: Mapping[PlafondSleutel, int], ruimte: Mapping[PlafondSleutel, int], *, is_crisis: bool
) -> Uitkomst:
    """The outcome for a JW301 that adds `erbij` to what was held for it; never a `nee`.

    `ruimte` is what is free for it: VRIJ, and what its own reservation gives back.
    """
    if vooraf := _vooraf(claim, ruimte, is_crisis):
        return vooraf
    return _ja(claim) if _past(erbij, ruimte) else Uitkomst.OVERSCHRIJDING


def _vooraf(claim: Claim, ruimte: Mapping[PlafondSleutel, int], is_crisis: bool) -> Uitkomst | None:
    """Outcomes that do not ask for room."""
    if claim.is_vrij:
        return Uitkomst.VRIJ
    if is_crisis:
        return Uitkomst.CRISIS
    if claim.plafond_onbekend or claim.per_plafond.keys() - ruimte.keys():
        return Uitkomst.PLAFOND_ONBEKEND
    return None


def _ja(claim: Claim) -> Uitkomst:
    return Uitkomst.CLAIM_ONBEKEND if claim.is_onbekend else Uitkomst.JA


def _past(bedragen: Mapping[PlafondSleutel, int], ruimte: Mapping[PlafondSleutel, int]) -> bool:
    return all(bedrag <= ruimte[sleutel] for sleutel, bedrag in bedragen.items() if bedrag > 0)
