"""What the assistant fetches: the replies and facts that were edited."""

from aiohttp import web

from crm_backend.kit.auth import require_service
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import DATABASE
from crm_backend.replies.schemas import AssistantTexts
from crm_backend.replies.service import REPLIES

api = Api("replies", "service")


@api.route("GET", "/api/bot/replies", answer=AssistantTexts)
async def assistant_texts(request: web.Request) -> AssistantTexts:
    """The edited replies, and what placeholders stand for."""
    require_service(request, "bot")
    async with request.app[DATABASE].reading() as session:
        return await request.app[REPLIES].for_assistant(session)
