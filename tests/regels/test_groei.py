# SPDX-License-Identifier: EUPL-1.2
"""Every rule is linear in its bericht and in what was known of its client before, whatever they look like."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from berichtenverkeer.berichten import JW301, KLASSEN, Klasse, elk
from berichtenverkeer.berichten.plan import velden
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, gebroken
from berichtenverkeer.regels.honorering import honorering
from berichtenverkeer.regels.opmerkingen import opmerkingen
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from groeimeting import niet_lineair
from regels.groei import VORMEN, history

ALLE = (Niveau.BERICHT, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)


@pytest.mark.parametrize("naam", VORMEN)
def test_no_rule_grows_faster_than_its_bericht(naam: str) -> None:
    def regels(aantal: int) -> dict[str, Callable[[], object]]:
        bericht, rijen = VORMEN[naam](aantal)
        gezien = history(bericht, rijen)
        alle = REGELS.voor(type(bericht).__name__, *ALLE)
        stappen: dict[str, Callable[[], object]] = {een.code: partial(gebroken, een, bericht, gezien) for een in alle}
        stappen["opmerkingen"] = lambda: list(opmerkingen(bericht, gezien))
        if isinstance(bericht, JW301):
            stappen["honorering"] = partial(honorering, bericht, gezien)
        return stappen

    assert niet_lineair(regels) == {}


def herhaald(klasse: type[Klasse], pad: str = "") -> Iterator[str]:
    """Every element under a class that the standard lets repeat without bound."""
    for veld in velden(klasse):
        onder = f"{pad}/{veld.element}".removeprefix("/")
        if veld.herhaalt:
            yield onder
        if veld.klasse is not None:
            yield from herhaald(veld.klasse, onder)


@pytest.mark.parametrize("soort", [naam for naam, een in BERICHTSOORTEN.items() if not een.is_retourbericht])
def test_whatever_may_repeat_in_a_bericht_grows_in_some_shape(soort: str) -> None:
    vormen = [vorm(90)[0] for naam, vorm in VORMEN.items() if naam.startswith(soort)]
    kort = [
        pad
        for pad in herhaald(KLASSEN[soort])
        if not any(sum(1 for _ in elk(bericht, pad)) >= 30 for bericht in vormen)
    ]
    codes = [pad for pad in kort if pad.endswith("RetourCodes/RetourCode")]  # no rule goes through those of one class
    assert kort == codes
