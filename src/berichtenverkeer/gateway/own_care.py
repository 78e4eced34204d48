# SPDX-License-Identifier: EUPL-1.2
"""What a party has running, with who it is about: of which somebody without software makes his next bericht.

A person is known by the last bericht that named him; that it was opened is in the inzagelog.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from berichtenverkeer.berichten import JW301, Bericht, read
from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.care import Care, billable
from berichtenverkeer.gateway.declaring import Credit, Month
from berichtenverkeer.gateway.inzage import note_opened
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import book
from berichtenverkeer.ledger.draden import from_toewijzing, from_verzoek
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.plafonds.tenzij_store import Redecided, verzoeken_anew
from berichtenverkeer.projections import own
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.own import Place
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.register.rows import Contract, Partij, Product

MOST = 200
"""How many toewijzingen are in one declaratie that is made by hand, and how many verzoeken a list shows."""

LATE = timedelta(days=366)
"""How long after the end of a toewijzing a start can still be told by hand."""


class UnknownCare(BerichtenverkeerError):
    """Deze toewijzing of dit verzoek is niet bij u bekend."""

    actie = "Kies er een uit de lijst."
    status = 404


class CarePage(msgspec.Struct, frozen=True):
    """`following` is where the next page begins; None on the last one."""

    care: list[Care]
    following: Place | None


class Asked(msgspec.Struct, frozen=True):
    """A verzoek, the bericht that it came in, and a ToewijzingNummer that is free.

    Of a wijziging: its parts, the toewijzingen that they are about by their numbers, and the last JW301 of each.
    """

    verzoek: Verzoek
    parts: Sequence[Wijzigingsdeel]
    bericht: Bericht | None
    bericht_id: UUID | None
    free_number: int
    care: Mapping[int, Care] = {}

    @property
    def assigned(self) -> JW301 | None:
        """Of a wijziging: a JW301 that says who the client is, and where he lives."""
        return next((one.bericht for one in self.care.values() if one.bericht is not None), None)


class OpenVerzoeken(msgspec.Struct, frozen=True):
    """What a gemeente has still to answer, the oldest first.

    `anew`: on which of them was decided anew after a tenzij, by aanbieder and ReferentieAanbieder.
    """

    verzoeken: list[Verzoek]
    anew: Mapping[tuple[str, str], Redecided]


class Choices(msgspec.Struct, frozen=True):
    """What an aanbieder may ask, by its contracts of today: gemeenten, and products; each with its name.

    `categorieen` has the categorie of each product code.
    """

    gemeenten: list[tuple[str, str]]
    products: list[tuple[str, str]]
    categorieen: Mapping[str, str]


class OwnCare:
    """The use cases, on one region. What is another's does not exist: UnknownCare."""

    def __init__(self, database: Database, vault: Vault, register: RegisterHolder, clock: Clock, *, regio: str) -> None:
        self._database = database
        self._vault = vault
        self._register = register
        self._clock = clock
        self._regio = regio

    @use("own_care.listing")
    async def listing(self, zicht: Zicht, after: Place = own.NO_PLACE, limit: int = 50) -> CarePage:
        """What an aanbieder has running today or later, or still has to stop or to start. Raises DatabaseGone."""
        today = day(self._clock())
        span, since = (today, date.max), today - LATE
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            found = await own.running(grootboek, zicht.beller.code, "", *span, after, limit + 1, open_since=since)
        care = await self._care(zicht, found[:limit], "own_care.listing")
        last = found[limit - 1] if len(found) > limit else None
        return CarePage(care, (last.gemeente, last.nummer) if last else None)

    @use("own_care.of_month")
    async def of_month(self, zicht: Zicht, gemeente: str, begin: date, end: date) -> Month:
        """What an aanbieder delivered in a month for one gemeente, and what of it was granted: each at most MOST.

        Raises DatabaseGone.
        """
        code = zicht.beller.code
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            found = await own.running(grootboek, code, gemeente, begin, end, own.NO_PLACE, MOST)
            granted = await own.granted(grootboek, code, gemeente, begin, end, MOST)
            last = await own.last_period(grootboek, code, gemeente)
        care = await self._care(zicht, found, "own_care.of_month")
        credits_ = await self._credits(zicht, granted, care)
        return Month(billable(care, begin, end, self._register.stand), credits_, max(begin, last or begin))

    @use("own_care.one")
    async def one(self, zicht: Zicht, place: Place) -> tuple[Care, list[Toewijzing]]:
        """One toewijzing of an aanbieder, and all that the client has there. Raises UnknownCare, DatabaseGone."""
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            found = await own.toewijzing(grootboek, place)
            if found is None or found.aanbieder != zicht.beller.code:
                raise UnknownCare
            beside = await own.beside(grootboek, found.client, found.aanbieder)
        (care,) = await self._care(zicht, [found], "own_care.one")
        return care, [one for one in beside if one.gemeente == found.gemeente]

    @use("own_care.choices")
    async def choices(self, zicht: Zicht) -> Choices:
        """For a verzoek. Without a contract for a product every product of the list may be asked: a rule judges."""
        stand, today = self._register.stand, day(self._clock())
        now = [row for row in stand.rows(Product) if row.code and row.is_valid(today)]
        own_codes = {c.code for c in stand.rows(Contract) if c.aanbieder == zicht.beller.code and c.is_valid(today)}
        products = [row for row in now if row.code in own_codes] or now
        gemeenten = [row for row in stand.rows(Partij) if row.soort == "gemeente" and row.is_valid(today)]
        return Choices(
            [(row.code, row.naam) for row in gemeenten],
            [(row.code, f"{row.omschrijving} ({row.code})") for row in products],
            {row.code: row.categorie for row in products},
        )

    @use("own_care.verzoeken")
    async def verzoeken(self, zicht: Zicht) -> OpenVerzoeken:
        """At most MOST. Raises DatabaseGone."""
        code = zicht.beller.code
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            found = await own.open_verzoeken(grootboek, code, MOST)
            anew = await verzoeken_anew(grootboek, {one.client for one in found}, code)
        return OpenVerzoeken(found, anew)

    @use("own_care.verzoek")
    async def verzoek(self, zicht: Zicht, aanbieder: str, referentie: str) -> Asked:
        """One verzoek to a gemeente. Raises UnknownCare, DatabaseGone."""
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            found = await own.verzoek(grootboek, aanbieder, referentie)
            if found is None or found.gemeente != zicht.beller.code:
                raise UnknownCare
            parts = await own.parts(grootboek, aanbieder, referentie) if found.is_wijziging else []
            number = await own.following_number(grootboek, found.gemeente)
            named = [part.toewijzing_nummer for part in parts if part.toewijzing_nummer is not None]
            toewijzingen = await own.numbered(grootboek, found.gemeente, named)
        kind = "JW317" if found.is_wijziging else "JW315"
        key = from_verzoek(found.sleutel)
        berichten = await self._last(zicht, kind, {key: (aanbieder, found.gemeente)}, "own_care.verzoek")
        bericht_id, bericht = berichten.get(key, (None, None))
        care = await self._assigned(zicht, [one for one in toewijzingen if one.aanbieder == aanbieder])
        return Asked(found, parts, bericht, bericht_id, number, care)

    async def _care(self, zicht: Zicht, found: Sequence[Toewijzing], why: str) -> list[Care]:
        code = zicht.beller.code
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            started = await own.started(grootboek, sorted({one.client for one in found}), code)
            declared = await own.declared(grootboek, [(one.gemeente, one.nummer) for one in found], code)
        keys = {from_toewijzing(one.gemeente, one.nummer): (one.gemeente, one.aanbieder) for one in found}
        berichten = await self._last(zicht, "JW301", keys, why)
        return _together(found, started, declared, berichten)

    async def _credits(self, zicht: Zicht, granted: Sequence[Prestatie], care: Sequence[Care]) -> list[Credit]:
        """With who they are about: also of a toewijzing that does not have this month any more."""
        known = {from_toewijzing(one.toewijzing.gemeente, one.toewijzing.nummer): one.bericht for one in care}
        of = {one.referentie: from_toewijzing(one.gemeente, one.toewijzing_nummer) for one in granted}
        keys = {of[one.referentie]: (one.gemeente, one.aanbieder) for one in granted}
        others = {key: pair for key, pair in keys.items() if key not in known}
        found = await self._last(zicht, "JW301", others, "own_care.of_month")
        berichten = {**known, **{key: _jw301(one) for key, (_, one) in found.items()}}
        return [Credit(one, berichten.get(of[one.referentie])) for one in granted]

    async def _assigned(self, zicht: Zicht, found: Sequence[Toewijzing]) -> Mapping[int, Care]:
        keys = {from_toewijzing(one.gemeente, one.nummer): (one.gemeente, one.aanbieder) for one in found}
        berichten = await self._last(zicht, "JW301", keys, "own_care.verzoek")
        return {one.toewijzing.nummer: one for one in _together(found, (), (), berichten)}

    async def _last(
        self, zicht: Zicht, kind: str, keys: Mapping[str, tuple[str, str]], why: str
    ) -> dict[str, tuple[UUID, Bericht]]:
        """The last bericht of this kind that has each key, between afzender and ontvanger; each is noted as opened."""
        async with self._database.lees() as conn:
            rows = await book.last_with(Grootboek(conn, self._regio), kind, keys)
            vault_keys = await self._vault.existing_keys(conn, self._regio, {row.sleutel_maand for _, row in rows})
        readable = [(key, row) for key, row in rows if row.sleutel_maand in vault_keys]
        found = {
            row.id: read(vault_keys[row.sleutel_maand].unseal(row.id, row.inhoud))
            for row in {row.id: row for _, row in readable}.values()
        }
        await note_opened(self._database, zicht, why, found)
        return {key: (row.id, found[row.id]) for key, row in readable}


def _together(
    found: Sequence[Toewijzing],
    started: Iterable[Levering],
    declared: Iterable[Prestatie],
    berichten: Mapping[str, tuple[UUID, Bericht]],
) -> list[Care]:
    leveringen: dict[Place, list[Levering]] = defaultdict(list)
    prestaties: dict[Place, list[Prestatie]] = defaultdict(list)
    for one in started:
        if one.toewijzing_nummer is not None and not one.is_verwijderd:
            leveringen[one.gemeente, one.toewijzing_nummer].append(one)
    for regel in declared:
        prestaties[regel.gemeente, regel.toewijzing_nummer].append(regel)
    care = []
    for row in found:
        place = row.gemeente, row.nummer
        _, bericht = berichten.get(from_toewijzing(*place), (None, None))
        care.append(Care(row, leveringen[place], prestaties[place], _jw301(bericht)))
    return care


def _jw301(bericht: Bericht | None) -> JW301 | None:
    return bericht if isinstance(bericht, JW301) else None
