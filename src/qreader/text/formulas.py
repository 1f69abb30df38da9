"""Formulas: MathML -> one readable line: its TeX where the author gave it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

MAX_DEPTH = 60
"""The deepest nesting of elements; deeper ones are their bare text."""

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\d+(?:[.,]\d+)?|\w")
"""A part that needs no brackets: a number, one letter."""
_TEX = frozenset({"application/x-tex", "application/x-latex", "tex", "latex"})
_IGNORED = frozenset({"annotation", "annotation-xml", "mphantom", "none", "mprescripts"})
_DISPLAYED = re.compile(r"\{\s*\\displaystyle\s(.*)\}", re.DOTALL)
"""The wrapper that Wikipedia puts around its formulas."""
_WORDS_WITH_LIMITS = frozenset({"lim", "max", "min", "sup", "inf"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ACCENTS = {
    "¯": "\u0304", "‾": "\u0304", "ˉ": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303",
    "˜": "\u0303", "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", ".": "\u0307", "¨": "\u0308",
}  # fmt: skip


def formula(math: LexborNode) -> str:
    """Return a `math` element as text: its TeX, else its parts in one line."""
    for note in math.css("annotation"):
        tex = note.text(deep=True)
        if (note.attributes.get("encoding") or "").lower() in _TEX and tex.strip():
            return tex_line(tex)
    stated = math.attributes.get("alttext") or ""
    return tex_line(stated) if stated.strip() else _joined(math, 0)


def tex_line(tex: str) -> str:
    """Return TeX as one line, without the commands that only set its size."""
    line = _SPACES.sub(" ", tex).strip()
    displayed = _DISPLAYED.fullmatch(line)
    return displayed[1].strip() if displayed else line


def _joined(node: LexborNode, depth: int) -> str:
    return "".join(_said(child, depth + 1) for child in node.iter(include_text=True))


def _said(node: LexborNode, depth: int) -> str:
    tag = node.tag or ""
    if tag == "-text":
        return (
            _SPACES.sub(" ", node.text_content or "") if (node.text_content or "").strip() else ""
        )
    if tag in _IGNORED:
        return ""
    if depth > MAX_DEPTH:
        return _SPACES.sub(" ", node.text(deep=True))
    if tag == "mspace":
        return " "
    if tag == "semantics":
        first = next(_elements(node), None)
        return _said(first, depth + 1) if first is not None else ""
    parts = [_said(child, depth + 1) for child in _elements(node)] if tag in _BUILT else []
    if parts:
        return _BUILT[tag](parts)
    if tag == "mfenced":
        opening, closing = (node.attributes.get(name) for name in ("open", "close"))
        inner = ", ".join(_said(child, depth + 1) for child in _elements(node))
        return f"{opening or '('}{inner}{closing or ')'}"
    return _joined(node, depth)


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return filter(lambda child: child.is_element_node and child.tag not in _IGNORED, node.iter())


def _part(text: str) -> str:
    text = text.strip()
    is_one = _WORD.fullmatch(text) or (text.startswith("(") and _closes_last(text))
    return text if is_one else f"({text})"


def _closes_last(text: str) -> bool:
    """Whether the bracket that opens a text closes at its end."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth:
            return at == len(text) - 1
    return False


def _over(parts: list[str]) -> str:
    base, *over = parts
    accent = _ACCENTS.get(over[0].strip()) if over else None
    if accent and len(base) == 1:
        return base + accent
    return base + "".join(f"^{_part(one)}" for one in over)


def _under(parts: list[str]) -> str:
    scripts = zip("_^", parts[1:], strict=False)
    written = parts[0] + "".join(f"{mark}{_part(one)}" for mark, one in scripts if one.strip())
    is_operator = not any(map(str.isalnum, parts[0])) or parts[0] in _WORDS_WITH_LIMITS
    return f"{written} " if is_operator else written


_BUILT: dict[str, Callable[[list[str]], str]] = {
    "mfrac": lambda parts: "/".join(map(_part, parts[:2])),
    "msup": lambda parts: _raised_base(parts[0]) + "".join(f"^{_part(one)}" for one in parts[1:2]),
    "msub": lambda parts: _under(parts[:2]),
    "msubsup": lambda parts: _under(parts[:3]),
    "munder": lambda parts: _under(parts[:2]),
    "munderover": lambda parts: _under(parts[:3]),
    "mover": lambda parts: _over(parts[:2]),
    "msqrt": lambda parts: "√" + _part("".join(parts)),
    "mroot": lambda parts: _root(*parts[:2]),
    "mtable": lambda parts: f"[{'; '.join(parts)}]",
    "mtr": lambda parts: ", ".join(part.strip() for part in parts),
    "mlabeledtr": lambda parts: ", ".join(part.strip() for part in parts[1:]),
}
"""How an element joins the texts of its children."""


def _raised_base(base: str) -> str:
    base = base.strip()
    return base if base.isalpha() or base[-1:] in {")", "]", "|"} else _part(base)


def _root(radicand: str, degree: str = "") -> str:
    degree = degree.strip()
    raised = degree.translate(_RAISED) if degree.isdecimal() else _part(degree) if degree else ""
    return f"{raised}√{_part(radicand)}"
