# SPDX-License-Identifier: EUPL-1.2
"""The part of the map about people: who saw what, logging in and out, who somebody is."""

from berichtenverkeer.pages import at_provider, inzagelog, login
from berichtenverkeer.pages.entry import ANYONE, LOGGED_IN, Entry, Section

PEOPLE = (
    # --- inzagelog
    Entry(
        address="/inzagelog",
        right="inzage.listing",
        handler=inzagelog.listing,
        question="Wie heeft wat ingezien?",
        label="Inzagelog",
        section=Section.ADMINISTRATION,
        help=("controleur#wie-zag-wat",),
    ),
    Entry(
        address="/inzagelog",
        method="POST",
        right="inzage.listing",
        handler=inzagelog.listing,
        question="Wie heeft wat ingezien?",
    ),
    Entry(
        address="/inzagelog/export",
        method="POST",
        right="inzage.export",
        handler=inzagelog.export,
        question="Wie heeft wat ingezien?",
        above="/inzagelog",
    ),
    # --- inloggen
    Entry(
        address="/inloggen",
        right=ANYONE,
        handler=login.login,
        question="Hoe logt u in?",
        label="Inloggen",
        help=("iedereen#hoe-logt-u-in",),
    ),
    Entry(
        address="/inloggen/link/{link}",
        right=ANYONE,
        handler=login.link,
        question="Wilt u inloggen?",
        above="/inloggen",
    ),
    Entry(
        address="/inloggen/link/{link}",
        method="POST",
        right=ANYONE,
        handler=login.use_link,
        question="Wilt u inloggen?",
        above="/inloggen",
    ),
    Entry(
        address="/inloggen/provider",
        right=ANYONE,
        handler=at_provider.go,
        question="Hoe logt u in?",
        above="/inloggen",
    ),
    Entry(
        address="/inloggen/terug",
        right=ANYONE,
        handler=at_provider.back,
        question="Bent u ingelogd?",
        above="/inloggen",
    ),
    Entry(
        address="/inloggen/afmelden",
        method="POST",
        right=ANYONE,
        handler=at_provider.ended,
        question="Is deze sessie voorbij?",
        above="/inloggen",
    ),
    Entry(
        address="/inloggen/afmelden",
        right=ANYONE,
        handler=at_provider.ended_in_front,
        question="Is deze sessie voorbij?",
        above="/inloggen",
    ),
    Entry(
        address="/uitloggen",
        method="POST",
        right=LOGGED_IN,
        handler=login.logout,
        question="Wilt u uitloggen?",
    ),
    Entry(
        address="/mijn",
        right="sessions.own",
        handler=login.me,
        question="Wie bent u hier?",
        label="Wie u bent",
        help=("iedereen#hoe-logt-u-in",),
    ),
    Entry(
        address="/mijn/sessie",
        method="POST",
        right="sessions.end_own",
        handler=login.end_session,
        question="Wilt u deze sessie beëindigen?",
        above="/mijn",
    ),
)
"""In the order of the navigation."""
