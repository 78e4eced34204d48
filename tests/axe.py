# SPDX-License-Identifier: EUPL-1.2
"""What axe finds on a page in the browser; the contrast of a text only of a look that did not pass on a page before.

Contrast is the dearest of its rules, and the same few looks stand on every page.
"""

from functools import cache
from typing import Any

from playwright.async_api import Page

from chromium import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"

_FAULTS = """async ([without, known]) => {
    const told = found => found.violations.map(
        one => `${one.id}: ${one.nodes.map(node => node.target.join(" ")).slice(0, 3)}`);
    const found = await axe.run(without ? {exclude: [[without]]} : document,
        {resultTypes: ["violations"], rules: {"color-contrast": {enabled: false}}});

    const grounds = new Map([[null, ""]]);
    const under = one => {  // all that is painted below it
        if (!grounds.has(one)) {
            const style = getComputedStyle(one);
            const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
            if (!["static", "relative"].includes(style.position)) own.push(style.position, one.className);
            const paints = String(own) === "rgba(0, 0, 0, 0),none,1,none,normal" ? "" : own.join();
            grounds.set(one, `${under(one.parentElement)}/${paints}`.replace(/[/]+$/, ""));
        }
        return grounds.get(one);
    };
    const look = one => {
        const style = getComputedStyle(one);
        return [style.color, style.fontSize, style.fontWeight, style.textShadow, under(one)].join("|");
    };
    const texts = new Set(document.querySelectorAll("input, select, textarea"));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.add(walker.currentNode.parentElement);
    const before = new Set(known);
    const fresh = [...texts].filter(one => one.checkVisibility({visibilityProperty: true}) && !before.has(look(one)));
    if (!fresh.length) return [told(found), []];

    const seen = await axe.run({include: fresh},
        {resultTypes: ["violations", "passes"], runOnly: ["color-contrast"], elementRef: true});
    const passed = seen.passes.flatMap(one => one.nodes.map(node => look(node.element)));
    return [[...told(found), ...told(seen)], [...new Set(passed)]];
}"""
"""A look is the letter and what is painted below it. Of what axe could not judge the look stays unknown."""


async def faults(page: Page, without: str, passed: set[str]) -> list[str]:
    """Its rules that the page breaks, but in this part, with where; `passed` has the looks that need no contrast."""
    await page.evaluate(_source())
    found: list[Any] = await page.evaluate(_FAULTS, [without, sorted(passed)])
    passed |= set(found[1])
    return [str(one) for one in found[0]]


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")
