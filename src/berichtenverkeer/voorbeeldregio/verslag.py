# SPDX-License-Identifier: EUPL-1.2
"""What became of the berichten of a simulation, beside what had to become of them."""

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from berichtenverkeer.berichten import JW323, JW325
from berichtenverkeer.berichten.basisschema import CDT_TotaalBedragMetDC
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.berichten.jw325 import DeclaratieAntwoord
from berichtenverkeer.standaard.codes import DebetCredit, Retourcode
from berichtenverkeer.voorbeeldregio.loket import Bewijs
from berichtenverkeer.voorbeeldregio.zending import Fout, Zending


class Verslag(msgspec.Struct):
    """`oordelen` counts by berichtsoort and judgement, `fouten` the mistakes that got exactly their code, `signalen`
    the signals on receipts.

    `afwijkingen` has a line for every bericht of which something else became, or was said, than had to be.
    """

    oordelen: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    fouten: Counter[Fout] = msgspec.field(default_factory=Counter)
    signalen: Counter[str] = msgspec.field(default_factory=Counter)
    prestaties: int = 0
    afgewezen_prestaties: int = 0
    gedeclareerd_cents: int = 0
    toegekend_cents: int = 0
    herhaald: int = 0
    afgewezen_door_gateway: int = 0
    afwijkingen: list[str] = []
    seconden: float = 0.0

    @property
    def aantal(self) -> int:
        """Berichten that were sent, repeats included."""
        return self.oordelen.total() + self.herhaald

    def noteer(self, zending: Zending, bewijs: Bewijs, codes: frozenset[str]) -> None:
        """Count one bericht; `codes` are those in the retour of a mistake."""
        if zending.is_herhaling:
            self.herhaald += 1
        else:
            self.oordelen[zending.naam, bewijs.oordeel or str(bewijs.status)] += 1
            self.signalen.update(bewijs.signalen)
        klachten = list(_klachten(zending, bewijs, codes))
        if klachten:
            wat = f"{zending.dag} {zending.naam} {zending.identificatie} van {zending.verzender}"
            self.afwijkingen.append(f"{wat}: {'; '.join(klachten)}")
        elif zending.fout is not None and not isinstance(zending.bericht, JW323):
            self.fouten[zending.fout] += 1

    def noteer_antwoorden(self, zendingen: Mapping[str, Zending], antwoorden: Mapping[str, JW325]) -> None:
        """Compare the JW325 that an aanbieder found in his mailbox with what he declared; both by the id of the
        answer."""
        for id_, zending in zendingen.items():
            antwoord = antwoorden.get(id_)
            klachten = ["geen JW325 in het postvak"] if antwoord is None else list(klachten_over(zending, antwoord))
            if klachten or antwoord is None:
                wat = f"{zending.dag} JW323 {zending.identificatie} van {zending.verzender}"
                self.afwijkingen.append(f"{wat}: {'; '.join(klachten)}")
                continue
            self.fouten.update(zending.fouten)
            if antwoord.declaratie_antwoord is not None and zending.fout is None:
                self._tel(zending, antwoord.declaratie_antwoord)
        self.afwijkingen += [f"JW325 {id_}: op niets" for id_ in antwoorden.keys() - zendingen.keys()]

    def _tel(self, zending: Zending, antwoord: DeclaratieAntwoord) -> None:
        assert isinstance(zending.bericht, JW323)
        clienten = zending.bericht.declaratie.clienten.client
        self.prestaties += sum(len(client.prestaties.prestatie) for client in clienten)
        self.afgewezen_prestaties += len(zending.regelfouten)
        self.gedeclareerd_cents += _met_teken(antwoord.totaal_ingediend_bedrag)
        self.toegekend_cents += _met_teken(antwoord.totaal_toegekend_bedrag)

    def regels(self) -> Iterator[str]:
        """The report, line by line."""
        tempo = f"{self.aantal / self.seconden:.0f} per seconde" if self.seconden else ""
        yield f"{self.aantal} berichten in {self.seconden:.0f} s ({tempo}), waarvan {self.herhaald} dubbel verstuurd."
        for naam in sorted({naam for naam, _ in self.oordelen}):
            delen = [
                f"{aantal} {oordeel}" for (eigen, oordeel), aantal in sorted(self.oordelen.items()) if eigen == naam
            ]
            yield f"  {naam}  {', '.join(reversed(delen))}"
        if self.prestaties:
            yield (
                f"Gedeclareerd: {self.prestaties} prestaties, samen {euro(self.gedeclareerd_cents)}; toegekend "
                f"{euro(self.toegekend_cents)}, {self.afgewezen_prestaties} prestaties afgewezen."
            )
        yield f"{self.fouten.total()} opzettelijke fouten kregen precies hun code:"
        delen = [f"{fout.regel} {fout.code} {aantal}x" for fout, aantal in sorted(self.fouten.items(), key=_op_regel)]
        for begin in range(0, len(delen), 6):
            yield "  " + "   ".join(f"{deel:<16}" for deel in delen[begin : begin + 6]).rstrip()
        for signaal, aantal in sorted(self.signalen.items()):
            yield f"{aantal} ontvangstbewijzen met {signaal}"
        if self.afgewezen_door_gateway:
            yield f"{self.afgewezen_door_gateway} verzoeken wees de gateway af namens de gemeente."
        yield f"{len(self.afwijkingen)} afwijkingen." if self.afwijkingen else "Verder is er niets afgekeurd."
        yield from (f"  {afwijking}" for afwijking in self.afwijkingen)


