"""What the pages of a newspaper that there is not are made of."""

from __future__ import annotations

HOST = "https://www.lantern.example"
ADDRESS = f"{HOST}/2026/03/harbour/lock-keeper-oils-gates"
SENTENCE = "The gates were welded shut and the house was sold to a painter of signs in that year. "
PROSE = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(5))

HEADLINES = (
    "The fish market moves uphill at last",
    "Why the basin freezes before all other water",
    "Sign painter of the lock looks back on thirty years",
    "Ferry captain leaves the harbour for good",
    "Council wants to sell the old customs house",
    "Rope makers strike for a second week",
    "Storm takes the roof off the dry dock",
    "How to eat an oyster without a knife",
)


def slug(title: str) -> str:
    return "-".join("".join(filter(str.isalnum, word)) for word in title.lower().split())


def address(title: str, start: str = "/2026/03/harbour/") -> str:
    return f"{HOST}{start}{slug(title)}"


def stories(*numbers: int) -> list[str]:
    return [HEADLINES[number] for number in numbers]


def listed(titles: list[str], item: str, around: str = "{}") -> str:
    """Return titles in a row: `item` has {url}, {title} and {number}."""
    rows = (
        item.format(url=address(title), title=title, number=number)
        for number, title in enumerate(titles, 1)
    )
    return around.format("".join(rows))


NAVIGATION = (
    '<header class="site-header"><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News'
    '</a></li><li><a href="/harbour/boats-and-ships">Boats and ships</a></li><li><a href="/views">'
    "Opinion of the day</a></li></ul></nav></header>"
)
FOOTER = (
    '<footer class="site-footer"><ul><li><a href="/about-the-lantern">About The Lantern</a></li>'
    '<li><a href="/privacy-policy">Privacy policy</a></li><li><a href="/terms-and-conditions">'
    'Terms and conditions</a></li><li><a href="/work-with-us">Work with us today</a></li></ul>'
    "<p>© 2026 The Lantern</p></footer>"
)
TAGS = (
    '<div class="post-tags"><span>Tags:</span> <a href="/tag/locks" rel="tag">Locks</a>, '
    '<a href="/tag/barges-and-other-boats" rel="tag">Barges and other boats</a>, '
    '<a href="/tag/vennmouth-county-council" rel="tag">Vennmouth County Council</a></div>'
)
SHARE = (
    '<div class="sharing"><h3>Share this:</h3><ul><li><a href="https://facebook.com/sharer?u=x">'
    'Share this on Facebook</a></li><li><a href="https://twitter.com/intent/tweet?url=x">Click to '
    "share on Twitter</a></li></ul></div>"
)
AUTHOR = (
    '<div class="author-box"><img src="/o.jpg" alt="Orla Finch"><h4>About Orla Finch</h4><p>Orla '
    'writes of water. <a href="/author/orla-finch">View all posts by Orla Finch</a></p></div>'
)
COMMENTS = (
    '<div id="comments"><h2>3 thoughts on “Lock keeper oils the gates”</h2><ol><li><a href="https:/'
    '/blog.example/someone-on-the-net">Someone on the net</a> says: <p>Good that the lock is open '
    'again.</p><a href="#respond">Reply to this comment</a></li></ol><h3>Leave a Reply</h3></div>'
)
NEWSLETTER = (
    '<div class="newsletter"><h3>Get the morning letter</h3><p>The news of the harbour, before the '
    'tide. <a href="/newsletters/morning-letter">Sign up for our morning letter</a></p></div>'
)
SPONSORED = (
    '<div class="OUTBRAIN" data-widget-id="AR_1"><h3>From around the web</h3><ul>'
    '<li><a href="https://paid.example/one-weird-trick">One weird trick that dentists do not '
    'like</a></li><li><a href="https://paid.example/senior-discounts">Seniors get these discounts '
    'if they ask for them</a></li><li><a href="https://paid.example/best-suv-of-2026">The best SUV '
    "of 2026 has been named</a></li></ul></div>"
)
SEO_LINKS = (
    '<div class="seo-links"><div class="col"><a href="/harbour/boats-for-sale-in-vennmouth">Boats '
    'for sale in Vennmouth</a><a href="/harbour/boats-for-sale-in-aldwick">Boats for sale in '
    'Aldwick</a><a href="/harbour/holiday-homes-by-the-sea">Holiday homes by the sea</a>'
    '<a href="/harbour/cheap-ferry-tickets-to-aldwick">Cheap ferry tickets</a></div></div>'
)


def page(body: str) -> str:
    return f"<html><head><title>Lock keeper</title></head><body>{body}</body></html>"
