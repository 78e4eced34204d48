# SPDX-License-Identifier: EUPL-1.2
"""What a bericht is about, by the keys of the standard alone: what berichten have in common that belong together.

A key is text: `verzoek/<aanbieder>/<ReferentieAanbieder>` (OP361), `toewijzing/<gemeente>/<ToewijzingNummer>`,
`declaratie/<aanbieder>/<Identificatie of the JW323>` (IV087), and of a start or stop without ToewijzingNummer (IV096)
`levering/<gemeente>/<aanbieder>/<categorie>/<code>/<Begindatum>/<pseudonym of the client>`. No BSN, no name.

A line that names two of them adds a verband: `verband/<toewijzing>/<verzoek>`. Lines are tied, never whole berichten: a
JW301 holds all toewijzingen of a client (OP087), a JW323 those of thousands.
"""

from collections.abc import Iterator, Mapping
from typing import assert_never

from berichtenverkeer.berichten import Bericht, Retourbericht
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305, StartProduct
from berichtenverkeer.berichten.jw307 import JW307, StopProduct
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325

VERZOEK, TOEWIJZING, LEVERING = "verzoek/", "toewijzing/", "levering/"
DECLARATIE, VERBAND = "declaratie/", "verband/"
"""How each kind of key begins."""


def sleutels(bericht: Bericht, clienten: Mapping[str, bytes]) -> tuple[str, ...]:
    """The keys and verbanden of a bericht, each once, in document order; `clienten` has the pseudonym of every BSN.

    None of a retourbericht: it hangs on the bericht that it answers.
    """
    return tuple(dict.fromkeys(_sleutels(bericht, clienten)))


def van_declaratie(aanbieder: str, identificatie: str) -> str:
    """The key of a JW323 by its Identificatie."""
    return f"{DECLARATIE}{aanbieder}/{identificatie}"


def gescheiden(verband: str) -> tuple[str, str]:
    """The toewijzing and the verzoek that a verband ties."""
    _, soort, gemeente, nummer, verzoek = verband.split("/", 4)
    return f"{soort}/{gemeente}/{nummer}", verzoek


def zonder_client(sleutel: str) -> str:
    """A key to show: that of a levering loses the pseudonym of its client."""
    return sleutel.rpartition("/")[0] if sleutel.startswith(LEVERING) else sleutel


def _sleutels(bericht: Bericht, clienten: Mapping[str, bytes]) -> Iterator[str]:
    if isinstance(bericht, Retourbericht):
        return  # its thread is that of what it answers
    header = bericht.header
    match bericht:
        case JW305():
            client = bericht.client
            for start in client.start_producten.start_product:
                yield _levering(header.ontvanger, header.afzender, start, clienten[client.bsn])
        case JW307():
            gestopt = bericht.client
            for stop in gestopt.stop_producten.stop_product:
                yield _levering(header.ontvanger, header.afzender, stop, clienten[gestopt.bsn])
        case JW301():
            for product in bericht.client.toegewezen_producten.toegewezen_product:
                nummer = f"{TOEWIJZING}{header.afzender}/{product.toewijzing_nummer}"
                yield nummer
                if product.referentie_aanbieder is not None:
                    verzoek = f"{VERZOEK}{header.ontvanger}/{product.referentie_aanbieder}"
                    yield from (verzoek, f"{VERBAND}{nummer}/{verzoek}")
        case JW315():
            for gevraagd in bericht.client.aangevraagde_producten.aangevraagd_product:
                yield f"{VERZOEK}{header.afzender}/{gevraagd.referentie_aanbieder}"
        case JW317():
            yield from _van_wijziging(bericht)
        case JW319():
            yield f"{VERZOEK}{header.ontvanger}/{bericht.antwoord.referentie_aanbieder}"
        case JW323():
            yield from _van_declaratie(bericht)
        case JW325():
            yield from _van_antwoord(bericht)
        case _:
            assert_never(bericht)


def _levering(gemeente: str, aanbieder: str, product: StartProduct | StopProduct, client: bytes) -> str:
    if product.toewijzing_nummer is not None:
        return f"{TOEWIJZING}{gemeente}/{product.toewijzing_nummer}"
    wat = f"{product.product.categorie}/{product.product.code or ''}" if product.product else "/"
    return f"{LEVERING}{gemeente}/{aanbieder}/{wat}/{product.begindatum.isoformat()}/{client.hex()}"


def _van_wijziging(bericht: JW317) -> Iterator[str]:
    """What is to change belongs to the story of the request; what stays as it is, is named and not tied (OP306)."""
    header, verzoek = bericht.header, bericht.client.verzoek
    eigen = f"{VERZOEK}{header.afzender}/{verzoek.referentie_aanbieder}"
    yield eigen
    for gelijk in verzoek.ongewijzigde_producten.ongewijzigd_product if verzoek.ongewijzigde_producten else ():
        yield f"{TOEWIJZING}{header.ontvanger}/{gelijk.toewijzing_nummer}"
    for anders in verzoek.te_wijzigen_producten.te_wijzigen_product if verzoek.te_wijzigen_producten else ():
        nummer = f"{TOEWIJZING}{header.ontvanger}/{anders.toewijzing_nummer}"
        yield from (nummer, f"{VERBAND}{nummer}/{eigen}")


def _van_declaratie(bericht: JW323) -> Iterator[str]:
    """Itself and each toewijzing once: not a key for each of 30,000 prestaties."""
    yield van_declaratie(bericht.header.afzender, bericht.header.bericht_identificatie.identificatie)
    regels = (regel for client in bericht.declaratie.clienten.client for regel in client.prestaties.prestatie)
    for nummer in dict.fromkeys(regel.toewijzing_nummer for regel in regels):
        yield f"{TOEWIJZING}{bericht.header.ontvanger}/{nummer}"


def _van_antwoord(bericht: JW325) -> Iterator[str]:
    """What it answers, and the toewijzingen of the prestaties that it rejects."""
    aanbieder, gemeente = bericht.header.ontvanger, bericht.header.afzender
    yield van_declaratie(aanbieder, bericht.header.declaratie_identificatie.identificatie)
    antwoord = bericht.declaratie_antwoord
    for client in antwoord.clienten.client if antwoord and antwoord.clienten else ():
        for regel in client.prestaties.prestatie:
            yield f"{TOEWIJZING}{gemeente}/{regel.toewijzing_nummer}"
