# SPDX-License-Identifier: EUPL-1.2
"""Every report is a page: what is asked, what is shown, what is behind a number, and only what is one's own."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import pytest_asyncio

from bellers import as_, as_person
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.inzage import InzageAsked
from berichtenverkeer.gateway.rights import NoRight, zicht_of_report
from berichtenverkeer.rapporten.catalogue import REPORTS, THEMES
from berichtenverkeer.register.rows import Gebied, Gemeente
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305, jw307
from gatewaybouw import BEGIN, received
from pagesbouw import Client, Seen, Site, a_night_passes, open_site

HOSTILE = '"><script>alert(1)</script>'


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def region(config_of_file: Settings) -> AsyncIterator[Site]:
    """One youth who had care from 3 to 10 April 2026."""
    rows: dict[str, Any] = {
        "gebieden": [Gebied(gebied="hart", naam=HOSTILE, geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
    }
    async with open_site(config_of_file, **rows) as site:
        for bericht, who in ((jw301(), GEMEENTE), (jw305(), AANBIEDER), (jw307(), AANBIEDER)):
            await received(site.gateway, bericht, who)
        yield site


def _to(seen: Seen, part: str) -> list[str]:
    """The links of a page to a part of its report, as they stand in it."""
    return [unescape(one) for one in re.findall(rf'(?:href|src)="(/rapporten/\w+{part}[?"][^"]*)', seen.html)]


async def test_who_may_ask_a_report_has_its_page_and_no_one_else(region: Site) -> None:
    for who, code in (("lezer.regio", "REGIO"), ("lezer.gemeente", GEMEENTE), ("lezer.aanbieder", AANBIEDER)):
        client = await region.client_of(who)
        listed = (await client.get("/rapporten")).links
        for report in REPORTS.values():
            try:
                zicht_of_report(as_(region.gateway, code), report)
                may = True
            except NoRight:
                may = False
            assert (f"/rapporten/{report.code}" in listed) is may, (who, report.code)
            if not may:
                for page in ("", "/achter", "/herziening", "/bestand", f"/grafiek/{report.tables[0].name}"):
                    assert (await client.get(f"/rapporten/{report.code}{page}?periode=2026-04")).status == 403
    assert (await client.get("/rapporten/bestaat-niet")).status == 404
    for address in ("/rapporten", "/rapporten/stromen", "/rapporten/stromen/achter"):
        assert (await region.get(address)).status == 303
    assert [one.code for reports in THEMES.values() for one in reports] == list(REPORTS)


async def test_every_report_is_shown_with_its_tables_and_says_on_what_it_rests(region: Site) -> None:
    client = await region.client_of("lezer.regio")
    for report in REPORTS.values():
        seen = await client.get(f"/rapporten/{report.code}?periode=2026-04")
        assert (seen.status, seen.heading) == (200, report.question), report.code
        assert all(table.title in seen.text for table in report.tables), report.code
        assert "Zoals bekend op 1 juni 2026, positie" in seen.text
        assert len(_to(seen, "/grafiek/[a-z0-9_]+")) == len(report.charts)
        assert "<script>alert" not in seen.html


async def _april(client: Client) -> Seen:
    return await client.get("/rapporten/jeugdigen?periode=2026-04&per=gebied")


async def test_a_number_leads_to_its_youths_and_berichten_at_the_same_k(region: Site) -> None:
    client = await region.client_of("lezer.regio")
    shown = await _april(client)
    peil = dict(re.findall(r"[?&](k|dagK)=([^&]+)", _to(shown, "/achter")[0]))
    of_youths = next(one for one in _to(shown, "/achter") if "kolom=jeugdigen" in one and "niveau=totaal" in one)
    behind = await client.get(of_youths)
    assert behind.status == 200
    assert "Jeugdigen" in behind.text
    # Who reads figures sees whom a number counts and opens nobody; who may open a youth is led there.
    manager = await (await region.client_of("contractmanager.regio")).get(of_youths)
    log = await region.gateway.inzage.listing(as_person(region.gateway, "controleur.regio"), InzageAsked(bsn=BSN))
    looks = [(one.persoon, one.page) for one in log.rows if one.waarom == "rapportages.behind"]
    assert looks == [(who, "/rapporten/{code}/achter") for who in ("contractmanager.regio", "lezer.regio")]
    for seen, may in ((behind, False), (manager, True)):
        assert re.search(r'bv-path"[^>]*>[0-9a-f]{10}</', seen.html)
        youths = [one for one in seen.links if re.fullmatch("/clienten/[0-9a-f]{10}", one)]
        assert len(youths) == may
        berichten = [one for one in seen.links if re.fullmatch(r"/berichten/[0-9a-f-]{36}/draad", one)]
        assert len(berichten) == 2 * may
    assert f"positie {peil['k']} in het grootboek" in behind.text
    (back,) = [one for one in behind.links if one.startswith("/rapporten/jeugdigen?")]
    assert (await client.get(back)).html.count("niveau=totaal") == shown.html.count("niveau=totaal")

    # What hides small counts leads to nobody, and a page of another tells nothing.
    hidden = await client.get("/rapporten/jeugdigen?periode=2026-04&kleineAantallen=ja")
    assert not _to(hidden, "/achter")
    assert "&lt; 5" in hidden.html
    other = await region.client_of("lezer.ander")
    assert 'bv-path"' not in (await other.get(of_youths)).html
    assert not _to(await _april(other), "/achter")


async def test_what_changed_since_is_told_with_its_cause(region: Site) -> None:
    client = await region.client_of("lezer.gemeente")
    assert "Er is niets veranderd." in (await client.get("/rapporten/jeugdigen/herziening?sinds=2026-06-01")).text
    mail = await region.gateway.rapportages.peil({})
    since = f"/rapporten/jeugdigen/herziening?periode=2026-04&k={mail.positie - 1}"
    moved = await client.get(since)
    assert moved.status == 200
    empty = await client.get("/rapporten/jeugdigen/herziening")
    assert (empty.status, "Sinds het eind van" in empty.text) == (200, True)
    wrong = await client.get("/rapporten/jeugdigen/herziening?sinds=morgen")
    assert (wrong.status, "Dit moment is niet te lezen" in wrong.text) == (400, True)


async def test_what_is_wrong_in_a_question_stands_at_its_field_with_what_was_filled_in(region: Site) -> None:
    client = await region.client_of("lezer.regio")
    seen = await client.get(f"/rapporten/stromen?periode={HOSTILE}&per=gebied&termijn=-1")
    assert seen.status == 400
    assert 'id="periode-fout"' in seen.html
    assert 'id="termijn-fout"' in seen.html
    assert "<script>alert" not in seen.html
    assert "&lt;script&gt;" in seen.html
    late = await client.get("/rapporten/stromen?periode=2026-12")
    assert (late.status, "Kies een periode die op die dag al voorbij is" in late.text) == (400, True)
    unfilled = await client.get("/rapporten/stromen?periode=&per=&gemeente=")
    assert unfilled.status == 200
    assert 'value="2025-12..2026-05"' in unfilled.html


async def test_charts_and_files_are_those_of_the_page(region: Site) -> None:
    client = await region.client_of("lezer.regio")
    shown = await _april(client)
    (picture,) = _to(shown, "/grafiek/jeugdigen")
    chart = await client.get(picture)
    assert (chart.status, chart.headers["Content-Type"]) == (200, "image/svg+xml")
    files = _to(shown, "/bestand")
    assert len(files) >= 3
    for one in files:
        got = await client.ask("HEAD", one)
        assert got.status == 200
        assert got.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''jeugdigen.")
    table = await client.get(f"/rapporten/jeugdigen?periode=2026-04&tabel=jeugdigen&vanaf={10**30}")
    assert table.status == 200
    assert (await client.get("/rapporten/jeugdigen?periode=2026-04&tabel=geen")).status == 400


async def test_the_first_page_has_eight_figures_that_are_those_of_the_report_behind_them(region: Site) -> None:
    await a_night_passes(region)
    for who, own in (("lezer.regio", "plafonds"), ("lezer.gemeente", "besluiten"), ("lezer.aanbieder", "plafonds")):
        client = await region.client_of(who)
        assert "/kerncijfers" in (await client.get("/")).links
        seen = await client.get("/kerncijfers")
        assert (seen.status, seen.html.count('class="bv-card"')) == (200, 8)
        assert "Over mei 2026, met het verloop sinds mei 2025." in seen.text
        assert "Zoals bekend op 1 juni 2026" in seen.text
        assert re.search(r"Instroom 0 Verloop: .* april 2026 1; mei 2026 0", seen.text), who
        assert [one for one in seen.links if one.startswith(f"/rapporten/{own}?")]
        behind = next(one for one in seen.links if one.startswith("/rapporten/stromen?"))
        assert "Zoals bekend op 1 juni 2026" in (await client.get(behind)).text
        first = await client.get("/")  # made once, they stand there at once
        assert first.html.count('class="bv-card"') == 8
        assert "Beweegt nog" not in first.text
    moving = await (await region.client_of("lezer.regio")).get("/kerncijfers?band=ja")
    assert moving.text.count("Hoeveel dit nog beweegt, is niet bekend") == 8, "the ledger is of a day"
    other = await (await region.client_of("lezer.ander")).get("/kerncijfers")
    assert re.search(r"Instroom 0 Verloop: .* april 2026 0; mei 2026 0", other.text)
    assert (await (await region.client_of("controleur.regio")).get("/kerncijfers")).status == 403
    assert "/kerncijfers" not in (await (await region.client_of("controleur.regio")).get("/")).links
