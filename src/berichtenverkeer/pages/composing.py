# SPDX-License-Identifier: EUPL-1.2
"""A bericht by hand: choose of what, fill in, see it judged before it is sent, send it, read what became of it.

What was judged is what is sent, byte for byte: sent twice it is one bericht.
"""

import base64
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from berichtenverkeer.berichten import CLASSES, Bericht, write
from berichtenverkeer.berichten.composing import compose, texts_of
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway import composing, granting
from berichtenverkeer.gateway.composing import OMVANG, PRODUCT_CODE, Composition, new_number
from berichtenverkeer.gateway.own_care import Choices, UnknownCare
from berichtenverkeer.gateway.work import Receipt, Refused
from berichtenverkeer.pages.composing_fields import (
    Field,
    Pairs,
    at_fields,
    fields_of,
    lines_of,
    texts_in,
    with_categorie,
)
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.producten import product_names
from berichtenverkeer.pages.visit import Answer, Form, Page, Redirect, Visit
from berichtenverkeer.pages.wording import Wording
from berichtenverkeer.projections.own import NO_PLACE, Place
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.web.problem import Afwijzing

TITLES = {
    "JW301": "Wat wijst u toe?",
    "JW305": "Wanneer begon de hulp?",
    "JW307": "Wanneer stopte de hulp?",
    "JW315": "Welke hulp vraagt u aan?",
    "JW317": "Wat moet er anders?",
    "JW319": "Wat antwoordt u op dit verzoek?",
}


_SHOWN_OF_CLIENT = {
    *("Client/Naam/Voornamen", "Client/Naam/Voorletters"),
    *("Client/Naam/Geslachtsnaam/Voorvoegsel", "Client/Naam/Geslachtsnaam/Achternaam", "Client/Geboortedatum/Datum"),
}

_SHOWN_OF_SEVERAL = ("/ToewijzingNummer", *OMVANG, "/Budget", "/RedenWijziging")

ANSWERS = "/verzoeken/antwoord"
"""Where a gemeente makes its own."""


class Making(msgspec.Struct, frozen=True):
    """A bericht that is being made: what is known and asked, the fields of its form, what goes along unseen."""

    composition: Composition
    fields: Sequence[Field]
    along: Mapping[str, str]
    categorieen: Mapping[str, str]


async def choose(visit: Visit) -> Page:
    """GET /maken: what an aanbieder has running, and what he can send about it."""
    page = await visit.gateway.own_care.listing(visit.beller, _place(visit.form, "na_gemeente", "na_nummer"))
    rows = [(one, one.toewijzing.is_current(day(visit.gateway.clock()))) for one in page.care]
    values = {"care": rows, "following": page.following, "name": names(visit), "product": product_names(visit)}
    return Page("composing/choose.html", values)


async def fill_in(visit: Visit) -> Page:
    """GET /maken/{bericht}: the form; `gemeente` and `nummer` say of which toewijzing."""
    making = await _making(visit)
    return _form(visit, making)


async def judge(visit: Visit) -> Page:
    """POST /maken/{bericht}: shown as the bericht it becomes, and judged as it would be, without sending it."""
    making = await _making(visit)
    if visit.form.value("terug"):
        return _form(visit, making)
    kind = making.composition.kind
    texts = with_categorie(texts_in(visit.form, making.fields, making.composition), making.categorieen)
    bericht = compose(CLASSES[kind], texts)
    data = write(bericht)
    outcome = await visit.gateway.reception.receive(visit.beller, data, is_proef=True)
    found = outcome.bevindingen
    if isinstance(outcome, Refused) or outcome.oordeel is Oordeel.AFGEKEURD:
        return _form(visit, making, found)
    return checked(visit, f"{base_of(visit)}/{kind}", bericht, data, found)


def checked(visit: Visit, to: str, bericht: Bericht, data: bytes, found: Sequence[Bevinding]) -> Page:
    """The bericht as it becomes, with the way on and the way back; `to` is the address of its form."""
    values = {
        "to": to,
        "lines": lines_of(type(bericht).__name__, texts_of(bericht), Wording(visit.language.code)),
        "found": found,
        "xml": data.decode(),
        "sealed": base64.b64encode(data).decode(),
        "filled": [(name, text) for name, text in visit.form.filled.items() if name not in ("csrf", "terug")],
    }
    return Page("composing/check.html", values, title=visit.language.gettext("Klopt dit bericht?"))


async def send(visit: Visit) -> Answer:
    """POST /maken/{bericht}/versturen: what was judged goes through the door that every bericht goes through."""
    try:
        data = base64.b64decode(visit.form.value("bericht"), validate=True)
    except ValueError:
        raise Afwijzing(400, "Dit bericht is niet te lezen. Vul het opnieuw in.") from None
    outcome = await visit.gateway.reception.receive(visit.beller, data)
    if isinstance(outcome, Refused):
        raise Afwijzing(422, "Het bericht is niet in behandeling genomen.", outcome.bevindingen)
    return Redirect(f"{base_of(visit)}/verstuurd/{outcome.id}", notice_of(outcome))


