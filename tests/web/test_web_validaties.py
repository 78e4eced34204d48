# SPDX-License-Identifier: EUPL-1.2
"""POST /v1/validaties: looked at, told everything, kept nothing."""

import asyncio
import gzip
import io
import threading
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.validation.nagekeken import judge
from berichtenverkeer.web.limits import Limits
from bouwers import grote_jw323, jw301, jw305, jw315, with_
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, XML, Antwoord, Desk, open_loket

PAD = "/v1/validaties"
ZIP = {"Content-Type": "application/zip"}
HTML, TEXT = {"Accept": "text/html"}, {"Accept": "text/plain"}
NIVEAUS = ["TRANSPORT", "XSD", "BERICHT", "BERICHTOVERSTIJGEND", "EXTERN"]


def zip_van(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"{name}.xml", data)
    return target.getvalue()


async def na(desk: Desk, data: Any, who: str = AANBIEDER, question: str = "", **headers: str) -> Antwoord:
    """The answer to one request; a zip is called so."""
    soort = ZIP if isinstance(data, bytes) and data.startswith(b"PK") else XML
    return await desk.vraag("POST", f"{PAD}{question}", who, data=data, headers={**soort, **headers})


def uitkomsten(antwoord: Antwoord) -> dict[str, str]:
    """Of each file the first letter of what each level said."""
    assert antwoord.status == 200, antwoord.data
    return {
        one["bestand"]: "".join(one["niveaus"][niveau][0] for niveau in NIVEAUS) for one in antwoord.json["bestanden"]
    }


async def _niets_bewaard(desk: Desk) -> bool:
    return await desk.count("bericht") == await desk.count("weigering") == 0


# --- what comes back ---------------------------------------------------------------------------------------------


async def test_one_bericht_gets_a_whole_report_and_nothing_is_kept(desk: Desk) -> None:
    antwoord = await na(desk, write(jw305()))
    assert antwoord.status == 200
    assert antwoord.json == {
        "historie": False,
        "aantalBestanden": 1,
        "aantalGeldig": 1,
        "codes": [],
        "bestanden": [
            {
                "bestand": "bericht.xml",
                "berichtsoort": "JW305",
                "geldig": True,
                "niveaus": dict(zip(NIVEAUS, ["goed"] * 3 + ["overgeslagen"] * 2, strict=True)),
                "bevindingen": [],
                "signalen": [],
                "reden": None,
                "weggelaten": 0,
            }
        ],
    }
    assert await _niets_bewaard(desk)


async def test_a_zip_is_looked_at_file_by_file_and_summed_up_by_code(desk: Desk) -> None:
    fault = write(with_(jw315(), "Client/Bsn", "999900007"))
    antwoord = await na(desk, zip_van(b=write(jw301()), a=fault, c=fault, kapot=b"<kapot"))
    assert uitkomsten(antwoord) == {"b.xml": "gggoo", "a.xml": "ggfoo", "c.xml": "ggfoo", "kapot.xml": "foooo"}
    codes = {one["code"]: (one["aantalBerichten"], one["aantalPlaatsen"]) for one in antwoord.json["codes"]}
    assert codes == {"CS002": (2, 2), "TRANSPORT-AFGEKAPT": (1, 1)}
    assert (antwoord.json["aantalBestanden"], antwoord.json["aantalGeldig"]) == (4, 1)
    assert await _niets_bewaard(desk)


async def test_a_bericht_that_is_all_wrong_is_still_a_good_request(desk: Desk) -> None:
    for data, code in (
        (b"", "TRANSPORT-LEEG"),
        (b"Geachte heer", "TRANSPORT-GEEN-XML"),
        (b"<!DOCTYPE a><a/>", "TRANSPORT-DTD"),
    ):
        antwoord = await na(desk, data)
        assert (antwoord.status, [one["code"] for one in antwoord.json["codes"]]) == (200, [code])


async def test_hostile_zips_are_refused_in_the_report(desk: Desk) -> None:
    bom = zip_van(a=b" " * 30 * 1024**2)
    veel = zip_van(**{f"n{number}": b"<a/>" for number in range(501)})
    for data, code in ((bom, "ZIP-VERHOUDING"), (veel, "ZIP-TE-VEEL"), (bom[:-9], "ZIP-KAPOT")):
        antwoord = await na(desk, data)
        (one,) = antwoord.json["bestanden"]
        (bevinding,) = one["bevindingen"]
        assert (bevinding["code"], one["geldig"]) == (code, False)
        assert bevinding["tekst"]
        assert bevinding["actie"]
    nep = await desk.vraag("POST", PAD, AANBIEDER, data=b"<a/>", headers=ZIP)
    assert [one["code"] for one in nep.json["codes"]] == ["ZIP-KAPOT"]


