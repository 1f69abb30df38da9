"""What the extras add: brotli, zstd, HTTP/2, SOCKS; and that nothing needs them."""

from __future__ import annotations

import gzip
import importlib.util
import socket
import ssl
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopback import Loopback, Reply, refused_port
from qreader.errors import FetchError
from qreader.sources.web.fetch import Fetcher
from qreader.sources.web.inflate import TooLargeError, unpackers

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
MODULES = {
    "br": "brotli",
    "zstd": "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd",
}


def is_here(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ImportError:
        return False


def packed(encoding: str, data: bytes) -> bytes:
    if encoding not in MODULES:
        return gzip.compress(data) if encoding == "gzip" else zlib.compress(data)
    module = pytest.importorskip(MODULES[encoding])
    return module.compress(data)


ENCODINGS = ("gzip", "deflate", *MODULES)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_asked_for_can_be_unpacked(loopback: Loopback, encoding: str):
    body = packed(encoding, FEED)
    url = loopback.serve("/", Reply(body=body, headers={"Content-Encoding": encoding}))
    with Fetcher(seconds=10) as fetcher:
        assert fetcher.fetch(url).body == FEED
    assert encoding in loopback.asked[0].headers["accept-encoding"].split(", ")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 300_000, 20_000_000])
def test_unpacking_stops_at_the_limit(encoding: str, size: int):
    body = packed(encoding, b"x" * size)
    if size <= 1000:
        assert unpackers()[encoding](body, 1000) == b"x" * size
    else:
        with pytest.raises(TooLargeError):
            unpackers()[encoding](body, 1000)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_cut_off_or_damaged_is_no_answer(encoding: str):
    body = packed(encoding, bytes(range(256)) * 40)
    half = len(body) // 2
    for broken in (body[:half], body[:-1], b"\xff" * 40):
        with pytest.raises((EOFError, zlib.error)):
            unpackers()[encoding](broken, 100_000)


def test_several_frames_of_zstd_are_one_body_and_a_huge_window_is_refused():
    zstd = pytest.importorskip(MODULES["zstd"])
    unpack = unpackers()["zstd"]
    assert unpack(zstd.compress(b"a") + zstd.compress(b"b"), 10) == b"ab"
    with pytest.raises(zlib.error, match="too many"):
        unpack(zstd.compress(b"") * 200, 10)
    window = {zstd.CompressionParameter.window_log: 27}
    packed_wide = zstd.ZstdCompressor(options=window)
    body = packed_wide.compress(b"x" * 100) + packed_wide.flush()
    with pytest.raises(zlib.error):
        unpack(body, 1000)


@pytest.fixture
def looked_for_anew() -> Iterator[None]:
    """What can be unpacked is sought once, in each process."""
    unpackers.cache_clear()
    yield
    unpackers.cache_clear()


@pytest.mark.usefixtures("looked_for_anew")
def test_what_is_not_installed_is_not_asked_for(loopback: Loopback, monkeypatch):
    for module in ("brotli", "backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, module, None)
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "h2" else find_spec(name, *rest),
    )
    url = loopback.serve("/", FEED)
    loopback.serve("/br", Reply(body=b"x", headers={"Content-Encoding": "br"}))
    with Fetcher(seconds=10) as fetcher:
        assert fetcher.fetch(url).body == FEED
        with pytest.raises(FetchError, match="not asked for: br"):
            fetcher.fetch(loopback.url("/br"))
    assert loopback.asked[0].headers["accept-encoding"] == "gzip, deflate"


# ---- HTTP/2


@pytest.fixture
def h2_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that speaks HTTP/2 and nothing else, whose certificate is trusted."""
    pytest.importorskip("h2")
    import httpx2

    files = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1"
    named = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", *files[:1], "-out", files[1]]
    try:
        subprocess.run([*command.split(), *named], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    context.set_alpn_protocols(["h2"])
    trusting = ssl.create_default_context(cafile=str(files[1]))
    monkeypatch.setattr(httpx2, "create_ssl_context", lambda: trusting)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve_h2, args=(listening, context), daemon=True).start()
        yield listening.getsockname()[1]


def _serve_h2(listening: socket.socket, context: ssl.SSLContext) -> None:
    import h2.config
    import h2.connection
    import h2.events

    with listening.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as wire:
        speaker = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        speaker.initiate_connection()
        wire.sendall(speaker.data_to_send())
        while data := wire.recv(65536):
            for event in speaker.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    path = dict(event.headers)[b":path"]
                    speaker.send_headers(event.stream_id, [(":status", "200"), ("etag", '"2"')])
                    body = FEED if path == b"/feed.xml" else b""
                    speaker.send_data(event.stream_id, body, end_stream=True)
            wire.sendall(speaker.data_to_send())


def test_http_2_is_spoken_where_both_sides_can(h2_port: int):
    with Fetcher(seconds=10) as fetcher:
        document = fetcher.fetch(f"https://127.0.0.1:{h2_port}/feed.xml")
        assert (document.body, document.validators.etag) == (FEED, '"2"')
        with pytest.raises(FetchError, match="empty answer"):
            fetcher.fetch(f"https://127.0.0.1:{h2_port}/empty")


# ---- SOCKS


def test_a_socks_proxy_looks_the_name_up_itself(loopback: Loopback):
    pytest.importorskip("socksio")
    loopback.serve("/feed.xml", FEED)
    asked: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        threading.Thread(
            target=_serve_socks, args=(listening, loopback.port, asked), daemon=True
        ).start()
        proxy = f"socks5h://127.0.0.1:{listening.getsockname()[1]}"
        with Fetcher(seconds=10, proxy=proxy) as fetcher:
            assert fetcher.fetch("http://hidden.onion/feed.xml").body == FEED
    assert asked == [b"hidden.onion"]


def _serve_socks(listening: socket.socket, port: int, asked: list[bytes]) -> None:
    """Answer one CONNECT (RFC 1928), whatever it is for, with the loopback server."""
    with listening.accept()[0] as inside:
        inside.recv(inside.recv(2)[1])
        inside.sendall(b"\x05\x00")
        inside.recv(4)
        asked.append(inside.recv(inside.recv(1)[0]))
        inside.recv(2)
        inside.sendall(b"\x05\x00\x00\x01" + bytes(4) + struct.pack(">H", 0))
        with socket.create_connection(("127.0.0.1", port)) as outside:
            back = threading.Thread(target=_pump, args=(outside, inside), daemon=True)
            back.start()
            _pump(inside, outside)
            back.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # the other side has left


def test_a_socks_proxy_that_is_not_there_is_said_so():
    with (
        Fetcher(seconds=10, proxy=f"socks5://127.0.0.1:{refused_port()}") as fetcher,
        pytest.raises(FetchError, match=r"refused|extra `socks`"),
    ):
        fetcher.fetch("http://far.example/feed.xml")
