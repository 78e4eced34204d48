# SPDX-License-Identifier: EUPL-1.2
"""Level BERICHT as a whole, from bytes: the samples of the standard as they are and repaired, and large declaraties."""

import time
from pathlib import Path

import msgspec
import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.jw323 import JW323, Prestatie
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels import REGELS, Regel, gebroken
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import toets_bericht
from bouwers import grote_jw323
from regels.historie import GeenHistorie

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
VROEG, LAAT = b"<jw317:Einddatum>2024-02-28<", b"<jw317:Einddatum>2027-02-28<"
RN004, RN005 = b"<ijw:ReferentieNummer>RN004<", b"<ijw:ReferentieNummer>RN005<"


def codes(data: bytes) -> list[str]:
    invoer = lees_invoer(data)
    assert isinstance(invoer, Invoer), invoer
    return [bevinding.code for bevinding in toets_bericht(invoer)]


def test_the_sample_jw317_ends_before_it_begins_and_passes_once_it_does_not() -> None:
    data = (VOORBEELDEN / "JW317.xml").read_bytes()
    assert codes(data) == ["CS003"]
    assert data.count(VROEG) == 1
    assert codes(data.replace(VROEG, LAAT)) == []


def test_the_sample_jw323_has_a_reference_twice_and_passes_once_it_has_not() -> None:
    data = (VOORBEELDEN / "JW323.xml").read_bytes()
    assert codes(data) == ["TR101"]
    voor, laatste, na = data.rpartition(RN004)
    assert laatste
    assert codes(voor + RN005 + na) == []


@pytest.mark.parametrize(
    ("anders", "verwacht"),
    [
        ((b"<ijw:TotaalBedrag>79000<", b"<ijw:TotaalBedrag>79001<"), ["TR358"]),
        ((b"<ijw:Dagtekening>2026-05-06<", b"<ijw:Dagtekening>2026-04-29<"), ["TR137"] * 5),
        ((b"<jw323:ProductTarief>1250</jw323:ProductTarief>", b""), ["CD087"] * 2),
        ((b"<jw323:Eenheid>04<", b"<jw323:Eenheid>83<"), ["CD087", "CS339"] * 5),
    ],
)
def test_one_thing_spoiled_in_the_repaired_jw323_gives_its_own_codes(
    anders: tuple[bytes, bytes], verwacht: list[str]
) -> None:
    voor, laatste, na = (VOORBEELDEN / "JW323.xml").read_bytes().rpartition(RN004)
    assert laatste
    assert codes((voor + RN005 + na).replace(*anders)) == verwacht


def _bedorven(bericht: JW323) -> JW323:
    """Every prestatie without its tarief, and longer than a month."""

    def bederf(prestatie: Prestatie) -> Prestatie:
        begin = prestatie.product_periode.begindatum.replace(month=1)
        periode = msgspec.structs.replace(prestatie.product_periode, begindatum=begin)
        return msgspec.structs.replace(prestatie, product_tarief=None, product_periode=periode)

    clienten = tuple(
        msgspec.structs.replace(
            client, prestaties=msgspec.structs.replace(client.prestaties, prestatie=tuple(map(bederf, prestaties)))
        )
        for client in bericht.declaratie.clienten.client
        if (prestaties := client.prestaties.prestatie)
    )
    anders = msgspec.structs.replace(bericht.declaratie.clienten, client=clienten)
    return msgspec.structs.replace(bericht, declaratie=msgspec.structs.replace(bericht.declaratie, clienten=anders))


def _invoer(bericht: JW323) -> Invoer:
    invoer = lees_invoer(write(bericht))
    assert isinstance(invoer, Invoer)
    return invoer


@pytest.mark.parametrize("is_bedorven", [False, True], ids=["goed", "overal fout"])
def test_eight_times_the_prestaties_of_one_client_cost_some_eight_times_as_much(is_bedorven: bool) -> None:
    def kosten(aantal: int) -> float:
        bericht = grote_jw323(aantal, per_client=aantal)
        invoer = _invoer(_bedorven(bericht) if is_bedorven else bericht)
        tijden = []
        for _ in range(3):
            klok = time.process_time()
            bevindingen = toets_bericht(invoer)
            tijden.append(time.process_time() - klok)
            assert len(bevindingen) == (2 * aantal if is_bedorven else 0)
        return min(tijden)

    assert kosten(4_000) < 24 * kosten(500)


@pytest.mark.parametrize("regel", REGELS.voor("JW323", Niveau.BERICHT), ids=lambda regel: regel.code)
def test_a_large_declaratie_passes_every_rule(regel: Regel) -> None:
    assert gebroken(regel, grote_jw323(300), GeenHistorie()) == []
