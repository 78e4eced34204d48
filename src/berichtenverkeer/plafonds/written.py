# SPDX-License-Identifier: EUPL-1.2
"""What people write at a step: whether it says anything, and whether who writes it is somebody else. Pure."""

import unicodedata
from collections.abc import Iterator

from berichtenverkeer.core.errors import Reason
from berichtenverkeer.ledger.sealed import Texts

MAX_TEXT = 4_000
"""Characters of one text."""


def is_said(text: str) -> bool:
    """Whether there is a letter or a digit in it: what cannot be seen explains nothing."""
    return any(sign.isalnum() for sign in text)


def known_as(door: str) -> str:
    """Who that is, however it was typed: accents, capitals, spaces and signs make nobody another."""
    plain = unicodedata.normalize("NFKD", door).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def wrong_who(door: str) -> Iterator[Reason]:
    """Nobody, or written so that it can look like another (a letter of another alphabet, a sign without a shape)."""
    if not is_said(door):
        yield Reason("door", "Er staat niet bij wie dit doet.", "Vul een functie of een gebruiker in, geen naam.")
    elif not (door.isprintable() and known_as(door).isascii()):
        yield Reason(
            "door", "Hier staan tekens in die op andere lijken.", "Gebruik gewone letters, cijfers en spaties."
        )


def unexplained(texts: Texts) -> Iterator[Reason]:
    """A decision that does not say why."""
    if "motivering" in texts and not is_said(texts["motivering"]):
        yield Reason("motivering", "Een besluit heeft een motivering nodig.", "Schrijf op waarom.")


def too_long(texts: Texts) -> Iterator[Reason]:
    """More than is kept of one text."""
    for name, text in texts.items():
        if len(text) > MAX_TEXT:
            yield Reason(name, f"Deze tekst is langer dan {MAX_TEXT} tekens.", "Kort haar in.")
