"""The own stories of pages in the shape of many publishing systems, none of them a real page.

Each page holds an article, the stories that its readers are offered (`wanted`), and what else such
pages have around them, which is no story.
"""

from __future__ import annotations

import pytest
from page_shapes import (
    ADDRESS,
    AUTHOR,
    COMMENTS,
    FOOTER,
    HEADLINES,
    HOST,
    NAVIGATION,
    NEWSLETTER,
    PROSE,
    SEO_LINKS,
    SHARE,
    SPONSORED,
    TAGS,
    address,
    listed,
    page,
    stories,
)

from qreader.model import LinkKind
from qreader.sources.pages.links import page_links

WORDPRESS = page(
    f"{NAVIGATION}<main id='main'><article class='post type-post'><h1 class='entry-title'>Lock "
    f"keeper oils the gates</h1><div class='entry-content'>{PROSE}{SHARE}"
    "<div id='jp-relatedposts' class='jp-relatedposts'><h3 class='jp-relatedposts-headline'><em>"
    "Related</em></h3>"
    + listed(
        stories(0, 1, 2),
        "<div class='jp-relatedposts-post'><h4 class='jp-relatedposts-post-title'><a href='{url}' "
        "title='{title}' rel='nofollow'>{title}</a></h4><p class='jp-relatedposts-post-excerpt'>"
        "The harbour has seen a lot of it.</p><p class='jp-relatedposts-post-date'>May {number}, "
        "2024</p><p class='jp-relatedposts-post-context'>In \"Harbour\"</p></div>",
        "<div class='jp-relatedposts-items'>{}</div>",
    )
    + f"</div></div><footer class='entry-footer'>{TAGS}</footer></article>{AUTHOR}"
    "<nav class='navigation post-navigation'><div class='nav-links'><div class='nav-previous'>"
    f"<a href='{address(HEADLINES[6])}'><span>Previous Post</span> {HEADLINES[6]}</a></div></div>"
    f"</nav>{COMMENTS}</main><aside id='secondary' class='widget-area'><section class='widget "
    "widget_recent_entries'><h2 class='widget-title'>Recent Posts</h2>"
    + listed(stories(3, 4), "<li><a href='{url}'>{title}</a></li>", "<ul>{}</ul>")
    + "</section><section class='widget widget_tag_cloud'><h2>Tags</h2><div class='tagcloud'>"
    "<a href='/tag/the-old-customs-house'>The old customs house</a><a href='/tag/rope-makers-of-"
    "the-coast'>Rope makers of the coast</a></div></section><section class='widget "
    "widget_archive'><h2>Archives</h2><ul><li><a href='/2026/03'>March 2026 (12)</a></li><li>"
    f"<a href='/2026/02'>February 2026 (9)</a></li></ul></section></aside>{FOOTER}"
)

GHOST = page(
    f"{NAVIGATION}<main class='gh-main'><article class='gh-article post'><h1>Lock keeper oils</h1>"
    f"<section class='gh-content'>{PROSE}</section></article><div class='gh-comments'>{NEWSLETTER}"
    "</div></main><section class='gh-container is-grid gh-outer'><h2 class='gh-container-title'>"
    "Read more</h2><div class='gh-feed gh-inner'>"
    + listed(
        stories(0, 1, 2, 3),
        "<article class='gh-card post'><a class='gh-card-link' href='{url}'><figure class='gh-card-"
        "image'><img src='/{number}.jpg' alt='{title}'></figure><div class='gh-card-wrapper'><h3 "
        "class='gh-card-title is-title'>{title}</h3><footer class='gh-card-meta'><span class='gh-"
        "card-author'>By Orla Finch</span><time class='gh-card-date'>0{number} Mar 2026</time>"
        "</footer></div></a></article>",
    )
    + f"</div></section>{FOOTER}"
)

