# SPDX-License-Identifier: EUPL-1.2
"""What happens to a tenzij: the exception by which one youth gets care above a ceiling (definitions.md 6.4)."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.ledger.gebeurtenissen.declaration import Column, Declared
from berichtenverkeer.ledger.sealed import Sealed

Helft = Literal[1, 2]
"""Of a year: January to June, July to December."""

_OF_ONE: frozenset[Column] = frozenset({"client", "aanbieder", "gemeente"})


class _Step(Declared, frozen=True, kw_only=True):
    """A step: on day `op`, by `partij` (empty: who keeps the gateway), of which `door` did it: a function or user id.

    `tekst` is what they wrote about it, sealed under the id of the tenzij, or of what is asked of an aanbieder.
    """

    aanbieder: str
    op: date
    partij: str
    door: str
    tekst: Sealed | None = None


class OfOneTenzij(_Step, frozen=True, kw_only=True):
    """A step of one tenzij; `tenzij_id` may stand in a URL."""

    columns = _OF_ONE

    tenzij_id: UUID
    client: bytes
    gemeente: str


class TenzijGevraagd(OfOneTenzij, frozen=True, kw_only=True):
    """An aanbieder or a gemeente asks: `product` has a categorie at least. `referentie` is the asker's own.

    The two grounds, each with its reason in `tekst` under the same name; `alternatieven` are the aanbieders that were
    asked, each with why not under its code.
    """

    product: Product
    van: date
    tot: date
    maximum_cents: int
    kan_niet_wachten: bool
    alleen_hier: bool
    alternatieven: tuple[str, ...] = ()
    referentie: str | None = None


class TenzijToegekend(OfOneTenzij, frozen=True, kw_only=True):
    """The opdrachtgever grants it; for a whole categorie when `product` has no code.

    `te_bevestigen`: more money than one user decides on (four eyes); it covers nothing until it is confirmed.
    """

    product: Product
    van: date
    tot: date
    maximum_cents: int
    te_bevestigen: bool = False


class TenzijAfgewezen(OfOneTenzij, frozen=True, kw_only=True):
    """The opdrachtgever rejects it, or turns down what waited for a second user."""


class TenzijGewijzigd(OfOneTenzij, frozen=True, kw_only=True):
    """From now on another maximum, or another last day."""

    maximum_cents: int
    tot: date
    te_bevestigen: bool = False


class TenzijBeeindigd(OfOneTenzij, frozen=True, kw_only=True):
    """It covers nothing from day `vanaf` on."""

    vanaf: date


class TenzijIngetrokken(OfOneTenzij, frozen=True, kw_only=True):
    """Who asked does so no more."""


class TenzijBevestigd(OfOneTenzij, frozen=True, kw_only=True):
    """A second user confirmed what waited for that."""


class Correctie(msgspec.Struct, frozen=True):
    """What an earlier half year became more (below zero: less) after it was settled."""

    jaar: int
    helft: Helft
    bedrag_cents: int


class TenzijVerrekend(OfOneTenzij, frozen=True, kw_only=True):
    """The amount of a half year is fixed, for ever; `correcties` are of earlier ones that moved."""

    jaar: int
    helft: Helft
    bedrag_cents: int
    correcties: tuple[Correctie, ...] = ()


class Hoeveelheid(msgspec.Struct, frozen=True):
    """Volume in one Eenheid (WJ756)."""

    eenheid: str
    volume: int


class Uitvraagregel(msgspec.Struct, frozen=True, kw_only=True):
    """What was approved under one tenzij in the half year, as known when it was asked, with what moved before it."""

    tenzij_id: UUID
    volumes: tuple[Hoeveelheid, ...] = ()
    bedrag_cents: int
    correcties: tuple[Correctie, ...] = ()


class Opgaveregel(msgspec.Struct, frozen=True, kw_only=True):
    """What an aanbieder says of one line: as asked, or other `volumes`; why stands in the text under the tenzij_id."""

    tenzij_id: UUID
    volumes: tuple[Hoeveelheid, ...] | None = None


class _Halfjaarstap(_Step, frozen=True, kw_only=True):
    """A step of the half-yearly settlement with one aanbieder: `uitvraag_id` may stand in a URL."""

    columns = frozenset({"aanbieder"})

    uitvraag_id: UUID
    jaar: int
    helft: Helft


class TenzijUitgevraagd(_Halfjaarstap, frozen=True, kw_only=True):
    """The opdrachtgever asks what became of the tenzij's of an aanbieder; `antwoord_voor` is the last day to answer."""

    antwoord_voor: date
    regels: tuple[Uitvraagregel, ...]


class TenzijOpgegeven(_Halfjaarstap, frozen=True, kw_only=True):
    """The aanbieder answers, line by line."""

    regels: tuple[Opgaveregel, ...]


OneTenzijGebeurtenis = (
    TenzijGevraagd
    | TenzijToegekend
    | TenzijAfgewezen
    | TenzijGewijzigd
    | TenzijBeeindigd
    | TenzijIngetrokken
    | TenzijBevestigd
    | TenzijVerrekend
)
"""What the state of a tenzij consists of."""

HalfjaarGebeurtenis = TenzijUitgevraagd | TenzijOpgegeven
TenzijGebeurtenis = OneTenzijGebeurtenis | HalfjaarGebeurtenis
