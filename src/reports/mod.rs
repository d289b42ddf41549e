//! What officials see, from the sums alone.
