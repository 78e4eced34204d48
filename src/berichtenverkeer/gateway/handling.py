# SPDX-License-Identifier: EUPL-1.2
"""One bericht within a batch: its verdict is booked, so that each sees what those before it did. In memory.

`verdict` decides, `writer` makes the rows, `processing` hands them to the database.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

import msgspec

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.gateway.afwijzing import afwijzing, may_reject
from berichtenverkeer.gateway.antwoorden import heen_key, heen_of, toegekend_not_booked
from berichtenverkeer.gateway.beller import gateway_itself
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.signalen import over_begroting, signalen
from berichtenverkeer.gateway.unanswered import Unanswered, is_occupied
from berichtenverkeer.gateway.verdict import (
    Answer,
    EmptyAnswer,
    FirstAnswer,
    Judged,
    Repeated,
    SecondAnswer,
    Unanswerable,
    Verdict,
    is_answer,
    judge,
    judge_answer,
)
from berichtenverkeer.gateway.work import Receipt, Work
from berichtenverkeer.gateway.writer import Writer
from berichtenverkeer.ledger import booking
from berichtenverkeer.ledger.book import Key
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, LifeGebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord, RetourOntvangen
from berichtenverkeer.ledger.gebeurtenissen.care import VerzoekAfgewezen, VerzoekInOnderzoek
from berichtenverkeer.ledger.gebeurtenissen.declaraties import DeclaratieBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.vault import MonthKey
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.booking import Boeking
from berichtenverkeer.projections.herziening import Booked, Layers, is_loose, layers, not_to_book
from berichtenverkeer.projections.rows import Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels.meldingen.signalen import NOT_BOOKED
from berichtenverkeer.validation.examining import Oordeel


class BatchHandling:
    """The state of one batch while its berichten are handled in order, so that each sees what those before it did."""

    def __init__(
        self,
        environment: Environment,
        stand: Stand,
        earlier: Iterable[Envelope],
        boekhouding: Boekhouding,
        positions: Iterator[int],
        unanswered: Unanswered | None = None,
        keys: Mapping[date, MonthKey] | None = None,
    ) -> None:
        """`earlier`: what is known under the keys of the batch, and what it answers. `keys`: the data keys of the
        months of the first, as far as they are still there.
        """
        self._booked_now: list[Boeking] = []
        self._keys = {**(keys or {}), environment.key.maand: environment.key}
        self._unanswered = dict(unanswered.heen) if unanswered else {}
        self._lives = unanswered.lives if unanswered else {}
        self._loose = {client for client, life in self._lives.items() if is_loose(life)}
        self._environment = environment
        self._stand = stand
        self._boekhouding = boekhouding
        self._positions = positions
        self._known: dict[Key, list[Envelope]] = {}
        self.writer = Writer(environment)
        for envelope in earlier:
            self._remember(envelope)

    def handle(self, work: Work, gebeurtenissen: Sequence[Gebeurtenis]) -> Receipt:
        """The receipt of one bericht. `gebeurtenissen` is what it makes happen if it is approved, but for its
        prestaties."""
        heen, client = self._heen(work), self._client_of(work, gebeurtenissen)
        verdict = self._decide(work, heen, gebeurtenissen)
        match verdict:
            case Repeated():
                return Receipt.of(verdict.envelope, work.sha256, is_repeated=True)
            case Judged():
                return Receipt.of(self._book(work, heen, verdict, client), work.sha256)
            case Unanswerable() | SecondAnswer() | FirstAnswer() | EmptyAnswer():
                return Receipt.of(self._book_answer(work, verdict), work.sha256)
            case _:
                assert_never(verdict)

    def _decide(self, work: Work, heen: Envelope | None, gebeurtenissen: Sequence[Gebeurtenis]) -> Verdict:
        same = self._known.get(work.key, [])
        if (envelope := next((one for one in same if self._has_bytes(one, work)), None)) is not None:
            return Repeated(envelope)
        if is_answer(work, heen):
            is_open = heen is not None and heen.id in self._unanswered
            return judge_answer(work, heen, gebeurtenissen, is_first=not same, is_open=is_open)
        return judge(work, gebeurtenissen, self._stand, self._environment, is_first=not same)

    def _book(self, work: Work, heen: Envelope | None, verdict: Judged, client: bytes | None) -> Envelope:
        """Book what the gateway judged, with its answer and, for who has that mandate, the rejections that follow."""
        position, out_position = next(self._positions), next(self._positions)
        besluiten = self._book_effects(work, verdict.gebeurtenissen, client, is_betwist=verdict.is_betwist)
        envelope = self.writer.received(
            work,
            position,
            verdict.oordeel,
            [
                *verdict.bevindingen,
                *self._signalen(work, besluiten, verdict.gebeurtenissen),
                *self._not_booked(verdict.gebeurtenissen),
            ],
            client=client,
            is_first=verdict.is_first,
            is_betwist=verdict.is_betwist,
            heen=heen,
            retour_id=new_id() if verdict.out is not None else None,
        )
        self._remember(envelope)
        if verdict.out is not None:
            self._remember(self.writer.answered(work, envelope, verdict.out, out_position))
        for besluit in besluiten:
            self._reject(work, besluit)
        return envelope

    def _book_answer(self, work: Work, answer: Answer) -> Envelope:
        """Book what a party answered itself. It is the answer when there was none; otherwise a signal."""
        position = next(self._positions)
        oordeel, is_first, bevindingen = Oordeel.GOEDGEKEURD, True, list[Bevinding]()
        match answer:
            case Unanswerable():
                oordeel, is_first, bevindingen = Oordeel.AFGEKEURD, answer.is_first, [answer.fault]
            case SecondAnswer():
                gebeurtenis = RetourOntvangen(heen_id=answer.heen.id, wijkt_af=answer.wijkt_af)
                self._book_effects(work, [gebeurtenis], work.client)
                bevindingen = [answer.signaal]
            case FirstAnswer():
                del self._unanswered[answer.heen.id]
                is_booked, besluiten = self._answered(work, answer.heen, answer.gebeurtenis)
                bevindingen = [*([] if is_booked else [NOT_BOOKED.at()]), *self._signalen(work, besluiten)]
            case EmptyAnswer():
                del self._unanswered[answer.heen.id]
                bevindingen = list(answer.signalen)
            case _:
                assert_never(answer)
        envelope = self.writer.received(
            work, position, oordeel, bevindingen, client=work.client, is_first=is_first, heen=answer.heen
        )
        self._remember(envelope)
        return envelope

    def _signalen(
        self, work: Work, besluiten: Sequence[PlafondBesloten], gebeurtenissen: Sequence[Gebeurtenis] = ()
    ) -> list[Bevinding]:
        register = self._boekhouding.register
        return [
            *signalen(work, besluiten, gebeurtenissen, register),
            *over_begroting(work, self._booked_now, self._environment.budgets, register),
        ]

    def _not_booked(self, gebeurtenissen: Sequence[Gebeurtenis]) -> list[Bevinding]:
        """What a JW325 of a gemeente grants and nothing is booked of."""
        (gebeurtenis, *_) = (*gebeurtenissen, None)
        if not isinstance(gebeurtenis, DeclaratieBeantwoord) or gebeurtenis.is_verworpen:
            return []
        declaratie = self._stand.declaratie_with(gebeurtenis.aanbieder, gebeurtenis.identificatie)
        assert declaratie is not None, "TR337"
        count = self._stand.toegekend_without_boeking(gebeurtenis.aanbieder, declaratie.nummer)
        return [toegekend_not_booked(count)] if count else []

    def _has_bytes(self, envelope: Envelope, work: Work) -> bool:
        """Whether these are the bytes of `envelope`. Nobody can tell any more when the key of its month was
        destroyed."""
        key = self._keys.get(envelope.sleutel_maand)
        return key is not None and envelope.sha256_verzegeld == key.seal_hash(work.sha256)

    def lapse(self) -> None:
        """Let reservations lapse whose term is over, before anything is decided."""
        for position, gebeurtenis in self._boekhouding.lapse(self._positions, self._stand):
            self._record(position, gebeurtenis)

    def _reject(self, work: Work, besluit: PlafondBesloten) -> None:
        """Answer a verzoek for a gemeente whose mandate is `blokkeren` (definitions.md 6.3)."""
        register, today = self._environment.register, self._environment.today
        if not (Uitkomst(besluit.uitkomst).is_refused and may_reject(work, register, today)):
            return
        on_behalf_of = gateway_itself(self._environment.regio, work.bestemming)
        antwoord = afwijzing(on_behalf_of, work, besluit.claim.referentie, next(self._positions), today)
        # Should a rule turn it down after all, it is kept as rejected and the verzoek stays open for the gemeente.
        self.handle(antwoord, booking.gebeurtenissen(antwoord.bericht, {}, today))

    def _heen(self, work: Work) -> Envelope | None:
        """The bericht that this one answers, if it answers one and that one is known."""
        key = heen_key(work)
        return None if key is None else heen_of(work, self._known.get(key, ()))

    def _remember(self, envelope: Envelope) -> None:
        self._known.setdefault(envelope.sleutel, []).append(envelope)

    def _book_effects(
        self,
        work: Work,
        gebeurtenissen: Sequence[Gebeurtenis],
        client: bytes | None = None,
        *,
        is_betwist: bool = False,
    ) -> list[PlafondBesloten]:
        """Fold what a bericht makes happen, then what that does to the money; returns the decisions.

        `client` is whom all of it is about, None when it is of more. What `is_betwist` is written down and waits.
        """
        self._booked_now = []
        booked = [(next(self._positions), gebeurtenis) for gebeurtenis in gebeurtenissen]
        for position, gebeurtenis in booked:
            self._record(
                position, gebeurtenis, work, client or getattr(gebeurtenis, "client", None), is_betwist=is_betwist
            )
        if is_betwist and client is not None:
            return []
        if client in self._loose and booked:
            self._revise(booked[-1][0], client)
        else:
            for position, gebeurtenis in booked:
                self._stand.fold(position, gebeurtenis)
        return self._besluit(work, booked, client)

    def _besluit(
        self, work: Work, booked: Sequence[tuple[int, Gebeurtenis]], client: bytes | None
    ) -> list[PlafondBesloten]:
        before = len(self._boekhouding.boekingen)
        besluiten = self._boekhouding.after_bericht(self._stand, booked, self._positions)
        self._booked_now = [one for _, one in self._boekhouding.boekingen[before:]]
        for position, gebeurtenis in besluiten:
            self._record(position, gebeurtenis, work, client)
        return [gebeurtenis for _, gebeurtenis in besluiten if isinstance(gebeurtenis, PlafondBesloten)]

    def _client_of(self, work: Work, gebeurtenissen: Sequence[Gebeurtenis]) -> bytes | None:
        """Whom a bericht is about, to find all of a client together: of a JW319 for whom the request is."""
        for gebeurtenis in gebeurtenissen:
            if isinstance(gebeurtenis, VerzoekAfgewezen | VerzoekInOnderzoek):
                verzoek = self._stand.verzoek_on(gebeurtenis.gemeente, gebeurtenis.sleutel)
                return verzoek.client if verzoek else None
        return work.client

    def _revise(self, position: int, client: bytes) -> tuple[Layers, list[Wijziging]]:
        """Fold a client anew of whom somebody answers, or answered, himself."""
        both = layers(self._lives[client])
        return both, self._stand.revise(position, client, both.bevestigd, both.totaal)

    def _answered(
        self, work: Work, heen: Envelope, gebeurtenis: BerichtBeantwoord
    ) -> tuple[bool, list[PlafondBesloten]]:
        """Confirm or undo; whether all that was approved could be booked, and what was decided on it."""
        life = self._lives.get(gebeurtenis.client, []) if gebeurtenis.client is not None else []
        own = [one for one in life if one.bericht_id == heen.id and one.gebeurtenis.is_voorlopig]
        if gebeurtenis.is_goedgekeurd:
            occupied = (one.positie for one in own if is_occupied(self._stand, [one.gebeurtenis]))
            gone = {*not_to_book(life, heen.id), *occupied}
            gebeurtenis = msgspec.structs.replace(gebeurtenis, niet_geboekt=tuple(sorted(gone)))
        position = next(self._positions)
        self._record(position, gebeurtenis, work, gebeurtenis.client)
        if gebeurtenis.client is None:
            return not gebeurtenis.is_goedgekeurd, []
        both, wijzigingen = self._revise(position, gebeurtenis.client)
        booked = [one for one in own if one.positie not in {*gebeurtenis.niet_geboekt, *both.zonder_gevolg}]
        new = [(position, one.gebeurtenis) for one in booked if gebeurtenis.is_goedgekeurd and one.is_betwist]
        besluiten = self._besluit(work, new, gebeurtenis.client)
        self._boekhouding.revise(position, self._stand, wijzigingen)
        return not gebeurtenis.is_goedgekeurd or len(booked) == len(own) > 0, besluiten

    def _record(
        self,
        position: int,
        gebeurtenis: Gebeurtenis,
        work: Work | None = None,
        client: bytes | None = None,
        *,
        is_betwist: bool = False,
    ) -> None:
        """Write down what `work` made happen (None: what the time did), also in the life of its client."""
        if client is not None and client in self._lives and isinstance(gebeurtenis, LifeGebeurtenis):
            self._lives[client].append(Booked(position, work.id if work else None, gebeurtenis, is_betwist))
            if gebeurtenis.is_voorlopig:
                self._loose.add(client)
        self.writer.happened(position, gebeurtenis, work, client)
