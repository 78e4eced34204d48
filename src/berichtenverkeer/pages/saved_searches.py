# SPDX-License-Identifier: EUPL-1.2
"""Searches of the mailbox that somebody keeps: shown on Zoeken by what they look for, and opened on Postvak."""

from urllib.parse import urlencode
from uuid import UUID

from berichtenverkeer.gateway.rights import NoRight
from berichtenverkeer.gateway.saved_searches import UnknownSearch
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.postvak import filters_of, search_of
from berichtenverkeer.pages.visit import Redirect, Visit
from berichtenverkeer.postvak.saved import SavedSearch, Search


async def kept(visit: Visit) -> list[tuple[SavedSearch, str, str]]:
    """Each with its address and what it looks for; nothing for who has no mailbox."""
    try:
        every = await visit.gateway.saved_searches.listing(visit.beller)
    except NoRight:
        return []
    return [(one, f"/postvak?{urlencode(filters_of(one.search))}", _in_words(visit, one.search)) for one in every]


async def keep(visit: Visit) -> Redirect:
    """POST /zoeken/bewaard: the filters of Postvak, those from a list alone."""
    await visit.gateway.saved_searches.keep(visit.beller, search_of(visit))
    return Redirect("/zoeken", "zoekvraag-bewaard")


async def forget(visit: Visit) -> Redirect:
    """POST /zoeken/bewaard/vergeten."""
    try:
        await visit.gateway.saved_searches.forget(visit.beller, UUID(visit.form.value("zoekvraag")))
    except ValueError:
        raise UnknownSearch from None
    return Redirect("/zoeken", "zoekvraag-vergeten")


def _in_words(visit: Visit, search: Search) -> str:
    gettext, name = visit.language.gettext, names(visit)
    days, ngettext = search.days, visit.language.ngettext
    parts = [
        {"in": gettext("ontvangen"), "uit": gettext("verstuurd"), None: None}[search.richting],
        gettext(search.oordeel) if search.oordeel else None,
        {True: gettext("opgehaald"), False: gettext("nog niet opgehaald"), None: None}[search.is_afgehaald],
        search.berichtsoort,
        name(search.wederpartij) if search.wederpartij else None,
        ngettext("laatste dag", "laatste %(num)d dagen", days) % {"num": days} if days else None,
    ]
    return ", ".join(one for one in parts if one)
