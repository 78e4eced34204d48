# SPDX-License-Identifier: EUPL-1.2
"""Builders: a bericht that is right, and `met` to spoil one thing in it.

The eight tell one small story: aanbieder 65656055 asks gemeente 0363 for product 45A04 (JW315), gets it as toewijzing 1
(JW301), starts (JW305), stops (JW307), asks for a change (JW317), is refused (JW319), declares (JW323) and is not paid
(JW325).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import islice
from typing import Any, TypeVar

import msgspec

from berichtenverkeer.berichten import KLASSEN, Bericht, Klasse
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305
from berichtenverkeer.berichten.jw307 import JW307
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323, Client, Prestatie, Prestaties
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.berichten.plan import Veld, velden
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Rol

GEMEENTE, AANBIEDER, BSN = "0363", "65656055", "999900006"
DAGTEKENING = date(2026, 4, 15)

B = TypeVar("B", bound=Bericht)
Met = Mapping[str, Any]
"""Paths without the berichtsoort in front -> value, None to leave the element out; see `met`."""


def met(bericht: B, pad: str, waarde: Any) -> B:
    """A copy of `bericht` with `waarde` at `pad`; None removes it.

    `pad` is `Client/StartProducten/StartProduct[1]/Begindatum`. A class is given as a mapping of its elements.
    An index one past the last makes a new one: a copy of the last in which only what the path names is changed.
    """
    nieuw: B = _zet(bericht, pad.split("/"), waarde)
    return nieuw


def bouw(soort: str, wijzigingen: Met | None = None) -> Bericht:
    """The builder of a berichtsoort by name, in any case: `bouw("jw305", {"Client/Bsn": "999900018"})`."""
    naam = soort.upper()
    bericht = _maak(KLASSEN[naam], {"Header": _header(naam), **_INHOUD[naam]})
    for pad, waarde in (wijzigingen or {}).items():
        bericht = met(bericht, pad, waarde)
    return bericht  # type: ignore[no-any-return]  # KLASSEN holds the classes of the Bericht union


def jw301(wijzigingen: Met | None = None) -> JW301:
    """Toewijzing 1: product 45A04, 4 uur per week, 1 April to 31 December 2026; one relatie, one contact."""
    return bouw("JW301", wijzigingen)  # type: ignore[return-value]  # by its name


def jw305(wijzigingen: Met | None = None) -> JW305:
    """The start of toewijzing 1 on 3 April 2026."""
    return bouw("JW305", wijzigingen)  # type: ignore[return-value]  # by its name


def jw307(wijzigingen: Met | None = None) -> JW307:
    """The final stop of toewijzing 1 on 10 April 2026."""
    return bouw("JW307", wijzigingen)  # type: ignore[return-value]  # by its name


def jw315(wijzigingen: Met | None = None) -> JW315:
    """The request under reference VOT1, on referral by a huisarts."""
    return bouw("JW315", wijzigingen)  # type: ignore[return-value]  # by its name


def jw317(wijzigingen: Met | None = None) -> JW317:
    """The request for change VOW1: toewijzing 1 stays, 2 changes, product 45A05 is new."""
    return bouw("JW317", wijzigingen)  # type: ignore[return-value]  # by its name


def jw319(wijzigingen: Met | None = None) -> JW319:
    """The refusal of VOW1: it does not fit the budget."""
    return bouw("JW319", wijzigingen)  # type: ignore[return-value]  # by its name


def jw323(wijzigingen: Met | None = None) -> JW323:
    """Declaratie DN1 over March 2026: one prestatie on toewijzing 1."""
    return bouw("JW323", wijzigingen)  # type: ignore[return-value]  # by its name


def jw325(wijzigingen: Met | None = None) -> JW325:
    """The answer to DN1: no toewijzing is found for its only prestatie, so nothing is paid."""
    return bouw("JW325", wijzigingen)  # type: ignore[return-value]  # by its name


def grote_jw323(aantal: int, wijzigingen: Met | None = None, per_client: int = 10) -> JW323:
    """Declaratie DN1 with `aantal` prestaties like that of `jw323`, numbered through: RN1 on toewijzing 1, and so on.

    The first client is the client of the other berichten; there are test BSNs for some 9,000 more.
    """
    bericht = jw323()
    declaratie = bericht.declaratie
    voorbeeld = declaratie.clienten.client[0].prestaties.prestatie[0]
    reeks = iter([_genummerd(voorbeeld, nummer) for nummer in range(1, aantal + 1)])
    clienten = []
    for bsn in bsns():
        eigen = tuple(islice(reeks, per_client))
        if not eigen:
            break
        clienten.append(Client(bsn=bsn, prestaties=Prestaties(prestatie=eigen)))
    assert next(reeks, None) is None, "there are no more test BSNs"
    totaal = aantal * voorbeeld.ingediend_bedrag.bedrag
    anders = msgspec.structs.replace(
        declaratie,
        totaal_ingediend_bedrag=msgspec.structs.replace(declaratie.totaal_ingediend_bedrag, totaal_bedrag=totaal),
        clienten=msgspec.structs.replace(declaratie.clienten, client=tuple(clienten)),
    )
    bericht = msgspec.structs.replace(bericht, declaratie=anders)
    for pad, waarde in (wijzigingen or {}).items():
        bericht = met(bericht, pad, waarde)
    return bericht


def bsns() -> Iterator[str]:
    """The BSNs that were never given out and pass the 11-test, from 999900006."""
    for nummer in range(999900000, 1000000000):
        cijfers = [int(cijfer) for cijfer in str(nummer)]
        if sum(c * g for c, g in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0:
            yield str(nummer)


def _genummerd(prestatie: Prestatie, nummer: int) -> Prestatie:
    referentie = msgspec.structs.replace(prestatie.product_referentie, referentie_nummer=f"RN{nummer}")
    return msgspec.structs.replace(prestatie, product_referentie=referentie, toewijzing_nummer=nummer)


_STAP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def _zet(deel: Klasse, namen: list[str], waarde: Any) -> Any:
    stap = _STAP.fullmatch(namen[0])
    assert stap, namen[0]
    veld = next((veld for veld in velden(type(deel)) if veld.element == stap[1]), None)
    assert veld, f"{type(deel).__name__} has no element {stap[1]}"
    huidig = getattr(deel, veld.attribuut)
    if veld.herhaalt:
        nieuw = _zet_in_reeks(veld, list(huidig or ()), int(stap[2] or 1), namen[1:], waarde)
    else:
        nieuw = _nieuw(veld, huidig, namen[1:], waarde)
    return msgspec.structs.replace(deel, **{veld.attribuut: nieuw})


def _zet_in_reeks(veld: Veld, reeks: list[Any], nummer: int, rest: list[str], waarde: Any) -> Any:
    assert 1 <= nummer <= len(reeks) + 1, f"{veld.element}[{nummer}] of {len(reeks)}"
    if nummer > len(reeks):
        reeks.append(reeks[-1] if reeks else None)
    reeks[nummer - 1] = _nieuw(veld, reeks[nummer - 1], rest, waarde)
    return tuple(een for een in reeks if een is not None)


def _nieuw(veld: Veld, huidig: Any, rest: list[str], waarde: Any) -> Any:
    if not rest:
        return None if waarde is None else _waarde(veld, waarde)
    assert isinstance(huidig, Klasse), f"{veld.element} is not there: give it as a mapping"
    return _zet(huidig, rest, waarde)


def _waarde(veld: Veld, waarde: Any) -> Any:
    if veld.klasse is not None:
        return waarde if isinstance(waarde, veld.klasse) else _maak(veld.klasse, waarde)
    if veld.soort in (date, time) and isinstance(waarde, str):
        return date.fromisoformat(waarde) if veld.soort is date else time.fromisoformat(waarde)
    assert isinstance(waarde, veld.soort), f"{veld.element} is {veld.soort.__name__}: put text in YAML between quotes"
    return waarde


def _maak(klasse: type[Klasse], inhoud: Mapping[str, Any]) -> Any:
    per_element = {veld.element: veld for veld in velden(klasse)}
    assert per_element.keys() >= inhoud.keys(), f"{klasse.__name__} has no {inhoud.keys() - per_element.keys()}"
    waarden = {}
    for naam, inhoud_deel in inhoud.items():
        veld = per_element[naam]
        delen = inhoud_deel if veld.herhaalt else [inhoud_deel]
        gemaakt = tuple(_waarde(veld, een) for een in delen)
        waarden[veld.attribuut] = gemaakt if veld.herhaalt else gemaakt[0]
    return klasse(**waarden)


_XSD_VERSIE = {"BasisschemaXsdVersie": "1.0.0", "BerichtXsdVersie": "1.0.0"}


def _header(naam: str) -> dict[str, Any]:
    soort = BERICHTSOORTEN[naam]
    partij = {Rol.GEMEENTE: GEMEENTE, Rol.AANBIEDER: AANBIEDER}
    header = {
        "BerichtCode": soort.code,
        "BerichtVersie": 3,
        "BerichtSubversie": 2,
        "Afzender": partij[soort.afzender],
        "Ontvanger": partij[soort.ontvanger],
        "BerichtIdentificatie": {"Identificatie": f"{naam}-1", "Dagtekening": DAGTEKENING},
        "XsdVersie": _XSD_VERSIE,
    }
    return header | _ANTWOORDT if naam == "JW325" else header


_GEEN_OPMERKING = {"RetourCode": ["0200"]}
_ANTWOORDT = {
    "DeclaratieIdentificatie": {"Identificatie": "JW323-1", "Dagtekening": DAGTEKENING},
    "XsdVersieDeclaratie": _XSD_VERSIE,
    "RetourCodes": _GEEN_OPMERKING,
}


_PERSOON = {
    "Bsn": BSN,
    "Geboortedatum": {"Datum": "2012-05-20"},
    "Geslacht": "2",
    "Naam": {"Geslachtsnaam": {"Achternaam": "Berg", "Voorvoegsel": "van den"}, "Voorletters": "S"},
}
_PRODUCT = {"Categorie": "45", "Code": "45A04"}
_OMVANG = {"Volume": 4, "Eenheid": "04", "Frequentie": "2"}
_CONTACT = {
    "Soort": "01",
    "Adres": {"Huis": {"Huisnummer": 12}, "Postcode": "1012AB", "Plaatsnaam": "Amsterdam", "LandCode": "NL"},
    "Telefoon": {"Telefoon01": {"Telefoonnummer": "0201234567", "Landnummer": "0031"}},
}
_RELATIE = {
    "Nummer": "1",
    "Soort": "03",
    "Geboortedatum": {"Datum": "1980-01-31"},
    "Naam": {"Geslachtsnaam": {"Achternaam": "Berg"}, "NaamGebruik": "1"},
    "Contact": _CONTACT,
}
_TOEGEWEZEN = {
    "ToewijzingNummer": 1,
    "Product": _PRODUCT,
    "Toewijzingsdatum": "2026-04-01",
    "Toewijzingstijd": "09:30:00",
    "Ingangsdatum": "2026-04-01",
    "Einddatum": "2026-12-31",
    "Omvang": _OMVANG,
}
_START = {
    "ToewijzingNummer": 1,
    "Product": _PRODUCT,
    "ToewijzingIngangsdatum": "2026-04-01",
    "Begindatum": "2026-04-03",
    "StatusAanlevering": "1",
}
_STOP = {**_START, "RedenBeeindiging": "31", "Einddatum": "2026-04-10"}
_AANGEVRAAGD = {
    "ReferentieAanbieder": "VOT1",
    "Product": _PRODUCT,
    "ToewijzingIngangsdatum": "2026-04-01",
    "ToewijzingEinddatum": "2026-12-31",
    "Omvang": _OMVANG,
    "Verwijzer": {"Type": "02", "ZorgverlenerCode": "12345678"},
}
_TE_WIJZIGEN = {
    "ToewijzingNummer": 2,
    "GewensteIngangsdatum": "2026-05-01",
    "Einddatum": "2026-12-31",
    "Omvang": _OMVANG,
}
_NIEUW = {
    "Product": {"Categorie": "45", "Code": "45A05"},
    "GewensteIngangsdatum": "2026-05-01",
    "Einddatum": "2026-12-31",
    "Omvang": _OMVANG,
}
_MAART = {"Begindatum": "2026-03-01", "Einddatum": "2026-03-31"}
_PRESTATIE = {
    "ProductReferentie": {"ReferentieNummer": "RN1"},
    "ToewijzingNummer": 1,
    "ProductCategorie": "45",
    "ProductCode": "45A04",
    "ProductPeriode": _MAART,
    "GeleverdVolume": 4,
    "Eenheid": "04",
    "ProductTarief": 1250,
    "IngediendBedrag": {"Bedrag": 5000, "DebetCredit": "D"},
}

_INHOUD: dict[str, dict[str, Any]] = {
    "JW301": {
        "Client": {
            **_PERSOON,
            "Naam": {"Geslachtsnaam": {"Achternaam": "Berg"}, "Voorletters": "S", "NaamGebruik": "1"},
            "Communicatie": {"Vorm": "1", "Taal": "Zweeds"},
            "Relaties": {"Relatie": [_RELATIE]},
            "Contactgegevens": {"Contact": [_CONTACT]},
            "ToegewezenProducten": {"ToegewezenProduct": [_TOEGEWEZEN]},
        }
    },
    "JW305": {"Client": {**_PERSOON, "StartProducten": {"StartProduct": [_START]}}},
    "JW307": {"Client": {**_PERSOON, "StopProducten": {"StopProduct": [_STOP]}}},
    "JW315": {"Client": {**_PERSOON, "AangevraagdeProducten": {"AangevraagdProduct": [_AANGEVRAAGD]}}},
    "JW317": {
        "Client": {
            "Bsn": BSN,
            "Verzoek": {
                "ReferentieAanbieder": "VOW1",
                "RedenVerzoek": "1",
                "OngewijzigdeProducten": {"OngewijzigdProduct": [{"ToewijzingNummer": 1}]},
                "TeWijzigenProducten": {"TeWijzigenProduct": [_TE_WIJZIGEN]},
                "NieuweProducten": {"NieuwProduct": [_NIEUW]},
            },
        }
    },
    "JW319": {"Antwoord": {"ReferentieAanbieder": "VOW1", "VerzoekAntwoord": "1", "RedenAfwijzingVerzoek": "2"}},
    "JW323": {
        "Declaratie": {
            "DeclaratieNummer": "DN1",
            "DeclaratiePeriode": _MAART,
            "DeclaratieDagtekening": "2026-04-15",
            "TotaalIngediendBedrag": {"TotaalBedrag": 5000, "DebetCredit": "D"},
            "Clienten": {"Client": [{"Bsn": BSN, "Prestaties": {"Prestatie": [_PRESTATIE]}}]},
        }
    },
    "JW325": {
        "DeclaratieAntwoord": {
            "DeclaratieNummer": "DN1",
            "TotaalIngediendBedrag": {"TotaalBedrag": 5000, "DebetCredit": "D"},
            "TotaalToegekendBedrag": {"TotaalBedrag": 0, "DebetCredit": "D"},
            "Clienten": {
                "Client": [
                    {
                        "Bsn": BSN,
                        "Prestaties": {"Prestatie": [{**_PRESTATIE, "RetourCodes": {"RetourCode": ["9338"]}}]},
                        "RetourCodes": _GEEN_OPMERKING,
                    }
                ]
            },
            "RetourCodes": _GEEN_OPMERKING,
        }
    },
}
