# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a bericht, as a value: decided by pure functions, from what is known and from the state before it.

`handling` books a verdict, `writer` takes it down; neither decides anything about the bericht.
"""

from collections.abc import Sequence

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding, Consequence, Niveau
from berichtenverkeer.gateway.antwoorden import IDENTIFICATIE_UNIQUE, approves, not_unique
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.signalen import afwijkingen
from berichtenverkeer.gateway.unanswered import is_occupied
from berichtenverkeer.gateway.work import Work
from berichtenverkeer.ledger import booking
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.projections.historie import LoadedHistory
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels import violations
from berichtenverkeer.regels.melding import gevolgen
from berichtenverkeer.regels.meldingen.signalen import NOT_BOOKED, NUMBER_OCCUPIED, RETOUR_DOUBLE
from berichtenverkeer.regels.meldingen.traffic import RETOUR_UNKNOWN
from berichtenverkeer.validation.antwoord import Antwoord, antwoord
from berichtenverkeer.validation.examining import Oordeel, examine


class Repeated(msgspec.Struct, frozen=True):
    """The same bytes were here before: nothing happens, and the receipt is that of `envelope`."""

    envelope: Envelope


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway judged it: approved or rejected, with its answer; or voorlopig until its receiver answers himself.

    `bevindingen`: faults first, then signals. `gebeurtenissen` is what it makes happen.
    """

    oordeel: Oordeel
    bevindingen: Sequence[Bevinding]
    gebeurtenissen: Sequence[Gebeurtenis]
    is_first: bool
    out: Antwoord | None = None

    @property
    def is_betwist(self) -> bool:
        """Whether it waits for its receiver while the gateway found a fault in it."""
        return self.oordeel is Oordeel.VOORLOPIG and not all(one.is_signaal for one in self.bevindingen)


class Unanswerable(msgspec.Struct, frozen=True):
    """An answer of a party that answers nothing: to what is not known here, or under an Identificatie in use."""

    heen: Envelope | None
    is_first: bool
    fault: Bevinding


class SecondAnswer(msgspec.Struct, frozen=True):
    """An answer to what was answered before: kept, not delivered. `wijkt_af`: it says otherwise than the first."""

    heen: Envelope
    wijkt_af: bool
    signaal: Bevinding


class FirstAnswer(msgspec.Struct, frozen=True):
    """The answer that `heen` waited for: `gebeurtenis` confirms or undoes what that made happen."""

    heen: Envelope
    gebeurtenis: BerichtBeantwoord


class EmptyAnswer(msgspec.Struct, frozen=True):
    """The answer that `heen` waited for, of which nothing can be booked; `signalen` say so to who approved it."""

    heen: Envelope
    signalen: Sequence[Bevinding]


Answer = Unanswerable | SecondAnswer | FirstAnswer | EmptyAnswer
Verdict = Repeated | Judged | Answer


def is_delivered(oordeel: Oordeel, bevindingen: Sequence[Bevinding]) -> bool:
    """Whether a bericht goes into the mailbox of its receiver."""
    return oordeel is not Oordeel.AFGEKEURD and Consequence.ONBEZORGD not in gevolgen(bevindingen)


def is_bookable(bevindingen: Sequence[Bevinding]) -> bool:
    """Whether what a bericht says could be booked, whatever its receiver, who answers himself, thinks of it."""
    return Consequence.ONBOEKBAAR not in gevolgen(bevindingen)


def is_answer(work: Work, heen: Envelope | None) -> bool:
    """Whether it is an answer and no more: a retourbericht, or a JW325 that books nothing.

    That is one on a JW323 that the gateway answered, or that it could not book.
    """
    if work.soort.is_retourbericht:
        return True
    return heen is not None and (heen.retour_id is not None or not (heen.is_boekbaar or work.bevindingen))


def judge_answer(
    work: Work, heen: Envelope | None, gebeurtenissen: Sequence[Gebeurtenis], *, is_first: bool, is_open: bool
) -> Answer:
    """What becomes of an answer that a party gave itself. `is_open`: `heen` waits for one."""
    if not is_first:
        return Unanswerable(heen, False, not_unique(work))
    if heen is None:
        return Unanswerable(None, True, RETOUR_UNKNOWN.at())
    is_good = approves(work.bericht)
    if not is_open:
        return SecondAnswer(heen, is_good != (heen.oordeel == "goedgekeurd"), RETOUR_DOUBLE.at())
    if not heen.is_boekbaar or not work.soort.is_retourbericht:
        return EmptyAnswer(heen, [NOT_BOOKED.at()] if is_good else [])
    (gebeurtenis,) = gebeurtenissen
    assert isinstance(gebeurtenis, BerichtBeantwoord), "it answers what waited"
    return FirstAnswer(heen, gebeurtenis)


