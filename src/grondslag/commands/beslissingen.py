"""`grondslag logboek decisions`: what was decided on access, and on what ground."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.commands.printing import print_json, print_row, tell
from grondslag.settings import Settings, StartError
from grondslag.surfaces.decisions import AT_MOST, USUAL

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_DECIDED = {True: "allow", False: "deny", None: "error"}


@click.command("decisions", short_help="What was decided on access, for whom, and by which rights.")
@click.option("--trace", metavar="ID", default="", help="Of this trace: 32 hexadecimal digits.")
@click.option("--client", metavar="CLIENT_ID", default="", help="Of requests by this client.")
@click.option("--from", "begin", type=_DAY, help="The first day (UTC); today if not said.")
@click.option("--to", "end", type=_DAY, help="The last day (UTC); today if not said.")
@click.option("--limit", type=click.IntRange(1, AT_MOST), default=USUAL, show_default=True, help="So many at most.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, in the fields of the Authorization Decision Log.")
@for_gemeente
@with_settings
def decisions(settings: Settings, trace: str, client: str, as_json: bool, code: str, **said: Any) -> None:
    """Show what was decided on access, newest first: of a trace, or of some days. To look is itself in the log.

    No decision point is asked for it, so one that is silent does not stand in the way of finding out why.
    """
    body: dict[str, Any] = {"limit": said["limit"]}
    if trace:
        body["traceId"] = trace
    if client:
        body["clientId"] = client
    if not trace or said["begin"] or said["end"]:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        begin, end = (each.replace(tzinfo=UTC) if each else today for each in (said["begin"], said["end"]))
        body |= {"startTime": begin.isoformat(), "endTime": (end + timedelta(days=1)).isoformat()}
    found = asyncio.run(_found(settings, code, body))
    if as_json:
        print_json(found["decisions"])
    else:
        _show(found["decisions"])
    if not found["decisions"]:
        tell("Nothing was found.")
    if not found["complete"]:
        tell(f"There is more: these are the newest {said['limit']} (--limit).")


async def _found(settings: Settings, code: str, body: dict[str, Any]) -> dict[str, Any]:
    from grondslag.integration.logboek.beslissingen import SEARCH
    from grondslag.opening import opened, own_call
    from grondslag.runtime.own_requests import OwnRequests

    async with opened(settings, code, existing=True) as program:
        if SEARCH.component not in program.served:
            raise StartError("The log is looked at where logboek is served: add it to the setting target.")
        caller = own_call(program, scopes=(SEARCH.scope,)).caller
        requests = OwnRequests(program.town, caller, program.document, program.town.base, (SEARCH,), alone=True)
        path = program.world.components[SEARCH.component].path + SEARCH.path
        status, answer = await requests.ask(SEARCH.component, SEARCH.method, path, body)
    if status != 200:
        told = [f"{each['name']}: {each['reason']}" for each in answer.get("invalidParams", ())]
        raise StartError(" ".join(told) or answer["detail"])
    return answer


def _show(found: list[dict[str, Any]]) -> None:
    click.echo("when\tclient\tdecision\taction\toperation\tresource\trights\ttrace")
    for each in found:
        asked, answered = each["body"]["adl.core.request"], each["body"].get("adl.core.response")
        rights = each["attributes"].get("adl.core.policies", {}).get("autorisaties", "-")
        row = (
            f"{datetime.fromtimestamp(each['timestamp'] / 1000, UTC):%Y-%m-%d %H:%M:%S}Z",
            asked["subject"]["id"],
            _DECIDED[answered["decision"] if answered else None],
            asked["action"]["name"],
            asked["action"]["properties"]["operation"],
            f"{asked['resource']['type']}/{asked['resource']['id']}",
            rights[:12],
            each["trace_id"],
        )
        print_row(*row)