async def test_more_findings_than_the_cap_are_counted_but_not_listed(desk: Desk) -> None:
    fault = write(grote_jw323(1200)).replace(b"ProductTarief>", b"ProductTarieg>")
    antwoord = await na(desk, zip_van(**{f"n{number}": fault for number in range(8)}))
    files = antwoord.json["bestanden"]
    assert sum(len(one["bevindingen"]) for one in files) <= 5_000 + len(files)
    assert files[-1]["bevindingen"]
    assert files[-1]["weggelaten"] > 900
    counted = sum(one["aantalPlaatsen"] for one in antwoord.json["codes"])
    assert counted == sum(len(one["bevindingen"]) + one["weggelaten"] for one in files) > 5_000


# --- its form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/*", "text/html; charset=utf-8"),
        ("text/plain, application/json;q=0.5", "text/plain; charset=utf-8"),
    ],
)
async def test_the_caller_chooses_the_form(desk: Desk, accepted: str | None, form: str) -> None:
    # The client library says */* itself when nothing is said.
    headers = {} if accepted is None else {"Accept": accepted}
    antwoord = await na(desk, write(jw305()), **headers)
    assert (antwoord.status, antwoord.headers["Content-Type"]) == (200, form)
    assert b"JW305" in antwoord.data


async def test_another_form_is_406_and_says_which_there_are(desk: Desk) -> None:
    antwoord = await na(desk, write(jw305()), Accept="application/pdf")
    assert antwoord.status == 406
    assert "application/json, text/html of text/plain" in antwoord.json["detail"]


async def test_page_and_text_hold_no_markup_of_the_sender(desk: Desk) -> None:
    boos = zip_van(**{"<script>x": b"<a/>", "\u202e\x1b[31m": b"<a/>"})
    page = await na(desk, boos, **HTML)
    assert b"<script>" not in page.data
    assert b"&lt;script&gt;x.xml" in page.data
    text = (await na(desk, boos, **TEXT)).data.decode()
    assert "??[31m.xml: ongeldig" in text


# --- with History ------------------------------------------------------------------------------------------------


async def test_with_historie_all_levels_are_judged_and_nothing_is_kept(desk: Desk) -> None:
    await desk.send(jw301(), GEMEENTE)
    berichten = await desk.count("bericht")
    used = write(with_(jw301(), "Client/Bsn", "999900018"))
    antwoord = await na(desk, zip_van(gelijk=write(jw301()), gebruikt=used), GEMEENTE, "?historie=ja")
    assert uitkomsten(antwoord) == {"gelijk.xml": "ggggg", "gebruikt.xml": "gggfg"}
    assert antwoord.json["historie"] is True
    equal, otherwise = antwoord.json["bestanden"]
    assert [one["code"] for one in equal["signalen"]] == ["SIGNAAL-AL-ONTVANGEN"]
    assert [one["code"] for one in otherwise["bevindingen"]] == ["TR056"]
    assert await desk.count("bericht") == berichten
    assert await desk.count("weigering") == 0
    without = await na(desk, used, GEMEENTE, "?historie=nee")
    assert uitkomsten(without) == {"bericht.xml": "gggoo"}


@pytest.mark.parametrize(
    ("who", "code"),
    [(ANDERE_AANBIEDER, "NIET-DE-AFZENDER"), (GEMEENTE, "VERKEERDE-RICHTING"), (REGIO, "VERKEERDE-RICHTING")],
)
async def test_of_a_bericht_of_another_only_the_bericht_itself_is_judged(desk: Desk, who: str, code: str) -> None:
    antwoord = await na(desk, write(jw305()), who, "?historie=ja")
    assert uitkomsten(antwoord) == {"bericht.xml": "gggoo"}
    (one,) = antwoord.json["bestanden"]
    assert (one["geldig"], one["reden"]["code"]) == (True, code)
    assert one["reden"]["actie"]
    assert await _niets_bewaard(desk)


async def test_what_another_party_sent_before_cannot_be_found_out(desk: Desk) -> None:
    """Whether a bericht of another is known here looks the same as when it is not."""
    before = await na(desk, write(jw305()), ANDERE_AANBIEDER, "?historie=ja")
    await desk.send(jw301(), GEMEENTE)
    await desk.send(jw305(), AANBIEDER)
    assert (await na(desk, write(jw305()), ANDERE_AANBIEDER, "?historie=ja")).json == before.json


async def test_a_receiver_that_is_not_connected_is_a_fault_found_in_the_register(desk: Desk) -> None:
    antwoord = await na(desk, write(with_(jw305(), "Header/Ontvanger", "0014")), AANBIEDER, "?historie=ja")
    assert uitkomsten(antwoord) == {"bericht.xml": "gggof"}
    assert [one["code"] for one in antwoord.json["codes"]] == ["ONTVANGER-ONBEKEND"]


@pytest.mark.parametrize("question", ["?historie=", "?historie=JA", "?historie=ja&historie=nee", "?proef=ja"])
async def test_another_query_is_400(desk: Desk, question: str) -> None:
    assert (await na(desk, write(jw305()), AANBIEDER, question)).codes == ["VERZOEK-PARAMETER"]


# --- what is taken -----------------------------------------------------------------------------------------------


