"""Sentences with places for a record's fields, and that those of the endpoints are well made."""

from __future__ import annotations

import re

import pytest

from jobview.results.first_line.sentence import Subject, told
from jobview.results.first_line.sentences import SENTENCES, sentences_of
from tests.fakes.responses import SCHEMAS

SUBJECT = Subject(
    "/create/jointable",
    {
        "text": "t",
        "blank": "",
        "none": 0,
        "one": 1,
        "many": 1204,
        "below": -1,
        "ratio": 0.25,
        "whole": 1204.0,
        "yes": True,
        "no": False,
        "names": ["a", "b"],
        "nothing": [],
        "map": {"a": "x", "b": ""},
        "data": bytes(2048),
        "huge": 10**399,
        "pieces": [bytes(2047), 1, True, 10**3000 - 10**3000],
        "info": {
            "count": "1204",
            "json": '{"deep": {"er": 7}}',
            "listed": "1, 2,,3",
            "long": "1" * 5_000,
            "zero": "0",
        },
        "label": "j",
    },
)


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("plain", "plain"),
        ("a {text} b", "a t b"),
        ("a {blank} b", None),
        ("a {missing} b", None),
        ("a {names}", None),
        ("a[ {blank}][ {text}] b", "a t b"),
        ("{many}, {ratio}, {whole}, {none}", "1,204, 0.25, 1,204, 0"),
        ("{below}", None),
        ("{many!id}", "1204"),
        ("{many:row}, {one:row}, {none:row}", "1,204 rows, 1 row, 0 rows"),
        ("{names#items:entry|entries}, {nothing#items:entry|entries}", "2 entries, no entries"),
        ("a[, {none:row}][, {nothing#items:row}][, {below:row}][, {info.zero:row}]", "a"),
        ("{info.count:row}, {text#characters:character}", "1,204 rows, 1 character"),
        ("{blank#characters:character}", None),
        ("{many#items:row}", None),
        ("{many#characters:row}", None),
        ("{names#characters:row}", None),
        ("{ratio:row}", None),
        ("{yes:row}", None),
        ("{names:row}", None),
        ("{map:row}", None),
        ("{text:row}", None),
        ("{data:row}", None),
        ("{info.long:row}", None),
        ("{huge:row}", "1" + ",000" * 133 + " rows"),
        ("{yes!id}", None),
        ("{yes!size}", None),
        ("{huge!size}", None),
        ("{names!size} of {pieces!size}", "2 bytes of 2 KiB"),
        ("{yes?yes:no} {no?yes:no}", "yes no"),
        ("{text?yes:no}", None),
        ("{text=t:it is t}", "it is t"),
        ("{text=u:it is u}", None),
        ("{info.json.deep.er}", "7"),
        ("{info.json.deep.not}", None),
        ("{map#filled}, {map#blank}, {info.listed#listed}", "1, 1, 3"),
        ("{names!names}; {map!pairs}", "a, b; a = x, b = (empty)"),
        ("{nothing!names}", None),
        ("{text!pairs}", None),
        ("{data!size}", "2 KiB"),
        ("{none!size}", None),
        ("{@} {*}", "join table j"),
    ],
)
def test_places_are_filled_or_the_sentence_is_not_told(template: str, sentence: str | None) -> None:
    assert told(template, SUBJECT) == sentence


def test_the_nearest_path_lends_its_sentences() -> None:
    assert sentences_of("/filter/byarea/geometry") == SENTENCES["/filter"]
    assert sentences_of("/visualize/image/chart") == SENTENCES["/visualize"]
    assert sentences_of("/new/thing") == ()


PLACE = re.compile(
    r"\{([\w*@]+)(?:\.[\w.]+)?(?:#(filled|blank|listed|items|characters))?([:?=!][^{}]*)?\}"
)


def fields_below(path: str) -> set[str]:
    """What fields the endpoints at and below a path answer with."""
    names = {"*", "@"}
    for endpoint in SCHEMAS.endpoints():
        schema = SCHEMAS.response_schema(endpoint)
        if schema and f"{endpoint}/".startswith(f"{path}/"):
            names |= {field["name"] for field in schema.definition["fields"]}
    return names


COUNTED = {
    "": {"int", "long", "map"},
    "items": {"array", "map"},
    "blank": {"array", "map"},
    "filled": {"array", "map"},
    "listed": {"map"},
    "characters": {"string"},
}
"""By tally the types of fields that it can count; `info` is a map of which an entry is counted."""


def kinds_of_field(path: str, name: str) -> set[str]:
    """Of which types a field is in the answers of the endpoints at and below a path."""
    schemas = [
        SCHEMAS.response_schema(endpoint)
        for endpoint in SCHEMAS.endpoints()
        if f"{endpoint}/".startswith(f"{path}/")
    ]
    kinds = [
        field["type"]
        for schema in schemas
        if schema
        for field in schema.definition["fields"]
        if field["name"] == name
    ]
    return {kind if isinstance(kind, str) else kind["type"] for kind in kinds}


@pytest.mark.parametrize("path", SENTENCES)
def test_sentences_are_of_fields_that_their_endpoints_have(path: str) -> None:
    endpoints = [name for name in SCHEMAS.endpoints() if f"{name}/".startswith(f"{path}/")]
    names = fields_below(path)
    family = fields_below("/" + path.split("/")[1])

    assert endpoints
    for template in SENTENCES[path]:
        places = PLACE.findall(template)
        assert {name for name, _, _ in places} <= family
        assert {name for name, _, _ in PLACE.findall(re.sub(r"\[[^]]*\]", "", template))} <= names
        assert {form[1:] for _, _, form in places if form[:1] == "!"} <= {
            *("id", "names", "pairs", "size")
        }
        for name, tally, form in places:
            assert kinds_of_field(path, name) <= COUNTED.get(tally, set()) or form[:1] != ":"
        assert not set(PLACE.sub("", template)) & set("{}")
    last = SENTENCES[path][-1]
    assert told(last, Subject(endpoints[0], {}))
