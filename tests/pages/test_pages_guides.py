# SPDX-License-Identifier: EUPL-1.2
"""The handleidingen: each is there for anyone, and names only pages that there are."""

import re
from pathlib import Path

from berichtenverkeer import pages
from berichtenverkeer.core.files import bestand
from berichtenverkeer.pages.guide_texts import GUIDES, guide
from berichtenverkeer.pages.map import PAGES
from berichtenverkeer.rapporten.catalogue import REPORTS
from pagesbouw import Site

FOLDER = bestand("docs/handleiding")
HERE = Path(pages.__path__[0])
SMALL = "< 5"
"""What a report shows of a small number."""


async def test_each_handleiding_is_listed_and_read_by_anyone(site: Site) -> None:
    listed = await site.get("/handleiding")
    for name in GUIDES:
        assert f"/handleiding/{name}" in listed.links
        seen = await site.get(f"/handleiding/{name}")
        assert seen.status == 200
        assert seen.heading in listed.text
        assert seen.html.count("<h2 id=") >= 2
    assert (await site.get("/handleiding/geheim")).status == 404
    assert (await site.get("/handleiding/..%2Fregister")).status == 404


def test_no_handleiding_is_left_out_and_what_they_call_a_page_is_one() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(GUIDES)
    labels = {entry.label for entry in PAGES}
    for path in FOLDER.glob("*.md"):
        named = set(re.findall(r"\*\*([^*]+)\*\*", path.read_text(encoding="utf-8")))
        assert named <= labels, f"{path.name} names {named - labels}"


def test_what_they_call_a_choice_stands_on_a_page() -> None:
    """In italics: a link, a button, a field, or a report by its code."""
    files = (path for kind in ("*.html", "*.py") for path in HERE.rglob(kind))
    shown = "".join([*(path.read_text(encoding="utf-8") for path in files), *REPORTS]).casefold()
    for path in FOLDER.glob("*.md"):
        plain = path.read_text(encoding="utf-8").replace("**", "")
        named = set(re.findall(r"\*([^*]+)\*", plain)) - {SMALL}
        assert not [one for one in named if one.casefold() not in shown], path.name


def test_every_page_says_which_part_of_a_handleiding_explains_it() -> None:
    """Those in the navigation each their own; what is under them has that of the page above."""
    assert not [entry.address for entry in PAGES if entry.section is not None and not entry.help]
    wrong = [
        (entry.address, part)
        for entry in PAGES
        for part in entry.help
        if part.partition("#")[0] not in GUIDES or part.partition("#")[2] not in guide(part.partition("#")[0]).parts
    ]
    assert not wrong


async def test_who_looks_is_led_to_the_handleiding_of_his_rol(site: Site) -> None:
    for who, path, wanted in (
        ("contractmanager", "/", "contractmanager#maandagochtend"),
        ("backoffice.gemeente", "/", "backoffice#wat-wacht-er-op-u"),
        ("lezer.regio", "/", "iedereen#hoe-vindt-u-uw-weg"),
        ("backoffice.aanbieder", "/plafonds", "zonder-software#uw-ruimte"),
        ("backoffice.aanbieder", "/maken/JW315", "zonder-software#starten-en-stoppen"),
    ):
        seen = await (await site.client_of(who)).get(path)
        assert f"/handleiding/{wanted}" in seen.links, (who, path)
        part = await site.get(f"/handleiding/{wanted}")
        assert f'id="{wanted.partition("#")[2]}"' in part.html
    assert "/handleiding/iedereen#er-gaat-iets-mis" in (await site.get("/bestaat-niet")).links
