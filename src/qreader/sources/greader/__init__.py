"""The Google Reader API, as FreshRSS, Miniflux, The Old Reader, BazQux and Inoreader speak it.

Google's own died in 2013 without ever being described; these servers' own descriptions are what
this is written against.
"""
