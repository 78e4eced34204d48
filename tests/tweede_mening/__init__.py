# SPDX-License-Identifier: EUPL-1.2
"""Berichten made from the XSD files alone, right or wrong in one known way, and the judges that must agree on them."""