def judge(
    work: Work,
    gebeurtenissen: Sequence[Gebeurtenis],
    stand: Stand,
    environment: Environment,
    *,
    is_first: bool,
) -> Judged:
    """What becomes of any other bericht. `gebeurtenissen` is what it makes happen if approved, `stand` the state
    before it."""
    history = history_of(work, stand, environment, is_first=is_first)
    faults = _faults(work, history)
    opmerkingen = afwijkingen(work, history, faults)
    del history  # what it looked up for a large declaratie is large too
    if not work.waits_for_antwoord:
        return _judged(work, faults, opmerkingen, gebeurtenissen, environment, is_first=is_first)
    if is_first:
        return _provisional(work, faults, opmerkingen, gebeurtenissen, stand, environment)
    return Judged(oordeel=Oordeel.AFGEKEURD, bevindingen=[*faults, *opmerkingen], gebeurtenissen=(), is_first=False)


def _judged(
    work: Work,
    faults: Sequence[Bevinding],
    opmerkingen: Sequence[Bevinding],
    gebeurtenissen: Sequence[Gebeurtenis],
    environment: Environment,
    *,
    is_first: bool,
) -> Judged:
    """Approved or rejected as a whole; a JW323 prestatie by prestatie, so that what was rejected is booked as such."""
    out = None
    if isinstance(work.bericht, JW323) or work.soort.retour:
        out = antwoord(work.intake.standaard, work.bericht, faults, environment.today, environment.largest)
        faults = out.bevindingen
    if out is not None and isinstance(out.bericht, JW325):
        assert isinstance(work.bericht, JW323), "nothing else is answered by a JW325"
        gebeurtenissen = booking.answered(work.bericht, work.clienten, environment.today, out.bericht)
    elif faults:
        gebeurtenissen = ()
    oordeel = Oordeel.GOEDGEKEURD if gebeurtenissen else Oordeel.AFGEKEURD
    return Judged(
        oordeel=oordeel, bevindingen=[*faults, *opmerkingen], gebeurtenissen=gebeurtenissen, is_first=is_first, out=out
    )


def _provisional(
    work: Work,
    faults: Sequence[Bevinding],
    opmerkingen: Sequence[Bevinding],
    gebeurtenissen: Sequence[Gebeurtenis],
    stand: Stand,
    environment: Environment,
) -> Judged:
    """Everything waits for the receiver; of what uses a number that is of something else nothing can be booked."""
    if is_occupied(stand, gebeurtenissen):
        gebeurtenissen, opmerkingen = (), [NUMBER_OCCUPIED.at(), *opmerkingen]
    if isinstance(work.bericht, JW323) and gebeurtenissen:
        gebeurtenissen = booking.waiting(work.bericht, work.clienten, environment.today, (one.pad for one in faults))
    else:
        gebeurtenissen = [msgspec.structs.replace(gebeurtenis, is_voorlopig=True) for gebeurtenis in gebeurtenissen]
    return Judged(
        oordeel=Oordeel.VOORLOPIG, bevindingen=[*faults, *opmerkingen], gebeurtenissen=gebeurtenissen, is_first=True
    )


def _faults(work: Work, history: LoadedHistory) -> Sequence[Bevinding]:
    """All faults of the first level that has any; the two outer levels count as one.

    Before all others: whether this bericht can be told apart at all.
    """
    regels = work.intake.standaard.regels
    if history.identificatie_is_gebruikt:
        regel = regels[IDENTIFICATIE_UNIQUE]
        return [regel.at(pad, work.intake.regelnummer(pad)) for pad in violations(regel, work.bericht, history)]
    if work.bevindingen:
        return work.bevindingen
    return examine(regels, work.bericht, work.intake.line_numbers, history, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)


def history_of(work: Work, stand: Stand, environment: Environment, *, is_first: bool) -> LoadedHistory:
    """What a rule can know of before a bericht."""
    return LoadedHistory(
        stand,
        environment.register,
        work.gemeente,
        work.aanbieder,
        work.clienten,
        environment.today,
        work.verzender.code,
        identificatie_is_gebruikt=not is_first,
        declaratie_identificatie=_declaratie(work.bericht),
    )


def _declaratie(bericht: Bericht) -> str | None:
    """The Identificatie of the JW323 that a JW325 answers."""
    return bericht.header.declaratie_identificatie.identificatie if isinstance(bericht, JW325) else None
