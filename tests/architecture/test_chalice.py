"""What Chalice itself would refuse at a deployment: `chalice package` alone does not look."""

from __future__ import annotations

import json
from pathlib import Path

from chalice.config import Config
from chalice.deploy.validate import validate_configuration

from app import app

ROOT = Path(__file__).parents[2]


def test_chalice_accepts_the_routes_and_triggers() -> None:
    from_disk = json.loads((ROOT / ".chalice" / "config.json").read_text())

    validate_configuration(
        Config("local", user_provided_params={"chalice_app": app, "project_dir": str(ROOT)}, config_from_disk=from_disk)
    )


def test_every_trigger_has_the_name_that_the_template_will_know_it_by() -> None:
    names = {function.name for function in app.pure_lambda_functions} | {
        function.name for function in app.event_sources
    }

    assert names == {"outbox", "sweep", "operations", "settle", "bounces"}
