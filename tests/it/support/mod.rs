//! What stories need: a whole house on loopback with throw-away data.

mod audited;
pub mod axe;
pub mod browser;
pub mod city;
pub mod demo_city;
pub mod house;
pub mod people;
pub mod process;
mod said;
pub mod store;
pub mod token_server;

pub use house::{Engine, House};
pub use said::{inbound, said};

/// Declares a story that runs on both databases:
/// `story!(a_citizen_mails, async |house: &House| { … });` with an optional second argument that
/// changes the configuration: `story!(name, |config: &mut Config| …, async |house: &House| { … });`
#[macro_export]
macro_rules! story {
    ($name:ident, $story:expr) => {
        $crate::story!($name, |_: &mut sahut::config::Config| {}, $story);
    };
    ($name:ident, $configure:expr, $story:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "stories use what their file imports")]
            use super::*;

            #[actix_web::test]
            async fn on_sqlite() {
                $crate::support::house::run($crate::support::Engine::Sqlite, $configure, $story).await;
            }

            #[actix_web::test]
            async fn on_postgres() {
                $crate::support::house::run($crate::support::Engine::Postgres, $configure, $story).await;
            }
        }
    };
}

/// Looks again and again for half a minute.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("waited in vain: {what}");
}
