# SPDX-License-Identifier: EUPL-1.2
"""The numbers that the region chose for itself, each with the value of the definitions when it chose none."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from berichtenverkeer.register.declaratie import Column, Row
from berichtenverkeer.register.fields import BEDRAG, DATUM, FACTOR, VERWIJZER, several, whole

_WERKDAGEN = whole("aantal werkdagen", 1, 250)


class Parameters(Row, frozen=True, kw_only=True):
    """The numbers that the region chose for itself."""

    historie_vanaf: Annotated[
        date | None, Column(DATUM, "first day of which the ledger knows all care; empty = unknown", "2025-01-01")
    ] = None
    startbudget_cents: Annotated[
        int, Column(BEDRAG, "base for a new aanbieder (B04); empty = 10.000,00", "10.000,00")
    ] = 1_000_000
    norm: Annotated[Decimal, Column(FACTOR, "norm for a plafond (B03); empty = 0,8", "0,8")] = Decimal("0.8")
    doorstroomtermijn_dagen: Annotated[
        int, Column(whole("aantal dagen", 0, 365), "D of definitions 3 and 4; empty = 30", "30")
    ] = 30
    signaaldrempel_procent: Annotated[
        int, Column(whole("percentage", 1, 100), "use of a plafond that gives a signal; empty = 70", "70")
    ] = 70
    declaratietermijn_maanden: Annotated[
        int,
        Column(
            whole("aantal maanden", 0, 60),
            "a month that stays undeclared longer than this claims nothing any more; 0: never; empty = 3",
            "3",
        ),
    ] = 3
    nooit_blokkeren_verwijzers: Annotated[
        tuple[str, ...],
        Column(
            several(VERWIJZER, none="geen"),
            "codes of COD327 whose verzoeken are gedwongen kader (definitions 6.3); empty = 08",
            "08",
            since=2,
        ),
    ] = ("08",)
    tenzij_beslistermijn_werkdagen: Annotated[
        int, Column(_WERKDAGEN, "term to decide on a tenzij (definitions 6.4); empty = 5", "5", since=2)
    ] = 5
    tenzij_opgavetermijn_dagen: Annotated[
        int,
        Column(
            whole("aantal dagen", 1, 365),
            "term for an aanbieder to answer an uitvraag (definitions 6.4); empty = 28",
            "28",
            since=2,
        ),
    ] = 28
    gesprekstermijn_werkdagen: Annotated[
        int,
        Column(_WERKDAGEN, "term from a signal to the gesprek (definitions 6.5); empty = 10", "10", since=2),
    ] = 10
    besluittermijn_werkdagen: Annotated[
        int,
        Column(_WERKDAGEN, "term from the gesprek to the besluit (definitions 6.5); empty = 10", "10", since=2),
    ] = 10
    rapportdag: Annotated[
        int | None,
        Column(
            whole("dag van de maand", 1, 28),
            "day of the month on which the set of all reports of the past month is made; empty = none is made",
            "10",
            since=2,
        ),
    ] = None
    vier_ogen_vanaf_cents: Annotated[
        int | None,
        Column(
            BEDRAG,
            "a decision on more than this needs a second user (definitions 6.5); empty = one user is enough",
            "50.000,00",
            since=2,
        ),
    ] = None
