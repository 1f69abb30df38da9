"""Mailboxes on this machine, read as feeds."""