DRUPAL = page(
    f"{NAVIGATION}<div class='layout-content'><div class='region region-content'><article class="
    f"'node node--type-article'><div class='node__content'>{PROSE}</div></article>"
    "<div class='views-element-container block block-views'><h2 class='block-title'>Related "
    "content</h2><div class='view view-related-articles'><div class='view-content'>"
    + listed(
        stories(0, 1, 2),
        "<div class='views-row'><div class='views-field views-field-title'><span class='field-"
        "content'><a href='{url}' hreflang='en'>{title}</a></span></div><div class='views-field "
        "views-field-created'><span>{number} March 2026</span></div></div>",
    )
    + "</div></div></div><div class='block block-views'><h2>Most popular</h2><div class='view "
    "view-popular'>"
    + listed(stories(4, 5), "<li><a href='{url}'>{title}</a></li>", "<ol>{}</ol>")
    + f"</div></div></div></div>{SEO_LINKS}{FOOTER}"
)

ARC = page(
    f"{NAVIGATION}<div id='fusion-app'><section class='left-article-section'><article class='b-"
    f"article-body'>{PROSE}<div class='b-it'><p><a href='{address(HEADLINES[0])}'>READ MORE: "
    f"{HEADLINES[0]}</a></p></div>{PROSE}</article><div class='b-more-in'><span class='c-heading'>"
    "More in Harbour</span><div class='c-stack'>"
    + listed(
        stories(1, 2, 3),
        "<div class='b-results-list__item'><a href='{url}' class='c-link' aria-hidden='true'><img "
        "class='c-image' alt='' src='/{number}.jpg'></a><div class='c-overline'>Harbour</div><a "
        "class='c-link' href='{url}'><h2 class='c-heading'>{title}</h2></a><p class='c-paragraph'>"
        "Nobody in the harbour had expected it.</p></div>",
    )
    + "</div></div></section><aside class='right-article-section'><div class='b-top-table-list'>"
    "<h2>Most Shared</h2>"
    + listed(
        stories(4, 5, 6),
        "<a class='item' href='{url}'><span class='number'>{number}</span><h4>{title}</h4></a>",
    )
    + f"</div></aside></div>{SPONSORED}{FOOTER}"
)

ONWARD = page(
    f"{NAVIGATION}<main><article>{PROSE}<div class='submeta'><span>Explore more on these topics"
    "</span><ul><li><a href='/harbour/boats-and-locks'>Boats and locks of Vennmouth</a></li><li>"
    "<a href='/tone/long-reads-of-the-week'>Long reads of the week</a></li></ul></div></article>"
    "<aside><section id='onwards'><h2>More on this story</h2>"
    + listed(
        stories(0, 1),
        "<li><div class='dcr-card'><a href='{url}' aria-label='{title}'></a><div><h3 class='card-"
        "headline'><span>{title}</span></h3></div><footer><time>1{number} Mar 2026</time>"
        "</footer></div></li>",
        "<ul>{}</ul>",
    )
    + "</section><section><h2>Most viewed</h2>"
    + listed(
        stories(2, 3, 4),
        "<li><a href='{url}'><span><svg></svg></span><h4>{title}</h4></a></li>",
        "<ol>{}</ol>",
    )
    + f"</section></aside></main>{FOOTER}"
)

PROMOS = page(
    f"{NAVIGATION}<main id='main-content'><article>{PROSE}<section data-component='topic-list'>"
    "<h2>Related topics</h2><ul><li><a href='/topics/c123'>Vennmouth harbour</a></li><li><a href="
    "'/topics/c456'>Inland waterways of the county</a></li></ul></section></article><div data-"
    "component='links-block'><h2>More on this story</h2>"
    + listed(
        stories(0, 1),
        "<li><div type='article'><a class='PromoLink' href='{url}'><span role='text'><p "
        "class='PromoHeadline'><span>{title}</span></p></span></a><div><ul class='MetadataStrip'>"
        "<li><span>{number} hours ago</span></li></ul></div></div></li>",
        "<ul>{}</ul>",
    )
    + "</div><section aria-labelledby='top'><h2 id='top'>Top stories</h2>"
    + listed(
        stories(2, 3, 4),
        "<li><div class='Promo'><div><img src='/{number}.jpg' alt=''></div><a href='{url}'><span>"
        "{title}</span></a><span>{number}h ago</span></div></li>",
        "<ul>{}</ul>",
    )
    + f"</section></main>{FOOTER}"
)

