"""The steps of a deployment, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.deploy.change_set import ChangeSet, ChangeSets
from tools.deploy.failure import DeployFailed
from tools.deploy.progress import Progress
from tools.deploy.review import dangers, lines, review
from tools.deploy.stack import Stack, check_deployable, stack
from tools.deploy.upload import Bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ops.screen import Screen
    from tools.deploy.built import Built
    from tools.deploy.clients import S3, CloudFormation


@dataclass(frozen=True, slots=True)
class Wish:
    """What is deployed where; `change_set` names the change set, which the stack must not have yet."""

    stack: str
    bucket: str
    parameters: Mapping[str, str]
    change_set: str
    allow_replacement: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """AWS, and the person who looks on: `agrees` is asked once, before anything is changed."""

    s3: S3
    cloudformation: CloudFormation
    say: Callable[[str], object]
    agrees: Callable[[str], bool]
    sleep: Callable[[float], object]
    screen: Screen


def deploy(built: Built, wish: Wish, world: World) -> bool:
    """Whether the stack is now what was wished, or was already; raises DeployFailed."""
    before = stack(world.cloudformation, wish.stack)
    check_deployable(wish.stack, before)
    url = _upload(built, wish, world)
    creates = before is None or not before.is_made
    change_sets = ChangeSets(world.cloudformation, wish.stack, world.sleep)
    made = change_sets.create(wish.change_set, creates=creates, template_url=url, parameters=wish.parameters)
    if not made.changes:
        change_sets.discard(made)
        world.say(f"{wish.stack} is already so; nothing is changed.")
        return True
    if not _wanted(made, wish, world, change_sets):
        return wish.dry_run
    progress = Progress(world.cloudformation, made.stack_id, world.say, world.screen)
    progress.begin()
    change_sets.execute(made)
    _tell_end(progress.follow(world.sleep), world)
    return True


def _upload(built: Built, wish: Wish, world: World) -> str:
    """The template's address."""
    bucket = Bucket(world.s3, wish.bucket)
    bucket.check()
    archive, sent = bucket.put(built.archive, ".zip")
    world.say(f"bundle: s3://{wish.bucket}/{archive} ({'sent' if sent else 'is there already'})")
    text = built.template_text(f"s3://{wish.bucket}/{archive}")
    template, sent = bucket.put(text.encode(), ".template.yaml")
    world.say(f"template: s3://{wish.bucket}/{template} ({'sent' if sent else 'is there already'})")
    return bucket.url(template)


def _wanted(made: ChangeSet, wish: Wish, world: World, change_sets: ChangeSets) -> bool:
    """Shows the change set and asks; what is not wanted is taken away again."""
    changes = review(made.changes)
    world.say("")
    for line in lines(changes, world.screen):
        world.say(line)
    if wish.dry_run:
        change_sets.discard(made)
        world.say("Dry run: nothing is changed, and the change set is taken away again.")
        return False
    if dangers(changes) and not wish.allow_replacement:
        change_sets.discard(made)
        raise DeployFailed("Refused, for what it would lose (above). If that is meant: --allow-replacement.")
    verb = "Create" if made.creates else "Change"
    if world.agrees(f"{verb} {wish.stack} so?"):
        return True
    change_sets.discard(made)
    world.say("Nothing is changed.")
    return False


def _tell_end(after: Stack, world: World) -> None:
    world.say("")
    for output in after.told_outputs():
        world.say(output)
