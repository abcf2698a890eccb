"""Bytes that came as a string, because JSON has none (protocol §2.5)."""

from __future__ import annotations

import base64


def bytes_of(text: str) -> bytes:
    """The bytes that a JSON string stands for: one code point a byte, or base64.

    What can be base64 is: read as bytes it would hold no zero, which every response in Avro has
    where its maps and lists end. Text with code points above 255 is neither, and given as UTF-8.
    """
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        pass
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", errors="surrogatepass")