ZEIT = page(
    f"{NAVIGATION}<main><article><div class='article__item'>{PROSE}</div></article><section class="
    "'article-pagination'></section><aside class='nextread'><h3>Mehr zum Thema</h3>"
    + listed(
        stories(0, 1),
        "<article class='zon-teaser'><div class='zon-teaser__container'><h3 class='zon-teaser__"
        "heading'><a class='zon-teaser__link' href='{url}'><span class='zon-teaser__kicker'>Hafen"
        "</span><span class='visually-hidden'>: </span><span class='zon-teaser__title'>{title}"
        "</span></a></h3><p>Im Hafen hatte damit niemand gerechnet.</p></div></article>",
    )
    + "</aside><section class='area'><h2>Meistgelesene Artikel</h2>"
    + listed(
        stories(2, 3, 4),
        "<li><a href='{url}' title='{title}'><span class='z-plus'>Z+ (Abopflichtiger Inhalt)</span>"
        "<h3><span>Schleuse:</span> <span class='title'>{title}</span></h3></a></li>",
        "<ol>{}</ol>",
    )
    + "</section><section><h3>Verlagsangebot</h3><ul><li><a href='https://abo.lantern.example/"
    "geschenk-abo'>Das Geschenk-Abo für Freunde</a></li></ul></section></main>"
    f"{FOOTER}"
)

BLOGSPOT = page(
    "<form action='/search'><input name='q'></form><div class='main section' id='main'><div class="
    f"'post hentry'><h3 class='post-title'>Lock keeper</h3><div class='post-body'>{PROSE}</div>"
    "<div class='post-footer'><span class='post-labels'>Labels: <a href='/search/label/Locks' rel="
    "'tag'>Locks and their keepers</a></span></div></div><div class='blog-pager'><a class='blog-"
    f"pager-newer-link' href='{address(HEADLINES[7])}'>Newer Post</a> <a href='/'>Home</a></div>"
    "</div><div class='sidebar'><div class='widget PopularPosts'><h2>Popular Posts</h2><div class="
    "'widget-content popular-posts'>"
    + listed(
        stories(0, 1, 2),
        "<li><div class='item-content'><div class='item-thumbnail'><a href='{url}'><img src='/"
        "{number}.jpg'></a></div><div class='item-title'><a href='{url}'>{title}</a></div><div "
        "class='item-snippet'>The harbour has seen many of them.</div></div></li>",
        "<ul>{}</ul>",
    )
    + "</div></div><div class='widget BlogArchive'><h2>Blog Archive</h2><ul><li><a href='/2026/03/'"
    ">March (3)</a></li></ul></div></div>"
)

SQUARESPACE = page(
    f"<div id='siteWrapper'>{NAVIGATION}<main><article class='blog-item'><div class='blog-item-"
    f"content'>{PROSE}</div></article><div class='summary-v2-block'><h3>You might also like</h3>"
    + listed(
        stories(0, 1, 2),
        "<div class='summary-item'><div class='summary-thumbnail-outer'><a href='{url}'><img alt="
        "'{title}' src='/{number}.jpg'></a></div><div class='summary-content'><div class='summary-"
        "title'><a href='{url}' class='summary-title-link'>{title}</a></div><div class='summary-"
        "metadata'><time>Mar {number}</time></div><a href='{url}' class='summary-read-more-link'>"
        "Read More →</a></div></div>",
    )
    + "</div><section class='item-pagination'><a href='"
    + address(HEADLINES[3])
    + f"'><div><span>Previous</span><h2>{HEADLINES[3]}</h2></div></a></section></main></div>"
)

