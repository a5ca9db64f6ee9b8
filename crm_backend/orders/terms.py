"""For how long what may be asked for: by the facts that customers are told, so that both are always the same."""

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.orders.possible import Terms
from crm_backend.replies.service import ReplyService


async def read_terms(session: AsyncSession, replies: ReplyService) -> Terms:
    return Terms(
        return_days=await replies.counted(session, "return_days"),
        exchange_days=await replies.counted(session, "exchange_days"),
        warranty_months=await replies.counted(session, "warranty_months"),
    )
