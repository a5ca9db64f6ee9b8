"""The demo shop: a page with the chat on it, and a sign-in as one of the demo's customers. Only in demo mode."""

from datetime import timedelta
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, Field

from crm_backend.customers.service import CUSTOMERS
from crm_backend.demo.service import DEMO
from crm_backend.errors import NotFound
from crm_backend.kit import texts
from crm_backend.kit.auth import sign
from crm_backend.kit.web import CLOCK, DATABASE, SETTINGS, json_answer, language_of, read_body
from crm_backend.staff.demo import DEMO_ACCOUNTS
from crm_backend.ui.shared.pages import render
from crm_backend.ui.shop.hints import hints, sample

STATIC = Path(__file__).parent / "static"
PRODUCTS = ("earbuds", "phone", "laptop", "watch", "speaker", "camera", "keyboard", "lamp")
_SIGNED_FOR = timedelta(hours=1)


class IdentityRequest(BaseModel):
    """`customer`: the external id of anyone the store knows."""

    customer: str = Field(max_length=200)


class SignedIdentity(BaseModel):
    """What a shop's server signs for its customers; the page gives it to the chat."""

    identity: str


async def shop_page(request: web.Request) -> web.Response:
    """GET /."""
    async with request.app[DATABASE].reading() as session:
        cast = await request.app[DEMO].cast(session)
    language = language_of(request)
    context = {
        "cast": cast,
        "products": PRODUCTS,
        "hints": hints(cast, language, lambda key, **params: texts.text(f"shop.{key}", language, **params)),
        "sample": sample(cast, language),
        "accounts": DEMO_ACCOUNTS,
    }
    return render(request, "shop/shop.html", context)


async def sign_identity(request: web.Request) -> web.Response:
    """POST /demo/identity: what a real shop does on its own server, once its customer has logged in there."""
    wanted = await read_body(request, IdentityRequest)
    async with request.app[DATABASE].reading() as session:
        known = await request.app[CUSTOMERS].ids(session, [wanted.customer])
    if wanted.customer not in known:
        raise NotFound("shop.no_such_customer")
    expires_at = request.app[CLOCK]() + _SIGNED_FOR
    secret = request.app[SETTINGS].identity_secret
    return json_answer(SignedIdentity(identity=sign(secret, "identity", wanted.customer, expires_at)))


def add_shop(app: web.Application) -> None:
    """The shop at /."""
    app.router.add_get("/", shop_page)
    app.router.add_post("/demo/identity", sign_identity)
    app.router.add_static("/shop/static/", STATIC)
