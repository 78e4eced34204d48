# SPDX-License-Identifier: EUPL-1.2
"""Berichten whose receivers answer them themselves: which of them a batch answers, and the lives that hang on that."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

import msgspec

from berichtenverkeer.berichten.jw319 import JW319
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.gateway.antwoorden import heen_sleutel, heen_van, keurt_goed
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.ledger import boek, gebeurtenissen, koppen
from berichtenverkeer.ledger.boek import Sleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Levensgebeurtenis, Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    Leveringsgebeurtenis,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.behoefte import Behoefte, samen, van_gebeurtenis
from berichtenverkeer.projections.herziening import LEVENSSOORTEN, Geboekt
from berichtenverkeer.projections.stand import Stand

Levens = Mapping[bytes, list[Geboekt]]
"""All that was ever booked for clients, in ledger order."""


class Onbeantwoord(msgspec.Struct, frozen=True):
    """`heen`: the berichten that a batch answers and that nobody answered yet, by id.

    `levens`: of every client in the batch who has, or gets, a bericht that its receiver answers himself.
    """

    heen: Mapping[UUID, Kop] = {}
    levens: Levens = {}

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

    def van_heen(self, werk: Werk) -> list[Gebeurtenis]:
        """What the bericht that `werk` answers made happen, if that waits for an answer."""
        heen = heen_van(werk, self.heen.values())
        leven = self.levens.get(heen.client, []) if heen is not None and heen.client is not None else []
        return [een.feit for een in leven if heen is not None and een.bericht_id == heen.id]


def is_bezet(stand: Stand, feiten: Iterable[Gebeurtenis]) -> bool:
    """Whether one of `feiten` gives a number that is of something else, which undoing `feiten` would not give back.

    A gemeente may have used a ToewijzingNummer, or an aanbieder a ReferentieAanbieder, for another client.
    """
    for feit in feiten:
        if not isinstance(feit, Standgebeurtenis):
            continue
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
            case VerzoekAfgewezen() | VerzoekInOnderzoek() | Leveringsgebeurtenis():
                pass
            case PrestatieIngediend() | DeclaratieBeantwoord():
                pass
            case _:
                assert_never(feit)
    return False


def te_zoeken(stapel: Iterable[Werk]) -> set[tuple[Sleutel, str | None]]:
    """Which berichten a batch says that it answers, and for whom each must have been."""
    return {(sleutel, werk.verzender.code) for werk in stapel if (sleutel := heen_sleutel(werk))}


async def zoek(grootboek: Grootboek, stapel: Sequence[Werk]) -> list[Kop]:
    """The berichten that a batch answers of which the receiver answers himself; no statement when there are none."""
    # Also of who no longer answers himself: what he received when he did, waits for his own answer.
    sleutels = te_zoeken(stapel)
    if not sleutels:
        return []
    gevonden = await koppen.met_sleutels(grootboek, sleutels)
    return [kop for kop in gevonden if kop.eerste and kop.oordeel == "voorlopig"]


async def clienten_van(grootboek: Grootboek, stapel: Sequence[Werk], heen: Sequence[Kop]) -> set[bytes]:
    """Whose life a batch can change: of their own clients, of the requests that they answer, of what they answer."""
    eigen = {werk.client for werk in stapel} | {kop.client for kop in heen}
    verzoeken = [
        (werk.gemeente, werk.aanbieder, werk.bericht.antwoord.referentie_aanbieder)
        for werk in stapel
        if isinstance(werk.bericht, JW319)
    ]
    gevraagd = await opslag.clienten_van_verzoeken(grootboek, verzoeken) if verzoeken else set()
    return {client for client in eigen if client is not None} | gevraagd


async def lees(
    grootboek: Grootboek,
    stapel: Sequence[Werk],
    heen: Sequence[Kop],
    clienten: set[bytes],
    stand: Stand,
    *,
    hoogstens: int | None = None,
) -> Onbeantwoord:
    """Which of `heen` have no answer yet, and the lives of `clienten` that have two layers, loaded into `stand`.

    Call it when `clienten` are locked. One statement where nobody ever answered himself. Raises TeVeelRijen.
    """
    beantwoord = await koppen.beantwoord(grootboek, [kop.id for kop in heen]) if heen else set()
    open_ = {kop.id: kop for kop in heen if kop.id not in beantwoord}
    if not clienten:
        return Onbeantwoord(open_)
    is_er, wachtend = await boek.wie_wacht(grootboek, sorted(clienten))
    begint = any(werk.wacht_op_antwoord for werk in stapel)
    if not is_er and not begint:
        return Onbeantwoord(open_)
    levens = await lees_levens(grootboek, clienten if begint else wachtend, hoogstens=hoogstens)
    geraakt = samen(van_gebeurtenis(een.feit) for leven in levens.values() for een in leven)
    alles = Behoefte(clienten=frozenset(levens), toewijzingen=geraakt.toewijzingen, verzoeken=geraakt.verzoeken)
    await opslag.laad_lagen(grootboek, alles, stand, hoogstens=hoogstens)
    return Onbeantwoord(open_, levens)


async def lees_levens(
    grootboek: Grootboek, clienten: Iterable[bytes], *, hoogstens: int | None = None
) -> dict[bytes, list[Geboekt]]:
    """All that was ever booked of the lives of these clients, in ledger order; one statement. Raises TeVeelRijen."""
    levens: dict[bytes, list[Geboekt]] = {client: [] for client in clienten}
    for rij, is_betwist in await boek.gebeurtenissen_van(grootboek, sorted(levens), LEVENSSOORTEN, hoogstens=hoogstens):
        assert rij.client is not None, "asked by client"
        feit = gebeurtenissen.lees(rij.soort, rij.versie, rij.inhoud)
        assert isinstance(feit, Levensgebeurtenis), "asked by kind"
        levens[rij.client].append(Geboekt(rij.positie, rij.bericht_id, feit, is_betwist))
    return levens
