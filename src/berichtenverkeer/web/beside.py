# SPDX-License-Identifier: EUPL-1.2
"""Another door on the same port: it knows this room, and this room knows nothing of it but this (decision 141)."""

from typing import Protocol

from aiohttp import web

from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.limits import Gatekeeper, Limits
from berichtenverkeer.web.problem import Afwijzing


class Beside(Protocol):
    """Addresses of its own, and how it tells what went wrong at them."""

    def add_to(self, app: web.Application, limits: Limits, gatekeeper: Gatekeeper, budget: Budget) -> None:
        """Add its addresses; whoever calls there counts with his other requests, and so do the bytes he sends."""

    def is_here(self, request: web.Request) -> bool:
        """Whether a request is for this door."""

    def told(self, request: web.Request, afwijzing: Afwijzing, aanvraag: str) -> web.Response | None:
        """What it answers instead of problem+json; None for a request that was not for this door."""
