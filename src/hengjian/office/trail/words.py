"""What entries say to people: titles of kinds and acts, and how much an administrator may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengjian.office.trail.models import Entry
from hengjian.office.trail.verbs import is_read

KINDS: dict[str, str | Promise] = {
    "findings.finding": _("疑点"), "findings.question": _("问询"), "findings.label": _("标注"),
    "findings.clearance": _("澄清"), "findings.fall": _("规则降级"), "findings.leniency": _("容错申请"),
    "accounts.user": _("账号"), "accounts.grant": _("授权"), "accounts.recusal": _("回避"),
    "clocks.clock": _("时钟"), "files.storedfile": _("附件"), "": _("—"),
    "rectification.rectification": _("整改"), "documents.document": _("文书"), "rectification.item": _("整改疑点"), "rectification.step": _("整改步骤"),
    "rectification.dispute": _("异议"), "rectification.sweep": _("举一反三"), "clues.sanction": _("处分"),
    "rulebook.draft": _("规则草稿"), "rulebook.version": _("规则版本"), "rulebook.trial": _("规则试运行"),
    "duties.line": _("履责计划"), "duties.record": _("履责记录"), "duties.meeting": _("会议"), "duties.decision": _("议定事项"),
    "duties.task": _("任务"), "duties.study": _("学习研究"), "duties.requirement": _("上级要求"), "duties.edition": _("社会测评"),
    "duties.assessment": _("考核"), "duties.use": _("结果运用"), "duties.statement": _("书面发言"),
    "draws.draw": _("随机抽取"), "draws.seat": _("随机数"), "draws.pick": _("抽取结果"),
    "credit.inquiry": _("信用查询"), "credit.objection": _("信用异议"), "credit.repair": _("信用修复"),
    "credit.partyevent": _("信用事件"), "exchange.sharerequest": _("共享申请"), "exchange.delivery": _("数据交付"),
    "exchange.correction": _("数据校核"),
    "matters.matter": _("办理事项"), "matters.branch": _("参加单位"), "matters.event": _("办理环节"), "matters.suspension": _("扣除时间"),
    "matters.extension": _("延长期限"), "matters.comment": _("公众意见"), "matters.line": _("验收单行"),
    "clues.clue": _("线索"), "clues.transfer": _("移送"), "trail.verification": _("核验"),
    "lists.entry": _("清单条目"), "lists.request": _("清单调整申请"), "lists.revision": _("申请文本"),
    "lists.publication": _("清单公开副本"), "lists.takeover": _("清单接管"), "lists.workbook": _("清单导入文件"),
}  # fmt: skip
ACTIONS: dict[str, str | Promise] = {
    "matters.opened": _("启动事项"), "matters.event": _("登记环节"), "matters.step_closed": _("办结环节"), "matters.viewed": _("查看事项"),
    "matters.unit_invited": _("邀请单位"), "matters.done": _("事项办结"), "matters.stopped": _("终止事项"), "matters.suspended": _("开始扣除"),
    "matters.suspension_begun": _("登记扣除"), "matters.suspension_ended": _("扣除结束"), "matters.resumed": _("恢复计时"),
    "matters.extended": _("批准延长"), "matters.period_extended": _("期限延长"), "matters.visit_counted": _("申请人到场"),
    "matters.agent_named": _("确定代办员"), "matters.comment_taken": _("登记意见"), "matters.comment_replied": _("答复意见"),
    "matters.line_written": _("生成验收单行"), "matters.line_accepted": _("逐项验收"),
    "lists.taken_over": _("接管清单"), "lists.request_begun": _("提出调整"), "lists.wording_written": _("写入申请文本"),
    "lists.request_changed": _("修改调整申请"), "lists.approval_voided": _("原审核作废"), "lists.submitted": _("送合法性审核"),
    "lists.reviewed": _("合法性审核通过"), "lists.approved": _("批准调整"), "lists.sent_back": _("退回调整申请"),
    "lists.withdrawn": _("撤回调整申请"), "lists.took_effect": _("调整生效"), "lists.entry_ended": _("条目版本终止"),
    "lists.entry_begun": _("条目新版本"), "lists.published": _("公布清单"), "lists.request_published": _("调整已公布"),
    "lists.entry_published": _("条目公布"), "lists.workbook_checked": _("检查导入文件"),
    "lists.workbook_taken": _("导入形成申请"), "lists.list_exported": _("导出清单"),
    "accounts.logged_in": _("登录"), "accounts.logged_out": _("退出"),
    "accounts.login_failed": _("登录失败"), "accounts.locked_out": _("账号锁定"),
    "accounts.unlocked": _("解锁"), "accounts.user_created": _("新建账号"),
    "accounts.user_disabled": _("停用账号"), "accounts.user_enabled": _("启用账号"),
    "accounts.password_changed": _("更改密码"), "accounts.password_reset": _("重置密码"),
    "accounts.role_granted": _("授权"), "accounts.role_revoked": _("撤销授权"),
    "accounts.delegated": _("委托代行"), "accounts.recusal_declared": _("登记回避"),
    "accounts.recusal_ended": _("解除回避"),
    "accounts.second_factor_passed": _("动态码通过"), "accounts.second_factor_failed": _("动态码不符"),
    "accounts.second_factor_reset": _("重置动态码"), "accounts.units_refreshed": _("更新单位"),
    "findings.imported": _("导入疑点"), "findings.viewed": _("查阅疑点"), "findings.asked": _("问询"),
    "findings.question_sent": _("发出问询"), "findings.answer_given": _("答复问询"),
    "findings.answered": _("部门答复"), "findings.accepted": _("采纳说明"),
    "findings.rejected": _("认定不成立"), "findings.labelled": _("标注"), "findings.cleared": _("澄清"),
    "findings.rule_fell": _("规则自动降级"), "findings.rule_mended": _("提出恢复规则"), "findings.rule_restored": _("恢复规则"),
    "findings.snoozed": _("暂缓"), "findings.woken": _("暂缓到期"), "findings.reopened": _("重新打开"),
    "findings.merged": _("合并"), "findings.exported": _("导出疑点"), "files.read": _("下载附件"),
    "files.attached": _("上传附件"), "clocks.started": _("开始计时"), "clocks.met": _("按期完成"),
    "clocks.late": _("超期完成"), "clocks.stopped": _("终止计时"),
    "clocks.certain": _("暂定期限确定"), "clocks.day_moved": _("期限随工作日历调整"), "clocks.escalated": _("时钟升级"),
    "trail.anchored": _("打锚点"), "trail.verified": _("核验痕迹"), "trail.read": _("查阅痕迹"),
    "rulebook.draft_begun": _("起草规则"), "rulebook.version_written": _("写入版本"),
    "rulebook.version_saved": _("修改规则"), "rulebook.tried": _("试运行"), "rulebook.rows_read": _("查看试运行结果"),
    "rulebook.submitted": _("送审规则"), "rulebook.sent_back": _("退回规则"), "rulebook.approved": _("审核通过"),
    "rulebook.approval_voided": _("原审核作废"), "rulebook.shadow_run": _("影子运行"),
    "rulebook.shadow_asked": _("要求影子运行"), "rulebook.released": _("发布规则"),
    "rulebook.replaced": _("由新版取代"), "rulebook.withdrawn": _("撤回规则"),
    "trail.exported": _("导出痕迹"), "trail.looked": _("查看谁看了什么"), "backup.made": _("备份"),
    "clues.proposed": _("提出线索"),
    "clues.registered": _("登记线索"),
    "clues.refused": _("不批准线索"),
    "clues.disposed": _("处置线索"),
    "clues.closed": _("办结线索"),
    "clues.viewed": _("查阅线索"),
    "clues.sent": _("移送"),
    "clues.received": _("签收移送"),
    "clues.fed_back": _("反馈结果"),
    "clues.sanction_counted": _("计入处分"),
    "clues.transfer_viewed": _("查阅移送"),
    "clues.finding_held": _("并入线索"),
    "clues.finding_released": _("移出线索"),
    "clues.sent_up": _("直接报上级"),
    "clues.counts_delivered": _("报送统计"),
    "findings.graph_viewed": _("查看关系图"),
    "findings.list_exported": _("导出清单"),
    "findings.view_saved": _("保存视图"),
    "findings.view_forgotten": _("删除视图"),
    "files.made": _("生成文件"),
    "documents.drafted": _("起草"),
    "documents.revised": _("修改"),
    "documents.submitted": _("送签"),
    "documents.sent_back": _("退回修改"),
    "documents.issued": _("签发"),
    "documents.discarded": _("弃稿"),
    "documents.voided": _("作废"),
    "documents.received": _("签收"),
    "documents.answered": _("答复"),
    "documents.downloaded": _("下载"),
    "documents.viewed": _("查阅"),
    "rectification.opened": _("立项"),
    "rectification.planned": _("制定方案"),
    "rectification.submitted": _("报送完成情况"),
    "rectification.closed": _("复核通过，销号"),
    "rectification.returned": _("复核退回"),
    "rectification.day_moved": _("调整期限"),
    "rectification.disputed": _("提出异议"),
    "rectification.dispute_closed": _("异议不成立"),
    "rectification.withdrawn": _("异议成立，撤销"),
    "rectification.looked_back": _("回头看：巩固"),
    "rectification.relapsed": _("回头看：反弹，重新整改"),
    "rectification.viewed": _("查阅"),
    "rectification.swept": _("举一反三"),
    "rectification.sweep_asked": _("批量问询"),
    "rectification.notices_drafted": _("批量起草文书"),
    "credit.enterprise_read": _("信用查询"),
    "credit.names_searched": _("按名称查找企业"),
    "credit.viewed": _("查阅信用"),
    "credit.receipt_read": _("核验回执"),
    "credit.objected": _("登记信用异议"),
    "credit.objection_answered": _("答复信用异议"),
    "credit.repair_applied": _("登记信用修复"),
    "credit.repair_decided": _("决定信用修复"),
    "credit.event_drafted": _("起草信用事件"),
    "credit.event_told": _("告知当事人"),
    "credit.event_heard": _("听取陈述"),
    "credit.event_decided": _("认定信用事件"),
    "credit.event_repaired": _("修复信用事件"),
    "exchange.asked": _("申请共享数据"),
    "exchange.approved": _("同意共享"),
    "exchange.refused": _("不同意共享"),
    "exchange.delivered": _("交付数据"),
    "exchange.confirmed": _("签收数据"),
    "exchange.viewed": _("查阅"),
    "exchange.downloaded": _("下载共享数据"),
    "exchange.correction_asked": _("申请校核"),
    "exchange.correction_answered": _("处理校核"),
    "duties.planned": _("列入履责计划"), "duties.recorded": _("填写履责记录"), "duties.met": _("登记会议"),
    "duties.stated": _("登记书面发言"), "duties.decided": _("登记议定事项"), "duties.studied": _("登记学习研究"),
    "duties.required": _("登记上级要求"), "duties.assigned": _("交办任务"), "duties.reported": _("报告任务完成"),
    "duties.spot_checked": _("抽查任务"), "duties.survey_published": _("登记社会测评"), "duties.assessed": _("考核"),
    "duties.appealed": _("考核申诉"), "duties.appeal_decided": _("决定考核申诉"), "duties.used": _("运用考核结果"),
    "duties.viewed": _("查阅责任"), "duties.meeting_viewed": _("查阅会议"), "duties.task_viewed": _("查阅任务"),
    "duties.assessment_viewed": _("查阅考核"),
    "draws.prepared": _("准备抽取名单"), "draws.list_changed": _("更换抽取名单"), "draws.frozen": _("冻结并公布名单"),
    "draws.committed": _("提交随机数承诺"), "draws.all_committed": _("承诺齐备"), "draws.revealed": _("揭示随机数"),
    "draws.done": _("抽取完成"), "draws.picked": _("抽中"), "draws.voided": _("抽取作废"), "draws.viewed": _("查阅抽取"),
    "draws.replacement_asked": _("提出替换"), "draws.replacement_refused": _("不同意替换"),
    "draws.replaced": _("确认替换"), "draws.called_up": _("候补递补"),
}  # fmt: skip
#: Entries of these apps are about the administration itself: their detail is no content.
ADMINISTRATIVE = ("accounts", "trail", "backup")
PARTS: dict[str, str | Promise] = {
    "lists": _("清单"),
    "accounts": _("账号"), "findings": _("疑点"), "rectification": _("整改"), "clues": _("线索"),
    "files": _("附件"), "clocks": _("时钟"), "console": _("总览"), "holdings": _("数据"),
    "rulebook": _("规则"), "draws": _("随机抽取"), "duties": _("两个责任"), "trail": _("痕迹"), "backup": _("备份"),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An entry as an administrator may see it: who, what, when, about which object; no content."""

    number: int
    at: datetime
    actor: str
    name: str
    action: str
    title: str
    read: bool
    kind: str
    object_id: str
    unit: str
    purpose: str
    detail: list[tuple[str, str]]
    digest: str


