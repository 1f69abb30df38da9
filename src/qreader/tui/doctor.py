"""Doctor: reports the terminal's abilities, and what was chosen for it and why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from qreader.config.settings import Config
from qreader.text.safe import safe_line
from qreader.tui import opening, themes
from qreader.tui.reading import picture_way
from qreader.tui.terminal import clipboard, environment, glyphs

MAX_VALUE_CHARACTERS = 200
"""The longest value of an environment variable that is shown."""


class Finding(NamedTuple):
    """One line of the report: a name, the value found or chosen, and the reason."""

    name: str
    value: str
    reason: str


def examine(
    config: Config, environ: Mapping[str, str], size: tuple[int, int], *, chosen_theme: str = ""
) -> list[Finding]:
    """Return the findings for a terminal. size: columns, rows.

    chosen_theme: the theme that was chosen in the reader; empty: none.
    """
    width, height = size
    theme = themes.choose(chosen_theme or config.theme, environ)
    if chosen_theme and chosen_theme != themes.AUTO:
        theme = theme._replace(reason="chosen in the reader, with :theme")
    count, counted_by = themes.colours(environ)
    encoding = glyphs.locale_encoding(environ)
    locale = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), None)
    fits = "one pane at a time" if width < 100 else "list, article and related stories"
    findings = [
        _terminal(environ),
        Finding("size", f"{width}x{height}", f"room for {fits}"),
        Finding("colours", f"{count}", counted_by),
        Finding("theme", *theme),
        *_own_colors(config, theme.name),
        Finding("encoding", encoding, f"{locale} is {environ[locale]}" if locale else "no locale"),
        Finding("glyphs", *glyphs.choose(config.glyphs, environ, encoding)),
        Finding("multiplexer", *environment.multiplexer(environ)),
        Finding("remote", *environment.remote(environ)),
        _frames(config, environ),
        Finding("links", *environment.hyperlinks(environ)),
        Finding("clipboard", *clipboard.way(environ)),
        Finding("images", *_images(config, environ)),
        _browser(config, environ),
        *_missing_programs(config),
    ]
    return [
        Finding(*(safe_line(part, MAX_VALUE_CHARACTERS) for part in found)) for found in findings
    ]


def _own_colors(config: Config, theme: str) -> Iterator[Finding]:
    """Yield a line for each own colour that can hardly be read on its ground."""
    if not config.colors:
        return
    from qreader.tui.own_colors import too_faint

    looks = themes.looks(theme, config.colors)
    for reason in too_faint(looks, config.colors):
        yield Finding("colors", "faint", reason)


def _terminal(environ: Mapping[str, str]) -> Finding:
    term = environ.get("TERM", "")
    if term in environment.BARE_TERMS:
        return Finding("terminal", "none", f"TERM is {term or 'not set'}: the commands still work")
    return Finding("terminal", term, "TERM says so")


def _frames(config: Config, environ: Mapping[str, str]) -> Finding:
    output = environment.choose_output(
        environ, synchronized=config.synchronized_output, whole_frames=config.whole_frames
    )
    begins = "told" if output.synchronized else "not told"
    value = "differences" if output.differences else "whole"
    return Finding("frames", value, f"the terminal is {begins} where a frame begins and ends")


def _images(config: Config, environ: Mapping[str, str]) -> environment.Detected:
    return picture_way.choose(
        config.images,
        environ,
        can_draw=picture_way.can_draw(),
        glyph_setting=config.glyphs,
        outer=picture_way.terminal_around_tmux(environ),
    )


def _browser(config: Config, environ: Mapping[str, str]) -> Finding:
    if config.open.browser:
        return Finding("browser", " ".join(config.open.browser), "[open] says so")
    command = opening.browser_command(environ)
    if command is None:
        wanted = environ.get("BROWSER")
        why = f"BROWSER is {wanted}, which is not there" if wanted else "BROWSER is not set"
        return Finding("browser", "none", f"{why}, and there is no desktop: o copies the address")
    why = "BROWSER says so" if environ.get("BROWSER") else "the desktop's own"
    return Finding("browser", " ".join(command), why)


def _missing_programs(config: Config) -> Iterator[Finding]:
    """Yield a line for each program of `[open]` and `[[send]]` that is not there."""
    opened = [*config.open.by_type.items(), *config.open.links, ("browser", config.open.browser)]
    for name, command in opened:
        if command and not shutil.which(command[0]):
            yield Finding("open", name, f"{command[0]} is not there, or may not be run")
    for sender in config.send:
        if not shutil.which(sender.command[0]):
            why = f"{sender.command[0]} is not there, or may not be run"
            yield Finding("send", sender.name, why)
