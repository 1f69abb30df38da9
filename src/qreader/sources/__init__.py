"""Sources: fetching and parsing of feeds, pages, files and sync servers."""