RECIPES = page(
    f"{NAVIGATION}<main><article><h1>Oysters without a knife</h1>{PROSE}<h2>Ingredients</h2><ul>"
    "<li><a href='/ingredients/oyster-sauce'>oyster sauce</a>, two spoons</li><li>12 oysters</li>"
    "</ul><h2>Method</h2><ol><li>Open them.</li><li>Eat them.</li></ol></article><div class='mntl-"
    "universal-breadcrumbs'><a href='/recipes/fish-and-seafood-recipes'>Fish and seafood recipes"
    "</a><a href='/recipes/shellfish-and-oyster-recipes'>Shellfish and oyster recipes</a></div>"
    "<section><h2>You’ll Also Love</h2>"
    + listed(
        stories(0, 1, 2, 3),
        "<a class='card card--no-image' href='{url}'><div class='card__media'><img alt='' src='/"
        "{number}.jpg'></div><div class='card__content' data-tag='Tea'><span class='card__title'>"
        "<span class='card__title-text'>{title}</span></span><span class='ratings'>1{number}2 "
        "Ratings</span></div></a>",
        "<div class='card-list'>{}</div>",
    )
    + f"</section></main>{FOOTER}"
)

FORM = page(
    f"<form id='aspnetForm' method='post' action='/x'>{NAVIGATION}<div class='content'><h1>Lock "
    f"keeper</h1>{PROSE}</div><div class='box'><div class='box-title'>Related News</div>"
    + listed(
        stories(0, 1, 2),
        "<tr><td><a class='lnk' href='{url}'>{title}</a><br><span>{number}/03/2026 10:30</span>"
        "</td></tr>",
        "<table><tbody>{}</tbody></table>",
    )
    + f"</div><div class='search'><input><button>Go</button></div>{FOOTER}</form>"
)

AMP = page(
    f"<amp-sidebar id='menu'><ul><li><a href='/harbour/boats-and-ships'>Boats and ships today</a>"
    f"</li></ul></amp-sidebar><article>{PROSE}</article><section class='amp-related'><h3>"
    "Recommended stories</h3><amp-list src='/recommended.json'></amp-list><div class='fallback'>"
    + listed(
        stories(0, 1, 2),
        "<a class='rec' href='{url}'><amp-img src='/{number}.jpg' alt='{title}'></amp-img><span "
        "class='rec-title'>{title}</span></a>",
    )
    + f"</div></section><amp-ad type='doubleclick'></amp-ad>{FOOTER}"
)

JAPANESE_TITLES = [
    "魚市場がついに丘の上へ移転",
    "看板職人が三十年を振り返る",
    "港のフェリー船長が引退を発表",
]


def numbered_rows(titles: list[str], first: int, item: str) -> str:
    return "".join(
        item.format(url=f"{HOST}/articles/{first + number}", title=title, number=number)
        for number, title in enumerate(titles)
    )


JAPANESE = page(
    "<header><ul><li><a href='/categories/domestic'>国内</a></li><li><a href='/categories/world'>"
    f"国際</a></li></ul></header><main><article>{PROSE}</article><section><h2>関連記事</h2><ul>"
    + numbered_rows(
        JAPANESE_TITLES[:2],
        910001,
        "<li><a href='{url}'><div><p>{title}</p><div><time>3/1{number}(火) 10:30</time><span>灯台"
        "新聞</span></div></div></a></li>",
    )
    + "</ul></section><section><h2>アクセスランキング</h2><ol>"
    + numbered_rows(
        JAPANESE_TITLES[2:],
        920001,
        "<li><a href='{url}'><span>1</span><div>{title}</div></a></li>"
        "<li><a href='https://www.lantern.example/articles/930001'><span>2</span><div>税関の古い建物"
        "を市が売却へ</div></a></li>",
    )
    + "</ol></section><footer><a href='/help/privacy-policy-of-the-site'>プライバシーポリシー</a>"
    "<a href='/help/terms'>利用規約と免責事項について</a></footer></main>"
)

KOREAN_TITLES = [
    "어시장 마침내 언덕 위로 이전한다",
    "간판 장인 삼십 년 세월을 돌아보다",
    "여객선 선장 항구를 영영 떠나다",
    "시의회 옛 세관 건물 매각 추진",
]

KOREAN = page(
    f"<div id='wrap'><div class='gnb'><a href='/section/100'>정치</a></div>"
    f"<div id='contents'>{PROSE}<div class='reporter_area'><a href='/journalist/77'>핀치 기자"
    "</a></div></div><div class='related'><strong class='tit'>관련 기사</strong><ul>"
    + numbered_rows(KOREAN_TITLES[:2], 0, "<li><a href='{url}55501'>{title}</a></li>")
    + "</ul></div><div class='aside'><h3 class='tit_rank'>많이 본 뉴스</h3><ol>"
    + numbered_rows(
        KOREAN_TITLES[2:],
        6,
        "<li><a href='{url}55501'><em class='num'>{number}</em><strong>{title}</strong></a></li>",
    )
    + "</ol></div></div>"
)

