"""The configuration file: its settings, and those of them that are tables."""
