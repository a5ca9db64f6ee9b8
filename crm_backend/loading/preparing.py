"""The second look at a file: what its lines refer to, in the file or in the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.customers.service import CustomerService
from crm_backend.kit import bulk
from crm_backend.loading import rules
from crm_backend.loading.errors import Problem
from crm_backend.loading.schemas import ItemLine, OrderLine, ProductLine
from crm_backend.orders import money
from crm_backend.orders.schemas import ItemFields, OrderFields, OrderRecord, ProductFields, ProductInfo, ProductRecord
from crm_backend.orders.service import OrderService
from crm_backend.settings import Settings
from rapport_text.order_ids import order_key

_NULLABLE = ("expected_at", "delivered_at", "cancelled_at", "phone", "email", "address", "courier", "tracking_number")


@dataclass(frozen=True)
class PreparedOrder:
    """An order ready to be stored, but for the id that its customer (by external id) has in the store."""

    record: OrderRecord
    customer: str | None


class Preparing:
    """Looks up references batch by batch; adds to the reading's bad lines."""

    def __init__(
        self, settings: Settings, customers: CustomerService, orders: OrderService, reading: rules.Reading
    ) -> None:
        self._currency = settings.default_currency
        self._customers = customers
        self._orders = orders
        self._reading = reading
        self._products: dict[str, ProductInfo] = {}

    async def products(self, session: AsyncSession) -> list[ProductRecord]:
        """The file's products. A new one needs a name and a price."""
        prepared: list[ProductRecord] = []
        for lines in bulk.batches(self._reading.products):
            stored = await self._orders.products(session, [line.id for line in lines])
            for line in lines:
                fields, problems = self._product(line, stored.get(line.id))
                if problems:
                    self._reading.refuse(self._reading.product_lines[line.id], problems)
                else:
                    prepared.append(ProductRecord(line.id, fields))
        return prepared

    async def orders(self, session: AsyncSession, done: Callable[[int], None]) -> list[PreparedOrder]:
        """The file's orders. A new one needs a customer and a total."""
        prepared: list[PreparedOrder] = []
        for lines in bulk.batches(self._reading.orders):
            stored = await self._orders.ids_by_key(session, [order_key(line.id) for _, line in lines])
            customers = await self._unknown_customers(session, lines)
            await self._look_up_products(session, lines)
            for number, line in lines:
                order, problems = self._order(line, stored.get(order_key(line.id)))
                if line.customer is not None and line.customer in customers:
                    problems.append(Problem("unknown_customer", {"id": line.customer}))
                if problems:
                    self._reading.refuse(number, problems[:3])
                else:
                    prepared.append(order)
            done(len(prepared))
        return prepared

    def _product(self, line: ProductLine, stored: ProductInfo | None) -> tuple[ProductFields, list[Problem]]:
        fields = cast(ProductFields, line.given("category"))
        problems: list[Problem] = []
        english, chinese = line.english(), line.chinese()
        if english and chinese:
            keep_english = stored is not None and not (line.name or line.name_en)
            keep_chinese = stored is not None and not (line.name or line.name_zh)
            fields["name_en"] = stored.name_en if stored and keep_english else english
            fields["name_zh"] = stored.name_zh if stored and keep_chinese else chinese
        elif stored is None:
            problems.append(Problem("missing", {"field": "name"}))
        currency = line.currency or self._currency
        price = self._minor(line.price, currency, "price", problems)
        if price is not None:
            fields["price_minor"], fields["currency"] = price, currency
        elif stored is None and not problems:
            problems.append(Problem("missing", {"field": "price"}))
        if not problems:
            self._products[line.id] = ProductInfo(
                fields.get("name_en") or (stored.name_en if stored else ""),
                fields.get("name_zh") or (stored.name_zh if stored else ""),
                fields.get("price_minor", stored.price_minor if stored else 0),
                fields.get("currency", stored.currency if stored else currency),
            )
        return fields, problems

    def _order(self, line: OrderLine, stored: str | None) -> tuple[PreparedOrder, list[Problem]]:
        """`stored` is the id of the stored order with the same key."""
        problems: list[Problem] = []
        if stored is not None and stored != line.id:
            problems.append(Problem("key_taken", {"id": line.id, "other": stored}))
        if stored is None and line.customer is None:
            problems.append(Problem("missing", {"field": "customer"}))
        fields = cast(OrderFields, line.given(*_NULLABLE))
        if line.state is not None:
            fields["state"] = line.state
        if line.placed_at is not None:
            fields["placed_at"] = line.placed_at
        currency = line.currency or self._currency
        total = self._minor(line.total, currency, "total", problems)
        if line.items is not None:
            items = [self._item(item, index, currency, problems) for index, item in enumerate(line.items)]
            fields["items"] = items
            if line.total is None:
                total = rules.total_of((item["quantity"], item["price_minor"]) for item in items)
        if total is not None and total <= money.LARGEST_MINOR:
            fields["total_minor"], fields["currency"] = total, currency
        elif stored is None and not problems and not self._names_bad_product(line):
            problems.append(Problem("no_total"))
        return PreparedOrder(OrderRecord(line.id, fields), line.customer), problems

    def _names_bad_product(self, line: OrderLine) -> bool:
        """Then its price is not known only because the product's own line is bad."""
        return any(
            item.product in self._reading.named["product"] and item.product not in self._products
            for item in line.items or ()
        )

    def _item(self, item: ItemLine, index: int, currency: str, problems: list[Problem]) -> ItemFields:
        product = self._products.get(item.product) if item.product else None
        place = f"items[{index}]"
        if item.product and product is None and item.product not in self._reading.named["product"]:
            problems.append(Problem("unknown_product", {"field": f"{place}.product", "id": item.product}))
        elif item.english() is None and item.product is None:
            problems.append(Problem("missing", {"field": f"{place}.name"}))
        price = self._minor(item.price, currency, f"{place}.price", problems)
        if item.price is None and product is not None and product.currency == currency:
            price = product.price_minor
        english = item.name_en or item.name or (product.name_en if product else item.english())
        chinese = item.name_zh or item.name or (product.name_zh if product else item.chinese())
        return ItemFields(
            product=item.product,
            name_en=english or "",
            name_zh=chinese or "",
            quantity=item.quantity,
            price_minor=price,
        )

    def _minor(self, amount: Decimal | None, currency: str, place: str, problems: list[Problem]) -> int | None:
        if amount is None:
            return None
        minor = money.to_minor(amount, currency)
        if minor is None:
            problems.append(Problem("too_many_decimals", {"field": place, "currency": currency}))
        return minor

    async def _unknown_customers(self, session: AsyncSession, lines: Sequence[tuple[int, OrderLine]]) -> set[str]:
        elsewhere = {line.customer for _, line in lines if line.customer} - self._reading.named["customer"].keys()
        return elsewhere - (await self._customers.ids(session, elsewhere)).keys()

    async def _look_up_products(self, session: AsyncSession, lines: Sequence[tuple[int, OrderLine]]) -> None:
        named = {item.product for _, line in lines for item in line.items or () if item.product}
        missing = named - self._products.keys() - self._reading.named["product"].keys()
        self._products |= await self._orders.products(session, missing)
