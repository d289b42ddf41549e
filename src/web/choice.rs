//! What stands in lists to choose from: agencies and categories, set in below what they belong to.

use crate::texts::Lang;

/// The words of one. What was closed is offered only where it is chosen already, and says so: else whoever saves the
/// form for another reason would change this, unseen.
pub fn words(t: Lang, depth: usize, name: &str, is_active: bool) -> String {
    let indent = "\u{2003}".repeat(depth.min(6));
    if is_active {
        format!("{indent}{name}")
    } else {
        format!("{indent}{}", t.with("choice-closed", "name", name))
    }
}
