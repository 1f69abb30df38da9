"""The table of sites: which feeds belong to which of their addresses. Data only."""

from __future__ import annotations

from typing import Final, NamedTuple

PLUS: Final = "\ue000"
"""What stands for a plus of a path, which joins; one that is percent-encoded is a plus."""
_CHANNEL: Final = r"UC(?P<channel>[\w-]{22})"
_WORD: Final = r"[\w.-]+"
_OWNER: Final = rf"(?P<owner>{_WORD})"
_REPOSITORY: Final = rf"(?P<repository>{_WORD}?)(?:\.git)?"
_VIDEOS: Final = "https://www.youtube.com/feeds/videos.xml"
_OF_CHANNEL: Final = (
    ("all videos", f"{_VIDEOS}?channel_id=UC{{channel}}"),
    ("without shorts", f"{_VIDEOS}?playlist_id=UULF{{channel}}"),
    ("live streams", f"{_VIDEOS}?playlist_id=UULV{{channel}}"),
    ("shorts", f"{_VIDEOS}?playlist_id=UUSH{{channel}}"),
)
"""A channel's number names its playlists, too, each behind two letters more."""
_IN_CHANNEL_PAGE: Final = (
    rf'<link rel="canonical" href="https://www\.youtube\.com/channel/{_CHANNEL}"',
    rf'itemprop="(?:identifier|channelId)" content="{_CHANNEL}"',
    rf'"externalId":"{_CHANNEL}"',
    rf'videos\.xml\?channel_id={_CHANNEL}"',
)
_IN_VIDEO_PAGE: Final = (
    rf'itemprop="channelId" content="{_CHANNEL}"',
    rf'"externalChannelId":"{_CHANNEL}"',
    rf'"videoDetails":\{{.{{0,4000}}?"channelId":"{_CHANNEL}"',
)
_NO_CHANNEL: Final = (
    "YouTube's page does not say the channel's number, or wants consent first; open it in a"
    " browser, and add the channel's address with /channel/UC... in it"
)
_NO_PLAYLIST: Final = "YouTube has no feed of it: it is private, empty or gone"
_NOT_OF_USERS: Final = (
    r"(?!(?:about|account|channel|feed|feeds|gaming|hashtag|howyoutubeworks|live|playlist|post"
    r"|premium|results|shorts|t|trending|watch)(?:/|$))"
)
_NOT_OF_GIT: Final = (
    r"(?!(?:about|admin|collections|dashboard|explore|features|groups|help|issues|login|logout"
    r"|marketplace|notifications|orgs|pricing|pulls|search|settings|signup|sponsors|stars|topics"
    r"|trending|user|users)(?:/|$))"
)
_REDDIT: Final = r"(?:\w+\.)?reddit\.com"
_FLICKR: Final = "https://www.flickr.com/services/feeds/photos_public.gne"
_STACK_EXCHANGE: Final = (
    r"(?P<site>(?:[\w.-]+\.)?(?:stackoverflow|superuser|serverfault|askubuntu|stackapps"
    r"|stackexchange)\.com|(?:meta\.)?mathoverflow\.net)"
)
_MASTODONS: Final = (
    r"(?:[\w.-]+\.)?(?:mastodon|mstdn|masto)\.[\w.-]+|(?:fosstodon|floss)\.(?:org|social)|mas\.to"
    r"|(?:chaos|det|techhub)\.social|(?:infosec|ioc)\.exchange|hachyderm\.io|mathstodon\.xyz"
    r"|troet\.cafe"
)
"""Hosts that surely are one; any other may be."""
_BY_USER: Final = (
    ("posts", "{origin}/@{user}.rss"),
    ("with replies", "{origin}/@{user}/with_replies.rss"),
    ("with media", "{origin}/@{user}/media.rss"),
)


