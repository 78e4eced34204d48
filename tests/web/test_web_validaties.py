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
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.validation.nagekeken import beoordeel
from berichtenverkeer.web.grenzen import Grenzen
from bouwers import grote_jw323, jw301, jw305, jw315, met
from web.loket import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, XML, Antwoord, Loket, open_loket

PAD = "/v1/validaties"
ZIP = {"Content-Type": "application/zip"}
HTML, TEKST = {"Accept": "text/html"}, {"Accept": "text/plain"}
NIVEAUS = ["TRANSPORT", "XSD", "BERICHT", "BERICHTOVERSTIJGEND", "EXTERN"]


def zip_van(**delen: bytes) -> bytes:
    doel = io.BytesIO()
    with zipfile.ZipFile(doel, "w", zipfile.ZIP_DEFLATED) as archief:
        for naam, data in delen.items():
            archief.writestr(f"{naam}.xml", data)
    return doel.getvalue()


async def na(loket: Loket, data: Any, wie: str = AANBIEDER, vraag: str = "", **headers: str) -> Antwoord:
    """The answer to one request; a zip is called so."""
    soort = ZIP if isinstance(data, bytes) and data.startswith(b"PK") else XML
    return await loket.vraag("POST", f"{PAD}{vraag}", wie, data=data, headers={**soort, **headers})


def uitkomsten(antwoord: Antwoord) -> dict[str, str]:
    """Of each file the first letter of what each level said."""
    assert antwoord.status == 200, antwoord.data
    return {
        een["bestand"]: "".join(een["niveaus"][niveau][0] for niveau in NIVEAUS) for een in antwoord.json["bestanden"]
    }


async def _niets_bewaard(loket: Loket) -> bool:
    return await loket.aantal("bericht") == await loket.aantal("weigering") == 0


# --- what comes back ---------------------------------------------------------------------------------------------


async def test_one_bericht_gets_a_whole_report_and_nothing_is_kept(loket: Loket) -> None:
    antwoord = await na(loket, write(jw305()))
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
    assert await _niets_bewaard(loket)


async def test_a_zip_is_looked_at_file_by_file_and_summed_up_by_code(loket: Loket) -> None:
    fout = write(met(jw315(), "Client/Bsn", "999900007"))
    antwoord = await na(loket, zip_van(b=write(jw301()), a=fout, c=fout, kapot=b"<kapot"))
    assert uitkomsten(antwoord) == {"b.xml": "gggoo", "a.xml": "ggfoo", "c.xml": "ggfoo", "kapot.xml": "foooo"}
    codes = {een["code"]: (een["aantalBerichten"], een["aantalPlaatsen"]) for een in antwoord.json["codes"]}
    assert codes == {"CS002": (2, 2), "TRANSPORT-AFGEKAPT": (1, 1)}
    assert (antwoord.json["aantalBestanden"], antwoord.json["aantalGeldig"]) == (4, 1)
    assert await _niets_bewaard(loket)


async def test_a_bericht_that_is_all_wrong_is_still_a_good_request(loket: Loket) -> None:
    for data, code in (
        (b"", "TRANSPORT-LEEG"),
        (b"Geachte heer", "TRANSPORT-GEEN-XML"),
        (b"<!DOCTYPE a><a/>", "TRANSPORT-DTD"),
    ):
        antwoord = await na(loket, data)
        assert (antwoord.status, [een["code"] for een in antwoord.json["codes"]]) == (200, [code])


async def test_hostile_zips_are_refused_in_the_report(loket: Loket) -> None:
    bom = zip_van(a=b" " * 30 * 1024**2)
    veel = zip_van(**{f"n{nummer}": b"<a/>" for nummer in range(501)})
    for data, code in ((bom, "ZIP-VERHOUDING"), (veel, "ZIP-TE-VEEL"), (bom[:-9], "ZIP-KAPOT")):
        antwoord = await na(loket, data)
        (een,) = antwoord.json["bestanden"]
        (bevinding,) = een["bevindingen"]
        assert (bevinding["code"], een["geldig"]) == (code, False)
        assert bevinding["tekst"]
        assert bevinding["actie"]
    nep = await loket.vraag("POST", PAD, AANBIEDER, data=b"<a/>", headers=ZIP)
    assert [een["code"] for een in nep.json["codes"]] == ["ZIP-KAPOT"]


async def test_more_findings_than_the_cap_are_counted_but_not_listed(loket: Loket) -> None:
    fout = write(grote_jw323(1200)).replace(b"ProductTarief>", b"ProductTarieg>")
    antwoord = await na(loket, zip_van(**{f"n{nummer}": fout for nummer in range(8)}))
    bestanden = antwoord.json["bestanden"]
    assert sum(len(een["bevindingen"]) for een in bestanden) <= 5_000 + len(bestanden)
    assert bestanden[-1]["bevindingen"]
    assert bestanden[-1]["weggelaten"] > 900
    geteld = sum(een["aantalPlaatsen"] for een in antwoord.json["codes"])
    assert geteld == sum(len(een["bevindingen"]) + een["weggelaten"] for een in bestanden) > 5_000


