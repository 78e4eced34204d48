# SPDX-License-Identifier: EUPL-1.2
"""The second story of the demo: a youth for whom an aanbieder has no room left, and who may come nevertheless."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.berichten import JW301, JW315
from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product, CDT_Verwijzer
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw315 import AangevraagdProduct
from berichtenverkeer.standaard.codes import Eenheid, Frequentie, ProductCategorie, TypeVerwijzer
from berichtenverkeer.voorbeeldregio.building import Plek, Writer
from berichtenverkeer.voorbeeldregio.persons import dealt, invent
from berichtenverkeer.voorbeeldregio.story import Step, make_step
from berichtenverkeer.voorbeeldregio.teller import StoryDeviates, Teller
from berichtenverkeer.voorbeeldregio.verslag import euro

AANBIEDER, GEMEENTE, REGIO = "99000110", "0855", "voorbeeldregio"
"""Of deploy/voorbeeldregio: a practice with a small plafond, a gemeente that lets a verzoek without room go on."""

SEED = 33
MAXIMUM_CENTS = 800_000
NAY = "SIGNAAL-PLAFOND-NEE-PLAFOND"
_PRODUCT = CDT_Product(categorie=ProductCategorie.JEUGD_GGZ, code="54A01")
_PLEK = Plek(AANBIEDER, GEMEENTE)
_MUCH, _SOME = (
    CDT_Omvang(volume=volume, eenheid=Eenheid.MINUUT, frequentie=Frequentie.PER_WEEK) for volume in (200, 90)
)
"""A year of the first leaves the practice too little for a year of the second, even with nobody else in care."""

_MOST_NAMED = 3


class TenzijStory(msgspec.Struct, frozen=True):
    """Who fills the practice, what is asked then, and what is granted at last; `bsns` of both youths."""

    bsns: tuple[str, str]
    referentie: str
    van: date
    tot: date
    full: Step
    verzoek: Step
    toewijzing: Step

    def aanvraag(self, alternatieven: list[Mapping[str, Any]]) -> dict[str, Any]:
        """The tenzij as the aanbieder asks it, with what he found of who has room."""
        no = "Gebeld: de wachttijd is langer dan verantwoord, en de vertrouwde behandelaar werkt daar niet."
        return {
            "bsn": self.bsns[1],
            "aanbieder": AANBIEDER,
            "gemeente": GEMEENTE,
            "categorie": _PRODUCT.categorie,
            "code": _PRODUCT.code,
            "van": self.van,
            "tot": self.tot,
            "maximumCents": MAXIMUM_CENTS,
            "door": "regiebehandelaar",
            "kanNietWachten": "Zonder behandeling volgt opname binnen enkele weken.",
            "alleenHier": "De behandeling van een gezinslid loopt hier; apart behandelen werkt niet.",
            "alternatieven": [{"aanbieder": one["code"], "waarom": no} for one in alternatieven[:_MOST_NAMED]],
            "referentie": self.referentie,
        }


_BESLUIT = {
    "besluit": "toegekend",
    "door": "contractmanager",
    "motivering": "Beide gronden zijn onderbouwd en de alternatieven zijn gevraagd.",
}


def tenzij_story(today: date, seed: int = SEED) -> TenzijStory:
    """Always the same two youths for one seed; care is for a year from `today` on."""
    luck = Random(seed)
    first, second = (_Youth(luck, bsn, today) for bsn in dealt(seed)[:2])
    return TenzijStory(
        bsns=(first.bsn, second.bsn),
        referentie=second.referentie,
        van=today,
        tot=second.tot,
        full=make_step("de laatste ruimte gaat naar een andere jeugdige", first.toewijzing(_MUCH)),
        verzoek=make_step("een verzoek, nu de aanbieder vol is", second.verzoek(_SOME)),
        toewijzing=make_step("de gemeente wijst toe", second.toewijzing(_SOME, second.referentie)),
    )


class _Youth:
    """A youth who needs care for a year."""

    def __init__(self, luck: Random, bsn: str, today: date) -> None:
        self.bsn, self._today, self.tot = bsn, today, today + timedelta(days=364)
        self.referentie, self._number = f"VOT{luck.randrange(10_000, 99_999)}", luck.randrange(100_000, 999_999)
        self._writer = Writer(invent(luck, bsn, today), f"V{self._number}T")

    def verzoek(self, omvang: CDT_Omvang) -> JW315:
        product = AangevraagdProduct(
            referentie_aanbieder=self.referentie,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._today,
            toewijzing_einddatum=self.tot,
            omvang=omvang,
            verwijzer=CDT_Verwijzer(type=TypeVerwijzer.HUISARTS, zorgverlener_code="12345678"),
        )
        return self._writer.jw315(_PLEK, self._today, product)

    def toewijzing(self, omvang: CDT_Omvang, referentie: str | None = None) -> JW301:
        product = ToegewezenProduct(
            toewijzing_nummer=self._number,
            referentie_aanbieder=referentie,
            product=_PRODUCT,
            toewijzingsdatum=self._today,
            toewijzingstijd=time(11, 15),
            ingangsdatum=self._today,
            einddatum=self.tot,
            omvang=omvang,
        )
        return self._writer.jw301(_PLEK, self._today, product)


async def tell(the_story: TenzijStory, teller: Teller) -> None:
    """From nee to tenzij. Raises StoryDeviates."""
    await teller.send(the_story.full)
    proof = (await teller.send(the_story.verzoek)).inhoud
    _expect(NAY in [one["code"] for one in proof["signalen"]], proof)
    pad = f"/v1/berichten/{proof['id']}/alternatieven"
    found = await teller.ask(GEMEENTE, "bij wie is er wel plaats voor deze jeugdige?", pad)
    (asked,) = found["verzoeken"]
    teller.answer(_alternatieven(asked["aanbieders"]))

    body = the_story.aanvraag(asked["aanbieders"])
    result = await teller.ask(AANBIEDER, "de aanbieder vraagt een tenzij", "/v1/tenzij-verzoeken", body)
    tenzij = result["tenzij"]
    reasons = "met beide gronden" if tenzij["kanNietWachten"] and tenzij["alleenHier"] else "met een grond te weinig"
    teller.answer([f"tenzij {tenzij['id']}: {tenzij['status']}, {reasons}; beslissen voor {tenzij['beslissenVoor']}"])

    pad = f"/v1/tenzij-verzoeken/{tenzij['id']}/besluit"
    result = await teller.ask(REGIO, "de opdrachtgever kent de tenzij toe", pad, _BESLUIT)
    anew = {one["referentie"]: one["uitkomst"] for one in result["opnieuwBesloten"]}
    _expect(anew == {the_story.referentie: "tenzij"}, result)
    maximum = euro(result["tenzij"]["toegekend"]["maximumCents"])
    lines = [f"{result['tenzij']['status']}, hooguit {maximum} tot en met {result['tenzij']['toegekend']['tot']}"]
    teller.answer(lines + [f"opnieuw besloten op verzoek {key}: {outcome}" for key, outcome in anew.items()])

    await teller.send(the_story.toewijzing)
    pad = f"/v1/aanbieders/{AANBIEDER}/plafonds/{the_story.van.year}"
    result = await teller.ask(AANBIEDER, "het plafond, met de tenzij ernaast", pad)
    (plafond,) = result["plafonds"]
    _expect(plafond["tenzijBeslagCents"] > 0, result)
    teller.answer(_money(plafond))


def _alternatieven(aanbieders: list[Mapping[str, Any]]) -> Iterator[str]:
    for one in aanbieders[:_MOST_NAMED]:
        waiting = one["wachttijd"]["mediaan"] if one["wachttijd"] else None
        wait = "wachttijd onbekend" if waiting is None else f"wachttijd {waiting:g} dagen"
        yield f"{one['naam']} ({one['code']}): zelfde {one['aanbod']}, {wait}"
    if len(aanbieders) > _MOST_NAMED:
        yield f"en nog {len(aanbieders) - _MOST_NAMED}"


def _money(plafond: Mapping[str, Any]) -> Iterator[str]:
    used = "gereserveerdCents", "beslagCents", "realisatieCents"
    yield (
        f"plafond {euro(plafond['plafondCents'])}: gebruikt {euro(sum(plafond[name] for name in used))}, "
        f"vrij {euro(plafond['vrijCents'])}"
    )
    yield (
        f"onder een tenzij, naast het plafond: verwacht {euro(plafond['tenzijBeslagCents'])}, "
        f"gedeclareerd {euro(plafond['tenzijRealisatieCents'])}"
    )


def _expect(is_so: bool, what: Mapping[str, Any]) -> None:
    if not is_so:
        raise StoryDeviates(f"de tenzij: {what}")
