"""An Admin API without a network: every call gives way twice, and any of them can go wrong."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from jcwizard.jumpcloud.access import Place
from jcwizard.jumpcloud.admin_api import AdminApi, Answer
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret

SECRET = Secret("tiny-CANARY-5c1d9e0b7a")
ORGANISATION = "5f" * 12
Json = dict[str, Any]


class TinyJumpCloud:
    """Keeps applications and their groups as JumpCloud does: whole objects are replaced.

    `breaks` names a call by its number, counted from 0: `refused` (not done), `lost` (not done, and
    nobody can say so), `answer lost` (done, and nobody can say so). From `dead` on every call is
    lost.
    """

    organisation = home = ORGANISATION

    def __init__(self) -> None:
        self.general: dict[str, Json] = {}
        self.sso: dict[str, Json] = {}
        self.groups: dict[str, set[str]] = {}
        self.breaks: dict[int, str] = {}
        self.dead: int | None = None
        self.calls: list[str] = []
        self.place = Place("us", "https://tiny.example/api", "", own=False)

    @property
    def api(self) -> AdminApi:
        """Return it as what it stands for."""
        return cast(AdminApi, self)

    def state(self) -> object:
        """Return everything that is kept, for comparing."""
        return copy.deepcopy((self.general, self.sso, self.groups))

    def well(self) -> None:
        """Let nothing go wrong any more, and count anew."""
        self.breaks, self.dead = {}, None
        self.calls.clear()

    async def get(
        self, path: str, query: Iterable[tuple[str, str]] = (), *, also: Collection[int] = ()
    ) -> Answer | Finding:
        return await self._call("GET", path, None, also)

    async def write(
        self,
        method: str,
        path: str,
        body: object,
        *,
        also: Collection[int] = (),
        meanwhile: object = None,
    ) -> Answer | Finding:
        return await self._call(method, path, cast(Json, copy.deepcopy(body)), also)

    async def upload(self, path: str, *_file: object) -> Answer | Finding:
        return await self._call("POST", path, {}, ())

    async def pages(
        self, path: str, query: Iterable[tuple[str, str]], on_page: object, **_more: object
    ) -> list[Json] | Finding:
        answer = await self._call("GET", path, None, ())
        return answer if isinstance(answer, Finding) else cast("list[Json]", answer.value)

    async def _call(
        self, method: str, path: str, body: Json | None, also: Collection[int]
    ) -> Answer | Finding:
        number = len(self.calls)
        self.calls.append(f"{method} {path}")
        broken = self.breaks.get(number, "")
        if self.dead is not None and number >= self.dead:
            broken = "lost"
        await asyncio.sleep(0)
        if broken == "refused":
            return Finding("admin.refused")
        if broken == "lost":
            return Finding("network.cut_off")
        status, value = self._do(method, path, body)
        await asyncio.sleep(0)
        if broken == "answer lost":
            return Finding("network.cut_off")
        if status >= 400 and status not in also:
            return Finding({404: "admin.not_found", 409: "admin.conflict"}[status])
        return Answer(status, copy.deepcopy(value, {id(SECRET): SECRET}))

    def _do(self, method: str, path: str, body: Json | None) -> tuple[int, object]:
        parts = [part for part in path.split("/") if part not in ("", "v2")]
        match method, parts, body:
            case "GET", ["organizations"], _:
                return 200, {"results": [{"id": ORGANISATION}]}
            case "GET", ["usergroups", group], _:
                return 200, {"id": group, "name": group.title()}
            case "GET", ["applications"], _:
                return 200, list(self.general.values())
            case "POST", ["applications"], dict(given):
                return 200, self._create(given)
            case _, ["applications", key, *rest], _:
                found = key in self.general
                return self._do_one(method, key, rest, body) if found else (404, {})
        raise AssertionError(f"{method} {path}")

    def _do_one(
        self, method: str, key: str, rest: list[str], body: Json | None
    ) -> tuple[int, object]:
        match method, rest, body:
            case "GET", [], _:
                return 200, self.general[key]
            case "PUT", [], dict(given):
                self.general[key] = {**given, "_id": key, "organization": ORGANISATION}
                return 200, self.general[key]
            case "DELETE", [], _:
                self.sso.pop(key, None)
                self.groups.pop(key)
                return 200, self.general.pop(key)
            case "POST" | "DELETE", ["logo"], _:
                return 204, None
            case "GET", ["associations"], _:
                ends = [{"to": {"id": one, "type": "user_group"}} for one in self.groups[key]]
                return 200, ends
            case "POST", ["associations"], {"op": op, "id": group}:
                return self._bind(self.groups[key], op, group)
            case "GET", ["sso"], _ if key not in self.sso:
                return 404, {"message": "Not Found: oidc config not found"}
            case "GET", ["sso"], _:
                return 200, self.sso[key]
            case "POST" | "PUT", ["sso"], dict(given):
                return 200, self._settings(method, key, given)
        raise AssertionError(f"{method} {rest}")

    def _create(self, given: Json) -> Json:
        key = f"{len(self.calls):024x}"
        self.general[key] = {**given, "_id": key, "organization": ORGANISATION}
        self.groups[key] = set()
        return self.general[key]

    def _settings(self, method: str, key: str, given: Json) -> Json:
        self.sso[key] = {**given, "oidc": {**given["oidc"], "clientId": f"client-{key}"}}
        if method == "PUT":
            return self.sso[key]
        return {**given, "oidc": {**self.sso[key]["oidc"], "clientSecret": SECRET}}

    def _bind(self, bound: set[str], op: str, group: str) -> tuple[int, Mapping[str, str] | None]:
        if (op == "add") is (group in bound):
            return (409 if op == "add" else 404), {"message": "no change"}
        (bound.add if op == "add" else bound.remove)(group)
        return 204, None
