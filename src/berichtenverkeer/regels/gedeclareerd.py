# SPDX-License-Identifier: EUPL-1.2
"""The prestaties of one JW323 beside what was declared before, looked up once for all rules (decision 063).

A JW323 can hold 30,000 prestaties and some twenty rules look at each of them: every toewijzing is asked for once, and
so is what was declared on it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from berichtenverkeer.berichten import JW323
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.regels.history import History, Toewijzing
from berichtenverkeer.regels.history import Prestatie as EarlierPrestatie
from berichtenverkeer.regels.once import once
from berichtenverkeer.regels.plek import Plek
from berichtenverkeer.standaard.codes import DebetCredit, RedenWijziging

CLIENT = Plek("JW323/Declaratie/Clienten/Client")


class Prestatieregel(NamedTuple):
    """One Prestatie of the bericht. `toewijzing` is None when it is not there, or not for this client and aanbieder."""

    pad: str
    prestatie: Prestatie
    toewijzing: Toewijzing | None


class Earlier:
    """What was declared on one toewijzing in earlier berichten, and which of it is taken back.

    `debets` by ReferentieNummer, whatever became of them. `gecrediteerd` are the references that a credit names which
    was approved or awaits its answer; `now_gecrediteerd` those that a credit of the bericht itself rightly names.
    """

    def __init__(self, prestaties: Iterable[EarlierPrestatie]) -> None:
        self.debets: dict[str, EarlierPrestatie] = {}
        self.gecrediteerd: set[str] = set()
        self.now_gecrediteerd: set[str] = set()
        for prestatie in prestaties:
            if not prestatie.is_credit:
                self.debets[prestatie.referentie] = prestatie
            elif prestatie.vorig_referentie is not None and prestatie.geldt:
                self.gecrediteerd.add(prestatie.vorig_referentie)

    def staat(self) -> Iterator[EarlierPrestatie]:
        """The debets that still count, the credits of the bericht taken off (OP366: credits go first)."""
        gone = self.gecrediteerd | self.now_gecrediteerd
        return (debet for number, debet in self.debets.items() if debet.counts and number not in gone)


class Gedeclareerd:
    """The prestaties of a bericht: debets and credits, in document order, and what came before on their toewijzingen.

    A credit is the aanbieder's own act, which a gemeente cannot contest (IV085): no rule on toewijzing, volume or price
    looks at it. `op_toewijzing` are the debets whose toewijzing is there and was not removed: about the others only
    TR338 or TR384 speaks.
    """

    def __init__(self, bericht: JW323, history: History) -> None:
        self.debets: list[Prestatieregel] = []
        self.credits: list[Prestatieregel] = []
        self._earlier: dict[int, Earlier] = {}
        for regel in _regels(bericht, history):
            is_credit = regel.prestatie.ingediend_bedrag.debet_credit == DebetCredit.CREDIT
            (self.credits if is_credit else self.debets).append(regel)
            if regel.toewijzing is not None and regel.toewijzing.nummer not in self._earlier:
                self._earlier[regel.toewijzing.nummer] = Earlier(history.prestaties(regel.toewijzing.nummer))
        self.op_toewijzing = [
            (pad, prestatie, toewijzing)
            for pad, prestatie, toewijzing in self.debets
            if toewijzing is not None and toewijzing.reden_wijziging != RedenWijziging.VERWIJDERD
        ]
        for regel in self.credits:
            debet = self.debet_of(regel)
            if debet is not None and regel.toewijzing is not None:
                self.eerder(regel.toewijzing).now_gecrediteerd.add(debet.referentie)

    def eerder(self, toewijzing: Toewijzing) -> Earlier:
        """What was declared before on a toewijzing that a prestatie of the bericht is on."""
        return self._earlier[toewijzing.nummer]

    def debet_of(self, credit: Prestatieregel) -> EarlierPrestatie | None:
        """The approved debet on the same toewijzing that the credit repeats in everything it must (IV091)."""
        previous = credit.prestatie.product_referentie.vorig_referentie_nummer
        if previous is None or credit.toewijzing is None:
            return None
        debet = self.eerder(credit.toewijzing).debets.get(previous)
        is_same = (
            debet is not None
            and debet.uitslag == "goedgekeurd"
            and _content(credit.prestatie)
            == (
                *(debet.categorie, debet.code, debet.begindatum, debet.einddatum),
                *(debet.volume, debet.eenheid, debet.tarief_cents, debet.bedrag_cents),
            )
        )
        return debet if is_same else None


def _content(prestatie: Prestatie) -> tuple[object, ...]:
    periode = prestatie.product_periode
    return (
        *(prestatie.product_categorie, prestatie.product_code, periode.begindatum, periode.einddatum),
        *(prestatie.geleverd_volume, prestatie.eenheid, prestatie.product_tarief, prestatie.ingediend_bedrag.bedrag),
    )


def _regels(bericht: JW323, history: History) -> Iterator[Prestatieregel]:
    own: dict[tuple[str, int], Toewijzing | None] = {}
    for client_pad, client in CLIENT.in_(bericht):
        for sequence_number, prestatie in enumerate(client.prestaties.prestatie, 1):
            question = (client.bsn, prestatie.toewijzing_nummer)
            if question not in own:
                toewijzing = history.toewijzing(prestatie.toewijzing_nummer)
                is_of = toewijzing is not None and history.is_of(toewijzing, client.bsn)
                own[question] = toewijzing if is_of else None
            yield Prestatieregel(f"{client_pad}/Prestaties/Prestatie[{sequence_number}]", prestatie, own[question])


@once
def gedeclareerd(bericht: JW323, history: History) -> Gedeclareerd:
    """What the rules look at, kept as `once` says."""
    return Gedeclareerd(bericht, history)
