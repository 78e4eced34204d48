# SPDX-License-Identifier: EUPL-1.2
"""What a page says at its top after something was done: only these, so that no address can put words on a page."""

NOTICES: dict[str, str] = {
    "uitgelogd": "U bent uitgelogd.",
    "opgehaald": "Dit bericht staat nu op opgehaald.",
    "sessie-beeindigd": "Deze sessie is beëindigd.",
}
"""By the key that `Redirect` names and the address carries (`gelukt=`)."""
