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

from berichtenverkeer.berichten import CLASSES, Bericht, Retourbericht, every, identificatie, read, soort, write
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.errors import SettingMissing
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden import IJW_3_2
from berichtenverkeer.validation.antwoord import HIGHEST_TOTAL, antwoord
from berichtenverkeer.validation.transport import MAX_BYTES
from bouwers import bouw, grote_jw323
from examples import examples
from generator import berichten

VANDAAG = date(2026, 4, 16)
KLEINSTE_GRENS = 16 * 1024
HEEN = [name for name in CLASSES if BERICHTSOORTEN[name].retour or name == "JW323"]
CODES = ("9332", "9338", "9339", "9387")


def overal(bericht: Bericht) -> list[Bevinding]:
    """Faults at every place but the Header: the answer repeats everything, with codes."""
    plekken = [pad for pad, _ in every(bericht)]
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


class Handed(msgspec.Struct, frozen=True):
    """An answer as it is sent."""

    bericht: Retourbericht | JW325
    data: bytes
    bevindingen: Sequence[Bevinding]


def geef(bericht: Bericht, largest: int = MAX_BYTES) -> Handed:
    out = antwoord(IJW_3_2, bericht, overal(bericht), VANDAAG, largest)
    genaamd = out.named("BV0000000001")
    assert identificatie(genaamd) == "BV0000000001"
    return Handed(genaamd, write(genaamd, compact=True), out.bevindingen)


_xsd = cache(xsd)


def is_valid(out: Handed) -> bool:
    return _xsd(soort(out.bericht)).validate(etree.fromstring(out.data)) and read(out.data) == out.bericht


def is_geheel_afgekeurd(out: Handed) -> bool:
    bericht = out.bericht
    if not isinstance(bericht, JW325):
        header = bericht.header.retour_codes
        inhoud_ = [getattr(bericht, field) for field in bericht.__struct_fields__ if field != "header"]
        return header is not None and header.retour_code == ("0001",) and not any(inhoud_)
    content = bericht.declaratie_antwoord
    assert content is not None
    is_empty = content.clienten is None and content.totaal_toegekend_bedrag.totaal_bedrag == 0
    return is_empty and (*bericht.header.retour_codes.retour_code, *content.retour_codes.retour_code) == (
        "0200",
        "0001",
    )


@pytest.mark.parametrize("name", HEEN)
def test_an_answer_that_just_fits_is_whole_and_one_byte_less_rejects_the_bericht(name: str) -> None:
    bericht = bouw(name)
    whole = geef(bericht)
    assert is_valid(whole)
    assert not is_geheel_afgekeurd(whole)
    assert geef(bericht, len(whole.data)) == whole
    short = geef(bericht, len(whole.data) - 1)
    assert len(short.data) < len(whole.data)
    assert is_valid(short)
    assert is_geheel_afgekeurd(short)
    assert [one.code for one in short.bevindingen[:2]] == ["ANTWOORD-TE-GROOT", "TR338"]
    assert short.bevindingen[1:] == whole.bevindingen


@pytest.mark.parametrize("name", HEEN)
def test_what_is_right_is_answered_so_whatever_the_limit(name: str) -> None:
    out = antwoord(IJW_3_2, bouw(name), [], VANDAAG, 1)
    assert (out, out.bevindingen) == (antwoord(IJW_3_2, bouw(name), [], VANDAAG, MAX_BYTES), [])


@pytest.mark.parametrize("name", HEEN)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_answer_exceeds_the_smallest_limit_that_can_be_set(name: str, data: st.DataObject) -> None:
    out = geef(data.draw(berichten(name)), KLEINSTE_GRENS)
    assert len(out.data) <= KLEINSTE_GRENS
    assert is_valid(out)


@pytest.mark.parametrize(("highest", "fits"), [(HIGHEST_TOTAL - 1, True), (HIGHEST_TOTAL, False)])
def test_what_is_granted_without_the_rejected_credits_fits_its_field(highest: int, fits: bool) -> None:
    regel = "Declaratie/Clienten/Client/Prestaties/Prestatie/IngediendBedrag"
    bedragen = {
        "Declaratie/TotaalIngediendBedrag/TotaalBedrag": highest,
        f"{regel}/Bedrag": 1,
        f"{regel}/DebetCredit": "C",
    }
    out = geef(bouw("JW323", bedragen))
    assert is_valid(out)
    assert is_geheel_afgekeurd(out) is not fits
    assert (out.bevindingen[0].code == "ANTWOORD-TE-HOOG") is not fits


@pytest.mark.parametrize("name", HEEN)
def test_of_the_longest_header_the_short_answer_fits(name: str) -> None:
    """What a short answer takes over: at most these, all of it escaped."""
    long = bouw(name, {"Header/BerichtIdentificatie/Identificatie": "&" * 12})
    if isinstance(long, JW323):
        long = bouw(name, {"Declaratie/DeclaratieNummer": "&" * 12})
    assert len(geef(long, 0).data) < KLEINSTE_GRENS / 4


def test_a_smaller_limit_cannot_be_set() -> None:
    with pytest.raises(SettingMissing, match="BV_MAX_BERICHT_BYTES"):
        read_settings({"BV_DATA": "/nergens", "BV_MAX_BERICHT_BYTES": str(KLEINSTE_GRENS - 1)})


def test_of_a_declaratie_in_which_every_line_is_wrong_the_answer_is_smaller_than_itself() -> None:
    """As most write it, indented; with four codes a line. 37,000 lines of 24.7 MB once had an answer of 32.75 MiB."""
    heen = grote_jw323(20_000)
    out = geef(heen)
    assert not is_geheel_afgekeurd(out)
    assert len(out.data) < len(write(heen))


@pytest.mark.parametrize(("largest", "text"), [(1024 * 1024, "1 MB"), (700 * 1024, "700 kB")])
def test_the_text_names_the_limit(largest: int, text: str) -> None:
    assert text in geef(grote_jw323(2000), largest).bevindingen[0].tekst
