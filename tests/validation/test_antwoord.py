# SPDX-License-Identifier: EUPL-1.2
"""No answer is larger than the channel takes, whatever it has to repeat (OP179)."""

from collections.abc import Sequence
from datetime import date
from functools import cache

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from berichtenverkeer.berichten import KLASSEN, Bericht, Retourbericht, alle, identificatie, read, soort, write
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.errors import InstellingOntbreekt
from berichtenverkeer.core.instellingen import lees_instellingen
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import IJW_3_2
from berichtenverkeer.validation.antwoord import HOOGSTE_TOTAAL, antwoord
from berichtenverkeer.validation.transport import MAX_BYTES
from bouwers import bouw, grote_jw323
from generator import berichten

VANDAAG = date(2026, 4, 16)
KLEINSTE_GRENS = 16 * 1024
HEEN = [naam for naam in KLASSEN if BERICHTSOORTEN[naam].retour or naam == "JW323"]
CODES = ("9332", "9338", "9339", "9387")


def overal(bericht: Bericht) -> list[Bevinding]:
    """Faults at every place but the Header: the answer repeats everything, with codes."""
    plekken = [pad for pad, _ in alle(bericht)]
    if isinstance(bericht, JW323):
        plekken = [pad for pad in plekken if pad.endswith("]") and "/Prestatie[" in pad]
    return [
        Bevinding(
            code="TR338",
            niveau=Niveau.BERICHTOVERSTIJGEND,
            pad=pad,
            regelnummer=None,
            tekst="x",
            actie="x",
            retourcode=code,
        )
        for pad in plekken
        if "/" in pad and "/Header" not in pad
        for code in CODES
    ]


class Gegeven(msgspec.Struct, frozen=True):
    """An answer as it is sent."""

    bericht: Retourbericht | JW325
    data: bytes
    bevindingen: Sequence[Bevinding]


def geef(bericht: Bericht, grootste: int = MAX_BYTES) -> Gegeven:
    uit = antwoord(IJW_3_2, bericht, overal(bericht), VANDAAG, grootste)
    genaamd = uit.named("BV0000000001")
    assert identificatie(genaamd) == "BV0000000001"
    return Gegeven(genaamd, write(genaamd, compact=True), uit.bevindingen)


_xsd = cache(xsd)


def is_geldig(uit: Gegeven) -> bool:
    return _xsd(soort(uit.bericht)).validate(etree.fromstring(uit.data)) and read(uit.data) == uit.bericht


def is_geheel_afgekeurd(uit: Gegeven) -> bool:
    bericht = uit.bericht
    if not isinstance(bericht, JW325):
        header = bericht.header.retour_codes
        inhoud_ = [getattr(bericht, veld) for veld in bericht.__struct_fields__ if veld != "header"]
        return header is not None and header.retour_code == ("0001",) and not any(inhoud_)
    inhoud = bericht.declaratie_antwoord
    assert inhoud is not None
    is_leeg = inhoud.clienten is None and inhoud.totaal_toegekend_bedrag.totaal_bedrag == 0
    return is_leeg and (*bericht.header.retour_codes.retour_code, *inhoud.retour_codes.retour_code) == ("0200", "0001")


@pytest.mark.parametrize("naam", HEEN)
def test_an_answer_that_just_fits_is_whole_and_one_byte_less_rejects_the_bericht(naam: str) -> None:
    bericht = bouw(naam)
    heel = geef(bericht)
    assert is_geldig(heel)
    assert not is_geheel_afgekeurd(heel)
    assert geef(bericht, len(heel.data)) == heel
    kort = geef(bericht, len(heel.data) - 1)
    assert len(kort.data) < len(heel.data)
    assert is_geldig(kort)
    assert is_geheel_afgekeurd(kort)
    assert [een.code for een in kort.bevindingen[:2]] == ["ANTWOORD-TE-GROOT", "TR338"]
    assert kort.bevindingen[1:] == heel.bevindingen


@pytest.mark.parametrize("naam", HEEN)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_answer_exceeds_the_smallest_limit_that_can_be_set(naam: str, data: st.DataObject) -> None:
    uit = geef(data.draw(berichten(naam)), KLEINSTE_GRENS)
    assert len(uit.data) <= KLEINSTE_GRENS
    assert is_geldig(uit)


@pytest.mark.parametrize(("hoogste", "past"), [(HOOGSTE_TOTAAL - 1, True), (HOOGSTE_TOTAAL, False)])
def test_what_is_granted_without_the_rejected_credits_fits_its_field(hoogste: int, past: bool) -> None:
    regel = "Declaratie/Clienten/Client/Prestaties/Prestatie/IngediendBedrag"
    bedragen = {
        "Declaratie/TotaalIngediendBedrag/TotaalBedrag": hoogste,
        f"{regel}/Bedrag": 1,
        f"{regel}/DebetCredit": "C",
    }
    uit = geef(bouw("JW323", bedragen))
    assert is_geldig(uit)
    assert is_geheel_afgekeurd(uit) is not past
    assert (uit.bevindingen[0].code == "ANTWOORD-TE-HOOG") is not past


@pytest.mark.parametrize("naam", HEEN)
def test_of_the_longest_header_the_short_answer_fits(naam: str) -> None:
    """What a short answer takes over: at most these, all of it escaped."""
    lang = bouw(naam, {"Header/BerichtIdentificatie/Identificatie": "&" * 12})
    if isinstance(lang, JW323):
        lang = bouw(naam, {"Declaratie/DeclaratieNummer": "&" * 12})
    assert len(geef(lang, 0).data) < KLEINSTE_GRENS / 4


def test_a_smaller_limit_cannot_be_set() -> None:
    with pytest.raises(InstellingOntbreekt, match="BV_MAX_BERICHT_BYTES"):
        lees_instellingen({"BV_DATA": "/nergens", "BV_MAX_BERICHT_BYTES": str(KLEINSTE_GRENS - 1)})


def test_of_a_declaratie_in_which_every_line_is_wrong_the_answer_is_smaller_than_itself() -> None:
    """As most write it, indented; with four codes a line. 37,000 lines of 24.7 MB once had an answer of 32.75 MiB."""
    heen = grote_jw323(20_000)
    uit = geef(heen)
    assert not is_geheel_afgekeurd(uit)
    assert len(uit.data) < len(write(heen))


@pytest.mark.parametrize(("grootste", "tekst"), [(1024 * 1024, "1 MB"), (700 * 1024, "700 kB")])
def test_the_text_names_the_limit(grootste: int, tekst: str) -> None:
    assert tekst in geef(grote_jw323(2000), grootste).bevindingen[0].tekst
