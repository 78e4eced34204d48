# SPDX-License-Identifier: EUPL-1.2
"""What a large bericht may cost: time linear in its size, memory a few times its size, whoever made it."""

import ctypes
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from berichtenverkeer.validation.invoer import Invoer, lees_invoer

REPO = Path(__file__).parents[2]
MB = 1024**2
JW323 = (REPO / "tests" / "voorbeelden" / "JW323.xml").read_bytes()
_BEGIN, _EIND = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
_PRESTATIE = JW323[_BEGIN : JW323.index(b"</jw323:Prestatie>")] + b"</jw323:Prestatie>\r\n"
_ROMP = JW323[JW323.index(b"?>") + 2 :]


def vol(omvang: int, deel: bytes = _PRESTATIE) -> bytes:
    """A JW323 with one Client and `omvang` bytes of `deel`."""
    return JW323[:_BEGIN] + deel * (omvang // len(deel)) + JW323[_EIND:]


def na(waar: bytes, wat: bytes) -> bytes:
    """The sample with `wat` put in once, behind `waar`."""
    assert waar in JW323
    return JW323.replace(waar, waar + wat, 1)


def attributen(aantal: int) -> bytes:
    return b" ".join(b"a%d=''" % nummer for nummer in range(aantal))


VIJANDIG: dict[str, tuple[Callable[[int], bytes], str]] = {
    "deep": (lambda omvang: na(b"<jw323:Header>", b"<a>" * (omvang // 3)), "TRANSPORT-XML"),
    "a tag of megabytes": (lambda omvang: na(b"<jw323:Header", b" " + attributen(omvang // 11)), "TRANSPORT-XML"),
    "thousands of attributes": (lambda _: na(b"<jw323:Header", b" " + attributen(20_000)), "XSD-ATTRIBUUT"),
    "attributes everywhere": (
        lambda omvang: vol(omvang, _PRESTATIE.replace(b"<jw323:Eenheid", b"<jw323:Eenheid " + attributen(100))),
        "XSD-ATTRIBUUT",
    ),
    "one text": (lambda omvang: na(b"<jw323:Bsn>", b"9" * omvang), "TRANSPORT-XML"),
    "a text in pieces": (lambda omvang: na(b"<jw323:Bsn>", b"&#57;" * (omvang // 5)), "TRANSPORT-XML"),
    "a text cut by comments": (lambda omvang: na(b"<jw323:Bsn>", b"9<!--</a>-->" * (omvang // 12)), "TRANSPORT-XML"),
    "comments": (lambda omvang: na(b"<jw323:Header>", b"<!---->" * (omvang // 7)), "TRANSPORT-XML"),
    "instructions in front": (
        lambda omvang: b"<?a?>" * (omvang // 5) + JW323[JW323.index(b"?>") + 2 :],
        "TRANSPORT-XML",
    ),
    "unknown elements": (lambda omvang: vol(omvang, b"<a/>"), "XSD-ONBEKEND"),
    "a name each": (
        lambda omvang: na(b"<jw323:Prestaties>", b"".join(b"<n%d/>" % nummer for nummer in range(omvang // 11))),
        "XSD-ONBEKEND",
    ),
    "empty parts": (lambda omvang: vol(omvang, b"<jw323:Prestatie/>"), "XSD-ONTBREEKT"),
    "empty clients": (lambda omvang: na(b"<jw323:Clienten>", b"<jw323:Client/>" * (omvang // 15)), "XSD-ONTBREEKT"),
    "a fault in each part": (lambda omvang: vol(omvang, _PRESTATIE.replace(b">04<", b">4<")), "XSD-WAARDE"),
    "faults behind many parts": (
        lambda omvang: vol(omvang).replace(b"</jw323:Prestaties>", b"<a/>" * (omvang // 32) + b"</jw323:Prestaties>"),
        "XSD-ONBEKEND",
    ),
    "years that nothing holds": (
        lambda omvang: vol(omvang, _PRESTATIE.replace(b">2026-", b">12026-")),
        "XSD-ONHOUDBAAR",
    ),
    "a wrong name around it all": (lambda omvang: vol(omvang).replace(b":Clienten>", b":Klanten>"), "XSD-ONBEKEND"),
    "prefixes of nothing": (lambda omvang: vol(omvang, b"<q:a/>"), "TRANSPORT-XML"),
    "an entity": (lambda omvang: vol(omvang).replace(b"<jw323:Header>", b"<jw323:Header>&x;"), "TRANSPORT-ENTITEIT"),
    "a DTD": (
        lambda omvang: b"<!DOCTYPE a [<!ENTITY x 'lol'>]>" + vol(omvang)[JW323.index(b"?>") + 2 :],
        "TRANSPORT-DTD",
    ),
    "cut off": (lambda omvang: vol(omvang)[:omvang], "TRANSPORT-AFGEKAPT"),
    "too large": (lambda _: vol(26 * MB), "TRANSPORT-TE-GROOT"),
}


class Kosten(NamedTuple):
    codes: list[str]
    seconden: float
    mb: float
    omvang: float


def stand(naam: str) -> float:
    """A memory figure of this process in MB."""
    regels = Path("/proc/self/status").read_text().splitlines()
    return next(int(regel.split()[1]) / 1024 for regel in regels if regel.startswith(f"{naam}:"))


def meet(omvang: int) -> Iterator[tuple[str, Kosten]]:
    """What each of VIJANDIG costs, in this process: one that does nothing else."""
    assert isinstance(lees_invoer(vol(200_000)), Invoer)
    lees_invoer(vol(200_000, b"<a/>"))  # loads what explains
    geheugen = ctypes.CDLL(None)
    for naam, (maak, _) in VIJANDIG.items():
        data = maak(omvang)
        geheugen.malloc_trim(0)
        idle = stand("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the highest mark starts anew here
        begin = time.thread_time()
        gelezen = lees_invoer(data)
        seconden = time.thread_time() - begin
        assert isinstance(gelezen, list), naam
        codes = list(dict.fromkeys(bevinding.code for bevinding in gelezen))
        yield naam, Kosten(codes, seconden, stand("VmHWM") - idle, len(data) / MB)


@pytest.fixture(scope="module")
def kosten() -> dict[str, tuple[Kosten, Kosten]]:
    """The costs at 2 and at 8 MB, each measured in a process of its own."""
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("memory is measured with glibc")
    gemeten = []
    for omvang in (2 * MB, 8 * MB):
        gedaan = subprocess.run(
            [sys.executable, __file__, str(omvang)], capture_output=True, text=True, timeout=300, check=False
        )
        assert not gedaan.returncode, gedaan.stderr
        gemeten.append({naam: Kosten(*een) for naam, een in json.loads(gedaan.stdout).items()})
    return {naam: (gemeten[0][naam], gemeten[1][naam]) for naam in VIJANDIG}


@pytest.mark.parametrize("naam", VIJANDIG)
def test_a_hostile_bericht_is_refused_at_a_bounded_cost(naam: str, kosten: dict[str, tuple[Kosten, Kosten]]) -> None:
    klein, groot = kosten[naam]
    assert VIJANDIG[naam][1] in klein.codes
    assert klein.codes == groot.codes or naam == "a wrong name around it all"
    assert groot.seconden < 4
    assert groot.seconden < 1 + 12 * klein.seconden  # four times the bytes, not sixteen times the time
    assert groot.mb < 200  # eight times the largest bericht there can be; past 25 MB nothing is read


@pytest.fixture(scope="module")
def declaratie() -> dict[tuple[int, int], list[float]]:
    """CPU seconds to read and of BERICHT, kB above idle after each: a JW323 of 1 and 4 MB, of few and many clients."""
    script = (
        "import json\n"
        "from benchmarks.zwaar import meet, van_grootte\n"
        "print(json.dumps([[mb, per, meet(van_grootte(mb, per))] for mb in (1, 4) for per in (4, 10_000)]))"
    )
    gedaan = subprocess.run(
        [sys.executable, "-c", script], cwd=REPO, capture_output=True, text=True, timeout=300, check=False
    )
    assert not gedaan.returncode, gedaan.stderr
    return {(mb, per_client): gemeten for mb, per_client, gemeten in json.loads(gedaan.stdout)}


@pytest.mark.parametrize("per_client", [4, 10_000])
def test_a_declaratie_of_many_prestaties_is_read_and_judged_in_linear_time(
    declaratie: dict[tuple[int, int], list[float]], per_client: int
) -> None:
    klein, groot = declaratie[1, per_client], declaratie[4, per_client]
    assert groot[0] < 0.3 + 4 * 2.5 * klein[0]
    assert groot[1] < 0.3 + 4 * 2.5 * klein[1]


@pytest.mark.parametrize("per_client", [4, 10_000])
def test_a_declaratie_takes_at_most_four_times_its_size(
    declaratie: dict[tuple[int, int], list[float]], per_client: int
) -> None:
    assert declaratie[4, per_client][3] < 4 * 4 * 1024


if __name__ == "__main__":
    json.dump(dict(meet(int(sys.argv[1]))), sys.stdout)
