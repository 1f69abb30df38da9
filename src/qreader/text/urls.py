"""Addresses: joining and comparing them, and deciding which may be opened."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_from_bytes, unquote, unquote_to_bytes, urljoin, urlsplit

from qreader.text.safe import safe_block

MAX_URL_CHARACTERS = 8192
"""The longest address; servers refuse longer ones."""

_WEB = ("http", "https", "gemini")
_DEFAULT_PORTS = {"http": 80, "https": 443, "gemini": 1965}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_OUTER = "".join(map(chr, range(0x21)))
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?|\[?[0-9a-f:.]+:[0-9a-f:.]*\]?")
_KEPT = "!#$%&'()*+,/:;=?@[]~"
"""Characters that stay unencoded behind the host; quotes and angle brackets do not."""

_PLAIN_ADDRESS = re.compile(
    rf"https?://[a-z0-9_](?:[a-z0-9_.-]{{0,251}}[a-z0-9_.])?(?:[/?#][\w.{re.escape(_KEPT)}-]*)?",
    re.ASCII,
)

_TRACKING_PREFIXES = ("utm_", "mtm_", "matomo_", "hsa_", "__hs", "_hs")
"""Prefixes that only tracking parameters have. Others share theirs (`pk_id`, `at_id`), and are
listed by whole names."""
_TRACKING_WORDS = """
fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid li_fat_id igshid igsh si_ref
mkt_tok mkcid _ga _gl ncid ocid cmpid icid smid smtyp ref_src ref_url s_cid sr_share xtor
at_medium at_campaign at_campaign_type at_link_id at_link_type at_link_origin at_format at_ptr_name
at_bbc_team at_custom1 at_custom2 at_custom3 at_custom4 at_creation at_variant at_network
ns_mchannel ns_source ns_campaign ns_linkname ns_fee mc_cid mc_eid mc_tc
pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_group pk_placement
wt_mc wt_zmc wprov ftag guccounter guce_referrer guce_referrer_sig feature_share
"""
_TRACKING_NAMES = frozenset(_TRACKING_WORDS.split())
_AMP_QUERY = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")})
_AMP_TAIL = re.compile(r"(/amp|\.amp|/amp\.html|\.amp\.html)$", re.IGNORECASE)
_INDEX_TAIL = re.compile(r"/index\.(html?|php)$", re.IGNORECASE)


def join(base: str | None, url: str) -> str | None:
    """Return the absolute address of a link on a page; None where it may not be opened.

    The result is ASCII: white space and controls inside are removed as browsers do, all else
    outside 0x21-0x7E is percent-encoded as UTF-8, and a host of other letters becomes punycode.
    """
    if _PLAIN_ADDRESS.fullmatch(url) and len(url) <= MAX_URL_CHARACTERS:
        return url  # as most are: the rest would change nothing
    try:
        # escape sequences are removed whole: percent-encoded, their payload would stay
        absolute = _absolute(base, safe_block(url, MAX_URL_CHARACTERS * 2))
        joined = _encoded(absolute) if absolute else None
    except ValueError:  # urllib raises it for invalid brackets, ports and hosts
        return None
    return joined if joined and may_open(joined) else None


def may_open(url: str) -> bool:
    """Whether an address may go to a browser: http, https, gemini with a host, or mailto."""
    if len(url) > MAX_URL_CHARACTERS or not _PRINTABLE.fullmatch(url):
        return False
    scheme, _, rest = url.partition(":")
    if scheme.lower() == "mailto":
        return "@" in rest.strip("@")
    if scheme.lower() not in _WEB or not rest.startswith("//"):
        return False
    try:
        parts = urlsplit(url)
        return parts.port != 0 and bool(_HOST.fullmatch(parts.hostname or ""))
    except ValueError:
        return False


def without_password(url: str) -> str:
    """Return an address without the password in it, if there is one."""
    scheme, mark, rest = url.partition("://")
    authority, end, tail = rest.partition("/")
    named, at, host_and_port = authority.rpartition("@")
    user, colon, _ = named.partition(":")
    return f"{scheme}{mark}{user}{at}{host_and_port}{end}{tail}" if colon else url


def host(url: str) -> str | None:
    """Return the host of an address, lower case and punycode as it is; None where there is none."""
    try:
        return urlsplit(url).hostname or None
    except ValueError:
        return None


def spoken(url: str) -> str:
    """Return an address as people say it: host and path, without scheme, `www.` and tracking.

    What is percent-encoded in it is readable, and may need cleaning. It cannot be opened.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = "&".join(_query_pairs(parts.query, folds_amp=False))
    place = parts.netloc.rpartition("@")[2].removeprefix("www.") + parts.path.rstrip("/")
    return unquote(f"{place}?{query}" if query else place, errors="replace")


MADE_UP_HOST: Final = "sampler.qreader.example"
"""The host of the articles shipped with qreader: it does not exist (RFC 2606), and is not asked."""


def is_made_up(url: str) -> bool:
    """Whether an address is one of the sampler's."""
    return host(url) == MADE_UP_HOST


