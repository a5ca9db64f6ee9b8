"""The CRM API for the assistant's actions, and search for staff."""

from aiohttp import web

from crm_backend.kit.auth import require_service
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import DATABASE
from crm_backend.solutions.schemas import (
    OutcomeRequest,
    OutcomeView,
    ProposalView,
    ProposeRequest,
    SearchQuery,
    SolutionList,
)
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.staff.http import require_staff

api = Api("crm", "service")
staff_api = Api("solutions", "staff")
_PROPOSALS = "/api/crm/conversations/{conversation_id}/proposals"


@api.route("POST", _PROPOSALS, answer=ProposalView, body=ProposeRequest)
async def propose_solution(request: web.Request, body: ProposeRequest) -> ProposalView:
    """The best solution that was not shown in the conversation yet; the same message gets the same.

    404 solutions.none_left when nothing (more) fits.
    """
    require_service(request, "actions")
    conversation_id = request.match_info["conversation_id"]
    return await request.app[SOLUTIONS].propose(request.app[DATABASE], conversation_id, body)


@api.route("POST", f"{_PROPOSALS}/{{proposal_id}}/outcome", answer=OutcomeView, body=OutcomeRequest)
async def record_outcome(request: web.Request, body: OutcomeRequest) -> OutcomeView:
    """Whether it helped, as the customer says; saying it again changes nothing. 404 solutions.proposal_not_found."""
    require_service(request, "actions")
    conversation_id, proposal_id = request.match_info["conversation_id"], request.match_info["proposal_id"]
    async with request.app[DATABASE].transaction() as session:
        return await request.app[SOLUTIONS].record_outcome(session, conversation_id, proposal_id, body.helped)


@staff_api.route("GET", "/api/staff/solutions", answer=SolutionList, query=SearchQuery)
async def search_solutions(request: web.Request, query: SearchQuery) -> SolutionList:
    """Solutions that hold the words, best first; Chinese words of two characters are found too."""
    await require_staff(request)
    async with request.app[DATABASE].reading() as session:
        found = await request.app[SOLUTIONS].search(
            session, query.q, state=query.state, need=query.need, limit=query.limit
        )
    return SolutionList(solutions=found)
