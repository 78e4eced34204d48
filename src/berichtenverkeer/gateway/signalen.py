# SPDX-License-Identifier: EUPL-1.2
"""What is told beside the receipt: what was decided on money, what no rule rejects; and how much fits in one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from berichtenverkeer.berichten import JW301, JW317, JW323, each
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.work import Work
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld, VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.begroting import BudgetsLeft, booked_of, counted_once
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.booking import Boeking
from berichtenverkeer.plafonds.contract_gap import gaps
from berichtenverkeer.plafonds.keys import from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.honorering import honorering
from berichtenverkeer.regels.melding import MELDINGEN
from berichtenverkeer.regels.meldingen import signalen as meldingen
from berichtenverkeer.regels.meldingen.traffic import THERE_IS_MORE
from berichtenverkeer.regels.opmerkingen import opmerkingen
from berichtenverkeer.register.stand import RegisterStand

_VERZOEKEN = "Client/AangevraagdeProducten/AangevraagdProduct"
_WIJZIGING = "JW317/Client/Verzoek"
_TOEWIJZINGEN = "Client/ToegewezenProducten/ToegewezenProduct"

MOST_BEVINDINGEN = 1000
"""How many findings are kept beside a bericht."""

_PER_UITKOMST = {
    Uitkomst.CRISIS: meldingen.PLAFOND_CRISIS,
    Uitkomst.GEDWONGEN_KADER: meldingen.GEDWONGEN_KADER,
    Uitkomst.PLAFOND_ONBEKEND: meldingen.PLAFOND_UNKNOWN,
    Uitkomst.CLAIM_ONBEKEND: meldingen.CLAIM_UNKNOWN,
    Uitkomst.NEE_CLIENTENSTOP: meldingen.NEE_CLIENTENSTOP,
    Uitkomst.NEE_PLAFOND: meldingen.NEE_PLAFOND,
    Uitkomst.OVERSCHRIJDING: meldingen.OVERSCHRIJDING_SIGNAAL,
}


def signalen(
    work: Work, besluiten: Iterable[Gebeurtenis], gebeurtenissen: Iterable[Gebeurtenis], register: RegisterStand
) -> list[Bevinding]:
    """What somebody should know of each decision, at the product that it is about; first that there is no contract.

    `gebeurtenissen` are what was decided on. Where no contract holds, it is not said that a plafond is still to come.
    An answer, and whatever else makes a decision about what it does not name itself, has no place for it.
    """
    claim_paths = _claim_paths(work)
    decided = [one for one in besluiten if isinstance(one, PlafondBesloten)]
    without = _without_contract(gebeurtenissen, register) if decided else {}
    to_report = dict.fromkeys(
        (claim_paths.get(one.claim, ""), *what) for one in decided for what in _from_besluit(one, without)
    )
    paden = {pad for pad, *_ in to_report if pad}
    regels = work.intake.line_numbers(paden) if paden else {}
    return [MELDINGEN[code].at(pad, regels.get(pad), text) for pad, code, text in to_report]


def _without_contract(
    gebeurtenissen: Iterable[Gebeurtenis], register: RegisterStand
) -> Mapping[Claimsleutel, Sequence[str]]:
    """Of each claim why there is no contract for it, product by product."""
    money, found = money_register(register), dict[Claimsleutel, list[str]]()
    for one in gebeurtenissen:
        if isinstance(one, ToewijzingVastgesteld):
            found[from_toewijzing(one.gemeente, one.nummer)] = [*gaps(one, money)]
        elif isinstance(one, VerzoekOntvangen | WijzigingVerzocht):
            found[from_verzoek(Verzoeksleutel(one.aanbieder, one.referentie))] = [*gaps(one, money)]
    return found


def _from_besluit(besluit: PlafondBesloten, without: Mapping[Claimsleutel, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The codes of what a decision tells, each with its text where that is not the declared one."""
    reasons = without.get(besluit.claim, ())
    yield from ((meldingen.NO_CONTRACT.code, reason) for reason in reasons)
    melding = _PER_UITKOMST.get(Uitkomst(besluit.uitkomst))
    if melding and not (reasons and melding is meldingen.PLAFOND_UNKNOWN):
        yield melding.code, ""
    if besluit.onder_clientenstop:
        yield meldingen.NEW_UNDER_STOP.code, ""