async def sent(visit: Visit) -> Page:
    """GET /maken/verstuurd/{id}: what became of it."""
    try:
        view = await visit.gateway.postvak.view(visit.beller, UUID(visit.part("id")))
    except ValueError:
        view = None
    if view is None:
        raise Afwijzing(404, "Dit bericht staat niet in uw postvak.")
    values = {"piece": view.piece, "envelope": view.envelope, "ways_out": view.ways_out, "name": names(visit)}
    return Page("composing/sent.html", {**values, "names_only": visit.beller.is_aanbieder})


def base_of(visit: Visit) -> str:
    """Where berichten are made: each side has addresses of its own, for the way back."""
    return ANSWERS if visit.request.path.startswith(f"{ANSWERS}/") else "/maken"


def notice_of(receipt: Receipt) -> str:
    return "bericht-herhaald" if receipt.is_herhaald else "bericht-verstuurd"


def _form(visit: Visit, making: Making, found: Sequence[Bevinding] = ()) -> Page:
    kind = making.composition.kind
    values = {"to": f"{base_of(visit)}/{kind}", "fields_of_bericht": making.fields, "along": making.along}
    about = lines_of(kind, _who(making.composition), Wording(visit.language.code))
    form = Form(visit.form.filled, at_fields(found))
    title = visit.language.gettext(TITLES[kind])
    return Page("composing/form.html", {**values, "about": about}, 422 if found else 200, form=form, title=title)


def _who(composition: Composition) -> dict[str, str]:
    """What to show above a form, so that nobody writes about another; of several toewijzingen what becomes of each."""
    wanted = (PRODUCT_CODE, *(_SHOWN_OF_SEVERAL if composition.numbers else ()))
    shown = ((path, text) for path, text in composition.known.items() if text)
    return {path: text for path, text in shown if path in _SHOWN_OF_CLIENT or path.endswith(wanted)}


async def _making(visit: Visit) -> Making:
    kind = visit.part("bericht")
    is_answer = kind in ("JW301", "JW319")
    if kind not in TITLES or is_answer != (base_of(visit) == ANSWERS):
        raise Afwijzing(404, "Dit bericht is hier niet te maken.")
    along = {name: visit.form.value(name) for name in ("gemeente", "nummer", "aanbieder", "referentie")}
    along = {name: text for name, text in along.items() if text}
    along["kenmerk"] = visit.form.value("kenmerk") or new_number()
    composition = await (_answer if is_answer else _of_aanbieder)(visit, kind, along["kenmerk"])
    choices = None if is_answer else await visit.gateway.own_care.choices(visit.beller)
    if choices is not None and not choices.products:
        composition = composing.with_categorie_asked(composition)
    fields = await fields_of(composition, _offered(choices))
    return Making(composition, fields, along, choices.categorieen if choices else {})


def _offered(choices: Choices | None) -> dict[str, Pairs]:
    return {} if choices is None else {PRODUCT_CODE: choices.products, "Header/Ontvanger": choices.gemeenten}


async def _of_aanbieder(visit: Visit, kind: str, number: str) -> Composition:
    today, place = day(visit.gateway.clock()), _place(visit.form, "gemeente", "nummer")
    if place == NO_PLACE:
        if kind != "JW315":
            raise UnknownCare
        await visit.gateway.own_care.choices(visit.beller)
        return composing.verzoek(None, visit.beller.code, number, today)
    care, beside = await visit.gateway.own_care.one(visit.beller, place)
    match kind:
        case "JW305":
            return composing.start(care, number, today)
        case "JW307":
            return composing.stop(care, number, today)
        case "JW317":
            return composing.wijziging(care, beside, number, today)
        case _:
            return composing.verzoek(care, visit.beller.code, number, today)


async def _answer(visit: Visit, kind: str, number: str) -> Composition:
    key = visit.form.value("aanbieder"), visit.form.value("referentie")
    asked = await visit.gateway.own_care.verzoek(visit.beller, *key)
    now = visit.gateway.clock()
    if kind == "JW319":
        return composing.afwijzing(asked, number, day(now))
    if asked.verzoek.is_wijziging:
        return granting.granted(asked, number, now)
    return composing.toewijzing(asked, number, now)


def _place(form: Form, gemeente: str, number: str) -> Place:
    """What a link says of a toewijzing; nowhere when it says nothing that can be one."""
    text = form.value(number)
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return (form.value(gemeente), int(text)) if is_number else NO_PLACE
