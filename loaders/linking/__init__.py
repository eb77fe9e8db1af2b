"""Links from plan statements to shared vocabularies, each with its confidence and the words that made it."""
