# SPDX-License-Identifier: EUPL-1.2
"""Design tokens: of a theme the ones that the style sheets ask for, those of a gemeente in the place of the neutral."""

import re

_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)[;}]")
_ASKED = re.compile(r"var\(\s*(--[\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def tokens_of(css: str) -> dict[str, str]:
    """Name -> value of every custom property; nothing else of a style sheet is taken over."""
    return {name: value.strip() for name, value in _DECLARED.findall(_COMMENT.sub("", css))}


def theme(tokens: dict[str, str], sheets: str) -> str:
    """A style sheet with the tokens that `sheets` ask for, and those that these ask for in their turn."""
    wanted: dict[str, str] = {}
    asked = _ASKED.findall(sheets)
    while asked:
        name = asked.pop()
        if name in tokens and name not in wanted:
            wanted[name] = tokens[name]
            asked += _ASKED.findall(tokens[name])
    return ":root{" + "".join(f"{name}:{value};" for name, value in sorted(wanted.items())) + "}\n"
