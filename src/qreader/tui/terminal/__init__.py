"""The terminal: its abilities, the output of frames, and its restoration."""
