# SPDX-License-Identifier: EUPL-1.2
"""Who may do what, and of whom he sees it: one table, asked by every use case before it begins (decision 112).

A use case is a method with `@use(NAME)`: who calls it hands over a Beller, the method itself gets a Zicht. One
without a row in the table fails at import. Who has several rollen may do what one of them may, as widely as any.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.beller import Beller, UserRole
from berichtenverkeer.rapporten.declaration import Audience, Report

S = TypeVar("S")
P = ParamSpec("P")
T = TypeVar("T")


class Bereik(IntEnum):
    """How much of a use case somebody sees."""

    EIGEN = 1
    """What is his partij's own."""
    REGIO = 2
    """All of the region."""


class NoRight(BerichtenverkeerError):
    """Dit is niet voor u."""

    actie = "Vraag het aan de regio."
    status = 403


class OfAnother(NoRight):
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

    @property
    def own(self) -> tuple[str, str] | None:
        """Kind and code of the partij whose own he sees; None for all of the region."""
        return None if self.partij is None else (self.beller.soort or "", self.partij)

    def require_of(self, code: str) -> None:
        """Raises OfAnother when what belongs to this partij is not for him, whether that exists or not."""
        if self.partij not in (None, code):
            raise OfAnother


Who = tuple[UserRole, str | None]
"""A rol, in the name of what kind of partij (None: of none)."""

GEMEENTE: Who = (UserRole.KOPPELING, "gemeente")
AANBIEDER: Who = (UserRole.KOPPELING, "aanbieder")
REGIO: Who = (UserRole.KOPPELING, "regio")
ADMINISTRATOR: Who = (UserRole.BEHEERDER, None)

_PARTIJEN = {GEMEENTE: Bereik.EIGEN, AANBIEDER: Bereik.EIGEN, REGIO: Bereik.EIGEN}
_ZIJDEN = {GEMEENTE: Bereik.EIGEN, AANBIEDER: Bereik.EIGEN, REGIO: Bereik.REGIO, ADMINISTRATOR: Bereik.REGIO}
_FIGURES = {REGIO: Bereik.REGIO, ADMINISTRATOR: Bereik.REGIO}
_GEMEENTEN = {GEMEENTE: Bereik.EIGEN, **_FIGURES}
_ROOM = {AANBIEDER: Bereik.EIGEN, **_FIGURES}
_OF_ONE_TENZIJ = {GEMEENTE: Bereik.EIGEN, AANBIEDER: Bereik.EIGEN, ADMINISTRATOR: Bereik.REGIO}
_ADMINISTRATION = {ADMINISTRATOR: Bereik.REGIO}

AUDIENCES: Mapping[Audience, Mapping[Who, Bereik]] = {
    Audience.REGIO: _FIGURES,
    Audience.GEMEENTE: {GEMEENTE: Bereik.EIGEN},
    Audience.AANBIEDER: {AANBIEDER: Bereik.EIGEN},
    Audience.PUBLIC: _ZIJDEN,
}
"""What the audience that a report declares may see of it (rapporten/declaration.py)."""

