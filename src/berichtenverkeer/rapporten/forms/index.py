# SPDX-License-Identifier: EUPL-1.2
"""The page that names all reports of a set, with their files."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.rapporten.forms.page import PAGES, STYLE


class Listed(NamedTuple):
    """A report with the names of its files; the first is the page."""

    code: str
    question: str
    files: tuple[str, ...]


def index(regio: str, month: str, k: int, dag_k: date, reports: Sequence[Listed]) -> bytes:
    """One page."""
    text = PAGES.get_template("index.html").render(
        style=Markup(STYLE),  # noqa: S704  # a file of ours
        regio=regio,
        month=month,
        peil=f"{in_words(dag_k)} (K = {k})",
        reports=reports,
    )
    return text.encode()
