# SPDX-License-Identifier: EUPL-1.2
"""A bericht that is in the ledger judged again, by state, money and register of a position; nothing is kept.

It goes the way of any bericht, `handling`, on what was known then: so what comes out is what was booked, unless the
rules are others now. Nothing is locked: of what is before a position nothing changes any more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from uuid import UUID

import msgspec

from berichtenverkeer.berichten import soort as kind_of
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.kinds import bsns
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.gateway import unanswered
from berichtenverkeer.gateway.antwoorden import heen_of
from berichtenverkeer.gateway.beller import from_partij, gateway_itself
from berichtenverkeer.gateway.bestemming import bestemming_of
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.handling import BatchHandling
from berichtenverkeer.gateway.processing import declared, makes_happen
from berichtenverkeer.gateway.unanswered import Unanswered
from berichtenverkeer.gateway.verdict import history_of, is_answer
from berichtenverkeer.gateway.work import RefusalGround, Refused, Work
from berichtenverkeer.ledger import book, envelopes, gebeurtenissen
from berichtenverkeer.ledger.book import BerichtRow, GebeurtenisRow
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.gebeurtenissen import LifeGebeurtenis, MoneyGebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds import needs as money_needs
from berichtenverkeer.plafonds.besluit import Weighed
from berichtenverkeer.plafonds.claims import Term
from berichtenverkeer.plafonds.tenzij_store import NOW
from berichtenverkeer.plafonds.then import money_then, stops_then
from berichtenverkeer.projections.herziening import Booked, is_loose
from berichtenverkeer.projections.needs import Needs, from_bericht, from_gebeurtenis, together
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.then import load_confirmed_then, load_then, versions_of
from berichtenverkeer.regels.facts import Fact, facts_of
from berichtenverkeer.regels.meldingen.traffic import AFZENDER_UNKNOWN
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake

REFUSED = "geweigerd"
"""What becomes of a bericht whose sender or receiver is not (any more) a partij on that day."""

_KINDS = gebeurtenissen.kinds(MoneyGebeurtenis | PlafondBesloten)
_FIRST_OF_NOW = MAX_POSITION - 10**9
"""Positions for what would be booked now: behind all that are used, and never written."""


class Rejudged(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it this time.

    `weighed` is what was decided on, `terms` how what is expected of each of those is worked out. `facts` are what each
    rule of the outer levels saw, by its code, if it was asked.
    """

    oordeel: str
    bevindingen: Sequence[Bevinding]
    besluiten: Sequence[PlafondBesloten] = ()
    weighed: Sequence[Weighed] = ()
    terms: Sequence[Sequence[Term]] = ()
    facts: Mapping[str, Sequence[Fact]] = {}


class _Past:
    """What was known at `k` of the clients that were read."""

    def __init__(self, grootboek: Grootboek, k: int) -> None:
        self._grootboek = grootboek
        self._k = k
        self.stand = Stand()
        self.decided: list[tuple[int, PlafondBesloten]] = []
        self.lives: dict[bytes, list[Booked]] = {}
        self.loaded = Needs()

    async def read(self, clienten: Iterable[bytes], needed: Needs) -> None:
        """All that there was of these clients, and what else is needed."""
        new = sorted(set(clienten) - self.lives.keys())
        self.lives |= {client: [] for client in new}
        happened: list[Needs] = []
        for row, is_betwist in await book.gebeurtenissen_of(self._grootboek, new, _KINDS):
            if row.positie > self._k or row.client is None:
                continue
            one = gebeurtenissen.read(row.soort, row.versie, row.inhoud)
            if isinstance(one, PlafondBesloten):
                self.decided.append((row.positie, one))
                continue
            happened.append(from_gebeurtenis(one))
            if isinstance(one, LifeGebeurtenis):
                self.lives[row.client].append(Booked(row.positie, row.bericht_id, one, is_betwist))
        every = together([needed, *happened, Needs(clienten=frozenset(new))])
        await load_then(self._grootboek, self._k, every, self.stand)
        if any(is_loose(self.lives[client]) for client in new):
            await load_confirmed_then(self._grootboek, self._k, every, self.stand)
        self.decided.sort(key=lambda one: one[0])
        self.loaded = together([self.loaded, every])


async def rejudge(
    grootboek: Grootboek,
    environment: Environment,
    standaarden: Standaarden,
    row: BerichtRow,
    intake: Intake,
    k: int = NOW,
) -> Rejudged:
    """Judge it as known at `k`, by the register and on the day of `environment`; as if it had not come in before."""
    clienten = {bsn: environment.vault.pseudonym(environment.regio, bsn) for bsn in bsns(intake.bericht)}
    work = _work(row, intake, environment, clienten)
    if not isinstance(work, Work):
        return Rejudged(oordeel=REFUSED, bevindingen=work.bevindingen)
    earlier = await envelopes.with_keys(grootboek, {(work.key, None)})
    earlier = [one for one in earlier if one.positie < row.positie]
    found = [one for one in await unanswered.search(grootboek, [work]) if one.positie < row.positie]
    past = _Past(grootboek, k)
    open_answers = await _read(grootboek, k, environment, standaarden, work, found, past)
    happens = makes_happen(work, open_answers, environment.today)
    declaraties = [declared(work.bericht)] if isinstance(work.bericht, JW323) and not work.bevindingen else []
    touched = money_needs.needs_of(past.stand, chain(happens, open_answers.from_heen(work)), declaraties)
    stops = await stops_then(grootboek, k, touched, environment.today)
    more = touched.state_needs(stops)
    await past.read(more.clienten | more.pakketten, more)
    money = await money_then(
        grootboek, k, touched, environment.register, environment.today, past.stand, past.decided, stops
    )
    facts = _facts(work, past.stand, environment, earlier, is_asked=not is_answer(work, heen_of(work, found)))
    known = {one.id: one for one in (*earlier, *found)}.values()
    handling = BatchHandling(environment, past.stand, known, money, _positions(k), open_answers)
    handling.handle(work, happens)
    own = next(one for one in handling.writer.berichten if one.id == row.id)
    return Rejudged(
        oordeel=own.oordeel,
        bevindingen=own.bevindingen,
        besluiten=_besluiten(row.id, handling.writer.gebeurtenissen),
        weighed=money.weighed,
        terms=[money.terms(one.care, past.stand) for one in money.weighed],
        facts=facts,
    )


