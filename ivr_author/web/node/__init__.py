"""The form of a node, made from the types of its fields."""
