"""Solutions to look at: two of a shop, in both languages and in one."""

from typing import Any

import pytest
from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.solutions.schemas import Content
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.staff.schemas import StaffView
from crm_backend.staff.service import STAFF

RETURNS = {
    "needs": ["return_refund"],
    "texts": {
        "en": {
            "title": "How long can I return it?",
            "body": "Within {return_days} days.",
            "phrasings": ["too late to send back?"],
        },
        "zh": {"title": "多久之内可以退货？", "body": "签收后 {return_days} 天内。", "phrasings": ["过了一周还能退吗"]},
    },
}
INVOICES = {"needs": ["invoice"], "texts": {"zh": {"title": "怎么开发票？", "body": "在订单里申请电子发票。"}}}


async def person_of(console: web.Application, role: str) -> StaffView:
    async with console[DATABASE].reading() as session:
        return next(one for one in await console[STAFF].list_staff(session) if one.role == role)


async def keep(console: web.Application, solution_id: str, content: dict[str, Any]) -> None:
    """A published solution."""
    manager, solutions = await person_of(console, "manager"), console[SOLUTIONS]
    async with console[DATABASE].transaction() as session:
        view = await solutions.create(session, solution_id, Content.model_validate(content), manager)
        await solutions.publish(session, solution_id, view.revision, manager)


@pytest.fixture
async def base(console: web.Application) -> web.Application:
    """The console over a solution base of two."""
    await keep(console, "return-window", RETURNS)
    await keep(console, "get-invoice", INVOICES)
    return console
