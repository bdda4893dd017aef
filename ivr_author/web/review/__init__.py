"""The room Review behind its views: what is compared with what is live, how changes are shown, threads of comments."""
