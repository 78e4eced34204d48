# SPDX-License-Identifier: EUPL-1.2
"""Who may do what, and of whom he sees it: one table, asked by every use case before it begins (decision 112).

A use case is a method with `@gebruik(NAAM)`: who calls it hands over a Beller, the method itself gets a Zicht. One
without a row in the table fails at import. Who has several rollen may do what one of them may, as widely as any.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.beller import Beller, Gebruikersrol

S = TypeVar("S")
P = ParamSpec("P")
T = TypeVar("T")


class Bereik(IntEnum):
    """How much of a use case somebody sees."""

    EIGEN = 1
    """What is his partij's own."""
    REGIO = 2
    """All of the region."""


class GeenRecht(BerichtenverkeerError):
    """Dit is niet voor u."""

    actie = "Vraag het aan de regio."
    status = 403


class VanEenAnder(GeenRecht):
    """Dit is niet van u. U ziet hier alleen wat van uzelf is, op het adres met uw eigen code."""

    actie = "Gebruik uw eigen code."
    status = 404


class Zicht(msgspec.Struct, frozen=True):
    """Who calls, with what he may see of the use case that he calls."""

    beller: Beller
    bereik: Bereik

    @property
    def partij(self) -> str | None:
        """Of whom he sees it: the code of his partij; None for all of the region."""
        return None if self.bereik is Bereik.REGIO else self.beller.code

    def vereis(self, code: str) -> None:
        """Raises VanEenAnder when what belongs to this partij is not for him, whether that exists or not."""
        if self.partij not in (None, code):
            raise VanEenAnder


Wie = tuple[Gebruikersrol, str | None]
"""A rol, in the name of what kind of partij (None: of none)."""

GEMEENTE: Wie = (Gebruikersrol.KOPPELING, "gemeente")
AANBIEDER: Wie = (Gebruikersrol.KOPPELING, "aanbieder")
REGIO: Wie = (Gebruikersrol.KOPPELING, "regio")
BEHEERDER: Wie = (Gebruikersrol.BEHEERDER, None)

_PARTIJEN = {GEMEENTE: Bereik.EIGEN, AANBIEDER: Bereik.EIGEN, REGIO: Bereik.EIGEN}
_ZIJDEN = {GEMEENTE: Bereik.EIGEN, AANBIEDER: Bereik.EIGEN, REGIO: Bereik.REGIO, BEHEERDER: Bereik.REGIO}
_CIJFERS = {REGIO: Bereik.REGIO, BEHEERDER: Bereik.REGIO}
_RUIMTE = {AANBIEDER: Bereik.EIGEN, **_CIJFERS}
_BEHEER = {BEHEERDER: Bereik.REGIO}

RECHTEN: Mapping[str, Mapping[Wie, Bereik]] = {
    # Which berichtsoort a partij sends, and to whom, is what the standard says of the bericht (gateway/ontvangst.py).
    "ontvangst.ontvang": _PARTIJEN,
    "ontvangst.weiger": _PARTIJEN,
    "nakijken.met_historie": {**_PARTIJEN, BEHEERDER: Bereik.REGIO},
    "postvak.lijst": _PARTIJEN,
    "postvak.inzage": _PARTIJEN,
    "postvak.payload": _PARTIJEN,
    "postvak.haal_af": _PARTIJEN,
    "draden.draad": _ZIJDEN,
    "termijnen.klokken": _ZIJDEN,
    "termijnen.samenvatting": _ZIJDEN,
    "plafonds.van_aanbieder": _RUIMTE,
    "plafonds.boekingen": _RUIMTE,
    "plafonds.van_regio": _CIJFERS,
    "rapportages.stromen": _CIJFERS,
    "rapportages.bewegingen": _CIJFERS,
    "rapportages.wachttijden": _CIJFERS,
    "gateway.meet": {REGIO: Bereik.REGIO},
    "plafonds.herbereken": _BEHEER,
    "plafonds.werk_bij": _BEHEER,
    "register.laad": _BEHEER,
    "toegang.nieuw": _BEHEER,
    "toegang.roteer": _BEHEER,
    "toegang.trek_in": _BEHEER,
    "toegang.lijst": _BEHEER,
    "tijd.oordeel": _BEHEER,
    "tijd.erken": _BEHEER,
}


def vraag(beller: Beller, gebruik: str) -> Zicht:
    """What `beller` may see of a use case. Raises GeenRecht when he may not call it at all."""
    rijen = RECHTEN[gebruik]
    bereiken = [rijen[wie] for rol in beller.rollen if (wie := (rol, beller.soort)) in rijen]
    if not bereiken:
        soorten = " of ".join(soort for _, soort in rijen if soort is not None)
        raise GeenRecht(f"Dit adres is alleen voor een partij van de soort {soorten}." if soorten else "")
    return Zicht(beller, max(bereiken))


def gebruik(
    naam: str,
) -> Callable[[Callable[Concatenate[S, Zicht, P], T]], Callable[Concatenate[S, Beller, P], T]]:
    """A use case: it begins when the table allows it. Raises KeyError, at import, when the table has no such row."""
    assert naam in RECHTEN, f"{naam} has no row in the table of rights"

    def met_recht(methode: Callable[Concatenate[S, Zicht, P], T]) -> Callable[Concatenate[S, Beller, P], T]:
        @wraps(methode)
        def gevraagd(deel: S, beller: Beller, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return methode(deel, vraag(beller, naam), *args, **kwargs)

        return gevraagd

    return met_recht
