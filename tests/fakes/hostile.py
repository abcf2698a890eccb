"""Texts that do harm where they are taken for anything but text, and what of them shows a leak."""

from __future__ import annotations

import unicodedata
from typing import Final

from jobview.simulator.faults.hostile_text import HOSTILE_TEXTS

FAMILY: Final = "👩\u200d👩\u200d👧"
BELOW: Final = "".join(map(chr, range(0x0316, 0x0334)))

NAMED: Final = {
    "esc": "\x1b",
    "csi": "\x1b[2J\x1b[3;1H\x1b[31mred\x1b[?1049l\x1bc",
    "osc-title": "\x1b]0;owned\x07",
    "osc-link": "\x1b]8;;http://evil.invalid/\x1b\\link\x1b]8;;\x1b\\",
    "osc-clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "dcs": "\x1bPq#0;2;0;0;0~-\x1b\\ \x1b_apc\x1b\\ \x1b^pm\x1b\\ \x1bXsos\x1b\\",
    "c1": "\x9b2J\x9d0;owned\x9c\x90q\x9c\x84\x85\x8d",
    "c1-utf8-bytes": "\xc2\x9b2J \xc2\x85",
    "c1-raw-bytes": b"\x9b2J\x9d0;owned\x9c".decode("utf-8", "surrogateescape"),
    "bel": "\x07\x07",
    "nul": "a\x00b",
    "cr": "shown\rhidden",
    "lines": "one\ntwo\r\nthree\x0bfour\x0cfive\x85six\u2028seven\u2029eight\ttab",
    "backspace": "abc\x08\x08\x08xyz\x7f",
    "shifts": "\x0e\x0f\x1c\x1d\x1e\x1f\x05",
    "bidi": "\u202egnp.exe\u202c\u202a\u202b\u202d\u200e\u200f\u061c",
    "isolates": "\u2066a\u2067b\u2068c\u2069",
    "zero-width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg\u034fh\u180ei",
    "marks": "e" + "\u0301" * 400 + "Z" + BELOW * 9,
    "marks-first": "\u0301\u20dd\u0489" * 3 + "x",
    "jamo": "\u1100" + "\u1161" * 200 + "\u11a8" * 200,
    "surrogates": "\ud800a\udfff\udc80",
    "tags": "a\U000e0001\U000e0041\U000e007f",
    "selectors": "☺\ufe0fa\ufe00b\U000e0100c\U000e01ef",
    "fillers": "\u115f\u1160\u3164\uffa0\u2800\u17b4",
    "wide": "日本語ｗｉｄｅ" * 6,
    "emoji": f"🚀{FAMILY}👍\U0001f3fd🇩🇪1\ufe0f\u20e3☰䷀𝍠",
    "scripts": "हिन्दी நிலை ไทย བོད་སྐད ﷽ العربية עברית",
    "hieroglyphs": "\U00013000\U00013430\U00013001\U00013437\U0001343f\U00013440\U0001345f",
    "music": "\U0001d15f\U0001d173\U0001d17a\U0001bca0",
    "annotations": "\ufff9a\ufffab\ufffb\ufffc\u206a\u206f",
    "unassigned": "\u0378\U0001fffe\uffff\ufdd0\U000e0fff\U0010ffff",
    "private": "\ue000\uf8ff\U000f0000\U0010fffd",
    "blanks": "\u00a0\u1680\u2000\u200a\u202f\u205f\u3000",
    "closing-tag": "[/x]",
    "link-tag": "[link=http://evil.invalid]x[/link] [link=",
    "bold-tag": "[bold]b[/bold][b red on white]",
    "click-tag": "[@click=app.quit]quit[/]",
    "click-action": "[@click=app.quit()][on red]q[/][$primary]\\[x\\",
    "rich-emoji": ":bomb: [reverse]r[/reverse] [#ff0000]",
    "formula": '=HYPERLINK("http://evil.invalid","x")',
    "formula-plus": "+cmd|' /C calc'!A0",
    "formula-at": "@SUM(1+1)*cmd",
    "formula-tab": "\t=1+1",
    "markdown": "# h\n* **b** `c` ``` | p | [a](javascript:b) ![i](http://evil.invalid/i) ~~~",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;",
    "traversal": "../../../etc/passwd",
    "reserved": "con nul.txt aux: a<b>c|d?e*f\\g/h\x00~root",
    "formats": "%s%n%(a)s {} {0.__class__} {{",
    "shell": "$HOME ${IFS} `reboot` $(reboot) ;reboot # ! && 'q \"q -rf --",
    "empty": "",
    "blank": "   ",
    "long": "x" * 20_000,
    "long-wide": "日" * 5_000,
    "long-escapes": "\x1b[2J" * 3_000,
}
"""By what they are; none is so long that a walk through all screens takes its time."""

CORPUS: Final = NAMED | {f"simulated-{n}": text for n, text in enumerate(HOSTILE_TEXTS)}
"""All of them, with those that the simulator sends."""

DENSE: Final = (
    "\x1b[2J\x1b]0;o\x07\x9b\x00\r\n\x08\u202e\u2066\u200b\ufeff\u2028\ud800\U000e0041\ufe0f"
    "\U00013430\ue000\u0378a\u0301\u0301\u0301\u0301\u0301\u0301\u1160日[/x][b][@click=app.quit]👍\U0001f3fd"
)
"""One of each kind, in so few cells that a narrow column shows most of them."""

SHORT: Final = "[b]\x1b\u202e\u200b"
"""Markup, a control, a bidi and a zero-width character; a file's name may hold them too."""

SHORT_SHOWN: Final = "[b]␛��"
"""What is shown of `SHORT`, all of it literally."""

STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that no terminal is given."""

UNSEEN: Final = frozenset(
    [
        *map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0xFFFC)),
        *map(chr, range(0x180B, 0x1810)),
        *map(chr, range(0xFE00, 0xFE10)),
        *map(chr, range(0x13430, 0x13460)),
        *map(chr, range(0xE0100, 0xE01F0)),
    ]
)
"""Characters that take part in no picture of their own."""

HIGHEST_PILE: Final = 4


def leaks(text: str, *, allowed: str = "") -> set[str]:
    """What of this may not reach a terminal, as `U+…`; `pile` for too many marks on a letter."""
    found = {
        f"U+{ord(character):04X}"
        for character in set(text) - set(allowed)
        if unicodedata.category(character) in STEERING or character in UNSEEN
    }
    height = 0
    for character in text if not text.isascii() else "":
        height = height + 1 if unicodedata.category(character).startswith("M") else 0
        if height > HIGHEST_PILE:
            found.add("pile")
    return found
