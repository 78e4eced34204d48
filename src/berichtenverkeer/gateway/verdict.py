# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a bericht, as a value: decided by pure functions, from what is known and from the state before it.

`behandeling` books a verdict, `writer` takes it down; neither decides anything about the bericht.
"""

from collections.abc import Sequence

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding, Gevolg, Niveau
from berichtenverkeer.gateway.antwoorden import IDENTIFICATIE_UNIEK, keurt_goed, niet_uniek
from berichtenverkeer.gateway.omgeving import Omgeving
from berichtenverkeer.gateway.onbeantwoord import is_bezet
from berichtenverkeer.gateway.signalen import afwijkingen
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.ledger import boeken
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.projections.historie import Historie
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels import gebroken
from berichtenverkeer.regels.melding import gevolgen
from berichtenverkeer.regels.meldingen.signalen import NIET_GEBOEKT, NUMMER_BEZET, RETOUR_DUBBEL
from berichtenverkeer.regels.meldingen.verkeer import RETOUR_ONBEKEND
from berichtenverkeer.validation.antwoord import Antwoord, antwoord
from berichtenverkeer.validation.toetsing import Oordeel, toets


class Repeated(msgspec.Struct, frozen=True):
    """The same bytes were here before: nothing happens, and the receipt is that of `kop`."""

    kop: Kop


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway judged it: approved or rejected, with its answer; or voorlopig until its receiver answers himself.

    `bevindingen`: faults first, then signals. `feiten` is what it makes happen.
    """

    oordeel: Oordeel
    bevindingen: Sequence[Bevinding]
    feiten: Sequence[Gebeurtenis]
    is_eerste: bool
    uit: Antwoord | None = None

    @property
    def is_betwist(self) -> bool:
        """Whether it waits for its receiver while the gateway found a fault in it."""
        return self.oordeel is Oordeel.VOORLOPIG and not all(een.is_signaal for een in self.bevindingen)


class Unanswerable(msgspec.Struct, frozen=True):
    """An answer of a party that answers nothing: to what is not known here, or under an Identificatie in use."""

    heen: Kop | None
    is_eerste: bool
    fout: Bevinding


class SecondAnswer(msgspec.Struct, frozen=True):
    """An answer to what was answered before: kept, not delivered. `wijkt_af`: it says otherwise than the first."""

    heen: Kop
    wijkt_af: bool
    signaal: Bevinding


class FirstAnswer(msgspec.Struct, frozen=True):
    """The answer that `heen` waited for: `feit` confirms or undoes what that made happen."""

    heen: Kop
    feit: BerichtBeantwoord


class EmptyAnswer(msgspec.Struct, frozen=True):
    """The answer that `heen` waited for, of which nothing can be booked; `signalen` say so to who approved it."""

    heen: Kop
    signalen: Sequence[Bevinding]


Answer = Unanswerable | SecondAnswer | FirstAnswer | EmptyAnswer
Verdict = Repeated | Judged | Answer


def is_delivered(oordeel: Oordeel, bevindingen: Sequence[Bevinding]) -> bool:
    """Whether a bericht goes into the mailbox of its receiver."""
    return oordeel is not Oordeel.AFGEKEURD and Gevolg.ONBEZORGD not in gevolgen(bevindingen)


def is_bookable(bevindingen: Sequence[Bevinding]) -> bool:
    """Whether what a bericht says could be booked, whatever its receiver, who answers himself, thinks of it."""
    return Gevolg.ONBOEKBAAR not in gevolgen(bevindingen)


def is_answer(werk: Werk, heen: Kop | None) -> bool:
    """Whether it is an answer and no more: a retourbericht, or a JW325 that books nothing.

    That is one on a JW323 that the gateway answered, or that it could not book.
    """
    if werk.soort.is_retourbericht:
        return True
    return heen is not None and (heen.retour_id is not None or not (heen.is_boekbaar or werk.bevindingen))


def judge_answer(
    werk: Werk, heen: Kop | None, feiten: Sequence[Gebeurtenis], *, is_eerste: bool, is_open: bool
) -> Answer:
    """What becomes of an answer that a party gave itself. `is_open`: `heen` waits for one."""
    if not is_eerste:
        return Unanswerable(heen, False, niet_uniek(werk))
    if heen is None:
        return Unanswerable(None, True, RETOUR_ONBEKEND.op())
    is_goed = keurt_goed(werk.bericht)
    if not is_open:
        return SecondAnswer(heen, is_goed != (heen.oordeel == "goedgekeurd"), RETOUR_DUBBEL.op())
    if not heen.is_boekbaar or not werk.soort.is_retourbericht:
        return EmptyAnswer(heen, [NIET_GEBOEKT.op()] if is_goed else [])
    (feit,) = feiten
    assert isinstance(feit, BerichtBeantwoord), "it answers what waited"
    return FirstAnswer(heen, feit)


