# SPDX-License-Identifier: EUPL-1.2
"""What became of the berichten of a simulation, beside what had to become of them."""

from collections import Counter
from collections.abc import Iterator

import msgspec

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
        elif zending.fout is not None:
            self.fouten[zending.fout] += 1

    def regels(self) -> Iterator[str]:
        """The report, line by line."""
        tempo = f"{self.aantal / self.seconden:.0f} per seconde" if self.seconden else ""
        yield f"{self.aantal} berichten in {self.seconden:.0f} s ({tempo}), waarvan {self.herhaald} dubbel verstuurd."
        for naam in sorted({naam for naam, _ in self.oordelen}):
            delen = [
                f"{aantal} {oordeel}" for (eigen, oordeel), aantal in sorted(self.oordelen.items()) if eigen == naam
            ]
            yield f"  {naam}  {', '.join(reversed(delen))}"
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
    regels = {zending.fout.regel} if zending.fout else set()
    if bewijs.regels != regels:
        yield f"regels {sorted(bewijs.regels)} in plaats van {sorted(regels)}"
    elif zending.fout and codes != {zending.fout.code}:
        yield f"retourcodes {sorted(codes)} in plaats van {zending.fout.code}"