# --- its form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aanvaard", "vorm"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/*", "text/html; charset=utf-8"),
        ("text/plain, application/json;q=0.5", "text/plain; charset=utf-8"),
    ],
)
async def test_the_caller_chooses_the_form(loket: Loket, aanvaard: str | None, vorm: str) -> None:
    # The client library says */* itself when nothing is said.
    headers = {} if aanvaard is None else {"Accept": aanvaard}
    antwoord = await na(loket, write(jw305()), **headers)
    assert (antwoord.status, antwoord.headers["Content-Type"]) == (200, vorm)
    assert b"JW305" in antwoord.data


async def test_another_form_is_406_and_says_which_there_are(loket: Loket) -> None:
    antwoord = await na(loket, write(jw305()), Accept="application/pdf")
    assert antwoord.status == 406
    assert "application/json, text/html of text/plain" in antwoord.json["detail"]


async def test_page_and_text_hold_no_markup_of_the_sender(loket: Loket) -> None:
    boos = zip_van(**{"<script>x": b"<a/>", "\u202e\x1b[31m": b"<a/>"})
    pagina = await na(loket, boos, **HTML)
    assert b"<script>" not in pagina.data
    assert b"&lt;script&gt;x.xml" in pagina.data
    tekst = (await na(loket, boos, **TEKST)).data.decode()
    assert "??[31m.xml: ongeldig" in tekst


# --- with History ------------------------------------------------------------------------------------------------


async def test_with_historie_all_levels_are_judged_and_nothing_is_kept(loket: Loket) -> None:
    await loket.stuur(jw301(), GEMEENTE)
    berichten = await loket.aantal("bericht")
    gebruikt = write(met(jw301(), "Client/Bsn", "999900018"))
    antwoord = await na(loket, zip_van(gelijk=write(jw301()), gebruikt=gebruikt), GEMEENTE, "?historie=ja")
    assert uitkomsten(antwoord) == {"gelijk.xml": "ggggg", "gebruikt.xml": "gggfg"}
    assert antwoord.json["historie"] is True
    gelijk, anders = antwoord.json["bestanden"]
    assert [een["code"] for een in gelijk["signalen"]] == ["SIGNAAL-AL-ONTVANGEN"]
    assert [een["code"] for een in anders["bevindingen"]] == ["TR056"]
    assert await loket.aantal("bericht") == berichten
    assert await loket.aantal("weigering") == 0
    zonder = await na(loket, gebruikt, GEMEENTE, "?historie=nee")
    assert uitkomsten(zonder) == {"bericht.xml": "gggoo"}


@pytest.mark.parametrize(
    ("wie", "code"),
    [(ANDERE_AANBIEDER, "NIET-DE-AFZENDER"), (GEMEENTE, "VERKEERDE-RICHTING"), (REGIO, "VERKEERDE-RICHTING")],
)
async def test_of_a_bericht_of_another_only_the_bericht_itself_is_judged(loket: Loket, wie: str, code: str) -> None:
    antwoord = await na(loket, write(jw305()), wie, "?historie=ja")
    assert uitkomsten(antwoord) == {"bericht.xml": "gggoo"}
    (een,) = antwoord.json["bestanden"]
    assert (een["geldig"], een["reden"]["code"]) == (True, code)
    assert een["reden"]["actie"]
    assert await _niets_bewaard(loket)


async def test_what_another_party_sent_before_cannot_be_found_out(loket: Loket) -> None:
    """Whether a bericht of another is known here looks the same as when it is not."""
    voor = await na(loket, write(jw305()), ANDERE_AANBIEDER, "?historie=ja")
    await loket.stuur(jw301(), GEMEENTE)
    await loket.stuur(jw305(), AANBIEDER)
    assert (await na(loket, write(jw305()), ANDERE_AANBIEDER, "?historie=ja")).json == voor.json


async def test_a_receiver_that_is_not_connected_is_a_fault_found_in_the_register(loket: Loket) -> None:
    antwoord = await na(loket, write(met(jw305(), "Header/Ontvanger", "0014")), AANBIEDER, "?historie=ja")
    assert uitkomsten(antwoord) == {"bericht.xml": "gggof"}
    assert [een["code"] for een in antwoord.json["codes"]] == ["ONTVANGER-ONBEKEND"]


@pytest.mark.parametrize("vraag", ["?historie=", "?historie=JA", "?historie=ja&historie=nee", "?proef=ja"])
async def test_another_query_is_400(loket: Loket, vraag: str) -> None:
    assert (await na(loket, write(jw305()), AANBIEDER, vraag)).codes == ["VERZOEK-PARAMETER"]


# --- what is taken -----------------------------------------------------------------------------------------------


