# SPDX-License-Identifier: EUPL-1.2
"""What a JW323 is laid beside is looked up once for all rules, and let go with the History it came from."""

import gc
from collections import Counter
from datetime import date
from typing import Any
from weakref import ref

from berichtenverkeer.berichten import JW323
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, violations
from berichtenverkeer.regels.gedeclareerd import gedeclareerd
from berichtenverkeer.regels.history import History
from bouwers import DAGTEKENING, grote_jw323, jw301, jw323
from regels.historie import historie

ENTRY = "Client/ToegewezenProducten/ToegewezenProduct[1]/Ingangsdatum"


class Geteld:
    """A History that counts what it is asked for."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.vragen: Counter[str] = Counter()

    def __getattr__(self, gebeurtenis: str) -> Any:
        self.vragen[gebeurtenis] += 1
        return getattr(self.history, gebeurtenis)


def gezien_van(bericht: JW323) -> History:
    return historie(bericht, [jw301({ENTRY: date(2026, 1, 1)})], DAGTEKENING, {})


def test_a_toewijzing_is_asked_for_once_by_all_rules_together() -> None:
    bericht = grote_jw323(30)
    history = Geteld(gezien_van(bericht))
    for regel in REGELS.for_bericht("JW323", Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN):
        violations(regel, bericht, history)
    assert history.vragen["toewijzing"] == 30
    assert history.vragen["prestaties"] == 1  # only the first is there


def test_the_same_bericht_seen_from_another_history_is_looked_up_again() -> None:
    bericht = jw323()
    with_, without = gezien_van(bericht), historie(bericht, [], DAGTEKENING, {})
    assert gedeclareerd(bericht, with_).debets[0].toewijzing is not None
    assert gedeclareerd(bericht, without).debets[0].toewijzing is None
    assert gedeclareerd(bericht, with_).debets[0].toewijzing is not None


def test_another_bericht_seen_from_the_same_history_is_looked_up_again() -> None:
    one, other = jw323(), jw323({"Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ToewijzingNummer": 2})
    history = gezien_van(one)
    assert gedeclareerd(one, history).debets[0].toewijzing is not None
    assert gedeclareerd(other, history).debets[0].toewijzing is None


def test_the_same_bericht_and_history_give_what_was_found_before() -> None:
    bericht = jw323()
    history = gezien_van(bericht)
    assert gedeclareerd(bericht, history) is gedeclareerd(bericht, history)


def test_nothing_is_kept_when_the_history_is_gone() -> None:
    bericht = jw323()
    history = gezien_van(bericht)
    saved = ref(gedeclareerd(bericht, history))
    assert saved() is not None
    del history
    gc.collect()
    assert saved() is None


def test_a_history_that_goes_does_not_take_along_what_another_looks_at() -> None:
    bericht = jw323()
    old, new = gezien_van(bericht), gezien_van(bericht)
    gedeclareerd(bericht, old)
    found = gedeclareerd(bericht, new)
    del old
    gc.collect()
    assert gedeclareerd(bericht, new) is found
