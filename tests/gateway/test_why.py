# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht was judged so: as known then it comes out the same, and as known now what has changed is told."""

from datetime import date

import msgspec
import pytest

from bellers import administration, as_
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.why import BY_ITSELF, DESTROYED, IS_ANSWER
from berichtenverkeer.gateway.why_report import Answered, Why, WhyBesluit
from berichtenverkeer.gateway.why_sums import told as sums_told
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds.besluit import Question
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, with_
from gateway.test_inzage import sql
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, received, register


async def why(gateway: Gateway, receipt: Receipt, who: str | None = None) -> Why:
    beller = administration(gateway) if who is None else as_(gateway, who)
    found = await gateway.reasons.why(beller, receipt.id)
    assert found is not None
    return found


async def test_what_was_then_is_told_as_it_was_and_what_it_would_be_now_beside_it(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StaandeKlok()
    async with gateway_met_register(config, clock, **rows(plafond_cents=10**9)) as gateway:
        early = await received(gateway, jw305(), AANBIEDER)  # before its toewijzing: rejected
        assigned = await received(gateway, jw301(), GEMEENTE)
        asked = await received(gateway, verzoek(0), AANBIEDER)

        told = await why(gateway, early)
        assert (told.oordeel, told.then.differs) == ("afgekeurd", False)
        assert (told.now.oordeel, told.now.added) == ("goedgekeurd", [])
        assert {one.code for one in told.now.gone} == {one.code for one in early.bevindingen}
        (rule, *_) = (one for one in told.regels if one.answered is Answered.BROKEN)
        assert "niet bekend" in {one.antwoord for one in rule.facts}

        # The sum of the plafond, to the cent, for who may see it.
        told = await why(gateway, asked)
        besluit = _require_sum(told)
        hidden = await why(gateway, asked, GEMEENTE)
        assert (hidden.besluiten[0].plafonds, hidden.besluiten[0].terms) == (None, None)

        # With other rules something else comes out, and that is told: nothing is kept of it.
        with monkeypatch.context() as patch:
            patch.setattr(Question, "fits", property(lambda _: False))
            other = await why(gateway, asked)
        assert other.then.differs
        (change,) = other.then.besluiten
        assert (change.was, change.becomes) == (besluit.uitkomst, "nee (plafond)")
        assert (await why(gateway, asked)) == told

        # By the register of then, whatever was loaded since.
        await gateway.register.load(administration(gateway), register(gateway.regio))
        await gateway.register.refresh(now=True)
        later = await why(gateway, asked)
        assert (later.register_versie, later.then, later.besluiten) == (told.register_versie, told.then, told.besluiten)
        assert later.now.differs

        # An answer is not judged again; nor what nobody can read any more.
        assert assigned.retour_id is not None
        answer = await why(gateway, msgspec.structs.replace(assigned, id=assigned.retour_id))
        assert (answer.then.reden, answer.now.reden) == (BY_ITSELF, BY_ITSELF)
        gateway.postvak._vault._keys.clear()
        await sql(gateway, config, "delete from datasleutel where regio = $1")
        gone = await why(gateway, asked)
        assert (gone.then.reden, gone.now.reden) == (DESTROYED, DESTROYED)
        assert (gone.besluiten[0].uitkomst, gone.besluiten[0].terms) == (besluit.uitkomst, [])


def _require_sum(told: Why) -> WhyBesluit:
    """That the one decision is explained to the cent."""
    (besluit,) = told.besluiten
    part = (besluit.plafonds or [])[0]
    assert sum(one.bedrag_cents for one in besluit.terms or ()) == part.claim_cents == part.extra_cents
    held = (part.gereserveerd_cents or 0) + (part.beslag_cents or 0) + (part.realisatie_cents or 0)
    assert part.plafond_cents == held + (part.ruimte_cents or 0)
    assert part.fits
    return besluit


async def test_who_got_a_bericht_does_not_see_what_its_sender_knows_of_others(config: Settings) -> None:
    """A verzoek of the aanbieder to another gemeente, under the reference that it uses again here."""
    async with gateway_met_register(config, StaandeKlok(date(2026, 6, 1))) as gateway:
        await received(gateway, with_(verzoek(0), "Header/Ontvanger", "0384"), AANBIEDER)
        again = with_(verzoek(0), "Header/BerichtIdentificatie/Identificatie", "ANDERS")
        receipt = await received(gateway, again, AANBIEDER)
        own = {fact.question: fact.antwoord for one in (await why(gateway, receipt)).regels for fact in one.facts}
        assert all(answer is not None for answer in own.values())
        assert any("0384" not in str(one) and one is not None for one in own.values())
        if receipt.oordeel == "goedgekeurd":
            theirs = {f.question for one in (await why(gateway, receipt, GEMEENTE)).regels for f in one.facts}
            assert theirs == own.keys()


def test_each_reason_reads_as_a_sentence() -> None:
    assert all(one.endswith(".") for one in (BY_ITSELF, DESTROYED, IS_ANSWER))


def test_the_amounts_of_a_plafond_are_for_the_aanbieder_that_has_it_and_for_no_other() -> None:
    """Whoever else the bericht came to: what it made happen may be about another."""
    claim = Claimsleutel(Claimsoort.TOEWIJZING, GEMEENTE, 1)
    besluit = PlafondBesloten(claim=claim, aanbieder=AANBIEDER, gemeente=GEMEENTE, uitkomst="past")
    for partij, is_shown in ((None, True), (AANBIEDER, True), (GEMEENTE, False), ("99000199", False)):
        found = sums_told(besluit, None, partij)
        assert (found.plafonds is not None, found.terms is not None) == (is_shown, is_shown), partij
