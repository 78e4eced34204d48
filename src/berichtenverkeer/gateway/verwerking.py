# SPDX-License-Identifier: EUPL-1.2
"""A batch of berichten in one transaction: idempotency, judgement, booking, delivery (design.md 3).

The number of statements does not depend on the number of berichten.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from itertools import chain

from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.database import Grootboek, Verbinding
from berichtenverkeer.gateway import onbeantwoord
from berichtenverkeer.gateway.antwoorden import heen_van
from berichtenverkeer.gateway.behandeling import Batch
from berichtenverkeer.gateway.omgeving import Omgeving
from berichtenverkeer.gateway.onbeantwoord import Onbeantwoord
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.gateway.wachtkamer import Bezet
from berichtenverkeer.gateway.werk import Bon, Werk
from berichtenverkeer.gateway.writer import Writer
from berichtenverkeer.ledger import boek, boeken, koppen, watermerk
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.zorg import VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.plafonds import behoefte as geldbehoefte
from berichtenverkeer.plafonds import opslag as geld
from berichtenverkeer.postvak import bak
from berichtenverkeer.projections import behoefte, opslag

GEDULD_MS = 1000
"""How long a batch waits for what others hold for a moment. It keeps a connection, and a worker, meanwhile."""

GEDULD_IN_BEURT_MS = 200
"""And who waited and has his turn: there may be others who wait and whose aanbieder is free."""

VEEL_SLEUTELS = 500
"""From here on each statement is planned for what it is given. A cached plan may keep the index that was as good as any
when the table was young: with that a bericht of 8,000 parts took 20 s. For a few keys planning is what costs."""


async def verwerk(
    conn: Verbinding, omgeving: Omgeving, stapel: Sequence[Werk], *, wacht: bool, hoogstens: int | None = None
) -> list[Bon]:
    """Judge and book a batch in the transaction of `conn`: one receipt per bericht, in order.

    Nothing is visible to others before the caller commits. With `wacht` off it raises Bezet, having done nothing,
    rather than wait for a declaratie that is being booked. Nor does it wait longer than GEDULD_MS for
    anything, or GEDULD_IN_BEURT_MS with `wacht`: then it raises SlotBezet, and the transaction must be given up.
    So it does with TeVeelRijen, when what it must know of the past is more than `hoogstens` rows of a kind.
    """
    regio = omgeving.regio
    grootboek = Grootboek(conn, regio)
    nodig, heen, clienten = await _lock(grootboek, stapel, wacht=wacht)
    sleutels = {(werk.sleutel, None) for werk in stapel} | onbeantwoord.te_zoeken(stapel)
    eerdere = await koppen.met_sleutels(grootboek, sleutels, hoogstens=hoogstens)
    gevraagd = {werk.sleutel for werk in stapel}
    maanden = {kop.sleutel_maand for kop in eerdere if kop.sleutel in gevraagd} - {omgeving.sleutel.maand}
    datasleutels = await omgeving.kluis.bestaande_sleutels(conn, regio, maanden)
    stand = await opslag.laad(grootboek, nodig, hoogstens=hoogstens)
    te_beantwoorden = await onbeantwoord.lees(grootboek, stapel, heen, clienten, stand, hoogstens=hoogstens)
    # Of a bericht that is wrong within itself nothing can be booked: what a rule demands may not be there.
    feiten = [_feiten(werk, te_beantwoorden, omgeving.vandaag) for werk in stapel]
    uitgesteld = [te_beantwoorden.van_heen(werk) for werk in stapel]
    declaraties = [werk.bericht for werk in stapel if isinstance(werk.bericht, JW323) and not werk.bevindingen]
    geraakt = geldbehoefte.van_feiten(
        stand, chain.from_iterable([*feiten, *uitgesteld]), map(_gedeclareerd, declaraties)
    )
    boekhouding = await geld.laad(grootboek, geraakt, omgeving.register, omgeving.vandaag, hoogstens=hoogstens)
    await opslag.laad_bij(grootboek, behoefte.zonder(geraakt.staat, nodig), stand, hoogstens=hoogstens)
    aantal = len(boekhouding.te_vervallen) + sum(map(_hoogstens, [*feiten, *uitgesteld]))
    aantal += sum(1 for een in declaraties for _ in boeken.gedeclareerd(een))
    is_proef = stapel[0].is_proef  # a proef is a batch of its own
    posities = boek.op_proef(aantal) if is_proef else await boek.reserveer(conn, aantal, omgeving.klok)
    batch = Batch(omgeving, stand, eerdere, boekhouding, iter(posities), te_beantwoorden, datasleutels)
    batch.verval()
    bonnen = []
    for werk, eigen_feiten in zip(stapel, feiten, strict=True):
        bonnen.append(batch.behandel(werk, eigen_feiten))
        await asyncio.sleep(0)  # whatever else this event loop has to do comes between
    if batch.writer.berichten or batch.writer.gebeurtenissen:
        await _write(grootboek, batch.writer)
        await opslag.bewaar(grootboek, stand.wijzigingen)
        await geld.bewaar(grootboek, boekhouding)
    return bonnen


async def _lock(
    grootboek: Grootboek, stapel: Sequence[Werk], *, wacht: bool
) -> tuple[behoefte.Behoefte, list[Kop], set[bytes]]:
    """Hold what a batch needs. Returns that, the berichten that it answers, and whose life it can change.

    Raises Bezet and SlotBezet.
    """
    eigen = [behoefte.van_bericht(werk.bericht, werk.clienten) for werk in stapel]
    nodig = behoefte.samen(eigen)
    heen = await onbeantwoord.zoek(grootboek, stapel)
    # Two processes that hold the same client, number, reference or Identificatie wait for each other here; the locks
    # are taken in one order, so they never wait in a circle.
    namen = {*nodig.sloten, *("/".join(("identificatie", *werk.sleutel)) for werk in stapel)}
    clienten = await onbeantwoord.clienten_van(grootboek, stapel, heen)
    namen |= {f"client/{client.hex()}" for client in clienten}
    # An answer of who answers himself folds a whole client again: nothing of his aanbieder may change meanwhile.
    retouren = (werk for werk in stapel if werk.soort.is_retourbericht)
    antwoorden = {behoefte.van_aanbieder(werk.aanbieder) for werk in retouren if heen_van(werk, heen)}
    gedeeld, alleen = sloten(grootboek.regio, nodig.gedeeld), sloten(grootboek.regio, nodig.alleen | antwoorden)
    geduld = GEDULD_IN_BEURT_MS if wacht else GEDULD_MS
    bezet = await watermerk.begin(
        grootboek, sloten(grootboek.regio, namen), gedeeld, alleen, wacht=wacht, geduld_ms=geduld
    )
    if bezet:
        raise Bezet(
            frozenset(
                w.aanbieder for w, een in zip(stapel, eigen, strict=True) if _deelt(grootboek.regio, w, een) & bezet
            )
        )
    if nodig.omvang > VEEL_SLEUTELS:
        await grootboek.conn.execute("set local plan_cache_mode = force_custom_plan")
    return nodig, heen, clienten


async def _write(grootboek: Grootboek, added: Writer) -> None:
    if added.berichten:
        await boek.schrijf_berichten(grootboek.conn, added.berichten)
        await bak.bezorg(grootboek, added.post)
    await boek.schrijf_gebeurtenissen(grootboek.conn, added.gebeurtenissen)
    added.gebeurtenissen.clear()


def _deelt(regio: str, werk: Werk, nodig: behoefte.Behoefte) -> set[int]:
    """What a bericht holds beside others, or alone for long."""
    return sloten(regio, {behoefte.van_aanbieder(werk.aanbieder), *nodig.gedeeld, *nodig.alleen})


def _feiten(werk: Werk, te_beantwoorden: Onbeantwoord, vandaag: date) -> list[Gebeurtenis]:
    if werk.bevindingen:
        return []
    if isinstance(werk.bericht, JW323):
        return [boeken.ingediend(werk.bericht, vandaag)]  # its prestaties when it is known what becomes of each
    antwoord = te_beantwoorden.feit(werk, vandaag)
    return [antwoord] if antwoord else boeken.gebeurtenissen(werk.bericht, werk.clienten, vandaag)


def _gedeclareerd(bericht: JW323) -> geldbehoefte.Gedeclareerd:
    return geldbehoefte.Gedeclareerd(bericht.header.afzender, bericht.header.ontvanger, boeken.gedeclareerd(bericht))


def _hoogstens(feiten: Sequence[Gebeurtenis]) -> int:
    """How many positions a bericht can take; what is left over leaves a harmless gap.

    For itself, its answer, what a declaratie is told, and what it makes happen with a decision on each that can have
    one; for each verzoek also a rejection that the gateway makes: a number, a bericht, its retour, what it makes
    happen.
    """
    return 3 + sum(7 if isinstance(feit, VerzoekOntvangen | WijzigingVerzocht) else 2 for feit in feiten)
