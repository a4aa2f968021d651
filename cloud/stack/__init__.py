"""What a stage is made of: the CloudFormation template, its parameters and what a stage file chooses."""
