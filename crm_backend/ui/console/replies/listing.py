"""All that the assistant says, by topic, and the facts of the business."""

from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.replies.service import REPLIES
from crm_backend.replies.wording import placeholders
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.console.desk import by_script, for_staff, show
from crm_backend.ui.console.replies.topics import by_topic

PATHS = {"reply": "/console/replies", "fact": "/console/facts"}
ONLY = ("edited", "draft")


def add_to(app: web.Application) -> None:
    app.router.add_get(PATHS["reply"], for_staff(replies_page, "manager"))
    app.router.add_get(PATHS["fact"], for_staff(facts_page, "manager"))


async def replies_page(request: web.Request, person: StaffView) -> web.Response:
    words = request.query.get("q", "").strip()[:200]
    only = next((one for one in ONLY if one == request.query.get("only")), "")
    async with request.app[DATABASE].reading() as session:
        found = await request.app[REPLIES].texts(session, "reply", words)
    fitting = [one for one in found if not only or (one.has_draft if only == "draft" else one.edited)]
    context = {"tab": "replies", "words": words, "only": only, "count": len(fitting), "topics": by_topic(fitting)}
    return show(request, "replies/_lines.html" if by_script(request) else "replies/list.html", person, context)


async def facts_page(request: web.Request, person: StaffView) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        facts = await request.app[REPLIES].texts(session, "fact")
        replies = await request.app[REPLIES].texts(session, "reply")
        in_solutions = await request.app[SOLUTIONS].uses_of_facts(session)
    in_replies: dict[str, list[str]] = {}
    for reply in replies:
        for name in sorted({name for text in reply.text.values() for name in placeholders(text)}):
            in_replies.setdefault(name, []).append(reply.name)
    context = {"tab": "facts", "facts": facts, "in_solutions": in_solutions, "in_replies": in_replies}
    return show(request, "replies/facts.html", person, context)
