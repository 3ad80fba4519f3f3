from __future__ import annotations

import hashlib

import pytest

from tests.deploy.fake_aws import CHANGE_SET_ID, STACK_ID, added, modified

TABLE, SECRET = "AWS::DynamoDB::Table", "AWS::SecretsManager::Secret"
CREATED = [
    ("CREATE_IN_PROGRESS", [("guichet-test", "CREATE_IN_PROGRESS", "User Initiated")]),
    ("CREATE_COMPLETE", [("Table", "CREATE_COMPLETE", ""), ("guichet-test", "CREATE_COMPLETE", "")]),
]
UPDATED = [
    ("UPDATE_IN_PROGRESS", [("guichet-test", "UPDATE_IN_PROGRESS", "User Initiated")]),
    ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", []),
    ("UPDATE_COMPLETE", [("guichet-test", "UPDATE_COMPLETE", "")]),
]


def test_a_first_deployment_uploads_shows_asks_creates_and_tells_the_addresses(desk):
    aws = desk.cloudformation
    aws.changes, aws.course = [added("Table", TABLE), added("Sweep", "AWS::Lambda::Function")], list(CREATED)

    assert desk.deploy() == 0

    (made,) = aws.asked("CreateChangeSet")
    template = next(key for key in desk.s3.objects if key.endswith(".template.yaml"))
    bundle = hashlib.sha256(b"a bundle").hexdigest() + ".zip"
    assert made["ChangeSetType"] == "CREATE"
    assert made["StackName"] == "guichet-test"
    assert made["TemplateURL"] == f"https://s3.eu-west-3.amazonaws.com/deployments/{template}"
    assert set(made["Capabilities"]) == {"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"}
    assert {p["ParameterKey"]: p["ParameterValue"] for p in made["Parameters"]} == {
        "Platform": "test",
        "Seller": '{"name": "Atelier Lumen"}',
    }
    assert desk.s3.objects[bundle] == b"a bundle"
    assert f"CodeUri: s3://deployments/{bundle}".encode() in desk.s3.objects[template]
    assert desk.questions == ["Create guichet-test so?"]
    assert aws.asked("ExecuteChangeSet") == [
        {"ChangeSetName": CHANGE_SET_ID, "StackName": STACK_ID, "RetainExceptOnCreate": True}
    ]
    assert "Add     Sweep  AWS::Lambda::Function" in desk.text
    assert "Add     Table" in desk.text
    assert "CREATE_COMPLETE               Table" in desk.text
    assert desk.text.index("NotificationAddress: https://pay/notifications") < desk.text.index("TableName: ")
    assert "RestAPIId" not in desk.text


def test_an_update_waits_for_its_own_end_and_not_for_that_of_the_one_before(desk):
    aws = desk.cloudformation
    aws.status, aws.course = "UPDATE_COMPLETE", [("UPDATE_COMPLETE", []), *UPDATED]
    aws.events = [aws.event("guichet-test", "UPDATE_FAILED", "an old grief")]
    aws.changes = [modified("Sweep", "AWS::Lambda::Function")]

    assert desk.deploy("--yes") == 0

    assert aws.asked("CreateChangeSet")[0]["ChangeSetType"] == "UPDATE"
    assert "RetainExceptOnCreate" not in aws.asked("ExecuteChangeSet")[0]
    assert aws.course == []
    assert "an old grief" not in desk.text


def test_what_is_in_the_bucket_is_not_sent_again(desk):
    desk.cloudformation.no_change_set = "The submitted information didn't contain changes."
    desk.cloudformation.status = "UPDATE_COMPLETE"

    desk.deploy()
    sent = len(desk.s3.asked("PutObject"))
    desk.deploy()

    assert sent == 2
    assert len(desk.s3.asked("PutObject")) == 2


def test_where_nothing_changes_nothing_is_asked_and_no_change_set_stays(desk):
    aws = desk.cloudformation
    aws.status = "CREATE_COMPLETE"
    aws.no_change_set = "The submitted information didn't contain changes. Submit different information."

    assert desk.deploy() == 0

    assert "already so" in desk.text
    assert desk.questions == []
    assert len(aws.asked("DeleteChangeSet")) == 1
    assert aws.asked("ExecuteChangeSet") == []
    assert aws.asked("DeleteStack") == []


def test_a_change_set_that_cannot_be_made_says_why_and_leaves_no_shell(desk, capsys):
    desk.cloudformation.no_change_set = "Transform AWS::Serverless-2016-10-31 failed"

    assert desk.deploy() == 1

    assert "Transform AWS::Serverless-2016-10-31 failed" in capsys.readouterr().err
    assert len(desk.cloudformation.asked("DeleteStack")) == 1


