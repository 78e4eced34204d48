# SPDX-License-Identifier: EUPL-1.2
"""What is known already of a bericht that somebody makes by hand, and what he is still asked: of all but a declaratie.

All is text by element path (berichten/composing.py): what it is worth, is judged when the bericht is (a proef).
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from berichtenverkeer.berichten import JW301, JW315, Bericht
from berichtenverkeer.berichten.composing import texts_of
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.gateway.care import Care
from berichtenverkeer.gateway.own_care import Asked
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.regels.versions import holds_as_whole
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.standaard.codes import AdresSoort, NaamGebruik, StatusAanlevering
from berichtenverkeer.standaarden.retour import xsd_version

HOME_COUNTRY = "NL"
_DAY = timedelta(days=1)
_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_PERSON = ("Client/Bsn", "Client/Geboortedatum/", "Client/Geslacht", "Client/Naam/Geslachtsnaam/")
_NAMES = ("Client/Naam/Voornamen", "Client/Naam/Voorletters")
_START = "Client/StartProducten/StartProduct[1]"
_STOP = "Client/StopProducten/StopProduct[1]"
_WISH = "Client/AangevraagdeProducten/AangevraagdProduct[1]"
_CHANGE = "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]"
_CONTACT = "Client/Contactgegevens/Contact[1]"
_GIVEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"
OMVANG = ("Omvang/Volume", "Omvang/Eenheid", "Omvang/Frequentie")
PRODUCT_CODE = "Product/Code"
PERSON_ASKED = (
    *("Client/Bsn", "Client/Geboortedatum/Datum", "Client/Geslacht"),
    *("Client/Naam/Voorletters", "Client/Naam/Geslachtsnaam/Voorvoegsel", "Client/Naam/Geslachtsnaam/Achternaam"),
)
"""Who somebody is, where nothing is known of him."""

HOME = tuple(
    f"{_CONTACT}/{path}"
    for path in ("Soort", "Adres/Straatnaam", "Adres/Huis/Huisnummer", "Adres/Postcode", "Adres/Plaatsnaam")
)
"""Where he lives."""

COUNTRY = f"{_CONTACT}/Adres/LandCode"

Texts = dict[str, str]


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """`known` is in it whatever is filled in; `asked` are the paths to fill in, with what is `offered` there.

    `numbers`: of which toewijzing a path is that begins so, where a bericht has several.
    """

    kind: str
    known: Mapping[str, str]
    asked: Sequence[str]
    offered: Mapping[str, str] = {}
    numbers: Mapping[str, str] = {}


def new_number() -> str:
    """What nobody used before: an Identificatie, or a reference."""
    return "".join(secrets.choice(_CHARACTERS) for _ in range(12))


def header(kind: str, afzender: str, ontvanger: str, number: str, today: date) -> Texts:
    """Of a bericht with `number` as its Identificatie."""
    soort = BERICHTSOORTEN[kind]
    large, small = soort.release.versie
    version = xsd_version(soort)
    return {
        "Header/BerichtCode": soort.code,
        "Header/BerichtVersie": str(large),
        "Header/BerichtSubversie": str(small),
        "Header/Afzender": afzender,
        "Header/Ontvanger": ontvanger,
        "Header/BerichtIdentificatie/Identificatie": number,
        "Header/BerichtIdentificatie/Dagtekening": today.isoformat(),
        "Header/XsdVersie/BasisschemaXsdVersie": version.basisschema_xsd_versie,
        "Header/XsdVersie/BerichtXsdVersie": version.bericht_xsd_versie,
    }


def start(care: Care, number: str, today: date) -> Composition:
    """JW305 on a toewijzing."""
    known = {
        **_header_on("JW305", care, number, today),
        **person(care.bericht),
        **_product_of(_START, care.toewijzing),
        f"{_START}/StatusAanlevering": StatusAanlevering.EERSTE,
    }
    asked = (*_missing_code(_START, care.toewijzing), f"{_START}/Begindatum")
    row = care.toewijzing
    begin = max(row.ingangsdatum, today) if row.is_current(today) else row.ingangsdatum
    offered = {f"{_START}/Begindatum": begin.isoformat()}
    return Composition(kind="JW305", known=known, asked=asked, offered=offered)


def stop(care: Care, number: str, today: date) -> Composition:
    """JW307 of what runs on a toewijzing."""
    known = {
        **_header_on("JW307", care, number, today),
        **person(care.bericht),
        **_product_of(_STOP, care.toewijzing),
        f"{_STOP}/StatusAanlevering": StatusAanlevering.EERSTE,
    }
    asked = [*_missing_code(_STOP, care.toewijzing), f"{_STOP}/RedenBeeindiging", f"{_STOP}/Einddatum"]
    if care.levering is None:
        asked.insert(0, f"{_STOP}/Begindatum")
    else:
        known[f"{_STOP}/Begindatum"] = care.levering.begindatum.isoformat()
    return Composition(kind="JW307", known=known, asked=asked, offered={f"{_STOP}/Einddatum": today.isoformat()})


def wijziging(care: Care, beside: Sequence[Toewijzing], number: str, today: date) -> Composition:
    """JW317 that changes one toewijzing; the others of the client stay as they are."""
    own = care.toewijzing
    known = {
        **_header_on("JW317", care, number, today),
        **{path: text for path, text in person(care.bericht).items() if path == "Client/Bsn"},
        "Client/Verzoek/ReferentieAanbieder": number,
        f"{_CHANGE}/ToewijzingNummer": str(own.nummer),
    }
    same = [one for one in beside if one.nummer != own.nummer and one.is_current(today)]
    for place, one in enumerate(same, 1):
        known[f"Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct[{place}]/ToewijzingNummer"] = str(one.nummer)
    wishes = ("GewensteIngangsdatum", "Einddatum", *_amounts_of(own))
    asked = ("Client/Verzoek/RedenVerzoek", *(f"{_CHANGE}/{one}" for one in wishes))
    begin = own.ingangsdatum if holds_as_whole(own) else max(own.ingangsdatum, today + _DAY)  # TR357, TR373
    offered = {
        **_offered(_CHANGE, own),
        f"{_CHANGE}/GewensteIngangsdatum": begin.isoformat(),
        f"{_CHANGE}/Einddatum": text_of(own.einddatum),
    }
    return Composition(kind="JW317", known=known, asked=asked, offered=offered)


def verzoek(care: Care | None, aanbieder: str, number: str, today: date) -> Composition:
    """JW315: for a client with care already, or for one who is new."""
    gemeente = care.toewijzing.gemeente if care else ""
    known = header("JW315", aanbieder, gemeente, number, today)
    known[f"{_WISH}/ReferentieAanbieder"] = number
    wishes = (
        *(PRODUCT_CODE, "ToewijzingIngangsdatum", "ToewijzingEinddatum", *OMVANG),
        *("Verwijzer/Type", "Verwijzer/Naam", "Verwijzer/ZorgverlenerCode", "Commentaar"),
    )
    new = () if care else ("Header/Ontvanger", *PERSON_ASKED)
    asked = (*new, *(f"{_WISH}/{one}" for one in wishes))
    offered = {f"{_WISH}/ToewijzingIngangsdatum": today.isoformat()}
    return Composition(kind="JW315", known=known | person(care.bericht if care else None), asked=asked, offered=offered)


def afwijzing(asked: Asked, number: str, today: date) -> Composition:
    """JW319 on a verzoek: turned down, or looked into."""
    one = asked.verzoek
    known = {
        **header("JW319", one.gemeente, one.aanbieder, number, today),
        "Antwoord/ReferentieAanbieder": one.referentie,
    }
    paths = ("VerzoekAntwoord", "RedenAfwijzingVerzoek", "Woonplaatsbeginsel/Gemeente")
    return Composition(kind="JW319", known=known, asked=tuple(f"Antwoord/{path}" for path in paths))


def toewijzing(asked: Asked, number: str, now: datetime) -> Composition:
    """JW301 that grants a JW315, filled in from it."""
    one, here = asked.verzoek, now.astimezone(NETHERLANDS)
    known = {
        **header("JW301", one.gemeente, one.aanbieder, number, here.date()),
        **person(asked.bericht),
        "Client/Naam/NaamGebruik": NaamGebruik.EIGEN,
        f"{_GIVEN}/ToewijzingNummer": str(asked.free_number),
        f"{_GIVEN}/ReferentieAanbieder": one.referentie,
        f"{_GIVEN}/Product/Categorie": one.categorie or "",
        f"{_GIVEN}/Product/Code": one.code or "",
        f"{_GIVEN}/Toewijzingsdatum": here.date().isoformat(),
        f"{_GIVEN}/Toewijzingstijd": here.strftime("%H:%M:%S"),
        COUNTRY: HOME_COUNTRY,
    }
    wishes = ("Ingangsdatum", "Einddatum", *_amounts_of(one), "Commentaar")
    offered = {
        **_offered(_GIVEN, one),
        f"{_GIVEN}/Ingangsdatum": text_of(one.ingangsdatum),
        f"{_GIVEN}/Einddatum": text_of(one.einddatum),
        f"{_CONTACT}/Soort": AdresSoort.BRP,
    }
    asked_paths = (*(f"{_GIVEN}/{path}" for path in wishes), *HOME)
    return Composition(kind="JW301", known=known, asked=asked_paths, offered=offered)


def with_categorie_asked(composition: Composition) -> Composition:
    """Where no list of products says which categorie a product has."""
    asked: list[str] = []
    for path in composition.asked:
        categorie = path.removesuffix(PRODUCT_CODE) + "Product/Categorie"
        if path.endswith(PRODUCT_CODE) and not composition.known.get(categorie):
            asked.append(categorie)
        asked.append(path)
    return msgspec.structs.replace(composition, asked=asked)


def person(bericht: Bericht | None) -> Texts:
    """Who a bericht is about, by the paths that JW301, JW305, JW307 and JW315 share; nobody when it is not known."""
    if not isinstance(bericht, JW301 | JW315):
        return {}
    return {path: text for path, text in texts_of(bericht).items() if path.startswith(_PERSON) or path in _NAMES}


def _header_on(kind: str, care: Care, number: str, today: date) -> Texts:
    return header(kind, care.toewijzing.aanbieder, care.toewijzing.gemeente, number, today)


def _product_of(path: str, one: Toewijzing) -> Texts:
    return {
        f"{path}/ToewijzingNummer": str(one.nummer),
        f"{path}/Product/Categorie": one.categorie or "",
        f"{path}/Product/Code": one.code or "",
        f"{path}/ToewijzingIngangsdatum": one.ingangsdatum.isoformat(),
    }


def _missing_code(path: str, one: Toewijzing) -> tuple[str, ...]:
    """Of a toewijzing that names no product: what is delivered on it."""
    return () if one.code else (f"{path}/{PRODUCT_CODE}",)


def _amounts_of(one: Toewijzing | Verzoek) -> tuple[str, ...]:
    return ("Budget",) if one.budget_cents is not None else OMVANG


def _offered(path: str, one: Toewijzing | Verzoek) -> Texts:
    values = zip(OMVANG, ("volume", "eenheid", "frequentie"), strict=True)
    known = {f"{path}/{name}": text_of(getattr(one, attribute)) for name, attribute in values}
    return {**known, f"{path}/Budget": text_of(one.budget_cents)}


def text_of(value: date | str | int | None) -> str:
    """A value as an element has it; empty for none."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