def judge(
    werk: Werk,
    feiten: Sequence[Gebeurtenis],
    stand: Stand,
    omgeving: Omgeving,
    *,
    is_eerste: bool,
) -> Judged:
    """What becomes of any other bericht. `feiten` is what it makes happen if approved, `stand` the state before it."""
    historie = _historie(werk, stand, omgeving, is_eerste=is_eerste)
    fouten = _fouten(werk, historie)
    opmerkingen = afwijkingen(werk, historie, fouten)
    del historie  # what it looked up for a large declaratie is large too
    if not werk.wacht_op_antwoord:
        return _judged(werk, fouten, opmerkingen, feiten, omgeving, is_eerste=is_eerste)
    if is_eerste:
        return _provisional(werk, fouten, opmerkingen, feiten, stand, omgeving)
    return Judged(oordeel=Oordeel.AFGEKEURD, bevindingen=[*fouten, *opmerkingen], feiten=(), is_eerste=False)


def _judged(
    werk: Werk,
    fouten: Sequence[Bevinding],
    opmerkingen: Sequence[Bevinding],
    feiten: Sequence[Gebeurtenis],
    omgeving: Omgeving,
    *,
    is_eerste: bool,
) -> Judged:
    """Approved or rejected as a whole; a JW323 prestatie by prestatie, so that what was rejected is booked as such."""
    uit = None
    if isinstance(werk.bericht, JW323) or werk.soort.retour:
        uit = antwoord(werk.invoer.standaard, werk.bericht, fouten, omgeving.vandaag, omgeving.grootste)
        fouten = uit.bevindingen
    if uit is not None and isinstance(uit.bericht, JW325):
        assert isinstance(werk.bericht, JW323), "nothing else is answered by a JW325"
        feiten = boeken.beantwoord(werk.bericht, werk.clienten, omgeving.vandaag, uit.bericht)
    elif fouten:
        feiten = ()
    oordeel = Oordeel.GOEDGEKEURD if feiten else Oordeel.AFGEKEURD
    return Judged(oordeel=oordeel, bevindingen=[*fouten, *opmerkingen], feiten=feiten, is_eerste=is_eerste, uit=uit)


def _provisional(
    werk: Werk,
    fouten: Sequence[Bevinding],
    opmerkingen: Sequence[Bevinding],
    feiten: Sequence[Gebeurtenis],
    stand: Stand,
    omgeving: Omgeving,
) -> Judged:
    """Everything waits for the receiver; of what uses a number that is of something else nothing can be booked."""
    if is_bezet(stand, feiten):
        feiten, opmerkingen = (), [NUMMER_BEZET.op(), *opmerkingen]
    if isinstance(werk.bericht, JW323) and feiten:
        feiten = boeken.wachtend(werk.bericht, werk.clienten, omgeving.vandaag, (een.pad for een in fouten))
    else:
        feiten = [msgspec.structs.replace(feit, is_voorlopig=True) for feit in feiten]
    return Judged(oordeel=Oordeel.VOORLOPIG, bevindingen=[*fouten, *opmerkingen], feiten=feiten, is_eerste=True)


def _fouten(werk: Werk, historie: Historie) -> Sequence[Bevinding]:
    """All faults of the first level that has any; the two outer levels count as one.

    Before all others: whether this bericht can be told apart at all.
    """
    regels = werk.invoer.standaard.regels
    if historie.identificatie_is_gebruikt:
        regel = regels[IDENTIFICATIE_UNIEK]
        return [regel.op(pad, werk.invoer.regelnummer(pad)) for pad in gebroken(regel, werk.bericht, historie)]
    if werk.bevindingen:
        return werk.bevindingen
    return toets(regels, werk.bericht, werk.invoer.regelnummers, historie, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)


def _historie(werk: Werk, stand: Stand, omgeving: Omgeving, *, is_eerste: bool) -> Historie:
    return Historie(
        stand,
        omgeving.register,
        werk.gemeente,
        werk.aanbieder,
        werk.clienten,
        omgeving.vandaag,
        werk.verzender.code,
        identificatie_is_gebruikt=not is_eerste,
        declaratie_identificatie=_declaratie(werk.bericht),
    )


def _declaratie(bericht: Bericht) -> str | None:
    """The Identificatie of the JW323 that a JW325 answers."""
    return bericht.header.declaratie_identificatie.identificatie if isinstance(bericht, JW325) else None