def action_title(action: str) -> str:
    """The Chinese title of an act; its name where none is listed."""
    return str(ACTIONS.get(action, action))


def kind_title(kind: str) -> str:
    """The Chinese title of a kind of object; its label where none is listed."""
    return str(KINDS.get(kind, kind))


def shown(entry: Entry, names: dict[str, str], units: dict[str, str]) -> Shown:
    """Hide what may be content: reasons of decisions and details of business objects."""
    read, administrative = is_read(entry.action), entry.action.split(".")[0] in ADMINISTRATIVE
    body = msgspec.json.decode(entry.payload) if administrative else {}
    return Shown(
        number=entry.number, at=entry.at, actor=entry.actor, name=names.get(entry.actor, ""),
        action=entry.action, title=action_title(entry.action), read=read,
        kind=kind_title(entry.kind), object_id=entry.object_id,
        unit=units.get(entry.unit, entry.unit), purpose=entry.purpose if read or administrative else "",
        detail=[(k, str(v)) for k, v in body.get("detail", {}).items()], digest=entry.digest,
    )  # fmt: skip


@cache
def content_kinds() -> dict[str, str]:
    """Label of a model → the name under which roles list it in `sees`, for models that have one."""
    from django.apps import apps

    found = {m._meta.label_lower: getattr(m, "visibility", None) for m in apps.get_models()}
    return {label: rule.kind for label, rule in found.items() if rule is not None}