def over_begroting(
    work: Work, boekingen: Sequence[Boeking], budgets: BudgetsLeft, register: RegisterStand
) -> list[Bevinding]:
    """Which budgets of the gemeente are not enough for what a verzoek or a JW301 adds: it is told, nothing is blocked.

    Without amounts: what a gemeente has is its own.
    """
    if not budgets.left or work.soort.naam not in ("JW315", "JW317", "JW301"):
        return []
    added = counted_once(register, booked_of(boekingen))
    return [
        meldingen.OVER_BEGROTING.at(
            text=f"Hiermee komt de gemeente boven haar begroting van {jaar}"
            + (f" voor {budgets.name(jaar, group)} ({group})." if group else " als geheel.")
        )
        for jaar, group in budgets.exceeded(added)
    ]


def afwijkingen(work: Work, historie: History, bevindingen: Sequence[Bevinding]) -> list[Bevinding]:
    """What a bericht says that no rule rejects, and that both parties should know of.

    Nothing of a bericht with findings; of a JW323 nothing of what one of its findings is about: the rest is booked.
    """
    if bevindingen and not isinstance(work.bericht, JW323):
        return []
    found = [*opmerkingen(work.bericht, historie)]
    if isinstance(work.bericht, JW301):
        found += honorering(work.bericht, historie)
    rejected = {_rejected_part(one.pad) for one in bevindingen}
    found = [one for one in found if rejected.isdisjoint(_enclosing(one.pad))]
    regels = work.intake.line_numbers({one.pad for one in found}) if found else {}
    return [msgspec.structs.replace(one, regelnummer=regels[one.pad]) for one in found]


def bounded(bevindingen: Sequence[Bevinding]) -> Sequence[Bevinding]:
    """As many as a receipt can hold, faults first; a JW325 has them all."""
    if len(bevindingen) <= MOST_BEVINDINGEN:
        return bevindingen
    first = bevindingen[MOST_BEVINDINGEN]
    more = (meldingen.THERE_IS_MORE if first.is_signaal else THERE_IS_MORE).at(
        first.pad,
        first.regelnummer,
        f"Er zijn in totaal {len(bevindingen)} bevindingen; hier staan de eerste {MOST_BEVINDINGEN}.",
    )
    return [*bevindingen[:MOST_BEVINDINGEN], msgspec.structs.replace(more, niveau=first.niveau)]


def _enclosing(pad: str) -> list[str]:
    """A path and all that it lies in, the outermost first."""
    parts = pad.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _rejected_part(pad: str) -> str:
    """What of a JW323 a finding at this path rejects: its Prestatie, all of its Client, or everything."""
    for soort in ("Prestatie[", "Client["):
        for one in _enclosing(pad):
            if one.rpartition("/")[2].startswith(soort):
                return one
    return _enclosing(pad)[0]


def _claim_paths(work: Work) -> dict[Claimsleutel, str]:
    """The claim of every product in the bericht -> its path."""
    if work.soort.naam == "JW315":
        producten = each(work.bericht, _VERZOEKEN)
        return {
            from_verzoek(Verzoeksleutel(work.aanbieder, product.referentie_aanbieder)): pad
            for pad, product in producten
        }
    if work.soort.naam == "JW301":
        producten = each(work.bericht, _TOEWIJZINGEN)
        return {from_toewijzing(work.gemeente, product.toewijzing_nummer): pad for pad, product in producten}
    if isinstance(work.bericht, JW317):
        return {
            from_verzoek(Verzoeksleutel(work.aanbieder, work.bericht.client.verzoek.referentie_aanbieder)): _WIJZIGING
        }
    return {}
