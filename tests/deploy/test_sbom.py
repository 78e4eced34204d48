# SPDX-License-Identifier: EUPL-1.2
"""The list of what a release is made of: all that the lock files name, and nothing that only tests use."""

import json
import re

import sbom

MADE = json.loads(sbom.text(sbom.bom()))
PURLS = {one["purl"] for one in MADE["components"]}


def test_every_package_that_runs_is_on_it() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)", (sbom.ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} == {one for one in PURLS if ":pypi/" in one}
    asked = json.loads((sbom.ROOT / "package.json").read_text())
    npm = {one.replace("%40", "@").removeprefix("pkg:npm/") for one in PURLS if ":npm/" in one}
    assert {f"{name}@{version}" for name, version in asked["dependencies"].items()} <= npm
    assert not {f"{name}@{version}" for name, version in asked["devDependencies"].items()} & npm


def test_each_has_a_hash_and_the_program_needs_them_all() -> None:
    for one in MADE["components"]:
        assert one.get("hashes") or one["externalReferences"][0]["hashes"], one["name"]
    (needs,) = [one["dependsOn"] for one in MADE["dependencies"] if one["ref"] == sbom.PROGRAM]
    assert set(needs) == PURLS


def test_the_same_lock_files_give_the_same_list() -> None:
    assert json.loads(sbom.text(sbom.bom())) == MADE
    assert "timestamp" not in MADE["metadata"]
