//! A listener that breaks off is begun anew: a defect met once must not silence a line until somebody restarts the
//! house.

use std::time::Duration;

use actix_web::rt;
use tokio::sync::watch;

use super::pause::Pause;

/// Runs a listener until it ends by itself, as it does once `stop` is true; after a panic from its beginning.
pub async fn kept<F>(stop: watch::Receiver<bool>, begin: impl Fn(watch::Receiver<bool>) -> F)
where
    F: Future<Output = ()> + 'static,
{
    let mut pause = Pause::new(stop.clone());
    while let Err(error) = rt::spawn(begin(stop.clone())).await {
        tracing::error!(%error, "a listener broke off, beginning it anew");
        pause.after_failure(Duration::ZERO).await;
        if pause.is_over() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[actix_web::test]
    async fn a_listener_that_breaks_off_is_begun_anew() {
        let (_stop, stopped) = watch::channel(false);
        let begun = Rc::new(Cell::new(0));
        kept(stopped, |_| {
            let begun = begun.clone();
            async move {
                begun.set(begun.get() + 1);
                assert!(begun.get() > 1, "a defect met once");
            }
        })
        .await;
        assert_eq!(begun.get(), 2);
    }
}
