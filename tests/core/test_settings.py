# SPDX-License-Identifier: EUPL-1.2
"""Settings: every fault at once, keys made once and never shown, and docs/instellingen.md names them all."""

import base64
import inspect
import re
import stat
import threading
from pathlib import Path

import pytest

from berichtenverkeer.core import settings as module
from berichtenverkeer.core.errors import RegioChoosing, SettingMissing
from berichtenverkeer.core.files import bestand
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.validation import transport

SLEUTEL = base64.b64encode(b"s" * 32).decode()
EXTERN = {"DATABASE_URL": "postgresql://a@b/c", "BV_HOOFDSLEUTEL": SLEUTEL, "BV_ZOEKSLEUTEL": SLEUTEL}


def test_without_any_variable_the_embedded_database_serves_in_the_user_data_directory(tmp_path: Path) -> None:
    was_read = read_settings({"XDG_DATA_HOME": str(tmp_path)})
    assert was_read.is_embedded
    assert (was_read.data, was_read.regio, was_read.port) == (tmp_path / "berichtenverkeer", "voorbeeldregio", 8080)


def test_keys_are_made_once_for_the_owner_only(tmp_path: Path) -> None:
    first, tweede = read_settings({"BV_DATA": str(tmp_path)}), read_settings({"BV_DATA": str(tmp_path)})
    assert (first.hoofdsleutel, first.zoeksleutel) == (tweede.hoofdsleutel, tweede.zoeksleutel)
    assert first.hoofdsleutel != first.zoeksleutel
    assert len(first.hoofdsleutel) == 32
    assert sorted(pad.name for pad in tmp_path.iterdir()) == ["hoofdsleutel", "zoeksleutel"]
    assert all(stat.S_IMODE(pad.stat().st_mode) == 0o600 for pad in tmp_path.iterdir())


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    seen: list[bytes] = []
    lopers = [
        threading.Thread(target=lambda: seen.append(read_settings({"BV_DATA": str(tmp_path)}).hoofdsleutel))
        for _ in range(8)
    ]
    for loper in lopers:
        loper.start()
    for loper in lopers:
        loper.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


def test_a_lost_key_beside_an_existing_database_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(SettingMissing, match="zet het terug"):
        read_settings({"BV_DATA": str(tmp_path)})
    assert not (tmp_path / "hoofdsleutel").exists()


def test_the_variables_come_before_the_key_files(tmp_path: Path) -> None:
    was_read = read_settings({"BV_DATA": str(tmp_path), "BV_HOOFDSLEUTEL": SLEUTEL, "BV_ZOEKSLEUTEL": SLEUTEL})
    assert was_read.hoofdsleutel == b"s" * 32
    assert not list(tmp_path.iterdir())


def test_an_external_database_needs_keys_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingMissing, match=r"BV_HOOFDSLEUTEL.*BV_ZOEKSLEUTEL"):
        read_settings({"DATABASE_URL": "postgresql://a@b/c", "BV_DATA": str(tmp_path)})
    assert not list(tmp_path.iterdir())


def test_every_fault_is_named_at_once() -> None:
    fault = {"BV_PORT": "tachtig", "BV_REGIO": "Regio X", "BV_POOL": "1", "DATABASE_OWNER_URL": "mysql://x"}
    fault |= {"BV_HOOFDSLEUTEL": "kort", "BV_ZOEKSLEUTEL": "AAAA", "BV_TOEPASSINGSROL": 'x"; drop'}
    with pytest.raises(SettingMissing) as gevangen:
        read_settings(EXTERN | fault)
    assert [name for name in fault if f"{name}: " not in str(gevangen.value)] == []


