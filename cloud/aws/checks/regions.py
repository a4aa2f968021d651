"""Where a stage can be: regions that have every service, and the one region in which a stage of a name already is.

botocore carries AWS's list of endpoints, so that a dry run can tell without an account. Services that the list does not
break down by region (Bedrock's runtime, Budgets) are left to others.
"""

from botocore.exceptions import ClientError, UnknownRegionError

from cloud.aws.checks.finding import Finding
from cloud.stack import stack
from cloud.stack.target import Target, TargetError

# By the name of boto3's client, what a person calls it.
SERVICES = {
    "lambda": "AWS Lambda",
    "apigateway": "Amazon API Gateway (REST)",
    "apigatewayv2": "Amazon API Gateway (WebSocket)",
    "cognito-idp": "Amazon Cognito",
    "amplify": "AWS Amplify",
    "codebuild": "AWS CodeBuild",
    "ecr": "Amazon ECR",
    "dynamodb": "Amazon DynamoDB",
    "sqs": "Amazon SQS",
    "cloudformation": "AWS CloudFormation",
}
# What S3 calls regions in answers to GetBucketLocation.
LOCATIONS = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}


def refuse_incomplete(target: Target) -> None:
    """Raise TargetError for a region that lacks a service that every stage needs; asks nobody."""
    region = target.session.region_name
    if region is None or target.on_laptop:
        return
    try:
        partition = target.session.get_partition_for_region(region)
    except UnknownRegionError as error:
        raise TargetError(f"{region} is no region of AWS. Type: export AWS_REGION=us-east-1") from error
    regions = {
        service: set(target.session.get_available_regions(service, partition_name=partition)) for service in SERVICES
    }
    missing = [name for service, name in SERVICES.items() if region not in regions[service]]
    if not missing:
        return
    complete = sorted(set.intersection(*regions.values()))
    instead = f"Choose a region that has all: {', '.join(complete)}." if complete else f"No region of {partition} has."
    raise TargetError(f"{region} does not have {', '.join(missing)}, which a stage needs. {instead}")


def elsewhere(target: Target) -> Finding | None:
    """A refusal where the account has the stage in another region: its buckets and roles have one name per account."""
    s3 = target.client("s3")
    names = stack.names_of("BucketName", target.stage, target.account)
    for bucket in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"] if bucket["Name"] in names]:
        location = s3.get_bucket_location(Bucket=bucket)["LocationConstraint"]
        region = LOCATIONS.get(location, location)
        if region != target.region:
            return Finding(
                "refused",
                f"The stage {target.stage} is in {region}: its bucket {bucket} is there. A stage's name is one per "
                f"account. Type: export AWS_REGION={region}, or choose another name for the stage here.",
            )
    return None


def opted_out(target: Target) -> str | None:
    """A sentence, if the account has not switched the region on; None if it has, or if nobody can tell."""
    client = target.session.client("ec2", region_name="us-east-1")
    try:
        regions = client.describe_regions(RegionNames=[target.region], AllRegions=True)["Regions"]
    except ClientError:
        return None
    if regions and regions[0].get("OptInStatus") == "not-opted-in":
        return (
            f"The region {target.region} is not switched on in this account. In the console choose Account, AWS "
            f"Regions, {target.region}, Enable (it takes minutes), or choose another region."
        )
    return None
