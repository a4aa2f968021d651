"""The page on Amplify, and domains of your own."""
