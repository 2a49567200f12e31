"""What a file may be at most; the limits stand far above what an office issues, far below what would hurt."""

from __future__ import annotations

MOST_BYTES = 30_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_RATIO = 120
"""Unpacked over packed bytes of one part of an Office file above which it is taken for a zip bomb."""
RATIO_COUNTS_FROM = 5_000_000
"""Small parts (styles, empty sheets) pack well: the ratio counts from this many unpacked bytes."""
MOST_PARTS = 3_000
MOST_PAGES = 300
MOST_BLOCKS = 30_000
MOST_CHARACTERS = 2_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
FEWEST_LETTERS_A_PAGE = 15
"""A PDF with fewer letters a page, on average, is a scan."""