def _op_regel(telling: tuple[Fout, int]) -> str:
    return telling[0].regel


def _klachten(zending: Zending, bewijs: Bewijs, codes: frozenset[str]) -> Iterator[str]:
    status = 200 if zending.is_herhaling else 201
    if bewijs.status != status:
        yield f"status {bewijs.status} in plaats van {status}"
    if bewijs.oordeel != zending.oordeel:
        yield f"{bewijs.oordeel or 'geweigerd'} in plaats van {zending.oordeel}"
    regels = {fout.regel for fout in zending.fouten}
    if bewijs.regels != regels:
        yield f"regels {sorted(bewijs.regels)} in plaats van {sorted(regels)}"
    elif zending.fout and not isinstance(zending.bericht, JW323) and codes != {zending.fout.code}:
        yield f"retourcodes {sorted(codes)} in plaats van {zending.fout.code}"


Plaatsen = dict[str, tuple[str, ...]]
"""Retourcodes by place: the Header, the declaratie, a client (by number), a prestatie (by ReferentieNummer)."""

_HEADER, _DECLARATIE = "Header", "Declaratie"
_IN_DECLARATIE = {"TR333", "TR318"}


def klachten_over(zending: Zending, antwoord: JW325) -> Iterator[str]:
    """What a JW325 says otherwise than it must: the code of every mistake at its place, and nothing else."""
    assert isinstance(zending.bericht, JW323)
    declaratie, inhoud = zending.bericht.declaratie, antwoord.declaratie_antwoord
    if antwoord.header.declaratie_identificatie != zending.bericht.header.bericht_identificatie:
        yield "een antwoord op een ander bericht"
    elif (staat := _plaatsen(antwoord)) != (hoort := _verwacht(zending)):
        yield f"{staat} in plaats van {hoort}"
    elif inhoud is not None:
        afgewezen = {referentie for referentie, _ in zending.regelfouten}
        alle = [een for client in declaratie.clienten.client for een in client.prestaties.prestatie]
        over = sum(_bedrag(een) for een in alle if een.product_referentie.referentie_nummer not in afgewezen)
        if _met_teken(inhoud.totaal_toegekend_bedrag) != (0 if zending.fout else over):
            yield f"{_met_teken(inhoud.totaal_toegekend_bedrag)} cent toegekend in plaats van {over}"


def _verwacht(zending: Zending) -> Plaatsen:
    fout = zending.fout
    if fout is not None:
        if fout.regel in _IN_DECLARATIE:
            return {_HEADER: (Retourcode.GEEN_OPMERKING,), _DECLARATIE: (fout.code,)}
        return {_HEADER: (fout.code,)}
    if not zending.regelfouten:
        return {_HEADER: (Retourcode.GEEN_OPMERKING,), _DECLARATIE: (Retourcode.GEHEEL_TOEGEKEND,)}
    regels = {referentie: (regelfout.code,) for referentie, regelfout in zending.regelfouten}
    clienten = {f"Client {nummer}": (Retourcode.GEEN_OPMERKING,) for nummer in range(1, len(regels) + 1)}
    return {_HEADER: (Retourcode.GEEN_OPMERKING,), _DECLARATIE: (Retourcode.GEEN_OPMERKING,), **clienten, **regels}


def _plaatsen(antwoord: JW325) -> Plaatsen:
    plaatsen: Plaatsen = {_HEADER: antwoord.header.retour_codes.retour_code}
    inhoud = antwoord.declaratie_antwoord
    if inhoud is not None:
        plaatsen[_DECLARATIE] = inhoud.retour_codes.retour_code
        for nummer, client in enumerate(inhoud.clienten.client if inhoud.clienten else (), 1):
            plaatsen[f"Client {nummer}"] = client.retour_codes.retour_code
            for een in client.prestaties.prestatie:
                plaatsen[een.product_referentie.referentie_nummer] = een.retour_codes.retour_code
    return plaatsen


def _bedrag(prestatie: Prestatie) -> int:
    bedrag = prestatie.ingediend_bedrag
    return -bedrag.bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.bedrag


def _met_teken(totaal: CDT_TotaalBedragMetDC) -> int:
    return -totaal.totaal_bedrag if totaal.debet_credit == DebetCredit.CREDIT else totaal.totaal_bedrag


def euro(cents: int) -> str:
    """Whole euros: `€ 1.234.567`."""
    return f"€ {cents // 100:,}".replace(",", ".")
