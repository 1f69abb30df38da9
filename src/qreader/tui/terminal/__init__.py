"""The terminal: what it can show, how frames reach it, and how it is left behind."""
