"""`submit --data`: text, file or standard input; one sentence with the place when it is no JSON."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from jobview.cli.request_data import request_text
from jobview.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


class Input:
    """Standard input that holds bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("text", ["{}", ' { "a" : 1.50 } ', '{"id": 9223372036854775807}'])
def test_json_is_passed_on_as_it_was_written(text: str) -> None:
    assert request_text(text) == text


def test_a_file_may_have_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(b'\xef\xbb\xbf{"table_name": "citt\xc3\xa0"}')

    assert request_text(f"@{path}") == '{"table_name": "città"}'


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Input(b'{"a": 1}'))

    assert request_text("-") == '{"a": 1}'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": }', "--data is not JSON: Expecting value at line 1, column 7"),
        ('{\n "a": 1\n "b"}', "--data is not JSON: Expecting ',' delimiter at line 3, column 2"),
        ("", "--data is not JSON: Expecting value at line 1, column 1"),
        ("{} x", "--data is not JSON: Extra data at line 1, column 4"),
        ('{"a": NaN}', "--data is not JSON: NaN is no value of JSON"),
        ("[1]", '--data is no JSON object; write the request as {"field": value}'),
        ("7", '--data is no JSON object; write the request as {"field": value}'),
        ('{"a": ' * 100_000, "--data is not JSON: "),
    ],
)
def test_what_is_no_object_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        request_text(text)

    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.json: No such file or directory"):
        request_text(f"@{tmp_path}/absent.json")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(b"\xff\xfe{")

    with pytest.raises(SettingsError, match="is not UTF-8"):
        request_text(f"@{path}")
