"""What the demo office has under way: requests in each state, a delivery that was confirmed, a correction."""

from __future__ import annotations

from datetime import date, timedelta

from hengjian.office.accounts.models import User
from hengjian.office.exchange import actions
from hengjian.office.trail.chain import state_digest


def make_demo() -> None:
    """Only for the invented district: the people of `office init --demo-accounts`."""
    people = {u.username: u for u in User.objects.filter(username__in=("jingban", "zhuren"))}
    if len(people) < 2 or not people["jingban"].unit_id:
        return
    jingban, zhuren, today = people["jingban"], people["zhuren"], date.today()  # noqa: DTZ011 (the day of installation)
    until = today + timedelta(days=90)
    open_ = actions.ask("contract", ["contract_id", "supplier_code", "signed_on", "amount_fen"], {},
                        "核对中小企业款项支付情况", until, acting_user=jingban, on_day=today)  # fmt: skip
    made = actions.deliver(open_, acting_user=jingban, on_day=today)
    actions.confirm(made, acting_user=jingban)
    actions.ask("enterprise_person", ["credit_code", "role", "name"], {"role": "legal_representative"},
                "核验申请人法定代表人，免提交营业执照", until, acting_user=jingban, on_day=today)  # fmt: skip
    granted = actions.ask("penalty", ["case_no", "party_code", "decision", "decided_on"], {"party_kind": "organisation"},
                          "审批前核验处罚记录", until, acting_user=jingban, on_day=today)  # fmt: skip
    granted.refresh_from_db()
    actions.decide(granted, True, granted.columns, "同意，限于本事项使用", seen=state_digest(granted),
                   acting_user=zhuren, on_day=today)  # fmt: skip
    actions.ask_correction("enterprise", "91990101100000016P", "address", "解放路32号", "现场核查，门牌已变更",
                           acting_user=jingban, on_day=today)  # fmt: skip