async def test_another_body_is_415_and_a_packed_one_is_unpacked(loket: Loket) -> None:
    for soort in ("text/plain", "multipart/form-data; boundary=x", "application/gzip", "application/zipper"):
        antwoord = await loket.vraag("POST", PAD, AANBIEDER, data=b"<a/>", headers={"Content-Type": soort})
        assert (antwoord.status, antwoord.codes) == (415, ["TRANSPORT-MEDIATYPE"])
        assert antwoord.headers["Accept-Post"] == "application/xml, text/xml, application/zip, application/octet-stream"
    ingepakt = {**XML, "Content-Encoding": "gzip"}
    goed = await loket.vraag("POST", PAD, AANBIEDER, data=gzip.compress(write(jw305())), headers=ingepakt)
    assert uitkomsten(goed) == {"bericht.xml": "gggoo"}
    kapot = await loket.vraag("POST", PAD, AANBIEDER, data=b"geen gzip", headers=ingepakt)
    assert kapot.status == 400
    assert await _niets_bewaard(loket)


async def test_a_body_over_the_limit_is_413_however_it_comes(instellingen: Instellingen) -> None:
    async def stroom() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 1000

    async with open_loket(instellingen, Grenzen(max_bytes=4000)) as loket:
        for data, headers in ((b" " * 4001, XML), (b" " * 4001, ZIP), (stroom(), ZIP)):
            antwoord = await loket.vraag("POST", PAD, AANBIEDER, data=data, headers=headers)
            assert (antwoord.status, antwoord.codes) == (413, ["TRANSPORT-TE-GROOT"])
        assert await _niets_bewaard(loket)


async def test_a_second_at_once_is_429_and_one_too_many_for_the_process_503(
    instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> None:
    klaar = threading.Event()

    def wachtend(*wat: Any) -> Any:
        assert klaar.wait(30)
        return beoordeel(*wat)

    monkeypatch.setattr("berichtenverkeer.web.validaties.beoordeel", wachtend)
    async with open_loket(instellingen, Grenzen(validaties=1)) as loket:
        await loket.token(AANBIEDER)
        eerste = asyncio.create_task(na(loket, b"<a/>"))
        await asyncio.sleep(0.1)
        zelf, ander = await na(loket, b"<a/>"), await na(loket, b"<a/>", GEMEENTE)
        assert (await loket.stuur(jw301(), GEMEENTE)).status == 201  # receiving does not wait for it
        klaar.set()
        assert (await eerste).status == 200
        assert [(een.status, een.headers["Retry-After"]) for een in (zelf, ander)] == [(429, "5"), (503, "5")]
        assert (await na(loket, b"<a/>")).status == (await na(loket, b"<a/>", GEMEENTE)).status == 200


async def test_who_sends_slowly_takes_no_place(instellingen: Instellingen) -> None:
    async def traag() -> AsyncIterator[bytes]:
        yield b"<"
        await klaar.wait()
        yield b"a/>"

    klaar = asyncio.Event()
    async with open_loket(instellingen, Grenzen(validaties=1)) as loket:
        await loket.token(AANBIEDER)
        traagste = [asyncio.create_task(na(loket, traag())) for _ in range(3)]
        await asyncio.sleep(0.1)
        assert [(await na(loket, b"<a/>", wie)).status for wie in (AANBIEDER, GEMEENTE)] == [200, 200]
        klaar.set()
        assert {(await een).status for een in traagste} <= {200, 429, 503}


async def test_the_place_is_free_again_after_any_refusal(instellingen: Instellingen) -> None:
    async with open_loket(instellingen, Grenzen(validaties=1, max_bytes=4000)) as loket:
        assert (await na(loket, b" " * 5000)).status == 413
        tekst = {"Content-Type": "text/plain"}
        assert (await loket.vraag("POST", PAD, AANBIEDER, data=b"x", headers=tekst)).status == 415
        assert (await na(loket, b"<a/>", AANBIEDER, "?x=1")).status == 400
        assert (await na(loket, b"<a/>")).status == 200


async def test_looking_happens_outside_the_event_loop(loket: Loket, monkeypatch: pytest.MonkeyPatch) -> None:
    lus_draad = asyncio.get_running_loop()
    draden: list[bool] = []

    def gemeten(*wat: Any) -> Any:
        try:
            draden.append(asyncio.get_running_loop() is lus_draad)
        except RuntimeError:
            draden.append(False)
        return beoordeel(*wat)

    monkeypatch.setattr("berichtenverkeer.web.validaties.beoordeel", gemeten)
    assert (await na(loket, zip_van(a=write(jw305()), b=b"<a/>"))).status == 200
    assert draden == [False, False]


async def test_nothing_of_the_berichten_or_their_names_is_logged(loket: Loket, log: io.StringIO) -> None:
    data = zip_van(**{"999900006 van den Berg": write(jw305()), "b": write(met(jw315(), "Client/Bsn", "999900007"))})
    await na(loket, data, AANBIEDER, "?historie=ja")
    await na(loket, data[:-7])
    await loket.vraag("POST", PAD, AANBIEDER, data=data)
    tekst = log.getvalue()
    assert tekst.count(PAD) >= 3
    assert not [woord for woord in ("9999", "Berg", "<", ".xml") if woord in tekst]