async def test_another_body_is_415_and_a_packed_one_is_unpacked(desk: Desk) -> None:
    for soort in ("text/plain", "multipart/form-data; boundary=x", "application/gzip", "application/zipper"):
        antwoord = await desk.vraag("POST", PAD, AANBIEDER, data=b"<a/>", headers={"Content-Type": soort})
        assert (antwoord.status, antwoord.codes) == (415, ["TRANSPORT-MEDIATYPE"])
        assert antwoord.headers["Accept-Post"] == "application/xml, text/xml, application/zip, application/octet-stream"
    packed = {**XML, "Content-Encoding": "gzip"}
    good = await desk.vraag("POST", PAD, AANBIEDER, data=gzip.compress(write(jw305())), headers=packed)
    assert uitkomsten(good) == {"bericht.xml": "gggoo"}
    kapot = await desk.vraag("POST", PAD, AANBIEDER, data=b"geen gzip", headers=packed)
    assert kapot.status == 400
    assert await _niets_bewaard(desk)


async def test_a_body_over_the_limit_is_413_however_it_comes(config: Settings) -> None:
    async def stroom() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 1000

    async with open_loket(config, Limits(max_bytes=4000)) as desk:
        for data, headers in ((b" " * 4001, XML), (b" " * 4001, ZIP), (stroom(), ZIP)):
            antwoord = await desk.vraag("POST", PAD, AANBIEDER, data=data, headers=headers)
            assert (antwoord.status, antwoord.codes) == (413, ["TRANSPORT-TE-GROOT"])
        assert await _niets_bewaard(desk)


async def test_a_second_at_once_is_429_and_one_too_many_for_the_process_503(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ready = threading.Event(), threading.Event()

    def waiting(*what: Any) -> Any:
        begun.set()
        assert ready.wait(30)
        return judge(*what)

    monkeypatch.setattr("berichtenverkeer.gateway.checking.judge", waiting)
    async with open_loket(config, Limits(validaties=1)) as desk:
        await desk.token(AANBIEDER)
        first = asyncio.create_task(na(desk, b"<a/>"))
        assert await asyncio.to_thread(begun.wait, 30)
        himself, other = await na(desk, b"<a/>"), await na(desk, b"<a/>", GEMEENTE)
        assert (await desk.send(jw301(), GEMEENTE)).status == 201  # receiving does not wait for it
        ready.set()
        assert (await first).status == 200
        assert [(one.status, one.headers["Retry-After"]) for one in (himself, other)] == [(429, "5"), (503, "5")]
        assert (await na(desk, b"<a/>")).status == (await na(desk, b"<a/>", GEMEENTE)).status == 200


async def test_who_sends_slowly_takes_no_place(config: Settings) -> None:
    async def traag() -> AsyncIterator[bytes]:
        yield b"<"
        await ready.wait()
        yield b"a/>"

    ready = asyncio.Event()
    async with open_loket(config, Limits(validaties=1)) as desk:
        await desk.token(AANBIEDER)
        traagste = [asyncio.create_task(na(desk, traag())) for _ in range(3)]
        await asyncio.sleep(0.1)
        assert [(await na(desk, b"<a/>", who)).status for who in (AANBIEDER, GEMEENTE)] == [200, 200]
        ready.set()
        assert {(await one).status for one in traagste} <= {200, 429, 503}


async def test_the_place_is_free_again_after_any_refusal(config: Settings) -> None:
    async with open_loket(config, Limits(validaties=1, max_bytes=4000)) as desk:
        assert (await na(desk, b" " * 5000)).status == 413
        text = {"Content-Type": "text/plain"}
        assert (await desk.vraag("POST", PAD, AANBIEDER, data=b"x", headers=text)).status == 415
        assert (await na(desk, b"<a/>", AANBIEDER, "?x=1")).status == 400
        assert (await na(desk, b"<a/>")).status == 200


async def test_looking_happens_outside_the_event_loop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lus_draad = asyncio.get_running_loop()
    draden: list[bool] = []

    def measured(*what: Any) -> Any:
        try:
            draden.append(asyncio.get_running_loop() is lus_draad)
        except RuntimeError:
            draden.append(False)
        return judge(*what)

    monkeypatch.setattr("berichtenverkeer.gateway.checking.judge", measured)
    assert (await na(desk, zip_van(a=write(jw305()), b=b"<a/>"))).status == 200
    assert draden == [False, False]


async def test_nothing_of_the_berichten_or_their_names_is_logged(desk: Desk, log: io.StringIO) -> None:
    data = zip_van(**{"999900006 van den Berg": write(jw305()), "b": write(with_(jw315(), "Client/Bsn", "999900007"))})
    await na(desk, data, AANBIEDER, "?historie=ja")
    await na(desk, data[:-7])
    await desk.vraag("POST", PAD, AANBIEDER, data=data)
    text = log.getvalue()
    assert text.count(PAD) >= 3
    assert not [word for word in ("9999", "Berg", "<", ".xml") if word in text]
