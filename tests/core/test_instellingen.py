# SPDX-License-Identifier: EUPL-1.2
"""Settings: every fault at once, keys made once and never shown, and docs/instellingen.md names them all."""

import base64
import inspect
import re
import stat
import threading
from pathlib import Path

import pytest

from berichtenverkeer.core import instellingen as module
from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.core.errors import InstellingOntbreekt, RegioKiezen
from berichtenverkeer.core.instellingen import lees_instellingen
from berichtenverkeer.validation import transport

SLEUTEL = base64.b64encode(b"s" * 32).decode()
EXTERN = {"DATABASE_URL": "postgresql://a@b/c", "BV_HOOFDSLEUTEL": SLEUTEL, "BV_ZOEKSLEUTEL": SLEUTEL}


def test_without_any_variable_the_embedded_database_serves_in_the_user_data_directory(tmp_path: Path) -> None:
    gelezen = lees_instellingen({"XDG_DATA_HOME": str(tmp_path)})
    assert gelezen.is_embedded
    assert (gelezen.data, gelezen.regio, gelezen.port) == (tmp_path / "berichtenverkeer", "voorbeeldregio", 8080)


def test_keys_are_made_once_for_the_owner_only(tmp_path: Path) -> None:
    eerste, tweede = lees_instellingen({"BV_DATA": str(tmp_path)}), lees_instellingen({"BV_DATA": str(tmp_path)})
    assert (eerste.hoofdsleutel, eerste.zoeksleutel) == (tweede.hoofdsleutel, tweede.zoeksleutel)
    assert eerste.hoofdsleutel != eerste.zoeksleutel
    assert len(eerste.hoofdsleutel) == 32
    assert sorted(pad.name for pad in tmp_path.iterdir()) == ["hoofdsleutel", "zoeksleutel"]
    assert all(stat.S_IMODE(pad.stat().st_mode) == 0o600 for pad in tmp_path.iterdir())


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    gezien: list[bytes] = []
    lopers = [
        threading.Thread(target=lambda: gezien.append(lees_instellingen({"BV_DATA": str(tmp_path)}).hoofdsleutel))
        for _ in range(8)
    ]
    for loper in lopers:
        loper.start()
    for loper in lopers:
        loper.join()
    assert len(gezien) == 8
    assert len(set(gezien)) == 1


def test_a_lost_key_beside_an_existing_database_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(InstellingOntbreekt, match="zet het terug"):
        lees_instellingen({"BV_DATA": str(tmp_path)})
    assert not (tmp_path / "hoofdsleutel").exists()


def test_the_variables_come_before_the_key_files(tmp_path: Path) -> None:
    gelezen = lees_instellingen({"BV_DATA": str(tmp_path), "BV_HOOFDSLEUTEL": SLEUTEL, "BV_ZOEKSLEUTEL": SLEUTEL})
    assert gelezen.hoofdsleutel == b"s" * 32
    assert not list(tmp_path.iterdir())


def test_an_external_database_needs_keys_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(InstellingOntbreekt, match=r"BV_HOOFDSLEUTEL.*BV_ZOEKSLEUTEL"):
        lees_instellingen({"DATABASE_URL": "postgresql://a@b/c", "BV_DATA": str(tmp_path)})
    assert not list(tmp_path.iterdir())


def test_every_fault_is_named_at_once() -> None:
    fout = {"BV_PORT": "tachtig", "BV_REGIO": "Regio X", "BV_POOL": "1", "DATABASE_OWNER_URL": "mysql://x"}
    fout |= {"BV_HOOFDSLEUTEL": "kort", "BV_ZOEKSLEUTEL": "AAAA", "BV_TOEPASSINGSROL": 'x"; drop'}
    with pytest.raises(InstellingOntbreekt) as gevangen:
        lees_instellingen(EXTERN | fout)
    assert [naam for naam in fout if f"{naam}: " not in str(gevangen.value)] == []


def test_one_gateway_may_serve_several_regios() -> None:
    gelezen = lees_instellingen(EXTERN | {"BV_REGIO": "noord, zuid-2"})
    assert gelezen.regios == ("noord", "zuid-2")
    assert [een.regio for een in gelezen.per_regio()] == ["noord", "zuid-2"]
    assert gelezen.of_regio("zuid-2").regio == "zuid-2"
    assert lees_instellingen(EXTERN | {"BV_REGIO": "noord"}).of_regio(None).regio == "noord"
    assert lees_instellingen(EXTERN | {"BV_REGIO": ""}).regio == "voorbeeldregio"


def test_of_several_regios_one_is_chosen_that_the_gateway_has() -> None:
    gelezen = lees_instellingen(EXTERN | {"BV_REGIO": "noord,zuid"})
    for vraag in (lambda: gelezen.regio, lambda: gelezen.of_regio(None)):
        with pytest.raises(RegioKiezen, match="noord, zuid"):
            vraag()
    with pytest.raises(RegioKiezen, match=r"west staat niet in BV_REGIO \(noord, zuid\)"):
        gelezen.of_regio("west")


@pytest.mark.parametrize(
    ("waarde", "wat"),
    [
        ("noord,noord", "noord staat er vaker dan één keer"),
        ("noord,zuid, noord", "noord staat er vaker dan één keer"),
        ("noord,", "er staat een lege tussen de komma's"),
        (",", "er staat een lege tussen de komma's"),
        ("noord,,zuid", "er staat een lege tussen de komma's"),
        ("noord,Zuid", "'Zuid' is geen code"),
        ("noord;zuid", "'noord;zuid' is geen code"),
    ],
)
def test_a_wrong_list_of_regios_says_what_is_wrong(waarde: str, wat: str) -> None:
    with pytest.raises(InstellingOntbreekt, match=f"BV_REGIO: {wat}"):
        lees_instellingen(EXTERN | {"BV_REGIO": waarde})


@pytest.mark.parametrize(
    ("naam", "waarde"),
    [
        ("BV_MAX_BERICHT_BYTES", str(25 * 1024 * 1024 + 1)),
        ("BV_MAX_BERICHT_BYTES", str(256 * 1024 * 1024)),
        ("BV_PORT", "9" * 5_000),
        ("BV_PORT", "-1"),
        ("BV_PORT", "\u0663"),
        ("DATABASE_OWNER_URL", "postgresql://[::1/x"),
        ("DATABASE_OWNER_URL", "postgresql://a@b:poort/x"),
        ("DATABASE_OWNER_URL", "postgresql://a@b:99999/x"),
    ],
)
def test_a_value_with_which_nothing_works_stops_the_start(naam: str, waarde: str) -> None:
    with pytest.raises(InstellingOntbreekt, match=f"{naam}: "):
        lees_instellingen(EXTERN | {naam: waarde})


def test_the_channel_is_what_a_bericht_may_be_at_most() -> None:
    assert lees_instellingen(EXTERN).max_bericht_bytes == 25 * 1024 * 1024 == transport.MAX_BYTES


def test_a_repr_shows_neither_keys_nor_passwords() -> None:
    tekst = repr(lees_instellingen(EXTERN | {"DATABASE_URL": "postgresql://a:wachtwoord@b/c"}))
    assert "wachtwoord" not in tekst
    assert "ssss" not in tekst


def test_the_docs_list_exactly_the_variables_that_are_read() -> None:
    gelezen = set(re.findall(r'"((?:BV|DATABASE)_[A-Z_]+)"', inspect.getsource(module)))
    beschreven = set(re.findall(r"^\| `([A-Z_]+)`", bestand("docs/instellingen.md").read_text(), re.MULTILINE))
    assert beschreven == gelezen
    assert len(gelezen) > 10
