# SPDX-License-Identifier: EUPL-1.2
"""Which rows a bericht or a gebeurtenis can touch: what to lock, and what to load, for a whole batch at once."""

from collections.abc import Iterable, Mapping
from typing import assert_never

import msgspec

from berichtenverkeer.berichten import Bericht, Retourbericht
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305
from berichtenverkeer.berichten.jw307 import JW307
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.standaard.codes import RedenWijziging

Clienten = Mapping[str, bytes]
"""The pseudonym of every BSN in a bericht."""


class Behoefte(msgspec.Struct, frozen=True, kw_only=True):
    """Keys within a regio, of what to load and what to lock.

    Of clients (pseudonyms): `clienten` their leveringen and verzoeken, `levend` their leveringen alone, `pakketten` all
    their toewijzingen. `toewijzingen`: (gemeente, ToewijzingNummer); `op_toewijzing`: the prestaties on those.
    `verzoeken`: (aanbieder, ReferentieAanbieder). `prestaties`: (aanbieder, ReferentieNummer). Of declaraties:
    `declaraties` by (aanbieder, DeclaratieNummer), `inhouden` the prestaties in those, `reeksen` the last one of
    (aanbieder, gemeente), `identificaties` (aanbieder, gemeente, Identificatie) with their prestaties.

    `sloten` are names to hold, for a moment, so that nobody minds waiting; `alleen` and `gedeeld` may be held for long:
    by oneself, or beside others who share them. Who declares holds his aanbieder alone; whoever changes what prestaties
    are judged by shares it. Who names a toewijzing shares its gemeente. So a bericht takes few locks, however much it
    names (PostgreSQL has room for some thousands in all): a declaratie holds its aanbieder, and another bericht that
    names more than MEESTE_SLOTEN holds its aanbieder and its gemeente, which is more than all that it names.
    """

    clienten: frozenset[bytes] = frozenset()
    levend: frozenset[bytes] = frozenset()
    pakketten: frozenset[bytes] = frozenset()
    toewijzingen: frozenset[tuple[str, int]] = frozenset()
    op_toewijzing: frozenset[tuple[str, int]] = frozenset()
    verzoeken: frozenset[tuple[str, str]] = frozenset()
    declaraties: frozenset[tuple[str, str]] = frozenset()
    inhouden: frozenset[tuple[str, str]] = frozenset()
    reeksen: frozenset[tuple[str, str]] = frozenset()
    identificaties: frozenset[tuple[str, str, str]] = frozenset()
    prestaties: frozenset[tuple[str, str]] = frozenset()
    sloten: frozenset[str] = frozenset()
    gedeeld: frozenset[str] = frozenset()
    alleen: frozenset[str] = frozenset()

    @property
    def omvang(self) -> int:
        """How many keys it names."""
        return sum(map(len, msgspec.structs.astuple(self)))


def samen(behoeften: Iterable[Behoefte]) -> Behoefte:
    """What all of them need."""
    alle = list(behoeften)
    velden = Behoefte.__struct_fields__
    return Behoefte(**{veld: frozenset().union(*(getattr(een, veld) for een in alle)) for veld in velden})


def zonder(behoefte: Behoefte, geladen: Behoefte) -> Behoefte:
    """What `behoefte` has more than what was loaded."""
    velden = Behoefte.__struct_fields__
    return Behoefte(**{veld: getattr(behoefte, veld) - getattr(geladen, veld) for veld in velden})


def van_bericht(bericht: Bericht, clienten: Clienten) -> Behoefte:
    """The rows that the rules and the booking of a bericht can touch."""
    if isinstance(bericht, Retourbericht):
        return Behoefte()
    header = bericht.header
    match bericht:
        case JW301():
            producten = bericht.client.toegewezen_producten.toegewezen_product
            weg = (een.toewijzing_nummer for een in producten if een.reden_wijziging == RedenWijziging.VERWIJDERD)
            return _met_sloten(
                clienten,
                header.ontvanger,
                pakketten=frozenset(clienten.values()),
                toewijzingen=_nummers(header.afzender, (een.toewijzing_nummer for een in producten)),
                verzoeken=_referenties(header.ontvanger, (een.referentie_aanbieder for een in producten)),
                op_toewijzing=_nummers(header.afzender, weg),
            )
        case JW305():
            starts = bericht.client.start_producten.start_product
            nummers = _nummers(header.ontvanger, (een.toewijzing_nummer for een in starts))
            return _met_sloten(clienten, header.afzender, toewijzingen=nummers, vraagt=False)
        case JW307():
            stops = bericht.client.stop_producten.stop_product
            nummers = _nummers(header.ontvanger, (een.toewijzing_nummer for een in stops))
            return _met_sloten(clienten, header.afzender, toewijzingen=nummers, vraagt=False)
        case JW315():
            producten_ = bericht.client.aangevraagde_producten.aangevraagd_product
            referenties = _referenties(header.afzender, (een.referentie_aanbieder for een in producten_))
            return _met_sloten(clienten, header.afzender, verzoeken=referenties)
        case JW317():
            verzoek = bericht.client.verzoek
            return _met_sloten(
                clienten,
                header.afzender,
                pakketten=frozenset(clienten.values()),
                toewijzingen=_nummers(header.ontvanger, _nummers_in(bericht)),
                verzoeken=_referenties(header.afzender, (verzoek.referentie_aanbieder,)),
            )
        case JW319():
            referenties = _referenties(header.ontvanger, (bericht.antwoord.referentie_aanbieder,))
            return _met_sloten({}, header.ontvanger, verzoeken=referenties)
        case JW323():
            return _van_declaratie(bericht, clienten)
        case JW325():
            return _van_declaratie_antwoord(bericht)
        case _:
            assert_never(bericht)


