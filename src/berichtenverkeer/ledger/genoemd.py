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


class Onderwerp(StrEnum):
    """What a bericht is about."""

    TOEWIJZING = "toewijzing"
    LEVERING = "levering"
    VERZOEK = "verzoek"
    WIJZIGING = "wijziging"
    ANTWOORD = "antwoord"
    """On a verzoek or a wijziging."""
    DECLARATIE = "declaratie"
    DECLARATIEANTWOORD = "declaratieantwoord"


class Genoemd(msgspec.Struct, frozen=True, kw_only=True):
    """Between a gemeente and an aanbieder: ToewijzingNummers, ReferentieAanbieders, ReferentieNummers of prestaties.

    `vervallen` are the toewijzingen that are taken back. `declaratie` is the DeclaratieNummer, `identificatie` that of
    the declaratie that is answered.
    """

    onderwerp: Onderwerp
    gemeente: str
    aanbieder: str
    toewijzingen: frozenset[int] = frozenset()
    vervallen: frozenset[int] = frozenset()
    verzoeken: frozenset[str] = frozenset()
    prestaties: frozenset[str] = frozenset()
    declaratie: str | None = None
    identificatie: str | None = None


def genoemd(bericht: Bericht) -> Genoemd | None:
    """None for a retourbericht: it names what the bericht named that it answers."""
    if isinstance(bericht, Retourbericht):
        return None
    header = bericht.header
    match bericht:
        case JW301():
            producten = bericht.client.toegewezen_producten.toegewezen_product
            weg = (een for een in producten if een.reden_wijziging == RedenWijziging.VERWIJDERD)
            return Genoemd(
                onderwerp=Onderwerp.TOEWIJZING,
                gemeente=header.afzender,
                aanbieder=header.ontvanger,
                toewijzingen=frozenset(een.toewijzing_nummer for een in producten),
                vervallen=frozenset(een.toewijzing_nummer for een in weg),
                verzoeken=_gevuld(een.referentie_aanbieder for een in producten),
            )
        case JW305():
            starts = bericht.client.start_producten.start_product
            return _van_aanbieder(bericht, Onderwerp.LEVERING, (een.toewijzing_nummer for een in starts))
        case JW307():
            stops = bericht.client.stop_producten.stop_product
            return _van_aanbieder(bericht, Onderwerp.LEVERING, (een.toewijzing_nummer for een in stops))
        case JW315():
            gevraagd = bericht.client.aangevraagde_producten.aangevraagd_product
            return _van_aanbieder(bericht, Onderwerp.VERZOEK, (), (een.referentie_aanbieder for een in gevraagd))
        case JW317():
            verzoek = bericht.client.verzoek
            return _van_aanbieder(bericht, Onderwerp.WIJZIGING, _nummers_in(bericht), (verzoek.referentie_aanbieder,))
        case JW319():
            return Genoemd(
                onderwerp=Onderwerp.ANTWOORD,
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


def _gevuld(waarden: Iterable[str | None]) -> frozenset[str]:
    return frozenset(waarde for waarde in waarden if waarde is not None)


def _van_aanbieder(
    bericht: JW305 | JW307 | JW315 | JW317,
    onderwerp: Onderwerp,
    nummers: Iterable[int | None],
    referenties: Iterable[str] = (),
) -> Genoemd:
    return Genoemd(
        onderwerp=onderwerp,
        gemeente=bericht.header.ontvanger,
        aanbieder=bericht.header.afzender,
        toewijzingen=frozenset(nummer for nummer in nummers if nummer is not None),
        verzoeken=frozenset(referenties),
    )


def _nummers_in(bericht: JW317) -> Iterable[int]:
    verzoek = bericht.client.verzoek
    if verzoek.ongewijzigde_producten:
        yield from (een.toewijzing_nummer for een in verzoek.ongewijzigde_producten.ongewijzigd_product)
    if verzoek.te_wijzigen_producten:
        yield from (een.toewijzing_nummer for een in verzoek.te_wijzigen_producten.te_wijzigen_product)


def _declaratie(bericht: JW323) -> Genoemd:
    declaratie = bericht.declaratie
    prestaties = [een for client in declaratie.clienten.client for een in client.prestaties.prestatie]
    referenties = [een.product_referentie for een in prestaties]
    vorige = _gevuld(een.vorig_referentie_nummer for een in referenties)
    return Genoemd(
        onderwerp=Onderwerp.DECLARATIE,
        gemeente=bericht.header.ontvanger,
        aanbieder=bericht.header.afzender,
        toewijzingen=frozenset(een.toewijzing_nummer for een in prestaties),
        prestaties=vorige.union(een.referentie_nummer for een in referenties),
        declaratie=declaratie.declaratie_nummer,
    )


def _declaratieantwoord(bericht: JW325) -> Genoemd:
    antwoord = bericht.declaratie_antwoord
    clienten = antwoord.clienten.client if antwoord and antwoord.clienten else ()
    prestaties = (een for client in clienten for een in client.prestaties.prestatie)
    return Genoemd(
        onderwerp=Onderwerp.DECLARATIEANTWOORD,
        gemeente=bericht.header.afzender,
        aanbieder=bericht.header.ontvanger,
        prestaties=frozenset(een.product_referentie.referentie_nummer for een in prestaties),
        declaratie=antwoord.declaratie_nummer if antwoord else None,
        identificatie=bericht.header.declaratie_identificatie.identificatie,
    )
