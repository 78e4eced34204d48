# SPDX-License-Identifier: EUPL-1.2
"""What a bericht is about, by the keys of the standard alone: what berichten have in common that belong together.

A key is text, so that one index finds berichten by any of them and the API shows it as it is. It is made here, of the
columns of its type, and neither state nor money hangs on it: `verzoek/<aanbieder>/<ReferentieAanbieder>` (OP361),
`toewijzing/<gemeente>/<ToewijzingNummer>`, `declaratie/<aanbieder>/<Identificatie of the JW323>` (IV087), and of a
start or stop without ToewijzingNummer (IV096)
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
from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel

VERZOEK, TOEWIJZING, LEVERING = "verzoek/", "toewijzing/", "levering/"
DECLARATIE, VERBAND = "declaratie/", "verband/"
"""How each kind of key begins."""


def keys(bericht: Bericht, clienten: Mapping[str, bytes]) -> tuple[str, ...]:
    """The keys and verbanden of a bericht, each once, in document order; `clienten` has the pseudonym of every BSN.

    None of a retourbericht: it hangs on the bericht that it answers.
    """
    return tuple(dict.fromkeys(_keys(bericht, clienten)))


def from_verzoek(key: Verzoeksleutel) -> str:
    """The key of a verzoek."""
    return f"{VERZOEK}{key.aanbieder}/{key.referentie}"


def from_toewijzing(gemeente: str, number: int) -> str:
    """The key of a toewijzing."""
    return f"{TOEWIJZING}{gemeente}/{number}"


def from_levering(key: Leveringsleutel) -> str:
    """The key to show of a levering: its toewijzing, or without one what it is, of whichever client."""
    if key.toewijzing_nummer is not None:
        return from_toewijzing(key.gemeente, key.toewijzing_nummer)
    what = f"{key.categorie or ''}/{key.code or ''}/{key.begindatum.isoformat()}"
    return f"{LEVERING}{key.gemeente}/{key.aanbieder}/{what}"


def from_declaratie(aanbieder: str, identificatie: str) -> str:
    """The key of a JW323 by its Identificatie."""
    return f"{DECLARATIE}{aanbieder}/{identificatie}"


def separated(verband: str) -> tuple[str, str]:
    """The toewijzing and the verzoek that a verband ties."""
    _, soort, gemeente, number, verzoek = verband.split("/", 4)
    return f"{soort}/{gemeente}/{number}", verzoek


def without_client(key: str) -> str:
    """A key to show: that of a levering loses the pseudonym of its client."""
    return key.rpartition("/")[0] if key.startswith(LEVERING) else key


def _keys(bericht: Bericht, clienten: Mapping[str, bytes]) -> Iterator[str]:
    if isinstance(bericht, Retourbericht):
        return  # its thread is that of what it answers
    header = bericht.header
    match bericht:
        case JW305():
            client = bericht.client
            for start in client.start_producten.start_product:
                yield _levering(header.ontvanger, header.afzender, start, clienten[client.bsn])
        case JW307():
            stopped = bericht.client
            for stop in stopped.stop_producten.stop_product:
                yield _levering(header.ontvanger, header.afzender, stop, clienten[stopped.bsn])
        case JW301():
            for product in bericht.client.toegewezen_producten.toegewezen_product:
                number = from_toewijzing(header.afzender, product.toewijzing_nummer)
                yield number
                if product.referentie_aanbieder is not None:
                    verzoek = from_verzoek(Verzoeksleutel(header.ontvanger, product.referentie_aanbieder))
                    yield from (verzoek, f"{VERBAND}{number}/{verzoek}")
        case JW315():
            for asked in bericht.client.aangevraagde_producten.aangevraagd_product:
                yield from_verzoek(Verzoeksleutel(header.afzender, asked.referentie_aanbieder))
        case JW317():
            yield from _from_wijziging(bericht)
        case JW319():
            yield from_verzoek(Verzoeksleutel(header.ontvanger, bericht.antwoord.referentie_aanbieder))
        case JW323():
            yield from _from_declaratie(bericht)
        case JW325():
            yield from _from_antwoord(bericht)
        case _:
            assert_never(bericht)


def _levering(gemeente: str, aanbieder: str, product: StartProduct | StopProduct, client: bytes) -> str:
    categorie, code = (product.product.categorie, product.product.code) if product.product else (None, None)
    number = product.toewijzing_nummer
    key = from_levering(Leveringsleutel(gemeente, aanbieder, number, categorie, code, product.begindatum))
    return key if number is not None else f"{key}/{client.hex()}"


def _from_wijziging(bericht: JW317) -> Iterator[str]:
    """What is to change belongs to the story of the request; what stays as it is, is named and not tied (OP306)."""
    header, verzoek = bericht.header, bericht.client.verzoek
    own = from_verzoek(Verzoeksleutel(header.afzender, verzoek.referentie_aanbieder))
    yield own
    for equal in verzoek.ongewijzigde_producten.ongewijzigd_product if verzoek.ongewijzigde_producten else ():
        yield from_toewijzing(header.ontvanger, equal.toewijzing_nummer)
    for otherwise in verzoek.te_wijzigen_producten.te_wijzigen_product if verzoek.te_wijzigen_producten else ():
        number = from_toewijzing(header.ontvanger, otherwise.toewijzing_nummer)
        yield from (number, f"{VERBAND}{number}/{own}")


def _from_declaratie(bericht: JW323) -> Iterator[str]:
    """Itself and each toewijzing once: not a key for each of 30,000 prestaties."""
    yield from_declaratie(bericht.header.afzender, bericht.header.bericht_identificatie.identificatie)
    regels = (regel for client in bericht.declaratie.clienten.client for regel in client.prestaties.prestatie)
    for number in dict.fromkeys(regel.toewijzing_nummer for regel in regels):
        yield from_toewijzing(bericht.header.ontvanger, number)


def _from_antwoord(bericht: JW325) -> Iterator[str]:
    """What it answers, and the toewijzingen of the prestaties that it rejects."""
    aanbieder, gemeente = bericht.header.ontvanger, bericht.header.afzender
    yield from_declaratie(aanbieder, bericht.header.declaratie_identificatie.identificatie)
    antwoord = bericht.declaratie_antwoord
    for client in antwoord.clienten.client if antwoord and antwoord.clienten else ():
        for regel in client.prestaties.prestatie:
            yield from_toewijzing(gemeente, regel.toewijzing_nummer)
