# SPDX-License-Identifier: EUPL-1.2
"""How a value reads on a page, in the language of who looks: `6 april 2026`, `€ 1.288.624`, `1.204`."""

from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.clock import day as day_of
from berichtenverkeer.rapporten.forms.wording import EMPTY

_SPACE = "\N{NO-BREAK SPACE}"


class Wording:
    """The filters of the templates; None reads as EMPTY."""

    def __init__(self, code: str) -> None:
        """`code` of the language."""
        self._locale = {"en": "en_GB"}.get(code, code)
        self._at = {"en": "at"}.get(code, "om")

    def day(self, value: date | None) -> str:
        """`6 april 2026`; of a moment the day in the Netherlands."""
        if value is None:
            return EMPTY
        return format_date(day_of(value) if isinstance(value, datetime) else value, "d MMMM y", self._locale)

    def month(self, value: date) -> str:
        """`april 2026`."""
        return format_date(value, "MMMM y", self._locale)

    def moment(self, value: datetime | None) -> str:
        """`6 april 2026 om 14:05`, in the Netherlands."""
        if value is None:
            return EMPTY
        return f"{self.day(value)} {self._at} {value.astimezone(NETHERLANDS):%H:%M}"

    def count(self, value: float | None) -> str:
        """`1.204`, `12,5`."""
        return EMPTY if value is None else format_decimal(value, "#,##0.##", self._locale)

    def cents(self, value: int | None) -> str:
        """`€ 1.288.624`, with cents only where there are any."""
        if value is None:
            return EMPTY
        form = "#,##0" if value % 100 == 0 else "#,##0.00"
        return f"€{_SPACE}{format_decimal(value / 100, form, self._locale)}"
