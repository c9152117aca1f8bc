//! The server's time, ticking on the page: elapsed and remaining times stay right on a device with a wrong clock.

use std::sync::Arc;
use std::time::Duration;

use domain::ids::{Entropy, GenerationId};
use domain::time::{Clock, Timestamp};
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;

use crate::effect::effect;
use crate::wire::WireJson;

/// Now, by the server's clock, to the second.
#[derive(Clone, Copy)]
pub struct Now(RwSignal<Timestamp>);

impl Now {
    /// Starts the clock for everything below the calling component.
    pub fn provide() {
        let Some(clock) = use_context::<Arc<dyn Clock>>() else { return };
        let rendered_at = SharedValue::<_, WireJson>::new_with_encoding(|| clock.now()).into_inner();
        let now = Self(RwSignal::new(rendered_at));
        provide_context(now);
        effect(move || {
            let clock = clock.clone();
            let ahead_ms = rendered_at.0 - clock.now().0;
            let tick = move || now.0.set(Timestamp(clock.now().0 + ahead_ms));
            if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
                on_cleanup(move || timer.clear());
            }
        });
    }

    /// The clock of the running page.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(Timestamp(0))))
    }

    /// Now; changes every second.
    #[must_use]
    pub fn get(self) -> Timestamp {
        self.0.get()
    }

    /// Now, for a handler.
    #[must_use]
    pub fn get_untracked(self) -> Timestamp {
        self.0.get_untracked()
    }
}

/// The id that the page's forms send with the next generation. Sending it twice is the same generation; after a
/// success it is renewed.
#[derive(Clone, Copy)]
pub struct NextGeneration {
    id: RwSignal<String>,
    source: StoredValue<IdSource>,
}

impl NextGeneration {
    /// The id in the document, later fresh ones. Call it while a page is set up, not inside of something that
    /// waits: server and browser must make their shared values in the same order.
    #[must_use]
    pub fn shared() -> Self {
        let source = IdSource { clock: use_context(), entropy: use_context() };
        let id = SharedValue::<_, WireJson>::new_with_encoding(|| source.fresh()).into_inner();
        Self { id: RwSignal::new(id), source: StoredValue::new(source) }
    }

    /// The id, for a form's hidden field.
    #[must_use]
    pub fn get(self) -> String {
        self.id.get()
    }

    /// The id, for a handler.
    #[must_use]
    pub fn get_untracked(self) -> String {
        self.id.get_untracked()
    }

    /// Makes a fresh id, unless the page has gone.
    pub fn renew(self) {
        if let Some(fresh) = self.source.try_with_value(IdSource::fresh) {
            self.id.try_set(fresh);
        }
    }
}

/// Where ids come from: the clock and the entropy of whoever renders the page.
struct IdSource {
    clock: Option<Arc<dyn Clock>>,
    entropy: Option<Arc<dyn Entropy>>,
}

impl IdSource {
    fn fresh(&self) -> String {
        let time_ms = self.clock.as_ref().map_or(0, |clock| clock.now().0);
        let random = self.entropy.as_ref().map_or(0, |entropy| entropy.random());
        GenerationId::from_parts(u64::try_from(time_ms).unwrap_or(0), random).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Counter(AtomicU64);

    impl Entropy for Counter {
        fn random(&self) -> u128 {
            u128::from(self.0.fetch_add(1, Ordering::Relaxed))
        }
    }

    #[test]
    fn an_id_stays_until_it_is_renewed() {
        let owner = Owner::new();
        owner.with(|| {
            provide_context::<Arc<dyn Entropy>>(Arc::new(Counter(AtomicU64::new(7))));
            let next = NextGeneration::shared();
            let first = next.get_untracked();
            assert_eq!(first, next.get_untracked());
            assert!(first.parse::<GenerationId>().is_ok());
            next.renew();
            assert_ne!(first, next.get_untracked());
        });
    }
}
