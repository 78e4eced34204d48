# SPDX-License-Identifier: EUPL-1.2
"""A JW323 of 1, 5 and 25 MB: what reading, judging and level BERICHT take, each in a process of its own.

Time should be linear in the size, memory at most a few times the size above what the idle process has.
`python -m benchmarks.zwaar`
"""

import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from benchmarks.zaaigoed import AANBIEDER, GEMEENTE, TEST_BSN
from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.basisschema import (
    CDT_BedragMetDC,
    CDT_BerichtIdentificatie,
    CDT_GeslotenPeriode,
    CDT_Referentie,
    CDT_TotaalBedragMetDC,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.jw323 import JW323, Client, Clienten, Declaratie, Header, Prestatie, Prestaties
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake

MB = 1024**2
MATEN = (1, 5, 25)
PER_CLIENT = 4
MAAND = CDT_GeslotenPeriode(begindatum=date(2026, 4, 1), einddatum=date(2026, 4, 30))
_PRODUCTEN = (("45", "45A04"), ("45", "45A05"), ("50", "50B01"), ("54", "54001"))
_TARIEF = 1250


def jw323(prestaties: int, per_client: int = PER_CLIENT, begin: int = 10_000_001) -> JW323:
    """A declaratie of April 2026 that level BERICHT accepts: every Prestatie on a toewijzing of its own.

    At most 9,090 clients: so many test BSNs there are. `begin` is the first number of a toewijzing.
    """
    numbers = range(begin, begin + prestaties)
    every = [_prestatie(number) for number in numbers]
    groups = [every[plek : plek + per_client] for plek in range(0, prestaties, per_client)]
    clienten = tuple(
        Client(bsn=bsn, prestaties=Prestaties(prestatie=tuple(group)))
        for bsn, group in zip(TEST_BSN, groups, strict=False)
    )
    assert len(clienten) == len(groups), "more clients than test BSNs"
    total = sum(prestatie.ingediend_bedrag.bedrag for prestatie in every)
    return JW323(
        header=Header(
            bericht_code="490",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=AANBIEDER,
            ontvanger=GEMEENTE,
            bericht_identificatie=CDT_BerichtIdentificatie(identificatie=f"ZW{begin}", dagtekening=date(2026, 5, 6)),
            xsd_versie=CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0"),
        ),
        declaratie=Declaratie(
            declaratie_nummer=f"DN{begin}",
            declaratie_periode=MAAND,
            declaratie_dagtekening=date(2026, 5, 6),
            totaal_ingediend_bedrag=CDT_TotaalBedragMetDC(totaal_bedrag=total, debet_credit="D"),
            clienten=Clienten(client=clienten),
        ),
    )


def _prestatie(number: int) -> Prestatie:
    categorie, code = _PRODUCTEN[number % len(_PRODUCTEN)]
    volume = number % 40 + 1
    return Prestatie(
        product_referentie=CDT_Referentie(referentie_nummer=f"RN{number:08d}"),
        toewijzing_nummer=number,
        product_categorie=categorie,
        product_code=code,
        product_periode=MAAND,
        geleverd_volume=volume,
        eenheid="04",
        product_tarief=_TARIEF,
        ingediend_bedrag=CDT_BedragMetDC(bedrag=volume * _TARIEF, debet_credit="D"),
    )


def van_grootte(megabytes: float, per_client: int = PER_CLIENT) -> bytes:
    """The bytes of a JW323 as near to `megabytes` (of 1024² bytes) as whole Prestaties come, and not over it."""
    one, whole = min(per_client, 2_000), min(per_client, 2_000) * 10
    envelope = len(write(jw323(one, per_client)))
    per_stuk = (len(write(jw323(whole, per_client))) - envelope) / (whole - one)
    return write(jw323(one + int((megabytes * MB - envelope - 200) / per_stuk), per_client))


def _stand(name: str) -> int:
    """A memory figure of this process in kB, from /proc/self/status."""
    for regel in Path("/proc/self/status").read_text().splitlines():
        if regel.startswith(f"{name}:"):
            return int(regel.split()[1])
    raise AssertionError(name)


class _Hartslag(threading.Thread):
    """Asks for its turn every millisecond; `langst` is the longest it had to wait for one, in seconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.langst = 0.0
        self._ready = threading.Event()

    def run(self) -> None:
        previous = time.perf_counter()
        while not self._ready.wait(0.001):
            now = time.perf_counter()
            self.langst, previous = max(self.langst, now - previous), now

    def stop(self) -> float:
        self._ready.set()
        self.join()
        return self.langst


def _meet(bestand: str) -> None:
    """In a fresh process: read and judge one file; print CPU seconds, kB above idle and the longest wait."""
    small = write(jw323(8))
    was_read = read_intake(small)
    assert isinstance(was_read, Intake)
    assert examine_bericht(was_read) == []
    idle = _stand("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark starts anew here
    data = Path(bestand).read_bytes()
    hart = _Hartslag()
    hart.start()
    begin = time.thread_time()
    intake = read_intake(data)
    gelezen_s = time.thread_time() - begin
    assert isinstance(intake, Intake), "the generated bericht is not valid"
    lezen_kb = _stand("VmHWM") - idle
    begin = time.thread_time()
    bevindingen = examine_bericht(intake)
    toets_s = time.thread_time() - begin
    assert not bevindingen, f"the generated bericht breaks {bevindingen[0].code}"
    print(gelezen_s, toets_s, lezen_kb, _stand("VmHWM") - idle, hart.stop())


def meet(data: bytes) -> tuple[float, float, float, float, float]:
    """CPU seconds to read and of level BERICHT, kB above idle after each, the longest wait of another thread."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as bestand:
        bestand.write(data)
        bestand.flush()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.zwaar", bestand.name],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            cwd=Path(__file__).parents[1],
        )
    assert not done.returncode, done.stderr
    reading, toetsen, lezen_kb, alles_kb, langst = map(float, done.stdout.split())
    return reading, toetsen, lezen_kb, alles_kb, langst


def main() -> None:
    """One line for each size."""
    print("   MB   lezen s  BERICHT s  s per MB   lezen x size  samen x size   longest wait ms")
    for megabytes in MATEN:
        data = van_grootte(megabytes)
        reading, toetsen, lezen_kb, alles_kb, langst = meet(data)
        mb, kb = len(data) / MB, len(data) / 1024
        print(
            f"{mb:5.1f} {reading:9.2f} {toetsen:10.2f} {(reading + toetsen) / mb:9.3f}"
            f" {lezen_kb / kb:14.1f} {alles_kb / kb:13.1f} {langst * 1000:17.1f}"
        )


if __name__ == "__main__":
    _meet(sys.argv[1]) if len(sys.argv) > 1 else main()
