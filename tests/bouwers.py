# SPDX-License-Identifier: EUPL-1.2
"""Builders: a bericht that is right, and `with_` to spoil one thing in it.

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

from berichtenverkeer.berichten import CLASSES, Bericht, Class
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305
from berichtenverkeer.berichten.jw307 import JW307
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323, Client, Prestatie, Prestaties
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.berichten.plan import Field, fields
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Role

GEMEENTE, AANBIEDER, BSN = "0363", "65656055", "999900006"
DAGTEKENING = date(2026, 4, 15)

B = TypeVar("B", bound=Bericht)
Met = Mapping[str, Any]
"""Paths without the berichtsoort in front -> value, None to leave the element out; see `with_`."""


def with_(bericht: B, pad: str, value: Any) -> B:
    """A copy of `bericht` with `value` at `pad`; None removes it.

    `pad` is `Client/StartProducten/StartProduct[1]/Begindatum`. A class is given as a mapping of its elements.
    An index one past the last makes a new one: a copy of the last in which only what the path names is changed.
    """
    new: B = _zet(bericht, pad.split("/"), value)
    return new


def bouw(soort: str, wijzigingen: Met | None = None) -> Bericht:
    """The builder of a berichtsoort by name, in any case: `bouw("jw305", {"Client/Bsn": "999900018"})`."""
    name = soort.upper()
    bericht = _make(CLASSES[name], {"Header": _header(name), **_CONTENT[name]})
    for pad, value in (wijzigingen or {}).items():
        bericht = with_(bericht, pad, value)
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


def grote_jw323(count: int, wijzigingen: Met | None = None, per_client: int = 10) -> JW323:
    """Declaratie DN1 with `count` prestaties like that of `jw323`, numbered through: RN1 on toewijzing 1, and so on.

    The first client is the client of the other berichten; there are test BSNs for some 9,000 more.
    """
    bericht = jw323()
    declaratie = bericht.declaratie
    example = declaratie.clienten.client[0].prestaties.prestatie[0]
    series = iter([_numbered(example, number) for number in range(1, count + 1)])
    clienten = []
    for bsn in bsns():
        own = tuple(islice(series, per_client))
        if not own:
            break
        clienten.append(Client(bsn=bsn, prestaties=Prestaties(prestatie=own)))
    assert next(series, None) is None, "there are no more test BSNs"
    total = count * example.ingediend_bedrag.bedrag
    otherwise = msgspec.structs.replace(
        declaratie,
        totaal_ingediend_bedrag=msgspec.structs.replace(declaratie.totaal_ingediend_bedrag, totaal_bedrag=total),
        clienten=msgspec.structs.replace(declaratie.clienten, client=tuple(clienten)),
    )
    bericht = msgspec.structs.replace(bericht, declaratie=otherwise)
    for pad, value in (wijzigingen or {}).items():
        bericht = with_(bericht, pad, value)
    return bericht


def bsns() -> Iterator[str]:
    """The BSNs that were never given out and pass the 11-test, from 999900006."""
    for first in range(99990000, 100000000):
        last = sum(int(figure) * weight for figure, weight in zip(str(first), range(9, 1, -1), strict=True)) % 11
        if last < 10:
            yield f"{first}{last}"


def _numbered(prestatie: Prestatie, number: int) -> Prestatie:
    referentie = msgspec.structs.replace(prestatie.product_referentie, referentie_nummer=f"RN{number}")
    return msgspec.structs.replace(prestatie, product_referentie=referentie, toewijzing_nummer=number)


_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def _zet(part: Class, names: list[str], value: Any) -> Any:
    step = _STEP.fullmatch(names[0])
    assert step, names[0]
    field = next((field for field in fields(type(part)) if field.element == step[1]), None)
    assert field, f"{type(part).__name__} has no element {step[1]}"
    huidig = getattr(part, field.attribuut)
    if field.herhaalt:
        new = _zet_in_reeks(field, list(huidig or ()), int(step[2] or 1), names[1:], value)
    else:
        new = _new(field, huidig, names[1:], value)
    return msgspec.structs.replace(part, **{field.attribuut: new})


def _zet_in_reeks(field: Field, series: list[Any], number: int, rest: list[str], value: Any) -> Any:
    assert 1 <= number <= len(series) + 1, f"{field.element}[{number}] of {len(series)}"
    if number > len(series):
        series.append(series[-1] if series else None)
    series[number - 1] = _new(field, series[number - 1], rest, value)
    return tuple(one for one in series if one is not None)


def _new(field: Field, huidig: Any, rest: list[str], value: Any) -> Any:
    if not rest:
        return None if value is None else _value(field, value)
    assert isinstance(huidig, Class), f"{field.element} is not there: give it as a mapping"
    return _zet(huidig, rest, value)


def _value(field: Field, value: Any) -> Any:
    if field.klasse is not None:
        return value if isinstance(value, field.klasse) else _make(field.klasse, value)
    if field.soort in (date, time) and isinstance(value, str):
        return date.fromisoformat(value) if field.soort is date else time.fromisoformat(value)
    assert isinstance(value, field.soort), f"{field.element} is {field.soort.__name__}: put text in YAML between quotes"
    return value


def _make(class_: type[Class], content: Mapping[str, Any]) -> Any:
    per_element = {field.element: field for field in fields(class_)}
    assert per_element.keys() >= content.keys(), f"{class_.__name__} has no {content.keys() - per_element.keys()}"
    values = {}
    for name, inhoud_deel in content.items():
        field = per_element[name]
        parts = inhoud_deel if field.herhaalt else [inhoud_deel]
        made = tuple(_value(field, one) for one in parts)
        values[field.attribuut] = made if field.herhaalt else made[0]
    return class_(**values)


_XSD_VERSIE = {"BasisschemaXsdVersie": "1.0.0", "BerichtXsdVersie": "1.0.0"}


def _header(name: str) -> dict[str, Any]:
    soort = BERICHTSOORTEN[name]
    partij = {Role.GEMEENTE: GEMEENTE, Role.AANBIEDER: AANBIEDER}
    header = {
        "BerichtCode": soort.code,
        "BerichtVersie": 3,
        "BerichtSubversie": 2,
        "Afzender": partij[soort.afzender],
        "Ontvanger": partij[soort.ontvanger],
        "BerichtIdentificatie": {"Identificatie": f"{name}-1", "Dagtekening": DAGTEKENING},
        "XsdVersie": _XSD_VERSIE,
    }
    return header | _ANTWOORDT if name == "JW325" else header


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
_NEW = {
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

_CONTENT: dict[str, dict[str, Any]] = {
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
                "NieuweProducten": {"NieuwProduct": [_NEW]},
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
