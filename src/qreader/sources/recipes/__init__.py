"""Feeds of pages that have none: a recipe says where the stories are."""
