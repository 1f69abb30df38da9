"""Child processes of qreader, and the handling of unexpected exceptions."""
