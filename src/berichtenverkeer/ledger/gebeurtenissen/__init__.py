# SPDX-License-Identifier: EUPL-1.2
"""What can happen, past tense: a closed union of frozen types, each declared once (design.md 4).

A new kind is a class in the module of its theme and its name in the union there: `Declared` says what it can tell of
itself. Who handles a union ends in `assert_never`, so that mypy names every place where a kind of it is forgotten.

No BSN, no name: a client is a pseudonym (keyed hash of the BSN). Dates are those of the bericht (valid time); when a
gebeurtenis was recorded is its ledger position.
"""

from typing import get_args

import msgspec

from berichtenverkeer.berichten.letterlijk import gewoon
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.ledger.gebeurtenissen.beheer import Beheergebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord, Berichtgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaraties import Declaratiegebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaration import Declared, Payload
from berichtenverkeer.ledger.gebeurtenissen.plafonds import Plafondgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.zorg import Zorggebeurtenis

Gebeurtenis = Zorggebeurtenis | Declaratiegebeurtenis | Berichtgebeurtenis | Plafondgebeurtenis | Beheergebeurtenis

Standgebeurtenis = Zorggebeurtenis | Declaratiegebeurtenis
"""What changes the state of care, and with it the money."""

Geldgebeurtenis = Standgebeurtenis | BerichtBeantwoord
"""What can change what is claimed of a plafond."""

Levensgebeurtenis = Zorggebeurtenis | BerichtBeantwoord
"""What the life of one client consists of: no declaraties, which are answered line by line."""

KINDS: dict[str, type[Declared]] = {kind.__name__: kind for kind in get_args(Gebeurtenis)}

_encoder = msgspec.json.Encoder(enc_hook=gewoon)
_decoder: msgspec.json.Decoder[Gebeurtenis] = msgspec.json.Decoder(Gebeurtenis)


class Onleesbaar(BerichtenverkeerError):
    """De inhoud van deze gebeurtenis is niet te lezen."""


def soort(gebeurtenis: Gebeurtenis) -> str:
    """The stable name of the kind."""
    return type(gebeurtenis).__name__


def soorten(union: object) -> tuple[str, ...]:
    """The names of the kinds in a union."""
    return tuple(kind.__name__ for kind in get_args(union))


def versie(kind: type[Declared]) -> int:
    """The version of its shape that is written now."""
    return 1 + len(kind.upcasters)


def naar_json(gebeurtenis: Gebeurtenis) -> str:
    """The payload as it is kept."""
    return _encoder.encode(gebeurtenis).decode()


def van_json(inhoud: str) -> Gebeurtenis:
    """The gebeurtenis that `naar_json` wrote in this version. Raises msgspec.ValidationError when it did not."""
    return _decoder.decode(inhoud)


def lees(soort: str, versie: int, inhoud: str) -> Gebeurtenis:
    """The gebeurtenis in a row of the ledger, also one that an older version wrote. Raises Onleesbaar."""
    kind = KINDS.get(soort)
    if kind is None:
        raise Onleesbaar(f"de soort {soort!r} is onbekend.")
    nieuwste = 1 + len(kind.upcasters)
    if not 1 <= versie <= nieuwste:
        raise Onleesbaar(f"versie {versie} van {soort} is onbekend; deze software kent hoogstens versie {nieuwste}.")
    try:
        gebeurtenis = _decoder.decode(inhoud) if versie == nieuwste else _upcast(kind, versie, inhoud)
    except msgspec.MsgspecError:
        raise Onleesbaar(f"de inhoud past niet bij soort {soort}, versie {versie}.") from None
    if type(gebeurtenis) is not kind:
        raise Onleesbaar(f"de inhoud is van een andere soort dan {soort}.")
    return gebeurtenis


def _upcast(kind: type[Declared], versie: int, inhoud: str) -> Gebeurtenis:
    payload = msgspec.json.decode(inhoud, type=Payload)
    for upcaster in kind.upcasters[versie - 1 :]:
        payload = upcaster(payload)
    return _decoder.decode(msgspec.json.encode(payload))
