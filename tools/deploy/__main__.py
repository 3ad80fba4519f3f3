"""`python -m tools.deploy STAGE --parameters FILE --bucket NAME`: shows a change set of build/STAGE/, asks, deploys."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from ops.screen import Screen
from tools.deploy.built import Built, built
from tools.deploy.deployment import Wish, World, deploy
from tools.deploy.failure import DeployFailed
from tools.deploy.faults import advice
from tools.deploy.parameters import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROJECT = Path(__file__).resolve().parents[2]
NOTES = """\
exit status: 0 the stack is as it should be, or --dry-run has shown what would change; 1 it is not, or was declined

example:
  make deploy STAGE=test PARAMETERS=parameters.test.json BUCKET=my-deployments ARGS=--dry-run
"""


def main(arguments: Sequence[str], world: Callable[[bool], World] | None = None, project: Path = PROJECT) -> int:
    """The exit status; standard error says what went wrong."""
    options = _parser().parse_args(arguments)
    try:
        made = built(project / "build" / options.stage, options.stage)
        wish = _wish(options, made)
        seen = (world or _world)(options.yes)
        seen.say(f"{wish.stack}: {made.origin}, {made.manifest['runtime']}, {made.manifest['architecture']}")
        return 0 if deploy(made, wish, seen) else 1
    except DeployFailed as failed:
        sys.stderr.write(f"deploy: {failed}\n")
    except (BotoCoreError, ClientError) as fault:
        sys.stderr.write(f"deploy: {advice(fault)}\n")
    except KeyboardInterrupt:
        sys.stderr.write("deploy: stopped looking. What had begun goes on: CloudFormation → Stacks → Events.\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m tools.deploy",
        description="Deploy what `make package` built: upload, show the change set, ask, change, tell the addresses.",
        epilog=NOTES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stage", type=_named, help="a stage that was built")
    parser.add_argument("--parameters", required=True, type=_named, help="the stage's parameters, a JSON file")
    parser.add_argument("--bucket", required=True, type=_named, help="an S3 bucket in the region of the stack")
    parser.add_argument("--stack", help="the stack's name (guichet-STAGE)")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help="show the change set and take it away again")
    parser.add_argument(
        "--allow-replacement", action="store_true", help="even of the table, the keys, or an address the bank knows"
    )
    return parser


def _named(value: str) -> str:
    if not value:
        raise argparse.ArgumentTypeError("say which: make deploy STAGE=… PARAMETERS=… BUCKET=…")
    return value


def _wish(options: argparse.Namespace, made: Built) -> Wish:
    return Wish(
        stack=options.stack or f"guichet-{options.stage}",
        bucket=options.bucket,
        parameters=parameters(Path(options.parameters), made.template["Parameters"]),
        change_set=f"deploy-{datetime.now(UTC):%Y%m%d-%H%M%S}-{made.archive_sha256[:12]}",
        allow_replacement=options.allow_replacement,
        dry_run=options.dry_run,
    )


def _world(yes: bool) -> World:
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))
    return World(
        s3=session.client("s3"),
        cloudformation=session.client("cloudformation"),
        say=_say,
        agrees=(lambda _: True) if yes else _agrees,
        sleep=time.sleep,
        screen=Screen(os.environ),
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _agrees(question: str) -> bool:
    """Yes only by saying so; where nobody can answer, no."""
    sys.stdout.write(f"\n{question} [y/N] ")
    sys.stdout.flush()
    try:
        return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")
    except KeyboardInterrupt:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
