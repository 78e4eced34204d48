# SPDX-License-Identifier: EUPL-1.2
"""Berichten whose receivers answer them themselves: which of them a batch answers, and the lives that hang on that."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

import msgspec

from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.gateway.antwoorden import approves, heen_key, heen_of
from berichtenverkeer.gateway.work import Work
from berichtenverkeer.ledger import book, envelopes, gebeurtenissen
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, LifeGebeurtenis, Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.care import (
    Leveringsgebeurtenis,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.projections import store
from berichtenverkeer.projections.herziening import LIFE_KINDS, Booked
from berichtenverkeer.projections.needs import Needs, from_gebeurtenis, together
from berichtenverkeer.projections.stand import Stand

Lives = Mapping[bytes, list[Booked]]
"""All that was ever booked for clients, in ledger order."""


class Unanswered(msgspec.Struct, frozen=True):
    """`heen`: the berichten that a batch answers and that nobody answered yet, by id.

    `lives`: of every client in the batch who has, or gets, a bericht that its receiver answers himself.
    """

    heen: Mapping[UUID, Envelope] = {}
    lives: Lives = {}

    def gebeurtenis(self, work: Work, today: date) -> BerichtBeantwoord | None:
        """What it makes happen that `work` is the answer; None when it is none."""
        heen = heen_of(work, self.heen.values())
        if heen is None or not work.soort.is_retourbericht:
            return None
        return BerichtBeantwoord(
            heen_id=heen.id,
            client=heen.client,
            aanbieder=work.aanbieder,
            gemeente=work.gemeente,
            is_goedgekeurd=approves(work.bericht),
            ontvangen_op=today,
        )

    def from_heen(self, work: Work) -> list[Gebeurtenis]:
        """What the bericht that `work` answers made happen, if that waits for an answer."""
        heen = heen_of(work, self.heen.values())
        life = self.lives.get(heen.client, []) if heen is not None and heen.client is not None else []
        return [one.gebeurtenis for one in life if heen is not None and one.bericht_id == heen.id]


def is_occupied(stand: Stand, gebeurtenissen: Iterable[Gebeurtenis]) -> bool:
    """Whether one of `gebeurtenissen` gives a number that is of something else, which undoing `gebeurtenissen` would
    not give back.

    A gemeente may have used a ToewijzingNummer, or an aanbieder a ReferentieAanbieder, for another client.
    """
    for gebeurtenis in gebeurtenissen:
        if not isinstance(gebeurtenis, Standgebeurtenis):
            continue
        match gebeurtenis:
            case ToewijzingVastgesteld():
                toewijzing = stand.toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
                if toewijzing is not None and toewijzing.client != gebeurtenis.client:
                    return True
            case VerzoekOntvangen() | WijzigingVerzocht():
                verzoek = stand.verzoek(gebeurtenis.sleutel)
                if verzoek is not None and verzoek.client != gebeurtenis.client:
                    return True
            case DeclaratieIngediend():
                declaratie = stand.declaratie(gebeurtenis.aanbieder, gebeurtenis.nummer)
                if declaratie is not None and not declaratie.is_verworpen:
                    return True
            case VerzoekAfgewezen() | VerzoekInOnderzoek() | Leveringsgebeurtenis():
                pass
            case PrestatieIngediend() | DeclaratieBeantwoord():
                pass
            case _:
                assert_never(gebeurtenis)
    return False


async def search(grootboek: Grootboek, batch: Sequence[Work]) -> list[Envelope]:
    """What there is under the keys that a batch says it answers; no statement when it says so of none."""
    keys = {(key, work.verzender.code) for work in batch if (key := heen_key(work))}
    return await envelopes.with_keys(grootboek, keys) if keys else []


def waiting(found: Iterable[Envelope]) -> list[Envelope]:
    """Those whose receiver answers himself; also who no longer does: what he received when he did, waits for him."""
    return [envelope for envelope in found if envelope.eerste and envelope.oordeel == "voorlopig"]


async def clienten_of(grootboek: Grootboek, batch: Sequence[Work], heen: Sequence[Envelope]) -> set[bytes]:
    """Whose life a batch can change: of their own clients, of the requests that they answer, of what they answer."""
    own = {work.client for work in batch} | {envelope.client for envelope in heen}
    verzoeken = [
        (work.gemeente, work.aanbieder, work.bericht.antwoord.referentie_aanbieder)
        for work in batch
        if isinstance(work.bericht, JW319)
    ]
    asked = await store.clienten_of_verzoeken(grootboek, verzoeken) if verzoeken else set()
    return {client for client in own if client is not None} | asked


async def read(
    grootboek: Grootboek,
    batch: Sequence[Work],
    heen: Sequence[Envelope],
    clienten: set[bytes],
    stand: Stand,
    *,
    rejected: Iterable[Work] = (),
    at_most: int | None = None,
) -> Unanswered:
    """Which of `heen` have no answer yet, and the lives of `clienten` that have two layers, loaded into `stand`.

    `rejected`: what the gateway may answer for its gemeente; that waits for a sender who answers himself. Call it when
    `clienten` are locked. One statement where nobody ever answered himself. Raises TooManyRows.
    """
    answered = await envelopes.answered(grootboek, [envelope.id for envelope in heen]) if heen else set()
    open_ = {envelope.id: envelope for envelope in heen if envelope.id not in answered}
    if not clienten:
        return Unanswered(open_)
    is_there, waiting = await book.who_wait(grootboek, sorted(clienten))
    begins = any(work.waits_for_antwoord for work in batch) or any(work.verzender.retour == "zelf" for work in rejected)
    if not is_there and not begins:
        return Unanswered(open_)
    lives = await read_lives(grootboek, clienten if begins else waiting, at_most=at_most)
    touched = together(from_gebeurtenis(one.gebeurtenis) for life in lives.values() for one in life)
    everything = Needs(clienten=frozenset(lives), toewijzingen=touched.toewijzingen, verzoeken=touched.verzoeken)
    await store.load_layers(grootboek, everything, stand, at_most=at_most)
    return Unanswered(open_, lives)


async def read_lives(
    grootboek: Grootboek, clienten: Iterable[bytes], *, at_most: int | None = None
) -> dict[bytes, list[Booked]]:
    """All that was ever booked of the lives of these clients, in ledger order; one statement. Raises TooManyRows."""
    lives: dict[bytes, list[Booked]] = {client: [] for client in clienten}
    for row, is_betwist in await book.gebeurtenissen_of(grootboek, sorted(lives), LIFE_KINDS, at_most=at_most):
        assert row.client is not None, "asked by client"
        gebeurtenis = gebeurtenissen.read(row.soort, row.versie, row.inhoud)
        assert isinstance(gebeurtenis, LifeGebeurtenis), "asked by kind"
        lives[row.client].append(Booked(row.positie, row.bericht_id, gebeurtenis, is_betwist))
    return lives
