# SPDX-License-Identifier: EUPL-1.2
"""The pages of berichten: mailbox, one bericht and why it was judged so, its thread, searching, a youth."""

from berichtenverkeer.pages import bericht, clienten, draad, postvak, saved_searches, searching, why
from berichtenverkeer.pages.entry import Entry, Section

BERICHTEN = (
    Entry(
        address="/postvak",
        right="postvak.listing",
        handler=postvak.listing,
        question="Wat kwam er binnen, en wat ging eruit?",
        label="Postvak",
        section=Section.BERICHTEN,
        help=("iedereen#hoe-leest-u-een-bericht", "backoffice#een-afgekeurd-bericht"),
    ),
    Entry(
        address="/berichten/{id}",
        right="postvak.read",
        handler=bericht.one,
        question="Wat staat er in dit bericht?",
        label="Bericht",
        above="/postvak",
    ),
    Entry(
        address="/berichten/{id}/draad",
        right="draden.draad",
        handler=draad.draad,
        question="Wat hoort bij dit bericht?",
        label="Draad",
        above="/berichten/{id}",
    ),
    Entry(
        address="/berichten/{id}/waarom",
        right="reasons.why",
        handler=why.why,
        question="Waarom is dit bericht zo beoordeeld?",
        label="Waarom",
        above="/berichten/{id}",
    ),
    Entry(
        address="/berichten/{id}/xml",
        right="postvak.payload",
        handler=bericht.xml,
        question="Wat is de XML van dit bericht?",
        above="/berichten/{id}",
    ),
    Entry(
        address="/berichten/{id}/opgehaald",
        method="POST",
        right="postvak.collect",
        handler=bericht.collect,
        question="Is dit bericht opgehaald?",
        above="/berichten/{id}",
    ),
    Entry(
        address="/zoeken",
        right="searching.berichten",
        handler=searching.search,
        question="Wat zoekt u?",
        label="Zoeken",
        section=Section.BERICHTEN,
        help=("iedereen#hoe-vindt-u-iets-terug", "backoffice#een-bericht-terugvinden"),
    ),
    Entry(
        address="/zoeken",
        method="POST",
        right="searching.pseudonym",
        handler=searching.by_bsn,
        question="Wat zoekt u?",
    ),
    Entry(
        address="/zoeken/bewaard",
        method="POST",
        right="saved_searches.keep",
        handler=saved_searches.keep,
        question="Wilt u deze zoekvraag bewaren?",
        above="/zoeken",
    ),
    Entry(
        address="/zoeken/bewaard/vergeten",
        method="POST",
        right="saved_searches.forget",
        handler=saved_searches.forget,
        question="Wilt u deze zoekvraag vergeten?",
        above="/zoeken",
    ),
    Entry(
        address="/clienten/{pseudoniem}",
        right="searching.client",
        handler=clienten.one,
        question="Wat is er bekend van deze jeugdige?",
        label="Jeugdige",
        above="/zoeken",
    ),
)
"""In the order of the navigation; part of map.py."""
