# SPDX-License-Identifier: EUPL-1.2
"""What is written out from the declarations can be read, and shows itself in a traceback."""

import traceback

import pytest

from berichtenverkeer.berichten import JW305, jw305
from berichtenverkeer.berichten.generated import judge, search, walk
from berichtenverkeer.berichten.generated_xml import reader, writer
from bouwers import jw305 as maak

STARTS = "Client/StartProducten/StartProduct"


def test_a_walk_reads_as_one_would_write_it() -> None:
    assert walk(JW305, STARTS).source.splitlines() == [
        "def walk(bericht):",
        "    found = []",
        "    part0 = bericht.client",
        "    if part0 is not None:",
        "        part1 = part0.start_producten",
        "        if part1 is not None:",
        "            for n2, part2 in enumerate(part1.start_product or (), 1):",
        '                found.append((f"JW305/Client/StartProducten/StartProduct[{n2}]", part2))',
        "    return found",
    ]


def test_a_judgement_has_its_claims_written_in_it() -> None:
    judged = judge(JW305, ((STARTS, "Product/Code"),), "one.toewijzing_nummer is None", "False")
    assert "value = (None if part2.product is None else part2.product.code)" in judged.source
    assert "if (one.toewijzing_nummer is None) if value is None else (False):" in judged.source
    pad = "Client/StartProducten/StartProduct[1]"
    without = maak({f"{pad}/ToewijzingNummer": None, f"{pad}/Product/Code": None})
    assert judged.call(without) == [f"JW305/{pad}/Product/Code"]
    assert judged.call(maak()) == []


def test_every_element_of_a_class_is_read_and_written() -> None:
    read, write = reader(jw305.Header, JW305.berichtsoort).source, writer(jw305.Header).source
    for attribute in jw305.Header.__struct_fields__:
        assert f"{attribute}={attribute}" in read
        assert f"value = part.{attribute}\n" in write


def test_a_traceback_shows_the_line_that_was_made() -> None:
    with pytest.raises(ZeroDivisionError) as fault:
        search(JW305, STARTS).call(maak(), lambda _: 1 / 0)
    assert "if is_right(part2): found.append(" in "".join(traceback.format_tb(fault.tb))
