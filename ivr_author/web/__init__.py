"""The studio in the browser: forms in, pages out. Leaves the work to the use cases."""