def test_one_gateway_may_serve_several_regios() -> None:
    was_read = read_settings(EXTERN | {"BV_REGIO": "noord, zuid-2"})
    assert was_read.regios == ("noord", "zuid-2")
    assert [one.regio for one in was_read.per_regio()] == ["noord", "zuid-2"]
    assert was_read.of_regio("zuid-2").regio == "zuid-2"
    assert read_settings(EXTERN | {"BV_REGIO": "noord"}).of_regio(None).regio == "noord"
    assert read_settings(EXTERN | {"BV_REGIO": ""}).regio == "voorbeeldregio"


def test_of_several_regios_one_is_chosen_that_the_gateway_has() -> None:
    was_read = read_settings(EXTERN | {"BV_REGIO": "noord,zuid"})
    for question in (lambda: was_read.regio, lambda: was_read.of_regio(None)):
        with pytest.raises(RegioChoosing, match="noord, zuid"):
            question()
    with pytest.raises(RegioChoosing, match=r"west staat niet in BV_REGIO \(noord, zuid\)"):
        was_read.of_regio("west")


@pytest.mark.parametrize(
    ("value", "what"),
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
def test_a_wrong_list_of_regios_says_what_is_wrong(value: str, what: str) -> None:
    with pytest.raises(SettingMissing, match=f"BV_REGIO: {what}"):
        read_settings(EXTERN | {"BV_REGIO": value})


@pytest.mark.parametrize(
    ("name", "value"),
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
def test_a_value_with_which_nothing_works_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingMissing, match=f"{name}: "):
        read_settings(EXTERN | {name: value})


def test_the_channel_is_what_a_bericht_may_be_at_most() -> None:
    assert read_settings(EXTERN).max_bericht_bytes == 25 * 1024 * 1024 == transport.MAX_BYTES


def test_a_repr_shows_neither_keys_nor_passwords() -> None:
    text = repr(read_settings(EXTERN | {"DATABASE_URL": "postgresql://a:wachtwoord@b/c"}))
    assert "wachtwoord" not in text
    assert "ssss" not in text


def test_the_docs_list_exactly_the_variables_that_are_read() -> None:
    was_read = set(re.findall(r'"((?:BV|DATABASE)_[A-Z_]+)"', inspect.getsource(module)))
    beschreven = set(re.findall(r"^\| `([A-Z_]+)`", bestand("docs/instellingen.md").read_text(), re.MULTILINE))
    assert beschreven == was_read
    assert len(was_read) > 10


def test_a_provider_needs_all_that_a_login_there_needs(tmp_path: Path) -> None:
    secret = tmp_path / "geheim"
    secret.write_text("een geheim\n")
    whole = EXTERN | {
        "BV_OIDC_ISSUER": "https://login.example/regio",
        "BV_OIDC_CLIENT_ID": "gateway",
        "BV_OIDC_SECRET_FILE": str(secret),
        "BV_ADRES": "https://regio.example",
    }
    oidc = read_settings(whole).oidc
    assert oidc is not None
    assert (oidc.issuer, oidc.client_id, oidc.secret, oidc.claim) == (
        "https://login.example/regio",
        "gateway",
        "een geheim",
        "sub",
    )
    assert "een geheim" not in repr(oidc)
    assert read_settings(EXTERN).oidc is None
    for name in ("BV_OIDC_CLIENT_ID", "BV_OIDC_SECRET_FILE", "BV_ADRES"):
        with pytest.raises(SettingMissing, match="BV_OIDC_"):
            read_settings({one: value for one, value in whole.items() if one != name})
    for wrong in ("http://login.example", "login.example", "https://login.example/?a"):
        with pytest.raises(SettingMissing, match="BV_OIDC_ISSUER"):
            read_settings(whole | {"BV_OIDC_ISSUER": wrong})
    here = read_settings(whole | {"BV_OIDC_ISSUER": "http://127.0.0.1:8081"}).oidc
    assert here is not None
    empty = tmp_path / "leeg"
    empty.touch()
    with pytest.raises(SettingMissing, match="BV_OIDC_SECRET_FILE"):
        read_settings(whole | {"BV_OIDC_SECRET_FILE": str(empty)})
