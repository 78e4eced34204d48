# SPDX-License-Identifier: EUPL-1.2
"""What a page declares of itself, in the table of map.py."""

import re
from enum import StrEnum

import msgspec

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.rights import RIGHTS, NoRight, zicht_of
from berichtenverkeer.pages.visit import Handler
from berichtenverkeer.pages.visiting import Visitor

ANYONE, LOGGED_IN = "anyone", "logged in"
"""Rights of pages that are of no use case."""


class Section(StrEnum):
    """The parts of the navigation, in their order."""

    OVERVIEW = "Overzicht"
    FIGURES = "Cijfers"
    MONEY = "Ruimte en geld"
    BERICHTEN = "Berichten"
    ADMINISTRATION = "Beheer"
    EXPLANATION = "Uitleg"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One page: method and address, who may (a use case of rights.py, ANYONE or LOGGED_IN), what makes it.

    `question` is its heading and title; `label` what links say, in navigation (with a `section`) and breadcrumb;
    `above` the address of the page one step up. `takes_files`: its form may carry files.
    `help`: the parts of the handleidingen that explain it (guide_texts.py); without any, those of the page above.
    """

    address: str
    right: str
    handler: Handler
    question: str
    label: str = ""
    method: str = "GET"
    section: Section | None = None
    above: str = "/"
    takes_files: bool = False
    help: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.right in RIGHTS or self.right in (ANYONE, LOGGED_IN), f"{self.address}: no such right"
        assert self.section is None or "{" not in self.address, f"{self.address}: navigation knows no parts"

    @property
    def parts(self) -> list[str]:
        """The names of what varies in its address."""
        return re.findall(r"{(\w+)", self.address)

    def is_open_to(self, visitor: Visitor | None) -> bool:
        """Whether he may open it: what navigation shows him."""
        return self.right == ANYONE or (visitor is not None and self._may(visitor.beller))

    def require(self, beller: Beller) -> None:
        """Raises NoRight for who may not open it."""
        if self.right in RIGHTS:
            zicht_of(beller, self.right)

    def _may(self, beller: Beller) -> bool:
        try:
            self.require(beller)
        except NoRight:
            return False
        return True
