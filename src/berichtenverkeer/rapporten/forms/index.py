# SPDX-License-Identifier: EUPL-1.2
"""The page that names all reports of a set, with their files."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.rapporten.forms import wording
from berichtenverkeer.rapporten.forms.page import PAGES, STYLE

Link = tuple[str, str]
"""What a file is called for people, and its name."""


class Listed(NamedTuple):
    """A report with the names of its files: the page, the workbook, and each table as CSV."""

    question: str
    page: str
    workbook: str
    tables: Sequence[Link]


def index(regio: str, month: str, k: int, dag_k: date, reports: Sequence[Listed], letters: Sequence[Link]) -> bytes:
    """One page; `letters` are those to the councils."""
    text = PAGES.get_template("index.html").render(
        style=Markup(STYLE),  # noqa: S704  # a file of ours
        regio=regio,
        month=wording.month(month),
        peil=f"{in_words(dag_k)} (K = {k})",
        reports=reports,
        letters=letters,
    )
    return text.encode()
