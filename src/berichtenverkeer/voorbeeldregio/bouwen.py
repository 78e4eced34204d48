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
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Rol
from berichtenverkeer.standaard.codes import AdresSoort, NaamGebruik
from berichtenverkeer.voorbeeldregio.personen import Persoon

_XSD = CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0")


class Plek(NamedTuple):
    """Between whom berichten go."""

    aanbieder: str
    gemeente: str


class Schrijver:
    """Every call takes the next Identificatie, unless one is given; `dag` is the Dagtekening."""

    def __init__(self, persoon: Persoon, voorvoegsel: str) -> None:
        self._voorvoegsel = voorvoegsel
        self._nummers: Iterator[int] = count(1)
        self._persoon = _persoon(persoon, persoon.bsn)
        self._verkeerd = _persoon(persoon, _verschrijf(persoon.bsn))
        naam = CDT_VolledigeNaam(
            geslachtsnaam=CDT_Achternaam(achternaam=persoon.achternaam),
            voorletters=persoon.voorletter,
            naam_gebruik=NaamGebruik.EIGEN,
        )
        adres = CDT_Adres(
            huis=CDT_Huis(huisnummer=persoon.huisnummer),
            postcode=persoon.postcode,
            plaatsnaam=persoon.plaats,
            land_code="NL",
        )
        self._voluit = self._persoon | {
            "naam": naam,
            "contactgegevens": jw301.Contactgegevens(contact=(jw301.Contact(soort=AdresSoort.BRP, adres=adres),)),
        }

    def jw315(self, plek: Plek, dag: date, *gevraagd: jw315.AangevraagdProduct, is_verschreven: bool = False) -> JW315:
        """The aanbieder asks; `is_verschreven` spoils the BSN."""
        producten = jw315.AangevraagdeProducten(aangevraagd_product=gevraagd)
        client = jw315.Client(**self._wie(is_verschreven), aangevraagde_producten=producten)
        return JW315(header=jw315.Header(**self._header("JW315", plek, dag)), client=client)

    def jw317(
        self,
        plek: Plek,
        dag: date,
        referentie: str,
        reden: str,
        *,
        blijft: Sequence[jw317.OngewijzigdProduct] = (),
        wordt: Sequence[jw317.TeWijzigenProduct] = (),
        nieuw: Sequence[jw317.NieuwProduct] = (),
    ) -> JW317:
        """The aanbieder asks for a change."""
        verzoek = jw317.Verzoek(
            referentie_aanbieder=referentie,
            reden_verzoek=reden,
            ongewijzigde_producten=jw317.OngewijzigdeProducten(ongewijzigd_product=tuple(blijft)) if blijft else None,
            te_wijzigen_producten=jw317.TeWijzigenProducten(te_wijzigen_product=tuple(wordt)) if wordt else None,
            nieuwe_producten=jw317.NieuweProducten(nieuw_product=tuple(nieuw)) if nieuw else None,
        )
        client = jw317.Client(bsn=self._persoon["bsn"], verzoek=verzoek)
        return JW317(header=jw317.Header(**self._header("JW317", plek, dag)), client=client)

    def jw319(
        self,
        plek: Plek,
        dag: date,
        referentie: str,
        antwoord: str,
        reden: str | None = None,
        woonplaats: str | None = None,
    ) -> JW319:
        """The gemeente answers other than by a toewijzing."""
        inhoud = jw319.Antwoord(
            referentie_aanbieder=referentie,
            verzoek_antwoord=antwoord,
            reden_afwijzing_verzoek=reden,
            woonplaatsbeginsel=jw319.Woonplaatsbeginsel(gemeente=woonplaats) if woonplaats else None,
        )
        return JW319(header=jw319.Header(**self._header("JW319", plek, dag)), antwoord=inhoud)

    def jw301(self, plek: Plek, dag: date, *toegewezen: jw301.ToegewezenProduct) -> JW301:
        """The gemeente grants."""
        producten = jw301.ToegewezenProducten(toegewezen_product=toegewezen)
        client = jw301.Client(**self._voluit, toegewezen_producten=producten)
        return JW301(header=jw301.Header(**self._header("JW301", plek, dag)), client=client)

    def jw305(
        self,
        plek: Plek,
        dag: date,
        *starts: jw305.StartProduct,
        identificatie: str | None = None,
        is_verschreven: bool = False,
    ) -> JW305:
        """Care began."""
        producten = jw305.StartProducten(start_product=starts)
        client = jw305.Client(**self._wie(is_verschreven), start_producten=producten)
        return JW305(header=jw305.Header(**self._header("JW305", plek, dag, identificatie)), client=client)

    def jw307(self, plek: Plek, dag: date, *stops: jw307.StopProduct) -> JW307:
        """Care stopped, for a while or for good."""
        client = jw307.Client(**self._persoon, stop_producten=jw307.StopProducten(stop_product=stops))
        return JW307(header=jw307.Header(**self._header("JW307", plek, dag)), client=client)

    def _wie(self, is_verschreven: bool) -> dict[str, Any]:
        return self._verkeerd if is_verschreven else self._persoon

    def _header(self, naam: str, plek: Plek, dag: date, identificatie: str | None = None) -> dict[str, Any]:
        return header(naam, plek, dag, identificatie or f"{self._voorvoegsel}{next(self._nummers)}")


def header(naam: str, plek: Plek, dag: date, identificatie: str) -> dict[str, Any]:
    """What every Header of a heenbericht has."""
    soort = BERICHTSOORTEN[naam]
    van_aanbieder = soort.afzender is Rol.AANBIEDER
    return {
        "bericht_code": soort.code,
        "bericht_versie": 3,
        "bericht_subversie": 2,
        "afzender": plek.aanbieder if van_aanbieder else plek.gemeente,
        "ontvanger": plek.gemeente if van_aanbieder else plek.aanbieder,
        "bericht_identificatie": CDT_BerichtIdentificatie(identificatie=identificatie, dagtekening=dag),
        "xsd_versie": _XSD,
    }


def _persoon(persoon: Persoon, bsn: str) -> dict[str, Any]:
    return {
        "bsn": bsn,
        "geboortedatum": CDT_Geboortedatum(datum=persoon.geboortedatum),
        "geslacht": persoon.geslacht,
        "naam": CDT_VerkorteNaam(
            geslachtsnaam=CDT_Achternaam(achternaam=persoon.achternaam), voorletters=persoon.voorletter
        ),
    }


def _verschrijf(bsn: str) -> str:
    """With another last digit a number that passed the 11-test does not pass it any more."""
    return bsn[:-1] + str((int(bsn[-1]) + 1) % 10)
