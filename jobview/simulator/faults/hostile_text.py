"""Texts that do harm where they are taken for anything but text."""

from __future__ import annotations

from typing import Final

LONE_SURROGATE: Final = "\ud800"
"""No UTF-8 holds it; JSON escapes it, and a careless writer of Avro puts its three bytes."""

HOSTILE_TEXTS: Final = (
    "\x1b[2J\x1b[H\x1b[31mcleared",  # clears the screen
    "\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07",  # sets the title, writes the clipboard
    "\x1b]8;;http://evil.invalid/\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[?1049l\x1b[?25h\x1bc",  # leaves the alternate screen, resets the terminal
    "\x9b2J\x9d0;owned\x9c\x90q\x9c",  # the same by C1 codes
    "\x07\x07\x07bell",
    "nul\x00nul\x00",
    "carriage\rreturn\nnew line\ttab\vvertical\fform\x08back\x7fdel",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark",  # runs of writing turned round
    "zero\u200bwidth\u200d\ufeff\u2060\u00adjoined",
    "[red]markup[/red] [/x] [link=file:///etc/passwd]x[/link] [@click=app.quit]quit[/]",
    "<script>alert(1)</script> <b>&amp;</b> **bold** `code` | pipe | [a](javascript:b)",
    '=HYPERLINK("http://evil.invalid","x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(1+1)*cmd",
    f"lone{LONE_SURROGATE}surrogate",
    "Z̷̡̢a̴̧l̶͉g̵o " + "e" + "\u0301" * 60,  # marks upon marks
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 日本語 \U000e0041\ue000\ufffe",
    "../../../etc/passwd\\..\\con ~root $(reboot) `reboot` ; reboot %s%n {0.__class__}",
    "' OR 1=1; DROP TABLE jobs; -- \"",
    "2028\u2028line\u2029paragraph\x85next",
    "",
    " ",
    "x" * 20_000,
)
"""None is longer than what a careful reader takes without a limit being reached."""
