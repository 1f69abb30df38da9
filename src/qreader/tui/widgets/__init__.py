"""Widgets: data comes down, wishes go up; none holds a library."""
