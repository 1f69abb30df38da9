"""Reading: the article and its related stories; the only writers of their panes."""
