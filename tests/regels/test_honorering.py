# SPDX-License-Identifier: EUPL-1.2
"""A JW301 beside what was assigned before and the JW317 that it grants, as tables.

The worked examples are those of IV092, IV093 and IV097. Years that the source moved without recalculating are set
right: IV093 example 2 asks in April 2025 (the text says 2023), IV097 extends to 30 June 2027 (the text says 2026, which
is before the end that it extends). IV093 examples 2 and 3 and IV097 name no Omvang: 10 uur per maand is taken.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest

from berichtenverkeer.berichten import JW301, Bericht
from berichtenverkeer.regels.honorering import honorering
from bouwers import jw301, jw315, jw317, with_
from regels.historie import historie

VERZOCHT = date(2025, 4, 15)


def rows(table: str) -> Iterable[list[str]]:
    return (regel.split() for regel in table.strip().splitlines() if regel.strip())


def toewijzing(table: str, otherwise: Mapping[str, Any] | None = None) -> JW301:
    """nummer product omvang ingang einde vastgesteld referentie reden; omvang is volume/frequentie or €cents."""
    producten = []
    for number, product, omvang, entry, end, vastgesteld, referentie, reden in rows(table):
        filled = {
            "ToewijzingNummer": int(number),
            "ReferentieAanbieder": referentie,
            "Product": _product(product),
            "Toewijzingsdatum": vastgesteld,
            "Toewijzingstijd": "09:30:00",
            "Ingangsdatum": entry,
            "Einddatum": end,
            "RedenWijziging": reden,
            **_omvang(omvang),
        }
        producten.append({name: value for name, value in filled.items() if value != "-"})
    return jw301({"Client/ToegewezenProducten": {"ToegewezenProduct": producten}, **(otherwise or {})})


def verzoek(referentie: str, table: str) -> Bericht:
    """`ongewijzigd nummer`, `wijzig nummer omvang ingang einde` or `nieuw product omvang ingang einde`."""
    parts: dict[str, list[dict[str, Any]]] = {"ongewijzigd": [], "wijzig": [], "nieuw": []}
    for soort, what, *rest in rows(table):
        part: dict[str, Any] = {"Product": _product(what)} if soort == "nieuw" else {"ToewijzingNummer": int(what)}
        if rest:
            omvang, entry, end = rest
            part |= {"GewensteIngangsdatum": entry, "Einddatum": end, **_omvang(omvang)}
        parts[soort].append({name: value for name, value in part.items() if value != "-"})
    names = {
        "ongewijzigd": ("OngewijzigdeProducten", "OngewijzigdProduct"),
        "wijzig": ("TeWijzigenProducten", "TeWijzigenProduct"),
        "nieuw": ("NieuweProducten", "NieuwProduct"),
    }
    content: dict[str, Any] = {"ReferentieAanbieder": referentie, "RedenVerzoek": "1"}
    content |= {group: {one: parts[soort]} for soort, (group, one) in names.items() if parts[soort]}
    return jw317({"Client/Verzoek": content, "Header/BerichtIdentificatie/Dagtekening": VERZOCHT})


def _product(letter: str) -> Any:
    return "-" if letter == "-" else {"Categorie": "45", "Code": f"45{letter}01"}


def _omvang(omvang: str) -> dict[str, Any]:
    if omvang == "-":
        return {}
    if omvang.startswith("€"):
        return {"Budget": int(omvang[1:])}
    volume, frequentie = omvang.split("/")
    return {"Omvang": {"Volume": int(volume), "Eenheid": "04", "Frequentie": frequentie}}


def found(bericht: JW301, *earlier: Bericht) -> list[str]:
    """`IV093 [1]/Einddatum` for every signal; every one must tell what and what to do."""
    every = honorering(bericht, historie(bericht, earlier, VERZOCHT, {}))
    assert all(one.tekst and one.actie and one.code.startswith("SIGNAAL-") for one in every)
    short = "JW301/Client/ToegewezenProducten"
    return [f"{one.code[8:]} {one.pad.removeprefix(short).removeprefix('/ToegewezenProduct')}".strip() for one in every]


LOPEND_1 = """
123001 E 4/2 2025-01-01 2025-12-31 2024-12-20 - -
123002 F 3/2 2025-01-01 2025-12-31 2024-12-20 - -
"""
VERZOEK_1 = """
wijzig 123001 4/2 2025-01-01 2026-06-30
wijzig 123002 6/2 2025-06-12 2025-12-31
"""
ANTWOORD_1 = """
123001 E 4/2 2025-01-01 2026-06-30 2025-06-02 A001 12
123002 F 3/2 2025-01-01 2025-06-11 2025-06-02 A001 12
123078 F 6/2 2025-06-12 2025-12-31 2025-06-02 A001 -
"""
LOPEND_2 = """
345001 A 10/4 2025-01-01 2025-12-31 2024-12-20 - -
345002 B 10/4 2025-01-01 2025-12-31 2024-12-20 - -
"""
VERZOEK_2 = """
ongewijzigd 345001
wijzig 345002 10/4 2025-01-01 2025-05-15
nieuw C 10/4 2025-05-16 -
"""
LOPEND_3 = "678001 X 10/4 2025-01-01 2026-05-07 2024-12-20 - -"
VERZOEK_3 = """
ongewijzigd 678001
nieuw Y 10/4 2026-05-08 -
"""
LOPEND_92 = """
789 A 3/2 2025-03-01 2025-12-31 2025-02-20 - -
910 C 4/4 2025-03-01 2025-12-31 2025-02-20 - -
"""

GOED = {
    "IV093 example 1": (LOPEND_1, VERZOEK_1, ANTWOORD_1),
    "IV093 example 2, situation a: later, and still adjoining": (
        LOPEND_2,
        VERZOEK_2,
        """
        345001 A 10/4 2025-01-01 2025-12-31 2024-12-20 A001 -
        345002 B 10/4 2025-01-01 2025-05-23 2025-05-23 A001 12
        345003 C 10/4 2025-05-24 -          2025-05-23 A001 -
        """,
    ),
    "IV093 example 2, situation b: as asked, with retroactive effect": (
        LOPEND_2,
        VERZOEK_2,
        """
        345001 A 10/4 2025-01-01 2025-12-31 2024-12-20 A001 -
        345002 B 10/4 2025-01-01 2025-05-15 2025-05-23 A001 12
        345003 C 10/4 2025-05-16 -          2025-05-23 A001 -
        """,
    ),
    "IV093 example 3, situation a: as asked, with retroactive effect": (
        LOPEND_3,
        VERZOEK_3,
        """
        678001 X 10/4 2025-01-01 2026-05-07 2024-12-20 A001 -
        678002 Y 10/4 2026-05-08 -          2026-05-15 A001 -
        """,
    ),
    "IV093 example 3, situation b: later, with a gap": (
        LOPEND_3,
        VERZOEK_3,
        """
        678001 X 10/4 2025-01-01 2026-05-07 2024-12-20 A001 -
        678002 Y 10/4 2026-05-15 -          2026-05-15 A001 -
        """,
    ),
    "IV092 example 1: B1 makes place for B2": (
        """
        432 B 3/2  2025-03-01 2026-12-31 2025-02-20 - -
        543 C 80/6 2025-03-01 2025-12-31 2025-02-20 - -
        """,
        """
        ongewijzigd 543
        wijzig 432 3/2 2025-03-01 2025-08-31
        nieuw D 6/2 2025-09-01 2026-12-31
        """,
        """
        543 C 80/6 2025-03-01 2025-12-31 2025-02-20 A001 -
        432 B 3/2  2025-03-01 2025-08-31 2025-08-01 A001 12
        544 D 6/2  2025-09-01 2026-12-31 2025-08-01 A001 -
        """,
    ),
    "IV092 example 2a: more hours, and a longer C1": (
        LOPEND_92,
        """
        wijzig 789 5/2 2025-11-01 2026-07-01
        wijzig 910 4/4 2025-03-01 2026-07-01
        """,
        """
        789 A 3/2 2025-03-01 2025-10-31 2025-10-20 A001 12
        790 A 5/2 2025-11-01 2026-07-01 2025-10-20 A001 -
        910 C 4/4 2025-03-01 2026-07-01 2025-10-20 A001 12
        """,
    ),
    "IV092 example 2b: more hours, and less of C1 afterwards": (
        LOPEND_92,
        """
        ongewijzigd 910
        wijzig 789 5/2 2025-11-01 2026-07-01
        nieuw C 2/4 2026-01-01 2026-07-01
        """,
        """
        910 C 4/4 2025-03-01 2025-12-31 2025-02-20 A001 -
        789 A 3/2 2025-03-01 2025-10-31 2025-10-20 A001 12
        790 A 5/2 2025-11-01 2026-07-01 2025-10-20 A001 -
        911 C 2/4 2026-01-01 2026-07-01 2025-10-20 A001 -
        """,
    ),
    "IV097: one of two is extended, both have the reference": (
        """
        345001 A 10/4 2026-01-01 2026-12-31 2025-12-20 - -
        345002 B 10/4 2026-01-01 2026-12-31 2025-12-20 - -
        """,
        """
        ongewijzigd 345001
        wijzig 345002 10/4 2026-01-01 2027-06-30
        """,
        """
        345001 A 10/4 2026-01-01 2026-12-31 2025-12-20 A001 -
        345002 B 10/4 2026-01-01 2027-06-30 2026-11-02 A001 12
        """,
    ),
    "a budget keeps its number": (
        "1 - €100000 2025-01-01 2025-12-31 2024-12-20 - -",
        "wijzig 1 €150000 2025-01-01 2026-03-31",
        "1 - €150000 2025-01-01 2026-03-31 2025-05-01 A001 12",
    ),
    "a total keeps its number": (
        "1 C 80/6 2025-01-01 2025-12-31 2024-12-20 - -",
        "wijzig 1 120/6 2025-01-01 2025-12-31",
        "1 C 120/6 2025-01-01 2025-12-31 2025-05-01 A001 12",
    ),
    "an Omvang that was never right: the old number is removed": (
        "1 A 3/2 2025-06-01 2025-12-31 2025-03-20 - -",
        "wijzig 1 6/2 2025-06-01 2025-12-31",
        """
        1 A 3/2 2025-06-01 2025-06-01 2025-05-01 A001 13
        2 A 6/2 2025-06-01 2025-12-31 2025-05-01 A001 -
        """,
    ),
    "an Omvang from the beginning, granted too late for it": (
        "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -",
        "wijzig 1 6/2 2025-01-01 2025-12-31",
        """
        1 A 3/2 2025-01-01 2025-04-30 2025-05-01 A001 12
        2 A 6/2 2025-05-01 2025-12-31 2025-05-01 A001 -
        """,
    ),
    "the old one ended before the wished day of its own accord": (
        "1 A 3/2 2025-01-01 2025-05-31 2024-12-20 - -",
        "wijzig 1 6/2 2025-07-01 2025-12-31",
        """
        1 A 3/2 2025-01-01 2025-05-31 2024-12-20 A001 -
        2 A 6/2 2025-07-01 2025-12-31 2025-05-01 A001 -
        """,
    ),
    "an extension of what has ended by then may have a new number": (
        "1 A 3/2 2025-01-01 2025-04-30 2024-12-20 - -",
        "wijzig 1 3/2 2025-01-01 2025-12-31",
        """
        1 A 3/2 2025-01-01 2025-04-30 2024-12-20 A001 -
        2 A 3/2 2025-05-01 2025-12-31 2025-05-01 A001 -
        """,
    ),
    "asked as new, given as new, though it adjoins": (
        "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -",
        """
        ongewijzigd 1
        nieuw A 3/2 2026-01-01 2026-12-31
        """,
        """
        1 A 3/2 2025-01-01 2025-12-31 2024-12-20 A001 -
        2 A 3/2 2026-01-01 2026-12-31 2025-05-01 A001 -
        """,
    ),
    "an extension, and the same care again after a pause": (
        "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -",
        """
        wijzig 1 3/2 2025-01-01 2026-06-30
        nieuw A 3/2 2026-09-01 2026-12-31
        """,
        """
        1 A 3/2 2025-01-01 2026-06-30 2025-05-01 A001 12
        2 A 3/2 2026-09-01 2026-12-31 2025-05-01 A001 -
        """,
    ),
    "an earlier end, moved on because it had passed, and the same care again after a pause": (
        "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -",
        """
        wijzig 1 3/2 2025-01-01 2025-04-30
        nieuw A 3/2 2025-09-01 2025-12-31
        """,
        """
        1 A 3/2 2025-01-01 2025-05-15 2025-05-15 A001 12
        2 A 3/2 2025-09-01 2025-12-31 2025-05-15 A001 -
        """,
    ),
    "two periods of one product each find their own": (
        "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -",
        """
        ongewijzigd 1
        nieuw C 2/4 2025-07-01 2025-12-31
        nieuw C 1/4 2025-06-01 2025-06-30
        """,
        """
        1 A 3/2 2025-01-01 2025-12-31 2024-12-20 A001 -
        2 C 1/4 2025-06-01 2025-06-30 2025-05-01 A001 -
        3 C 2/4 2025-07-01 2025-12-31 2025-05-01 A001 -
        """,
    ),
    "a toewijzing of the gemeente itself beside it": (
        "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -",
        """
        ongewijzigd 1
        nieuw C 2/4 2025-07-01 2025-12-31
        """,
        """
        1 A 3/2 2025-01-01 2025-12-31 2024-12-20 A001 -
        2 C 2/4 2025-07-01 2025-12-31 2025-05-01 A001 -
        3 D 2/4 2025-07-01 2025-12-31 2025-05-01 -    -
        """,
    ),
}


@pytest.mark.parametrize(("running", "asked", "antwoord"), GOED.values(), ids=GOED)
def test_a_request_granted_as_it_was_asked_gives_no_signal(running: str, asked: str, antwoord: str) -> None:
    assert found(toewijzing(antwoord), toewijzing(running), verzoek("A001", asked)) == []


FAULT = {
    "one of the wishes is left out": (
        """
        123001 E 4/2 2025-01-01 2026-06-30 2025-06-02 A001 12
        123002 F 3/2 2025-01-01 2025-06-11 2025-06-02 A001 12
        """,
        ["IV093"],
    ),
    "a toewijzing of the request is not in the bericht": (
        """
        123002 F 3/2 2025-01-01 2025-06-11 2025-06-02 A001 12
        123078 F 6/2 2025-06-12 2025-12-31 2025-06-02 A001 -
        """,
        ["IV093"],
    ),
    "both are missing": ("999 Z 1/2 2025-06-12 2025-12-31 2025-06-02 A001 -", ["IV093"] * 3 + ["IV097 [1]/Referentie"]),
    "no reference on one of them": (
        ANTWOORD_1.replace("A001 -", "-    -"),
        ["IV097 [3]/Referentie"],
    ),
    "another Omvang than asked": (ANTWOORD_1.replace("6/2", "5/2"), ["OP348 [3]/Omvang"]),
    "another product than asked": (
        ANTWOORD_1.replace("123078 F", "123078 G"),
        ["IV093", "IV097 [3]/Referentie"],
    ),
    "other dates than asked, while the wished day is still to come": (
        """
        123001 E 4/2 2025-01-01 2026-06-30 2025-06-02 A001 12
        123002 F 3/2 2025-01-01 2025-06-15 2025-06-02 A001 12
        123078 F 6/2 2025-06-16 2025-11-30 2025-06-02 A001 -
        """,
        ["IV093 [2]/Einddatum", "OP348 [3]/Einddatum", "OP348 [3]/Ingangsdatum"],
    ),
    "the wished day itself has not passed": (
        """
        123001 E 4/2 2025-01-01 2026-06-30 2025-06-12 A001 12
        123002 F 3/2 2025-01-01 2025-06-12 2025-06-12 A001 12
        123078 F 6/2 2025-06-13 2025-12-31 2025-06-12 A001 -
        """,
        ["IV093 [2]/Einddatum", "OP348 [3]/Ingangsdatum"],
    ),
    "the old one is left as it was": (
        """
        123001 E 4/2 2025-01-01 2026-06-30 2025-06-02 A001 12
        123002 F 3/2 2025-01-01 2025-12-31 2024-12-20 A001 -
        123078 F 6/2 2025-06-12 2025-12-31 2025-06-02 A001 -
        """,
        ["IV093 [2]/Einddatum"],
    ),
    "the old one is left as it was, though the wished day has passed": (
        """
        123001 E 4/2 2025-01-01 2026-06-30 2025-07-02 A001 12
        123002 F 3/2 2025-01-01 2025-12-31 2025-07-02 A001 -
        123078 F 6/2 2025-07-02 2025-12-31 2025-07-02 A001 -
        """,
        ["IV093 [2]/Einddatum"],
    ),
    "another reason than that the aanbieder asked": (
        ANTWOORD_1.replace("A001 12", "A001 05"),
        ["IV093 [1]/RedenWijziging", "IV093 [2]/RedenWijziging"],
    ),
    "no reason at all": (
        ANTWOORD_1.replace("A001 12", "A001 -"),
        ["IV099 [1]/RedenWijziging", "IV099 [2]/RedenWijziging"],
    ),
    "the new number has a reason": (ANTWOORD_1.replace("A001 -", "A001 12"), ["IV099 [3]/RedenWijziging"]),
    "an extension that was not given": (
        ANTWOORD_1.replace("123001 E 4/2 2025-01-01 2026-06-30 2025-06-02 A001 12", LOPEND_1.split("\n")[1]).replace(
            "2024-12-20 - -", "2024-12-20 A001 -"
        ),
        ["IV093 [1]"],
    ),
    "an extension that was not given, for a reason of the gemeente": (
        """
        123001 E 4/2 2025-01-01 2025-12-31 2025-06-02 A001 05
        123002 F 3/2 2025-01-01 2025-06-11 2025-06-02 A001 12
        123078 F 6/2 2025-06-12 2025-12-31 2025-06-02 A001 -
        """,
        ["IV093 [1]", "IV099 [1]/RedenWijziging"],
    ),
    "an extension under a new number, where the old one goes on": (
        """
        123001 E 4/2 2025-01-01 2025-12-31 2024-12-20 A001 -
        123002 F 3/2 2025-01-01 2025-06-11 2025-06-02 A001 12
        123078 F 6/2 2025-06-12 2025-12-31 2025-06-02 A001 -
        123079 E 4/2 2026-01-01 2026-06-30 2025-06-02 A001 -
        """,
        ["OP380 [4]/ToewijzingNummer"],
    ),
    "another Omvang under the old number": (
        """
        123001 E 4/2 2025-01-01 2026-06-30 2025-06-02 A001 12
        123002 F 6/2 2025-01-01 2025-12-31 2025-06-02 A001 12
        """,
        ["OP257 [2]/Omvang"],
    ),
    "an unasked toewijzing with the reference": (
        ANTWOORD_1 + "123080 H 1/2 2025-06-12 2025-12-31 2025-06-02 A001 -",
        ["IV097 [4]/Referentie"],
    ),
}


@pytest.mark.parametrize(("antwoord", "expected"), FAULT.values(), ids=FAULT)
def test_example_1_granted_otherwise_is_told_where(antwoord: str, expected: list[str]) -> None:
    every = found(toewijzing(antwoord), toewijzing(LOPEND_1), verzoek("A001", VERZOEK_1))
    assert every == [one.replace("/Referentie", "/ReferentieAanbieder") for one in expected]


def test_what_had_to_stay_is_changed() -> None:
    antwoord = """
    345001 A 10/4 2025-01-01 2025-10-31 2025-05-23 A001 12
    345002 B 10/4 2025-01-01 2025-05-15 2025-05-23 A001 12
    345003 C 10/4 2025-05-16 -          2025-05-23 A001 -
    """
    assert found(toewijzing(antwoord), toewijzing(LOPEND_2), verzoek("A001", VERZOEK_2)) == ["IV093 [1]"]


def test_what_had_to_stay_has_a_reason() -> None:
    antwoord = """
    345001 A 10/4 2025-01-01 2025-12-31 2024-12-20 A001 12
    345002 B 10/4 2025-01-01 2025-05-15 2025-05-23 A001 12
    345003 C 10/4 2025-05-16 -          2025-05-23 A001 -
    """
    expected = ["IV099 [1]/RedenWijziging"]
    assert found(toewijzing(antwoord), toewijzing(LOPEND_2), verzoek("A001", VERZOEK_2)) == expected


def test_an_extension_from_a_day_to_come_keeps_its_number_too() -> None:
    running = "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -"
    antwoord = """
    1 A 3/2 2025-01-01 2025-05-31 2025-05-01 A001 12
    2 A 3/2 2025-06-01 2026-06-30 2025-05-01 A001 -
    """
    asked = verzoek("A001", "wijzig 1 3/2 2025-06-01 2026-06-30")
    assert found(toewijzing(antwoord), toewijzing(running), asked) == ["OP380 [2]/ToewijzingNummer"]


def test_a_budget_or_a_total_is_granted_under_its_number_as_asked() -> None:
    running = """
    1 A 80/6    2025-06-01 2025-12-31 2025-03-20 - -
    2 B €100000 2025-06-01 2025-12-31 2025-03-20 - -
    """
    asked = """
    wijzig 1 90/6    2025-06-01 2025-12-31
    wijzig 2 €150000 2025-06-01 2026-03-31
    """
    antwoord = """
    1 A 85/6    2025-06-01 2025-12-31 2025-05-01 A001 12
    2 B €120000 2025-06-01 2026-02-28 2025-05-01 A001 12
    """
    expected = ["OP348 [1]/Omvang", "OP348 [2]/Budget", "OP348 [2]/Einddatum"]
    assert found(toewijzing(antwoord), toewijzing(running), verzoek("A001", asked)) == expected


def test_a_total_that_lasts_longer_keeps_its_number() -> None:
    antwoord = """
    1 A 80/6 2025-01-01 2025-12-31 2024-12-20 A001 -
    2 A 80/6 2026-01-01 2026-06-30 2025-05-01 A001 -
    """
    earlier = (
        toewijzing("1 A 80/6 2025-01-01 2025-12-31 2024-12-20 - -"),
        verzoek("A001", "wijzig 1 80/6 2025-01-01 2026-06-30"),
    )
    assert found(toewijzing(antwoord), *earlier) == ["IV093 [1]", "IV097 [2]/ReferentieAanbieder"]


def test_the_old_number_may_not_run_on_the_day_that_the_new_one_begins() -> None:
    antwoord = """
    1 A 3/2 2025-01-01 2025-06-30 2024-12-20 A001 -
    2 A 6/2 2025-06-30 2025-12-31 2025-05-01 A001 -
    """
    earlier = (
        toewijzing("1 A 3/2 2025-01-01 2025-06-30 2024-12-20 - -"),
        verzoek("A001", "wijzig 1 6/2 2025-06-30 2025-12-31"),
    )
    assert found(toewijzing(antwoord), *earlier) == ["IV093 [1]/Einddatum"]


VANAF_JUNI = "1 A 3/2 2025-06-01 2025-12-31 2024-12-20 - -"


@pytest.mark.parametrize(
    ("since", "old", "expected"),
    [
        ("2025-06-01", "2025-06-01 2025-06-01 2025-05-01 A001 13", []),
        ("2025-06-01", "2025-06-01 2025-06-01 2025-05-01 A001 12", ["Einddatum"]),  # a day is left of it
        ("2025-06-01", "2025-06-01 2025-09-30 2025-05-01 A001 12", ["Einddatum"]),
        ("2025-06-01", "2025-06-01 2025-09-30 2025-05-01 A001 13", ["Einddatum", "RedenWijziging"]),
        ("2025-07-01", "2025-06-01 2025-06-01 2025-05-01 A001 13", ["Einddatum"]),  # June was not to go
    ],
)
def test_only_what_changes_from_its_very_beginning_is_removed(since: str, old: str, expected: list[str]) -> None:
    antwoord = f"""
    1 A 3/2 {old}
    2 A 6/2 {since} 2025-12-31 2025-05-01 A001 -
    """
    earlier = toewijzing(VANAF_JUNI), verzoek("A001", f"wijzig 1 6/2 {since} 2025-12-31")
    assert found(toewijzing(antwoord), *earlier) == [f"IV093 [1]/{one}" for one in expected]


def test_the_new_number_that_fits_best_is_the_one_that_was_asked_for() -> None:
    """[2] begins and ends on other days than asked, [3] only ends on another."""
    antwoord = """
    1 A 3/2 2025-06-01 2025-12-31 2024-12-20 A001 -
    2 C 4/2 2025-07-01 2025-11-30 2025-05-01 A001 -
    3 C 4/2 2025-06-01 2025-11-30 2025-05-01 A001 -
    """
    earlier = toewijzing(VANAF_JUNI), verzoek("A001", "ongewijzigd 1\nnieuw C 4/2 2025-06-01 2025-12-31")
    assert found(toewijzing(antwoord), *earlier) == ["OP348 [3]/Einddatum", "IV097 [2]/ReferentieAanbieder"]


def test_what_was_not_to_last_longer_does_not_go_on_under_a_new_number() -> None:
    antwoord = """
    1 A 3/2 2025-01-01 2025-05-31 2025-05-01 A001 12
    2 A 3/2 2025-06-01 2025-12-31 2025-05-01 A001 -
    """
    earlier = (
        toewijzing("1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -"),
        verzoek("A001", "wijzig 1 3/2 2025-06-01 2025-12-31"),
    )
    assert found(toewijzing(antwoord), *earlier) == ["OP348 [1]/Einddatum", "IV097 [2]/ReferentieAanbieder"]


def test_what_is_missing_is_named() -> None:
    asked = """
    ongewijzigd 1
    nieuw C 2/4 2025-07-01 2025-12-31
    nieuw - €500 2025-07-01 2025-12-31
    """
    antwoord = toewijzing("1 A 3/2 2025-01-01 2025-12-31 2024-12-20 A001 -")
    earlier = [toewijzing("1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -"), verzoek("A001", asked)]
    texts = [one.tekst for one in honorering(antwoord, historie(antwoord, earlier, VERZOCHT, {}))]
    assert [text.partition(" uit het verzoek")[0] for text in texts] == [
        "Een nieuwe toewijzing van 45C01",
        "Een nieuwe toewijzing van zorg zonder product",
    ]
    alleen_categorie = verzoek("A001", "nieuw C - 2025-07-01 2025-12-31")
    earlier[1] = with_(alleen_categorie, "Client/Verzoek/NieuweProducten/NieuwProduct[1]/Product/Code", None)
    signaal = honorering(antwoord, historie(antwoord, earlier, VERZOCHT, {}))[0]
    assert "van categorie 45 " in signaal.tekst


def test_a_request_that_was_granted_before_is_not_judged_again() -> None:
    earlier = (toewijzing(LOPEND_1), verzoek("A001", VERZOEK_1), toewijzing(ANTWOORD_1))
    assert found(toewijzing(ANTWOORD_1), *earlier) == []
    loose = "123078 F 6/2 2025-06-12 2025-12-31 2025-06-02 A001 -"
    assert found(toewijzing(loose), *earlier) == []


def test_a_request_for_another_client_says_nothing() -> None:
    earlier = (toewijzing(LOPEND_1), verzoek("A001", VERZOEK_1))
    loose = toewijzing("9 Z 1/2 2025-06-12 2025-12-31 2025-06-02 A001 -", {"Client/Bsn": "999900018"})
    assert found(loose, *earlier) == []


def test_a_request_for_a_toewijzing_leaves_the_gemeente_free() -> None:
    antwoord = toewijzing("9 Z 1/2 2025-06-12 2025-12-31 2025-06-02 VOT1 -")
    assert found(antwoord, jw315()) == []


VASTE = """
1 A 3/2     2025-01-01 2025-12-31 2024-12-20 - -
2 B 80/6    2025-01-01 2025-12-31 2024-12-20 - -
3 - €100000 2025-01-01 2025-12-31 2024-12-20 - -
4 D 3/2     2025-01-01 -          2024-12-20 - -
"""
OP_EIGEN_INITIATIEF = {
    "sent again as it was": ("1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -", []),
    "decided again, and the same": ("1 A 3/2 2025-01-01 2025-12-31 2025-02-01 - -", []),
    "an earlier end": ("1 A 3/2 2025-01-01 2025-06-30 2025-06-01 - 05", []),
    "a later end": ("1 A 3/2 2025-01-01 2026-06-30 2025-06-01 - 04", []),
    "an end": ("4 D 3/2 2025-01-01 2026-06-30 2025-06-01 - 05", []),
    "removed": ("1 A 3/2 2025-01-01 2025-01-01 2025-06-01 - 13", []),
    "another total": ("2 B 60/6 2025-01-01 2025-12-31 2025-06-01 - 14", []),
    "another budget": ("3 - €90000 2025-01-01 2025-12-31 2025-06-01 - 14", []),
    "new": ("5 C 3/2 2025-06-01 2025-12-31 2025-06-01 - -", []),
    "an older version that comes late": ("1 A 5/2 2024-01-01 2024-12-31 2024-12-01 - 05", []),
    "another Omvang per week": ("1 A 5/2 2025-01-01 2025-12-31 2025-06-01 - 05", ["OP257 [1]/Omvang"]),
    "a total instead of per week": ("1 A 90/6 2025-01-01 2025-12-31 2025-06-01 - 05", ["OP257 [1]/Omvang"]),
    "per week instead of a total": ("2 B 3/2 2025-01-01 2025-12-31 2025-06-01 - 05", ["OP257 [1]/Omvang"]),
    "another Ingangsdatum": ("1 A 3/2 2025-02-01 2025-12-31 2025-06-01 - 14", ["IV066 [1]/Ingangsdatum"]),
    "another product": ("1 Z 3/2 2025-01-01 2025-12-31 2025-06-01 - 14", ["IV066 [1]/Product"]),
    "changed without a reason": ("1 A 3/2 2025-01-01 2025-06-30 2025-06-01 - -", ["IV099 [1]/RedenWijziging"]),
    "a reason without a change": ("1 A 3/2 2025-01-01 2025-12-31 2025-06-01 - 14", ["IV099 [1]/RedenWijziging"]),
    "a reason without a change or a new moment": (
        "1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - 14",
        ["IV099 [1]/RedenWijziging"],
    ),
    "new with a reason": ("5 C 3/2 2025-06-01 2025-12-31 2025-06-01 - 04", ["IV099 [1]/RedenWijziging"]),
    "changed at the moment of the version before": (
        "1 A 3/2 2025-01-01 2025-06-30 2024-12-20 - 05",
        ["OP033x1 [1]/Toewijzingsdatum"],
    ),
    "the same care goes on under a new number": (
        "5 A 3/2 2026-01-01 2026-12-31 2025-12-01 - -",
        ["OP380 [1]/ToewijzingNummer"],
    ),
    "decided on the last day": ("5 A 3/2 2026-01-01 2026-12-31 2025-12-31 - -", ["OP380 [1]/ToewijzingNummer"]),
    "decided after the end": ("5 A 3/2 2026-01-01 2026-12-31 2026-01-02 - -", []),
    "other care goes on": ("5 C 3/2 2026-01-01 2026-12-31 2025-12-01 - -", []),
    "more care goes on": ("5 A 4/2 2026-01-01 2026-12-31 2025-12-01 - -", []),
    "with a day between": ("5 A 3/2 2026-01-02 2026-12-31 2025-12-01 - -", []),
    "a new total": ("5 B 80/6 2026-01-01 2026-12-31 2025-12-01 - -", []),
    "a new budget": ("5 - €100000 2026-01-01 2026-12-31 2025-12-01 - -", []),
    "the old one is withdrawn in the same bericht": (
        """
        1 A 3/2 2025-01-01 2025-11-30 2025-11-01 - 03
        5 A 3/2 2026-01-01 2026-12-31 2025-11-01 - -
        """,
        [],
    ),
    "the old one stands beside it as it was": (
        """
        1 A 3/2 2025-01-01 2025-12-31 2024-12-20 - -
        5 A 3/2 2026-01-01 2026-12-31 2025-11-01 - -
        """,
        ["OP380 [2]/ToewijzingNummer"],
    ),
}


@pytest.mark.parametrize(("bericht", "expected"), OP_EIGEN_INITIATIEF.values(), ids=OP_EIGEN_INITIATIEF)
def test_a_gemeente_changes_a_toewijzing_of_its_own_accord(bericht: str, expected: list[str]) -> None:
    assert found(toewijzing(bericht), toewijzing(VASTE)) == expected


def test_a_changed_version_may_be_repeated_with_its_reason() -> None:
    versie = toewijzing("1 A 3/2 2025-01-01 2025-06-30 2025-06-01 - 05")
    assert found(versie, toewijzing(VASTE), versie) == []


def test_a_number_of_another_client_is_left_to_tr332() -> None:
    other = toewijzing(VASTE, {"Client/Bsn": "999900018"})
    assert found(toewijzing("1 Z 5/2 2025-02-01 2025-12-31 2025-06-01 - -"), other) == []


def test_a_removed_toewijzing_is_not_extended() -> None:
    gone = toewijzing("1 A 3/2 2025-12-31 2025-12-31 2025-06-01 - 13")
    assert found(toewijzing("5 A 3/2 2026-01-01 2026-12-31 2025-12-01 - -"), gone) == []
