# SPDX-License-Identifier: EUPL-1.2
"""The pages of what a year has and costs, a part of the table of map.py."""

from berichtenverkeer.pages import budgets, verrekeningen
from berichtenverkeer.pages.entry import Entry, Section

BUDGETS = (
    # --- begroting
    Entry(
        address="/begroting",
        right="budgets.of_year",
        handler=budgets.begroting,
        question="Blijft iedere gemeente binnen haar begroting?",
        label="Begroting",
        section=Section.MONEY,
        help=("controller#wat-kost-het",),
    ),
    # --- lumpsum
    Entry(
        address="/lumpsum",
        right="lumpsums.of_year",
        handler=budgets.lumpsum,
        question="Hoe snel raakt de lumpsum op?",
        label="Lumpsum",
        section=Section.MONEY,
        help=("aanbieder#wat-u-hier-vindt",),
    ),
    # --- verrekeningen
    Entry(
        address="/verrekeningen",
        right="verrekeningen.listing",
        handler=verrekeningen.listing,
        question="Wat wordt er verrekend over een half jaar?",
        label="Verrekeningen",
        section=Section.MONEY,
        help=("contractmanager#een-half-jaar-verrekenen", "aanbieder#wat-u-hier-vindt"),
    ),
    Entry(
        address="/verrekeningen",
        method="POST",
        right="verrekeningen.ask",
        handler=verrekeningen.ask,
        question="Welk half jaar vraagt u uit?",
    ),
    Entry(
        address="/verrekeningen/{id}",
        right="verrekeningen.one",
        handler=verrekeningen.one,
        question="Wat wordt er verrekend?",
        label="Deze verrekening",
        above="/verrekeningen",
    ),
    Entry(
        address="/verrekeningen/{id}/opgave",
        method="POST",
        right="verrekeningen.answer",
        handler=verrekeningen.answer,
        question="Klopt wat er is uitgevraagd?",
        above="/verrekeningen/{id}",
    ),
    Entry(
        address="/verrekeningen/{id}/verrekening",
        method="POST",
        right="verrekeningen.settle",
        handler=verrekeningen.settle,
        question="Welk bedrag stelt u vast?",
        above="/verrekeningen/{id}",
    ),
)
"""In the order of the navigation."""
