# SPDX-License-Identifier: EUPL-1.2
"""What a handler of a page gets, and what it may give back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from aiohttp import web
from multidict import MultiDict, MultiMapping

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.errors import StepImpossible, WrongQuestion
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.json_form import WrongForm
from berichtenverkeer.pages.languages import Language
from berichtenverkeer.pages.visiting import Visitor
from berichtenverkeer.regels.meldingen.verzoek import PARAMETER
from berichtenverkeer.web import problem

FORM_FAULTS = (WrongForm, StepImpossible, WrongQuestion)
"""What a use case raises when something in a form is wrong: `visit.form.with_fault` puts it at its field."""


def without_zero(text: str) -> str:
    """What a guest sent: the one character that no text in the database can have."""
    return text.replace("\0", "")


class Upload(NamedTuple):
    """A file that came with a form; its name is text of the visitor."""

    name: str
    data: bytes


class Form(msgspec.Struct, frozen=True):
    """What was filled in, and what is wrong with it by the name of its field. Of a GET it is the query."""

    filled: MultiMapping[str] = MultiDict()
    faults: Sequence[Bevinding] = ()

    def value(self, name: str, default: str = "") -> str:
        """What was filled in, without spaces around it; `default` when the form had no such field."""
        return without_zero(self.filled.get(name, default)).strip()

    def without(self, name: str) -> "Form":
        """The same, but for one field, which is not shown again; what is wrong with it is."""
        kept = MultiDict((field, text) for field, text in self.filled.items() if field != name)
        return Form(kept, self.faults)

    def values(self, name: str) -> list[str]:
        """All that was chosen under one name."""
        return [without_zero(one) for one in self.filled.getall(name, [])]

    def about(self, name: str) -> list[Bevinding]:
        """What is wrong with a field, or with what is under it."""
        return [one for one in self.faults if (field := one.pad.lstrip("?/")) == name or field.startswith(f"{name}/")]

    def with_fault(self, fault: Exception) -> "Form":
        """The same with what a use case said of it (one of FORM_FAULTS)."""
        match fault:
            case WrongForm():
                told = problem.from_form(fault)
            case StepImpossible():
                told = problem.from_step(fault)
            case WrongQuestion():
                told = problem.from_question(fault)
            case _:
                raise fault
        return Form(self.filled, [_on_a_page(one) for one in told.bevindingen])


def _on_a_page(one: Bevinding) -> Bevinding:
    """What to do about a parameter is told to who writes addresses; here the field says enough."""
    return msgspec.structs.replace(one, actie="") if one.actie == PARAMETER.actie else one


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One request for a page. `visitor` is None only where anyone may look."""

    request: web.Request
    gateways: Gateways
    visitor: Visitor | None
    language: Language
    form: Form
    uploads: Sequence[Upload] = ()

    @property
    def beller(self) -> Beller:
        """Who asks, for a use case."""
        assert self.visitor is not None, "this page is for who logged in"
        return self.visitor.beller

    @property
    def gateway(self) -> Gateway:
        """That of the region of the visitor."""
        return next(one for one in self.gateways if one.regio == self.beller.regio)

    def part(self, name: str) -> str:
        """A part of the address: `agb` of `/plafonds/{agb}`."""
        return without_zero(self.request.match_info[name])


class Page(msgspec.Struct, frozen=True):
    """HTML from a template with values. `form` holds what is wrong in it; None for that of the visit."""

    template: str
    values: Mapping[str, Any] = {}
    status: int = 200
    form: Form | None = None
    title: str | None = None
    """Heading and title, where the question of the page alone does not say what it is about."""
    cookie: str | None = None
    """What the browser is to keep of who it is (cookies.py); None: what it has."""


class Redirect(msgspec.Struct, frozen=True):
    """To another page of ours after a POST (303); `notice` is a key of notices.py: what was done."""

    address: str
    notice: str = ""
    cookie: str | None = None
    """As of a Page; empty: it is to forget."""


class Download(msgspec.Struct, frozen=True):
    """Something else than a page: a picture, or, with a `name`, a file to keep."""

    data: bytes
    media_type: str
    name: str = ""


Answer = Page | Redirect | Download | web.StreamResponse
Handler = Callable[[Visit], Awaitable[Answer]]
