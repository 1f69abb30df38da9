"""The outside world, turned into values."""
