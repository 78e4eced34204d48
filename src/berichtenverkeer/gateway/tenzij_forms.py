# SPDX-License-Identifier: EUPL-1.2
"""What is said to the use cases of tenzij's from outside, as JSON: every field with its bounds."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import UNSET, UnsetType

from berichtenverkeer.core.errors import Reason
from berichtenverkeer.core.money import MAX_CENTS
from berichtenverkeer.gateway.json_form import Rules
from berichtenverkeer.gateway.tenzij_values import TenzijAsked, TenzijGrant
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijGevraagd
from berichtenverkeer.plafonds.tenzij import asks_itself, far_day, wrong_period
from berichtenverkeer.plafonds.written import no_person, unexplained, wrong_bsn, wrong_who

Agb = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{8}\Z", description="een AGB-code van acht cijfers")]
Cbs = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z", description="een CBS-code van vier cijfers")]
Bsn = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{9}\Z", description="een BSN van negen cijfers")]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20, description="een code uit het register")]
Cents = Annotated[int, msgspec.Meta(ge=1, le=MAX_CENTS, description="centen, meer dan 0")]
Door = Annotated[str, msgspec.Meta(min_length=1, max_length=100, description="een functie of gebruiker, geen naam")]
Text = Annotated[str, msgspec.Meta(max_length=4000, description="hooguit 4000 tekens")]
Why = Annotated[str, msgspec.Meta(pattern=r"\w", max_length=4000, description="1 tot en met 4000 tekens")]
Referentie = Annotated[
    str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{1,50}\Z", description="1 tot en met 50 leesbare tekens")
]


def said_by(door: str) -> Iterator[Reason]:
    """Who does it, as a function or a user."""
    yield from wrong_who(door)
    yield from no_person("door", door)


def _explained(motivering: str) -> Iterator[Reason]:
    return unexplained({"motivering": motivering})


_DOOR: Rules = {("door",): said_by}
_BESLUIT: Rules = {**_DOOR, ("motivering",): _explained}
_DAYS: Rules = {(field,): partial(far_day, field) for field in ("van", "tot", "vanaf")}


class _Form(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What all of them share."""


class GevraagdAlternatief(_Form, frozen=True, kw_only=True):
    """An aanbieder that was asked first, and why it cannot be there."""

    aanbieder: Agb
    waarom: Why


class Tenzijverzoek(_Form, frozen=True, kw_only=True):
    """A tenzij that is asked for. A ground counts when its reason is there."""

    bsn: Bsn
    aanbieder: Agb
    gemeente: Cbs
    categorie: Code
    code: Code | None = None
    van: date
    tot: date
    maximum_cents: Cents
    door: Door
    kan_niet_wachten: Text = ""
    alleen_hier: Text = ""
    alternatieven: list[GevraagdAlternatief] = []
    referentie: Referentie | None = None
    toelichting: Text = ""

    RULES: ClassVar[Rules] = {
        **_DOOR,
        **_DAYS,
        ("bsn",): wrong_bsn,
        ("van", "tot"): wrong_period,
        ("aanbieder", "alternatieven"): lambda who, asked: asks_itself(who, [one.aanbieder for one in asked]),
        ("referentie",): partial(no_person, "referentie"),
    }

    def asked(self) -> TenzijAsked:
        """For the use case: of an alternatief that stands here twice the last reason counts."""
        fields = msgspec.structs.asdict(self)
        return TenzijAsked(**fields | {"alternatieven": {one.aanbieder: one.waarom for one in self.alternatieven}})


class Tenzijbesluit(_Form, frozen=True, kw_only=True):
    """Granted, for so far as nothing else is said as it was asked, or rejected. `code` null: the whole categorie."""

    besluit: Literal["toegekend", "afgewezen"]
    door: Door
    motivering: Text
    categorie: Code | UnsetType = UNSET
    code: Code | UnsetType | None = UNSET
    van: date | UnsetType = UNSET
    tot: date | UnsetType = UNSET
    maximum_cents: Cents | UnsetType = UNSET

    RULES: ClassVar[Rules] = {**_BESLUIT, **_DAYS, ("van", "tot"): wrong_period}

    def on(self, asked: TenzijGevraagd) -> TenzijGrant:
        """What it grants of what was asked."""
        return TenzijGrant(
            categorie=asked.product.categorie or "" if self.categorie is UNSET else self.categorie,
            code=asked.product.code if self.code is UNSET else self.code,
            van=asked.van if self.van is UNSET else self.van,
            tot=asked.tot if self.tot is UNSET else self.tot,
            maximum_cents=asked.maximum_cents if self.maximum_cents is UNSET else self.maximum_cents,
        )


class Tenzijwijziging(_Form, frozen=True, kw_only=True):
    """Another maximum, or another last day; both are told, so that it says what holds from now on."""

    maximum_cents: Cents
    tot: date
    door: Door
    motivering: Text

    RULES: ClassVar[Rules] = {**_BESLUIT, **_DAYS}


class Tenzijeinde(_Form, frozen=True, kw_only=True):
    """From which day it covers nothing any more."""

    vanaf: date
    door: Door
    motivering: Text

    RULES: ClassVar[Rules] = {**_BESLUIT, **_DAYS}


class Tenzijstap(_Form, frozen=True, kw_only=True):
    """A confirmation or a withdrawal."""

    door: Door
    toelichting: Text = ""

    RULES: ClassVar[Rules] = _DOOR
