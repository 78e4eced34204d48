# SPDX-License-Identifier: EUPL-1.2
"""What a bericht names, by the keys of the standard: the same in every release, so who asks knows no berichtklasse."""

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

import msgspec

from berichtenverkeer.berichten import (
    JW301,
    JW305,
    JW307,
    JW315,
    JW317,
    JW319,
    JW323,
    JW325,
    Bericht,
    Retourbericht,
)
from berichtenverkeer.standaard.codes import RedenWijziging


class Subject(StrEnum):
    """What a bericht is about."""

    TOEWIJZING = "toewijzing"
    LEVERING = "levering"
    VERZOEK = "verzoek"
    WIJZIGING = "wijziging"
    ANTWOORD = "antwoord"
    """On a verzoek or a wijziging."""
    DECLARATIE = "declaratie"
    DECLARATIEANTWOORD = "declaratieantwoord"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Between a gemeente and an aanbieder: ToewijzingNummers, ReferentieAanbieders, ReferentieNummers of prestaties.

    `vervallen` are the toewijzingen that are taken back. `declaratie` is the DeclaratieNummer, `identificatie` that of
    the declaratie that is answered.
    """

    onderwerp: Subject
    gemeente: str
    aanbieder: str
    toewijzingen: frozenset[int] = frozenset()
    vervallen: frozenset[int] = frozenset()
    verzoeken: frozenset[str] = frozenset()
    prestaties: frozenset[str] = frozenset()
    declaratie: str | None = None
    identificatie: str | None = None


def named(bericht: Bericht) -> Named | None:
    """None for a retourbericht: it names what the bericht named that it answers."""
    if isinstance(bericht, Retourbericht):
        return None
    header = bericht.header
    match bericht:
        case JW301():
            producten = bericht.client.toegewezen_producten.toegewezen_product
            gone = (one for one in producten if one.reden_wijziging == RedenWijziging.VERWIJDERD)
            return Named(
                onderwerp=Subject.TOEWIJZING,
                gemeente=header.afzender,
                aanbieder=header.ontvanger,
                toewijzingen=frozenset(one.toewijzing_nummer for one in producten),
                vervallen=frozenset(one.toewijzing_nummer for one in gone),
                verzoeken=_filled(one.referentie_aanbieder for one in producten),
            )
        case JW305():
            starts = bericht.client.start_producten.start_product
            return _from_aanbieder(bericht, Subject.LEVERING, (one.toewijzing_nummer for one in starts))
        case JW307():
            stops = bericht.client.stop_producten.stop_product
            return _from_aanbieder(bericht, Subject.LEVERING, (one.toewijzing_nummer for one in stops))
        case JW315():
            asked = bericht.client.aangevraagde_producten.aangevraagd_product
            return _from_aanbieder(bericht, Subject.VERZOEK, (), (one.referentie_aanbieder for one in asked))
        case JW317():
            verzoek = bericht.client.verzoek
            return _from_aanbieder(bericht, Subject.WIJZIGING, _numbers_in(bericht), (verzoek.referentie_aanbieder,))
        case JW319():
            return Named(
                onderwerp=Subject.ANTWOORD,
                gemeente=header.afzender,
                aanbieder=header.ontvanger,
                verzoeken=frozenset({bericht.antwoord.referentie_aanbieder}),
            )
        case JW323():
            return _declaratie(bericht)
        case JW325():
            return _declaratieantwoord(bericht)
        case _:
            assert_never(bericht)


def _filled(values: Iterable[str | None]) -> frozenset[str]:
    return frozenset(value for value in values if value is not None)


def _from_aanbieder(
    bericht: JW305 | JW307 | JW315 | JW317,
    subject: Subject,
    numbers: Iterable[int | None],
    referenties: Iterable[str] = (),
) -> Named:
    return Named(
        onderwerp=subject,
        gemeente=bericht.header.ontvanger,
        aanbieder=bericht.header.afzender,
        toewijzingen=frozenset(number for number in numbers if number is not None),
        verzoeken=frozenset(referenties),
    )


def _numbers_in(bericht: JW317) -> Iterable[int]:
    verzoek = bericht.client.verzoek
    if verzoek.ongewijzigde_producten:
        yield from (one.toewijzing_nummer for one in verzoek.ongewijzigde_producten.ongewijzigd_product)
    if verzoek.te_wijzigen_producten:
        yield from (one.toewijzing_nummer for one in verzoek.te_wijzigen_producten.te_wijzigen_product)


def _declaratie(bericht: JW323) -> Named:
    declaratie = bericht.declaratie
    prestaties = [one for client in declaratie.clienten.client for one in client.prestaties.prestatie]
    referenties = [one.product_referentie for one in prestaties]
    previous = _filled(one.vorig_referentie_nummer for one in referenties)
    return Named(
        onderwerp=Subject.DECLARATIE,
        gemeente=bericht.header.ontvanger,
        aanbieder=bericht.header.afzender,
        toewijzingen=frozenset(one.toewijzing_nummer for one in prestaties),
        prestaties=previous.union(one.referentie_nummer for one in referenties),
        declaratie=declaratie.declaratie_nummer,
    )


def _declaratieantwoord(bericht: JW325) -> Named:
    antwoord = bericht.declaratie_antwoord
    clienten = antwoord.clienten.client if antwoord and antwoord.clienten else ()
    prestaties = (one for client in clienten for one in client.prestaties.prestatie)
    return Named(
        onderwerp=Subject.DECLARATIEANTWOORD,
        gemeente=bericht.header.afzender,
        aanbieder=bericht.header.ontvanger,
        prestaties=frozenset(one.product_referentie.referentie_nummer for one in prestaties),
        declaratie=antwoord.declaratie_nummer if antwoord else None,
        identificatie=bericht.header.declaratie_identificatie.identificatie,
    )