def test_a_failed_creation_names_what_failed_first_and_not_its_consequences(desk, capsys):
    aws = desk.cloudformation
    aws.changes = [added("Table", TABLE)]
    aws.course = [
        ("CREATE_IN_PROGRESS", [("guichet-test", "CREATE_IN_PROGRESS", "")]),
        (
            "ROLLBACK_IN_PROGRESS",
            [
                ("Secret", "CREATE_FAILED", "already exists"),
                ("Key", "CREATE_FAILED", "Resource creation cancelled"),
                ("guichet-test", "ROLLBACK_IN_PROGRESS", ""),
            ],
        ),
        ("ROLLBACK_COMPLETE", [("guichet-test", "ROLLBACK_COMPLETE", "")]),
    ]

    assert desk.deploy() == 1

    told = capsys.readouterr().err
    assert "ended as ROLLBACK_COMPLETE" in told
    assert "Secret (AWS::Thing): already exists" in told
    assert "Key" not in told
    assert "NotificationAddress" not in desk.text


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (modified("Table", TABLE, "True"), "REPLACED"),
        (modified("Table", TABLE, "Conditional"), "PERHAPS REPLACED"),
        ({**added("Key", "AWS::KMS::Key"), "Action": "Remove"}, "REMOVED"),
        (modified("Secret", SECRET, target="SecretString"), "KEYS OVERWRITTEN"),
        (modified("RestAPI", "AWS::ApiGateway::RestApi", "True"), "REPLACED"),
    ],
)
def test_what_would_lose_orders_keys_or_addresses_is_refused_unless_allowed(desk, capsys, change, word):
    aws = desk.cloudformation
    aws.status, aws.changes, aws.course = "UPDATE_COMPLETE", [change], list(UPDATED)

    assert desk.deploy("--yes") == 1
    assert aws.asked("ExecuteChangeSet") == []
    assert len(aws.asked("DeleteChangeSet")) == 1
    assert "--allow-replacement" in capsys.readouterr().err
    assert f"  {word}" in desk.text

    assert desk.deploy("--yes", "--allow-replacement") == 0
    assert len(aws.asked("ExecuteChangeSet")) == 1


@pytest.mark.parametrize(
    "change",
    [
        modified("Table", TABLE),
        modified("Secret", SECRET, target="Description"),
        {**added("ApiErrors", "AWS::CloudWatch::Alarm"), "Action": "Remove"},
        modified("Sweep", "AWS::Lambda::Function", "True"),
    ],
)
def test_what_loses_nothing_needs_no_leave(desk, change):
    aws = desk.cloudformation
    aws.status, aws.changes, aws.course = "UPDATE_COMPLETE", [change], list(UPDATED)

    assert desk.deploy("--yes") == 0


def test_declined_nothing_changes_and_nothing_stays(desk):
    aws = desk.cloudformation
    aws.changes, desk.answer = [added("Table", TABLE)], False

    assert desk.deploy() == 1

    assert aws.asked("ExecuteChangeSet") == []
    assert len(aws.asked("DeleteChangeSet")) == 1
    assert aws.status is None, "the empty shell of the stack stays"
    assert desk.said[-1] == "Nothing is changed."


def test_declining_a_creation_that_somebody_else_has_carried_out_deletes_nothing(desk):
    aws = desk.cloudformation
    aws.changes, desk.answer = [added("Table", TABLE)], False
    aws.delete_change_set = lambda **_: setattr(aws, "status", "CREATE_IN_PROGRESS")

    assert desk.deploy() == 1

    assert aws.asked("DeleteStack") == []


def test_a_dry_run_shows_every_page_of_the_change_set_and_takes_it_away(desk):
    aws = desk.cloudformation
    aws.status, aws.changes = "UPDATE_COMPLETE", [modified("Table", TABLE, "True"), added("Sweep", "AWS::Thing")]

    assert desk.deploy("--dry-run") == 0

    assert "REPLACED" in desk.text
    assert "Sweep" in desk.text
    assert desk.questions == []
    assert len(aws.asked("DeleteChangeSet")) == 1
    assert aws.asked("ExecuteChangeSet") == []
    assert aws.asked("DeleteStack") == []


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("UPDATE_IN_PROGRESS", "wait until that has ended"),
        ("ROLLBACK_COMPLETE", "docs/deploy.md"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback"),
    ],
)
def test_a_stack_that_cannot_be_changed_now_is_told_before_anything_is_uploaded(desk, capsys, status, advice):
    desk.cloudformation.status = status

    assert desk.deploy() == 1

    assert advice in capsys.readouterr().err
    assert desk.s3.calls == []
