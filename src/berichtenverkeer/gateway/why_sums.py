# SPDX-License-Identifier: EUPL-1.2
"""The sums of a decision as they are told, and what is otherwise when a bericht is judged again. Pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.rejudging import Rejudged
from berichtenverkeer.gateway.why_report import WhyAgain, WhyBesluit, WhyChange, WhyPlafond, WhyTerm
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, Plafonddeel
from berichtenverkeer.plafonds.besluit import Weighed
from berichtenverkeer.plafonds.claims import Term
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.money_register import rounded
from berichtenverkeer.regels.meldingen.signalen import OVER_BEGROTING

NOT_KEPT = frozenset({OVER_BEGROTING.code})
"""What a moment before was left of a begroting is not kept: that signal cannot be given again."""


def compared(
    oordeel: str, bevindingen: Sequence[Bevinding], besluiten: Sequence[PlafondBesloten], again: Rejudged
) -> WhyAgain:
    """What is otherwise than what was booked."""
    then, now = [
        {(one.code, one.pad): one for one in found if one.code not in NOT_KEPT}
        for found in (bevindingen, again.bevindingen)
    ]
    added = [one for key, one in now.items() if key not in then]
    gone = [one for key, one in then.items() if key not in now]
    changes = list(_changes(besluiten, again.besluiten))
    return WhyAgain(
        oordeel=again.oordeel,
        differs=bool(added or gone or changes or oordeel != again.oordeel),
        added=added,
        gone=gone,
        besluiten=changes,
    )


def _changes(then: Sequence[PlafondBesloten], now: Sequence[PlafondBesloten]) -> Iterator[WhyChange]:
    """Also where the outcome is the same, and the amounts are not."""
    before, after = {one.claim: one for one in then}, {one.claim: one for one in now}
    for claim in sorted(before.keys() | after.keys()):
        was, becomes = before.get(claim), after.get(claim)
        if was != becomes:
            yield WhyChange(
                claim=str(claim),
                was=None if was is None else was.uitkomst,
                becomes=None if becomes is None else becomes.uitkomst,
            )


def told(besluit: PlafondBesloten, again: Rejudged | None, partij: str | None) -> WhyBesluit:
    """A decision that was booked, with the sums that led to it, as far as those can be worked out.

    Amounts are for the aanbieder whose plafond it is, and for who sees all (None).
    """
    is_shown = partij in (None, besluit.aanbieder)
    found = [] if again is None else [*zip(again.weighed, again.terms, strict=True)]
    weighed, terms = next(((one, own) for one, own in found if one.key == besluit.claim), (None, ()))
    return WhyBesluit(
        claim=str(besluit.claim),
        uitkomst=besluit.uitkomst,
        is_onder_clientenstop=besluit.onder_clientenstop,
        grounds=[] if weighed is None else list(_grounds(weighed)),
        plafonds=[_plafond(besluit.aanbieder, deel, weighed) for deel in besluit.delen] if is_shown else None,
        terms=[*map(_term, terms), *_approved(weighed)] if is_shown else None,
    )


def _grounds(weighed: Weighed) -> Iterator[str]:
    question, claim = weighed.question, weighed.question.claim
    for holds, text in (
        (claim.is_vrij, "Voor deze zorg geldt geen plafond."),
        (question.is_crisis, "Het is crisiszorg: die gaat altijd door."),
        (question.is_gedwongen_kader, "Het is zorg in gedwongen kader, of van een verwijzer die altijd door mag."),
        (question.is_gedekt, "Een tenzij dekt dit helemaal."),
        (question.is_stopped, "Er gold een cliëntenstop, en de cliënt was nieuw bij deze aanbieder."),
        (question.is_plafond_unknown, "Een jaar ervan heeft nog geen plafond."),
        (claim.is_price_unknown, "Van een deel van de dagen is geen prijs bekend; die tellen voor 0."),
        (not question.is_refusable, "Een toewijzing wordt altijd betaald: zij kan niet worden geweigerd."),
    ):
        if holds:
            yield text


def _plafond(aanbieder: str, deel: Plafonddeel, weighed: Weighed | None) -> WhyPlafond:
    key = PlafondKey(aanbieder, deel.jaar, deel.perceel, deel.segment)
    saldo = None if weighed is None else next((one for one in weighed.saldi if one.plafond == key), None)
    extra = None if weighed is None else weighed.question.extra.get(key, 0)
    room = None if weighed is None or saldo is None else weighed.question.room[key]
    return WhyPlafond(
        jaar=deel.jaar,
        perceel=deel.perceel,
        segment=deel.segment,
        plafond_cents=None if saldo is None else saldo.plafond_cents,
        gereserveerd_cents=None if saldo is None else saldo.stand(Rekening.GERESERVEERD),
        beslag_cents=None if saldo is None else saldo.stand(Rekening.BESLAG),
        realisatie_cents=None if saldo is None else saldo.stand(Rekening.REALISATIE),
        ruimte_cents=room,
        claim_cents=deel.bedrag_cents,
        extra_cents=extra,
        fits=None if room is None or extra is None else extra <= max(0, room),
        overschrijding_cents=deel.overschrijding_cents,
        tenzij_cents=deel.tenzij_cents,
    )


def _term(term: Term) -> WhyTerm:
    return WhyTerm(
        van=term.van,
        tot=term.tot,
        times=_decimal(term.times),
        prijs_cents=None if term.price is None else rounded(term.price),
        bedrag_cents=rounded(term.times * (term.price or 0)),
    )


def _approved(weighed: Weighed | None) -> Iterator[WhyTerm]:
    """What was declared and approved, instead of what was expected of those days."""
    for one in () if weighed is None else weighed.question.claim.slices:
        if one.referentie is not None and one.pieces:
            yield WhyTerm(
                van=one.pieces[0][0],
                tot=None,
                times=None,
                prijs_cents=None,
                bedrag_cents=one.cents,
                referentie=one.referentie,
            )


def _decimal(number: Fraction) -> str:
    """At most four decimals, as people in the Netherlands write them."""
    return f"{Decimal(rounded(number * 10_000)).scaleb(-4).normalize():f}".replace(".", ",")
