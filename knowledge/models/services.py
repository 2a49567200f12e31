"""Services 服务事项 and their guides 办事指南."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, Sourced, one_of, sourced_checks

NECESSITIES = ("必要", "非必要", "容缺")
# The categories of the catalogue in the order in which they are told; an office may have others, which follow.
CATEGORIES = (
    "人才认定与服务卡", "政策兑现", "安居保障", "子女教育", "医疗保健", "户籍与出入境", "外国人才", "就业与配偶",
    "职称与培养", "创新创业", "生活便利", "综合服务",
)  # fmt: skip


class Service(Sourced, Base):
    """A service and the plain facts of its guide (elements after GB/T 39554)."""

    __tablename__ = "service"
    __table_args__ = sourced_checks()

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]
    category: Mapped[str] = mapped_column(String(40))
    item_type: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    conditions: Mapped[list[str]]
    legal_limit: Mapped[str] = mapped_column(Text)
    promised_limit: Mapped[str] = mapped_column(Text)
    fee: Mapped[str] = mapped_column(Text)
    onsite_times: Mapped[int]
    channels: Mapped[list[str]]
    online: Mapped[str] = mapped_column(Text, default="")
    proxy: Mapped[str] = mapped_column(Text, default="")
    form_note: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    delivery: Mapped[str] = mapped_column(Text, default="")
    windows: Mapped[list[str]]
    bookable: Mapped[bool]
    minutes: Mapped[int]
    needs_id_number: Mapped[bool] = mapped_column(default=False, server_default=false())
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    complaint_telephone: Mapped[str] = mapped_column(String(40), default="")
    policies: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    en: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    cases: Mapped[list[ServiceCase]] = relationship(cascade="all, delete-orphan", order_by="ServiceCase.position")
    materials: Mapped[list[ServiceMaterial]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceMaterial.position"
    )
    steps: Mapped[list[ServiceStep]] = relationship(cascade="all, delete-orphan", order_by="ServiceStep.position")
    faqs: Mapped[list[ServiceFaq]] = relationship(cascade="all, delete-orphan", order_by="ServiceFaq.position")


class ServiceCase(Base):
    """A case 情形 of a service: first application, renewal, replacement."""

    __tablename__ = "service_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]]


class ServiceMaterial(Base):
    """A material to bring; `cases` empty means: in every case."""

    __tablename__ = "service_material"
    __table_args__ = (one_of("necessity", NECESSITIES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    necessity: Mapped[str] = mapped_column(String(10))
    form: Mapped[str] = mapped_column(String(20))
    copies: Mapped[int]
    origin: Mapped[str] = mapped_column(String(20), default="")
    cases: Mapped[list[str]]
    note: Mapped[str] = mapped_column(Text, default="")


class ServiceStep(Base):
    """A step of the process, in order."""

    __tablename__ = "service_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(Text, default="")


class ServiceFaq(Base):
    """A frequent question of a service with its answer."""

    __tablename__ = "service_faq"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
