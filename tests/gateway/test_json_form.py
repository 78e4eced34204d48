# SPDX-License-Identifier: EUPL-1.2
"""A form that is wrong is told whole: its shape, and what is wrong in it whatever the ledger says."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from berichtenverkeer.gateway.amount_forms import VoorstelVraag, WatAlsVraag
from berichtenverkeer.gateway.json_form import WrongForm, read_form
from berichtenverkeer.gateway.signals import SignaalBesluit
from berichtenverkeer.gateway.stop_forms import StopAsked, StopDecided, StopLifted
from berichtenverkeer.gateway.tenzij_forms import Tenzijbesluit, Tenzijeinde, Tenzijstap, Tenzijverzoek, Tenzijwijziging
from berichtenverkeer.gateway.verrekening_forms import Opgave, Uitvraag, Vaststelling
from bouwers import AANBIEDER, GEMEENTE

BSN = "999900006"
FAR, EARLY = "9999-01-01", "2026-01-01"
LINE = {"tenzij": str(UUID(int=1)), "reden": "!"}
VERZOEK = {
    "bsn": "999900007",
    "aanbieder": AANBIEDER,
    "gemeente": GEMEENTE,
    "categorie": "45",
    "van": "2026-02-01",
    "tot": EARLY,
    "door": f"ouder van {BSN}",
    "referentie": BSN,
    "alternatieven": [{"aanbieder": AANBIEDER, "waarom": "Vol."}],
}


@pytest.mark.parametrize(
    ("form", "content", "places"),
    [
        (Tenzijverzoek, VERZOEK, "maximumCents bsn tot alternatieven door referentie"),
        (Tenzijverzoek, VERZOEK | {"tot": 1}, "maximumCents tot bsn alternatieven door referentie"),
        (Tenzijbesluit, {"besluit": "ja", "door": "!", "motivering": "", "van": FAR, "tot": EARLY},
         "besluit door motivering van tot"),
        (Tenzijwijziging, {"tot": FAR, "door": "!", "motivering": "-"}, "maximumCents tot door motivering"),
        (Tenzijeinde, {"vanaf": FAR, "door": BSN, "anders": 1, "motivering": " "}, " vanaf door motivering"),
        (Tenzijstap, {"door": "\u200b", "toelichting": 1}, "toelichting door"),
        (Uitvraag, {"aanbieder": "1", "jaar": 2026, "helft": 1, "door": BSN}, "aanbieder door"),
        (Opgave, {"door": "!", "anders": 1, "regels": [LINE | {"volumes": []}] * 2}, " door regels regels"),
        (Vaststelling, {"door": "!", "anders": 1, "regels": [LINE | {"bedragCents": 1}] * 2}, " door regels regels"),
        (StopAsked, {"aanbieder": "1", "perceel": "a", "segment": "4", "van": FAR, "grond": "zomaar"},
         "aanbieder grond segment van"),
        (StopDecided, {"besluit": "afgewezen", "van": FAR, "grond": "plafond", "toelichting": 1},
         "toelichting van van grond"),
        (StopLifted, {"vanaf": FAR, "toelichting": 1}, "toelichting vanaf"),
        (VoorstelVraag, {"basisjaar": 2030, "norm": "0,8"}, "norm basisjaar"),
        (WatAlsVraag, {"norm": "0,6", "basisjaar": 2030, "plafonds": [{"aanbieder": AANBIEDER}], "jaar": 1},
         " basisjaar norm plafonds[0].bedragCents"),
        (SignaalBesluit, {"aanbieder": AANBIEDER, "jaar": 2026, "uitkomst": "misschien"}, "uitkomst"),
    ],
)  # fmt: skip
def test_shape_and_content_are_told_in_one_answer(form: type[msgspec.Struct], content: Any, places: str) -> None:
    with pytest.raises(WrongForm) as fault:
        read_form(msgspec.json.encode(content), form, jaar=2026)
    found = fault.value.bevindingen
    assert sorted(one.pad for one in found) == sorted(places.split(" "))
    told = str(fault.value)
    assert BSN not in told
    assert "wordt ." not in told, "it says what is expected"


def test_a_form_of_the_right_shape_goes_to_its_use_case_which_knows_more() -> None:
    whole = read_form(msgspec.json.encode(VERZOEK | {"maximumCents": 1}), Tenzijverzoek)
    assert whole.bsn == "999900007"
