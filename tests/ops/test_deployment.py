from __future__ import annotations

import argparse
import os
import subprocess
import sys

import pytest

from local import environment as local_environment
from ops.deployment import deployment
from ops.stop import CannotLook

LOCAL, NAMED = argparse.Namespace(local=True), argparse.Namespace(local=False)


def test_a_named_table_is_the_deployment_even_beside_a_local_stack(local_aws, local_variables):
    found = deployment(NAMED, {**local_variables, "GUICHET_TABLE": "guichet-production"})

    assert (found.local, found.table) == (False, "guichet-production")


def test_the_local_stack_is_taken_where_it_is_asked_for_whatever_the_settings_say(local_aws, local_variables):
    found = deployment(LOCAL, {**local_variables, "GUICHET_TABLE": "guichet-production"})

    assert (found.local, found.table) == (True, "guichet")
    assert found.settings["AWS_ENDPOINT_URL"] == local_aws.url("aws")


def test_the_local_secret_is_read(local_aws, local_variables):
    assert '"tpe": "0000001"' in deployment(LOCAL, local_variables).secret.text()


@pytest.mark.parametrize("port", ["x", "0", "70000"])
def test_a_port_that_cannot_be_is_told(port):
    with pytest.raises(CannotLook, match="must be port numbers"):
        deployment(LOCAL, {"GUICHET_AWS_PORT": port})


def test_a_deployment_without_a_secret_says_which_setting_is_missing():
    found = deployment(NAMED, {"GUICHET_TABLE": "guichet"})

    with pytest.raises(CannotLook, match="GUICHET_SECRET"):
        _ = found.secret


def test_the_region_may_be_named_as_awss_own_command_line_has_it(local_aws):
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GUICHET_"))}
    ours = local_environment.aws_client(local_aws)
    del ours["AWS_DEFAULT_REGION"]
    command = [sys.executable, "-m", "ops", "show", "NOBODY"]

    done = subprocess.run(command, env={**theirs, **ours}, capture_output=True, text=True, check=False)

    assert "region" not in done.stderr
    assert (done.returncode, "NOBODY" in done.stderr) == (1, True)
