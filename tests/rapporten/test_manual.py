# SPDX-License-Identifier: EUPL-1.2
"""docs/rapporten.md is what the declarations say."""

from berichtenverkeer.rapporten.manual import manual
from house.repository import ROOT


def test_the_manual_is_the_one_that_the_declarations_make() -> None:
    text = (ROOT / "docs/rapporten.md").read_text(encoding="utf-8")
    assert text == manual(), "run `python -m berichtenverkeer.rapporten.manual > docs/rapporten.md`"
