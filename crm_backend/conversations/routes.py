"""What Rasa reads from the ledger to rebuild its memory."""

from aiohttp import web
from pydantic import BaseModel, Field

from crm_backend.conversations.schemas import TrackerWindow
from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.kit.auth import require_service
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import DATABASE

api = Api("bot", security="service")


class WindowQuery(BaseModel):
    events: int = Field(120, ge=1, le=1000, description="at least so many of the newest tracker events, if there are")


@api.route("GET", "/api/bot/conversations/{conversation_id}/tracker", answer=TrackerWindow, query=WindowQuery)
async def read_tracker(request: web.Request, query: WindowQuery) -> TrackerWindow:
    """The newest tracker events of a conversation, in whole turns, and the state before them."""
    require_service(request, "bot")
    async with request.app[DATABASE].reading() as session:
        conversation_id = request.match_info["conversation_id"]
        return await request.app[CONVERSATIONS].tracker_window(session, conversation_id, query.events)
