"""What AWS's client says went wrong, with what to do about it."""

from __future__ import annotations

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)

_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
_UNKNOWN = ("InvalidClientTokenId", "InvalidAccessKeyId", "UnrecognizedClientException", "SignatureDoesNotMatch")
_REFUSED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")


def advice(fault: BotoCoreError | ClientError) -> str:
    """One or two sentences for a person at a terminal."""
    if isinstance(fault, NoCredentialsError | PartialCredentialsError):
        return "There are no AWS credentials here: set AWS_PROFILE, or sign in with aws sso login or aws configure."
    if isinstance(fault, NoRegionError):
        return "No region is chosen: set AWS_REGION, such as eu-west-3."
    if not isinstance(fault, ClientError):
        return f"AWS could not be asked: {fault}"
    error = fault.response["Error"]
    told = f"{fault.operation_name}: {error.get('Message', error['Code'])}"
    if error["Code"] in _EXPIRED:
        return f"The AWS credentials have expired; sign in again. ({told})"
    if error["Code"] in _UNKNOWN:
        return f"AWS does not know these credentials. ({told})"
    if error["Code"] in _REFUSED:
        return f"These credentials may not do that ({told}); docs/deploy.md lists the rights that a deployment needs."
    return f"AWS refused: {told}"
