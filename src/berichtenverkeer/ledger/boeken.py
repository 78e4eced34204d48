# SPDX-License-Identifier: EUPL-1.2
"""What an approved bericht makes happen: from berichtklassen to gebeurtenissen."""

from collections.abc import Iterable
from datetime import date

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305, StartProduct
from berichtenverkeer.berichten.jw307 import JW307, StopProduct
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.ledger.gebeurtenissen import (
    Gebeurtenis,
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
)

VERWIJDEREN = "3"
"""StatusAanlevering that takes an earlier delivery back (COD467)."""


def gebeurtenissen(bericht: Bericht, client: bytes | None, ontvangen_op: date) -> list[Gebeurtenis]:
    """The gebeurtenissen of an approved heenbericht, in the order in which they must be booked.

    `client` is the pseudonym of its BSN (None for JW319), `ontvangen_op` the day of receipt. Removals come before
    first deliveries (definitions.md 2). A retourbericht, and a bericht that is not booked yet, gives none.
    """
    match bericht:
        case JW301():
            return list(_toewijzingen(bericht, _zeker(client), ontvangen_op))
        case JW305():
            starts = bericht.client.start_producten.start_product
            return [_start(bericht, _zeker(client), start) for start in sorted(starts, key=_verwijderen_eerst)]
        case JW307():
            stops = bericht.client.stop_producten.stop_product
            return [_stop(bericht, _zeker(client), stop) for stop in sorted(stops, key=_stopvolgorde)]
        case JW315():
            return list(_verzoeken(bericht, _zeker(client), ontvangen_op))
        case JW319():
            return [_antwoord(bericht, ontvangen_op)]
        case _:
            return []


def _zeker(client: bytes | None) -> bytes:
    assert client is not None, "this bericht has a client"
    return client


def _verwijderen_eerst(product: StartProduct | StopProduct) -> bool:
    return product.status_aanlevering != VERWIJDEREN


def _stopvolgorde(stop: StopProduct) -> tuple[bool, date]:
    """Removals first; then by Einddatum, so that a temporary stop comes before the definitive one that follows it."""
    return _verwijderen_eerst(stop), stop.einddatum


def _toewijzingen(bericht: JW301, client: bytes, ontvangen_op: date) -> Iterable[Gebeurtenis]:
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
            ontvangen_op=ontvangen_op,
        )


def _verzoeken(bericht: JW315, client: bytes, ontvangen_op: date) -> Iterable[Gebeurtenis]:
    for product in bericht.client.aangevraagde_producten.aangevraagd_product:
        yield VerzoekOntvangen(
            client=client,
            aanbieder=bericht.header.afzender,
            gemeente=bericht.header.ontvanger,
            referentie=product.referentie_aanbieder,
            dagtekening=bericht.header.bericht_identificatie.dagtekening,
            ontvangen_op=ontvangen_op,
            product=_product(product.product),
            ingangsdatum=product.toewijzing_ingangsdatum,
            einddatum=product.toewijzing_einddatum,
            omvang=_omvang(product.omvang),
            budget_cents=product.budget,
            verwijzer=product.verwijzer.type,
        )


def _antwoord(bericht: JW319, ontvangen_op: date) -> Gebeurtenis:
    antwoord, header = bericht.antwoord, bericht.header
    if antwoord.verzoek_antwoord == "2":
        return VerzoekInOnderzoek(
            aanbieder=header.ontvanger,
            gemeente=header.afzender,
            referentie=antwoord.referentie_aanbieder,
            ontvangen_op=ontvangen_op,
        )
    assert antwoord.reden_afwijzing_verzoek is not None, "CD085"
    return VerzoekAfgewezen(
        aanbieder=header.ontvanger,
        gemeente=header.afzender,
        referentie=antwoord.referentie_aanbieder,
        reden=antwoord.reden_afwijzing_verzoek,
        gemeente_woonplaats=antwoord.woonplaatsbeginsel.gemeente if antwoord.woonplaatsbeginsel else None,
        ontvangen_op=ontvangen_op,
    )


def _start(bericht: JW305, client: bytes, start: StartProduct) -> Gebeurtenis:
    soort = StartVerwijderd if start.status_aanlevering == VERWIJDEREN else LeveringGestart
    feit = soort(
        client=client,
        aanbieder=bericht.header.afzender,
        gemeente=bericht.header.ontvanger,
        toewijzing_nummer=start.toewijzing_nummer,
        product=_product(start.product),
        begindatum=start.begindatum,
        **({"toewijzing_ingangsdatum": start.toewijzing_ingangsdatum} if soort is LeveringGestart else {}),
    )
    assert isinstance(feit, LeveringGestart | StartVerwijderd)
    return feit


def _stop(bericht: JW307, client: bytes, stop: StopProduct) -> Gebeurtenis:
    soort = StopVerwijderd if stop.status_aanlevering == VERWIJDEREN else LeveringGestopt
    return soort(
        client=client,
        aanbieder=bericht.header.afzender,
        gemeente=bericht.header.ontvanger,
        toewijzing_nummer=stop.toewijzing_nummer,
        product=_product(stop.product),
        begindatum=stop.begindatum,
        einddatum=stop.einddatum,
        reden=stop.reden_beeindiging,
    )


def _product(product: CDT_Product | None) -> Product:
    return Product(product.categorie, product.code) if product else Product()


def _omvang(omvang: CDT_Omvang | None) -> Omvang | None:
    return Omvang(omvang.volume, omvang.eenheid, omvang.frequentie) if omvang else None
