"""How easy words are to read and hear: sentences, counts, published formulas, advice. Finding the words is others'."""
