"""Computes a published draw again: python3 draw_verify.py protocol.json (exit 0: everything holds).

python3 draw_verify.py commit NUMBER PERSON      makes a nonce and its commitment
"""

import hashlib
import hmac
import json
import secrets
import sys
from pathlib import Path


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def below(seed, step, total, attempt=0):
    message = f"{step}:{attempt}".encode()
    value = int(hmac.new(bytes.fromhex(seed), message, "sha256").hexdigest(), 16)
    fits = value < 2**256 - 2**256 % total  # a value of the incomplete last stretch does not count
    return value % total if fits else below(seed, step, total, attempt + 1)


def order(seed, weights, wanted):
    left, drawn = sorted(weights), []
    while left and len(drawn) < wanted:
        at = below(seed, len(drawn), sum(weights[e] for e in left))
        for place, entry in enumerate(left):
            at -= weights[entry]
            if at < 0:
                drawn.append(left.pop(place))
                break
    return drawn


def checks(p):
    """(what, whether it holds) of a finished draw."""
    head = {k: p[k] for k in ("number", "kind", "drawn", "standby", "seats", "entries")}
    text = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    ids = [e[0] for e in p["entries"]]
    yield "名单按编号排列且不重复", ids == sorted(set(ids))
    yield "名单与公布的摘要一致", sha256(text) == p["digest"]
    yield "提交随机数的人数符合", len({c["person"] for c in p["commitments"]}) == p["seats"] >= 2
    for c in p["commitments"]:
        made = sha256(f"{p['number']}|{c['person']}|{c['nonce']}")
        yield f"{c['name']}的随机数与承诺一致", made == c["commitment"]
    yield "种子由名单和全部随机数得出", p["seed"] == sha256(
        "|".join([p["digest"], *sorted(c["nonce"] for c in p["commitments"])]))  # fmt: skip
    able = {e[0]: e[2] for e in p["entries"] if not e[3]}
    picks = p["picks"]
    yield "结果可重算", [x["id"] for x in picks] == order(p["seed"], able, len(picks))
    yield "数量符合", len(picks) >= min(p["drawn"] + p["standby"], len(able)) and all(
        x["position"] == i and (x["role"] == "drawn") == (i <= p["drawn"]) for i, x in enumerate(picks, 1))  # fmt: skip
    free = [
        x for x in picks if (x["role"], x["state"], x["replaces"]) == ("standby", "stands", None)
    ]
    used = [x["position"] for x in picks if x["replaces"]]
    yield "候补按顺序递补", not free or not used or min(x["position"] for x in free) > max(used)
    yield "替换都有理由", all(x["reason"] for x in picks if x["state"] == "replaced")


def main(arguments):
    if arguments[:1] == ["commit"]:
        nonce = secrets.token_hex(16)
        print("nonce", nonce, "\ncommitment", sha256("|".join([*arguments[1:3], nonce])))
        return 0
    protocol = json.loads(Path(arguments[0]).read_text("utf-8"))
    if protocol["state"] != "done" or "entries" not in protocol:
        print("没有可以重算的结果：", protocol["state"], protocol.get("void_reason") or "")
        return 1
    found = list(checks(protocol))
    for what, holds in found:
        print("✓" if holds else "✗", what)
    return 0 if all(holds for _what, holds in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
