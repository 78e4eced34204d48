# SPDX-License-Identifier: EUPL-1.2
"""What an approved bericht makes happen: from berichtklassen to gebeurtenissen."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, assert_never

from berichtenverkeer.berichten import Bericht, Retourbericht
from berichtenverkeer.berichten.basisschema import (
    CDT_Geboortedatum,
    CDT_Omvang,
    CDT_Product,
    CDT_TotaalBedragMetDC,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305, StartProduct
from berichtenverkeer.berichten.jw307 import JW307, StopProduct
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    Omvang,
    Product,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    Wijzigingsdeel,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
    Verdict,
)
from berichtenverkeer.standaard.codes import DatumGebruik, DebetCredit, Retourcode, StatusAanlevering, VerzoekAntwoord

_CLIENTEN = "JW323/Declaratie/Clienten/Client"
_CLIENT = re.compile(rf"{_CLIENTEN}\[\d+\]")
_PRESTATIE = re.compile(rf"{_CLIENTEN}\[\d+\]/Prestaties/Prestatie\[\d+\]")


def gebeurtenissen(bericht: Bericht, clienten: Mapping[str, bytes], received_at: date) -> list[Gebeurtenis]:
    """The gebeurtenissen of an approved heenbericht or JW325, in the order in which they must be booked.

    `clienten` has the pseudonym of every BSN in it, `received_at` is the day of receipt. Removals come before first
    deliveries (definitions.md 2), credits before debets (OP366). A retourbericht gives none.
    """
    if isinstance(bericht, Retourbericht):
        return []
    match bericht:
        case JW301():
            return list(_toewijzingen(bericht, clienten[bericht.client.bsn], received_at))
        case JW305():
            client = clienten[bericht.client.bsn]
            starts = sorted(bericht.client.start_producten.start_product, key=_removing_first)
            return [_start(bericht, client, start, received_at) for start in starts]
        case JW307():
            client = clienten[bericht.client.bsn]
            stops = sorted(bericht.client.stop_producten.stop_product, key=_stopvolgorde)
            return [_stop(bericht, client, stop, received_at) for stop in stops]
        case JW315():
            return list(_verzoeken(bericht, clienten[bericht.client.bsn], received_at))
        case JW317():
            return [_wijzigingsverzoek(bericht, clienten[bericht.client.bsn], received_at)]
        case JW319():
            return [_antwoord(bericht, received_at)]
        case JW323():
            return [ingediend(bericht, received_at), *_prestaties(bericht, clienten, _ingediend)]
        case JW325():
            return [reply_to_declaratie(bericht, received_at)]
        case _:
            assert_never(bericht)


def ingediend(
    bericht: JW323, received_at: date, *, is_betwist: bool = False, is_voorlopig: bool = False
) -> DeclaratieIngediend:
    """The declaratie itself: all that is known of a JW323 before it is decided on."""
    header, declaratie = bericht.header, bericht.declaratie
    return DeclaratieIngediend(
        aanbieder=header.afzender,
        gemeente=header.ontvanger,
        nummer=declaratie.declaratie_nummer,
        identificatie=header.bericht_identificatie.identificatie,
        dagtekening=header.bericht_identificatie.dagtekening,
        periode_begin=declaratie.declaratie_periode.begindatum,
        periode_eind=declaratie.declaratie_periode.einddatum,
        totaal_cents=_with_sign(declaratie.totaal_ingediend_bedrag),
        xsd_versie=xsd_version(header.xsd_versie),
        ontvangen_op=received_at,
        is_betwist=is_betwist,
        is_voorlopig=is_voorlopig,
    )


def gedeclareerd(bericht: JW323) -> Iterator[tuple[int, str | None]]:
    """Of each Prestatie the ToewijzingNummer and the prestatie that it takes back."""
    for client in bericht.declaratie.clienten.client:
        for prestatie in client.prestaties.prestatie:
            yield prestatie.toewijzing_nummer, prestatie.product_referentie.vorig_referentie_nummer


def answered(bericht: JW323, clienten: Mapping[str, bytes], received_at: date, antwoord: JW325) -> list[Gebeurtenis]:
    """The gebeurtenissen of a JW323 that is answered as it is booked: each prestatie with its uitslag, and the answer.

    None when the answer says that the declaratie counts as not sent.
    """
    lock = reply_to_declaratie(antwoord, received_at)
    if lock.is_verworpen:
        return []
    rejected = frozenset(lock.afgewezen)

    def uitslag(referentie: str) -> Verdict:
        return "afgewezen" if referentie in rejected else "goedgekeurd"

    return [ingediend(bericht, received_at), *_prestaties(bericht, clienten, uitslag), lock]


def waiting(
    bericht: JW323, clienten: Mapping[str, bytes], received_at: date, paden: Iterable[str]
) -> list[Gebeurtenis]:
    """The gebeurtenissen of a JW323 that its receiver answers himself, marked where the gateway found something.

    What is wrong with a client holds for all his prestaties; what is wrong beside the clients holds for all.
    """
    found = {match[0] if (match := _PRESTATIE.match(pad) or _CLIENT.match(pad)) else "" for pad in paden}
    is_whole = "" in found
    betwist = {
        regel.product_referentie.referentie_nummer
        for number, client in enumerate(bericht.declaratie.clienten.client if found else (), 1)
        for volgnr, regel in enumerate(client.prestaties.prestatie, 1)
        if is_whole
        or f"{_CLIENTEN}[{number}]" in found
        or f"{_CLIENTEN}[{number}]/Prestaties/Prestatie[{volgnr}]" in found
    }
    declaratie = ingediend(bericht, received_at, is_betwist=is_whole, is_voorlopig=True)
    return [declaratie, *_prestaties(bericht, clienten, _ingediend, betwist=betwist, is_voorlopig=True)]


def _removing_first(product: StartProduct | StopProduct) -> bool:
    return product.status_aanlevering != StatusAanlevering.VERWIJDEREN


def _stopvolgorde(stop: StopProduct) -> tuple[bool, date]:
    """Removals first; then by Einddatum, so that a temporary stop comes before the definitive one that follows it."""
    return _removing_first(stop), stop.einddatum


def _toewijzingen(bericht: JW301, client: bytes, received_at: date) -> Iterable[Gebeurtenis]:
    geboren = _born(bericht.client.geboortedatum)
    for product in bericht.client.toegewezen_producten.toegewezen_product:
        yield ToewijzingVastgesteld(
            client=client,
            aanbieder=bericht.header.ontvanger,
            gemeente=bericht.header.afzender,
            nummer=product.toewijzing_nummer,
            toewijzingsdatum=product.toewijzingsdatum,
            toewijzingstijd=product.toewijzingstijd,
            product=_product(product.product),
            ingangsdatum=product.ingangsdatum,
            einddatum=product.einddatum,
            omvang=_omvang(product.omvang),
            budget_cents=product.budget,
            reden_wijziging=product.reden_wijziging,
            referentie_aanbieder=product.referentie_aanbieder,
            ontvangen_op=received_at,
            geboren=geboren,
        )


def _verzoeken(bericht: JW315, client: bytes, received_at: date) -> Iterable[Gebeurtenis]:
    geboren = _born(bericht.client.geboortedatum)
    for product in bericht.client.aangevraagde_producten.aangevraagd_product:
        yield VerzoekOntvangen(
            client=client,
            aanbieder=bericht.header.afzender,
            gemeente=bericht.header.ontvanger,
            referentie=product.referentie_aanbieder,
            dagtekening=bericht.header.bericht_identificatie.dagtekening,
            ontvangen_op=received_at,
            product=_product(product.product),
            ingangsdatum=product.toewijzing_ingangsdatum,
            einddatum=product.toewijzing_einddatum,
            omvang=_omvang(product.omvang),
            budget_cents=product.budget,
            verwijzer=product.verwijzer.type,
            geboren=geboren,
        )


def _wijzigingsverzoek(bericht: JW317, client: bytes, received_at: date) -> Gebeurtenis:
    verzoek = bericht.client.verzoek
    return WijzigingVerzocht(
        client=client,
        aanbieder=bericht.header.afzender,
        gemeente=bericht.header.ontvanger,
        referentie=verzoek.referentie_aanbieder,
        dagtekening=bericht.header.bericht_identificatie.dagtekening,
        ontvangen_op=received_at,
        reden=verzoek.reden_verzoek,
        delen=tuple(_parts(bericht)),
    )


def _parts(bericht: JW317) -> Iterable[Wijzigingsdeel]:
    verzoek = bericht.client.verzoek
    for equal in verzoek.ongewijzigde_producten.ongewijzigd_product if verzoek.ongewijzigde_producten else ():
        yield Wijzigingsdeel(soort="ongewijzigd", toewijzing_nummer=equal.toewijzing_nummer)
    for otherwise in verzoek.te_wijzigen_producten.te_wijzigen_product if verzoek.te_wijzigen_producten else ():
        yield Wijzigingsdeel(
            soort="te wijzigen",
            toewijzing_nummer=otherwise.toewijzing_nummer,
            ingangsdatum=otherwise.gewenste_ingangsdatum,
            einddatum=otherwise.einddatum,
            omvang=_omvang(otherwise.omvang),
            budget_cents=otherwise.budget,
        )
    for new in verzoek.nieuwe_producten.nieuw_product if verzoek.nieuwe_producten else ():
        yield Wijzigingsdeel(
            soort="nieuw",
            product=_product(new.product),
            ingangsdatum=new.gewenste_ingangsdatum,
            einddatum=new.einddatum,
            omvang=_omvang(new.omvang),
            budget_cents=new.budget,
        )


def _antwoord(bericht: JW319, received_at: date) -> Gebeurtenis:
    antwoord, header = bericht.antwoord, bericht.header
    if antwoord.verzoek_antwoord == VerzoekAntwoord.IN_ONDERZOEK:
        return VerzoekInOnderzoek(
            aanbieder=header.ontvanger,
            gemeente=header.afzender,
            referentie=antwoord.referentie_aanbieder,
            ontvangen_op=received_at,
        )
    assert antwoord.reden_afwijzing_verzoek is not None, "CD085"
    return VerzoekAfgewezen(
        aanbieder=header.ontvanger,
        gemeente=header.afzender,
        referentie=antwoord.referentie_aanbieder,
        reden=antwoord.reden_afwijzing_verzoek,
        gemeente_woonplaats=antwoord.woonplaatsbeginsel.gemeente if antwoord.woonplaatsbeginsel else None,
        ontvangen_op=received_at,
    )


def _start(bericht: JW305, client: bytes, start: StartProduct, received_at: date) -> Gebeurtenis:
    fields: dict[str, Any] = {
        "client": client,
        "aanbieder": bericht.header.afzender,
        "gemeente": bericht.header.ontvanger,
        "toewijzing_nummer": start.toewijzing_nummer,
        "product": _product(start.product),
        "begindatum": start.begindatum,
        "ontvangen_op": received_at,
    }
    if start.status_aanlevering == StatusAanlevering.VERWIJDEREN:
        return StartVerwijderd(**fields)
    return LeveringGestart(
        **fields,
        toewijzing_ingangsdatum=start.toewijzing_ingangsdatum,
        geboren=_born(bericht.client.geboortedatum),
    )


def _stop(bericht: JW307, client: bytes, stop: StopProduct, received_at: date) -> Gebeurtenis:
    soort = StopVerwijderd if stop.status_aanlevering == StatusAanlevering.VERWIJDEREN else LeveringGestopt
    return soort(
        client=client,
        aanbieder=bericht.header.afzender,
        gemeente=bericht.header.ontvanger,
        toewijzing_nummer=stop.toewijzing_nummer,
        product=_product(stop.product),
        begindatum=stop.begindatum,
        ontvangen_op=received_at,
        einddatum=stop.einddatum,
        reden=stop.reden_beeindiging,
    )


def _ingediend(_: str) -> Verdict:
    return "ingediend"


def _prestaties(
    bericht: JW323,
    clienten: Mapping[str, bytes],
    uitslag: Callable[[str], Verdict],
    *,
    betwist: Collection[str] = (),
    is_voorlopig: bool = False,
) -> list[PrestatieIngediend]:
    """Credits first; each made once, with all that is known of it by its ReferentieNummer."""
    header, declaratie = bericht.header, bericht.declaratie
    regels = [
        PrestatieIngediend(
            client=clienten[client.bsn],
            aanbieder=header.afzender,
            gemeente=header.ontvanger,
            referentie=prestatie.product_referentie.referentie_nummer,
            vorig_referentie=prestatie.product_referentie.vorig_referentie_nummer,
            declaratie_nummer=declaratie.declaratie_nummer,
            toewijzing_nummer=prestatie.toewijzing_nummer,
            product=Product(prestatie.product_categorie, prestatie.product_code),
            begindatum=prestatie.product_periode.begindatum,
            einddatum=prestatie.product_periode.einddatum,
            volume=prestatie.geleverd_volume,
            eenheid=prestatie.eenheid,
            tarief_cents=prestatie.product_tarief,
            bedrag_cents=prestatie.ingediend_bedrag.bedrag,
            is_credit=prestatie.ingediend_bedrag.debet_credit == DebetCredit.CREDIT,
            uitslag=uitslag(prestatie.product_referentie.referentie_nummer),
            is_betwist=prestatie.product_referentie.referentie_nummer in betwist,
            is_voorlopig=is_voorlopig,
        )
        for client in declaratie.clienten.client
        for prestatie in client.prestaties.prestatie
    ]
    return sorted(regels, key=lambda regel: not regel.is_credit)


def reply_to_declaratie(bericht: JW325, received_at: date) -> DeclaratieBeantwoord:
    """What a JW325 says of its JW323."""
    antwoord, header = bericht.declaratie_antwoord, bericht.header
    code = antwoord.retour_codes.retour_code[0] if antwoord else None
    clienten = antwoord.clienten.client if antwoord and antwoord.clienten else ()
    return DeclaratieBeantwoord(
        aanbieder=header.ontvanger,
        gemeente=header.afzender,
        identificatie=header.declaratie_identificatie.identificatie,
        toegekend_cents=_with_sign(antwoord.totaal_toegekend_bedrag) if antwoord else 0,
        ontvangen_op=received_at,
        afgewezen=tuple(
            prestatie.product_referentie.referentie_nummer
            for client in clienten
            for prestatie in client.prestaties.prestatie
        ),
        is_verworpen=code not in (Retourcode.GEEN_OPMERKING, Retourcode.GEHEEL_TOEGEKEND),
    )


def xsd_version(versie: CDT_XsdVersie) -> str:
    """`<BasisschemaXsdVersie> <BerichtXsdVersie>`."""
    return f"{versie.basisschema_xsd_versie} {versie.bericht_xsd_versie}"


def _with_sign(bedrag: CDT_TotaalBedragMetDC) -> int:
    return -bedrag.totaal_bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.totaal_bedrag


def _born(born: CDT_Geboortedatum) -> str | None:
    """As far as it is known (COD170), and never the day: an age needs no more."""
    if born.datum_gebruik == DatumGebruik.ALLES:
        return None
    day = born.datum.isoformat()
    return day[:4] if born.datum_gebruik == DatumGebruik.DAG_EN_MAAND else day[:7]


def _product(product: CDT_Product | None) -> Product:
    return Product(product.categorie, product.code) if product else Product()


def _omvang(omvang: CDT_Omvang | None) -> Omvang | None:
    return Omvang(omvang.volume, omvang.eenheid, omvang.frequentie) if omvang else None
