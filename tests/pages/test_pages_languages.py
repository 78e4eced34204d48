# SPDX-License-Identifier: EUPL-1.2
"""Every text of the pages is there in every language, with the same parts to fill in."""

import re

from berichtenverkeer.pages.languages import languages
from catalogues import said, translated

PART = re.compile(r"%\(\w+\)[sd]|{\w*}")


def test_every_text_has_its_translation_and_none_is_left_over() -> None:
    others = [code for code in languages() if code != "nl"]
    assert others
    for code in others:
        known = translated(code)
        missing = {one for one in said() if not known.get(one, ("", ""))[1]}
        assert not missing, "run `python -m catalogues` in tests/ and fill in what has nothing behind it"
        assert not known.keys() - said().keys(), "nobody says these any more: `python -m catalogues` drops them"


def test_a_translation_has_the_same_parts_to_fill_in() -> None:
    for one, (_, text) in translated("en").items():
        parts = {*PART.findall(str(one))}
        assert parts == {*PART.findall(str(text))}, one
