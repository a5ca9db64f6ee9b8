"""JSON endpoints that parse, call and shape, and the OpenAPI document that says so."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from crm_backend.kit.web import json_answer, read_body, read_query

Endpoint = Callable[..., Awaitable[BaseModel | web.Response]]


class ErrorDetail(BaseModel):
    """What went wrong and what to do, in the reader's language. Further fields depend on the code."""

    code: str
    message: str


class ErrorAnswer(BaseModel):
    error: ErrorDetail


@dataclass(frozen=True)
class _Route:
    method: str
    path: str
    endpoint: Endpoint
    answer: type[BaseModel]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    security: str | None
    status: int


class Api:
    """The endpoints of one domain. `security` is "chat", "staff", "service" or None (anyone)."""

    def __init__(self, tag: str, security: str | None = None) -> None:
        self.tag = tag
        self.security = security
        self.routes: list[_Route] = []

    def route(
        self,
        method: str,
        path: str,
        *,
        answer: type[BaseModel],
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        status: int = 200,
    ) -> Callable[[Endpoint], Endpoint]:
        """Register `endpoint(request[, body][, query]) -> answer`; what is declared is parsed before the call.

        An endpoint that sets a cookie builds its response itself.
        """

        def register(endpoint: Endpoint) -> Endpoint:
            self.routes.append(_Route(method, path, endpoint, answer, body, query, self.security, status))
            return endpoint

        return register

    def add_to(self, app: web.Application) -> None:
        for route in self.routes:
            app.router.add_route(route.method, route.path, _handler(route))


def _handler(route: _Route) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        given: list[BaseModel] = []
        if route.body is not None:
            given.append(await read_body(request, route.body))
        if route.query is not None:
            given.append(read_query(request, route.query))
        answer = await route.endpoint(request, *given)
        return answer if isinstance(answer, web.Response) else json_answer(answer, route.status)

    return handle


def document(apis: list[Api], version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of all endpoints."""
    schemas: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    for api in apis:
        for route in api.routes:
            path = re.sub(r"\{(\w+):[^}]*\}", r"{\1}", route.path)
            paths.setdefault(path, {})[route.method.lower()] = _operation(api, route, path, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rapport", "version": version},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "chat": {"type": "http", "scheme": "bearer", "description": "a chat session's token"},
                "service": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "the token of actions or Rasa",
                },
                "staff": {"type": "apiKey", "in": "cookie", "name": "rapport_staff"},
            },
        },
    }


def _operation(api: Api, route: _Route, path: str, schemas: dict[str, Any]) -> dict[str, Any]:
    first, _, rest = (route.endpoint.__doc__ or "").strip().partition("\n")
    parameters = [_path_parameter(name) for name in re.findall(r"\{(\w+)\}", path)]
    if route.query is not None:
        parameters += _query_parameters(route.query, schemas)
    operation: dict[str, Any] = {
        "operationId": route.endpoint.__name__,
        "tags": [api.tag],
        "summary": first,
        "description": rest.strip(),
        "parameters": parameters,
        "responses": {
            str(route.status): _content("the answer", _ref(route.answer, schemas, "serialization")),
            "default": _content("an error", _ref(ErrorAnswer, schemas, "serialization")),
        },
    }
    if route.body is not None:
        content = _content("", _ref(route.body, schemas, "validation"))["content"]
        operation["requestBody"] = {"required": True, "content": content}
    if route.security:
        operation["security"] = [{route.security: []}]
    return operation


def _content(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(model: type[BaseModel], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _ref(model: type[BaseModel], schemas: dict[str, Any], mode: str) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}", mode=mode)  # type: ignore[arg-type]
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return {"$ref": f"#/components/schemas/{model.__name__}"}
