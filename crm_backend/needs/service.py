"""What conversations are about: read by a model outside the event loop, labelled by staff. The door of this domain."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.events import CustomerSpoke
from crm_backend.conversations.service import ConversationService
from crm_backend.errors import Conflict, Invalid, NotFound, RapportError, Unavailable
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database, after_commit
from crm_backend.kit.events import Events
from crm_backend.kit.pool import ModelFile, Pool
from crm_backend.needs import repository, rules, views
from crm_backend.needs.catalogue import Need, catalogue, need_ids
from crm_backend.needs.examples import Example
from crm_backend.needs.models import NeedLabel, NeedModel, NeedReading
from crm_backend.needs.schemas import LabelBody, LabelView, ModelKind, ModelView, NeedReadingView
from crm_backend.needs.worker import Found, Given, load_reader, read
from crm_backend.orders.service import OrderService
from crm_backend.settings import Settings

if TYPE_CHECKING:
    from crm_backend.needs.reader import Reader

NEWEST = 12  # messages of a conversation that are read
NEEDS: ModelKind = "needs"
log = logging.getLogger(__name__)


class NeedService:
    """Reads each customer message in the background; a reading that is asked for goes first."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        events: Events,
        database: Database,
        conversations: ConversationService,
        orders: OrderService,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._conversations = conversations
        self._orders = orders
        self._pool = Pool()
        self._waiting: dict[str, None] = {}  # conversations, in order, each once
        self._woken = asyncio.Event()
        events.subscribe(CustomerSpoke, self._heard)

    def catalogue(self) -> Sequence[Need]:
        return catalogue()

    async def read(self, conversation_id: str) -> NeedReadingView:
        """What the conversation so far is about; stored. NotFound; Unavailable without a model.

        Opens transactions of its own: none is open while the worker computes.
        """
        async with self._database.reading() as session:
            await self._conversations.get(session, conversation_id)
            model = await self._active(session)
            said = await self._conversations.customer_texts(session, conversation_id, NEWEST)
            if said:
                stored = await session.get(NeedReading, (conversation_id, said[-1][0]))
                if stored is not None and stored.model_id == model.id:
                    return NeedReadingView.model_validate(stored.reading)
            products = tuple(await self._orders.product_names(session))
        given = Given([[text for _, text in said]], products, self._clock().date())
        view = views.reading((await self._ask(model, given))[0])
        if said:
            await self._keep(conversation_id, said[-1][0], model.id, view)
        return view

    async def reading_of(self, session: AsyncSession, conversation_id: str) -> NeedReadingView | None:
        """The newest stored reading."""
        found = await repository.newest_reading(session, conversation_id)
        return NeedReadingView.model_validate(found.reading) if found else None

    async def label(self, session: AsyncSession, conversation_id: str, body: LabelBody, staff_id: str) -> LabelView:
        """What the conversation's need really is; a later label replaces it. Invalid if there is no such need."""
        for need in (body.need, *body.also):
            if need not in need_ids():
                raise Invalid("needs.no_such_need", need=need)
        current = (await self._conversations.lock(session, conversation_id)).priority
        also = [need for need in dict.fromkeys(body.also) if need != body.need]
        label = await session.merge(
            NeedLabel(
                conversation_id=conversation_id,
                need=body.need,
                also=also,
                priority=body.priority,
                staff_id=staff_id,
                labelled_at=self._clock(),
            )
        )
        await self._conversations.note_reading(session, conversation_id, body.need, body.priority or current)
        return views.label(label)

    async def label_of(self, session: AsyncSession, conversation_id: str) -> LabelView | None:
        found = await session.get(NeedLabel, conversation_id)
        return views.label(found) if found else None

    async def counts_of_labels(self, session: AsyncSession) -> dict[str, int]:
        """How many conversations staff have labelled with each need."""
        return await repository.counts_of_labels(session)

    async def own_examples(self, session: AsyncSession) -> list[Example]:
        """The labelled conversations of this company, as a model learns from them."""
        found: list[Example] = []
        for label in await repository.labels(session):
            said = await self._conversations.customer_texts(session, label.conversation_id, NEWEST)
            conversation = await self._conversations.get(session, label.conversation_id)
            if said:
                found.append(views.example(label, [text for _, text in said], conversation.language))
        return found

    async def models(self, session: AsyncSession, kind: ModelKind | None = None) -> list[ModelView]:
        """The newest first."""
        return [views.model(row) for row in await repository.models(session, kind)]

    async def active(self, session: AsyncSession, kind: ModelKind = NEEDS) -> ModelView | None:
        found = await repository.active_model(session, kind)
        return views.model(found) if found else None

    async def active_file(self, session: AsyncSession) -> Path | None:
        """Of the active model of needs, if it is there."""
        found = await repository.active_model(session, NEEDS)
        return self._path(found) if found and self._path(found).is_file() else None

    async def choose(self, model_id: str, *, even_if_worse: bool = False) -> ModelView:
        """As `activate`, if the model can be read with, and is no worse than the active one unless told so.

        NotFound; Invalid if it can't be used; Conflict if it is worse. Opens transactions of its own.
        """
        async with self._database.reading() as session:
            model = await session.get(NeedModel, model_id)
            active = await repository.active_model(session, NEEDS)
        if model is None:
            raise NotFound("needs.no_such_model")
        if model.kind != NEEDS:
            raise Invalid("needs.not_chosen_here")
        new, old = views.model(model).accuracy(), views.model(active).accuracy() if active else None
        if not (even_if_worse or rules.better(new, old)):
            raise Conflict("needs.model_is_worse")
        try:
            await self._ask(model, Given([], (), self._clock().date()))
        except Unavailable:
            raise Invalid("needs.model_unusable") from None
        async with self._database.transaction() as session:
            return await self.activate(session, model_id)

    async def _ask(self, model: NeedModel, given: Given) -> list[Found]:
        """Unavailable if the model's file is gone, broken, or of another version."""
        try:
            return await self._pool.ask(self._file(model), read, given)
        except (OSError, ValueError) as error:
            log.warning("the model %s can't be used: %r", model.id, error)
            raise Unavailable("needs.no_model") from None

    async def activate(self, session: AsyncSession, model_id: str) -> ModelView:
        """Readings use it from now on, in every replica, without a restart. NotFound."""
        model = await session.get(NeedModel, model_id)
        if model is None:
            raise NotFound("needs.no_such_model")
        await repository.retire(session, model.kind)
        model.active = True
        return views.model(model)

    async def record(self, session: AsyncSession, made: ModelView, file: str) -> ModelView:
        """Keep a trained model; activated if `made` says so."""
        fields = made.model_dump(exclude={"active"})
        session.add(NeedModel(**fields, file=file, active=False))
        await session.flush()
        return await self.activate(session, made.id) if made.active else made

    async def run(self) -> None:
        """Read in the background, one conversation at a time, until cancelled; first what was not read before."""
        await self._catch_up()
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._waiting:
                conversation_id = next(iter(self._waiting))
                del self._waiting[conversation_id]
                await self._read_quietly(conversation_id)

    async def close(self) -> None:
        await self._pool.close()

    async def _heard(self, session: AsyncSession, event: CustomerSpoke) -> None:
        async def wake() -> None:
            self._waiting[event.conversation_id] = None
            self._woken.set()

        after_commit(session, wake)

    async def _catch_up(self) -> None:
        """What a stop kept from being read. The worker has its model before anybody waits for a reading."""
        try:
            async with self._database.reading() as session:
                self._waiting |= dict.fromkeys(await self._conversations.open_ids(session))
                model = await self._active(session)
            self._woken.set()
            await self._ask(model, Given([], (), self._clock().date()))
        except RapportError as error:
            log.debug("nothing to read with: %s", error)
        except Exception:
            log.exception("what was not read before could not be read")

    async def _read_quietly(self, conversation_id: str) -> None:
        """A reading that fails costs nobody anything: the next message is read again."""
        try:
            await self.read(conversation_id)
        except RapportError as error:
            log.debug("not read: %s", error)
        except Exception:
            log.exception("a conversation could not be read")

    async def _active(self, session: AsyncSession) -> NeedModel:
        """The active model; one before it where another replica made it and its file is not here."""
        for model in await repository.models(session, NEEDS, active_first=True):
            if self._path(model).is_file():
                return model
        raise Unavailable("needs.no_model")

    def _path(self, model: NeedModel) -> Path:
        return self._settings.data / model.file

    def _file(self, model: NeedModel) -> "ModelFile[Reader]":
        return ModelFile(NEEDS, model.id, self._path(model), load_reader)

    async def _keep(self, conversation_id: str, message_id: str, model_id: str, view: NeedReadingView) -> None:
        async with self._database.transaction() as session:
            conversation = await self._conversations.lock(session, conversation_id)
            before = await repository.newest_reading(session, conversation_id)
            label = await session.get(NeedLabel, conversation_id)
            await session.merge(
                NeedReading(
                    conversation_id=conversation_id,
                    message_id=message_id,
                    model_id=model_id,
                    need=view.need,
                    priority=view.priority,
                    confidence=view.confidence,
                    reading=view.model_dump(mode="json"),
                    read_at=self._clock(),
                )
            )
            labelled = label.priority if label else None
            if before is not None and before.message_id > message_id:  # what was said since is read already
                need, priority = None, rules.late_priority(conversation.priority, view.priority, labelled)
            else:
                need = rules.next_need(
                    conversation.need,
                    before.need if before else None,
                    view.need,
                    view.sure,
                    label.need if label else None,
                )
                priority = rules.next_priority(conversation.priority, view.priority, labelled)
            await self._conversations.note_reading(session, conversation_id, need, priority)


NEED_SERVICE = web.AppKey("needs", NeedService)
