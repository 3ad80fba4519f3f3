from __future__ import annotations

import json

import pytest
from botocore.exceptions import NoCredentialsError, NoRegionError

from tests.deploy.fake_aws import refused
from tools.deploy.__main__ import main


def untouched(desk) -> bool:
    return desk.s3.calls == desk.cloudformation.calls == []


def test_a_missing_parameter_is_named_with_what_it_is_for(desk, capsys):
    desk.parameters(Platform="test")

    assert desk.deploy() == 1

    assert "Seller is missing: Who sells." in capsys.readouterr().err
    assert untouched(desk)


def test_a_parameter_that_is_none_is_told_with_the_one_that_was_meant(desk, capsys):
    desk.parameters(Platform="test", Seller="{}", UseWAF="yes")

    assert desk.deploy() == 1

    assert "UseWAF is no parameter; is it UseWaf?" in capsys.readouterr().err
    assert untouched(desk)


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_file_that_is_no_json_object_is_told(desk, capsys, text):
    (desk.project / "parameters.json").write_text(text)

    assert desk.deploy() == 1

    assert "is no JSON" in capsys.readouterr().err


def test_without_a_file_the_example_is_named(desk, capsys):
    (desk.project / "parameters.json").unlink()

    assert desk.deploy() == 1

    assert "infrastructure/parameters.example.json" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["deployment.zip", "template.yaml"])
def test_a_build_that_is_not_what_its_manifest_says_is_not_deployed(desk, capsys, name):
    with (desk.project / "build" / "test" / name).open("ab") as file:
        file.write(b"\n")

    assert desk.deploy() == 1

    assert f"{name} is not what manifest.json says; build it again: make package STAGE=test" in capsys.readouterr().err
    assert untouched(desk)


def test_a_build_of_another_stage_is_not_deployed(desk, capsys):
    manifest = desk.project / "build" / "test" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "stage": "production"}))

    assert desk.deploy() == 1

    assert "a build of stage production" in capsys.readouterr().err


def test_without_a_build_it_says_how_to_make_one(desk, capsys):
    (desk.project / "build" / "test" / "deployment.zip").unlink()

    assert desk.deploy() == 1

    assert "make package STAGE=test" in capsys.readouterr().err


def test_a_bucket_that_is_not_there_is_told_with_how_to_make_one(desk, capsys):
    assert desk.deploy(bucket="nobodys") == 1

    told = capsys.readouterr().err
    assert "nobodys does not serve: there is none of that name" in told
    assert "aws s3 mb s3://NAME --region eu-west-3" in told


def test_a_bucket_of_another_region_is_refused_before_anything_is_sent(desk, capsys):
    desk.s3.region = "us-east-1"

    assert desk.deploy() == 1

    assert "is in us-east-1, the stack goes to eu-west-3" in capsys.readouterr().err
    assert desk.s3.asked("PutObject") == []


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (NoCredentialsError(), "no AWS credentials here"),
        (NoRegionError(), "set AWS_REGION"),
        (refused("ExpiredToken", "DescribeStacks"), "have expired"),
        (refused("InvalidClientTokenId", "DescribeStacks"), "does not know these credentials"),
        (refused("AccessDenied", "DescribeStacks", "no right"), "lists the rights"),
        (refused("ValidationError", "CreateChangeSet", "Platform: bad"), "CreateChangeSet: Platform: bad"),
    ],
)
def test_what_aws_says_comes_with_advice_and_no_traceback(desk, capsys, fault, advice):
    def failing(**_):
        raise fault

    desk.cloudformation.describe_stacks = failing

    assert desk.deploy() == 1

    assert advice in capsys.readouterr().err


def test_stage_parameters_and_bucket_must_be_said(capsys):
    with pytest.raises(SystemExit):
        main(["test", "--parameters", "", "--bucket", "b"])

    assert "make deploy STAGE=… PARAMETERS=… BUCKET=…" in capsys.readouterr().err
