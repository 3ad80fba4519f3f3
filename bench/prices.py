"""AWS list prices in US dollars, without free tiers: us-east-1, the region whose prices most pages give.

Europe's are somewhat higher (AWS's own calculator tells); the ratios between the contestants stay. Each was looked up
on the page named beside it in November 2026, in a stored copy, unless it says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Price:
    """Dollars for so many of a unit."""

    dollars: float
    per: float
    source: str

    def of(self, amount: float) -> float:
        return amount * self.dollars / self.per


_AIRBYTE = "airbyte.com/data-engineering-resources/dynamodb-pricing (after the cut of November 2024)"
NOT_LOOKED_UP = "not looked up: from memory of AWS's page"

PRICES = {
    "API Gateway (REST)": Price(3.50, 1e6, "appropri8-astro.pages.dev/tutorials/2025/12/02/deploying-simple-api-aws"),
    "Lambda requests": Price(0.20, 1e6, "cloudchipr.com/blog/aws-lambda-pricing"),
    "Lambda GB-seconds": Price(0.0000133334, 1, "cloudchipr.com/blog/aws-lambda-pricing (arm64, first tier)"),
    "DynamoDB writes": Price(0.625, 1e6, _AIRBYTE),
    "DynamoDB reads": Price(0.125, 1e6, _AIRBYTE),
    "Log bytes": Price(0.50, 1e9, "flarebyte/learning, aws/serverless-cost.md (CloudWatch Logs, ingestion)"),
    "Mails": Price(0.10, 1e3, NOT_LOOKED_UP),
}
