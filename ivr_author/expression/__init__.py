"""The expression language: parsed, checked, evaluated and written as ECMAScript; never evaluated as text."""
