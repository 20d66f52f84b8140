"""Invented names: common surnames and syllables put together by chance."""

from __future__ import annotations

import numpy as np

from hengjian.demo.days import Ints
from hengjian.demo.draws import Generator, between
from hengjian.demo.frames import Array, joined, labelled, texts

_SURNAMES = texts(list(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
))  # fmt: skip
_GIVEN = texts(list(
    "建国志强文华明军丽芳秀英敏静海燕红霞平刚勇杰涛超鹏辉斌波宁峰亮晨阳雪梅兰竹云松柏"
    "嘉宇泽浩然思远子涵雨欣怡晓东南春秋瑞祥安康德润清源立新启航书恒毅诚朗悦彤璇琪昊"
))  # fmt: skip
_FIRM_FIRST = texts(list("恒瑞鼎盛华信德润启航新远博宏泰安嘉诚金晟天正中汇长丰世纪锦腾云海拓"))
_FIRM_SECOND = texts(list("达通源创科益佳美峰禾利邦程联胜合景阳川原域能迅捷安康悦朗衡鑫格致瀚宇"))
_FIRM_THIRD = texts(list("思文立业建环艾博雅洁优智维数卓凡星辰柏桦梓岳溪岭泽沐"))
FIRM_LINES = (
    ("建筑工程", "4700"), ("信息技术", "6510"), ("商贸", "5100"), ("办公设备", "5180"),
    ("物业管理", "7020"), ("环境科技", "7720"), ("园林绿化", "7840"), ("工程咨询", "7480"),
    ("医疗器械", "5154"), ("餐饮管理", "6210"), ("汽车服务", "8111"), ("印务", "2310"),
    ("电子科技", "3900"), ("农业发展", "0111"), ("文化传媒", "8600"), ("机电安装", "4910"),
)  # fmt: skip


def people(rng: Generator, n: int) -> Array:
    """Names of people, two or three characters; the same name may occur twice, as in life."""
    last = labelled(between(rng, 0, len(_SURNAMES) - 1, n), _SURNAMES)
    first = labelled(between(rng, 0, len(_GIVEN) - 1, n), _GIVEN)
    blank = texts(["", *_GIVEN.to_pylist()])
    long = rng.random(n) < 0.8
    second = labelled(np.where(long, between(rng, 1, len(_GIVEN), n), 0), blank)
    return joined(last, first, second)


def firms(lines: Ints) -> Array:
    """Names of enterprises, one for each line of business given; all different."""
    serial = np.arange(len(lines), dtype=np.int64)
    a, b, c = len(_FIRM_FIRST), len(_FIRM_SECOND), len(_FIRM_THIRD)
    mixed = (serial * 15013) % (a * b * c)
    parts = (
        labelled(mixed % a, _FIRM_FIRST),
        labelled(mixed // a % b, _FIRM_SECOND),
        labelled(mixed // (a * b), _FIRM_THIRD),
    )
    field = labelled(lines, [name for name, _ in FIRM_LINES])
    return joined("江岚", *parts, field, "有限公司")
