//! Is every part of the installation well? For `/readyz` and `sahut doctor`.
