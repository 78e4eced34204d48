# SPDX-License-Identifier: EUPL-1.2
"""Every word of every identifier in src is Dutch and in the glossary or the standard, or English and in the list."""

import re

import pytest

from house.repository import HOUSE, ROOT
from house.vocabulary import LEFT, field_words, heads, is_field_word, lines, outside, split, used


def test_every_word_is_in_the_glossary_the_standard_or_the_list_of_english_words() -> None:
    new = {word: names for word, names in outside().items() if word not in lines(LEFT)}
    assert not new, "an English word? into english.txt; a word of the field? into docs/glossary.md; else: another name"


def test_what_is_left_of_the_dutch_words_only_shrinks() -> None:
    assert lines(LEFT) == outside().keys() & lines(LEFT), "run `python -m house.vocabulary` in tests/: it drops them"


def test_the_english_words_are_used_each_once_and_in_order() -> None:
    text = (HOUSE / "english.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in text if not line.startswith("#")]
    assert words == sorted(set(words))
    assert not set(words) - used().keys(), "no identifier has these any more: take them off english.txt"
    assert not {word for word in words if word in field_words()}, "these are of the glossary or the standard"


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("lees_saldi", ["lees", "saldi"]),
        ("RegisterStand", ["register", "stand"]),
        ("_JW323Header", ["jw", "header"]),
        ("sha256_van", ["sha", "van"]),
        ("MAX_K", ["max"]),
    ],
)
def test_an_identifier_is_split_into_its_words(identifier: str, words: list[str]) -> None:
    assert split(identifier) == words


@pytest.mark.parametrize("word", ["bericht", "berichten", "plafonds", "saldi", "tarieven", "signalen", "toewijzingen"])
def test_a_word_of_the_field_may_be_one_or_more(word: str) -> None:
    assert is_field_word(word)


@pytest.mark.parametrize("word", ["stapel", "lees", "opslag", "sleutel", "feit"])
def test_a_dutch_word_for_what_engineers_make_is_outside(word: str) -> None:
    assert not is_field_word(word)
    assert word not in lines(HOUSE / "english.txt")


def test_the_glossary_says_each_word_once_in_order_and_each_is_used() -> None:
    assert heads() == sorted(heads(), key=str.casefold)
    once = [word for head in heads() for word in re.sub(r"\(.*?\)", "", head).split(", ")]
    assert len(once) == len(set(once)), sorted({word for word in once if once.count(word) > 1})
    places = (
        "src/**/*.py",
        "src/**/*.sql",
        "src/**/*.md",
        "docs/*.md",
        "schemas/**/*.xsd",
        "tests/regels/cases/*.yaml",
    )
    text = "\n".join(
        path.read_text(encoding="utf-8").lower()
        for place in places
        for path in ROOT.glob(place)
        if path.name != "glossary.md"
    )
    assert not [head for head in once if head.strip().lower() not in text and head.replace(" ", "").lower() not in text]
