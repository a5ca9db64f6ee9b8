"""What a text is made of: languages, words, entities, sentiment, keywords, a summary. No store, no clock."""
