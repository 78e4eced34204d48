# SPDX-License-Identifier: EUPL-1.2
"""What people write at a step: whether it says anything, and whether who writes it is somebody else. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from berichtenverkeer.core.errors import Reason
from berichtenverkeer.ledger.sealed import Texts
from berichtenverkeer.regels.persons import passes_elfproef

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


def no_person(field: str, text: str | None) -> Iterator[Reason]:
    """A text that is kept as it is, not sealed: no number of a client may be in it."""
    if any(passes_elfproef(number) for number in re.findall(r"(?=([0-9]{9}))", text or "")):
        yield Reason(field, "Hier lijkt een BSN in te staan.", "Noem geen gegevens van een jeugdige.")


def wrong_bsn(bsn: str) -> Iterator[Reason]:
    """No number that a person can have."""
    is_number = len(bsn) == 9 and bsn.isascii() and bsn.isdigit()
    if not (is_number and passes_elfproef(bsn)):
        yield Reason("bsn", "Dit is geen BSN.", "Controleer de negen cijfers.")
