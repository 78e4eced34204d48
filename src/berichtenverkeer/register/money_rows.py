# SPDX-License-Identifier: EUPL-1.2
"""The register files about money beside the ceilings (definitions.md 6.6): budgets, lumpsums, indexes."""

from decimal import Decimal
from typing import Annotated

from berichtenverkeer.register.declaratie import Column, Row
from berichtenverkeer.register.fields import (
    AGB_CODE,
    BEDRAG,
    BEDRAG_OR_LESS,
    CATEGORIE,
    CODE,
    GEMEENTECODE,
    PERCENTAGE,
    PRODUCTCODE,
    TEXT,
    YEAR,
    choice,
    whole,
)


class Productgroep(Row, frozen=True, kw_only=True):
    """To which group of a budget a product belongs (B19); the row of the product goes before that of its categorie."""

    categorie: Annotated[str, Column(CATEGORIE, "JZ020", "45")]
    code: Annotated[str, Column(PRODUCTCODE, "product code; empty = every product of the categorie", "45A04")] = ""
    productgroep: Annotated[str, Column(CODE, "code of the group", "2201")]
    naam: Annotated[str, Column(TEXT, "name of the group, the same in all its rows", "Ambulant")]


class Begroting(Row, frozen=True, kw_only=True):
    """What a gemeente has for a group of products in a year (B18-B22); without group a taakstelling on the whole."""

    gemeente: Annotated[str, Column(GEMEENTECODE, "CBS code", "0855")]
    jaar: Annotated[int, Column(YEAR, "calendar year", "2026")]
    productgroep: Annotated[str, Column(CODE, "group of productgroepen.csv; empty = a taakstelling", "2201")] = ""
    bedrag_cents: Annotated[
        int, Column(BEDRAG_OR_LESS, "the amount, less than nothing for what must be saved", "-3.025.000,00")
    ]


class Lumpsum(Row, frozen=True, kw_only=True):
    """One line of an amount for a task (B23-B28): it burns from its first to its last day, which lie in one year."""

    hoofdaannemer: Annotated[str, Column(AGB_CODE, "whose task it is", "99000101")]
    segment: Annotated[str, Column(CODE, "the segment that the task is about", "1")]
    regel: Annotated[int, Column(whole("regelnummer", 1, 999), "number of the line within task and year", "1")]
    soort: Annotated[
        str,
        Column(
            choice("basis", "verhoging", "verlaging", "afbouw", "herinvestering"),
            "`verhoging` and `verlaging` follow from without, `afbouw` is the planned reduction, `herinvestering` what "
            "of it is spent again",
            "basis",
        ),
    ]
    bedrag_cents: Annotated[int, Column(BEDRAG, "the amount, without sign: `soort` says which way", "1.200.000,00")]
    reden: Annotated[str, Column(TEXT, "why; must be there for a verhoging and a verlaging", "cao jeugdzorg 2026")] = ""


class Index(Row, frozen=True, kw_only=True):
    """By how much prices or budgets go up or down with a year."""

    index: Annotated[str, Column(CODE, "code", "ova")]
    jaar: Annotated[int, Column(YEAR, "the year that it leads to, from the year before", "2026")]
    percentage: Annotated[Decimal, Column(PERCENTAGE, "growth, less than nothing when it goes down", "3,72")]
