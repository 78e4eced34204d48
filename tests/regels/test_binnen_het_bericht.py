# SPDX-License-Identifier: EUPL-1.2
"""Level BERICHT as a whole, from bytes: the samples of the standard as they are and repaired, and large declaraties."""

import time
from pathlib import Path

import msgspec
import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.jw323 import JW323, Prestatie
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, Regel, violations
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake
from bouwers import grote_jw323
from regels.historie import GeenHistorie

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
VROEG, LAAT = b"<jw317:Einddatum>2024-02-28<", b"<jw317:Einddatum>2027-02-28<"
RN004, RN005 = b"<ijw:ReferentieNummer>RN004<", b"<ijw:ReferentieNummer>RN005<"


def codes(data: bytes) -> list[str]:
    intake = read_intake(data)
    assert isinstance(intake, Intake), intake
    return [bevinding.code for bevinding in examine_bericht(intake)]


def test_the_sample_jw317_ends_before_it_begins_and_passes_once_it_does_not() -> None:
    data = (VOORBEELDEN / "JW317.xml").read_bytes()
    assert codes(data) == ["CS003"]
    assert data.count(VROEG) == 1
    assert codes(data.replace(VROEG, LAAT)) == []


def test_the_sample_jw323_has_a_reference_twice_and_passes_once_it_has_not() -> None:
    data = (VOORBEELDEN / "JW323.xml").read_bytes()
    assert codes(data) == ["TR101"]
    before, last, na = data.rpartition(RN004)
    assert last
    assert codes(before + RN005 + na) == []


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ((b"<ijw:TotaalBedrag>79000<", b"<ijw:TotaalBedrag>79001<"), ["TR358"]),
        ((b"<ijw:Dagtekening>2026-05-06<", b"<ijw:Dagtekening>2026-04-29<"), ["TR137"] * 5),
        ((b"<jw323:ProductTarief>1250</jw323:ProductTarief>", b""), ["CD087"] * 2),
        ((b"<jw323:Eenheid>04<", b"<jw323:Eenheid>83<"), ["CD087", "CS339"] * 5),
    ],
)
def test_one_thing_spoiled_in_the_repaired_jw323_gives_its_own_codes(
    otherwise: tuple[bytes, bytes], expected: list[str]
) -> None:
    before, last, na = (VOORBEELDEN / "JW323.xml").read_bytes().rpartition(RN004)
    assert last
    assert codes((before + RN005 + na).replace(*otherwise)) == expected


def _bedorven(bericht: JW323) -> JW323:
    """Every prestatie without its tarief, and longer than a month."""

    def spoil(prestatie: Prestatie) -> Prestatie:
        begin = prestatie.product_periode.begindatum.replace(month=1)
        periode = msgspec.structs.replace(prestatie.product_periode, begindatum=begin)
        return msgspec.structs.replace(prestatie, product_tarief=None, product_periode=periode)

    clienten = tuple(
        msgspec.structs.replace(
            client, prestaties=msgspec.structs.replace(client.prestaties, prestatie=tuple(map(spoil, prestaties)))
        )
        for client in bericht.declaratie.clienten.client
        if (prestaties := client.prestaties.prestatie)
    )
    otherwise = msgspec.structs.replace(bericht.declaratie.clienten, client=clienten)
    return msgspec.structs.replace(bericht, declaratie=msgspec.structs.replace(bericht.declaratie, clienten=otherwise))


def _intake(bericht: JW323) -> Intake:
    intake = read_intake(write(bericht))
    assert isinstance(intake, Intake)
    return intake


@pytest.mark.parametrize("is_bedorven", [False, True], ids=["goed", "overal fout"])
def test_eight_times_the_prestaties_of_one_client_cost_some_eight_times_as_much(is_bedorven: bool) -> None:
    def costs(count: int) -> float:
        bericht = grote_jw323(count, per_client=count)
        intake = _intake(_bedorven(bericht) if is_bedorven else bericht)
        tijden = []
        for _ in range(3):
            clock = time.process_time()
            bevindingen = examine_bericht(intake)
            tijden.append(time.process_time() - clock)
            assert len(bevindingen) == (2 * count if is_bedorven else 0)
        return min(tijden)

    assert costs(4_000) < 24 * costs(500)


@pytest.mark.parametrize("regel", REGELS.for_bericht("JW323", Niveau.BERICHT), ids=lambda regel: regel.code)
def test_a_large_declaratie_passes_every_rule(regel: Regel) -> None:
    assert violations(regel, grote_jw323(300), GeenHistorie()) == []
