"""office: set up, serve, tick. The web office of a district."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from hengjian.cli.options import HomeOption, JsonOption
from hengjian.cli.output import console, print_json, print_table
from hengjian.district.home import Home

app = typer.Typer(no_args_is_help=True, help="办公端：数据库、账号、网页服务。The web office.")


def opened(home: HomeOption) -> Home:
    """The home, and Django ready to work on it."""
    place = Home.open(home)
    os.environ["HENGJIAN_HOME"] = str(place.path.resolve())
    from hengjian.office.setup import start_django

    start_django()
    return place


@app.command()
def init(
    home: HomeOption = None,
    demo_accounts: Annotated[
        bool, typer.Option("--demo-accounts", help="Invented people with fresh passwords.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make or upgrade the database and take over the latest run's findings. Safe to repeat.

    Example: [bold]hengjian office init[/]
    """
    opened(home)
    from hengjian.office import setup
    from hengjian.office.findings.importing import import_run

    setup.migrate()
    count = import_run()
    accounts = setup.make_demo_accounts() if demo_accounts else []
    if accounts:
        setup.make_demo_work()
    if json:
        print_json({"findings": count, "accounts": [asdict(a) for a in accounts]})
        return
    console.print(f"办公端就绪：{count:,} 条疑点")
    if accounts:
        print_table("演示账号（只显示这一次）", ("用户名", "姓名", "角色", "密码", "动态码密钥"),
                    [(a.username, a.name, a.role, a.password, a.secret) for a in accounts])  # fmt: skip


@app.command()
def serve(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8600,
    workers: Annotated[int, typer.Option(help="Processes.")] = 2,
    worker: Annotated[
        bool, typer.Option("--worker", help="Run the background worker beside it.")
    ] = False,
) -> None:
    """Serve the web office until interrupted.

    Example: [bold]hengjian office serve --port 8600[/]
    """
    opened(home)
    from hengjian.office.setup import check

    check()
    console.print(f"衡鉴办公端：http://{host}:{port}/  （Ctrl+C 结束）")
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--log-level", "warning",
        "hengjian.office.config.wsgi:application",
    ]  # fmt: skip
    if not worker:
        os.execv(sys.executable, command)  # noqa: S606 (no shell is wanted)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end like Ctrl+C, both processes
    beside = subprocess.Popen([sys.executable, "-m", "hengjian.cli", "office", "work"])
    try:
        subprocess.run(command, check=False)
    except KeyboardInterrupt:
        console.print("已停止")
    finally:
        beside.terminate()
        beside.wait(timeout=30)


@app.command()
def code(
    username: Annotated[str, typer.Argument(help="Account of the demo.")], home: HomeOption = None
) -> None:
    """The present second-factor code of a demo account (only where its secret was printed here)."""
    opened(home)
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device = TOTPDevice.objects.filter(user__username=username, confirmed=True).first()
    if device is None:
        raise ValueError(f"{username} 没有第二因素；`hengjian office init` 列出全部账号")
    console.print(f"{totp(device.bin_key):06d}")


@app.command()
def work(
    home: HomeOption = None,
    seconds: Annotated[float, typer.Option(help="Seconds between two ticks.")] = 60,
    batch: Annotated[
        bool, typer.Option("--batch", help="Do what waits, tick once, and end.")
    ] = False,
) -> None:
    """The worker: background tasks, and a tick every minute, in one process.

    Example: [bold]hengjian office work[/]
    """
    opened(home)
    from hengjian.office.clocks.work import work as run

    run(seconds=seconds, batch=batch)
