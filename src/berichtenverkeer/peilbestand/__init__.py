# SPDX-License-Identifier: EUPL-1.2
"""The columnar copy of a region that all figures are made on: one folder of Parquet per K."""
