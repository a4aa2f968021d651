"""What the policy of `embed` names of the buckets that sources may read: nothing where the stage has none."""

from collections.abc import Mapping

from chalicelib.adapters.buckets.named import read_entry


def names(outputs: Mapping[str, str], partition: str, user_pool: str) -> dict[str, list[str]]:
    """`user_pool` is the ARN of the pool, which says who is an admin.

    What a role reads needs no permission of the function's own but to take the role.
    """
    folders = [read_entry(entry.strip()) for entry in outputs.get("SourceBuckets", "").split(",") if entry.strip()]
    own = [folder for folder in folders if folder.role is None]
    asks = bool(folders) and outputs.get("SourceBucketUsers", "admins") == "admins"
    return {
        "SourceObjects": [f"arn:{partition}:s3:::{folder.bucket}/{folder.prefix}*" for folder in own],
        "SourceNames": sorted({f"arn:{partition}:s3:::{folder.bucket}" for folder in own}),
        "SourcePrefixes": sorted({f"{folder.prefix}*" for folder in own}),
        "SourceRoles": sorted({folder.role for folder in folders if folder.role}),
        "SourceAdmins": [user_pool] if asks else [],
    }
