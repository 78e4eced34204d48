# SPDX-License-Identifier: EUPL-1.2
"""Five people do their work in a real browser: what each follows, fills in, presses and reads.

Care costs 100 euros an hour. The office (65656055) has 1,000 euros for 2026, the practice of one (42420001) 50,000.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

import msgspec
from playwright.async_api import Browser

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.money_rows import Begroting, Productgroep
from bouwers import AANBIEDER, GEMEENTE, jw305, jw315, jw323, with_
from browserbouw import NEEDED, open_person
from gateway.test_plafonds_in_de_gateway import BSN, OMVANG, TOEGEWEZEN, VERZOEK, rows, toewijzing
from gatewaybouw import AANBIEDERS, BEGIN, received
from pagesbouw import Site, a_night_passes, open_site

pytestmark = NEEDED
PRODUCT = "Begeleiding (45A04)"


@asynccontextmanager
async def region(config: Settings, day: date = date(2026, 6, 1)) -> AsyncIterator[Site]:
    """Two aanbieders of one product, and a gemeente with 20,000 euros for it."""
    world: dict[str, Any] = rows()
    world["producten"] = [msgspec.structs.replace(one, omschrijving="Begeleiding") for one in world["producten"]]
    for name, changes in (("contracten", {}), ("plafonds", {"bedrag_cents": 5_000_000})):
        world[name].append(msgspec.structs.replace(world[name][0], aanbieder=AANBIEDERS[1], **changes))
    world["productgroepen"] = [
        Productgroep(productgroep="amb", naam="Ambulant", categorie="45", code="45A04", geldig_van=BEGIN)
    ]
    world["begrotingen"] = [
        Begroting(gemeente=GEMEENTE, jaar=2026, productgroep="amb", bedrag_cents=2_000_000, geldig_van=BEGIN)
    ]
    async with open_site(config, day=day - timedelta(days=1), **world) as site:
        await a_night_passes(site)
        yield site


def verzoek(number: int, uren: int) -> Any:
    return jw315(
        {
            "Header/BerichtIdentificatie/Identificatie": f"V{number}",
            "Client/Bsn": BSN[number],
            f"{VERZOEK}/ReferentieAanbieder": f"R{number}",
            f"{VERZOEK}/Omvang": {**OMVANG, "Volume": uren},
        }
    )


async def full(site: Site) -> None:
    """The office is full: one youth has 1,000 euros, two are asked for 100 each, and a fourth for 400 does not fit."""
    for number in (1, 2):
        await received(site.gateway, verzoek(number, 1), AANBIEDER)
    await received(site.gateway, toewijzing(0, met_referentie=False, volume=10), GEMEENTE)
    await received(site.gateway, verzoek(3, 4), AANBIEDER)


TENZIJ = {
    "BSN": BSN[3],
    "Code van de gemeente": GEMEENTE,
    "Productcategorie": "45",
    "Productcode": "45A04",
    "Van": "2026-04-01",
    "Tot en met": "2026-12-31",
    "Wat deze hulp hooguit kost": "400",
    "Waarom de jeugdige niet kan wachten": "Zit thuis en gaat niet meer naar school.",
    "Waarom het alleen hier kan": "Dit kantoor kent het gezin.",
}


def started(number: int) -> Any:
    """On toewijzing `number` + 1, of the same client."""
    pad = "Client/StartProducten/StartProduct[1]"
    return jw305({"Client/Bsn": BSN[number], f"{pad}/ToewijzingNummer": number + 1})


def april() -> Any:
    """Four hours of it, for 400 euros."""
    van, regel = "Declaratie/DeclaratiePeriode", "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
    days = {"Begindatum": date(2026, 4, 1), "Einddatum": date(2026, 4, 30)}
    return jw323(
        {
            "Header/BerichtIdentificatie/Dagtekening": date(2026, 6, 8),
            "Declaratie/DeclaratieDagtekening": date(2026, 6, 8),
            van: days,
            f"{regel}/ProductPeriode": days,
            f"{regel}/ProductTarief": 10_000,
            f"{regel}/IngediendBedrag/Bedrag": 40_000,
            "Declaratie/TotaalIngediendBedrag/TotaalBedrag": 40_000,
        }
    )


WISH = {
    "Gemeente": "Gemeente 0363",
    "Burgerservicenummer": "999900055",
    "Geboortedatum": "2013-01-02",
    "Geslacht": "Mannelijk",
    "Achternaam": "Tak",
    "Product": PRODUCT,
    "Ingangsdatum": "2026-03-01",
    "Einddatum": "2026-12-31",
    "Hoeveel": "4",
    "Eenheid": "Uur",
    "Hoe vaak": "Per week",
    "Soort verwijzer": "Huisarts",
    "AGB-code van de verwijzer": "12345678",
}


async def test_a_contractmanager_on_monday(config: Settings, browser: Browser) -> None:
    """Who reaches his ceiling before October, and why? The talk, a tenzij, a stop."""
    async with region(config) as site:
        await full(site)
        async with open_person(site, browser, "backoffice.aanbieder") as office:
            await office.opens("Ruimte en geld", "Tenzij", "Een tenzij vragen")
            await office.fills(TENZIJ)
            await office.presses("Vraag de tenzij")
            await office.opens("Ruimte en geld", "Cliëntenstops")
            await office.fills({"Vanaf": "2026-06-01", "Grond": "personeel"})
            await office.presses("Vraag de stop")
        async with open_person(site, browser, "contractmanager.regio") as manager:
            await manager.opens("Ruimte en geld")
            await manager.fills({"Bereikt vóór": "2026-10-01"})
            await manager.presses("Toon")
            await manager.reads("Aanbieder 65656055", "120 %", "1 juni 2026")
            await manager.follows("Aanbieder 65656055")
            await manager.reads("In beslag door toewijzingen\t€ 1.000", "Gereserveerd door verzoeken\t€ 200")

            await manager.follows("Signalen")
            await manager.fills({"Toelichting": "Besproken met het kantoor."})
            await manager.presses("Het gesprek is gevoerd")
            await manager.reads("Dit is vastgelegd", "Besproken met het kantoor.")
            await manager.fills({"Uitkomst": "niet ophogen"})
            await manager.presses("Leg het besluit vast")

            await manager.opens("Tenzij-verzoeken waarop nog niet is besloten", "deze tenzij")
            await manager.reads("Zit thuis", "Aanbieder 42420001 (42420001)\thetzelfde product")
            await manager.fills({"toekennen": "", "Waarom": "Beide gronden zijn er."})
            await manager.presses("Leg het besluit vast")
            await manager.reads("toegekend", "R3: tenzij")

            await manager.opens("Ruimte en geld", "Cliëntenstops", "deze stop")
            await manager.fills({"toekennen": ""})
            await manager.presses("Leg het besluit vast")
            await manager.fills({"Vanaf": "2026-06-02"})
            await manager.presses("Hef de stop op")
            await manager.reads("Opgeheven vanaf\n2 juni 2026")


async def test_a_backoffice_without_software(config: Settings, browser: Browser) -> None:
    """Three verzoeken, one above the ceiling: no, time, yes. Then a start, a youth, a bericht that was rejected."""
    async with region(config) as site:
        await full(site)
        async with open_person(site, browser, "backoffice.gemeente") as person:
            await person.opens("Verzoeken die op antwoord wachten")
            await person.opens("Berichten", "Verzoeken")
            await person.reads("3 verzoeken wachten op uw antwoord")
            await person.follows("R3")
            await person.reads("past niet meer binnen het plafond", "Aanbieder 42420001 (42420001)")
            await person.follows("Afwijzen of in onderzoek nemen")
            await person.fills({"Antwoord": "Afgewezen", "Reden": "Past niet binnen het budget"})
            await person.presses("Bekijk het bericht")
            await person.presses("Versturen")

            await person.opens("Berichten", "Verzoeken", "R2", "Afwijzen of in onderzoek nemen")
            await person.fills({"Antwoord": "In onderzoek"})
            await person.presses("Bekijk het bericht")
            await person.presses("Versturen")

            await person.opens("Berichten", "Verzoeken", "R1", "Toewijzen")
            await person.fills({"Huisnummer": "12", "Postcode": "1012AB"})
            await person.presses("Bekijk het bericht")
            await person.presses("Versturen")
            await person.reads("goedgekeurd en bezorgd")
            await person.opens("Berichten", "Verzoeken")
            await person.reads("1 verzoek wacht op uw antwoord", "in onderzoek")

            await received(site.gateway, started(1), AANBIEDER)
            await person.opens("Berichten", "Postvak", "JW305")
            await person.reads("Start jeugdhulp, van Aanbieder 65656055", "1 juni 2026")

            await person.opens("Berichten", "Zoeken")
            await person.fills({"BSN": BSN[1]})
            await person.presses("Zoek de jeugdige")
            await person.reads("Toewijzingen", "1 juni 2026")

            wrong = with_(toewijzing(2, met_referentie=False), f"{TOEGEWEZEN}/ToewijzingNummer", 1)
            await received(site.gateway, wrong, GEMEENTE)
            await person.opens("Berichten", "Postvak")
            await person.fills({"Oordeel": "afgekeurd"})
            await person.presses("Toon")
            await person.follows("JW301")
            await person.reads("hoort bij de gemeente altijd bij dezelfde toewijzing")
            await person.follows("Waarom dit oordeel?")
            await person.reads("Regels die het bericht brak")


async def test_a_psychologist_alone(config: Settings, browser: Browser) -> None:
    """Asks, is granted, starts, declares March; reads why a line is wrong, sends it right, and sees her room."""
    async with (
        region(config, date(2026, 2, 23)) as site,
        open_person(site, browser, "backoffice.andere-aanbieder") as psychologist,
    ):
        await psychologist.opens("Berichten", "Bericht maken", "Hulp aanvragen voor een nieuwe jeugdige")
        await psychologist.fills(WISH)
        await psychologist.presses("Bekijk het bericht")
        await psychologist.reads("De gateway vindt geen fouten")
        await psychologist.presses("Versturen")

        async with open_person(site, browser, "backoffice.gemeente") as gemeente:
            await gemeente.opens("Berichten", "Verzoeken")
            await gemeente.page.locator("main table a").first.click()
            await gemeente.reads("4 uur per week")
            await gemeente.follows("Toewijzen")
            await gemeente.fills({"Huisnummer": "12", "Postcode": "1012AB"})
            await gemeente.presses("Bekijk het bericht")
            await gemeente.presses("Versturen")

        await psychologist.opens("Berichten", "Bericht maken")
        await psychologist.reads("Tak\t2 januari 2013\tBegeleiding (45A04)", "nog niet")
        site.clock.zet(date(2026, 3, 3))
        await psychologist.follows("Start")
        await psychologist.fills({"Begindatum": "2026-03-02"})
        await psychologist.presses("Bekijk het bericht")
        await psychologist.presses("Versturen")

        site.clock.zet(date(2026, 4, 2))
        await psychologist.opens("Berichten", "Declareren")
        await psychologist.reads("Samen € 1.700")
        await psychologist.fills({"Volume": "60"})
        await psychologist.presses("Bekijk de declaratie")
        await psychologist.reads("niet meer gedeclareerd dan er voor die periode is toegewezen")
        await psychologist.fills({"Volume": "17"})
        await psychologist.presses("Bekijk de declaratie")
        await psychologist.presses("Versturen")
        await psychologist.opens("Berichten", "Postvak", "JW325")
        await psychologist.reads("Totaal toegekend bedrag", "€ 1.700", "De hele declaratie is toegekend")
        await psychologist.opens("Ruimte en geld")
        await psychologist.reads("Vrij\t€ 32.585,71", "Goedgekeurd gedeclareerd\t€ 1.700")


async def test_a_controller_of_a_gemeente(config: Settings, browser: Browser) -> None:
    """Costs against the budget, what changed since and why, a spreadsheet, the letter on paper; no youth of others."""
    async with region(config) as site:
        await received(site.gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        await received(site.gateway, started(0), AANBIEDER)
        async with open_person(site, browser, "lezer.gemeente") as controller:
            await controller.opens("Cijfers", "Wat kost het, per wie en wat?")
            await controller.fills({"Periode": "2026-04", "Uitgesplitst per": "segment"})
            await controller.presses("Toon")
            await controller.reads("april 2026\ttotaal\t-\t-")
            site.clock.zet(date(2026, 6, 10))
            await received(site.gateway, april(), AANBIEDER)
            await controller.follows("Wat veranderde er sinds deze stand?")
            await controller.reads("Goedgekeurd (euro)\t-\t€ 400,00\t", "10 juni 2026")

            await controller.opens("Cijfers", "Blijft iedere gemeente binnen haar budget?")
            await controller.reads("2026\tproductgroep\tamb\tAmbulant\t€ 20.000,00\t€ 400,00")
            async with controller.page.expect_download() as sheet:
                await controller.page.get_by_text("Alles als spreadsheet (XLSX)").click()
            with ZipFile(await (await sheet.value).path()) as workbook:
                assert "xl/workbook.xml" in workbook.namelist()

            await controller.opens("Cijfers", "Hoeveel jeugdigen hadden hulp?")
            await controller.fills({"Periode": "2026-04"})
            await controller.presses("Toon")
            await controller.follows("1")
            youths = controller.page.url.removeprefix(site.address)
            await controller.reads("65656055\t0363\t1\t45\t45A04\t3 april 2026")
            await controller.opens("Cijfers", "Wat schrijven we de raad?")
            await controller.page.emulate_media(media="print")
            assert not await controller.page.locator("nav").first.is_visible(), "paper has no menu"
            assert (await controller.page.pdf()).startswith(b"%PDF")
        async with open_person(site, browser, "lezer.ander") as other:
            await other.page.goto(site.address + youths)
            await other.reads("Hier staat niets achter")


async def test_a_controleur_looks_who_saw_a_youth(config: Settings, browser: Browser) -> None:
    """One question: who saw this client last month?"""
    async with region(config) as site:
        await received(site.gateway, toewijzing(0, met_referentie=False), GEMEENTE)
        async with open_person(site, browser, "backoffice.gemeente") as person:
            await person.opens("Berichten", "Postvak", "JW301")
        async with open_person(site, browser, "controleur.regio") as controleur:
            await controleur.opens("Beheer", "Inzagelog")
            await controleur.fills({"BSN": BSN[0]})
            await controleur.presses("Toon")
            await controleur.reads("backoffice.gemeente", "0363", "getoond")
            assert BSN[0] not in controleur.page.url