async def booked_besluiten(grootboek: Grootboek, row: BerichtRow) -> list[PlafondBesloten]:
    """The decisions that a bericht was the cause of, as booked: for its client, or that of what it answers."""
    heen = None if row.heen_id is None else await envelopes.envelope(grootboek, row.heen_id)
    clienten = [one for one in (row.client, heen.client if heen is not None else None) if one is not None]
    rows = await book.gebeurtenissen_of(grootboek, clienten[:1], [PlafondBesloten.__name__])
    return _besluiten(row.id, (one for one, _ in rows))


def _besluiten(bericht_id: UUID, rows: Iterable[GebeurtenisRow]) -> list[PlafondBesloten]:
    read = (gebeurtenissen.read(one.soort, one.versie, one.inhoud) for one in rows if one.bericht_id == bericht_id)
    return [one for one in read if isinstance(one, PlafondBesloten)]


async def _read(
    grootboek: Grootboek,
    k: int,
    environment: Environment,
    standaarden: Standaarden,
    work: Work,
    found: Sequence[Envelope],
    past: _Past,
) -> Unanswered:
    """Read into `past` all that rules and booking can ask; what waited then for this answer."""
    needed = from_bericht(work.bericht, work.clienten)
    heen = unanswered.waiting(found)
    asked = [one.verzoek for one in await versions_of(grootboek, k, needed.verzoeken)]
    own = {one for one in (work.client, *(one.client for one in heen)) if one is not None}
    if isinstance(work.bericht, JW319):
        own |= {one.client for one in asked if one.gemeente == work.gemeente}
    await past.read({*work.clienten.values(), *own, *(one.client for one in asked)}, needed)
    if needed.identificaties:
        await past.read(
            (),
            Needs(
                inhouden=_declared(past.stand, needed),
                prestaties=await _named(grootboek, environment, heen, standaarden),
            ),
        )
    answered = await envelopes.answered(grootboek, [one.id for one in heen], k) if heen else set()
    lives = {client: past.lives[client] for client in own}
    return Unanswered({one.id: one for one in heen if one.id not in answered}, lives)


def _declared(stand: Stand, needed: Needs) -> frozenset[tuple[str, str]]:
    """The declaraties that an answer is about."""
    rows = (stand.declaratie_with(aanbieder, identificatie) for aanbieder, _, identificatie in needed.identificaties)
    return frozenset((one.aanbieder, one.nummer) for one in rows if one is not None)


async def _named(
    grootboek: Grootboek, environment: Environment, heen: Sequence[Envelope], standaarden: Standaarden
) -> frozenset[tuple[str, str]]:
    """The prestaties that these declaraties handed in, whatever has their references now."""
    named: set[tuple[str, str]] = set()
    for one in heen:
        row = await book.bericht(grootboek, one.id)
        keys = await environment.vault.existing_keys(grootboek.conn, grootboek.regio, [one.sleutel_maand])
        if row is not None and one.sleutel_maand in keys:
            data = keys[one.sleutel_maand].unseal(row.id, row.inhoud)
            intake = read_intake(data, standaarden, day(one.ontvangen_op))
            named |= from_bericht(intake.bericht, {}).prestaties if isinstance(intake, Intake) else set()
    return frozenset(named)


def _facts(
    work: Work, stand: Stand, environment: Environment, earlier: Sequence[Envelope], *, is_asked: bool
) -> dict[str, Sequence[Fact]]:
    """Of each rule of the outer levels, when it was asked: not of an answer, nor behind a fault of an earlier level."""
    if not is_asked or earlier or work.bevindingen:
        return {}
    history = history_of(work, stand, environment, is_first=True)
    regels = work.intake.standaard.regels.for_bericht(work.soort.naam, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)
    return {regel.code: facts_of(regel, work.bericht, history) for regel in regels}


def _work(row: BerichtRow, intake: Intake, environment: Environment, clienten: Mapping[str, bytes]) -> Work | Refused:
    """The bericht as it was under way, in the name of who sent it; or why it could not be on that day."""
    register, today = environment.register, environment.today
    verzender = register.partij(row.verzender, today)
    bestemming = bestemming_of(intake, register, today)
    if isinstance(bestemming, Refused):
        return bestemming
    if verzender is None:
        return Refused(RefusalGround.ONBEVOEGD, [AFZENDER_UNKNOWN.at()])
    soort, by_itself = kind_of(intake.bericht), row.bron == "gateway"
    regio = environment.regio
    return Work(
        id=row.id,
        intake=intake,
        soort=soort,
        beller=gateway_itself(regio, verzender) if by_itself else from_partij(regio, verzender, Kanaal.API),
        bestemming=bestemming,
        identificatie=row.identificatie,
        sha256=b"",
        clienten=clienten,
        bevindingen=[] if soort.is_retourbericht else examine_bericht(intake),
        is_proef=True,
    )


def _positions(k: int) -> Iterator[int]:
    """Those behind `k`; nothing is written at them."""
    return count(min(k + 1, _FIRST_OF_NOW))
