# SPDX-License-Identifier: EUPL-1.2
"""A generated region written straight into ledger and projections: the facts of its berichten through the real fold, by
COPY. No berichten, mailboxes or boekingen: for measuring reports, not for looking at berichten.

tests/voorbeeldregio proves that the tables get the content that the same berichten give them over HTTP.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

from berichtenverkeer.berichten import JW323, JW325
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.gateway.beller import beheerder
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.ledger import boek, boeken, watermerk
from berichtenverkeer.ledger.boek import GebeurtenisRij
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.projections import tabellen
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import Rij, Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.regels import REGELS
from berichtenverkeer.regels.plek import PRESTATIE
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.voorbeeldregio.klok import moment_op
from berichtenverkeer.voorbeeldregio.leven import Leven
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import Streek, doorleef, maak_landschap
from berichtenverkeer.voorbeeldregio.zending import Zending

COHORT = 2_000
"""Youths who are lived and written together, so that memory does not grow with the region."""

VERSCHILLEND = 20_000
"""Lives that differ from each other, at most."""

_STARTS_PER_TRAJECT = 1.6

_TABELLEN: dict[type[Rij], tuple[str, tuple[str, ...]]] = {
    Toewijzing: (tabellen.toewijzing.name, ("gemeente", "nummer")),
    Levering: (tabellen.levering.name, ("client", "sleutel")),
    Verzoek: (tabellen.verzoek.name, ("aanbieder", "referentie")),
    Wijzigingsdeel: (tabellen.wijzigingsdeel.name, ("aanbieder", "referentie", "volgnr")),
    Declaratie: (tabellen.declaratie.name, ("aanbieder", "nummer")),
    Prestatie: (tabellen.prestatie.name, ("aanbieder", "referentie")),
}

_SLEUTELS = frozenset(
    {
        *("client", "nummer", "toewijzing_nummer", "referentie", "referentie_aanbieder", "sleutel", "delen"),
        "eerste_referentie",
        *("declaratie_nummer", "identificatie", "vorig_referentie", "afgewezen"),
    }
)
"""What tells the facts and rows of two youths, or of two declaraties, apart."""

Pseudoniem = Callable[[Leven], bytes]


D = TypeVar("D", bound=msgspec.Struct)


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
) -> Bulk:
    """About `leveringen` of about `clienten` youths who live `jaren` years up to `einde`, with the register for it.

    Nobody declares. No more than VERSCHILLEND lives differ; the others are their likes under keys of their own. The
    facts of a cohort are in the order of their days, those of the next come behind them: so only the newest K has a
    meaning.
    """
    begin = date(einde.year - jaren + 1, 1, 1)
    keren = -(-clienten // VERSCHILLEND)
    basis = Opzet(
        zaad=zaad,
        aanbieders=aanbieders,
        jeugdigen=clienten,
        begin=begin,
        dagen=(einde - begin).days + 1,
        foutkans=0.0,
        herhaalkans=0.0,
        declareert=False,
    )
    landschap = maak_landschap(basis, begin - timedelta(days=366))
    houder = Registerhouder(database, regio, lambda: moment_op(einde))
    await houder.laad(beheerder(regio), landschap.inhoud)
    totaal = Bulk()
    trajecten = leveringen / clienten / _STARTS_PER_TRAJECT
    verschillend = -(-clienten // keren)
    for van in range(1, verschillend + 1, COHORT):
        nummers = range(van, min(van + COHORT, verschillend + 1))
        opzet = msgspec.structs.replace(basis, trajecten=max(0.0, trajecten - 1))
        streek = Streek(opzet, landschap, (Leven(nummer, f"jeugd {nummer}", landschap, opzet) for nummer in nummers))
        eerder = totaal.leveringen
        volledig = min(keren, -(-(clienten - totaal.clienten) // len(nummers)))
        await schrijf(database, regio, streek, _uit_nummer, evenbeelden=range(volledig), bij=totaal)
        per_client = (totaal.leveringen - eerder) / len(nummers) / volledig
        te_gaan = max(1, clienten - totaal.clienten)
        trajecten *= max(0.0, leveringen - totaal.leveringen) / te_gaan / per_client
    return totaal


async def schrijf(
    database: Database,
    regio: str,
    streek: Streek,
    pseudoniem: Pseudoniem,
    *,
    evenbeelden: Sequence[int] = (0,),
    bij: Bulk | None = None,
) -> Bulk:
    """Live a whole region and write it in one transaction, in the order of its days. The keys must be new.

    It is written once for each of `evenbeelden`: 0 is the region itself, any other number the same lives under keys of
    their own.
    """
    begin = time.monotonic()
    uitslag = bij if bij is not None else Bulk()
    clienten = {leven.bsn: pseudoniem(leven) for leven in streek.levens.values()}
    feiten = [(moment_op(zending.dag), feit) for zending in doorleef(streek) for feit in _feiten(zending, clienten)]
    stand = Stand()
    for nummer, (_, feit) in enumerate(feiten):
        stand.vouw(nummer, feit)
    versies = {soort: list(_versies(soort, stand.wijzigingen)) for soort in _TABELLEN}
    async with database.transactie() as conn:
        await conn.execute("set local statement_timeout = 0")
        await watermerk.begin(Grootboek(conn, regio))
        for evenbeeld in evenbeelden:
            anders = Evenbeeld(evenbeeld)
            posities = await boek.reserveer(conn, len(feiten))
            rijen = [_rij(regio, op, moment, anders(feit)) for op, (moment, feit) in zip(posities, feiten, strict=True)]
            await boek.schrijf_gebeurtenissen(conn, rijen)
            for soort, (tabel, _) in _TABELLEN.items():
                records = (
                    (
                        regio,
                        *msgspec.structs.astuple(anders(rij)),
                        posities[van],
                        None if tot is None else posities[tot],
                    )
                    for rij, van, tot in versies[soort]
                )
                kolommen = ("regio", *soort.__struct_fields__, "pos_van", "pos_tot")
                await conn.copy_records_to_table(tabel, records=records, columns=kolommen)
    uitslag.clienten += len(clienten) * len(evenbeelden)
    lopend = sum(isinstance(rij, Levering) and not rij.is_verwijderd for rij in stand.rijen())
    uitslag.leveringen += lopend * len(evenbeelden)
    uitslag.gebeurtenissen += len(feiten) * len(evenbeelden)
    uitslag.seconden += time.monotonic() - begin
    return uitslag


class Evenbeeld:
    """Gives facts and rows the keys of another youth with the same life. Number 0 leaves them as they are."""

    def __init__(self, nummer: int) -> None:
        self._nummer = nummer
        self._clienten: dict[bytes, bytes] = {}

    def __call__(self, deel: D) -> D:
        if not self._nummer:
            return deel
        anders: dict[str, Any] = {}
        for naam in _sleutelvelden(type(deel)):
            waarde = getattr(deel, naam)
            if waarde is not None:
                anders[naam] = self._ander(naam, waarde, deel)
        return msgspec.structs.replace(deel, **anders)

    def _ander(self, naam: str, waarde: Any, deel: Any) -> Any:
        if isinstance(waarde, tuple):
            delen = (self(een) if isinstance(een, msgspec.Struct) else f"{een}/{self._nummer}" for een in waarde)
            return tuple(delen)
        if naam == "client":
            if waarde not in self._clienten:
                zout = self._nummer.to_bytes(16)
                self._clienten[waarde] = blake2b(waarde, digest_size=16, salt=zout).digest()
            return self._clienten[waarde]
        if naam == "sleutel":
            nummer = deel.toewijzing_nummer
            return waarde.replace(f"/{nummer}/", f"/{nummer + self._sprong()}/", 1) if nummer is not None else waarde
        return waarde + self._sprong() if isinstance(waarde, int) else f"{waarde}/{self._nummer}"

    def _sprong(self) -> int:
        return self._nummer * 10**10


@cache
def _sleutelvelden(soort: type[Any]) -> tuple[str, ...]:
    return tuple(naam for naam in soort.__struct_fields__ if naam in _SLEUTELS)


def _uit_nummer(leven: Leven) -> bytes:
    """16 bytes, evenly spread, as a keyed hash of a BSN is."""
    return blake2b(leven.nummer.to_bytes(8), digest_size=16).digest()


def _feiten(zending: Zending, clienten: Mapping[str, bytes]) -> Iterable[Gebeurtenis]:
    """What a bericht makes happen: nothing when it is wrong, or was sent before."""
    if zending.fout is not None or zending.is_herhaling:
        return ()
    if isinstance(zending.bericht, JW323):
        return boeken.beantwoord(zending.bericht, clienten, zending.dag, _antwoord_op(zending))
    return boeken.gebeurtenissen(zending.bericht, clienten, zending.dag)


def _antwoord_op(zending: Zending) -> JW325:
    """What the gemeente answers to a declaratie in which nothing but its labelled prestaties is wrong."""
    assert isinstance(zending.bericht, JW323)
    codes = dict(zending.regelfouten)
    bevindingen = [
        REGELS[codes[referentie].regel].op(pad)
        for pad, prestatie in PRESTATIE.in_(zending.bericht)
        if (referentie := prestatie.product_referentie.referentie_nummer) in codes
    ]
    return declaratieantwoord(zending.bericht, bevindingen, "bulk", zending.dag)


def _rij(regio: str, positie: int, moment: datetime, feit: Gebeurtenis) -> GebeurtenisRij:
    bekend = {kolom: getattr(feit, kolom, None) for kolom in ("client", "aanbieder", "gemeente")}
    veroorzaker = beheerder(regio).veroorzaker
    return boek.rij_van(feit, regio=regio, positie=positie, geboekt_op=moment, veroorzaker=veroorzaker, **bekend)


def _versies(soort: type[Rij], wijzigingen: Iterable[Wijziging]) -> Iterator[tuple[Any, int, int | None]]:
    """Row, and from and until when; one that changed twice at one position was never true in between."""
    _, sleutel = _TABELLEN[soort]
    lopend: dict[tuple[Any, ...], Wijziging] = {}
    for een in wijzigingen:
        if type(een.nieuw) is not soort:
            continue
        plek = tuple(getattr(een.nieuw, naam) for naam in sleutel)
        vorige = lopend.get(plek)
        assert (vorige is None) == (een.oud is None), "bulk writes only what is new"
        if vorige is not None and vorige.positie < een.positie:
            yield vorige.nieuw, vorige.positie, een.positie
        lopend[plek] = een
    yield from ((een.nieuw, een.positie, None) for een in lopend.values())