def canonical(url: str, *, folds_amp: bool = True) -> str:
    """Return an address's identity: links to one article share it.

    It ignores http or https, www. and amp., the default port, the fragment, tracking parameters,
    the order of the query, index.html, AMP variants and trailing slashes. Never fetch the result.

    folds_amp: false tells `/guitar` from `/guitar/amp`, which may be two articles of one site.
    """
    try:
        return _identity(url.strip(), folds_amp)
    except ValueError:  # no address, or text that cannot be encoded
        return url


def longest_prefix(prefixes: Iterable[str], url: str) -> str | None:
    """Return the longest of the web addresses that an address begins with; None: with none.

    Scheme, host and port are the same, and the path goes on with a whole segment.
    """
    try:
        return max((one for one in prefixes if _begins(url, one)), key=len, default=None)
    except ValueError:  # no address
        return None


def is_tracking(pair: str) -> bool:
    """Whether a pair of a query, `name=value`, only tells where a reader comes from."""
    name = pair.lower().partition("=")[0]
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


def file_url(path: Path) -> str:
    """Return the `file:` address of a local file or folder; a relative path starts at the cwd."""
    return "file://" + quote_from_bytes(os.fsencode(path.absolute()))


def path_of(file_url: str) -> Path:
    """Return the local path of a `file:` address; its name may hold any bytes."""
    encoded = file_url.removeprefix("file:")
    if encoded.startswith("//"):
        encoded = "/" + encoded[2:].partition("/")[2]
    return Path(os.fsdecode(unquote_to_bytes(encoded)))


def _begins(url: str, prefix: str) -> bool:
    one, other = urlsplit(url), urlsplit(prefix)
    if (one.scheme, one.hostname, _port(url)) != (other.scheme, other.hostname, _port(prefix)):
        return False
    path = other.path.rstrip("/")
    return one.path == path or f"{one.path}/".startswith(f"{path}/")


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)


# ---- joining


def _absolute(base: str | None, url: str) -> str | None:
    url = url.strip(_OUTER).translate(_CONTROLS)
    head, tail = _split_at("?#", url)
    url = head.replace("\\", "/") + tail  # as browsers do
    if _SCHEME.match(url):
        return url
    if not base:
        return f"https:{url}" if url.startswith("//") else None
    if base[:7].lower() == "gemini:":  # urllib joins only the schemes that it knows
        return "gemini" + urljoin("http" + base[6:], url).removeprefix("http")
    return urljoin(base, url)


def _split_at(marks: str, text: str) -> tuple[str, str]:
    """Split the text before the first of these characters."""
    end = min((at for at in map(text.find, marks) if at >= 0), default=len(text))
    return text[:end], text[end:]


def _encoded(url: str) -> str | None:
    scheme, _, rest = url.partition(":")
    scheme = scheme.lower()
    if scheme == "mailto":
        return f"mailto:{_quoted(rest)}"
    if scheme not in _WEB or not rest.startswith("/"):
        return None
    authority, path = _split_at("/?#", rest.lstrip("/"))
    user, at_sign, place = authority.rpartition("@")
    name, colon, port = place.rpartition(":")
    if not colon or not (port.isdecimal() or not port):  # an IPv6 address has colons, too
        name, port = place, ""
    ascii_name = _ascii_host(name)
    if ascii_name is None:
        return None
    colon = ":" if port else ""
    return f"{scheme}://{_quoted(user)}{at_sign}{ascii_name}{colon}{_quoted(port + path)}"


def _ascii_host(name: str) -> str | None:
    """Return the host in ASCII (UTS 46 without its rare exceptions); None: no valid host."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name).lower().replace("\u3002", ".")
        name = ".".join(map(_ascii_label, name.split(".")))
    name = name.lower()
    return name if len(name) <= 253 and _HOST.fullmatch(name) else None


def _ascii_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _quoted(text: str) -> str:
    return quote(text, safe=_KEPT, errors="replace")


# ---- comparing


def _identity(url: str, folds_amp: bool) -> str:
    parts = urlsplit(url)
    scheme, port = parts.scheme.lower(), parts.port
    if scheme not in _WEB or not parts.hostname:
        return url
    name = parts.hostname.rstrip(".")
    while name.startswith(("www.", "amp.") if folds_amp else "www.") and name.count(".") > 1:
        name = name[4:]
    if port not in {None, _DEFAULT_PORTS[scheme], 80, 443}:
        name = f"{name}:{port}"
    scheme = "https" if scheme == "http" else scheme
    query = "&".join(sorted(_reencoded(pair) for pair in _query_pairs(parts.query, folds_amp)))
    path = _canonical_path(parts.path)
    path = _AMP_TAIL.sub("", path).rstrip("/") if folds_amp else path
    return f"{scheme}://{name}{path}{'?' if query else ''}{query}"


def _query_pairs(query: str, folds_amp: bool) -> list[str]:
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.lower().partition("=")
        is_variant = folds_amp and (name, value) in _AMP_QUERY
        if pair and not is_tracking(pair) and not is_variant:
            kept.append(pair)
    return kept


def _canonical_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", _reencoded(path))
    return _INDEX_TAIL.sub("", path.rstrip("/")).rstrip("/")


def _reencoded(text: str) -> str:
    """Return one form of each character: `%7e`, `%7E` and `~` are the same."""
    return quote_from_bytes(unquote_to_bytes(text), safe="!$'()*+,/:;=@~")
