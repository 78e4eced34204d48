# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht was judged as it was: each rule that was asked, the sums of its plafond, and what comes out today."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import ContentDestroyed
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.heavy_lane import HeavyLane
from berichtenverkeer.gateway.inzage import opening
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rejudging import REFUSED, Rejudged, booked_besluiten, rejudge
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.why_report import Answered, Why, WhyAgain, WhyFact, WhyRegel
from berichtenverkeer.gateway.why_sums import compared, told
from berichtenverkeer.ledger import book
from berichtenverkeer.ledger.book import BerichtRow
from berichtenverkeer.ledger.vault import MonthKey, Vault
from berichtenverkeer.plafonds.tenzij_store import NOW
from berichtenverkeer.postvak import tray
from berichtenverkeer.regels.facts import Fact
from berichtenverkeer.regels.regel import Staat, Verklaring
from berichtenverkeer.register.loading import last_version
from berichtenverkeer.register.stand import RegisterStand, read_stand
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.validation.examining import Uitkomst, Verslag
from berichtenverkeer.validation.intake import Intake, read_intake
from berichtenverkeer.validation.transport import MAX_BYTES

BY_ITSELF = "De gateway maakte dit bericht zelf, als antwoord: er is niets te beoordelen."
DESTROYED = "De inhoud van dit bericht is vernietigd."
IS_ANSWER = "Dit is een antwoord: dat geldt zodra het er is, en is daarna niet opnieuw te beoordelen."

_MOST_REGISTERS = 4
"""How many registers of other days are kept: who asks why, asks it of more than one bericht."""


class Reasons:
    """The use case, on one region. What it does takes long: it has the lane of those who read."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        register: RegisterHolder,
        clock: Clock,
        standaarden: Standaarden,
        lane: HeavyLane,
        *,
        regio: str,
        largest: int,
    ) -> None:
        self._database = database
        self._vault = vault
        self._register = register
        self._clock = clock
        self._standaarden = standaarden
        self._lane = lane
        self._regio = regio
        self._largest = min(largest, MAX_BYTES)
        self._registers: OrderedDict[int, RegisterStand] = OrderedDict()

    @use("reasons.why")
    async def why(self, zicht: Zicht, bericht_id: UUID) -> Why | None:
        """Of a bericht in the mailbox of who asks, or for the region of any; None when there is no such."""
        async with opening(self._database, zicht, "reasons.why", bericht_id) as one:
            found = await self._lane.run(partial(self._why, zicht, bericht_id), zicht.beller.code)
            one.is_found = found is not None
        return found

    async def _why(self, zicht: Zicht, bericht_id: UUID, database: Database) -> Why | None:
        async with database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            if zicht.partij is not None and await tray.piece(grootboek, zicht.partij, bericht_id) is None:
                return None
            row = await book.bericht(grootboek, bericht_id)
            if row is None:
                return None
            besluiten = await booked_besluiten(grootboek, row)
            register = await last_version(grootboek, row.positie)
            reden, then, now = await self._again(grootboek, row, register, database)
        faults = [one for one in row.bevindingen if not one.is_signaal]
        both = [
            WhyAgain(reden=why) if one is None else compared(row.oordeel, row.bevindingen, besluiten, one)
            for one, why in ((then, reden), (now, reden or IS_ANSWER))
        ]
        return Why(
            bericht=row.id,
            berichtsoort=row.berichtsoort,
            identificatie=row.identificatie,
            verzender=row.verzender,
            bestemming=row.bestemming,
            ontvangen_op=row.ontvangen_op,
            oordeel=row.oordeel,
            k=row.positie,
            register_versie=register,
            bevindingen=faults,
            signalen=[one for one in row.bevindingen if one.is_signaal],
            regels=list(self._regels(row, then, zicht.partij)),
            besluiten=[told(one, then, zicht.partij) for one in besluiten],
            then=both[0],
            now=both[1],
        )

    async def _again(
        self, grootboek: Grootboek, row: BerichtRow, register: int, database: Database
    ) -> tuple[str | None, Rejudged | None, Rejudged | None]:
        """Why it cannot be judged again, or else what comes out: as known then, and now (None: of an answer)."""
        if row.bron == "gateway" and row.heen_id is not None:
            return BY_ITSELF, None, None
        try:
            key = await self._vault.existing_key(database, self._regio, row.sleutel_maand)
            data = key.unseal(row.id, row.inhoud)
        except ContentDestroyed:
            return DESTROYED, None, None
        then = self._environment(row, key, await self._register_of(grootboek, register))
        first = await self._rejudged(grootboek, then, row, data, row.positie - 1)
        if self._standaarden.is_retourbericht(row.berichtsoort):
            return None, first, None
        now = self._environment(row, key, self._register.stand, is_now=True)
        return None, first, await self._rejudged(grootboek, now, row, data, NOW)

    async def _rejudged(
        self, grootboek: Grootboek, environment: Environment, row: BerichtRow, data: bytes, k: int
    ) -> Rejudged:
        """By the release of the day of receipt: the bericht is of that day."""
        intake = read_intake(data, self._standaarden, day(row.ontvangen_op))
        if isinstance(intake, Intake):
            return await rejudge(grootboek, environment, self._standaarden, row, intake, k)
        return Rejudged(oordeel=REFUSED, bevindingen=intake)

    def _environment(
        self, row: BerichtRow, key: MonthKey, register: RegisterStand, *, is_now: bool = False
    ) -> Environment:
        now = self._clock() if is_now else row.ontvangen_op
        return Environment(self._regio, register, now, day(now), self._vault, key, self._largest)

    async def _register_of(self, grootboek: Grootboek, version: int) -> RegisterStand:
        """The one of now when it is that; otherwise read, unless it was a moment before."""
        if version == self._register.stand.versie:
            return self._register.stand
        if version not in self._registers:
            self._registers[version] = await read_stand(grootboek, version)
            if len(self._registers) > _MOST_REGISTERS:
                self._registers.popitem(last=False)
        return self._registers[version]

    def _regels(self, row: BerichtRow, then: Rejudged | None, partij: str | None) -> Iterator[WhyRegel]:
        standaard = self._standaarden.with_name(f"{row.standaard} {row.release}")
        if standaard is None:
            return
        faults = [one for one in row.bevindingen if not one.is_signaal]
        is_retour = self._standaarden.is_retourbericht(row.berichtsoort)
        examined = [niveau for niveau in Niveau if not is_retour or niveau is not Niveau.BERICHT]
        levels = Verslag.van(faults, examined).niveaus
        for regel in standaard.regels.explained.values():
            if row.berichtsoort in regel.berichten:
                places = [one.pad for one in faults if one.code == regel.code]
                facts = then.facts.get(regel.code, ()) if then is not None else ()
                yield WhyRegel(
                    code=regel.code,
                    niveau=regel.niveau,
                    tekst=regel.tekst,
                    answered=_answered(regel, levels[regel.niveau], places),
                    places=places,
                    facts=[_shown(one, partij) for one in facts],
                )


def _answered(regel: Verklaring, level: Uitkomst, places: Sequence[str]) -> Answered:
    if places:
        return Answered.BROKEN
    if regel.staat is Staat.WACHT:
        return Answered.WAITS
    return Answered.OVERGESLAGEN if level is Uitkomst.OVERGESLAGEN else Answered.HELD


def _shown(fact: Fact, partij: str | None) -> WhyFact:
    """What is about the care of others is not for who got the bericht: only its sender could ask it."""
    is_his = partij is None or not fact.partijen or partij in fact.partijen
    return WhyFact(question=fact.vraag, antwoord=fact.antwoord if is_his else None)
