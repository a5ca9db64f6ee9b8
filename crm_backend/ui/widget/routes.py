"""The widget for any page of any origin: one script."""

from aiohttp import web

from crm_backend.kit.web import SETTINGS
from crm_backend.ui.widget.bundle import Bundle, build

_FRESH_SECONDS = 300
_BUNDLE = web.AppKey("widget_bundle", Bundle)


async def widget_script(request: web.Request) -> web.Response:
    """GET /widget.js."""
    bundle = request.app[_BUNDLE]
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": f"public, max-age={_FRESH_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": f'"{bundle.etag}"',
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if any(tag.value == bundle.etag for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    if compressed:
        headers["Content-Encoding"] = "gzip"
    body = bundle.gzipped if compressed else bundle.script
    return web.Response(body=body, headers=headers, content_type="text/javascript", charset="utf-8")


def add_widget(app: web.Application) -> None:
    """Serve /widget.js."""
    app[_BUNDLE] = build(app[SETTINGS].max_message_characters)
    app.router.add_get("/widget.js", widget_script)
