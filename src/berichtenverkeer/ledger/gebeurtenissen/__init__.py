# SPDX-License-Identifier: EUPL-1.2
"""What can happen, past tense: a closed union of frozen types, each declared once (design.md 4).

A new kind is a class in the module of its theme and its name in the union there: `Declared` says what it can tell of
itself. Who handles a union ends in `assert_never`, so that mypy names every place where a kind of it is forgotten.

No BSN, no name: a client is a pseudonym (keyed hash of the BSN). Dates are those of the bericht (valid time); when a
gebeurtenis was recorded is its ledger position.
"""

from typing import get_args

import msgspec

from berichtenverkeer.berichten.literal import plain
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.ledger.gebeurtenissen.administration import AdminGebeurtenis, Credentialgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord, Berichtgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import CareGebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaraties import Declaratiegebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared, Payload
from berichtenverkeer.ledger.gebeurtenissen.plafonds import Plafondgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.signals import Signaalgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.stops import Stopgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijGebeurtenis

Gebeurtenis = (
    CareGebeurtenis
    | Declaratiegebeurtenis
    | Berichtgebeurtenis
    | Plafondgebeurtenis
    | TenzijGebeurtenis
    | Stopgebeurtenis
    | Signaalgebeurtenis
    | AdminGebeurtenis
)

Standgebeurtenis = CareGebeurtenis | Declaratiegebeurtenis
"""What changes the state of care, and with it the money."""

MoneyGebeurtenis = Standgebeurtenis | BerichtBeantwoord
"""What can change what is claimed of a plafond."""

LifeGebeurtenis = CareGebeurtenis | BerichtBeantwoord
"""What the life of one client consists of: no declaraties, which are answered line by line."""

KINDS: dict[str, type[Declared]] = {child.__name__: child for child in get_args(Gebeurtenis)}

_encoder = msgspec.json.Encoder(enc_hook=plain)
_decoder: msgspec.json.Decoder[Gebeurtenis] = msgspec.json.Decoder(Gebeurtenis)


class Onleesbaar(BerichtenverkeerError):
    """De inhoud van deze gebeurtenis is niet te lezen."""


def soort(gebeurtenis: Gebeurtenis) -> str:
    """The stable name of the kind."""
    return type(gebeurtenis).__name__


def kinds(union: object) -> tuple[str, ...]:
    """The names of the kinds in a union."""
    return tuple(child.__name__ for child in get_args(union))


ABOUT_CREDENTIALS = f"soort IN {kinds(Credentialgebeurtenis)}"
"""Of rows of the ledger, as its query asks for it and its index has it."""


def versie(child: type[Declared]) -> int:
    """The version of its shape that is written now."""
    return 1 + len(child.upcasters)


def to_json(gebeurtenis: Gebeurtenis) -> str:
    """The payload as it is kept."""
    return _encoder.encode(gebeurtenis).decode()


def from_json(content: str) -> Gebeurtenis:
    """The gebeurtenis that `to_json` wrote in this version. Raises msgspec.ValidationError when it did not."""
    return _decoder.decode(content)


def read(soort: str, versie: int, content: str) -> Gebeurtenis:
    """The gebeurtenis in a row of the ledger, also one that an older version wrote. Raises Onleesbaar."""
    child = KINDS.get(soort)
    if child is None:
        raise Onleesbaar(f"de soort {soort!r} is onbekend.")
    newest = 1 + len(child.upcasters)
    if not 1 <= versie <= newest:
        raise Onleesbaar(f"versie {versie} van {soort} is onbekend; deze software kent hoogstens versie {newest}.")
    try:
        gebeurtenis = _decoder.decode(content) if versie == newest else _upcast(child, versie, content)
    except msgspec.MsgspecError:
        raise Onleesbaar(f"de inhoud past niet bij soort {soort}, versie {versie}.") from None
    if type(gebeurtenis) is not child:
        raise Onleesbaar(f"de inhoud is van een andere soort dan {soort}.")
    return gebeurtenis


def _upcast(child: type[Declared], versie: int, content: str) -> Gebeurtenis:
    payload = msgspec.json.decode(content, type=Payload)
    for upcaster in child.upcasters[versie - 1 :]:
        payload = upcaster(payload)
    return _decoder.decode(msgspec.json.encode(payload))
