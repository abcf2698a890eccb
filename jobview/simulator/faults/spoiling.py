"""Faults in what a good answer holds; the server has done what it was asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from jobview.kinetica.schemas.catalogue import Schemas
from jobview.results.avro_bytes.avro import RecordSchema
from jobview.simulator.faults.hostile_text import HOSTILE_TEXTS, LONE_SURROGATE
from jobview.simulator.faults.kinds import Kind
from jobview.simulator.media import AVRO, JSON

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from random import Random

    from jobview.simulator.faults.exchange import Answer, Exchange
    from jobview.simulator.faults.fault import Fault

OTHER: Final = RecordSchema(
    {
        "type": "record",
        "name": "has_table_response",
        "fields": [
            {"name": "table_name", "type": "string"},
            {"name": "table_exists", "type": "boolean"},
            {"name": "info", "type": {"type": "map", "values": "string"}},
        ],
    }
)
"""The record of an endpoint that nobody asked."""
OTHER_RECORD: Final = {"table_name": "retail.orders", "table_exists": True, "info": {}}

_STAND_IN: Final = "\uf8f0"
"""Takes the place of a lone surrogate while a record is encoded; as long in UTF-8."""
_MISSING_SHARE: Final = 1 / 3


class Spoiling:
    """The acts of the faults that change records, which need the server's layouts.

    Attributes:
        acts: what is done, by kind.
    """

    def __init__(self, response_schema: Callable[[str], RecordSchema]) -> None:
        self._response_schema = response_schema
        self.acts: Mapping[Kind, Callable[[Exchange, Fault, Random], Awaitable[None]]] = {
            Kind.WRONG_TYPE: self._wrong_type,
            Kind.HOSTILE: self._hostile,
            Kind.RAGGED: self._ragged,
        }

    async def _wrong_type(self, exchange: Exchange, fault: Fault, _rng: Random) -> None:
        if fault.word == "encoding":
            await exchange.forward(accept=AVRO if exchange.wants_json else JSON)
            return
        answer = await exchange.answer()
        other: dict[str, object] = {"status": "OK", "message": "", "data_type": OTHER.name}
        if fault.word == "record":
            data, text = OTHER.encode(OTHER_RECORD), json.dumps(OTHER_RECORD)
            other |= {"data_str": text} if exchange.wants_json else {"data": data}
        if exchange.wants_json:
            body = json.dumps({**json.loads(answer.body), **other}).encode()
        else:
            envelope = Schemas.load().envelope
            body = envelope.encode({**envelope.decode(answer.body), **other})
        await exchange.give(answer.with_body(body))

    async def _hostile(self, exchange: Exchange, _fault: Fault, rng: Random) -> None:
        await self._changed(exchange, lambda record: hostile(record, rng))

    async def _ragged(self, exchange: Exchange, _fault: Fault, rng: Random) -> None:
        await self._changed(exchange, lambda record: ragged(record, rng))

    async def _changed(
        self, exchange: Exchange, change: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> None:
        answer = await exchange.answer()
        if exchange.wants_json:
            body = _changed_json(answer, change)
        else:
            body = self._changed_avro(answer, exchange.endpoint, change)
        await exchange.give(answer.with_body(body))

    def _changed_avro(
        self, answer: Answer, endpoint: str, change: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> bytes:
        envelope = Schemas.load().envelope
        outer = envelope.decode(answer.body)
        if not outer["data"]:
            return _encoded(envelope, change(outer))
        schema = self._response_schema(endpoint)
        whole = schema.decode(outer["data"])
        # Avro leaves no field out: what is missing is empty.
        record = {name: type(value)() for name, value in whole.items()} | change(whole)
        return envelope.encode({**outer, "data": _encoded(schema, record)})


def hostile(value: Any, rng: Random) -> Any:  # noqa: ANN401 - any JSON
    """The same with every text in it, but for the names of fields, drawn from `HOSTILE_TEXTS`."""
    if isinstance(value, str):
        return rng.choice(HOSTILE_TEXTS)
    if isinstance(value, list):
        return [hostile(item, rng) for item in value]
    if isinstance(value, dict):
        return {key: hostile(item, rng) for key, item in value.items()}
    return value


def ragged(record: dict[str, Any], rng: Random) -> dict[str, Any]:
    """The same, of whose lists some are left out and some are cut short; at least one is."""
    lists = [name for name, value in record.items() if isinstance(value, list) and value]
    spoilt = set(rng.sample(lists, rng.randint(1, len(lists)))) if lists else set()
    missing = {name for name in sorted(spoilt) if rng.random() < _MISSING_SHARE}
    return {
        name: value[: rng.randrange(len(value))] if name in spoilt else value
        for name, value in record.items()
        if name not in missing
    }


def _changed_json(answer: Answer, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    outer = json.loads(answer.body)
    # With everything beyond ASCII escaped, a lone surrogate is good JSON.
    if outer["data_str"]:
        outer["data_str"] = json.dumps(change(json.loads(outer["data_str"])))
    else:
        outer = change(outer)
    return json.dumps(outer).encode()


def _encoded(schema: RecordSchema, record: dict[str, Any]) -> bytes:
    """The record in Avro, lone surrogates by the three bytes that a careless writer puts."""
    data = schema.encode(_without_surrogates(record))
    return data.replace(_STAND_IN.encode(), LONE_SURROGATE.encode(errors="surrogatepass"))


def _without_surrogates(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return value.replace(LONE_SURROGATE, _STAND_IN)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    return value