class Site(NamedTuple):
    """One kind of address, and its feeds.

    Patterns match in full and in any case. Their groups, the parameters of the query and `origin`
    (scheme and host as typed) fill the templates; a template with a value missing is left out.
    """

    kind: str
    """What it is, for people."""
    host: str
    """Without `www.`, `m.` and the like in front."""
    path: str
    """Decoded, without slashes at the end."""
    feeds: tuple[tuple[str, str], ...]
    """What each feed has, and the template of its address; best first."""
    needs: tuple[str, ...] = ()
    """The parameters that the query must have."""
    asks: str = ""
    """The template of a document to be asked for what the address does not say."""
    finds: tuple[str, ...] = ()
    """Patterns with groups to search that document for: the first that is found counts."""
    unknown: str = ""
    """What to say where none is found."""
    absent: str = ""
    """What to say where the site has no such feed."""
    is_guess: bool = False
    """Other sites have such addresses, too: without a feed there, it is a page like any other."""

    @property
    def leads_anywhere(self) -> bool:
        """Whether its feeds may be on any host, so not on one in a private network."""
        return any(
            template.startswith(("{feed_url}", "https://{home}")) for _, template in self.feeds
        )


SITES: Final = (
    # ---- videos
    Site(
        "YouTube channel", r"(?:music\.)?youtube\.com", rf"/channel/{_CHANNEL}(?:/.*)?",
        _OF_CHANNEL,
    ),
    Site(
        "YouTube user", r"youtube\.com", rf"/user/(?P<name>{_WORD})(?:/.*)?",
        (("all videos", f"{_VIDEOS}?user={{name}}"),),
    ),
    Site(
        "YouTube playlist", r"(?:music\.)?youtube\.com", r"/playlist",
        (("the playlist", f"{_VIDEOS}?playlist_id={{list}}"),), needs=("list",),
        absent=_NO_PLAYLIST,
    ),
    Site(
        "YouTube video", r"(?:music\.)?youtube\.com", r"/watch",
        (*_OF_CHANNEL, ("the playlist", f"{_VIDEOS}?playlist_id={{list}}")), needs=("v",),
        asks="https://www.youtube.com/watch?v={v}", finds=_IN_VIDEO_PAGE, unknown=_NO_CHANNEL,
    ),
    Site(
        "YouTube video", r"youtube\.com", r"/(?:shorts|live|embed|v)/(?P<v>[\w-]{11})(?:/.*)?",
        _OF_CHANNEL,
        asks="https://www.youtube.com/watch?v={v}", finds=_IN_VIDEO_PAGE, unknown=_NO_CHANNEL,
    ),
    Site(
        "YouTube video", r"youtu\.be", r"/(?P<v>[\w-]{11})(?:/.*)?", _OF_CHANNEL,
        asks="https://www.youtube.com/watch?v={v}", finds=_IN_VIDEO_PAGE, unknown=_NO_CHANNEL,
    ),
    Site(
        "YouTube channel", r"youtube\.com",
        rf"/(?P<name>@[\w.·-]+|c/[^/]+|{_NOT_OF_USERS}[\w-]+)"
        r"(?:/(?:featured|videos|shorts|streams|playlists|podcasts|community|posts|about|live))?",
        _OF_CHANNEL, asks="https://www.youtube.com/{name}", finds=_IN_CHANNEL_PAGE,
        unknown=_NO_CHANNEL,
    ),
    Site(
        "Vimeo channel", r"vimeo\.com",
        rf"/(?P<what>channels|groups)/(?P<name>{_WORD})(?:/videos)?",
        (("videos", "https://vimeo.com/{what}/{name}/videos/rss"),),
    ),
    Site(
        "Vimeo user", r"vimeo\.com",
        r"/(?!(?:about|blog|categories|features|join|log_in|upgrade|watch)(?:/|$))"
        r"(?P<name>[\w-]*[^\d/][\w-]*)(?:/videos)?",
        (("videos", "https://vimeo.com/{name}/videos/rss"),),
    ),
    Site(
        "Odysee channel", r"odysee\.com", r"/(?P<name>@[\w.-]+(?::\w+)?)",
        (("videos", "https://odysee.com/$/rss/{name}"),),
    ),
    # ---- talk
    Site(
        "Reddit search", _REDDIT, rf"/r/(?P<sub>[\w{PLUS}]+)/search",
        (("what is found, newest first",
          "https://www.reddit.com/r/{sub}/search.rss?q={q}&restrict_sr=on&sort=new"),),
        needs=("q",),
    ),
    Site(
        "Reddit search", _REDDIT, r"/search",
        (("what is found, newest first", "https://www.reddit.com/search.rss?q={q}&sort=new"),),
        needs=("q",),
    ),
    Site(
        "Reddit", _REDDIT, r"", (("hot posts", "https://www.reddit.com/.rss"),),
    ),
    Site(
        "Reddit post", _REDDIT, r"/r/(?P<sub>\w+)/comments/(?P<id>\w+)(?:/.*)?",
        (("the post and its comments", "https://www.reddit.com/r/{sub}/comments/{id}/.rss"),),
    ),
    Site(
        "Reddit site", _REDDIT, r"/domain/(?P<site>[\w.-]+)(?:/\w+)?",
        (("posts that link to it", "https://www.reddit.com/domain/{site}/.rss"),),
    ),
    Site(
        "Subreddit", _REDDIT,
        rf"/r/(?P<sub>[\w{PLUS}]+)/(?P<sort>new|top|rising|controversial)",
        (("as sorted", "https://www.reddit.com/r/{sub}/{sort}/.rss?t={t}"),
         ("as sorted", "https://www.reddit.com/r/{sub}/{sort}/.rss"),
         ("hot posts", "https://www.reddit.com/r/{sub}/.rss")),
    ),
    Site(
        "Subreddit", _REDDIT, rf"/r/(?P<sub>[\w{PLUS}]+)(?:/(?:hot|best|about|wiki)(?:/.*)?)?",
        (("hot posts", "https://www.reddit.com/r/{sub}/.rss"),
         ("all posts, newest first", "https://www.reddit.com/r/{sub}/new/.rss"),
         ("the week's best", "https://www.reddit.com/r/{sub}/top/.rss?t=week")),
    ),
    Site(
        "Multireddit", _REDDIT,
        r"/u(?:ser)?/(?P<user>[\w-]+)/m/(?P<multi>\w+)(?:/.*)?",
        (("hot posts", "https://www.reddit.com/user/{user}/m/{multi}/.rss"),
         ("all posts, newest first", "https://www.reddit.com/user/{user}/m/{multi}/new/.rss")),
    ),
    Site(
        "Reddit user", _REDDIT,
        r"/u(?:ser)?/(?P<user>[\w-]+)(?:/(?:overview|submitted|comments|about))?",
        (("posts", "https://www.reddit.com/user/{user}/submitted/.rss"),
         ("posts and comments", "https://www.reddit.com/user/{user}/.rss"),
         ("comments", "https://www.reddit.com/user/{user}/comments/.rss")),
    ),
    Site(
        "Bluesky profile", r"bsky\.app", r"/profile/(?P<user>[\w.:-]+)(?:/.*)?",
        (("posts", "https://bsky.app/profile/{user}/rss"),),
    ),
    Site(
        "Hacker News", r"news\.ycombinator\.com", r"(?:/news)?",
        (("front page", "https://news.ycombinator.com/rss"),),
    ),
    Site(
        "Hacker News", r"news\.ycombinator\.com", r"/show",
        (("Show HN", "https://news.ycombinator.com/showrss"),),
    ),
    Site(
        "Hacker News", r"news\.ycombinator\.com", r"/(?P<list>newest|ask|best|active|jobs)",
        (("the list, by hnrss.org", "https://hnrss.org/{list}"),),
    ),
    Site(
        "Hacker News user", r"news\.ycombinator\.com", r"/(?:user|submitted|threads)",
        (("posts, by hnrss.org", "https://hnrss.org/submitted?id={id}"),
         ("comments, by hnrss.org", "https://hnrss.org/threads?id={id}")),
        needs=("id",),
    ),
    Site(
        "Hacker News search", r"hn\.algolia\.com", r"",
        (("what is found, by hnrss.org", "https://hnrss.org/newest?q={q}"),),
        needs=("q",),
    ),
    Site(
        "Lobsters tag", r"lobste\.rs", r"/t/(?P<tag>[\w,.-]+)(?:/page/\d+)?",
        (("stories", "https://lobste.rs/t/{tag}.rss"),),
    ),
    Site(
        "Lobsters site", r"lobste\.rs", r"/domains?/(?P<site>[\w.-]+)(?:/page/\d+)?",
        (("stories from it", "https://lobste.rs/domains/{site}.rss"),),
    ),
    Site(
        "Lobsters user", r"lobste\.rs", r"/(?:~|u/|@|newest/)(?P<user>[\w-]+)(?:/.*)?",
        (("stories", "https://lobste.rs/~{user}/stories.rss"),),
    ),
    Site(
        "Lobsters", r"lobste\.rs", r"(?:/(?:active|recent|page/\d+))?",
        (("front page", "https://lobste.rs/rss"),
         ("newest stories", "https://lobste.rs/newest.rss")),
    ),
    Site(
        "Lobsters", r"lobste\.rs", r"/top(?:/page/\d+)?",
        (("the week's best", "https://lobste.rs/top/rss"),),
    ),
    Site(
        "Lobsters", r"lobste\.rs", r"/comments(?:/page/\d+)?",
        (("comments", "https://lobste.rs/comments.rss"),),
    ),
    Site(
        "Lobsters", r"lobste\.rs", r"/newest(?:/page/\d+)?",
        (("newest stories", "https://lobste.rs/newest.rss"),),
    ),
    Site(
        "Stack Exchange tag", _STACK_EXCHANGE, r"(?:/questions)?/tagged/(?P<tag>[^/]+)(?:/.*)?",
        (("newest questions", "https://{site}/feeds/tag?tagnames={tag}&sort=newest"),),
    ),
    Site(
        "Stack Exchange question", _STACK_EXCHANGE, r"/q(?:uestions)?/(?P<id>\d+)(?:/.*)?",
        (("its answers", "https://{site}/feeds/question/{id}"),),
    ),
    Site(
        "Stack Exchange user", _STACK_EXCHANGE, r"/users/(?P<id>\d+)(?:/.*)?",
        (("questions and answers", "https://{site}/feeds/user/{id}"),),
    ),
    Site(
        "Stack Exchange site", _STACK_EXCHANGE, r"(?:/questions)?",
        (("newest questions", "https://{site}/feeds"),),
    ),
    # ---- code
    Site(
        "GitHub gists", r"gist\.github\.com", rf"/{_OWNER}/starred",
        (("starred gists", "https://gist.github.com/{owner}/starred.atom"),),
    ),
    Site(
        "GitHub gists", r"gist\.github\.com", rf"/(?!(?:discover|search)(?:/|$)){_OWNER}",
        (("gists", "https://gist.github.com/{owner}.atom"),),
    ),
    Site(
        "GitHub branch", r"github\.com",
        rf"/{_NOT_OF_GIT}{_OWNER}/{_REPOSITORY}/(?:commits|tree)/(?P<branch>[^/]+)",
        (("commits", "https://github.com/{owner}/{repository}/commits/{branch}.atom"),),
    ),
    Site(
        "GitHub commits", r"github\.com", rf"/{_NOT_OF_GIT}{_OWNER}/{_REPOSITORY}/commits",
        (("commits", "https://github.com/{owner}/{repository}/commits.atom"),),
    ),
    Site(
        "GitHub tags", r"github\.com", rf"/{_NOT_OF_GIT}{_OWNER}/{_REPOSITORY}/tags",
        (("tags", "https://github.com/{owner}/{repository}/tags.atom"),),
    ),
    Site(
        "GitHub repository", r"github\.com",
        rf"/{_NOT_OF_GIT}{_OWNER}/{_REPOSITORY}"
        r"(?:/(?:releases|issues|pulls|discussions|actions|wiki|blob|tree|activity)(?:/.*)?)?",
        (("releases", "https://github.com/{owner}/{repository}/releases.atom"),
         ("commits", "https://github.com/{owner}/{repository}/commits.atom"),
         ("tags", "https://github.com/{owner}/{repository}/tags.atom")),
    ),
    Site(
        "GitHub user", r"github\.com", rf"/{_NOT_OF_GIT}{_OWNER}",
        (("activity", "https://github.com/{owner}.atom"),),
    ),
    Site(
        "GitLab project", r"gitlab\.com",
        rf"/{_NOT_OF_GIT}(?P<project>{_WORD}(?:/{_WORD})*?/{_WORD}?)(?:\.git)?(?:/-(?:/.*)?)?",
        (("releases", "https://gitlab.com/{project}/-/releases.atom"),
         ("tags", "https://gitlab.com/{project}/-/tags?format=atom"),
         ("commits", "https://gitlab.com/{project}/-/commits/HEAD?format=atom"),
         ("activity", "https://gitlab.com/{project}.atom")),
    ),
    Site(
        "GitLab user", r"gitlab\.com", rf"/{_NOT_OF_GIT}{_OWNER}",
        (("activity", "https://gitlab.com/{owner}.atom"),),
    ),
    Site(
        "Codeberg branch", r"codeberg\.org",
        rf"/{_NOT_OF_GIT}{_OWNER}/{_REPOSITORY}/(?:commits|src)/branch/(?P<branch>[^/]+)(?:/.*)?",
        (("commits", "https://codeberg.org/{owner}/{repository}/rss/branch/{branch}"),),
    ),
    Site(
        "Codeberg repository", r"codeberg\.org",
        rf"/{_NOT_OF_GIT}{_OWNER}/{_REPOSITORY}"
        r"(?:/(?:releases|issues|pulls|wiki|src|activity)(?:/.*)?)?",
        (("releases", "https://codeberg.org/{owner}/{repository}/releases.rss"),
         ("tags", "https://codeberg.org/{owner}/{repository}/tags.rss"),
         ("activity", "https://codeberg.org/{owner}/{repository}.rss")),
    ),
    Site(
        "Codeberg repository", r"codeberg\.org", rf"/{_NOT_OF_GIT}{_OWNER}/{_REPOSITORY}/tags",
        (("tags", "https://codeberg.org/{owner}/{repository}/tags.rss"),),
    ),
    Site(
        "Codeberg user", r"codeberg\.org", rf"/{_NOT_OF_GIT}{_OWNER}",
        (("activity", "https://codeberg.org/{owner}.rss"),),
    ),
    Site(
        "PyPI project", r"pypi\.org", rf"/project/(?P<name>{_WORD})(?:/.*)?",
        (("releases", "https://pypi.org/rss/project/{name}/releases.xml"),),
    ),
    # ---- texts
    Site(
        "arXiv listing", r"arxiv\.org", r"/list/(?P<area>[\w.-]+)(?:/.*)?",
        (("new papers", "https://rss.arxiv.org/rss/{area}"),),
    ),
    Site(
        "arXiv listing", r"arxiv\.org", r"/archive/(?P<area>[\w.-]+)",
        (("new papers", "https://rss.arxiv.org/rss/{area}"),),
    ),
    Site(
        "arXiv author", r"arxiv\.org", r"/a/(?P<author>[\w-]+)",
        (("papers", "https://arxiv.org/a/{author}.atom2"),),
    ),
    Site(
        "arXiv search", r"arxiv\.org", r"/search(?:/.*)?",
        (("what is found, newest first",
          "https://export.arxiv.org/api/query?search_query=all:%22{query}%22"
          "&sortBy=submittedDate&sortOrder=descending&max_results=50"),),
        needs=("query",),
    ),
    Site(
        "Substack", r"(?:open\.)?substack\.com", r"/(?:pub/|@)(?P<name>[\w-]+)(?:/.*)?",
        (("posts", "https://{name}.substack.com/feed"),),
    ),
    Site(
        "Substack", r"(?P<name>[\w-]+)\.substack\.com", r"(?:/(?:archive|about|podcast|notes))?",
        (("posts", "https://{name}.substack.com/feed"),),
    ),
    Site(
        "Medium tag", r"medium\.com", r"/tag/(?P<tag>[\w-]+)(?:/.*)?",
        (("posts", "https://medium.com/feed/tag/{tag}"),),
    ),
    Site(
        "Medium tag", r"medium\.com", r"/(?P<name>@?[\w.-]+)/tagged/(?P<tag>[\w-]+)",
        (("posts with the tag", "https://medium.com/feed/{name}/tagged/{tag}"),),
    ),
    Site(
        "Medium user", r"medium\.com", r"/(?P<user>@[\w.-]+)(?:/(?:about|followers|lists|latest))?",
        (("posts", "https://medium.com/feed/{user}"),),
    ),
    Site(
        "Medium publication", r"medium\.com", r"/(?!(?:feed|m|me|about|search|plans|p)(?:/|$))"
        r"(?P<name>[\w-]+)(?:/(?:about|all|archive|latest))?",
        (("posts", "https://medium.com/feed/{name}"),), is_guess=True,
    ),
    Site(
        "Medium user", r"(?P<name>[\w-]+)\.medium\.com", r"(?:/(?:about|followers|lists))?",
        (("posts", "https://{name}.medium.com/feed"),),
    ),
    Site(
        "Tumblr", r"tumblr\.com", r"/(?:blog/(?:view/)?|dashboard/blog/)?"
        r"(?!(?:about|dashboard|explore|login|register|search|tagged|settings)(?:/|$))(?P<name>[\w-]+)",
        (("posts", "https://{name}.tumblr.com/rss"),),
    ),
    Site(
        "Tumblr tag", r"(?P<name>[\w-]+)\.tumblr\.com", r"/tagged/(?P<tag>[^/]+)",
        (("posts", "https://{name}.tumblr.com/tagged/{tag}/rss"),),
    ),
    Site(
        "Tumblr", r"(?P<name>[\w-]+)\.tumblr\.com", r"(?:/(?:archive|page/\d+))?",
        (("posts", "https://{name}.tumblr.com/rss"),),
    ),
    Site(
        "Blogger label", r"(?P<name>[\w-]+)\.blogspot\.(?P<country>[a-z.]+)",
        r"/search/label/(?P<label>[^/]+)",
        (("posts", "https://{name}.blogspot.com/feeds/posts/default/-/{label}"),),
    ),
    Site(
        "Blogger", r"(?P<name>[\w-]+)\.blogspot\.(?P<country>[a-z.]+)", r"(?:/search)?",
        (("posts", "https://{name}.blogspot.com/feeds/posts/default"),),
    ),
    Site(
        "WordPress", r"(?P<name>[\w-]+)\.wordpress\.com",
        r"(?P<part>/(?:category|tag|author)/[^/]+(?:/[^/]+)?)",
        (("posts", "https://{name}.wordpress.com{part}/feed/"),),
    ),
    Site(
        "WordPress", r"(?P<name>(?!public-api\.|en\.|developer\.)[\w-]+)\.wordpress\.com", r"",
        (("posts", "https://{name}.wordpress.com/feed/"),),
    ),
    # ---- sound, pictures, games
    Site(
        "Apple podcast", r"(?:podcasts|itunes|geo\.itunes)\.apple\.com",
        r"(?:/[a-z]{2})?/podcast(?:/[^/]+)?/id(?P<id>\d+)(?:/.*)?",
        (("episodes", "{feed_url}"),),
        asks="https://itunes.apple.com/lookup?id={id}&entity=podcast",
        finds=(r'"feedUrl"\s{0,9}:\s{0,9}"(?P<feed_url>[^"]{1,2000})"',),
        unknown="Apple names no feed of it: it is gone, or only for Apple's subscribers",
    ),
    Site(
        "SoundCloud user", r"soundcloud\.com",
        r"/(?!(?:charts|discover|feed|pages|search|stream|tags|upload|you)(?:/|$))"
        r"(?P<name>[\w-]+)(?:/(?:tracks|popular-tracks|albums|sets|reposts))?",
        (("tracks", "https://feeds.soundcloud.com/users/soundcloud:users:{user}/sounds.rss"),),
        asks="https://soundcloud.com/{name}", finds=(r'"soundcloud://users:(?P<user>\d{1,15})"',),
        unknown="SoundCloud's page does not say the user's number",
    ),
    Site(
        "Flickr user", r"flickr\.com", r"/(?:photos|people)/(?P<id>\d+@N\d+)(?:/.*)?",
        (("pictures", f"{_FLICKR}?id={{id}}&format=atom"),),
    ),
    Site(
        "Flickr tag", r"flickr\.com", r"/photos/tags/(?P<tag>[^/]+)",
        (("pictures", f"{_FLICKR}?tags={{tag}}&format=atom"),),
    ),
    Site(
        "Flickr user", r"flickr\.com",
        r"/(?:photos|people)/(?P<name>[\w-]+)(?:/(?:albums|sets|with))?",
        (("pictures", f"{_FLICKR}?id={{id}}&format=atom"),),
        asks="https://www.flickr.com/photos/{name}/",
        finds=(r'photos_public\.gne\?id=(?P<id>\d{1,12}(?:@|%40)N\d\d)',
               r'"nsid":"(?P<id>\d{1,12}(?:@|%40)N\d\d)"'),
        unknown="Flickr's page does not say the user's number",
    ),
    Site(
        "Steam game", r"(?:store\.steampowered|steamcommunity)\.com",
        r"/(?:app|news/app|games)/(?P<id>\d+)(?:/.*)?",
        (("news", "https://store.steampowered.com/feeds/news/app/{id}/"),),
    ),
    Site(
        "Steam group", r"steamcommunity\.com", r"/groups/(?P<name>[\w-]+)(?:/.*)?",
        (("announcements", "https://steamcommunity.com/groups/{name}/rss/"),),
    ),
    # ---- on any host
    Site(
        "Mastodon tag", _MASTODONS, r"/(?:tags|explore/tags)/(?P<tag>[^/]+)",
        (("posts", "{origin}/tags/{tag}.rss"),), is_guess=True,
    ),
    Site(
        "Mastodon profile", r".+",
        r"/(?:web/)?@(?P<user>[\w.-]+)@(?P<home>[\w.-]+\.[\w-]+)(?:/.*)?",
        (("posts", "https://{home}/@{user}.rss"),
         ("with replies", "https://{home}/@{user}/with_replies.rss"),
         ("with media", "https://{home}/@{user}/media.rss")),
        absent="its home has no feed of it, or is no Mastodon",
    ),
    Site(
        "Mastodon profile", _MASTODONS, r"/(?:web/)?@(?P<user>[\w.-]+)(?:/(?:with_replies|media))?",
        _BY_USER,
    ),
    Site(
        "Mastodon profile", r".+", r"/(?:web/)?(?:@|users/)(?P<user>[\w.-]+)/tagged/(?P<tag>[^/]+)",
        (("posts with the tag", "{origin}/@{user}/tagged/{tag}.rss"),), is_guess=True,
    ),
    Site(
        "Mastodon profile", r".+", r"/@(?P<user>[\w.-]+)(?:/(?:with_replies|media|featured))?",
        _BY_USER, is_guess=True,
    ),
)  # fmt: skip
"""All kinds; the first that fits counts."""
