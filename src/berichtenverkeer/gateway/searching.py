# SPDX-License-Identifier: EUPL-1.2
"""Finding berichten by a number that somebody has before him, and a client by his BSN or the begin of his pseudonym."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.clock import day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import Reason, StepImpossible
from berichtenverkeer.draden.by_keys import Found, by_keys
from berichtenverkeer.gateway.inzage import opening
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import draden, envelopes, pseudonyms
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.written import wrong_bsn
from berichtenverkeer.projections.of_client import OfClient, declaraties_numbered, of_client
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN

MOST = 200
"""Berichten that one search finds at most."""

_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)
_PSEUDONYM = re.compile("([0-9a-f]{10}|[0-9a-f]{32})", re.ASCII)


class SearchAsked(msgspec.Struct, frozen=True, kw_only=True):
    """By what is searched; empty: not by that. `partij` is the other side, `van` and `tot` are days of receipt."""

    identificatie: str = ""
    toewijzing: str = ""
    referentie: str = ""
    declaratie: str = ""
    partij: str = ""
    van: date | None = None
    tot: date | None = None


class ClientView(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a client, and the berichten about that, the newest first. `pseudonym` is hexadecimal."""

    pseudonym: str
    known: OfClient
    berichten: Sequence[Found]


class Searching:
    """The use cases, on one region."""

    def __init__(self, database: Database, vault: Vault, register: RegisterHolder, *, regio: str) -> None:
        self._database = database
        self._vault = vault
        self._register = register
        self._regio = regio

    @use("searching.berichten")
    async def berichten(self, zicht: Zicht, asked: SearchAsked) -> list[Found]:
        """What has all that is asked, the newest first, at most MOST. Raises StepImpossible."""
        if reasons := list(_wrong(asked)):
            raise StepImpossible(reasons)
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            found = [await self._by_key(grootboek, zicht, keys) for keys in await self._keys(grootboek, zicht, asked)]
            if asked.identificatie:
                found.append(await self._by_identificatie(grootboek, zicht, asked))
        ids = set.intersection(*({one.id for one in some} for some in found))
        return [one for one in found[0] if one.id in ids and _fits(one, asked)][:MOST]

    @use("searching.pseudonym")
    def pseudonym(self, _zicht: Zicht, bsn: str) -> str:
        """What stands for a BSN here, hexadecimal; it tells nothing about whether anything is known of him.

        Raises StepImpossible.
        """
        if reasons := list(wrong_bsn(bsn)):
            raise StepImpossible(reasons)
        return self._vault.pseudonym(self._regio, bsn).hex()

    @use("searching.client")
    async def client(self, zicht: Zicht, begin: str) -> ClientView | None:
        """A client by his pseudonym, or its first ten digits; None when who asks knows nothing of him."""
        async with opening(self._database, zicht, "searching.client") as one:
            view = await self._client(zicht, begin) if _PSEUDONYM.fullmatch(begin) else None
            one.client = bytes.fromhex(view.pseudonym) if view is not None else None
            one.is_found = view is not None
        return view

    async def _client(self, zicht: Zicht, begin: str) -> ClientView | None:
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            client = await pseudonyms.whole(grootboek, bytes.fromhex(begin))
            if client is None:
                return None
            known = await of_client(grootboek, client, zicht.partij)
            keys = [
                *(draden.from_verzoek(Verzoeksleutel(one.aanbieder, one.referentie)) for one in known.verzoeken),
                *(draden.from_toewijzing(one.gemeente, one.nummer) for one in known.toewijzingen),
            ]
            berichten = await by_keys(grootboek, zicht.partij, keys, MOST)
        if not (known.toewijzingen or known.leveringen or known.verzoeken):
            return None
        return ClientView(pseudonym=client.hex(), known=known, berichten=berichten)

    async def _keys(self, grootboek: Grootboek, zicht: Zicht, asked: SearchAsked) -> list[list[str]]:
        """For each number that was given, the keys that it can be."""
        gemeenten, aanbieders = self._codes(zicht, "gemeente", asked), self._codes(zicht, "aanbieder", asked)
        keys = []
        if asked.toewijzing:
            keys.append([draden.from_toewijzing(one, int(asked.toewijzing)) for one in gemeenten])
        if asked.referentie:
            keys.append([draden.from_verzoek(Verzoeksleutel(one, asked.referentie)) for one in aanbieders])
        if asked.declaratie:
            pairs = await declaraties_numbered(grootboek, aanbieders, asked.declaratie)
            keys.append([draden.from_declaratie(*pair) for pair in pairs])
        return keys

    async def _by_key(self, grootboek: Grootboek, zicht: Zicht, keys: Sequence[str]) -> list[Found]:
        return await by_keys(grootboek, zicht.partij, keys, MOST) if keys else []

    async def _by_identificatie(self, grootboek: Grootboek, zicht: Zicht, asked: SearchAsked) -> list[Found]:
        """By who can have sent it: of himself all, of another what is for him."""
        own = zicht.partij
        verzenders = {*self._codes(zicht, "gemeente", asked), *self._codes(zicht, "aanbieder", asked)}
        keys = [
            ((verzender, soort, asked.identificatie), None if own in (None, verzender) else own)
            for verzender in sorted(verzenders)
            for soort in BERICHTSOORTEN
        ]
        rows = await envelopes.with_keys(grootboek, keys)
        return [_found(one) for one in reversed(rows) if own in (None, one.verzender) or one.is_bezorgd]

    def _codes(self, zicht: Zicht, soort: str, asked: SearchAsked) -> list[str]:
        """The partijen of this kind that can be in what he may see, and in what he asks."""
        if zicht.own is not None and zicht.own[0] == soort:
            return [zicht.own[1]]
        rows = self._register.stand.rows(Partij)
        codes = {one.code for one in rows if one.soort == soort}
        return [asked.partij] if asked.partij in codes else sorted(codes)


def _found(envelope: Envelope) -> Found:
    return Found(*(getattr(envelope, name) for name in Found.__struct_fields__))


def _fits(one: Found, asked: SearchAsked) -> bool:
    """Whether it is of the period and the partij that were asked."""
    received = day(one.ontvangen_op)
    is_of_partij = asked.partij in ("", one.verzender, one.bestemming)
    return is_of_partij and (asked.van or received) <= received <= (asked.tot or received)


def _wrong(asked: SearchAsked) -> Iterator[Reason]:
    if not (asked.identificatie or asked.toewijzing or asked.referentie or asked.declaratie):
        yield Reason("identificatie", "Er is geen nummer om op te zoeken.", "Vul een van de vier nummers in.")
    if asked.toewijzing and not _NUMBER.fullmatch(asked.toewijzing):
        yield Reason("toewijzing", "Dit is geen toewijzingsnummer.", "Vul hooguit negen cijfers in.")
    for name in ("identificatie", "referentie", "declaratie", "partij"):
        if not getattr(asked, name).isprintable():
            yield Reason(name, "Hier staan tekens die niet te lezen zijn.", "Typ het nummer over.")
