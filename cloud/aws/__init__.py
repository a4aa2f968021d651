"""The commands for a stage on AWS: deploy, destroy, reembed."""
