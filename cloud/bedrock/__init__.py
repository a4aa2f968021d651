"""A small server that speaks the Bedrock wire protocol, for a laptop and for tests.

Boto3 reaches it through `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` and `AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME`, so the product
needs no local branch. It listens on 127.0.0.1 alone, checks no signature, and logs no text of a request or an answer.
"""
