//! Reports in the making: kept when the line drops, gone when they were sent.
