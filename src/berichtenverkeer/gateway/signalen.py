# SPDX-License-Identifier: EUPL-1.2
"""What is told beside the receipt: what was decided on money, what no rule rejects; and how much fits in one."""

from collections.abc import Iterable, Sequence

import msgspec

from berichtenverkeer.berichten import JW301, JW317, JW323, elk
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.sleutels import van_toewijzing, van_verzoek
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.honorering import honorering
from berichtenverkeer.regels.meldingen import signalen as meldingen
from berichtenverkeer.regels.meldingen.verkeer import ER_IS_MEER
from berichtenverkeer.regels.opmerkingen import opmerkingen

_VERZOEKEN = "Client/AangevraagdeProducten/AangevraagdProduct"
_WIJZIGING = "JW317/Client/Verzoek"
_TOEWIJZINGEN = "Client/ToegewezenProducten/ToegewezenProduct"

MEESTE_BEVINDINGEN = 1000
"""How many findings are kept beside a bericht."""

_VAN_BESLUIT = {
    Uitkomst.CRISIS: meldingen.PLAFOND_CRISIS,
    Uitkomst.PLAFOND_ONBEKEND: meldingen.PLAFOND_ONBEKEND,
    Uitkomst.CLAIM_ONBEKEND: meldingen.CLAIM_ONBEKEND,
    Uitkomst.NEE_CLIENTENSTOP: meldingen.NEE_CLIENTENSTOP,
    Uitkomst.NEE_PLAFOND: meldingen.NEE_PLAFOND,
    Uitkomst.OVERSCHRIJDING: meldingen.OVERSCHRIJDING,
}


def signalen(werk: Werk, besluiten: Iterable[Gebeurtenis]) -> list[Bevinding]:
    """One signal for each decision that somebody should know of, at the product that it is about.

    An answer, and whatever else makes a decision about what it does not name itself, has no place for it.
    """
    plekken = _plekken(werk)
    genomen = ((een.claim, Uitkomst(een.uitkomst)) for een in besluiten if isinstance(een, PlafondBesloten))
    te_melden = dict.fromkeys((plekken.get(claim, ""), wat) for claim, wat in genomen if wat in _VAN_BESLUIT)
    paden = {pad for pad, _ in te_melden if pad}
    regels = werk.invoer.regelnummers(paden) if paden else {}
    return [_VAN_BESLUIT[uitkomst].op(pad, regels.get(pad)) for pad, uitkomst in te_melden]


def afwijkingen(werk: Werk, historie: History, bevindingen: Sequence[Bevinding]) -> list[Bevinding]:
    """What a bericht says that no rule rejects, and that both parties should know of.

    Nothing of a bericht with findings; of a JW323 nothing of what one of its findings is about: the rest is booked.
    """
    if bevindingen and not isinstance(werk.bericht, JW323):
        return []
    gevonden = [*opmerkingen(werk.bericht, historie)]
    if isinstance(werk.bericht, JW301):
        gevonden += honorering(werk.bericht, historie)
    afgewezen = {_verwerpt(een.pad) for een in bevindingen}
    gevonden = [een for een in gevonden if afgewezen.isdisjoint(_omvattend(een.pad))]
    regels = werk.invoer.regelnummers({een.pad for een in gevonden}) if gevonden else {}
    return [msgspec.structs.replace(een, regelnummer=regels[een.pad]) for een in gevonden]


def begrensd(bevindingen: Sequence[Bevinding]) -> Sequence[Bevinding]:
    """As many as a receipt can hold, faults first; a JW325 has them all."""
    if len(bevindingen) <= MEESTE_BEVINDINGEN:
        return bevindingen
    eerste = bevindingen[MEESTE_BEVINDINGEN]
    meer = (meldingen.ER_IS_MEER if eerste.is_signaal else ER_IS_MEER).op(
        eerste.pad,
        eerste.regelnummer,
        f"Er zijn in totaal {len(bevindingen)} bevindingen; hier staan de eerste {MEESTE_BEVINDINGEN}.",
    )
    return [*bevindingen[:MEESTE_BEVINDINGEN], msgspec.structs.replace(meer, niveau=eerste.niveau)]


def _omvattend(pad: str) -> list[str]:
    """A path and all that it lies in, the outermost first."""
    delen = pad.split("/")
    return ["/".join(delen[:lengte]) for lengte in range(1, len(delen) + 1)]


def _verwerpt(pad: str) -> str:
    """What of a JW323 a finding at this path rejects: its Prestatie, all of its Client, or everything."""
    for soort in ("Prestatie[", "Client["):
        for een in _omvattend(pad):
            if een.rpartition("/")[2].startswith(soort):
                return een
    return _omvattend(pad)[0]


def _plekken(werk: Werk) -> dict[Claimsleutel, str]:
    """The claim of every product in the bericht -> its path."""
    if werk.soort.naam == "JW315":
        producten = elk(werk.bericht, _VERZOEKEN)
        return {van_verzoek(werk.aanbieder, product.referentie_aanbieder): pad for pad, product in producten}
    if werk.soort.naam == "JW301":
        producten = elk(werk.bericht, _TOEWIJZINGEN)
        return {van_toewijzing(werk.gemeente, product.toewijzing_nummer): pad for pad, product in producten}
    if isinstance(werk.bericht, JW317):
        return {van_verzoek(werk.aanbieder, werk.bericht.client.verzoek.referentie_aanbieder): _WIJZIGING}
    return {}