MEESTE_SLOTEN = 16
"""How many toewijzingen and verzoeken one bericht locks by their own names."""


def van_gemeente(gemeente: str) -> str:
    """The name of the lock on all toewijzingen of a gemeente."""
    return f"gemeente/{gemeente}"


def van_aanbieder(aanbieder: str) -> str:
    """The name of the lock on all that an aanbieder's prestaties are judged by."""
    return f"aanbieder/{aanbieder}"


def _met_sloten(
    clienten: Clienten,
    aanbieder: str,
    *,
    pakketten: frozenset[bytes] = frozenset(),
    toewijzingen: frozenset[tuple[str, int]] = frozenset(),
    op_toewijzing: frozenset[tuple[str, int]] = frozenset(),
    verzoeken: frozenset[tuple[str, str]] = frozenset(),
    vraagt: bool = True,
) -> Behoefte:
    """Of one client: everything that it names is locked by its own name, and its aanbieder and gemeente are shared.
    When it names much, those two are held alone instead: who names any of it shares them, and waits.

    `vraagt`: it can be about a verzoek of the client.
    """
    pseudoniemen = frozenset(clienten.values())
    genoemd = {f"toewijzing/{gemeente}/{nummer}" for gemeente, nummer in toewijzingen}
    genoemd |= {f"verzoek/{wie}/{referentie}" for wie, referentie in verzoeken}
    boven = {van_aanbieder(aanbieder), *(van_gemeente(gemeente) for gemeente, _ in toewijzingen)}
    is_veel = len(genoemd) > MEESTE_SLOTEN
    return Behoefte(
        clienten=pseudoniemen if vraagt else frozenset(),
        levend=frozenset() if vraagt else pseudoniemen,
        pakketten=pakketten,
        toewijzingen=toewijzingen,
        op_toewijzing=op_toewijzing,
        verzoeken=verzoeken,
        sloten=frozenset({*(f"client/{client.hex()}" for client in pseudoniemen), *(() if is_veel else genoemd)}),
        gedeeld=frozenset(() if is_veel else boven),
        alleen=frozenset(boven if is_veel else ()),
    )


def _van_declaratie(bericht: JW323, clienten: Clienten) -> Behoefte:
    aanbieder, gemeente, declaratie = bericht.header.afzender, bericht.header.ontvanger, bericht.declaratie
    prestaties = [een for client in declaratie.clienten.client for een in client.prestaties.prestatie]
    nummers = _nummers(gemeente, (een.toewijzing_nummer for een in prestaties))
    referenties = {een.product_referentie.referentie_nummer for een in prestaties}
    vorige = {een.product_referentie.vorig_referentie_nummer for een in prestaties}
    return Behoefte(
        levend=frozenset(clienten.values()),
        pakketten=frozenset(clienten.values()),
        toewijzingen=nummers,
        op_toewijzing=nummers,
        declaraties=frozenset({(aanbieder, declaratie.declaratie_nummer)}),
        reeksen=frozenset({(aanbieder, gemeente)}),
        prestaties=_referenties(aanbieder, referenties | vorige),
        alleen=frozenset({van_aanbieder(aanbieder)}),
    )


def _van_declaratie_antwoord(bericht: JW325) -> Behoefte:
    gemeente, aanbieder, antwoord = bericht.header.afzender, bericht.header.ontvanger, bericht.declaratie_antwoord
    clienten = antwoord.clienten.client if antwoord and antwoord.clienten else ()
    prestaties = [een for client in clienten for een in client.prestaties.prestatie]
    identificatie = bericht.header.declaratie_identificatie.identificatie
    return Behoefte(
        declaraties=frozenset({(aanbieder, antwoord.declaratie_nummer)} if antwoord else ()),
        identificaties=frozenset({(aanbieder, gemeente, identificatie)}),
        prestaties=_referenties(aanbieder, (een.product_referentie.referentie_nummer for een in prestaties)),
        alleen=frozenset({van_aanbieder(aanbieder)}),
    )


def _nummers_in(bericht: JW317) -> Iterable[int]:
    verzoek = bericht.client.verzoek
    if verzoek.ongewijzigde_producten:
        yield from (een.toewijzing_nummer for een in verzoek.ongewijzigde_producten.ongewijzigd_product)
    if verzoek.te_wijzigen_producten:
        yield from (een.toewijzing_nummer for een in verzoek.te_wijzigen_producten.te_wijzigen_product)


def _nummers(gemeente: str, nummers: Iterable[int | None]) -> frozenset[tuple[str, int]]:
    return frozenset((gemeente, nummer) for nummer in nummers if nummer is not None)


def _referenties(aanbieder: str, referenties: Iterable[str | None]) -> frozenset[tuple[str, str]]:
    return frozenset((aanbieder, referentie) for referentie in referenties if referentie is not None)


def van_gebeurtenis(gebeurtenis: Gebeurtenis) -> Behoefte:
    """The rows that folding a gebeurtenis can touch, as its kind declares."""
    return Behoefte(**msgspec.structs.asdict(gebeurtenis.touches()))
