"""Text as every other package needs it: words, sentences, tokens, languages."""