YAHOO = page(
    f"{NAVIGATION}<div id='Main'><article><div class='caas-body'>{PROSE}</div></article><div class="
    "'recommended'><h2>Recommended Stories</h2>"
    + listed(
        stories(0, 1, 2),
        "<li class='rec-item'><div><a href='{url}' data-ylk='x'><u class='StretchedBox'></u><span>"
        "{title}</span></a><p>The harbour has seen many of them in the years behind us, and it "
        "will see more.</p><div>The Lantern<i>•</i>{number}h ago</div></div></li>",
        "<ul>{}</ul>",
    )
    + "<li class='ad'><a href='https://paid.example/senior-discounts'><span>Seniors get these "
    "discounts if they ask</span></a><div>Ad • Sponsor</div></li></div></div>"
    f"{FOOTER}"
)

PAGES = {
    "wordpress": (WORDPRESS, stories(0, 1, 2, 3, 4), stories(6)),
    "ghost": (GHOST, stories(0, 1, 2, 3), []),
    "drupal": (DRUPAL, stories(0, 1, 2, 4, 5), []),
    "arc": (ARC, stories(1, 2, 3, 4, 5, 6), stories(0)),
    "onward": (ONWARD, stories(0, 1, 2, 3, 4), []),
    "promos": (PROMOS, stories(0, 1, 2, 3, 4), []),
    "zeit": (ZEIT, stories(0, 1, 2, 3, 4), []),
    "blogspot": (BLOGSPOT, stories(0, 1, 2), []),
    "squarespace": (SQUARESPACE, stories(0, 1, 2), stories(3)),
    "recipes": (RECIPES, stories(0, 1, 2, 3), []),
    "form": (FORM, stories(0, 1, 2), []),
    "amp": (AMP, stories(0, 1, 2), []),
    "japanese": (JAPANESE, [*JAPANESE_TITLES, "税関の古い建物を市が売却へ"], []),
    "korean": (KOREAN, KOREAN_TITLES, []),
    "yahoo": (YAHOO, stories(0, 1, 2), []),
}
"""Each with the stories that have to be found, and others that may be."""


@pytest.mark.parametrize("name", PAGES)
def test_the_stories_of_a_page_are_found_and_nothing_else(name: str) -> None:
    html, wanted, welcome = PAGES[name]
    found = [item.title for block in page_links(html, ADDRESS) for item in block.items]
    assert [title for title in wanted if title not in found] == []
    assert [title for title in found if title not in (*wanted, *welcome)] == []


def headings(html: str) -> list[tuple[str, LinkKind]]:
    return [(block.heading, block.kind) for block in page_links(html, ADDRESS)]


def test_blocks_have_the_headings_that_readers_see() -> None:
    assert ("Related", LinkKind.RELATED) in headings(WORDPRESS)
    assert ("Recent Posts", LinkKind.LATEST) in headings(WORDPRESS)
    assert headings(DRUPAL) == [
        ("Related content", LinkKind.RELATED),
        ("Most popular", LinkKind.POPULAR),
    ]
    assert ("Most Shared", LinkKind.POPULAR) in headings(ARC)
    assert headings(JAPANESE)[0] == ("関連記事", LinkKind.RELATED)
    assert headings(ZEIT)[0] == ("Mehr zum Thema", LinkKind.RELATED)


@pytest.mark.parametrize(
    "around",
    [NAVIGATION, FOOTER, TAGS, SHARE, AUTHOR, COMMENTS, NEWSLETTER, SPONSORED, SEO_LINKS],
    ids=["navigation", "footer", "tags", "share", "author", "comments", "letter", "paid", "seo"],
)
def test_what_stands_around_an_article_is_no_story(around: str) -> None:
    html = page(f"<main><article><h1>Lock keeper</h1>{PROSE}</article>{around}</main>")
    assert page_links(html, ADDRESS) == ()
