# SPDX-License-Identifier: EUPL-1.2
"""A generated region written straight into ledger and projections: the facts of its berichten through the real fold, by
COPY. No berichten, mailboxes or boekingen: for measuring reports, not for looking at berichten.

tests/voorbeeldregio proves that the tables get the content that the same berichten give them over HTTP.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

import msgspec

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.klok import Klok
from berichtenverkeer.gateway.register import laad
from berichtenverkeer.ledger import boek, boeken, gebeurtenissen, watermerk
from berichtenverkeer.ledger.boek import GebeurtenisRij
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.projections import tabellen
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Rij, Stand, Wijziging
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.voorbeeldregio.klok import moment_op
from berichtenverkeer.voorbeeldregio.leven import Leven
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import Streek, doorleef, maak_landschap
from berichtenverkeer.voorbeeldregio.zending import Zending

COHORT = 2_000
"""Youths who are lived and written together, so that memory does not grow with the region."""

_BSN = "999900006"
"""Stands where a bericht wants a BSN; bulk begins at the pseudonym."""

_STARTS_PER_TRAJECT = 1.6

_TABELLEN: dict[type[Rij], tuple[str, tuple[str, ...]]] = {
    Toewijzing: (tabellen.toewijzing.name, ("gemeente", "nummer")),
    Levering: (tabellen.levering.name, ("client", "sleutel")),
    Verzoek: (tabellen.verzoek.name, ("aanbieder", "referentie")),
}

Pseudoniem = Callable[[Leven], bytes]


class Bulk(msgspec.Struct):
    """What was written, and how long it took."""

    clienten: int = 0
    leveringen: int = 0
    gebeurtenissen: int = 0
    seconden: float = 0.0


async def vul(
    database: Database,
    regio: str,
    *,
    leveringen: int,
    clienten: int,
    jaren: int,
    zaad: int = 32,
    aanbieders: int = 140,
    einde: date = date(2026, 12, 31),
    voortgang: Callable[[Bulk], None] = lambda _: None,
) -> Bulk:
    """About `leveringen` of exactly `clienten` youths who live `jaren` years up to `einde`, with the register for it.

    The facts of one cohort of youths are in the order of their days; those of the next cohort come behind them, so only
    the newest K has a meaning.
    """
    begin = date(einde.year - jaren + 1, 1, 1)
    basis = Opzet(
        zaad=zaad,
        aanbieders=aanbieders,
        jeugdigen=clienten,
        begin=begin,
        dagen=(einde - begin).days + 1,
        foutkans=0.0,
        herhaalkans=0.0,
    )
    landschap = maak_landschap(basis, begin - timedelta(days=366))
    klok: Klok = lambda: moment_op(einde)  # noqa: E731  # a clock is a callable
    await laad(database, regio, landschap.inhoud, klok)
    totaal = Bulk()
    trajecten = leveringen / clienten / _STARTS_PER_TRAJECT
    for van in range(1, clienten + 1, COHORT):
        nummers = range(van, min(van + COHORT, clienten + 1))
        opzet = msgspec.structs.replace(basis, trajecten=max(0.0, trajecten - 1))
        streek = Streek(opzet, landschap, (Leven(nummer, _BSN, landschap, opzet) for nummer in nummers))
        eerder = totaal.leveringen
        await schrijf(database, regio, streek, _uit_nummer, totaal)
        voortgang(totaal)
        per_client = (totaal.leveringen - eerder) / len(nummers)
        te_gaan = max(1, clienten - totaal.clienten)
        trajecten *= max(0.0, leveringen - totaal.leveringen) / te_gaan / per_client
    return totaal


async def schrijf(
    database: Database, regio: str, streek: Streek, pseudoniem: Pseudoniem, bij: Bulk | None = None
) -> Bulk:
    """Live a whole region and write it in one transaction, in the order of its days. The keys must be new."""
    begin = time.monotonic()
    uitslag = bij if bij is not None else Bulk()
    clienten = {leven.nummer: pseudoniem(leven) for leven in streek.levens.values()}
    feiten = [(zending.dag, feit) for zending in doorleef(streek) for feit in _feiten(zending, clienten)]
    async with database.transactie() as conn:
        await conn.execute("set local statement_timeout = 0")
        await watermerk.begin(conn)
        posities = await boek.reserveer(conn, len(feiten))
        stand = Stand()
        rijen = []
        for positie, (dag, feit) in zip(posities, feiten, strict=True):
            stand.vouw(positie, feit)
            rijen.append(_rij(regio, positie, dag, feit))
        await boek.schrijf_gebeurtenissen(conn, rijen)
        await _schrijf_standen(conn, regio, stand.wijzigingen)
    uitslag.clienten += len(clienten)
    uitslag.leveringen += sum(isinstance(rij, Levering) and not rij.is_verwijderd for rij in stand.rijen())
    uitslag.gebeurtenissen += len(feiten)
    uitslag.seconden += time.monotonic() - begin
    return uitslag


def _uit_nummer(leven: Leven) -> bytes:
    """16 bytes, evenly spread, as a keyed hash of a BSN is."""
    return blake2b(leven.nummer.to_bytes(8), digest_size=16).digest()


def _feiten(zending: Zending, clienten: dict[int, bytes]) -> Iterable[Gebeurtenis]:
    """What a bericht makes happen: nothing when it is wrong, or was sent before."""
    if zending.fout is not None or zending.is_herhaling:
        return ()
    client = None if zending.naam == "JW319" else clienten[zending.jeugd]
    return boeken.gebeurtenissen(zending.bericht, client, zending.dag)


def _rij(regio: str, positie: int, dag: date, feit: Gebeurtenis) -> GebeurtenisRij:
    return GebeurtenisRij(
        regio=regio,
        positie=positie,
        bericht_id=None,
        soort=gebeurtenissen.soort(feit),
        versie=gebeurtenissen.VERSIE,
        client=getattr(feit, "client", None),
        aanbieder=getattr(feit, "aanbieder", None),
        gemeente=getattr(feit, "gemeente", None),
        geboekt_op=moment_op(dag),
        inhoud=gebeurtenissen.naar_json(feit),
    )


async def _schrijf_standen(conn: Verbinding, regio: str, wijzigingen: list[Wijziging]) -> None:
    """Every version with the positions between which it was true. Nothing of these keys was there before."""
    for soort, (tabel, sleutel) in _TABELLEN.items():
        versies = _versies(sleutel, (een for een in wijzigingen if type(een.nieuw) is soort))
        records = ((regio, *msgspec.structs.astuple(rij), van, tot) for rij, van, tot in versies)
        kolommen = ("regio", *soort.__struct_fields__, "pos_van", "pos_tot")
        await conn.copy_records_to_table(tabel, records=records, columns=kolommen)


def _versies(sleutel: tuple[str, ...], wijzigingen: Iterable[Wijziging]) -> Iterator[tuple[Any, int, int | None]]:
    """Row, and from and until when; one that changed twice at one position was never true in between."""
    lopend: dict[tuple[Any, ...], Wijziging] = {}
    for een in wijzigingen:
        plek = tuple(getattr(een.nieuw, naam) for naam in sleutel)
        vorige = lopend.get(plek)
        assert (vorige is None) == (een.oud is None), "bulk writes only what is new"
        if vorige is not None and vorige.positie < een.positie:
            yield vorige.nieuw, vorige.positie, een.positie
        lopend[plek] = een
    yield from ((een.nieuw, een.positie, None) for een in lopend.values())
