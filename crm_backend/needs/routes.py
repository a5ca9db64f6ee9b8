"""What actions and staff ask about needs."""

from aiohttp import web

from crm_backend.kit.auth import require_service
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import DATABASE
from crm_backend.needs.schemas import (
    ActivateBody,
    LabelBody,
    LabelView,
    ModelList,
    ModelView,
    NeedList,
    NeedReadingView,
)
from crm_backend.needs.service import NEED_SERVICE
from crm_backend.staff.http import require_staff

api = Api("crm", "service")
staff_api = Api("staff", "staff")


@api.route("POST", "/api/crm/conversations/{conversation_id}/reading", answer=NeedReadingView)
async def read_conversation(request: web.Request) -> NeedReadingView:
    """What the conversation so far is about. 404 conversations.not_found, 503 needs.no_model."""
    require_service(request, "actions")
    return await request.app[NEED_SERVICE].read(request.match_info["conversation_id"])


@staff_api.route("GET", "/api/staff/needs", answer=NeedList)
async def list_needs(request: web.Request) -> NeedList:
    """The need catalogue."""
    await require_staff(request)
    return NeedList(needs=list(request.app[NEED_SERVICE].catalogue()))


@staff_api.route("POST", "/api/staff/conversations/{conversation_id}/need-label", answer=LabelView, body=LabelBody)
async def label_need(request: web.Request, body: LabelBody) -> LabelView:
    """Say what a conversation's need really is: models learn from it. 400 needs.no_such_need."""
    person = await require_staff(request)
    async with request.app[DATABASE].transaction() as session:
        return await request.app[NEED_SERVICE].label(session, request.match_info["conversation_id"], body, person.id)


@staff_api.route("GET", "/api/staff/need-models", answer=ModelList)
async def list_need_models(request: web.Request) -> ModelList:
    """Every trained model with its figures, the newest first."""
    await require_staff(request, "manager")
    async with request.app[DATABASE].reading() as session:
        return ModelList(models=await request.app[NEED_SERVICE].models(session))


@staff_api.route("POST", "/api/staff/need-models/{model_id}/activate", answer=ModelView, body=ActivateBody)
async def activate_need_model(request: web.Request, body: ActivateBody) -> ModelView:
    """Use this model from now on. 400 needs.model_unusable, needs.not_chosen_here, 404 needs.no_such_model, 409
    needs.model_is_worse unless `even_if_worse`."""
    await require_staff(request, "manager")
    return await request.app[NEED_SERVICE].choose(request.match_info["model_id"], even_if_worse=body.even_if_worse)
