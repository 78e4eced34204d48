# SPDX-License-Identifier: EUPL-1.2
"""The pages of who keeps a gateway: a part of map.py."""

from berichtenverkeer.pages import administration, register, tokens
from berichtenverkeer.pages.entry import Entry, Section

ADMINISTRATION = (
    Entry(
        address="/beheer",
        right="gateway.measure",
        handler=administration.state,
        question="Werkt alles zoals het hoort?",
        label="Toestand",
        section=Section.ADMINISTRATION,
    ),
    Entry(
        address="/beheer/tokens",
        right="access.listing",
        handler=tokens.listing,
        question="Welke systemen mogen erbij?",
        label="Tokens",
        section=Section.ADMINISTRATION,
    ),
    Entry(
        address="/beheer/tokens",
        method="POST",
        right="access.create",
        handler=tokens.create,
        question="Wat is het geheim van dit token?",
        above="/beheer/tokens",
    ),
    Entry(
        address="/beheer/tokens/{id}/vernieuwen",
        method="POST",
        right="access.rotate",
        handler=tokens.rotate,
        question="Wat is het geheim van dit token?",
        above="/beheer/tokens",
    ),
    Entry(
        address="/beheer/tokens/{id}/intrekken",
        method="POST",
        right="access.withdraw",
        handler=tokens.withdraw,
        question="Wilt u dit token intrekken?",
        above="/beheer/tokens",
    ),
    Entry(
        address="/register",
        right="register.history",
        handler=register.overview,
        question="Welk register geldt er?",
        label="Register",
        section=Section.ADMINISTRATION,
    ),
    Entry(
        address="/register/bestand",
        right="register.export",
        handler=register.download,
        question="Wat is het register, als bestand?",
        above="/register",
    ),
    Entry(
        address="/register/verschil",
        method="POST",
        right="register.diff",
        handler=register.diff,
        question="Wat verandert er als u dit laadt?",
        above="/register",
        takes_files=True,
    ),
    Entry(
        address="/register/laden",
        method="POST",
        right="register.load",
        handler=register.load,
        question="Wilt u dit register laden?",
        above="/register",
        takes_files=True,
    ),
)
"""In the order of the navigation."""
