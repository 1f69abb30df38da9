"""Numbers of articles and feeds, of which none is ever given twice.

Of what is there, the table knows the highest; of what is gone, triggers note it (`given`). So a new
number costs two looks at the end of an index, and removing a row no more than it did.
"""

from __future__ import annotations

NEXT_ARTICLE = """max(
    coalesce((SELECT max(id) FROM status), 0),
    coalesce((SELECT number FROM given WHERE kind = 'article'), 0)) + 1"""
"""The number of the next article, as a value of a statement."""
NEXT_FEED = """max(
    coalesce((SELECT max(id) FROM feed), 0),
    coalesce((SELECT number FROM given WHERE kind = 'feed'), 0)) + 1"""
"""The number of the next feed."""
