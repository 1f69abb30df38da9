"""Brings articles in: what is fetched, read, compared and handed to the store."""
