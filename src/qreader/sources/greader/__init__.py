"""The Google Reader API, as FreshRSS, Miniflux, The Old Reader, BazQux and Inoreader serve it.

Google never documented it and ended its service in 2013; the source is the documentation of these
servers.
"""
