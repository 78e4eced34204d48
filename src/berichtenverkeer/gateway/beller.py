# SPDX-License-Identifier: EUPL-1.2
"""Who calls: made once, by the edge where somebody comes in, and handed to every use case (decision 112)."""

from enum import StrEnum

import msgspec

from berichtenverkeer.ledger.causer import Kanaal, Veroorzaker
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.user_rows import Gebruiker


class UserRole(StrEnum):
    """What somebody may do in the name of a partij, or beside all of them."""

    KOPPELING = "koppeling"
    """A system that shows a token of its partij."""
    BEHEERDER = "beheerder"
    """Who keeps the gateway: on its own machine, or a person of the region (tokens, users, register)."""
    LEZER = "lezer"
    """Figures of his partij; of the region all."""
    BACKOFFICE = "backoffice"
    """Does the work of a gemeente or an aanbieder: mailbox, berichten, what is asked of the region."""
    CONTRACTMANAGER = "contractmanager"
    """Decides for the region: on tenzij's, stops, signals, settlements."""
    CONTROLEUR = "controleur"
    """Looks at who did and saw what; never at content."""


class Beller(msgspec.Struct, frozen=True, kw_only=True):
    """`partij` is None for who keeps the gateway; `persoon` for a system.

    `aanvraag` is the id of the request, `page` the pattern of the address where it was made, if it had one.
    """

    regio: str
    kanaal: Kanaal
    rollen: frozenset[UserRole]
    partij: Partij | None = None
    persoon: str | None = None
    aanvraag: str | None = None
    page: str | None = None

    @property
    def code(self) -> str:
        """The code of the partij; empty without one."""
        return "" if self.partij is None else self.partij.code

    @property
    def soort(self) -> str | None:
        """What kind of partij it is; None without one."""
        return None if self.partij is None else self.partij.soort

    @property
    def is_aanbieder(self) -> bool:
        """Whether it calls in the name of an aanbieder."""
        return self.soort == "aanbieder"

    @property
    def veroorzaker(self) -> Veroorzaker:
        """What the ledger keeps of who it was."""
        return Veroorzaker(kanaal=self.kanaal, partij=self.code or None, persoon=self.persoon)


_KOPPELING = frozenset({UserRole.KOPPELING})


def from_partij(
    regio: str, partij: Partij, channel: Kanaal, aanvraag: str | None = None, page: str | None = None
) -> Beller:
    """A system that showed a token of `partij`."""
    return Beller(regio=regio, kanaal=channel, rollen=_KOPPELING, partij=partij, aanvraag=aanvraag, page=page)


def from_person(
    regio: str, gebruiker: Gebruiker, partij: Partij, aanvraag: str | None = None, page: str | None = None
) -> Beller:
    """A person who logged in, for `partij`."""
    return Beller(
        regio=regio,
        kanaal=Kanaal.PAGES,
        rollen=frozenset(map(UserRole, gebruiker.rollen)),
        partij=partij,
        persoon=gebruiker.gebruiker,
        aanvraag=aanvraag,
        page=page,
    )


def gateway_itself(regio: str, on_behalf_of: Partij | None = None) -> Beller:
    """The gateway, which acts by itself: because time went by, or in the name of a partij that asked it to."""
    return Beller(regio=regio, kanaal=Kanaal.GATEWAY, rollen=frozenset(), partij=on_behalf_of)


def administrator(regio: str, aanvraag: str | None = None) -> Beller:
    """Who gives a command on the machine of the gateway."""
    return Beller(regio=regio, kanaal=Kanaal.CLI, rollen=frozenset({UserRole.BEHEERDER}), aanvraag=aanvraag)
