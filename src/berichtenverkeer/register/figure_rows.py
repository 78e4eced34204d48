# SPDX-License-Identifier: EUPL-1.2
"""The register files that only figures read (definitions.md 2 to 5): how to group, what to compare with."""

from typing import Annotated

from berichtenverkeer.register.declaratie import Column, Row
from berichtenverkeer.register.fields import (
    AGB_CODE,
    CODE,
    GEMEENTECODE,
    HULPVORM,
    VERWIJZER,
    YEAR,
    ZORGPROFIEL,
    several,
    whole,
)

_AT_LEAST = whole("aantal", 1, 99)
_INHABITANTS = whole("aantal inwoners", 0, 999_999)


class Segmentregel(Row, frozen=True, kw_only=True):
    """One row of the table that decides for which segment a client's care of a day counts (definitions 3, S06-S08).

    The first row of which every filled condition holds wins; when none does, each product has its own segment.
    """

    volgorde: Annotated[int, Column(whole("volgnummer", 1, 999), "lowest first", "1")]
    segment_aanwezig: Annotated[
        tuple[str, ...], Column(several(CODE), "a product of one of these segments is there", "1 2")
    ] = ()
    zorgprofiel_aanwezig: Annotated[
        tuple[str, ...], Column(several(ZORGPROFIEL), "a product with one of these is there", "acuut intensief")
    ] = ()
    aanbieders_minstens: Annotated[
        int | None, Column(_AT_LEAST, "so many aanbieders at once; empty = however many", "2")
    ] = None
    producten_minstens: Annotated[
        int | None, Column(_AT_LEAST, "so many products at once; empty = however many", "3")
    ] = None
    segment: Annotated[str, Column(CODE, "the segment that all care of the day counts for", "1")]


class Wachtmaximum(Row, frozen=True, kw_only=True):
    """The longest wait that the region finds acceptable: of one segment, perceel or hulpvorm (definitions 5)."""

    segment: Annotated[str, Column(CODE, "of this segment", "4")] = ""
    perceel: Annotated[str, Column(CODE, "of this perceel", "4a")] = ""
    hulpvorm: Annotated[str, Column(HULPVORM, "of this hulpvorm of CBS", "12")] = ""
    maximum_dagen: Annotated[int, Column(whole("aantal dagen", 0, 999), "longest W3 in days", "56")]


class Verwijzergroep(Row, frozen=True, kw_only=True):
    """To which group a verwijzer belongs in one way of grouping them (V03, V04)."""

    indeling: Annotated[str, Column(CODE, "way of grouping", "cbs")]
    code: Annotated[str, Column(VERWIJZER, "COD327", "04")]
    groep: Annotated[str, Column(CODE, "group", "medisch")]


class Bevolking(Row, frozen=True, kw_only=True):
    """How many inhabitants a gemeente had on 1 January."""

    gemeente: Annotated[str, Column(GEMEENTECODE, "CBS code", "0855")]
    jaar: Annotated[int, Column(YEAR, "calendar year", "2026")]
    inwoners_0_17: Annotated[int, Column(_INHABITANTS, "of 0 to 17 years", "42310")]
    inwoners_0_19: Annotated[int, Column(_INHABITANTS, "of 0 to 19 years", "48120")]
    inwoners_0_22: Annotated[int, Column(_INHABITANTS, "of 0 to 22 years", "58900")]


class Locatie(Row, frozen=True, kw_only=True):
    """That an aanbieder has a place of care in a gemeente."""

    aanbieder: Annotated[str, Column(AGB_CODE, "whose place it is", "99000101")]
    gemeente: Annotated[str, Column(GEMEENTECODE, "where it is", "0855")]
