# SPDX-License-Identifier: EUPL-1.2
"""The handleidingen: each is there for anyone, and names only pages that there are."""

import re

from berichtenverkeer.core.files import bestand
from berichtenverkeer.pages.guides import GUIDES
from berichtenverkeer.pages.map import PAGES
from pagesbouw import Site

FOLDER = bestand("docs/handleiding")


async def test_each_handleiding_is_listed_and_read_by_anyone(site: Site) -> None:
    listed = await site.get("/handleiding")
    for name in GUIDES:
        assert f"/handleiding/{name}" in listed.links
        seen = await site.get(f"/handleiding/{name}")
        assert seen.status == 200
        assert seen.heading in listed.text
        assert seen.html.count("<h2>") >= 2
    assert (await site.get("/handleiding/geheim")).status == 404
    assert (await site.get("/handleiding/..%2Fregister")).status == 404


def test_no_handleiding_is_left_out_and_what_they_call_a_page_is_one() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(GUIDES)
    labels = {entry.label for entry in PAGES}
    for path in FOLDER.glob("*.md"):
        named = set(re.findall(r"\*\*([^*]+)\*\*", path.read_text(encoding="utf-8")))
        assert named <= labels, f"{path.name} names {named - labels}"
