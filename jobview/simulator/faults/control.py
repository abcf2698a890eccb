"""Faults switched on and off over HTTP: GET, POST and DELETE of one path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from jobview.errors import SettingsError
from jobview.simulator.faults.fault import Fault, fault_of
from jobview.simulator.media import JSON
from jobview.simulator.paths import CONTROLS

if TYPE_CHECKING:
    from starlette.requests import Request

    from jobview.simulator.faults.chaos import Chaos
    from jobview.simulator.faults.present import Faults

CONTROL: Final = f"{CONTROLS}faults"
"""No fault touches requests to this path; when no connection can be made, see
`Faults.spared_port`."""


def control_route(faults: Faults, chaos: Chaos) -> Route:
    """The route that tells and changes `faults`.

    POST adds what its body says, a fault or a list of them; each is an object with the fields of
    `Fault`, or a string in its notation. DELETE clears. Each answers with the present ones.
    """

    async def control(request: Request) -> Response:
        if request.method == "POST":
            try:
                faults.add(*_read(await request.body()))
            except (msgspec.MsgspecError, SettingsError) as error:
                return _json({"error": str(error)}, 400)
        elif request.method == "DELETE":
            faults.clear()
        return _json({"faults": faults.present(), "hits": faults.hits(), "chaos": chaos.now})

    return Route(CONTROL, control, methods=["GET", "POST", "DELETE"])


def _read(body: bytes) -> list[Fault]:
    found = msgspec.json.decode(body, type=list[Fault | str] | Fault | str)
    several = found if isinstance(found, list) else [found]
    return [fault_of(one) if isinstance(one, str) else one for one in several]


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type=JSON)
