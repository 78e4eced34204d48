# SPDX-License-Identifier: EUPL-1.2
"""Clocks over HTTP: both sides see them and nobody else, page by page, and the same again at the same K."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.werkdagen import werkdagen_tussen
from berichtenverkeer.gateway.termijnen import Termijnsamenvatting
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.termijnen.klokken import Termijnklok
from berichtenverkeer.termijnen.samenvatting import Telling
from berichtenverkeer.web.schemas import SCHEMAS
from berichtenverkeer.web.termijnen import Termijnpagina
from bouwers import jw301, jw305, jw307, jw315, jw319, met
from gatewaybouw import BEGIN
from web.loket import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Loket, open_loket
from web.test_web_afspraken import zoals_beschreven

LIJST, SAMENVATTING = "/v1/termijnen", "/v1/termijnen/samenvatting"
PARTIJEN = [
    Partij(soort="gemeente", code=GEMEENTE, naam="Automatisch", geldig_van=BEGIN),
    Partij(soort="gemeente", code=ANDERE_GEMEENTE, naam="Een ander", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=AANBIEDER, naam="Zelf", retour="zelf", geldig_van=BEGIN),
    Partij(soort="aanbieder", code=ANDERE_AANBIEDER, naam="Een ander", geldig_van=BEGIN),
    Partij(soort="regio", code=REGIO, naam="De regio", geldig_van=BEGIN),
]


@pytest.fixture
async def termijnloket(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """One youth. The aanbieder answers himself and has not done so; a request for another youth waits since 1 June."""
    async with open_loket(instellingen, partijen=PARTIJEN) as loket:
        verhaal: list[tuple[date, Any, str]] = [
            (date(2026, 6, 1), jw301(), GEMEENTE),
            (date(2026, 6, 1), met(jw315(), "Client/Bsn", "999900018"), AANBIEDER),
            (date(2026, 6, 8), jw305(), AANBIEDER),
            (date(2026, 6, 9), jw307(), AANBIEDER),
        ]
        for wanneer, bericht, wie in verhaal:
            loket.klok.zet(wanneer)
            gedagtekend = met(bericht, "Header/BerichtIdentificatie/Dagtekening", wanneer)
            antwoord = await loket.stuur(gedagtekend, wie)
            assert antwoord.json["oordeel"] in ("goedgekeurd", "voorlopig"), antwoord.json["bevindingen"]
            await leg_watermerk_vast(loket.gateway.database, loket.gateway.regio, loket.klok())
        loket.klok.zet(date(2026, 6, 10))
        yield loket


async def soorten(loket: Loket, wie: str, vraag: str = "") -> list[str]:
    antwoord = await loket.vraag("GET", f"{LIJST}{vraag}", wie)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven("lijstTermijnen", antwoord)
    return [een["soort"] for een in antwoord.json["klokken"]]


ALLES = ["stop", "retourbericht", "antwoord-verzoek", "start"]
"""By deadline: 17 April, 4 June, and twice 8 June: five working days after 1 June."""


async def test_both_sides_see_a_clock_and_no_other_party_does(termijnloket: Loket) -> None:
    for wie in (AANBIEDER, GEMEENTE, REGIO):
        assert await soorten(termijnloket, wie) == ALLES
    for wie in (ANDERE_AANBIEDER, ANDERE_GEMEENTE):
        assert await soorten(termijnloket, wie) == []
        assert await soorten(termijnloket, wie, f"?partij={GEMEENTE}&wederpartij={AANBIEDER}") == []
        antwoord = await termijnloket.vraag("GET", SAMENVATTING, wie)
        assert antwoord.json["tellingen"] == []
    assert (await termijnloket.vraag("GET", LIJST)).status == 401


@pytest.mark.parametrize(
    ("vraag", "verwacht"),
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
async def test_a_list_can_be_narrowed(termijnloket: Loket, vraag: str, verwacht: list[str]) -> None:
    assert await soorten(termijnloket, REGIO, vraag) == verwacht


async def test_a_clock_says_what_is_owed_and_how_late_it_is(termijnloket: Loket) -> None:
    (klok,) = (await termijnloket.vraag("GET", f"{LIJST}?soort=antwoord-verzoek", AANBIEDER)).json["klokken"]
    assert len(klok.pop("client")) == 10
    assert klok.pop("bericht")
    assert klok == {
        "soort": "antwoord-verzoek",
        "partij": GEMEENTE,
        "wederpartij": AANBIEDER,
        "sleutel": "verzoek/VOT1",
        "draad": f"verzoek/{AANBIEDER}/VOT1",
        "regels": ["OP274"],
        "termijn": "5 werkdagen",
        "isSignaal": False,
        "van": "2026-06-01",
        "deadline": "2026-06-08",
        "voldaanOp": None,
        "werkdagen": 7,
        "werkdagenTeLaat": 2,
    }


def _sleutels(takken: list[Any]) -> set[str]:
    return {tak["sleutel"] for tak in takken}.union(*(_sleutels(tak["takken"]) for tak in takken))


async def test_a_clock_names_the_bericht_that_it_hangs_on_and_the_key_of_its_thread(termijnloket: Loket) -> None:
    onderzoek = met(jw319(), "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 10))
    antwoord = await termijnloket.stuur(met(onderzoek, "Antwoord/ReferentieAanbieder", "VOT1"), GEMEENTE)
    soorten_ = {"start": "JW305", "stop": "JW307", "antwoord-verzoek": "JW315", "eindantwoord": "JW315"}
    for wie in (AANBIEDER, GEMEENTE):
        klokken = (await termijnloket.vraag("GET", LIJST, wie)).json["klokken"]
        assert {een["soort"] for een in klokken} >= {"start", "stop", "antwoord-verzoek", "retourbericht"}
        for een in klokken:
            adres = f"/v1/berichten/{een['bericht']}"
            bericht = (await termijnloket.vraag("GET", adres, wie)).json["bericht"]
            assert bericht["berichtsoort"] == soorten_.get(een["soort"], een["sleutel"].split("/")[0]), een
            draad = (await termijnloket.vraag("GET", f"{adres}/draad", wie)).json
            assert een["draad"] in _sleutels(draad["takken"]), (een, draad)
    assert antwoord.status == 201


async def test_pages_follow_each_other_at_one_k_on_one_day(termijnloket: Loket) -> None:
    pad: str | None = f"{LIJST}?limit=1&teLaat=ja"
    gezien = []
    while pad is not None:
        pagina = (await termijnloket.vraag("GET", pad, REGIO)).json
        gezien += [een["soort"] for een in pagina["klokken"]]
        pad = pagina["volgende"]
        if pad is not None:
            vraag = parse_qs(urlsplit(pad).query)
            assert (vraag["k"], vraag["op"], vraag["teLaat"]) == ([str(pagina["k"])], ["2026-06-10"], ["ja"])
    assert gezien == ALLES[:3]


async def test_the_same_k_and_day_give_the_same_answer_for_ever(termijnloket: Loket) -> None:
    for pad in (LIJST, SAMENVATTING):
        eerst = await termijnloket.vraag("GET", pad, REGIO)
        vraag = f"?k={eerst.json['k']}&op={eerst.json['op']}"
        stop_weg = met(jw307(), "Client/StopProducten/StopProduct/StatusAanlevering", "3")
        nieuw = met(stop_weg, "Header/BerichtIdentificatie/Identificatie", f"N{len(pad)}")
        await termijnloket.stuur(met(nieuw, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 10)), AANBIEDER)
        assert (await termijnloket.vraag("GET", pad + vraag, REGIO)).data == eerst.data
    assert await soorten(termijnloket, REGIO, "?soort=stop") == []


async def test_a_day_asks_what_was_known_then_and_a_day_to_come_what_will_be_late(termijnloket: Loket) -> None:
    assert await soorten(termijnloket, REGIO, "?op=2026-06-02") == ["retourbericht", "antwoord-verzoek"]
    assert await soorten(termijnloket, REGIO, "?op=2026-06-08&status=voldaan") == ["start"]
    straks = (await termijnloket.vraag("GET", f"{LIJST}?op=2026-07-01&soort=antwoord-verzoek", REGIO)).json
    assert (straks["op"], straks["klokken"][0]["werkdagenTeLaat"]) == ("2026-07-01", 17)


async def test_a_summary_says_how_many_and_which_share_was_in_time(termijnloket: Loket) -> None:
    antwoord = await termijnloket.vraag("GET", f"{SAMENVATTING}?periode=2026-06", GEMEENTE)
    zoals_beschreven("telTermijnen", antwoord)
    tellingen = {een["soort"]: een for een in antwoord.json["tellingen"]}
    assert {soort: (een["partij"], een["open"], een["openTeLaat"]) for soort, een in tellingen.items()} == {
        "antwoord-verzoek": (GEMEENTE, 1, 1),
        "retourbericht": (AANBIEDER, 1, 1),
        "start": (AANBIEDER, 0, 0),
        "stop": (AANBIEDER, 0, 0),
    }
    assert (tellingen["start"]["procentOpTijd"], tellingen["stop"]["procentOpTijd"]) == (100, 0)
    mei = (await termijnloket.vraag("GET", f"{SAMENVATTING}?periode=2026-05", GEMEENTE)).json["tellingen"]
    assert [een["soort"] for een in mei] == ["antwoord-verzoek", "retourbericht"]


@pytest.mark.parametrize(
    ("pad", "woord"),
    [
        (f"{LIJST}?soort=kleur", "stop-verwacht"),
        (f"{LIJST}?op=2026-02-30", "op"),
        (f"{LIJST}?k=9000000000000", "peil"),
        (f"{LIJST}?op=2014-01-01", "peil"),
        (f"{LIJST}?op=9001-02-01", "2099-12-31"),
        (f"{LIJST}?op=9999-12-31", "2099-12-31"),
        (f"{LIJST}?op=0001-01-01", "2000-01-01"),
        (f"{LIJST}?op=1999-12-31", "2000-01-01"),
        (f"{LIJST}?op=2100-01-01", "2099-12-31"),
        (f"{LIJST}?op=2026-W23-1", "2026-01-31"),
        (f"{LIJST}?deadlineVan=9999-12-31", "deadlineVan"),
        (f"{LIJST}?partij=Jansen", "vier cijfers"),
        (f"{SAMENVATTING}?op=9999-12-31", "2099-12-31"),
        (f"{SAMENVATTING}?periode=2026..2025", "periode"),
        (f"{LIJST}?status=laat&teLaat=misschien", "teLaat"),
        (f"{SAMENVATTING}?periode=maart", "2026-Q1"),
        (f"{SAMENVATTING}?soort=start", "toegestaan"),
    ],
)
async def test_what_cannot_be_answered_is_refused_in_words(termijnloket: Loket, pad: str, woord: str) -> None:
    antwoord = await termijnloket.vraag("GET", pad, REGIO)
    assert antwoord.status == 400
    assert woord in antwoord.data.decode()
    assert antwoord.codes
    zoals_beschreven("telTermijnen" if pad.startswith(SAMENVATTING) else "lijstTermijnen", antwoord)


async def test_the_last_day_of_the_calendar_can_be_asked_about(termijnloket: Loket) -> None:
    straks = (await termijnloket.vraag("GET", f"{LIJST}?op=2099-12-31&soort=antwoord-verzoek", REGIO)).json
    assert straks["klokken"][0]["werkdagenTeLaat"] == werkdagen_tussen(date(2026, 6, 8), date(2099, 12, 31))
    assert (await termijnloket.vraag("GET", f"{SAMENVATTING}?op=2099-12-31", REGIO)).json["eind"] == "2099-12-31"


async def test_a_day_before_that_of_k_is_refused(termijnloket: Loket) -> None:
    k = (await termijnloket.vraag("GET", LIJST, REGIO)).json["k"]
    antwoord = await termijnloket.vraag("GET", f"{LIJST}?k={k}&op=2026-06-08", REGIO)
    assert (antwoord.status, "2026-06-10" in antwoord.json["detail"]) == (400, True)


async def test_an_operator_counts_what_is_late_by_kind_and_sees_no_party(termijnloket: Loket) -> None:
    regels = (await termijnloket.vraag("GET", "/metrics", REGIO)).data.decode().splitlines()
    laat = {regel for regel in regels if regel.startswith("berichtenverkeer_termijnen_te_laat")}
    assert laat == {
        f'berichtenverkeer_termijnen_te_laat{{regio="{termijnloket.gateway.regio}",soort="{soort}"}} {aantal}'
        for soort, aantal in {
            "antwoord-verzoek": 1,
            "antwoord-wijziging": 0,
            "declaratieantwoord": 0,
            "eindantwoord": 0,
            "retourbericht": 1,
        }.items()
    }


@pytest.mark.parametrize("vorm", [Termijnklok, Termijnpagina, Telling, Termijnsamenvatting])
def test_what_goes_out_has_the_fields_that_are_described(vorm: type[msgspec.Struct]) -> None:
    naam = "Termijntelling" if vorm is Telling else vorm.__name__
    assert [veld.encode_name for veld in msgspec.structs.fields(vorm)] == list(SCHEMAS[naam]["properties"])
