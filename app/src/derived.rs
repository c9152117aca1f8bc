//! Values worked out from others.

use leptos::prelude::*;

/// What a page works out from what it knows.
pub(crate) type Derived<T> = Signal<T>;

/// A value that is worked out from others: in a browser once for each change of theirs, told on only when it differs
/// from before.
///
/// On the server each time it is read, with nothing before it. A document is rendered by several threads: a [`Memo`]
/// that one of them works out while another brings an answer misses that answer for good, and the page is sent without
/// what it is about (seen once in a thousand pages of the cart).
#[expect(clippy::disallowed_methods, reason = "this is what takes its place")]
pub(crate) fn derived<T: PartialEq + Send + Sync + 'static>(
    derive: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Derived<T> {
    let is_browser = Owner::current_shared_context().is_some_and(|context| context.is_browser());
    if is_browser { Memo::new(derive).into() } else { Signal::derive(move || derive(None)) }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn an_answer_that_comes_meanwhile_is_seen() {
        let owner = Owner::new();
        owner.with(|| {
            let answer = RwSignal::new(None);
            let (is_first, step) = (AtomicBool::new(true), std::sync::Arc::new(Barrier::new(2)));
            let steps = std::sync::Arc::clone(&step);
            let shown = derived(move |_: Option<&Option<u8>>| {
                let seen = answer.get();
                if is_first.swap(false, Ordering::SeqCst) {
                    steps.wait();
                    steps.wait();
                }
                seen
            });
            std::thread::scope(|threads| {
                let early = threads.spawn(|| owner.with(|| shown.get()));
                step.wait();
                answer.set(Some(7));
                step.wait();
                assert_eq!(early.join().unwrap(), None);
            });
            assert_eq!(shown.get(), Some(7));
        });
    }
}
