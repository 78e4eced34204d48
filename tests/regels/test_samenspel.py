# SPDX-License-Identifier: EUPL-1.2
"""The rules that look beyond the bericht, all together: one fault gives its own codes and no noise.

Each line: what was booked before | the bericht | the codes it gets, sorted. A bericht is a name below.
"""

from datetime import date
from pathlib import Path

import pytest

from berichtenverkeer.berichten import Bericht, read
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, violations
from bouwers import Met, bouw
from regels.historie import historie

VANDAAG = date(2026, 7, 21)
VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"

TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"
START = "Client/StartProducten/StartProduct"
STOP = "Client/StopProducten/StopProduct"

BERICHTEN: dict[str, tuple[str, Met]] = {
    "toewijzing": ("JW301", {}),
    "toewijzing VOT1": ("JW301", {f"{TOEGEWEZEN}/ReferentieAanbieder": "VOT1"}),
    "toewijzing ander": ("JW301", {"Client/Bsn": "999900018"}),
    "start": ("JW305", {}),
    "start 14-4": ("JW305", {f"{START}[1]/Begindatum": "2026-04-14"}),
    "start weg": ("JW305", {f"{START}[1]/StatusAanlevering": "3"}),
    "stop": ("JW307", {}),
    "stop eerder": ("JW307", {f"{STOP}[1]/Einddatum": "2026-04-08"}),
    "stop tijdelijk": ("JW307", {f"{STOP}[1]/RedenBeeindiging": "20"}),
    "stop weg": ("JW307", {f"{STOP}[1]/StatusAanlevering": "3"}),
    "verzoek": ("JW315", {}),
    "verzoek VOT2": ("JW315", {"Client/AangevraagdeProducten/AangevraagdProduct[1]/ReferentieAanbieder": "VOT2"}),
    "afwijzing": ("JW319", {"Antwoord/ReferentieAanbieder": "VOT1"}),
    "onderzoek": (
        "JW319",
        {
            "Antwoord/ReferentieAanbieder": "VOT1",
            "Antwoord/VerzoekAntwoord": "2",
            "Antwoord/RedenAfwijzingVerzoek": None,
        },
    ),
}

VERHALEN = """
                                           | toewijzing      |
                                           | toewijzing VOT1 | TR379
toewijzing                                 | toewijzing      |
verzoek                                    | toewijzing VOT1 |
toewijzing ander                           | toewijzing      | TR332
                                           | start           | TR019
toewijzing                                 | start           |
toewijzing; start                          | start           | TR074 TR326
toewijzing; start                          | start 14-4      | TR326
toewijzing; start; stop                    | start 14-4      |
toewijzing; start; stop tijdelijk          | start 14-4      |
toewijzing; start; start weg               | start           |
                                           | start weg       | TR063
toewijzing; start                          | start weg       |
toewijzing; start; stop                    | start weg       | TR071
toewijzing; start; stop; stop weg          | start weg       |
                                           | stop            | TR019 TR382
toewijzing                                 | stop            | TR382
toewijzing; start                          | stop            |
toewijzing; start; stop                    | stop            | TR074 TR415
toewijzing; start; stop                    | stop eerder     | TR414 TR415
toewijzing; start; stop                    | stop tijdelijk  | TR415
toewijzing; start; stop tijdelijk          | stop            |
toewijzing; start; stop tijdelijk          | stop eerder     | TR414
toewijzing; start; stop tijdelijk          | stop tijdelijk  | TR074 TR413
toewijzing; start; stop tijdelijk; stop    | stop weg        |
toewijzing; start                          | stop weg        | TR063
                                           | verzoek         |
verzoek                                    | verzoek         | TR347 TR374
verzoek                                    | verzoek VOT2    | TR374
verzoek; toewijzing VOT1                   | verzoek VOT2    |
verzoek; afwijzing                         | verzoek         | TR347
                                           | afwijzing       | TR355
                                           | onderzoek       | TR355
verzoek                                    | afwijzing       |
verzoek                                    | onderzoek       |
verzoek; onderzoek                         | afwijzing       |
verzoek; onderzoek                         | onderzoek       | TR360
verzoek; afwijzing                         | afwijzing       | TR365
verzoek; afwijzing                         | onderzoek       | TR360 TR365
verzoek; toewijzing VOT1                   | afwijzing       | TR359
verzoek; onderzoek; toewijzing VOT1        | onderzoek       | TR359
"""


def codes(bericht: Bericht, earlier: list[Bericht]) -> dict[str, int]:
    """How many places break each rule beyond the bericht, save for the Identificatie (TR056), which builders repeat."""
    facts = historie(bericht, earlier, VANDAAG, {})
    regels = REGELS.for_bericht(type(bericht).__name__, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)
    count = {regel.code: len(violations(regel, bericht, facts)) for regel in regels if regel.code != "TR056"}
    return {code: keer for code, keer in count.items() if keer}


@pytest.mark.parametrize(
    "regel", [regel for regel in VERHALEN.splitlines() if regel], ids=lambda r: " ".join(r.split())
)
def test_one_fault_gives_only_its_own_codes(regel: str) -> None:
    earlier, now, expected = (part.strip() for part in regel.split("|"))
    booked = [bouw(*BERICHTEN[name]) for name in earlier.split("; ") if name]
    assert sorted(codes(bouw(*BERICHTEN[now]), booked)) == expected.split()


@pytest.mark.parametrize(
    ("soort", "expected"),
    [("JW301", {"TR379": 2}), ("JW305", {"TR019": 2}), ("JW307", {"TR019": 2, "TR382": 2}), ("JW319", {"TR355": 1})],
)
def test_the_samples_lack_what_they_refer_to_and_nothing_else(soort: str, expected: dict[str, int]) -> None:
    assert codes(read((VOORBEELDEN / f"{soort}.xml").read_bytes()), []) == expected
