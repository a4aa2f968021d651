"""What must be so before a deploy makes anything."""
