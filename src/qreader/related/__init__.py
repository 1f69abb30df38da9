"""Pure: ranking, stories, topics."""
