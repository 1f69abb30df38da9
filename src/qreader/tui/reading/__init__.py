"""Reading: the article and what belongs beside it; this package alone writes their panes."""
