"""Other processes beside this one, and what a crash leaves behind."""
