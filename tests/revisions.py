# SPDX-License-Identifier: EUPL-1.2
"""The migrations as modules, for tests that give their statements to rows from before."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from berichtenverkeer.core.files import bestand


def revision(name: str) -> ModuleType:
    spec = spec_from_file_location("revision", bestand(f"migrations/versions/{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
