//! Telephone calls on their way through the menu, and each answer they were given.
