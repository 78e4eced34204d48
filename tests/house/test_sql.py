# SPDX-License-Identifier: EUPL-1.2
"""SQL has one style, stands where it can be run by hand, and reads the tables of its own room."""

import pkgutil
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.embedded import OWNER, Server
from berichtenverkeer.core.pg_program import installation
from berichtenverkeer.core.sql import compose, query
from house.repository import sources
from house.sql import PACKAGE, SQL, Sql, all_sql, files, foreign, in_python, parts_of_all, queries

LINES = 20
"""What a text of SQL in Python may be long."""

NAMED = re.compile(r"(?<![:\w]):[a-z_]+\b(?!:)")


def in_programs() -> list[Sql]:
    """The SQL that stands in Python."""
    return [one for one in all_sql() if one.path.suffix == ".py"]


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _parts(room: Path) -> str:
    parts = room / "parts.psql"
    return parts.read_text(encoding="utf-8") if parts.exists() else ""


def test_a_room_reads_no_table_of_another() -> None:
    """What it needs of another it reads through a part or a function that the other gives."""
    assert not foreign()


def test_a_room_imports_no_tables_of_another() -> None:
    importers = {
        f"{_name(path)}: {room}"
        for path in sources("src")
        for room in re.findall(r"berichtenverkeer\.(\w+)(?: import tables|\.tables import)", path.read_text())
        if room != path.relative_to(PACKAGE).parts[0]
    }
    assert not importers


def test_no_long_sql_stands_in_a_program() -> None:
    assert not [f"{_name(one.path)}:{one.line}" for one in in_programs() if one.lines > LINES]


def test_no_long_sql_is_put_together() -> None:
    """Of pieces that are short: what a program holds in the end is what PostgreSQL is asked."""
    of_files = {query(path.parent.name, path.stem) for path in queries()}
    programs = [one.name for one in pkgutil.walk_packages([str(PACKAGE)], "berichtenverkeer.") if "__" not in one.name]
    texts = [(name, text) for program in programs for name, text in vars(import_module(program)).items()]
    held = {name: text for name, text in texts if isinstance(text, str) and SQL.search(text) and text not in of_files}
    assert held
    assert not [name for name, text in held.items() if len(text.strip().splitlines()) > LINES]


def test_a_value_is_numbered_everywhere() -> None:
    """As PostgreSQL and asyncpg take it, and `bind` in psql; a name is a part of the text, never a value."""
    assert not [f"{_name(one.path)}:{one.line}" for one in in_programs() if NAMED.search(one.text)]


@pytest.mark.parametrize("path", queries(), ids=_name)
def test_the_head_of_a_query_says_what_each_value_is(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split("\n\\ir")[0].split("\nselect")[0]
    text = query(path.parent.name, path.stem)
    numbers = {int(number) for number in re.findall(r"\$(\d+)", text)}
    assert numbers == set(range(1, len(numbers) + 1)), "none is left out"
    told = {int(number) for number in re.findall(r"\$(\d+)", head)}
    for first, last in re.findall(r"\$(\d+) to \$(\d+)", head):
        told |= set(range(int(first), int(last)))
    assert told == numbers


@pytest.mark.parametrize("path", queries(), ids=_name)
async def test_every_query_fits_the_tables(path: Path, database: Database) -> None:
    room = path.parent
    async with database.lees() as conn:
        await conn.prepare(query(room.name, path.stem))
        if "\\set bevestigd" in _parts(room):
            await conn.prepare(query(room.name, path.stem, laag="bevestigd"))


def _psql(room: Path, url: str, text: str) -> str:
    """What psql tells in the folder of a room, as somebody would who looks for what a figure is made of."""
    command = [str(installation() / "bin/psql"), "-X", "-v", "ON_ERROR_STOP=1", url]
    told = subprocess.run(command, input=text, cwd=room, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.mark.parametrize("path", queries(), ids=_name)
def test_every_query_is_read_by_psql(path: Path, server: Server, databasenaam: str) -> None:
    text = path.read_text(encoding="utf-8") + "\n\\gdesc\n"
    assert "Type" in _psql(path.parent, server.url(OWNER, databasenaam), text)


def test_a_query_is_run_by_hand_as_the_readme_says(server: Server, databasenaam: str) -> None:
    url = server.url(OWNER, databasenaam)
    told = _psql(PACKAGE / "peilbestand", url, "\\bind nergens 1 0\n\\i watermerk.sql\n")
    assert "positie" in told
    assert "(0 rows)" in told


def test_every_part_is_part_of_something() -> None:
    assert parts_of_all() <= set(files())
    texts = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*sql"))
    names = {name for path in PACKAGE.rglob("*sql") for name in re.findall(r"^\\set (\w+)", path.read_text(), re.M)}
    assert not [name for name in sorted(names) if f":{name}" not in texts]


def test_every_query_is_asked_by_its_room() -> None:
    for path in queries():
        programs = "".join(program.read_text(encoding="utf-8") for program in path.parent.glob("*.py"))
        assert f'"{path.stem}"' in programs, path


# --- the loader, and the looking ----------------------------------------------------------------------------------


def test_a_part_goes_in_its_place_and_what_is_set_later_goes_before() -> None:
    head = "-- head :none $9\n\\ir parts.psql\n\\set tot 'a, ''b'''\n"
    text = f"{head}select :tot, x::text from t -- :no\nwhere :veranderd"
    assert compose("peilbestand", text).startswith("select a, 'b', x::text from t \nwhere pos_van <= $2")


def test_another_part_can_go_in_the_place_of_a_part() -> None:
    text = "\\ir parts.psql\nwith :lagen select"
    assert "_bevestigd" not in compose("peilbestand", text)
    assert "from levering_bevestigd" in compose("peilbestand", text, lagen="bevestigd")


@pytest.mark.parametrize("text", ["select :nowhere", "\\ir parts.psql\nselect :parts"])
def test_a_part_that_is_not_set_is_told(text: str) -> None:
    with pytest.raises(KeyError):
        compose("peilbestand", text)


@pytest.mark.parametrize("text", ["\\set x y\nselect :x", "\\echo x\nselect 1"])
def test_no_other_command_is_followed(text: str) -> None:
    with pytest.raises(AssertionError):
        compose("peilbestand", text)


def test_a_table_is_seen_however_it_is_named(tmp_path: Path) -> None:
    program = tmp_path / "a.py"
    program.write_text(
        '"""Reads from bericht."""\n'
        'A = f"select {1} from gebeurtenis g join lateral (select 1) x on true left join boeking b on true"\n'
        'B = "with verzoek as (select 1) select * from verzoek"\n'
        'C = "lock table claim" " in share mode"\n'
        "D = ' left join wachtend p on true'\n"
        "E = 'delete from epoch'\n"
    )
    found = {table for one in in_python(program) for table in one.tables}
    assert found == {"gebeurtenis", "boeking", "claim", "wachtend", "epoch"}
