# SPDX-License-Identifier: EUPL-1.2
"""Every rule is linear in its bericht and in what was known of its client before, whatever they look like."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from berichtenverkeer.berichten import CLASSES, JW301, Class, each
from berichtenverkeer.berichten.plan import fields
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, violations
from berichtenverkeer.regels.honorering import honorering
from berichtenverkeer.regels.opmerkingen import opmerkingen
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from groeimeting import niet_lineair
from regels.groei import VORMEN, history

ALLE = (Niveau.BERICHT, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)


@pytest.mark.parametrize("name", VORMEN)
def test_no_rule_grows_faster_than_its_bericht(name: str) -> None:
    def regels(count: int) -> dict[str, Callable[[], object]]:
        bericht, rows = VORMEN[name](count)
        seen = history(bericht, rows)
        every = REGELS.for_bericht(type(bericht).__name__, *ALLE)
        steps: dict[str, Callable[[], object]] = {one.code: partial(violations, one, bericht, seen) for one in every}
        steps["opmerkingen"] = lambda: list(opmerkingen(bericht, seen))
        if isinstance(bericht, JW301):
            steps["honorering"] = partial(honorering, bericht, seen)
        return steps

    assert niet_lineair(regels) == {}


def repeated(class_: type[Class], pad: str = "") -> Iterator[str]:
    """Every element under a class that the standard lets repeat without bound."""
    for field in fields(class_):
        under = f"{pad}/{field.element}".removeprefix("/")
        if field.herhaalt:
            yield under
        if field.klasse is not None:
            yield from repeated(field.klasse, under)


@pytest.mark.parametrize("soort", [name for name, one in BERICHTSOORTEN.items() if not one.is_retourbericht])
def test_whatever_may_repeat_in_a_bericht_grows_in_some_shape(soort: str) -> None:
    forms = [form(90)[0] for name, form in VORMEN.items() if name.startswith(soort)]
    short = [
        pad
        for pad in repeated(CLASSES[soort])
        if not any(sum(1 for _ in each(bericht, pad)) >= 30 for bericht in forms)
    ]
    codes = [pad for pad in short if pad.endswith("RetourCodes/RetourCode")]  # no rule goes through those of one class
    assert short == codes
