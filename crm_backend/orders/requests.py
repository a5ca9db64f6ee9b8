"""What customers asked for on orders and staff have to do."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import Conflict, NotFound
from crm_backend.orders.doing import Asked
from crm_backend.orders.models import Order, OrderRequest, PendingChange
from crm_backend.orders.rules import OPEN
from crm_backend.orders.schemas import OrderRequestView, RequestKind, RequestPage, RequestState


async def of_orders(session: AsyncSession, order_ids: Collection[str]) -> dict[str, list[OrderRequest]]:
    """The requests on these orders (by row id), oldest first."""
    query = select(OrderRequest).where(OrderRequest.order_id.in_(order_ids)).order_by(OrderRequest.created_at)
    found: dict[str, list[OrderRequest]] = {order_id: [] for order_id in order_ids}
    for request in await session.scalars(query.execution_options(populate_existing=True)):
        found[request.order_id].append(request)
    return found


async def add(session: AsyncSession, change: PendingChange, asked: Sequence[Asked], now: datetime) -> None:
    for one in asked:
        session.add(
            OrderRequest(
                kind=one.kind,
                order_id=change.order_id,
                conversation_id=change.conversation_id,
                state=OPEN,
                details=one.details,
                created_at=now,
            )
        )
    await session.flush()


async def listed(
    session: AsyncSession, *, state: RequestState | None, order_ids: Collection[str] | None, limit: int
) -> list[OrderRequestView]:
    """Newest first; `order_ids` are row ids."""
    query = select(OrderRequest, Order).join(Order, Order.id == OrderRequest.order_id)
    if state is not None:
        query = query.where(OrderRequest.state == state)
    if order_ids is not None:
        query = query.where(OrderRequest.order_id.in_(order_ids))
    rows = await session.execute(query.order_by(OrderRequest.created_at.desc(), OrderRequest.id).limit(limit))
    return [_view(request, order) for request, order in rows]


async def page(
    session: AsyncSession, state: RequestState, kind: RequestKind | None, limit: int, offset: int
) -> RequestPage:
    """Open ones: who waits longest first. The others: what was ended last first."""
    asked_for = OrderRequest.state == state
    if kind is not None:
        asked_for = and_(asked_for, OrderRequest.kind == kind)
    in_turn = OrderRequest.created_at if state == OPEN else OrderRequest.ended_at.desc()
    query = select(OrderRequest, Order).join(Order, Order.id == OrderRequest.order_id).where(asked_for)
    rows = await session.execute(query.order_by(in_turn, OrderRequest.id).limit(limit).offset(offset))
    count = (await session.execute(select(func.count()).select_from(OrderRequest).where(asked_for))).scalar_one()
    return RequestPage(requests=[_view(request, order) for request, order in rows], count=count)


async def end(
    session: AsyncSession, request_id: str, staff_id: str, state: RequestState, now: datetime
) -> tuple[OrderRequestView, bool]:
    """Done or rejected, once: the first who ends it decides. And whether that was now."""
    query = select(OrderRequest).where(OrderRequest.id == request_id).with_for_update()
    request = (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()
    if request is None:
        raise NotFound("orders.request_not_found")
    if request.state not in (OPEN, state):
        raise Conflict("orders.request_ended")
    was_open = request.state == OPEN
    if was_open:
        request.state, request.staff_id, request.ended_at = state, staff_id, now
        await session.flush()
    order = await session.get_one(Order, request.order_id)
    return _view(request, order), was_open


def _view(request: OrderRequest, order: Order) -> OrderRequestView:
    fields = ("id", "kind", "state", "details", "conversation_id", "created_at", "ended_at", "staff_id")
    whose = {"order_id": order.external_id, "customer_id": order.customer_id}
    return OrderRequestView.model_validate({**whose, **{field: getattr(request, field) for field in fields}})
