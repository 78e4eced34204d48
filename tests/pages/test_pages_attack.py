# SPDX-License-Identifier: EUPL-1.2
"""All pages of the table attacked: by who may not, without the word of the form, and with texts that are markup."""

import re
from urllib.parse import quote

from berichtenverkeer.gateway.beller import UserRole
from berichtenverkeer.gateway.rights import RIGHTS
from berichtenverkeer.pages.entry import ANYONE, Entry
from berichtenverkeer.pages.map import PAGES
from pagesbouw import USERS, Client, Site

HOSTILE = """"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"""
NOWHERE = "01900000-0000-7000-8000-000000000000"
OF_USE_CASES = [one for one in PAGES if one.right in RIGHTS]


def address_of(entry: Entry, part: str = NOWHERE) -> str:
    """Its address, with the same for whatever varies."""
    return re.sub(r"{\w+[^}]*}", quote(part, safe=""), entry.address)


def may(who: str, entry: Entry) -> bool:
    role, _, soort = who.partition(".")
    return (UserRole(role), soort) in RIGHTS[entry.right]


async def _ask(client: Client, entry: Entry) -> int:
    """The status; HEAD is answered as GET, without the bytes of a file."""
    path = address_of(entry)
    return (await (client.ask("HEAD", path) if entry.method == "GET" else client.post(path, {}))).status


async def test_who_has_no_right_to_a_page_gets_nothing_of_it(site: Site) -> None:
    for who in (one for one in USERS if one.rpartition(".")[2] in ("gemeente", "aanbieder", "regio")):
        client = await site.client_of(who)
        for entry in OF_USE_CASES:
            status = await _ask(client, entry)
            assert (status == 403) is not may(who, entry), (who, entry.method, entry.address, status)
            assert status < 500, (who, entry.address)


async def test_nobody_is_asked_to_log_in_and_comes_back_only_to_us(site: Site) -> None:
    for entry in OF_USE_CASES:
        path = address_of(entry)
        if entry.method == "GET":
            seen = await site.get(path)
            assert (seen.status, seen.headers["Location"]) == (303, f"/inloggen?naar={quote(path)}")
        else:
            assert (await site.post(path, {})).status == 401, path
    client = await site.client_of("lezer.regio")
    for to in ("https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"):
        seen = await client.get(f"/inloggen?naar={quote(to, safe='')}")
        assert (seen.status, seen.headers["Location"]) == (303, "/"), to


async def test_no_act_is_done_without_the_word_of_its_form(site: Site) -> None:
    for entry in (one for one in PAGES if one.method == "POST" and one.right != ANYONE):
        who = next(one for one in USERS if entry.right not in RIGHTS or may(one, entry))
        client = await site.client_of(who)
        other = await site.client_of(who)
        for word in ("", "x" * 43, other.csrf):
            seen = await client.post(address_of(entry), {"csrf": word})
            assert seen.status == 403, (entry.address, seen.status)
        assert (await client.get("/mijn")).status == 200


async def test_no_text_in_an_address_or_a_filter_becomes_markup(site: Site) -> None:
    for entry in (one for one in PAGES if one.method == "GET" and one.label):
        who = next((one for one in USERS if entry.right in RIGHTS and may(one, entry)), "lezer.regio")
        client = await site.client_of(who)
        shown = await client.get(address_of(entry, "stromen"))
        names = set(re.findall(r'name="(\w+)"', shown.html)) | {"zoek", "na", "k", "dagK"}
        wrong = [f"{name}={quote(HOSTILE)}" for name in sorted(names)]
        for query in ("&".join(wrong), *wrong):
            seen = await client.get(f"{address_of(entry, 'stromen')}?{query}")
            assert seen.status < 500, (entry.address, query)
            assert "<script>alert" not in seen.html, (entry.address, query)
            assert "<img src=x" not in seen.html, (entry.address, query)
        assert "<script>alert" not in (await client.get(address_of(entry, HOSTILE))).html


ODD = {
    "nul": "a\0b",
    "digits": "\u0663\u0664",
    "long": "9" * 30,
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "first year": "0001",
    "last year": "9999",
}
"""What no form of ours sends, and whoever writes an address himself does."""

NEAR_A_ROW = (
    ("backoffice.aanbieder", "/maken?na_gemeente={}&na_nummer=1"),
    ("backoffice.aanbieder", "/maken/JW305?gemeente={}&nummer=1"),
    ("backoffice.aanbieder", "/maken/declaratie?gemeente={}&maand=2026-05"),
    ("backoffice.gemeente", "/verzoeken/een?aanbieder={0}&referentie={0}"),
    ("backoffice.gemeente", "/verzoeken/antwoord/JW301?aanbieder={0}&referentie={0}"),
    ("controleur.gemeente", "/inzagelog?van={0}&tot={0}&na={0}"),
    ("controleur.regio", "/beheer/zegels?maand={0}&zegel={0}"),
    ("contractmanager.regio", "/plafonds/{}"),
    ("contractmanager.regio", "/plafonds/{0}/boekingen?jaar=2026"),
    ("contractmanager.regio", "/begroting?jaar={0}&k={0}"),
    ("contractmanager.regio", "/lumpsum?jaar={0}&k={0}"),
    ("contractmanager.regio", "/verrekeningen?status={0}&na={0}&k={0}"),
    ("contractmanager.regio", "/afspraken?aanbieder={}"),
)
"""Addresses of which a part comes near the database as it was written, by who may see them."""


async def test_odd_texts_are_no_fault_of_ours(site: Site) -> None:
    clients = {who: await site.client_of(who) for who in {who for who, _ in NEAR_A_ROW}}
    for who, address in NEAR_A_ROW:
        for name, odd in ODD.items():
            seen = await clients[who].get(address.format(quote(odd)))
            assert seen.status < 500, (address, name)
    keeper, gemeente, controleur = [
        await site.client_of(who) for who in ("beheerder", "backoffice.gemeente", "controleur.gemeente")
    ]
    for name, odd in ODD.items():
        for session in ("", NOWHERE):
            seen = await keeper.post("/beheer/gebruikers/sessies", {"gebruiker": odd, "sessie": session})
            assert seen.status < 500, name
        for address in ("/maken/JW305/versturen", "/verzoeken/antwoord/JW301/versturen"):
            assert (await gemeente.post(address, {"bericht": odd})).status < 500, (address, name)
        assert (await controleur.post("/inzagelog", {"persoon": odd, "van": odd})).status < 500, name
