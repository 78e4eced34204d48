# SPDX-License-Identifier: EUPL-1.2
"""Berichten whose receivers answer them themselves: which of them a batch answers, and what hangs on that."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.gateway.antwoorden import heen_sleutel, heen_van, keurt_goed
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.ledger import boek, gebeurtenissen, koppen
from berichtenverkeer.ledger.boek import Sleutel
from berichtenverkeer.ledger.gebeurtenissen import (
    BerichtBeantwoord,
    DeclaratieIngediend,
    Gebeurtenis,
    ToewijzingVastgesteld,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.projections.behoefte import Behoefte, van_gebeurtenis
from berichtenverkeer.projections.herziening import Geboekt
from berichtenverkeer.projections.stand import Stand


class Onbeantwoord(msgspec.Struct, frozen=True):
    """`heen`: the berichten that a batch answers and that nobody answered yet, by id. `levens`: all that was ever
    booked for their clients."""

    heen: Mapping[UUID, Kop] = {}
    levens: Mapping[bytes, Sequence[Geboekt]] = {}

    def feit(self, werk: Werk, vandaag: date) -> BerichtBeantwoord | None:
        """What it makes happen that `werk` is the answer; None when it is none."""
        heen = heen_van(werk, self.heen.values())
        if heen is None or not werk.soort.is_retourbericht:
            return None
        return BerichtBeantwoord(
            heen_id=heen.id,
            client=heen.client,
            aanbieder=werk.aanbieder,
            gemeente=werk.gemeente,
            is_goedgekeurd=keurt_goed(werk.bericht),
            ontvangen_op=vandaag,
        )

    def behoefte(self) -> Behoefte:
        """What answering can touch: the clients as a whole."""
        clienten = frozenset(kop.client for kop in self.heen.values() if kop.client is not None)
        feiten = (feit for leven in self.levens.values() for _, _, feit in leven)
        geraakt = [van_gebeurtenis(feit) for feit in feiten]
        return Behoefte(
            clienten=clienten,
            pakketten=clienten,
            toewijzingen=frozenset().union(*(een.toewijzingen for een in geraakt)),
            verzoeken=frozenset().union(*(een.verzoeken for een in geraakt)),
        )


def is_bezet(stand: Stand, feiten: Iterable[Gebeurtenis]) -> bool:
    """Whether one of `feiten` gives a number that is of something else, which undoing `feiten` would not give back.

    A gemeente may have used a ToewijzingNummer, or an aanbieder a ReferentieAanbieder, for another client.
    """
    for feit in feiten:
        match feit:
            case ToewijzingVastgesteld():
                toewijzing = stand.toewijzing(feit.gemeente, feit.nummer)
                if toewijzing is not None and toewijzing.client != feit.client:
                    return True
            case VerzoekOntvangen() | WijzigingVerzocht():
                verzoek = stand.verzoek(feit.aanbieder, feit.referentie)
                if verzoek is not None and verzoek.client != feit.client:
                    return True
            case DeclaratieIngediend():
                declaratie = stand.declaratie(feit.aanbieder, feit.nummer)
                if declaratie is not None and not declaratie.is_verworpen:
                    return True
            case _:
                pass
    return False


def clientsloten(koppen_: Iterable[Kop]) -> set[str]:
    """The names to lock before `lees`: of their clients and verzoeken nothing may change meanwhile."""
    return {f"client/{kop.client.hex()}" for kop in koppen_ if kop.client is not None}


def te_zoeken(stapel: Iterable[Werk]) -> set[tuple[Sleutel, str | None]]:
    """Which berichten a batch says that it answers, and for whom each must have been."""
    return {(sleutel, werk.verzender.code) for werk in stapel if (sleutel := heen_sleutel(werk))}


async def zoek(conn: Verbinding, regio: str, stapel: Sequence[Werk]) -> list[Kop]:
    """The berichten that a batch answers of which the receiver answers himself; no statement when there are none."""
    # Also of who no longer answers himself: what he received when he did, waits for his own answer.
    sleutels = te_zoeken(stapel)
    if not sleutels:
        return []
    gevonden = await koppen.met_sleutels(conn, regio, sleutels)
    return [kop for kop in gevonden if kop.eerste and kop.oordeel == "voorlopig"]


async def lees(conn: Verbinding, regio: str, heen: Sequence[Kop], *, hoogstens: int | None = None) -> Onbeantwoord:
    """Which of `heen` have no answer yet, and the lives of their clients. Call it when their clients are locked.

    Raises TeVeelRijen.
    """
    if not heen:
        return Onbeantwoord()
    beantwoord = await koppen.beantwoord(conn, regio, [kop.id for kop in heen])
    open_ = {kop.id: kop for kop in heen if kop.id not in beantwoord}
    levens: dict[bytes, list[Geboekt]] = {kop.client: [] for kop in open_.values() if kop.client is not None}
    for rij in await boek.gebeurtenissen_van(conn, regio, sorted(levens), hoogstens=hoogstens):
        assert rij.client is not None, "asked by client"
        levens[rij.client].append((rij.positie, rij.bericht_id, gebeurtenissen.lees(rij.soort, rij.versie, rij.inhoud)))
    return Onbeantwoord(open_, levens)
