# SPDX-License-Identifier: EUPL-1.2
"""`make sbom`: what a release is made of, as CycloneDX 1.6 in dist/: packages of Python, and what pages take of npm.

From the two lock files, so with exactly their versions and hashes; licences as the installed packages say them. The
same to the byte for the same lock files: it has no time and its serial number follows from its content.
"""

import base64
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
PROGRAM = "berichtenverkeer"
_PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)((?: \\\n +--hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)
_LICENCE = LicenseFactory()


def python_parts() -> Iterator[Component]:
    """What requirements.txt pins; one of its hashes is that of the file that is installed."""
    for name, version, hashes in _PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")):
        part = _part("pypi", None, name, version, _said(name))
        files = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in re.findall(r"[0-9a-f]{64}", hashes)]
        part.external_references.add(
            ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(part.purl)), hashes=files)
        )
        yield part


def npm_parts() -> Iterator[Component]:
    """What package-lock.json pins and the pages are packed of; what only tests use is left out."""
    for path, one in json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"].items():
        if not path or one.get("dev"):
            continue
        group, _, name = path.removeprefix("node_modules/").rpartition("/")
        part = _part("npm", group or None, name, one["version"], one["license"])
        algorithm, _, content = one["integrity"].partition("-")
        assert algorithm == "sha512"
        part.hashes.add(HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(content).hex()))
        yield part


def _part(kind: str, group: str | None, name: str, version: str, licence: str) -> Component:
    purl = PackageURL(kind, group, name, version)
    said = [_LICENCE.make_from_string(licence)] if licence else []
    return Component(
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        group=group,
        name=name,
        version=version,
        purl=purl,
        licenses=said,
    )


def _said(name: str) -> str:
    """The licence as an installed package says it; empty when it says none, or is not for this platform."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    expression, licence = ((told.get_all(one) or [""])[0] for one in ("License-Expression", "License"))
    of_list = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    return str(expression or licence.partition("\n")[0] or "".join(of_list[-1:]))


def bom() -> Bom:
    """Of the release that this checkout is."""
    version = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[0]
    parts = [*python_parts(), *npm_parts()]
    made = Bom(components=parts, serial_number=uuid5(NAMESPACE_URL, "".join(str(one.purl) for one in parts) + version))
    program = Component(type=ComponentType.APPLICATION, bom_ref=PROGRAM, name=PROGRAM, version=version)
    program.licenses.add(_LICENCE.make_from_string("EUPL-1.2"))
    made.metadata.component = program
    made.register_dependency(program, parts)
    return made


def text(made: Bom) -> str:
    """As JSON, without the moment."""
    said = json.loads(JsonV1Dot6(made).output_as_string())
    said["metadata"].pop("timestamp")
    return json.dumps(said, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    into = Path(sys.argv[1])
    into.parent.mkdir(exist_ok=True)
    into.write_text(text(bom()), encoding="utf-8")
