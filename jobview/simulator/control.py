"""A cluster's circumstances told and changed over HTTP, from another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from jobview.settings import Secret
from jobview.simulator.media import JSON
from jobview.simulator.options import MAX_OFFSET_S
from jobview.simulator.paths import CONTROLS
from jobview.simulator.world import HaState, SystemState  # noqa: TC001 - read by msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from jobview.simulator.world import Changes, World

STATE: Final = f"{CONTROLS}state"
RESTART: Final = f"{CONTROLS}restart"


class _Wish(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """What a client wants the circumstances to be; what is not named stays."""

    system: SystemState | msgspec.UnsetType = msgspec.UNSET
    ha: HaState | msgspec.UnsetType = msgspec.UNSET
    clock_offset_s: (
        Annotated[float, msgspec.Meta(ge=-MAX_OFFSET_S, le=MAX_OFFSET_S)] | msgspec.UnsetType
    ) = msgspec.UNSET
    user: str | msgspec.UnsetType = msgspec.UNSET
    password: str | msgspec.UnsetType = msgspec.UNSET
    token: str | msgspec.UnsetType = msgspec.UNSET
    deny_list: bool | msgspec.UnsetType = msgspec.UNSET
    own_jobs_only: bool | msgspec.UnsetType = msgspec.UNSET


class _Restart(msgspec.Struct, forbid_unknown_fields=True):
    away_s: Annotated[float, msgspec.Meta(gt=0)] = 2.0
    keep_jobs: bool = False


def control_routes(world: World) -> Sequence[Route]:
    """The routes that tell and change `world`.

    POST of `STATE` changes what its body names, an object with fields of `Circumstances`; POST of
    `RESTART` takes `away_s` and `keep_jobs`. Each answers with the present circumstances, without
    the secrets.
    """

    async def state(request: Request) -> Response:
        if request.method == "POST":
            try:
                wish = msgspec.json.decode(await request.body(), type=_Wish)
            except msgspec.MsgspecError as error:
                return _json({"error": str(error)}, 400)
            world.change(**_changes(wish))
        return _told(world)

    async def restart(request: Request) -> Response:
        try:
            wish = msgspec.json.decode(await request.body() or b"{}", type=_Restart)
        except msgspec.MsgspecError as error:
            return _json({"error": str(error)}, 400)
        world.restart(wish.away_s, keep_jobs=wish.keep_jobs)
        return _told(world)

    return (
        Route(STATE, state, methods=["GET", "POST"]),
        Route(RESTART, restart, methods=["POST"]),
    )


def _changes(wish: _Wish) -> Changes:
    named: Changes = {}
    for name in wish.__struct_fields__:
        value = getattr(wish, name)
        if value is not msgspec.UNSET:
            named[name] = Secret(value) if name in {"password", "token"} else value  # type: ignore[literal-required] # its fields are those of Changes
    return named


def _told(world: World) -> Response:
    now = world.now
    return _json(
        {
            "system": now.system,
            "ha": now.ha,
            "clock_offset_s": now.clock_offset_s,
            "user": now.user,
            "has_password": bool(now.password.reveal()),
            "has_token": bool(now.token.reveal()),
            "deny_list": now.deny_list,
            "own_jobs_only": now.own_jobs_only,
            "is_away": world.is_away,
            "restarts": world.life,
        }
    )


def _json(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type=JSON)
