//! Values worked out from others.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

/// What a page works out from what it knows. All of them are one type below their surface: each memo of its own type
/// costs a browser a kilobyte.
pub(crate) struct Derived<T> {
    held: Signal<Held>,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

impl<T: 'static> Derived<T> {
    /// Looks at the value; whoever does is told of the next one.
    pub fn with<Seen>(self, look: impl FnOnce(&T) -> Seen) -> Seen {
        look(self.held.get().value())
    }

    /// [`Self::with`] without asking to be told.
    pub fn with_untracked<Seen>(self, look: impl FnOnce(&T) -> Seen) -> Seen {
        look(self.held.get_untracked().value())
    }

    /// [`Self::with`]; nothing once its page was left.
    pub fn try_with<Seen>(self, look: impl FnOnce(&T) -> Seen) -> Option<Seen> {
        self.held.try_get().map(|held| look(held.value()))
    }

    /// [`Self::with_untracked`]; nothing once its page was left.
    pub fn try_with_untracked<Seen>(self, look: impl FnOnce(&T) -> Seen) -> Option<Seen> {
        self.held.try_get_untracked().map(|held| look(held.value()))
    }
}

impl<T> Derived<T> {
    /// Asks to be told of the next value.
    pub fn track(self) {
        self.held.track();
    }
}

impl<T: Clone + 'static> Derived<T> {
    /// The value; whoever asks is told of the next one.
    pub fn get(self) -> T {
        self.with(Clone::clone)
    }

    /// [`Self::get`] without asking to be told.
    pub fn get_untracked(self) -> T {
        self.with_untracked(Clone::clone)
    }

    /// [`Self::get_untracked`]; nothing once its page was left.
    pub fn try_get_untracked(self) -> Option<T> {
        self.try_with_untracked(Clone::clone)
    }
}

impl<T: Clone + Send + Sync + 'static> From<Derived<T>> for Signal<T> {
    fn from(derived: Derived<T>) -> Self {
        Self::derive(move || derived.get())
    }
}

/// A value that is worked out from others: in a browser once for each change of theirs, told on only when it differs
/// from before.
///
/// On the server each time it is read, with nothing before it. A document is rendered by several threads: a [`Memo`]
/// that one of them works out while another brings an answer misses that answer for good, and the page is sent without
/// what it is about (seen once in a thousand pages of the cart).
pub(crate) fn derived<T: PartialEq + Send + Sync + 'static>(
    derive: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Derived<T> {
    let derive = move |last: Option<&Held>| Held::new(derive(last.map(Held::value)));
    Derived { held: hold(Box::new(derive)), value: PhantomData }
}

type Derive = Box<dyn Fn(Option<&Held>) -> Held + Send + Sync>;

/// Compiled once.
#[expect(clippy::disallowed_methods, reason = "this is what takes its place")]
fn hold(derive: Derive) -> Signal<Held> {
    if cfg!(target_family = "wasm") { Memo::new(derive).into() } else { Signal::derive(move || derive(None)) }
}

/// A value without its type.
#[derive(Clone)]
struct Held(Arc<dyn Value>);

impl Held {
    fn new<T: PartialEq + Send + Sync + 'static>(value: T) -> Self {
        Self(Arc::new(value))
    }

    fn value<T: 'static>(&self) -> &T {
        let value: &dyn Any = &*self.0;
        match value.downcast_ref() {
            Some(value) => value,
            None => unreachable!("a derived value is of the type it was derived as"),
        }
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(&*other.0)
    }
}

trait Value: Any + Send + Sync {
    /// Whether the other is of the same type and equal.
    fn is(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + Send + Sync + 'static> Value for T {
    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
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

    #[test]
    fn values_are_the_same_when_they_are_equal() {
        assert!(Held::new(7) == Held::new(7) && Held::new(7) != Held::new(8));
        assert!(Held::new(Some("a")) != Held::new("a"), "of another type");
    }
}
