"""Numbers of articles and feeds, which are never reused.

The table has the highest number in use, and triggers keep the highest deleted one (`given`). So a
new number costs two look-ups at the end of an index.
"""

from __future__ import annotations

NEXT_ARTICLE = """max(
    coalesce((SELECT max(id) FROM status), 0),
    coalesce((SELECT number FROM given WHERE kind = 'article'), 0)) + 1"""
"""The number of the next article, as an SQL expression."""
NEXT_FEED = """max(
    coalesce((SELECT max(id) FROM feed), 0),
    coalesce((SELECT number FROM given WHERE kind = 'feed'), 0)) + 1"""
"""The number of the next feed, as an SQL expression."""
