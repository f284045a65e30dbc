//! Steps from an empty file to our schema, each in one transaction. A newer schema than ours is refused.
