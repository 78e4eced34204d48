# SPDX-License-Identifier: EUPL-1.2
"""Writes berichten about one invented youth; what stands in them is for the caller to say."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from berichtenverkeer.berichten import (
    JW301,
    JW305,
    JW307,
    JW315,
    JW317,
    JW319,
    jw301,
    jw305,
    jw307,
    jw315,
    jw317,
    jw319,
)
from berichtenverkeer.berichten.basisschema import (
    CDT_Achternaam,
    CDT_Adres,
    CDT_BerichtIdentificatie,
    CDT_Geboortedatum,
    CDT_Huis,
    CDT_VerkorteNaam,
    CDT_VolledigeNaam,
    CDT_XsdVersie,
)
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Role
from berichtenverkeer.standaard.codes import AdresSoort, NaamGebruik
from berichtenverkeer.voorbeeldregio.persons import Person

_XSD = CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0")


class Plek(NamedTuple):
    """Between whom berichten go."""

    aanbieder: str
    gemeente: str


class Writer:
    """Every call takes the next Identificatie, unless one is given; `dag` is the Dagtekening."""

    def __init__(self, person: Person, voorvoegsel: str) -> None:
        self._voorvoegsel = voorvoegsel
        self._numbers: Iterator[int] = count(1)
        self._person = _person(person, person.bsn)
        self._wrong = _person(person, _misspell(person.bsn))
        name = CDT_VolledigeNaam(
            geslachtsnaam=CDT_Achternaam(achternaam=person.achternaam),
            voorletters=person.voorletter,
            naam_gebruik=NaamGebruik.EIGEN,
        )
        address = CDT_Adres(
            huis=CDT_Huis(huisnummer=person.huisnummer),
            postcode=person.postcode,
            plaatsnaam=person.plaats,
            land_code="NL",
        )
        self._in_full = self._person | {
            "naam": name,
            "contactgegevens": jw301.Contactgegevens(contact=(jw301.Contact(soort=AdresSoort.BRP, adres=address),)),
        }

    def jw315(self, plek: Plek, day: date, *asked: jw315.AangevraagdProduct, is_misspelt: bool = False) -> JW315:
        """The aanbieder asks; `is_misspelt` spoils the BSN."""
        producten = jw315.AangevraagdeProducten(aangevraagd_product=asked)
        client = jw315.Client(**self._who(is_misspelt), aangevraagde_producten=producten)
        return JW315(header=jw315.Header(**self._header("JW315", plek, day)), client=client)

    def jw317(
        self,
        plek: Plek,
        day: date,
        referentie: str,
        reden: str,
        *,
        stays: Sequence[jw317.OngewijzigdProduct] = (),
        becomes: Sequence[jw317.TeWijzigenProduct] = (),
        new: Sequence[jw317.NieuwProduct] = (),
    ) -> JW317:
        """The aanbieder asks for a change."""
        verzoek = jw317.Verzoek(
            referentie_aanbieder=referentie,
            reden_verzoek=reden,
            ongewijzigde_producten=jw317.OngewijzigdeProducten(ongewijzigd_product=tuple(stays)) if stays else None,
            te_wijzigen_producten=jw317.TeWijzigenProducten(te_wijzigen_product=tuple(becomes)) if becomes else None,
            nieuwe_producten=jw317.NieuweProducten(nieuw_product=tuple(new)) if new else None,
        )
        client = jw317.Client(bsn=self._person["bsn"], verzoek=verzoek)
        return JW317(header=jw317.Header(**self._header("JW317", plek, day)), client=client)

    def jw319(
        self,
        plek: Plek,
        day: date,
        referentie: str,
        antwoord: str,
        reden: str | None = None,
        woonplaats: str | None = None,
    ) -> JW319:
        """The gemeente answers other than by a toewijzing."""
        content = jw319.Antwoord(
            referentie_aanbieder=referentie,
            verzoek_antwoord=antwoord,
            reden_afwijzing_verzoek=reden,
            woonplaatsbeginsel=jw319.Woonplaatsbeginsel(gemeente=woonplaats) if woonplaats else None,
        )
        return JW319(header=jw319.Header(**self._header("JW319", plek, day)), antwoord=content)

    def jw301(self, plek: Plek, day: date, *toegewezen: jw301.ToegewezenProduct) -> JW301:
        """The gemeente grants."""
        producten = jw301.ToegewezenProducten(toegewezen_product=toegewezen)
        client = jw301.Client(**self._in_full, toegewezen_producten=producten)
        return JW301(header=jw301.Header(**self._header("JW301", plek, day)), client=client)

    def jw305(
        self,
        plek: Plek,
        day: date,
        *starts: jw305.StartProduct,
        identificatie: str | None = None,
        is_misspelt: bool = False,
    ) -> JW305:
        """Care began."""
        producten = jw305.StartProducten(start_product=starts)
        client = jw305.Client(**self._who(is_misspelt), start_producten=producten)
        return JW305(header=jw305.Header(**self._header("JW305", plek, day, identificatie)), client=client)

    def jw307(self, plek: Plek, day: date, *stops: jw307.StopProduct) -> JW307:
        """Care stopped, for a while or for good."""
        client = jw307.Client(**self._person, stop_producten=jw307.StopProducten(stop_product=stops))
        return JW307(header=jw307.Header(**self._header("JW307", plek, day)), client=client)

    def _who(self, is_misspelt: bool) -> dict[str, Any]:
        return self._wrong if is_misspelt else self._person

    def _header(self, name: str, plek: Plek, day: date, identificatie: str | None = None) -> dict[str, Any]:
        return header(name, plek, day, identificatie or f"{self._voorvoegsel}{next(self._numbers)}")


def header(name: str, plek: Plek, day: date, identificatie: str) -> dict[str, Any]:
    """What every Header of a heenbericht has."""
    soort = BERICHTSOORTEN[name]
    from_aanbieder = soort.afzender is Role.AANBIEDER
    return {
        "bericht_code": soort.code,
        "bericht_versie": 3,
        "bericht_subversie": 2,
        "afzender": plek.aanbieder if from_aanbieder else plek.gemeente,
        "ontvanger": plek.gemeente if from_aanbieder else plek.aanbieder,
        "bericht_identificatie": CDT_BerichtIdentificatie(identificatie=identificatie, dagtekening=day),
        "xsd_versie": _XSD,
    }


def _person(person: Person, bsn: str) -> dict[str, Any]:
    return {
        "bsn": bsn,
        "geboortedatum": CDT_Geboortedatum(datum=person.known_of_birth, datum_gebruik=person.datum_gebruik),
        "geslacht": person.geslacht,
        "naam": CDT_VerkorteNaam(
            geslachtsnaam=CDT_Achternaam(achternaam=person.achternaam), voorletters=person.voorletter
        ),
    }


def _misspell(bsn: str) -> str:
    """With another last digit a number that passed the 11-test does not pass it any more."""
    return bsn[:-1] + str((int(bsn[-1]) + 1) % 10)
