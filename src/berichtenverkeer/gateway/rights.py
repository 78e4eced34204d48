# SPDX-License-Identifier: EUPL-1.2
"""Who may do what, and of whom he sees it: one table, asked by every use case before it begins (decision 112).

A use case is a method with `@use(NAME)`: who calls it hands over a Beller, the method itself gets a Zicht. One
without a row in the table fails at import. Who has several rollen may do what one of them may, as widely as any.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.beller import Beller, UserRole
from berichtenverkeer.rapporten.declaration import Audience, Report
from berichtenverkeer.register.user_rows import ROLLEN

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

    def done_by(self, said: str) -> str:
        """Who does this: the person who logged in, whatever he says; of a system or a command, who it says."""
        return self.beller.persoon or said

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
PERSONS: tuple[Who, ...] = tuple(
    (UserRole(role), soort) for role, soorten in ROLLEN.items() for soort in sorted(soorten)
)
"""Every rol of a person, for every kind of partij where somebody can have it."""


def _with(role: UserRole) -> list[Who]:
    return [who for who in PERSONS if who[0] is role]


def _in(*who: Who) -> dict[Who, Bereik]:
    """For the region all of it, for others what is their own."""
    return {one: Bereik.REGIO if one[1] in ("regio", None) else Bereik.EIGEN for one in who}


def _own(*who: Who) -> dict[Who, Bereik]:
    """For each what is his own, for the region too."""
    return dict.fromkeys(who, Bereik.EIGEN)


def _of(soort: str) -> list[Who]:
    """Who reads the figures of a partij of this kind: its systems, and its people who work with them."""
    return [who for who in (*_KOPPELINGEN, *_LEZERS, *_BACKOFFICE, *_CONTRACTMANAGERS) if who[1] == soort]


_KOPPELINGEN = [GEMEENTE, AANBIEDER, REGIO]
_LEZERS, _BACKOFFICE = _with(UserRole.LEZER), _with(UserRole.BACKOFFICE)
_CONTRACTMANAGERS, _BEHEERDERS = _with(UserRole.CONTRACTMANAGER), _with(UserRole.BEHEERDER)
_POST = _own(*_KOPPELINGEN, *_BACKOFFICE)
_POST_OF_AANBIEDER = [who for who in _POST if who[1] == "aanbieder"]
_POST_OF_GEMEENTE = [who for who in _POST if who[1] == "gemeente"]
_FIGURES = _in(*_of("regio"), ADMINISTRATOR)
_GEMEENTEN = {**_in(*_of("gemeente")), **_FIGURES}
_ROOM = {**_in(*_of("aanbieder")), **_FIGURES}
_ZIJDEN = {**_GEMEENTEN, **_ROOM}
_CONTENT = _in(*_KOPPELINGEN, *_BACKOFFICE, *_CONTRACTMANAGERS, ADMINISTRATOR)
_DECISION = _in(REGIO, *_CONTRACTMANAGERS, ADMINISTRATOR)
_OF_AANBIEDER = {who: bereik for who, bereik in _CONTENT.items() if who[1] != "gemeente"}
_OF_ONE_TENZIJ = {who: bereik for who, bereik in _CONTENT.items() if who[1] != "regio"}
_MACHINE = _in(ADMINISTRATOR)
_ADMINISTRATION = _in(ADMINISTRATOR, *_BEHEERDERS)
_SUPERVISION = _in(*_BEHEERDERS, (UserRole.CONTROLEUR, "regio"))

AUDIENCES: Mapping[Audience, Mapping[Who, Bereik]] = {
    Audience.REGIO: _FIGURES,
    Audience.GEMEENTE: _in(*_of("gemeente")),
    Audience.AANBIEDER: _in(*_of("aanbieder")),
    Audience.PUBLIC: _ZIJDEN,
}
"""What the audience that a report declares may see of it (rapporten/declaration.py)."""

RIGHTS: Mapping[str, Mapping[Who, Bereik]] = {
    # Which berichtsoort a partij sends, and to whom, is what the standard says of the bericht (gateway/receiving.py).
    "reception.receive": _POST,
    "reception.refuse": _POST,
    "checking.with_history": {**_POST, **_own(*_CONTRACTMANAGERS), **_MACHINE},
    "postvak.listing": _POST,
    "postvak.view": _POST,
    "postvak.read": _POST,
    "postvak.payload": _POST,
    "postvak.collect": _POST,
    "own_care.listing": _own(*_POST_OF_AANBIEDER),
    "own_care.of_month": _own(*_POST_OF_AANBIEDER),
    "own_care.choices": _own(*_POST_OF_AANBIEDER),
    "own_care.one": _own(*_POST_OF_AANBIEDER),
    "own_care.verzoeken": _own(*_POST_OF_GEMEENTE),
    "own_care.verzoek": _own(*_POST_OF_GEMEENTE),
    "draden.draad": _CONTENT,
    "searching.berichten": _CONTENT,
    "searching.pseudonym": _CONTENT,
    "searching.client": _CONTENT,
    "reasons.why": _CONTENT,
    "agreements.in_force": _ZIJDEN,
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
    "tenzijs.one": _CONTENT,
    "tenzijs.ask": _OF_ONE_TENZIJ,
    "tenzijs.withdraw": _OF_ONE_TENZIJ,
    "tenzijs.grant": _DECISION,
    "tenzijs.reject": _DECISION,
    "tenzijs.change": _DECISION,
    "tenzijs.end": _DECISION,
    "tenzijs.confirm": _DECISION,
    "signals.listing": _ROOM,
    "signals.discuss": _DECISION,
    "signals.decide": _DECISION,
    "verrekeningen.listing": _ZIJDEN,
    "verrekeningen.one": _ZIJDEN,
    "verrekeningen.ask": _DECISION,
    "verrekeningen.answer": _OF_AANBIEDER,
    "verrekeningen.settle": _DECISION,
    "stops.listing": _ZIJDEN,
    "stops.view": _ZIJDEN,
    "stops.ask": _OF_AANBIEDER,
    "stops.decide": _DECISION,
    "stops.lift": _DECISION,
    # Which report is for whom, and how much of it he sees, the report declares (AUDIENCES).
    "rapportages.listing": _ZIJDEN,
    "rapportages.report": _ZIJDEN,
    "rapportages.behind": _ZIJDEN,
    "rapportages.restatement": _ZIJDEN,
    "key_figures.shown": _ZIJDEN,
    "report_sets.write": _MACHINE,
    "report_sets.listing": _GEMEENTEN,
    "report_sets.file": _GEMEENTEN,
    "figures.copy": _MACHINE,
    "gateway.measure": {**_in(REGIO), **_SUPERVISION},
    "operations.view": _SUPERVISION,
    "plafonds.recalculate": _MACHINE,
    "plafonds.update": _MACHINE,
    "register.load": _ADMINISTRATION,
    "register.export": _ADMINISTRATION,
    "register.diff": _ADMINISTRATION,
    "register.history": _ADMINISTRATION,
    "access.create": _ADMINISTRATION,
    "access.rotate": _ADMINISTRATION,
    "access.withdraw": _ADMINISTRATION,
    "access.listing": _ADMINISTRATION,
    "gebruikers.link": _ADMINISTRATION,
    "gebruikers.end": _ADMINISTRATION,
    "gebruikers.end_sessions": _ADMINISTRATION,
    "gebruikers.listing": {**_MACHINE, **_SUPERVISION},
    "gebruikers.links": _SUPERVISION,
    # The people of the region see who opened what anywhere, those of another partij what its own did.
    "inzage.listing": _in(*_with(UserRole.CONTROLEUR)),
    "inzage.export": _in(*_with(UserRole.CONTROLEUR)),
    "inzage.looked": _in(*_with(UserRole.CONTROLEUR)),
    "saved_searches.listing": _own(*_BACKOFFICE),
    "saved_searches.keep": _own(*_BACKOFFICE),
    "saved_searches.forget": _own(*_BACKOFFICE),
    "seals.of_month": _SUPERVISION,
    "sessions.own": _own(*PERSONS),
    "sessions.end_own": _own(*PERSONS),
    "time.oordeel": _ADMINISTRATION,
    "time.acknowledge": _MACHINE,
}


def zicht_of(beller: Beller, use: str) -> Zicht:
    """What `beller` may see of a use case. Raises NoRight when he may not call it at all."""
    return Zicht(beller, _bereik_of(beller.rollen, beller.soort, use))


def zicht_of_report(beller: Beller, report: Report) -> Zicht:
    """What `beller` may see of a report: what its declaration says. Raises NoRight when he may not ask it."""
    rows: dict[Who, Bereik] = {}
    for audience in report.audience:
        rows |= AUDIENCES[audience]
    return Zicht(beller, _bereik(beller.rollen, beller.soort, rows))


def require_totals(beller: Beller) -> None:
    """Raises NoRight for who may not see what is of all of the region together: an aanbieder."""
    _bereik(beller.rollen, beller.soort, _GEMEENTEN)


@lru_cache(maxsize=4096)  # asked for every request, and the table never changes
def _bereik_of(roles: frozenset[UserRole], soort: str | None, use: str) -> Bereik:
    return _bereik(roles, soort, RIGHTS[use])


def _bereik(roles: frozenset[UserRole], soort: str | None, rows: Mapping[Who, Bereik]) -> Bereik:
    bereiken = [rows[who] for role in roles if (who := (role, soort)) in rows]
    if not bereiken:
        kinds = dict.fromkeys(soort for _, soort in rows if soort is not None)
        if soort in kinds:
            raise NoRight("Dit kan niet met uw rol.")
        raise NoRight(f"Dit adres is alleen voor een partij van de soort {' of '.join(kinds)}." if kinds else "")
    return max(bereiken)


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
