"""Related articles, stories and trending topics."""
