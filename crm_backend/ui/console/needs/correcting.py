"""What an agent says that a conversation's need really is, and what the reading view shows of it."""

from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.schemas import Reading
from crm_backend.kit.web import DATABASE, language_of
from crm_backend.needs.catalogue import PRIORITIES, need_ids
from crm_backend.needs.schemas import LabelBody
from crm_backend.needs.service import NEED_SERVICE
from crm_backend.staff.schemas import StaffView
from crm_backend.staff.service import STAFF
from crm_backend.ui.console.desk import field, see
from crm_backend.ui.console.naming import need_name, need_names
from crm_backend.ui.console.needs import views


async def correct(request: web.Request, person: StaffView) -> web.Response:
    """Invalid (needs.no_such_need) for what is not in the catalogue."""
    conversation_id, form = request.match_info["conversation_id"], await request.post()
    also = [name for name in need_ids() if name in form.getall("also", [])]
    priority = next((one for one in PRIORITIES if one == field(form, "priority")), None)
    label = LabelBody(need=field(form, "need")[:100], also=also, priority=priority)
    async with request.app[DATABASE].transaction() as session:
        await request.app[NEED_SERVICE].label(session, conversation_id, label, person.id)
    return see(f"/console/conversations/{conversation_id}")


async def need_context(request: web.Request, session: AsyncSession, reading: Reading) -> dict[str, Any]:
    """What the templates of the need ask for."""
    language, conversation = language_of(request), reading.conversation
    needs = request.app[NEED_SERVICE]
    read, label = await needs.reading_of(session, conversation.id), await needs.label_of(session, conversation.id)
    names = await request.app[STAFF].names(session, [label.staff_id]) if label else {}
    return {
        "known": views.known(conversation.need, conversation.priority, read, label),
        "labelled_by": names.get(label.staff_id, "?") if label else "",
        "needs": need_names(language),
        "need_name": lambda need: need_name(need, language),
        "priorities": PRIORITIES,
    }
