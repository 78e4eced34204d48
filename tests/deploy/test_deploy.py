# SPDX-License-Identifier: EUPL-1.2
"""What the files of deploy/ name is there: settings, commands, addresses, figures, files, values of the chart."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from berichtenverkeer.core import pg_program, settings
from house.repository import ROOT, name
from house.test_documents import leads_to, parse
from observed import metrics

DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm/berichtenverkeer"
FILES = [
    path
    for path in sorted(DEPLOY.rglob("*"))
    if path.is_file() and not {"voorbeeldregio", "geheim"} & set(path.relative_to(DEPLOY).parts)
]
TEMPLATES = sorted((CHART / "templates").iterdir())
SETTINGS = set(re.findall(r'"((?:BV|DATABASE)_[A-Z_]+)"', Path(settings.__file__).read_text(encoding="utf-8")))
FIGURE = re.compile(r"\bberichtenverkeer_[a-z_]+")
SECRET = {"DATABASE_URL", "DATABASE_OWNER_URL", "BV_HOOFDSLEUTEL", "BV_ZOEKSLEUTEL", "BV_OIDC_SECRET_FILE"}
OF_THE_IMAGE = {"BV_DATA", "BV_HOST", "BV_PORT"}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_setting_and_figure_that_is_named_exists(path: Path) -> None:
    assert set(re.findall(r"\b(?:BV|DATABASE)_[A-Z_]*[A-Z]\b", read(path))) <= SETTINGS
    named = {re.sub("_(bucket|sum|count)$", "", one) for one in FIGURE.findall(read(path))}
    assert named <= metrics()


def test_every_figure_is_on_the_dashboard() -> None:
    board = json.loads(read(DEPLOY / "monitoring/dashboard.json"))
    shown = {one for panel in board["panels"] for target in panel["targets"] for one in FIGURE.findall(target["expr"])}
    assert {re.sub("_(bucket|sum|count)$", "", one) for one in shown} == metrics()
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


@pytest.mark.parametrize("path", [one for one in FILES if one.suffix == ".yaml" and one not in TEMPLATES], ids=name)
def test_yaml_is_yaml(path: Path) -> None:
    assert list(yaml.safe_load_all(read(path)))


def commands() -> list[str]:
    """Every command that is run: of the units, of compose, of the jobs, of the image."""
    compose = yaml.safe_load(read(DEPLOY / "compose/compose.yaml"))["services"]
    run = [shlex.join(one["command"]) for one in compose.values() if "berichtenverkeer:" in one["image"]]
    for unit in (DEPLOY / "systemd").glob("*.service"):
        run += re.findall(r"^ExecStart=.*bin/berichtenverkeer (.*?)'?$", read(unit), re.MULTILINE)
    jobs = re.findall(r'\d" \(list (.+)\)\)', read(CHART / "templates/jobs.yaml"))
    run += [" ".join(re.findall('"(.+?)"', one)) for one in jobs]
    (image,) = re.findall(r"^CMD \[(.+)\]$", read(DEPLOY / "container/Containerfile"), re.MULTILINE)
    return [*run, image.strip('"')]


def test_every_command_that_is_run_can_be_given() -> None:
    given = commands()
    assert {"migrate --helemaal", "register load /register", "serve --processen 2"} <= set(given)
    assert len(given) == 9
    for one in given:
        parse(shlex.split(one))


def test_every_address_that_is_asked_exists() -> None:
    text = "\n".join(map(read, FILES))
    asked = set(re.findall(r"(?:path: |:8080|httpchk GET |location = )(/[a-z]+)(?![a-z/])", text))
    assert {"/healthz", "/readyz", "/metrics"} <= asked
    assert [one for one in asked if leads_to(one) is None] == []


def images() -> list[str]:
    compose = yaml.safe_load(read(DEPLOY / "compose/compose.yaml"))["services"]
    base = re.findall(r"^ARG BASE=(.+)$", read(DEPLOY / "container/Containerfile"), re.MULTILINE)
    return [*base, *(one["image"] for one in compose.values())]


def test_every_image_is_of_a_version() -> None:
    for one in images():
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)?$", one), one


def test_the_database_of_compose_is_of_the_version_whose_programs_come_along() -> None:
    assert f"docker.io/library/postgres:{pg_program.SHIPPED}." in " ".join(images())
    assert f"another version than {pg_program.SHIPPED} " in read(ROOT / "docs/bedienen/failure.md")


def test_every_file_that_compose_mounts_is_there_or_is_made() -> None:
    compose = yaml.safe_load(read(DEPLOY / "compose/compose.yaml"))
    made = read(DEPLOY / "compose/geheimen.sh")
    for service in compose["services"].values():
        for one in service.get("volumes", ()):
            source = one.partition(":")[0]
            if source.startswith("./geheim/"):
                assert Path(source).stem in made, source
            elif source.startswith("."):
                assert (DEPLOY / "compose" / source).is_file(), source
            else:
                assert source in compose["volumes"]


def leaves(values: Any, path: str = "") -> set[str]:
    """The paths of all values, and of what stands above them."""
    if not isinstance(values, dict) or not values:
        return {path}
    return {path} - {""} | {one for key, value in values.items() for one in leaves(value, f"{path}.{key}".lstrip("."))}


def test_the_chart_uses_the_values_that_it_has_and_no_others() -> None:
    text = "\n".join(map(read, TEMPLATES))
    used = set(re.findall(r"\.Values\.([A-Za-z.]+)", text))
    there = leaves(yaml.safe_load(read(CHART / "values.yaml")))
    assert used <= there
    near = {one for one in there for other in used if f"{one}.".startswith(f"{other}.")}
    near |= {one for one in there for other in used if other.startswith(f"{one}.")}
    assert there == near, "no template uses these"


def test_the_templates_of_the_chart_are_whole() -> None:
    for path in TEMPLATES:
        text = read(path)
        assert text.count("{{") == text.count("}}"), path.name
        begun = re.findall(r"{{-? (?:if|with|range|define) ", text)
        assert len(begun) == len(re.findall(r"{{-? end -?}}|{{- end }}", text)), path.name
    text = "\n".join(map(read, TEMPLATES))
    assert set(re.findall(r'include "(.+?)"', text)) == set(re.findall(r'define "(.+?)"', text))


def test_the_chart_takes_every_setting_and_no_other() -> None:
    schema = json.loads(read(CHART / "values.schema.json"))
    assert set(schema["properties"]["settings"]["properties"]) == SETTINGS - SECRET - OF_THE_IMAGE
    assert SETTINGS > SECRET | OF_THE_IMAGE


def test_one_version_everywhere() -> None:
    (version,) = re.findall(r'^version = "(.+)"$', read(ROOT / "pyproject.toml"), re.MULTILINE)
    chart = yaml.safe_load(read(CHART / "Chart.yaml"))
    assert (chart["version"], chart["appVersion"]) == (version, version)
    for path in FILES:
        assert set(re.findall(r"berichtenverkeer:(\d+\.\d+\.\d+)", read(path))) <= {version}, path
        assert set(re.findall(r"ARG VERSION=(.+)", read(path))) <= {version}, path


SANDBOX = re.compile(
    r"^((?:Protect|Private|Restrict|SystemCall|Capability|Ambient|NoNew|Lock|Remove|Limit(?=CORE)|UMask|ProcSubset)\w*=.*)$",
    re.M,
)


def test_every_unit_has_the_same_sandbox() -> None:
    serve, *others = sorted((DEPLOY / "systemd").glob("*.service"), key=lambda one: len(one.stem))
    assert serve.stem == "berichtenverkeer"
    of_serve = SANDBOX.findall(read(serve))
    assert len(of_serve) > 20
    for one in others:
        assert SANDBOX.findall(read(one)) == of_serve, one.name


@pytest.mark.parametrize("path", [DEPLOY / "proxy/nginx.conf", DEPLOY / "compose/provider.conf"], ids=name)
def test_no_server_of_nginx_leaves_its_log_to_nginx_conf_which_has_the_path(path: Path) -> None:
    servers = re.split(r"^server \{$", read(path), flags=re.MULTILINE)[1:]
    assert servers
    for one in servers:
        assert re.search(r"^    access_log (off|/\S+ berichtenverkeer);", one, re.MULTILINE)
    assert not re.search(r"^access_log", read(path), re.MULTILINE)


def test_the_addresses_that_a_proxy_is_told_are_those_of_compose() -> None:
    compose = yaml.safe_load(read(DEPLOY / "compose/compose.yaml"))["services"]
    for service, path in (("gateway", "upstream"), ("provider", "provider.conf")):
        address = compose[service]["networks"]["default"]["ipv4_address"]
        assert re.findall(r"172[.\d]+", read(DEPLOY / "compose" / path)) == [address]
