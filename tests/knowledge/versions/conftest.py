"""An invented policy with three versions, a partial change and an explanation, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.database import connect, migrate, session_factory
from knowledge.loading.load import load_content
from knowledge.models import Policy
from knowledge.office import Office
from tests.conftest import NOW

POLICY = """
kind: policy
code: ex-grant
name: 【示例】测试补助办法
aliases: [测试补助办法]
level: 两江新区
summary: 示例办法，只用于测试。
documents:
  - code: ex-grant-2026-change
    title: 【示例】测试补助办法的修改决定
    number: 示例〔2026〕91号
    effective_from: 2026-03-01
    validity: 有效
    provenance: illustrative
    relations:
      - {type: amends, document: ex-grant-2024, clauses: [第三条], note: 合同改为两年。}
    clauses:
      - {path: 第一条, about: [condition], text: 第三条改为：合同期限两年以上。}
  - code: ex-grant-2024-explained
    title: 【示例】测试补助办法解读
    published_on: 2024-05-20
    validity: 有效
    provenance: illustrative
    relations: [{type: interprets, document: ex-grant-2024}]
    clauses:
      - {path: 一、, about: [overview], text: 解读只作说明。}
  - code: ex-grant-2024
    title: 【示例】测试补助办法（2024年）
    number: 示例〔2024〕91号
    effective_from: 2024-06-01
    effective_to: 2027-01-31
    validity: 有效
    provenance: illustrative
    review_due: 2026-11-01
    relations:
      - {type: supersedes, document: ex-grant-2021}
    clauses:
      - {path: 第一条, heading: 对象, about: [overview, audience], text: 适用于全职工作的人才。}
      - {path: 第二条, heading: 标准, about: [amount], text: A类补助70万元，B类补助30万元，分三年发放。}
      - {path: 第三条, heading: 条件, about: [condition], text: 合同期限三年以上，社会保险满六个月。}
      - {path: 第四条, heading: 时限, about: [time], text: 受理后十五个工作日内审核。}
      - {path: 第六条, heading: 异议, about: [process], text: 对结果有异议的，可以在十个工作日内申请复核。}
      - {path: 第七条, heading: 公示, about: [process], text: 审核结果公示五个工作日。}
    benefits:
      - {clause: 第二条, name: A类补助, category: "EX_GRANT:A", amount_max: 700000}
      - {clause: 第二条, name: B类补助, category: "EX_GRANT:B", amount_max: 300000}
    conditions:
      - {clause: 第三条, text: 合同期限三年以上}
      - {clause: 第三条, text: 社会保险满六个月}
  - code: ex-grant-2021
    title: 【示例】测试补助办法（2021年）
    number: 示例〔2021〕91号
    effective_from: 2021-02-01
    effective_to: 2026-01-31
    validity: 有效
    provenance: illustrative
    relations:
      - {type: repeals, document: ex-grant-2018}
    clauses:
      - {path: 第一条, heading: 对象, about: [overview, audience], text: 适用于全职工作的人才。}
      - {path: 第二条, heading: 标准, about: [amount], text: A类补助50万元，B类补助20万元，一次性发放。}
      - {path: 第三条, heading: 条件, about: [condition], text: 合同期限五年以上，社会保险满六个月。}
      - {path: 第四条, heading: 时限, about: [time], text: 受理后二十个工作日内审核。}
      - {path: 第五条, heading: 异议, about: [process], text: 对结果有异议的，可以在十个工作日内申请复核。}
      - {path: 第八条, heading: 报备, about: [other], text: 离开本区的应当报备。}
    benefits:
      - {clause: 第二条, name: A类补助, category: "EX_GRANT:A", amount_max: 500000}
      - {clause: 第二条, name: B类补助, category: "EX_GRANT:B", amount_max: 200000}
    conditions:
      - {clause: 第三条, text: 合同期限五年以上}
      - {clause: 第三条, text: 社会保险满六个月}
  - code: ex-grant-2018
    title: 【示例】测试补助办法（2018年）
    number: 示例〔2018〕91号
    effective_from: 2018-03-01
    validity: 废止
    provenance: illustrative
    clauses:
      - {path: 第一条, about: [overview], text: 试行办法。}
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The office with that policy alone; its session may write."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/versions.sqlite3"
    else:
        url = request.getfixturevalue("postgresql_url")
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "ex-grant.yml").write_text(POLICY, "utf-8")
    migrate(url)
    engine = connect(url)
    with session_factory(engine, writes=True)() as session, session.begin():
        load_content(session, folder, NOW)
        yield Office(session, NOW)
    engine.dispose()


@pytest.fixture
def policy(office: Office) -> Policy:
    return office.session.scalars(select(Policy)).one()
