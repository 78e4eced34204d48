# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht was judged as it was, as it is told: on a page, as JSON, by a command. Names are those of the JSON."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Niveau


class Answered(StrEnum):
    """What became of a rule."""

    BROKEN = "gebroken"
    HELD = "voldaan"
    OVERGESLAGEN = "overgeslagen"
    WAITS = "nog niet gemaakt"


class Told(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What all parts of the report share."""


class WhyFact(Told, frozen=True, kw_only=True):
    """What a rule asked of what was known then, and the answer. `antwoord` is None when it is about another partij."""

    question: str = msgspec.field(name="vraag")
    antwoord: str | None


class WhyRegel(Told, frozen=True, kw_only=True):
    """A rule for this berichtsoort, the places where it was broken, and what it saw of what was known."""

    code: str
    niveau: Niveau
    tekst: str
    answered: Answered = msgspec.field(name="uitkomst")
    places: list[str] = msgspec.field(name="plaatsen")
    facts: list[WhyFact] = msgspec.field(name="feiten")


class WhyTerm(Told, frozen=True, kw_only=True):
    """Days of the care with one price: how many times (a decimal number) that is due. In cents.

    `prijs_cents` is None where there is no price; `referentie` is that of a prestatie, of what was approved.
    """

    van: date
    tot: date | None
    times: str | None = msgspec.field(name="aantal")
    prijs_cents: int | None
    bedrag_cents: int
    referentie: str | None = None


class WhyPlafond(Told, frozen=True, kw_only=True):
    """What stood on one plafond just before, what was asked of it, and what was booked. In cents.

    `ruimte_cents` is what was free for it, what its own reservation gives back among it; `claim_cents` all that it
    claims, `extra_cents` what comes on top of what is held already. `fits`: whether that fits. None where the plafond
    was not booked then, or this can no longer be worked out.
    """

    jaar: int
    perceel: str
    segment: str
    plafond_cents: int | None
    gereserveerd_cents: int | None
    beslag_cents: int | None
    realisatie_cents: int | None
    ruimte_cents: int | None
    claim_cents: int
    extra_cents: int | None
    fits: bool | None = msgspec.field(name="past")
    overschrijding_cents: int
    tenzij_cents: int


class WhyBesluit(Told, frozen=True, kw_only=True):
    """One decision on money. `plafonds` and `termen` are None for who may not see the room of an aanbieder.

    `grounds` are what made it so, besides the sums.
    """

    claim: str
    uitkomst: str
    is_onder_clientenstop: bool
    grounds: list[str] = msgspec.field(name="gronden")
    plafonds: list[WhyPlafond] | None
    terms: list[WhyTerm] | None = msgspec.field(name="termen")


class WhyChange(Told, frozen=True, kw_only=True):
    """A decision that is another one this time. None: there is none."""

    claim: str
    was: str | None
    becomes: str | None = msgspec.field(name="wordt")


class WhyAgain(Told, frozen=True, kw_only=True):
    """What comes out when it is judged again, and what is otherwise than what was booked.

    `reden` says why it could not be; then there is nothing to compare.
    """

    reden: str | None = None
    oordeel: str | None = None
    differs: bool = msgspec.field(name="wijktAf", default=False)
    added: list[Bevinding] = msgspec.field(name="erbij", default_factory=list)
    gone: list[Bevinding] = msgspec.field(name="weg", default_factory=list)
    besluiten: list[WhyChange] = msgspec.field(default_factory=list)


class Why(Told, frozen=True, kw_only=True):
    """All of it. `k` is the position of the bericht, `register_versie` that of the register by which it was judged.

    `then`: judged again as known then. `now`: by what is known today, what it made happen itself among that.
    """

    bericht: UUID
    berichtsoort: str
    identificatie: str
    verzender: str
    bestemming: str
    ontvangen_op: datetime
    oordeel: str
    k: int
    register_versie: int
    bevindingen: list[Bevinding]
    signalen: list[Bevinding]
    regels: list[WhyRegel]
    besluiten: list[WhyBesluit]
    then: WhyAgain = msgspec.field(name="toen")
    now: WhyAgain = msgspec.field(name="nu")