RIGHTS: Mapping[str, Mapping[Who, Bereik]] = {
    # Which berichtsoort a partij sends, and to whom, is what the standard says of the bericht (gateway/receiving.py).
    "reception.receive": _PARTIJEN,
    "reception.refuse": _PARTIJEN,
    "checking.with_history": {**_PARTIJEN, ADMINISTRATOR: Bereik.REGIO},
    "postvak.listing": _PARTIJEN,
    "postvak.view": _PARTIJEN,
    "postvak.payload": _PARTIJEN,
    "postvak.collect": _PARTIJEN,
    "draden.draad": _ZIJDEN,
    "termijnen.klokken": _ZIJDEN,
    "termijnen.summary": _ZIJDEN,
    "plafonds.from_aanbieder": _ROOM,
    "plafonds.boekingen": _ROOM,
    "plafonds.from_regio": _FIGURES,
    "alternatieven.listing": _ZIJDEN,
    "what_if.asked": _FIGURES,
    "budgets.of_year": _GEMEENTEN,
    "lumpsums.of_year": _ROOM,
    "lumpsums.shared": _FIGURES,
    "amounts.from_norm": _FIGURES,
    "amounts.spread": _FIGURES,
    "tenzijs.listing": _ZIJDEN,
    "tenzijs.one": _ZIJDEN,
    "tenzijs.ask": _OF_ONE_TENZIJ,
    "tenzijs.withdraw": _OF_ONE_TENZIJ,
    "tenzijs.grant": _FIGURES,
    "tenzijs.reject": _FIGURES,
    "tenzijs.change": _FIGURES,
    "tenzijs.end": _FIGURES,
    "tenzijs.confirm": _FIGURES,
    "signals.listing": _ROOM,
    "signals.discuss": _FIGURES,
    "signals.decide": _FIGURES,
    "verrekeningen.listing": _ZIJDEN,
    "verrekeningen.one": _ZIJDEN,
    "verrekeningen.ask": _FIGURES,
    "verrekeningen.answer": _ROOM,
    "verrekeningen.settle": _FIGURES,
    "stops.listing": _ZIJDEN,
    "stops.view": _ZIJDEN,
    "stops.ask": _ROOM,
    "stops.decide": _FIGURES,
    "stops.lift": _FIGURES,
    # Which report is for whom, and how much of it he sees, the report declares (AUDIENCES).
    "rapportages.listing": _ZIJDEN,
    "rapportages.report": _ZIJDEN,
    "rapportages.behind": _ZIJDEN,
    "rapportages.restatement": _ZIJDEN,
    "report_sets.write": _ADMINISTRATION,
    "report_sets.listing": _GEMEENTEN,
    "report_sets.file": _GEMEENTEN,
    "figures.copy": _ADMINISTRATION,
    "gateway.measure": {REGIO: Bereik.REGIO},
    "plafonds.recalculate": _ADMINISTRATION,
    "plafonds.update": _ADMINISTRATION,
    "register.load": _ADMINISTRATION,
    "register.export": _ADMINISTRATION,
    "register.diff": _ADMINISTRATION,
    "access.create": _ADMINISTRATION,
    "access.rotate": _ADMINISTRATION,
    "access.withdraw": _ADMINISTRATION,
    "access.listing": _ADMINISTRATION,
    "time.oordeel": _ADMINISTRATION,
    "time.acknowledge": _ADMINISTRATION,
}


def zicht_of(beller: Beller, use: str) -> Zicht:
    """What `beller` may see of a use case. Raises NoRight when he may not call it at all."""
    return _zicht(beller, RIGHTS[use])


def zicht_of_report(beller: Beller, report: Report) -> Zicht:
    """What `beller` may see of a report: what its declaration says. Raises NoRight when he may not ask it."""
    rows: dict[Who, Bereik] = {}
    for audience in report.audience:
        rows |= AUDIENCES[audience]
    return _zicht(beller, rows)


def require_totals(beller: Beller) -> None:
    """Raises NoRight for who may not see what is of all of the region together: an aanbieder."""
    _zicht(beller, _GEMEENTEN)


def _zicht(beller: Beller, rows: Mapping[Who, Bereik]) -> Zicht:
    bereiken = [rows[who] for role in beller.rollen if (who := (role, beller.soort)) in rows]
    if not bereiken:
        kinds = " of ".join(soort for _, soort in rows if soort is not None)
        raise NoRight(f"Dit adres is alleen voor een partij van de soort {kinds}." if kinds else "")
    return Zicht(beller, max(bereiken))


def use(
    name: str,
) -> Callable[[Callable[Concatenate[S, Zicht, P], T]], Callable[Concatenate[S, Beller, P], T]]:
    """A use case: it begins when the table allows it. Raises KeyError, at import, when the table has no such row."""
    assert name in RIGHTS, f"{name} has no row in the table of rights"

    def ask_first(method: Callable[Concatenate[S, Zicht, P], T]) -> Callable[Concatenate[S, Beller, P], T]:
        @wraps(method)
        def guarded(instance: S, beller: Beller, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return method(instance, zicht_of(beller, name), *args, **kwargs)

        return guarded

    return ask_first
