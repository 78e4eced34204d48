# SPDX-License-Identifier: EUPL-1.2
"""Clocks over HTTP: both sides see them and nobody else, page by page, and the same again at the same K."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.werkdagen import werkdagen_between
from berichtenverkeer.gateway.termijnen import Termijnsamenvatting
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.termijnen.clocks import Termijnklok
from berichtenverkeer.termijnen.samenvatting import Tally
from berichtenverkeer.web.schemas import SCHEMAS
from berichtenverkeer.web.termijnen import Termijnpagina
from bouwers import jw301, jw305, jw307, jw315, jw319, with_
from gatewaybouw import BEGIN
from web.desk import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

LISTING, SAMENVATTING = "/v1/termijnen", "/v1/termijnen/samenvatting"
PARTIJEN = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="gemeente", code=ANDERE_GEMEENTE, naam="Een ander", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=ANDERE_AANBIEDER, naam="Een ander", geldig_van=BEGIN),
    Partij(soort="regio", code=REGIO, naam="De regio", geldig_van=BEGIN),
]


@pytest.fixture
async def termijnloket(config: Settings) -> AsyncIterator[Desk]:
    """One youth. The aanbieder answers himself and has not done so; a request for another youth waits since 1 June."""
    async with open_loket(config, partijen=PARTIJEN) as desk:
        story: list[tuple[date, Any, str]] = [
            (date(2026, 6, 1), jw301(), GEMEENTE),
            (date(2026, 6, 1), with_(jw315(), "Client/Bsn", "999900018"), AANBIEDER),
            (date(2026, 6, 8), jw305(), AANBIEDER),
            (date(2026, 6, 9), jw307(), AANBIEDER),
        ]
        for when, bericht, who in story:
            desk.clock.zet(when)
            gedagtekend = with_(bericht, "Header/BerichtIdentificatie/Dagtekening", when)
            antwoord = await desk.send(gedagtekend, who)
            assert antwoord.json["oordeel"] in ("goedgekeurd", "voorlopig"), antwoord.json["bevindingen"]
            await record_watermark(desk.gateway.database, desk.gateway.regio, desk.clock())
        desk.clock.zet(date(2026, 6, 10))
        yield desk


async def kinds(desk: Desk, who: str, question: str = "") -> list[str]:
    antwoord = await desk.vraag("GET", f"{LISTING}{question}", who)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven("lijstTermijnen", antwoord)
    return [one["soort"] for one in antwoord.json["klokken"]]


EVERYTHING = ["stop", "retourbericht", "antwoord-verzoek", "start"]
"""By deadline: 17 April, 4 June, and twice 8 June: five working days after 1 June."""


async def test_both_sides_see_a_clock_and_no_other_party_does(termijnloket: Desk) -> None:
    for who in (AANBIEDER, GEMEENTE, REGIO):
        assert await kinds(termijnloket, who) == EVERYTHING
    for who in (ANDERE_AANBIEDER, ANDERE_GEMEENTE):
        assert await kinds(termijnloket, who) == []
        assert await kinds(termijnloket, who, f"?partij={GEMEENTE}&wederpartij={AANBIEDER}") == []
        antwoord = await termijnloket.vraag("GET", SAMENVATTING, who)
        assert antwoord.json["tellingen"] == []
    assert (await termijnloket.vraag("GET", LISTING)).status == 401


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("?status=open", ["retourbericht", "antwoord-verzoek"]),
        ("?status=voldaan&teLaat=ja", ["stop"]),
        ("?teLaat=nee", ["start"]),
        (f"?partij={GEMEENTE}", ["antwoord-verzoek"]),
        (f"?wederpartij={GEMEENTE}&status=open", ["retourbericht"]),
        ("?soort=start", ["start"]),
        ("?deadlineVan=2026-06-05", ["antwoord-verzoek", "start"]),
        ("?deadlineTot=2026-06-04", ["stop", "retourbericht"]),
    ],
)
async def test_a_list_can_be_narrowed(termijnloket: Desk, question: str, expected: list[str]) -> None:
    assert await kinds(termijnloket, REGIO, question) == expected


async def test_a_clock_says_what_is_owed_and_how_late_it_is(termijnloket: Desk) -> None:
    (clock,) = (await termijnloket.vraag("GET", f"{LISTING}?soort=antwoord-verzoek", AANBIEDER)).json["klokken"]
    assert len(clock.pop("client")) == 10
    assert clock.pop("bericht")
    assert clock == {
        "soort": "antwoord-verzoek",
        "partij": GEMEENTE,
        "wederpartij": AANBIEDER,
        "sleutel": "verzoek/VOT1",
        "draad": f"verzoek/{AANBIEDER}/VOT1",
        **dict.fromkeys(("tenzij", "verrekening", "jaar", "perceel", "segment")),
        "regels": ["OP274"],
        "termijn": "5 werkdagen",
        "isSignaal": False,
        "van": "2026-06-01",
        "deadline": "2026-06-08",
        "voldaanOp": None,
        "werkdagen": 7,
        "werkdagenTeLaat": 2,
    }


def _keys(branches: list[Any]) -> set[str]:
    return {branch["sleutel"] for branch in branches}.union(*(_keys(branch["takken"]) for branch in branches))


async def test_a_clock_names_the_bericht_that_it_hangs_on_and_the_key_of_its_thread(termijnloket: Desk) -> None:
    onderzoek = with_(jw319(), "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 10))
    antwoord = await termijnloket.send(with_(onderzoek, "Antwoord/ReferentieAanbieder", "VOT1"), GEMEENTE)
    soorten_ = {"start": "JW305", "stop": "JW307", "antwoord-verzoek": "JW315", "eindantwoord": "JW315"}
    for who in (AANBIEDER, GEMEENTE):
        clocks = (await termijnloket.vraag("GET", LISTING, who)).json["klokken"]
        assert {one["soort"] for one in clocks} >= {"start", "stop", "antwoord-verzoek", "retourbericht"}
        for one in clocks:
            address = f"/v1/berichten/{one['bericht']}"
            bericht = (await termijnloket.vraag("GET", address, who)).json["bericht"]
            assert bericht["berichtsoort"] == soorten_.get(one["soort"], one["sleutel"].split("/")[0]), one
            draad = (await termijnloket.vraag("GET", f"{address}/draad", who)).json
            assert one["draad"] in _keys(draad["takken"]), (one, draad)
    assert antwoord.status == 201


async def test_pages_follow_each_other_at_one_k_on_one_day(termijnloket: Desk) -> None:
    pad: str | None = f"{LISTING}?limit=1&teLaat=ja"
    seen = []
    while pad is not None:
        page = (await termijnloket.vraag("GET", pad, REGIO)).json
        seen += [one["soort"] for one in page["klokken"]]
        pad = page["volgende"]
        if pad is not None:
            question = parse_qs(urlsplit(pad).query)
            assert (question["k"], question["op"], question["teLaat"]) == ([str(page["k"])], ["2026-06-10"], ["ja"])
    assert seen == EVERYTHING[:3]


async def test_the_same_k_and_day_give_the_same_answer_for_ever(termijnloket: Desk) -> None:
    for pad in (LISTING, SAMENVATTING):
        first = await termijnloket.vraag("GET", pad, REGIO)
        question = f"?k={first.json['k']}&op={first.json['op']}"
        stop_weg = with_(jw307(), "Client/StopProducten/StopProduct/StatusAanlevering", "3")
        new = with_(stop_weg, "Header/BerichtIdentificatie/Identificatie", f"N{len(pad)}")
        await termijnloket.send(with_(new, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 10)), AANBIEDER)
        assert (await termijnloket.vraag("GET", pad + question, REGIO)).data == first.data
    assert await kinds(termijnloket, REGIO, "?soort=stop") == []


async def test_a_day_asks_what_was_known_then_and_a_day_to_come_what_will_be_late(termijnloket: Desk) -> None:
    assert await kinds(termijnloket, REGIO, "?op=2026-06-02") == ["retourbericht", "antwoord-verzoek"]
    assert await kinds(termijnloket, REGIO, "?op=2026-06-08&status=voldaan") == ["start"]
    soon = (await termijnloket.vraag("GET", f"{LISTING}?op=2026-07-01&soort=antwoord-verzoek", REGIO)).json
    assert (soon["op"], soon["klokken"][0]["werkdagenTeLaat"]) == ("2026-07-01", 17)


async def test_a_summary_says_how_many_and_which_share_was_in_time(termijnloket: Desk) -> None:
    antwoord = await termijnloket.vraag("GET", f"{SAMENVATTING}?periode=2026-06", GEMEENTE)
    zoals_beschreven("telTermijnen", antwoord)
    tallies = {one["soort"]: one for one in antwoord.json["tellingen"]}
    assert {soort: (one["partij"], one["open"], one["openTeLaat"]) for soort, one in tallies.items()} == {
        "antwoord-verzoek": (GEMEENTE, 1, 1),
        "retourbericht": (AANBIEDER, 1, 1),
        "start": (AANBIEDER, 0, 0),
        "stop": (AANBIEDER, 0, 0),
    }
    assert (tallies["start"]["procentOpTijd"], tallies["stop"]["procentOpTijd"]) == (100, 0)
    mei = (await termijnloket.vraag("GET", f"{SAMENVATTING}?periode=2026-05", GEMEENTE)).json["tellingen"]
    assert [one["soort"] for one in mei] == ["antwoord-verzoek", "retourbericht"]


@pytest.mark.parametrize(
    ("pad", "word"),
    [
        (f"{LISTING}?soort=kleur", "stop-verwacht"),
        (f"{LISTING}?op=2026-02-30", "op"),
        (f"{LISTING}?k=9000000000000", "peil"),
        (f"{LISTING}?op=2014-01-01", "peil"),
        (f"{LISTING}?op=9001-02-01", "2099-12-31"),
        (f"{LISTING}?op=9999-12-31", "2099-12-31"),
        (f"{LISTING}?op=0001-01-01", "2000-01-01"),
        (f"{LISTING}?op=1999-12-31", "2000-01-01"),
        (f"{LISTING}?op=2100-01-01", "2099-12-31"),
        (f"{LISTING}?op=2026-W23-1", "2026-01-31"),
        (f"{LISTING}?deadlineVan=9999-12-31", "deadlineVan"),
        (f"{LISTING}?partij=Jansen", "vier cijfers"),
        (f"{SAMENVATTING}?op=9999-12-31", "2099-12-31"),
        (f"{SAMENVATTING}?periode=2026..2025", "periode"),
        (f"{LISTING}?status=laat&teLaat=misschien", "teLaat"),
        (f"{SAMENVATTING}?periode=maart", "2026-Q1"),
        (f"{SAMENVATTING}?soort=start", "toegestaan"),
    ],
)
async def test_what_cannot_be_answered_is_refused_in_words(termijnloket: Desk, pad: str, word: str) -> None:
    antwoord = await termijnloket.vraag("GET", pad, REGIO)
    assert antwoord.status == 400
    assert word in antwoord.data.decode()
    assert antwoord.codes
    zoals_beschreven("telTermijnen" if pad.startswith(SAMENVATTING) else "lijstTermijnen", antwoord)


async def test_the_last_day_of_the_calendar_can_be_asked_about(termijnloket: Desk) -> None:
    soon = (await termijnloket.vraag("GET", f"{LISTING}?op=2099-12-31&soort=antwoord-verzoek", REGIO)).json
    assert soon["klokken"][0]["werkdagenTeLaat"] == werkdagen_between(date(2026, 6, 8), date(2099, 12, 31))
    assert (await termijnloket.vraag("GET", f"{SAMENVATTING}?op=2099-12-31", REGIO)).json["eind"] == "2099-12-31"


async def test_a_day_before_that_of_k_is_refused(termijnloket: Desk) -> None:
    k = (await termijnloket.vraag("GET", LISTING, REGIO)).json["k"]
    antwoord = await termijnloket.vraag("GET", f"{LISTING}?k={k}&op=2026-06-08", REGIO)
    assert (antwoord.status, "10 juni 2026" in antwoord.json["detail"]) == (400, True)


async def test_an_operator_counts_what_is_late_by_kind_and_sees_no_party(termijnloket: Desk) -> None:
    regels = (await termijnloket.vraag("GET", "/metrics", REGIO)).data.decode().splitlines()
    late = {regel for regel in regels if regel.startswith("berichtenverkeer_termijnen_te_laat")}
    assert late == {
        f'berichtenverkeer_termijnen_te_laat{{regio="{termijnloket.gateway.regio}",soort="{soort}"}} {count}'
        for soort, count in {
            "antwoord-verzoek": 1,
            "antwoord-wijziging": 0,
            "declaratieantwoord": 0,
            "eindantwoord": 0,
            "retourbericht": 1,
            "tenzij-besluit": 0,
            "tenzij-opgave": 0,
        }.items()
    }


@pytest.mark.parametrize("form", [Termijnklok, Termijnpagina, Tally, Termijnsamenvatting])
def test_what_goes_out_has_the_fields_that_are_described(form: type[msgspec.Struct]) -> None:
    name = "Termijntelling" if form is Tally else form.__name__
    assert [field.encode_name for field in msgspec.structs.fields(form)] == list(SCHEMAS[name]["properties"])
