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

from berichtenverkeer.validation.intake import Intake, read_intake

REPO = Path(__file__).parents[2]
MB = 1024**2
JW323 = (REPO / "tests" / "voorbeelden" / "JW323.xml").read_bytes()
_BEGIN, _EIND = JW323.index(b"<jw323:Prestatie>"), JW323.index(b"</jw323:Prestaties>")
_PRESTATIE = JW323[_BEGIN : JW323.index(b"</jw323:Prestatie>")] + b"</jw323:Prestatie>\r\n"
_ROMP = JW323[JW323.index(b"?>") + 2 :]


def full(omvang: int, part: bytes = _PRESTATIE) -> bytes:
    """A JW323 with one Client and `omvang` bytes of `part`."""
    return JW323[:_BEGIN] + part * (omvang // len(part)) + JW323[_EIND:]


def na(where: bytes, what: bytes) -> bytes:
    """The sample with `what` put in once, behind `where`."""
    assert where in JW323
    return JW323.replace(where, where + what, 1)


def attributes(count: int) -> bytes:
    return b" ".join(b"a%d=''" % number for number in range(count))


VIJANDIG: dict[str, tuple[Callable[[int], bytes], str]] = {
    "deep": (lambda omvang: na(b"<jw323:Header>", b"<a>" * (omvang // 3)), "TRANSPORT-XML"),
    "a tag of megabytes": (lambda omvang: na(b"<jw323:Header", b" " + attributes(omvang // 11)), "TRANSPORT-XML"),
    "thousands of attributes": (lambda _: na(b"<jw323:Header", b" " + attributes(20_000)), "XSD-ATTRIBUUT"),
    "attributes everywhere": (
        lambda omvang: full(omvang, _PRESTATIE.replace(b"<jw323:Eenheid", b"<jw323:Eenheid " + attributes(100))),
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
    "unknown elements": (lambda omvang: full(omvang, b"<a/>"), "XSD-ONBEKEND"),
    "a name each": (
        lambda omvang: na(b"<jw323:Prestaties>", b"".join(b"<n%d/>" % number for number in range(omvang // 11))),
        "XSD-ONBEKEND",
    ),
    "empty parts": (lambda omvang: full(omvang, b"<jw323:Prestatie/>"), "XSD-ONTBREEKT"),
    "empty clients": (lambda omvang: na(b"<jw323:Clienten>", b"<jw323:Client/>" * (omvang // 15)), "XSD-ONTBREEKT"),
    "a fault in each part": (lambda omvang: full(omvang, _PRESTATIE.replace(b">04<", b">4<")), "XSD-WAARDE"),
    "faults behind many parts": (
        lambda omvang: full(omvang).replace(b"</jw323:Prestaties>", b"<a/>" * (omvang // 32) + b"</jw323:Prestaties>"),
        "XSD-ONBEKEND",
    ),
    "years that nothing holds": (
        lambda omvang: full(omvang, _PRESTATIE.replace(b">2026-", b">12026-")),
        "XSD-ONHOUDBAAR",
    ),
    "a wrong name around it all": (lambda omvang: full(omvang).replace(b":Clienten>", b":Klanten>"), "XSD-ONBEKEND"),
    "prefixes of nothing": (lambda omvang: full(omvang, b"<q:a/>"), "TRANSPORT-XML"),
    "an entity": (lambda omvang: full(omvang).replace(b"<jw323:Header>", b"<jw323:Header>&x;"), "TRANSPORT-ENTITEIT"),
    "a DTD": (
        lambda omvang: b"<!DOCTYPE a [<!ENTITY x 'lol'>]>" + full(omvang)[JW323.index(b"?>") + 2 :],
        "TRANSPORT-DTD",
    ),
    "cut off": (lambda omvang: full(omvang)[:omvang], "TRANSPORT-AFGEKAPT"),
    "too large": (lambda _: full(26 * MB), "TRANSPORT-TE-GROOT"),
}


class Kosten(NamedTuple):
    codes: list[str]
    seconden: float
    mb: float
    omvang: float


def stand(name: str) -> float:
    """A memory figure of this process in MB."""
    regels = Path("/proc/self/status").read_text().splitlines()
    return next(int(regel.split()[1]) / 1024 for regel in regels if regel.startswith(f"{name}:"))


def meet(omvang: int) -> Iterator[tuple[str, Kosten]]:
    """What each of VIJANDIG costs, in this process: one that does nothing else."""
    assert isinstance(read_intake(full(200_000)), Intake)
    read_intake(full(200_000, b"<a/>"))  # loads what explains
    geheugen = ctypes.CDLL(None)
    for name, (make, _) in VIJANDIG.items():
        data = make(omvang)
        geheugen.malloc_trim(0)
        idle = stand("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the highest mark starts anew here
        begin = time.thread_time()
        was_read = read_intake(data)
        seconds = time.thread_time() - begin
        assert isinstance(was_read, list), name
        codes = list(dict.fromkeys(bevinding.code for bevinding in was_read))
        yield name, Kosten(codes, seconds, stand("VmHWM") - idle, len(data) / MB)


@pytest.fixture(scope="module")
def costs() -> dict[str, tuple[Kosten, Kosten]]:
    """The costs at 1 and at 4 MB, each measured in a process of its own."""
    if not hasattr(ctypes.CDLL(None), "malloc_trim"):
        pytest.skip("memory is measured with glibc")
    measured = []
    for omvang in (1 * MB, 4 * MB):
        done = subprocess.run(
            [sys.executable, __file__, str(omvang)], capture_output=True, text=True, timeout=300, check=False
        )
        assert not done.returncode, done.stderr
        measured.append({name: Kosten(*one) for name, one in json.loads(done.stdout).items()})
    return {name: (measured[0][name], measured[1][name]) for name in VIJANDIG}


@pytest.mark.parametrize("name", VIJANDIG)
def test_a_hostile_bericht_is_refused_at_a_bounded_cost(name: str, costs: dict[str, tuple[Kosten, Kosten]]) -> None:
    small, large = costs[name]
    assert VIJANDIG[name][1] in small.codes
    assert small.codes == large.codes or name == "a wrong name around it all"
    assert large.seconden < 2.5
    assert large.seconden < 0.25 + 12 * small.seconden  # four times the bytes, not sixteen times the time
    assert large.mb < 120  # what it keeps to tell what is wrong is bounded; past 25 MB nothing is read


@pytest.fixture(scope="module")
def declaratie() -> dict[tuple[int, int], list[float]]:
    """CPU seconds to read and of BERICHT, kB above idle after each: a JW323 of 1 and 4 MB, of few and many clients."""
    script = (
        "import json\n"
        "from benchmarks.zwaar import meet, van_grootte\n"
        "print(json.dumps([[mb, per, meet(van_grootte(mb, per))] for mb in (1, 4) for per in (4, 10_000)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPO, capture_output=True, text=True, timeout=300, check=False
    )
    assert not done.returncode, done.stderr
    return {(mb, per_client): measured for mb, per_client, measured in json.loads(done.stdout)}


@pytest.mark.parametrize("per_client", [4, 10_000])
def test_a_declaratie_of_many_prestaties_is_read_and_judged_in_linear_time(
    declaratie: dict[tuple[int, int], list[float]], per_client: int
) -> None:
    small, large = declaratie[1, per_client], declaratie[4, per_client]
    assert large[0] < 0.3 + 4 * 2.5 * small[0]
    assert large[1] < 0.3 + 4 * 2.5 * small[1]


@pytest.mark.parametrize("per_client", [4, 10_000])
def test_a_declaratie_takes_at_most_four_times_its_size(
    declaratie: dict[tuple[int, int], list[float]], per_client: int
) -> None:
    assert declaratie[4, per_client][3] < 4 * 4 * 1024


if __name__ == "__main__":
    json.dump(dict(meet(int(sys.argv[1]))), sys.stdout)
